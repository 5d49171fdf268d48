"""What everybody whom it concerns is mailed when an event is cancelled, and when it takes place after all.

One mail to each address, whoever is reached there: it says nobody's name, and who reads it is asked when it goes out.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from convene.database import db
from convene.events.models import Event
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.outbox.queries import last_of_each_tried
from convene.programme.emails import link_to_stage
from convene.registration.emails import link_to, link_to_invitation
from convene.spelling import normalised_address
from convene.stewardship.catalogue import As
from convene.stewardship.queries import Concerned, ReachedAt, who_is_reached_at
from convene.web.signed_links import absolute_url

CANCELLED, TAKES_PLACE = "stewardship/event_cancelled", "stewardship/event_takes_place"


def event_cancelled(event: Event, concerned: Mapping[str, Concerned]) -> None:
    """Tell each of these that it does not take place. That it does, where that has not gone out yet, is replaced."""
    _enqueue(CANCELLED, event.id, [(one.email, one.language) for one in concerned.values()])


def event_takes_place(event: Event) -> int:
    """Tell everybody whom a mail has told that it is cancelled that it takes place after all; returns how many.

    Who was not told yet never is. Who was told before, and of the contrary since, is told nothing either.
    """
    last_tried: dict[str, outbox.Written] = {}
    untried: list[UUID] = []
    for one in outbox.hold_all(event.id, [CANCELLED, TAKES_PLACE]):
        if one.is_untried:
            untried.append(one.id)
        else:
            last_tried[one.about] = one
    outbox.drop_these(untried)
    told = [(one.email, one.language) for one in last_tried.values() if one.name == CANCELLED]
    _enqueue(TAKES_PLACE, event.id, told)
    return len(told)


def count_of_told(event_id: UUID) -> int:
    """How many a mail has told that it is cancelled, and no later one the contrary. One statement."""
    return list(last_of_each_tried(event_id, [CANCELLED, TAKES_PLACE]).values()).count(CANCELLED)


def _enqueue(name: str, event_id: UUID, to: Iterable[tuple[str, str]]) -> None:
    receivers = [
        outbox.Receiver(email, language, {"event_id": event_id}, about=_about(event_id, email))
        for email, language in to
    ]
    outbox.enqueue_for_each(name, receivers, event_id=event_id)


def _about(event_id: UUID, email: str) -> str:
    """The two mails take each other's place. The address does not stand in it: it may be longer than the column."""
    return f"event:{event_id}:{uuid5(NAMESPACE_URL, normalised_address(email))}"


@message(CANCELLED)
def _compose_cancelled(intent: Intent) -> Content | None:
    """None: it takes place after all, or nobody is reached there any more."""
    event = db.session.get(Event, intent.ids["event_id"])
    if event is None or not event.is_cancelled:
        return None
    reached = who_is_reached_at(event.id, intent.to_email)
    if reached.closest is None:
        return None
    return _content(event, reached)


@message(TAKES_PLACE)
def _compose_takes_place(intent: Intent) -> Content | None:
    """None: it is cancelled again. Who has given their place back since is told, too: they may have done so for that
    reason."""
    event = db.session.get(Event, intent.ids["event_id"])
    if event is None or event.is_cancelled:
        return None
    return _content(event, who_is_reached_at(event.id, intent.to_email))


def _content(event: Event, reached: ReachedAt) -> Content:
    return Content(
        {
            "event": event,
            "zone_at": datetime.combine(event.starts_on, time(12)),
            "reason": event.cancelled_reason,
            "reads_as": reached.closest.value if reached.closest is not None else "",
            "urls": _own_pages(reached),
            "answer_url": _answer_url(reached),
            "event_url": absolute_url("events.event", slug=event.slug),
        }
    )


def _own_pages(reached: ReachedAt) -> list[str]:
    """The personal pages of whoever reads it: that of their place, which leads to those they speak for, and that of
    their part on stage."""
    own = sorted(reached.registrations, key=lambda one: not one.is_own_address)[:1]
    pages = [absolute_url("registration.place", token=link_to(one)) for one in own]
    return pages + [absolute_url("speak.page", token=link_to_stage(one)) for one in reached.on_stage]


def _answer_url(reached: ReachedAt) -> str | None:
    """Where somebody answers who was invited and is known by nothing else."""
    if reached.closest is not As.INVITED:
        return None
    return absolute_url("registration.invited", token=link_to_invitation(reached.invitations[0]))
