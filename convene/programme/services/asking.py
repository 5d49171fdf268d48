"""Asking those on stage whether they will be there, and giving them the link by which they answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.rules import is_over
from convene.people.models import Person
from convene.programme.catalogue import StageState
from convene.programme.emails import asked_to_speak, reminded_to_speak
from convene.programme.errors import EventIsOver, NobodyToMail
from convene.programme.models import StageInvitation
from convene.programme.queries.answers import said_of_address
from convene.programme.queries.people import is_on_stage, people_on_stage, who_is_needed
from convene.programme.rules import may_be_reminded
from convene.spelling import is_same_address
from convene.web.meanwhile import must_be_as_seen


@use_case
def set_stage_address(event_id: UUID, person_id: UUID, email: str, *, seen: str | None = None, by: str) -> None:
    """Say where somebody on stage is asked; "" takes the address away.

    Whoever has the address that was wrong shall open nothing, and has not spoken for anybody: a link that was mailed
    to it, or by which somebody has answered since it stands here, is worthless from now on, what they answered is
    forgotten, and the person counts as not asked. The same address in another spelling is no other one.
    ChangedMeanwhile: `seen` is not the mark (`web.meanwhile`) of the address that stands here.
    """
    invitation = _held(event_id, person_id)
    must_be_as_seen(seen, said_of_address(invitation), db.session.get_one(Person, person_id).display_name)
    if invitation is None:
        invitation = _begin(event_id, person_id)
    before, invitation.email = invitation.email, email
    if before and not is_same_address(before, email) and invitation.state is not StageState.NOT_ASKED:
        invitation.link_version += 1
        invitation.asked_at = invitation.reminded_at = None
        _take_answer_back(invitation)


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

    A part of an import: people are put on stage after it. Two statements, however many there are.
    """
    hold(("people on stage", event_id))
    known = {one.person_id: one for one in _invitations(event_id, addresses)}
    told = []
    for person_id, email in addresses.items():
        invitation = known.get(person_id) or _begin(event_id, person_id)
        before = invitation.email
        is_another = bool(before) and not is_same_address(before, email)
        stays = is_another and invitation.state is not StageState.NOT_ASKED
        if not stays:
            invitation.email = email
        told.append(AddressTold(person_id, email, before, stays))
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
    return len(told)


@use_case
def ask_to_speak(event_id: UUID, person_ids: Collection[UUID], *, word: str = "", by: str) -> int:
    """Mail those of these who are needed, have an address and were not asked yet; returns how many. Asked twice, nobody
    is mailed twice. `word` is what organisers add to the mail. NobodyToMail, EventIsOver."""
    asked = [one for one in _held_needed(event_id, person_ids) if one.email and one.state is StageState.NOT_ASKED]
    for one in asked:
        one.asked_at, one.word = now(), word
        one.times_asked += 1
        asked_to_speak(one)
    return _at_least_one(asked)


@use_case
def remind_to_speak(event_id: UUID, person_ids: Collection[UUID], *, word: str = "", by: str) -> int:
    """Mail those of these who are needed, were asked and have not answered; returns how many. Nobody twice a day.
    `word` is what organisers add to the mail. NobodyToMail, EventIsOver."""
    reminded = [
        one
        for one in _held_needed(event_id, person_ids)
        if one.email and may_be_reminded(one.asked_at, one.reminded_at, one.answer, now())
    ]
    for one in reminded:
        one.reminded_at, one.word = now(), word
        one.times_asked += 1
        reminded_to_speak(one)
    return _at_least_one(reminded)


@use_case
def make_stage_link(event_id: UUID, person_id: UUID, *, by: str) -> None:
    """Make a personal link for somebody on stage. One that was given out before opens nothing from now on."""
    invitation = _held(event_id, person_id)
    if invitation is None:
        _begin(event_id, person_id)
    else:
        invitation.link_version += 1


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
    return len(answered)


def _take_answer_back(invitation: StageInvitation) -> None:
    invitation.answer, invitation.answered_at, invitation.note = None, None, ""


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


def _held_needed(event_id: UUID, person_ids: Collection[UUID]) -> list[StageInvitation]:
    """What there is between an event and those of these who are on stage in a session that takes place."""
    hold(("people on stage", event_id))
    event = db.session.get_one(Event, event_id)
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        raise EventIsOver
    return _invitations(event_id, who_is_needed(event_id).intersection(person_ids))


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
        id=uuid4(), event_id=event_id, person_id=person_id, email="", link_version=1, times_asked=0, note="", word=""
    )
    db.session.add(invitation)
    return invitation
