"""Mails to those who follow a series.

The first asks the owner of an address, which anybody may have typed, so nothing that was typed stands in it. That a
new edition is there goes with a link to leave, and with the same for the mail provider's own button (RFC 8058).
"""

from uuid import UUID

from convene.clock import now
from convene.database import db
from convene.events.event_page import when_of
from convene.events.models import Event
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.subscriptions.catalogue import ANNOUNCEMENT, SubscriptionState
from convene.subscriptions.models import Subscription
from convene.subscriptions.queries import (
    announcement_of,
    asked_of_the_same_address,
    of_the_same_address,
    series_of,
    subscription_and_series,
)
from convene.subscriptions.rules import id_of_address, is_asked
from convene.teams.models import Team
from convene.web.languages import in_language
from convene.web.signed_links import Purpose, absolute_url, sign


def announcement_to_nobody(event_id: UUID, word: str, language: str) -> Intent:
    """The announcement as it would go out now, without anybody's own link: for a page that shows it before."""
    return Intent(ANNOUNCEMENT, "", "", language, {"event_id": event_id}, {"word": word})


def confirm(subscription: Subscription) -> None:
    """Ask the owner of the address. A question to the same address that still waits is replaced by this one."""
    _enqueue("subscriptions/confirm", subscription)


def already(subscription: Subscription) -> None:
    """Tell the owner what the address follows already, and how to leave."""
    _enqueue("subscriptions/already", subscription)


def _enqueue(name: str, subscription: Subscription) -> None:
    outbox.enqueue(
        name,
        subscription.email,
        ids={"subscription_id": subscription.id},
        language=subscription.language,
        about=f"{name}:{id_of_address(subscription.email_key)}",
    )


@message("subscriptions/confirm")
def _compose_confirm(intent: Intent) -> Content | None:
    found = subscription_and_series(intent.ids["subscription_id"])
    if found is None or not is_asked(found[0].state, found[0].asked_at, found[0].ended_at, now()):
        return None
    asked = asked_of_the_same_address(found[0])
    token = sign(Purpose.CONFIRM_SUBSCRIPTION, found[0].id, found[0].link_version)
    return Content(
        {
            "titles": [series.title for _, series in asked],
            "confirm_url": absolute_url("subscriptions.confirm", token=token),
        }
    )


@message("subscriptions/already")
def _compose_already(intent: Intent) -> Content | None:
    found = subscription_and_series(intent.ids["subscription_id"])
    if found is None or found[0].state is not SubscriptionState.CONFIRMED:
        return None
    followed = of_the_same_address(found[0], SubscriptionState.CONFIRMED)
    return Content({"followed": [(series.title, leave_url_of(row)) for row, series in followed]})


@message(ANNOUNCEMENT, is_for_team=True)
def _compose_announcement(intent: Intent) -> Content | None:
    """None where the receiver has left meanwhile, or the event is no longer what they follow or everybody may see."""
    event = db.session.get(Event, intent.ids["event_id"])
    if "subscription_id" not in intent.ids:  # the preview: the word is not written down yet, and nobody's link shown
        return _announced(event, intent.private["word"], None, intent.language) if event is not None else None
    found = subscription_and_series(intent.ids["subscription_id"])
    announcement = announcement_of(intent.ids["event_id"])
    if event is None or found is None or announcement is None:
        return None
    subscription, series = found
    if subscription.state is not SubscriptionState.CONFIRMED or event.series_id != series.id or not event.is_public:
        return None
    return _announced(event, announcement.word, leave_url_of(subscription), intent.language)


def _announced(event: Event, word: str, leave_url: str | None, language: str) -> Content | None:
    """What stands in the mail that tells of an event."""
    series = series_of(event)
    if series is None:
        return None
    with in_language(language):
        when = when_of(event)
    return Content(
        {
            "event": event,
            "series": series,
            "when": when,
            "host": db.session.get_one(Team, event.team_id).name,
            "word": word,
            "event_url": absolute_url("events.event", slug=event.slug),
            "leave_url": leave_url,
        },
        list_unsubscribe=leave_url,
    )


def leave_url_of(subscription: Subscription) -> str:
    """Where somebody leaves, and where their mail provider does it for them."""
    return absolute_url("subscriptions.following", token=leave_token(subscription.id, subscription.link_version))


def leave_token(subscription_id: UUID, link_version: int) -> str:
    """The token of the page of a subscription."""
    return sign(Purpose.LEAVE_SERIES, subscription_id, link_version)
