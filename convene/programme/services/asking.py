"""Asking those on stage whether they will be there, and giving them the link by which they answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from convene.calendar.catalogue import FeedKind
from convene.calendar.queries.following import who_wants_mail
from convene.calendar.services.feeds import forget_feeds
from convene.clock import now
from convene.database import bookkeeping, concerning, db, hold, use_case
from convene.errors import NotFound
from convene.people.models import Person
from convene.programme.catalogue import HELD_FOR_STAGE, ON_STAGE, STAGE_FOLLOWERS, StageState
from convene.programme.emails import asked_to_speak, reminded_to_speak, tell_at_new_address
from convene.programme.errors import NobodyToMail
from convene.programme.models import StageAvailability, StageInvitation
from convene.programme.queries.answers import said_of_address
from convene.programme.queries.availability import presences_of
from convene.programme.queries.people import is_on_stage, people_on_stage, who_is_needed
from convene.programme.services.following import hold_for_stage, tell_who_is_on_stage
from convene.programme.services.holding import must_not_be_over
from convene.spelling import is_same_address
from convene.web.meanwhile import must_be_as_seen


@use_case
def set_stage_address(event_id: UUID, person_id: UUID, email: str, *, seen: str | None = None, by: str) -> None:
    """Say where somebody on stage is asked; "" takes the address away.

    Whoever has the address that was wrong shall open nothing, and has not spoken for anybody: a link that was mailed
    to it, or by which somebody has answered since it stands here, is worthless from now on, what they answered is
    forgotten, and when they said they can be there, and the person counts as not asked. The same address in another
    spelling is no other one.
    ChangedMeanwhile: `seen` is not the mark (`web.meanwhile`) of the address that stands here.
    """
    invitation = _held(event_id, person_id)
    must_be_as_seen(seen, said_of_address(invitation), db.session.get_one(Person, person_id).display_name)
    if invitation is None:
        invitation = _begin(event_id, person_id)
    before, invitation.email = invitation.email, email
    if before and email and before != email:
        tell_at_new_address(event_id, [(before, email)])
    was_written_to = invitation.state is not StageState.NOT_ASKED or _who_is_mailed([invitation.id])
    if before and not is_same_address(before, email) and was_written_to:
        _take_links_back([invitation])
        invitation.asked_at = invitation.reminded_at = None
        _take_answer_back(invitation)
        _forget_availability(event_id, person_id)
    if email != before:
        tell_who_is_on_stage(event_id, [person_id])


@dataclass(frozen=True, slots=True)
class AddressTold:
    """What a file says of where somebody is asked, and what stood here. `stays`: they were asked there already."""

    person_id: UUID
    email: str
    before: str
    stays: bool

    @property
    def is_taken(self) -> bool:
        return self.email != self.before and not self.stays


@use_case
def take_addresses(event_id: UUID, addresses: Mapping[UUID, str], *, by: str) -> tuple[AddressTold, ...]:
    """What a file says wins, but for those who were asked or have answered: their link would open nothing any more.

    A part of an import: people are put on stage after it. A constant number of statements.
    """
    hold(("people on stage", event_id))
    known = {one.person_id: one for one in _invitations(event_id, addresses)}
    mailed = _who_is_mailed([one.id for one in known.values()])
    told, wrong = [], []
    for person_id, email in addresses.items():
        invitation = known.get(person_id) or _begin(event_id, person_id)
        before = invitation.email
        is_another = bool(before) and not is_same_address(before, email)
        stays = is_another and invitation.state is not StageState.NOT_ASKED
        if not stays:
            if is_another and invitation.id in mailed:
                wrong.append(invitation)
            invitation.email = email
        told.append(AddressTold(person_id, email, before, stays))
    _take_links_back(wrong)
    tell_at_new_address(event_id, [(one.before, one.email) for one in told if one.before and one.is_taken])
    tell_who_is_on_stage(event_id, [one.person_id for one in told if one.is_taken])
    return tuple(told)


@use_case
def add_stage_addresses(event_id: UUID, addresses: Mapping[UUID, str], *, by: str) -> int:
    """Say where several of those on stage are asked, by person; returns of how many. Nobody is mailed.

    An address that stands here already stays, and whoever is not on stage (any more) is passed over.
    """
    hold(("people on stage", event_id))
    on_stage = {person.id for person in people_on_stage(event_id)}
    known = {one.person_id: one for one in _invitations(event_id, addresses)}
    told = [
        (known.get(person_id) or _begin(event_id, person_id), email)
        for person_id, email in addresses.items()
        if email and person_id in on_stage and not (person_id in known and known[person_id].email)
    ]
    for invitation, email in told:
        invitation.email = email
    tell_who_is_on_stage(event_id, [invitation.person_id for invitation, _email in told])
    return len(told)


@use_case
def ask_to_speak(event_id: UUID, person_ids: Collection[UUID], *, word: str = "", by: str) -> int:
    """Mail those of these who are needed, have an address and were not asked yet; returns how many. Asked twice, nobody
    is mailed twice. `word` is what organisers add to the mail. NobodyToMail, EventIsOver."""
    hold(("people on stage", event_id))
    event = must_not_be_over(event_id)
    needed = who_is_needed(event_id).intersection(person_ids)
    asked = [one for one in _invitations(event_id, needed) if one.email and one.state is StageState.NOT_ASKED]
    for one in asked:
        one.asked_at, one.word = now(), word
        one.times_asked += 1
    asked_to_speak(event, asked)
    return _at_least_one(asked)


@use_case
def remind_to_speak(event_id: UUID, person_ids: Collection[UUID], *, word: str = "", by: str) -> int:
    """Mail those of these who are needed, were asked and have not answered; returns how many. Nobody twice a day,
    whatever the mails were about. `word` is what organisers add to the mail. NobodyToMail, EventIsOver."""
    hold(("people on stage", event_id))
    event = must_not_be_over(event_id)
    reminded = [
        one.invitation
        for one in presences_of(event_id)
        if one.invitation is not None and one.person.id in person_ids and one.may_be_reminded(now())
    ]
    for one in reminded:
        one.reminded_at, one.word = now(), word
        one.times_asked += 1
    reminded_to_speak(event, reminded)
    return _at_least_one(reminded)


@use_case
def make_stage_link(event_id: UUID, person_id: UUID, *, by: str) -> None:
    """Make a personal link for somebody on stage. One that was given out before opens nothing from now on."""
    invitation = _held(event_id, person_id)
    if invitation is None:
        _begin(event_id, person_id)
    else:
        _take_links_back([invitation])
        tell_who_is_on_stage(event_id, [person_id])  # their way in is another one


@bookkeeping
def hold_dates_for_stage(event_id: UUID) -> set[str]:
    """Hold the days of the event for everybody on stage who is reached and has not said that they cannot, unless they
    want nothing in their calendar. Returns their addresses."""
    hold(("people on stage", event_id))
    return hold_for_stage(event_id)


@use_case
def forget_answers(event_id: UUID, *, by: str) -> int:
    """Take back every answer, as the event is on other days now: whoever was asked counts as asked and not answered.

    Nobody is mailed. Returns how many had answered.
    """
    hold(("people on stage", event_id))
    answered = db.session.scalars(
        select(StageInvitation)
        .where(StageInvitation.event_id == event_id, StageInvitation.answer.is_not(None))
        .execution_options(populate_existing=True)
    ).all()
    for one in answered:
        _take_answer_back(one)
    tell_who_is_on_stage(event_id, [one.person_id for one in answered])
    return len(answered)


def _take_links_back(invitations: Collection[StageInvitation]) -> None:
    """What was given out before opens nothing, nor do the addresses of their calendars, which say their way in."""
    for one in invitations:
        one.link_version += 1
    forget_feeds(FeedKind.STAGE, [one.id for one in invitations])


def _who_is_mailed(invitation_ids: Collection[UUID]) -> set[UUID]:
    """Who of those on stage has anything in their calendar by mail. One statement."""
    return who_wants_mail([STAGE_FOLLOWERS, HELD_FOR_STAGE], invitation_ids)


def _take_answer_back(invitation: StageInvitation) -> None:
    invitation.answer, invitation.answered_at, invitation.note = None, None, ""


def _forget_availability(event_id: UUID, person_id: UUID) -> None:
    """What somebody has said by their link of when they can be there, and that they were asked. What an organiser has
    written down for them stays."""
    of_person = (StageAvailability.event_id == event_id, StageAvailability.person_id == person_id)
    by_link_or_nobody = StageAvailability.answered_by.in_([ON_STAGE, ""])
    db.session.execute(delete(StageAvailability).where(*of_person, by_link_or_nobody))


def _at_least_one(mailed: list[StageInvitation]) -> int:
    if not mailed:
        raise NobodyToMail
    if len(mailed) == 1:
        concerning(person_id=mailed[0].person_id)
    return len(mailed)


def _held(event_id: UUID, person_id: UUID) -> StageInvitation | None:
    """What there is between an event and one person, once everybody else is kept out. NotFound: not on stage here."""
    hold(("people on stage", event_id))
    if not is_on_stage(event_id, person_id):
        raise NotFound
    return db.session.scalar(
        select(StageInvitation)
        .where(StageInvitation.event_id == event_id, StageInvitation.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def _invitations(event_id: UUID, person_ids: Collection[UUID]) -> list[StageInvitation]:
    return list(
        db.session.scalars(
            select(StageInvitation)
            .where(StageInvitation.event_id == event_id, StageInvitation.person_id.in_(person_ids))
            .order_by(StageInvitation.id)
            .execution_options(populate_existing=True)
        )
    )


def _begin(event_id: UUID, person_id: UUID) -> StageInvitation:
    invitation = StageInvitation(
        id=uuid4(),
        event_id=event_id,
        person_id=person_id,
        email="",
        link_version=1,
        times_asked=0,
        note="",
        word="",
        wants_calendar=True,
    )
    db.session.add(invitation)
    return invitation
