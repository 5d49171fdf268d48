"""Mails to those who register, and to those who are asked to.

Of what a form was filled in with, names alone stand in the mails that go out by themselves, cut to a length, and no
web address is ever taken for one: anybody can type anybody's address, and the mail that follows goes out in the
organisers' name (decision 0020). What else was told is on the page behind the link.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from convene.calendar.catalogue import mails_page, own_page, way_out
from convene.database import db
from convene.events.event_page import when_of
from convene.events.models import Event
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.registration.catalogue import (
    FOLLOWER_SOURCE,
    HELD_FOR_INVITED,
    CameBy,
    EndedBecause,
    PaperKind,
    PaperState,
    RegistrationState,
)
from convene.registration.models import Invitation, Letter, Registration, TicketKind
from convene.registration.queries.form import answers_missing_of
from convene.registration.queries.papers import paper_of
from convene.registration.queries.registrations import registration_and_event, some_registrations
from convene.registration.queries.seating import running_offer, takes_offers, who_go_together
from convene.registration.queries.together import BROUGHT, companions_of, ended_with, who_registered
from convene.registration.queries.waitlist import standing_of
from convene.registration.rules.letters import filled_in, paragraphs
from convene.sentences import Sentence, says
from convene.spelling import is_same_address, name_in_mail
from convene.web.languages import say, zone_name
from convene.web.signed_links import Purpose, absolute_url, sign


def way_in_of(registration_id: UUID, link_version: int) -> str:
    """The path by which somebody who has a place joins online."""
    return f"/j/{sign(Purpose.JOIN, registration_id, link_version)}"


STILL_A_PLACE = says(
    "You still have your place. Nobody gives it back for you: the link to it was mailed to you, and there you cancel."
)
STILL_INVITED = says(
    "You are still invited. The link in your invitation, or in the mail for your calendar, says no to it."
)
THEIR_LINK = says("(the link to their registration)")


def confirmation(registration: Registration, *, passed_on_by: str = "") -> None:
    """The place, when and where, and the link to it. `passed_on_by`: who had it before."""
    private = {"passed_on_by": passed_on_by} if passed_on_by else {}
    _enqueue("registration/confirmation", registration, about="place", private=private)


def already_registered(registration: Registration) -> None:
    """Somebody registered the address again; here is the link, and nothing was changed."""
    _enqueue("registration/already_registered", registration, about="link")


def link(registration: Registration) -> None:
    """The link, on request."""
    _enqueue("registration/link", registration, about="link")


def address_changed(registration: Registration) -> None:
    """Organisers have noted another address: the link, to that one. Those that were mailed before are worthless."""
    _enqueue("registration/address_changed", registration, about="link")


def received(registration: Registration) -> None:
    """It has arrived, and the organisers will decide."""
    _enqueue("registration/received", registration, about="place")


def waitlisted(registration: Registration) -> None:
    """There is no place now; a place in line."""
    _enqueue("registration/waitlisted", registration, about="place")


def offer(registration: Registration) -> None:
    """A place is free and held until a day and an hour: take it, or let it go."""
    _enqueue("registration/offer", registration, about="place")


def offer_lapsed(registration: Registration) -> None:
    """Nobody took it in time, and it went to the next."""
    _enqueue("registration/offer_lapsed", registration, about="place")


def confirm_address(registration: Registration) -> None:
    """The place is held until the link is followed."""
    _enqueue("registration/confirm_address", registration, about="place")


def passed_on(registration: Registration) -> None:
    """To whoever had the place: it is somebody else's now. The address is that of before."""
    outbox.enqueue(
        "registration/passed_on",
        registration.email,
        ids={"event_id": registration.event_id},
        event_id=registration.event_id,
        language=registration.language,
    )


def cancelled(registration: Registration) -> None:
    """The place was given back, as asked. A confirmation that has not gone out yet is replaced by this."""
    _enqueue("registration/cancelled", registration, about="place")


def let_go_together(registration: Registration, *, who: str) -> None:
    """To somebody who wanted a place together with others: one of them has let the places go that were held."""
    _enqueue("registration/let_go_together", registration, about="place", private={"who": who})


def confirm_new_address(registration: Registration, email: str) -> None:
    """To an address that somebody wants to be written to from now on: it counts once its link was followed."""
    outbox.enqueue(
        "registration/confirm_new_address",
        email,
        ids={"registration_id": registration.id},
        event_id=registration.event_id,
        language=registration.language,
        about=_about_of(registration, "address"),
    )


def address_left(registration: Registration, before: str) -> None:
    """To the address of before: mails go to another one now. It holds no link, and does not name the new one."""
    outbox.enqueue(
        "registration/address_left",
        before,
        ids={"event_id": registration.event_id},
        event_id=registration.event_id,
        language=registration.language,
    )


def cancelled_by_organiser(registration: Registration) -> None:
    """An organiser cancelled it."""
    _enqueue("registration/cancelled_by_organiser", registration, about="place")


def forwarded(registration: Registration, *, name: str, email: str, text: str) -> None:
    """What somebody writes to a participant who takes messages. The writer never learns the address."""
    outbox.enqueue(
        "registration/forwarded",
        registration.email,
        ids={"registration_id": registration.id},
        private={"name": name, "email": email, "text": text},
        event_id=registration.event_id,
        language=registration.language,
    )


def test_letter(event_id: UUID, subject: str, text: str, *, email: str, name: str, language: str) -> None:
    """A letter as whoever writes it would read it: with their own name, and no key to anybody's registration."""
    outbox.enqueue(
        "registration/letter_test",
        email,
        to_name=name,
        ids={"event_id": event_id},
        private={"subject": subject, "text": text},
        event_id=event_id,
        language=language,
    )


def invite_all(invitations: Sequence[Invitation], letter: Letter | None = None, *, is_reminder: bool = False) -> None:
    """Ask each of an event to come, by a link of their own; once more if they have not answered."""
    receivers = [
        outbox.Receiver(
            each.email,
            each.language,
            {"invitation_id": each.id, **_with_letter(letter)},
            name=each.name,
            about=f"invitation:{each.id}",
        )
        for each in invitations
    ]
    name = "registration/reminder" if is_reminder else "registration/invitation"
    outbox.enqueue_for_each(name, receivers, event_id=invitations[0].event_id)


def letter_of_invitation(registration: Registration) -> None:
    """The organisers have answered who asked for a letter."""
    _enqueue("registration/letter_of_invitation", registration, about="letter")


def tell_all(
    name: str, registrations: Sequence[Registration], letter: Letter | None = None, *, about: str | None = None
) -> int:
    """One mail to each of many of an event, in one go. Who has no address is told by somebody else. `about`: what of
    their registration it is about; what waits to be said of it is replaced. Returns how many are told."""
    receivers = [
        outbox.Receiver(
            each.email,
            each.language,
            {"registration_id": each.id, **_with_letter(letter)},
            about=_about_of(each, about) if about is not None else None,
        )
        for each in registrations
        if each.email
    ]
    if receivers:
        outbox.enqueue_for_each(f"registration/{name}", receivers, event_id=registrations[0].event_id)
    return len(receivers)


def _with_letter(letter: Letter | None) -> dict[str, UUID]:
    return {"letter_id": letter.id} if letter is not None else {}


def _about_of(registration: Registration, what: str) -> str:
    return f"registration:{registration.id}:{what}"


def _enqueue(
    name: str, registration: Registration, *, about: str, private: dict[str, Any] | None = None
) -> UUID | None:
    if not registration.email:  # who walked in at the door may have left none
        return None
    return outbox.enqueue(
        name,
        registration.email,
        ids={"registration_id": registration.id},
        private=private,
        event_id=registration.event_id,
        language=registration.language,
        about=_about_of(registration, about),
    )


@message("registration/confirmation")
@message("registration/already_registered")
@message("registration/link")
@message("registration/address_changed")
def _compose_about_a_place(intent: Intent) -> Content | None:
    content = _compose_with_company(intent)
    return content if content is not None and content.context["registration"].state.is_active else None


def _compose_in(intent: Intent, state: RegistrationState) -> Content | None:
    """None: meanwhile it is in another state, and another mail says so."""
    content = _compose_with_company(intent)
    return content if content is not None and content.context["registration"].state is state else None


@message("registration/received")
def _compose_received(intent: Intent) -> Content | None:
    return _compose_in(intent, RegistrationState.PENDING)


@message("registration/waitlisted")
def _compose_waitlisted(intent: Intent) -> Content | None:
    content = _compose_in(intent, RegistrationState.WAITLISTED)
    if content is None:
        return None
    event = content.context["event"]
    standing = standing_of(event, intent.ids["registration_id"])
    why = standing.why if standing is not None else None
    return Content({**content.context, "why": why, "is_to_be_offered": takes_offers(event)})


@message("registration/declined")
def _compose_declined(intent: Intent) -> Content | None:
    content = _compose(intent)
    return content if content and content.context["registration"].state is RegistrationState.DECLINED else None


@message("registration/offer")
@message("registration/confirm_address")
def _compose_offer(intent: Intent) -> Content | None:
    """None: it was answered, or its time is over before the mail went out."""
    content, offer = _compose_with_company(intent), running_offer(intent.ids["registration_id"])
    if content is None or offer is None:
        return None
    rows = who_go_together(content.context["registration"])
    together = [name_in_mail(each.name) for each in rows] if len(rows) > 1 else []
    return Content({**content.context, "expires_at": offer.expires_at, "together": together})


@message("registration/cancelled")
@message("registration/cancelled_by_organiser")
@message("registration/let_go_together")
def _compose_ended(intent: Intent) -> Content | None:
    content = _compose_with_company(intent)
    if content is None:
        return None
    others = [name_in_mail(each.name) for each in ended_with(content.context["registration"])]
    who = name_in_mail(intent.private.get("who", ""))
    return Content({**content.context, "ended_with": others, "who": who})


@message("registration/offer_lapsed")
def _compose(intent: Intent) -> Content | None:
    found = registration_and_event(intent.ids["registration_id"])
    if found is None:
        return None
    registration, event = found
    if not is_same_address(intent.to_email, registration.email):
        return None  # the link would go to somebody whose it is no more
    return Content(
        {
            **_about(event),
            "registration": registration,
            "name": name_in_mail(registration.name),
            "came": _how_they_came(registration, name_in_mail(intent.private.get("passed_on_by", ""))),
            "way_out": _way_out(registration),
            "join_page_url": absolute_url(
                "online.join", token=sign(Purpose.JOIN, registration.id, registration.link_version)
            ),
            "place_url": absolute_url("registration.place", token=link_to(registration)),
            "again_url": absolute_url("registration.register_again", token=link_to(registration)),
        }
    )


def _compose_with_company(intent: Intent) -> Content | None:
    """The same with the answers that are missing, and those whom the reader speaks for, each with their link."""
    content = _compose(intent)
    if content is None:
        return None
    mine, event = content.context["registration"], content.context["event"]
    company = companions_of(mine)
    asked = [mine, *company.spoken_for]
    missing = answers_missing_of(event, [each.id for each in asked if each.state.is_active])
    return Content(
        {
            **content.context,
            "missing": len(missing.get(mine.id, ())),
            "change_url": absolute_url("registration.change", token=link_to(mine)),
            "spoken_for": [
                (
                    name_in_mail(each.name),
                    absolute_url("registration.place", token=link_to(each)),
                    len(missing.get(each.id, ())),
                )
                for each in company.spoken_for
                if each.state.is_active
            ],
            "others": [name_in_mail(each.name) for each in company.others if each.state.is_active],
        }
    )


@message("registration/confirm_new_address")
def _compose_new_address(intent: Intent) -> Content | None:
    """To an address that is nobody's yet: of the links that one, which does nothing but confirm it."""
    found = registration_and_event(intent.ids["registration_id"])
    if found is None or not found[0].state.is_active:
        return None
    registration, event = found
    url = absolute_url("registration.confirm_new_address", token=link_to_new_address(registration, intent.to_email))
    named = {"registration": registration, "name": name_in_mail(registration.name)}
    return Content({**_about(event), **named, "confirm_url": url})


def _how_they_came(registration: Registration, passed_on_by: str) -> Sentence | None:
    """Who has registered somebody that did not do so themselves, in the first line of their mail."""
    if not registration.is_own_address:
        return None
    if registration.came_by in BROUGHT:
        leader = who_registered(registration)
        if leader is None:
            return says("A colleague of yours has registered you.")
        return says("%(who)s has registered you.", who=name_in_mail(leader.name))
    if registration.came_by is CameBy.PASSED_ON:
        if passed_on_by:
            return says("%(who)s has passed a place on to you.", who=passed_on_by)
        return says("A place was passed on to you.")
    if registration.came_by is CameBy.IMPORT:
        return says("The organisers have registered you.")
    return None


def _way_out(registration: Registration) -> Sentence:
    """What somebody can do who did not want this mail, at its end."""
    if not registration.is_own_address:
        return says(
            "%(name)s was registered with your address. By the link you change or cancel it.",
            name=name_in_mail(registration.name),
        )
    if registration.came_by in {*BROUGHT, CameBy.PASSED_ON, CameBy.IMPORT}:
        return says("You do not want to come? Open the link and cancel.")
    if registration.came_by is CameBy.INVITATION:
        return says("You get this mail because you have answered an invitation of the organisers.")
    if registration.came_by is CameBy.DOOR:
        return says("You get this mail because you left your address at the door.")
    return says("You did not register? Then somebody typed your address. Open the link and cancel.")


def _why_a_letter(registration: Registration) -> Sentence:
    """Why organisers write to somebody, as is true of where their registration is."""
    if not registration.is_own_address:
        return says(
            "You get this mail because %(name)s was registered with your address.",
            name=name_in_mail(registration.name),
        )
    return {
        RegistrationState.CONFIRMED: says("You get this mail because you are registered."),
        RegistrationState.WAITLISTED: says("You get this mail because you are on the waitlist."),
        RegistrationState.PENDING: says("You get this mail because you asked for a place."),
        RegistrationState.DECLINED: says("You get this mail because you asked for a place."),
        RegistrationState.CANCELLED: says("You get this mail because you were registered."),
    }[registration.state]


@message("registration/passed_on")
@message("registration/address_left")
def _compose_of_the_event_alone(intent: Intent) -> Content | None:
    """To an address that is of the registration no more: nothing of it is said."""
    event = db.session.get(Event, intent.ids["event_id"])
    return Content(_about(event)) if event is not None else None


@message("registration/letter")
def _compose_letter(intent: Intent) -> Content | None:
    """None: whoever it was written to has cancelled while it waited.

    Those who had cancelled before are written to, and those whom organisers have cancelled: it may say why.
    """
    content = _compose(intent)
    letter = db.session.get(Letter, intent.ids["letter_id"])
    if content is None or letter is None:
        return None
    registration = content.context["registration"]
    if _has_left_since(registration, intent.written_at):
        return None
    written = written_to(letter.subject, letter.text, registration)
    return Content({**content.context, **written, "why": _why_a_letter(registration)})


@message("registration/forwarded")
def _compose_forwarded(intent: Intent) -> Content | None:
    content = _compose(intent)
    if content is None or not content.context["registration"].state.is_active:
        return None
    said = intent.private
    return Content(
        {
            **content.context,
            "writer": said["name"],
            "writes_from": said["email"],
            "paragraphs": paragraphs(said["text"]),
        }
    )


@message("registration/letter_test")
def _compose_test_letter(intent: Intent) -> Content | None:
    event = db.session.get(Event, intent.ids["event_id"])
    if event is None:
        return None
    url = absolute_url("events.event", slug=event.slug)
    values = {**_values_of(event), "name": intent.to_name, "organisation": "", "ticket": "", "link": url}
    return Content({**_about(event), **_as_read(intent.private["subject"], intent.private["text"], values)})


@message("registration/invitation")
@message("registration/reminder")
def _compose_invitation(intent: Intent) -> Content | None:
    invitation = db.session.get(Invitation, intent.ids["invitation_id"])
    event = db.session.get(Event, invitation.event_id) if invitation is not None else None
    if invitation is None or event is None or invitation.withdrawn_at is not None:
        return None
    if invitation.registration_id is not None or invitation.declined_at is not None:
        return None  # answered before the mail went out
    letter = db.session.get(Letter, intent.ids["letter_id"]) if "letter_id" in intent.ids else None
    values = {**_values_of(event), "name": invitation.name, "organisation": invitation.organisation, "ticket": ""}
    return Content(
        {
            **_about(event),
            **_as_read(letter.subject if letter else "", letter.text if letter else "", values),
            "answer_url": absolute_url("registration.invited", token=link_to_invitation(invitation)),
        }
    )


def _has_left_since(registration: Registration, written_at: datetime | None) -> bool:
    is_own = registration.ended_because in {EndedBecause.THEMSELVES, EndedBecause.OFFER_DECLINED}
    left_at = registration.cancelled_at if is_own else None
    return left_at is not None and written_at is not None and left_at > written_at


def written_to(subject: str, text: str, registration: Registration, *, to_them: bool = True) -> dict[str, object]:
    """A letter as one person reads it: its subject, and the lines of each paragraph. Not `to_them`: somebody else reads
    it, who shall not hold their link."""
    event = db.session.get_one(Event, registration.event_id)
    ticket = db.session.get(TicketKind, registration.ticket_kind_id) if registration.ticket_kind_id else None
    values = {
        **_values_of(event),
        "name": registration.name,
        "organisation": registration.organisation,
        "ticket": ticket.name if ticket else "",
        "link": absolute_url("registration.place", token=link_to(registration)) if to_them else say(THEIR_LINK),
    }
    return _as_read(subject, text, values)


def _as_read(subject: str, text: str, values: Mapping[str, str]) -> dict[str, object]:
    return {"subject": filled_in(subject, values), "paragraphs": paragraphs(filled_in(text, values))}


def _values_of(event: Event) -> dict[str, str]:
    return {"event": event.title, "when": f"{when_of(event)} ({zone_name(event.zone)})", "where": say(event.where)}


def _about(event: Event) -> dict[str, object]:
    return {
        "event": event,
        "zone_at": datetime.combine(event.starts_on, time(12)),
        "event_url": absolute_url("events.event", slug=event.slug),
        "calendar_url": absolute_url("programme.event_calendar", slug=event.slug),
    }


def link_to(registration: Registration) -> str:
    """The token of the link by which somebody sees, changes and cancels their registration."""
    return sign(Purpose.MANAGE_REGISTRATION, registration.id, registration.link_version)


@own_page(FOLLOWER_SOURCE)
def _page_of_followers(registration_ids: Sequence[UUID]) -> str | None:
    """Their own, where they have one; else that of whom they speak for. It leads on to the others."""
    rows = some_registrations(registration_ids)
    if not rows:
        return None
    reader = next((each for each in rows if each.is_own_address), rows[0])
    return absolute_url("registration.place", token=link_to(reader))


@mails_page(FOLLOWER_SOURCE)
def _page_that_ends_mails(registration_ids: Sequence[UUID]) -> str | None:
    registration = db.session.get(Registration, registration_ids[0])
    if registration is None:
        return None
    token = sign(Purpose.CALENDAR_OF_REGISTRATION, registration.id, registration.link_version)
    return absolute_url("registration.calendar_mails", token=token)


@way_out(FOLLOWER_SOURCE)
def _give_place_back(event_id: UUID) -> tuple[Sentence, str | None] | None:
    event = db.session.get_one(Event, event_id)
    page = absolute_url("registration.send_my_link", slug=event.slug) if event.is_public else None
    return STILL_A_PLACE, page


@way_out(HELD_FOR_INVITED)
def _decline_invitation(_event_id: UUID) -> tuple[Sentence, str | None] | None:
    return STILL_INVITED, None


def link_to_new_address(registration: Registration, email: str) -> str:
    """The token of the link by which whoever reads the mails of an address says that it is theirs."""
    return sign(Purpose.CHANGE_ADDRESS, registration.id, registration.link_version, about=email)


def link_to_invitation(invitation: Invitation) -> str:
    """The token of the link by which somebody answers an invitation."""
    return sign(Purpose.ANSWER_INVITATION, invitation.id, invitation.link_version)


@message("registration/letter_of_invitation")
def _compose_about_a_letter(intent: Intent) -> Content | None:
    content = _compose_about_a_place(intent)
    paper = paper_of(intent.ids["registration_id"], PaperKind.LETTER)
    if content is None or paper is None or paper.state is PaperState.ASKED:
        return None
    papers_url = absolute_url("own_papers.mine", token=link_to(content.context["registration"]))
    return Content({**content.context, "is_given": paper.state is PaperState.GIVEN, "papers_url": papers_url})
