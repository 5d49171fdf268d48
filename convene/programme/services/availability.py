"""When those on stage can be there and what they need: said by themselves, or written down by an organiser; asked for,
and reminded of."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.people.models import Person
from convene.programme.catalogue import ON_STAGE
from convene.programme.emails import asked_when, reminded_when
from convene.programme.errors import NobodyToMail
from convene.programme.models import Agenda, StageAvailability, StageInvitation
from convene.programme.presence import Said, to_json
from convene.programme.queries.availability import (
    StagePresence,
    availability_due_on,
    people_to_remind,
    presences_of,
    said_in,
    said_of_availability,
    said_of_due_day,
    with_needs,
)
from convene.programme.queries.people import is_on_stage
from convene.programme.services.holding import held_invitation, must_not_be_over
from convene.web.meanwhile import must_be_as_seen

#: So long after an event it is kept what those on stage needed.
NEEDS_ARE_KEPT_FOR = timedelta(days=30)


@use_case
def say_own_availability(
    invitation_id: UUID, said: Said, *, seen: str | None = None, link_version: int | None = None, by: str = ON_STAGE
) -> None:
    """Say when one can be there, and what one needs; the last word counts. Nothing of the agenda moves by itself.

    ChangedMeanwhile: an organiser has written something else down since; EventIsOver, NotFound.
    """
    invitation = held_invitation(invitation_id, link_version)
    if not is_on_stage(invitation.event_id, invitation.person_id):
        raise NotFound
    _write(invitation.event_id, invitation.person_id, said, seen, by)


@use_case
def write_down_availability(event_id: UUID, person_id: UUID, said: Said, *, seen: str | None = None, by: str) -> None:
    """The same for somebody who has told an organiser. ChangedMeanwhile, EventIsOver; NotFound: not on stage here."""
    hold(("people on stage", event_id))
    must_not_be_over(event_id)
    if not is_on_stage(event_id, person_id):
        raise NotFound
    concerning(event_id=event_id, person_id=person_id)
    _write(event_id, person_id, said, seen, by)


@use_case
def ask_when(event_id: UUID, person_ids: Collection[UUID], *, word: str = "", by: str) -> int:
    """Mail those of these who were asked to be on stage and have not said when they can be there; returns how many.

    Nobody twice a day, whatever the mails were about. `word` is what organisers add. NobodyToMail, EventIsOver.
    """
    hold(("people on stage", event_id))
    event = must_not_be_over(event_id)
    meant = [one for one in presences_of(event_id) if one.person.id in person_ids and one.may_be_asked(event, now())]
    if not meant:
        raise NobodyToMail
    _mail(event, dict.fromkeys(meant, word))
    if len(meant) == 1:
        concerning(person_id=meant[0].person.id)
    return len(meant)


@use_case
def set_availability_day(event_id: UUID, due_on: date | None, *, seen: str | None = None, by: str) -> None:
    """Say by when those on stage shall have said when they can be there; None: by no day, and nobody is reminded.

    ChangedMeanwhile, EventIsOver.
    """
    hold(("event", event_id))
    event = must_not_be_over(event_id)
    must_be_as_seen(seen, said_of_due_day(availability_due_on(event_id)), event.title)
    agenda = db.session.get(Agenda, event_id, populate_existing=True)
    if agenda is None:
        agenda = Agenda(event_id=event_id, draft_revision=1, served_revision=1)
        db.session.add(agenda)
    agenda.availability_due_on = due_on
    concerning(event_id=event_id)


@use_case
def remind_when(event_id: UUID, *, by: str = "system") -> int:
    """Remind those who have not said when they can be there, some days before the day that was set for it and on that
    day. For what is due by the clock and by nobody's hand; run twice, it mails nobody twice. Returns how many."""
    hold(("people on stage", event_id))
    late = people_to_remind(event_id, now())
    _mail(db.session.get_one(Event, event_id), {one: one.row.word if one.row else "" for one in late})
    concerning(event_id=event_id)
    return len(late)


@use_case
def note_availability_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that the list of when people can be there was taken out as a file."""


@use_case
def forget_needs(ended_before: date, *, by: str = "system") -> None:
    """Forget what those on stage needed at events that ended before this day. When they were there is kept."""
    db.session.execute(
        update(StageAvailability)
        .where(with_needs(ended_before))
        .values(needs="", access_needs="", features=[])
        .execution_options(synchronize_session=False)
    )


def _write(event_id: UUID, person_id: UUID, said: Said, seen: str | None, by: str) -> None:
    row = db.session.scalar(
        select(StageAvailability)
        .where(StageAvailability.event_id == event_id, StageAvailability.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    stands = said_of_availability(said_in(row), with_access_needs=said.access_needs is not None)
    must_be_as_seen(seen, stands, db.session.get_one(Person, person_id).display_name)
    row = row or _begin(event_id, person_id)
    event = db.session.get_one(Event, event_id)
    row.presence, row.starts_on, row.ends_on = said.presence, event.starts_on, event.ends_on
    row.windows = to_json(said.windows)
    row.arrives_on, row.arrives_at = said.arrives_on, said.arrives_at
    row.leaves_on, row.leaves_at = said.leaves_on, said.leaves_at
    row.features = [each.value for each in said.features]
    row.needs = said.needs
    if said.access_needs is not None:
        row.access_needs = said.access_needs
    row.answered_at, row.answered_by = now(), by


def _mail(event: Event, words: Mapping[StagePresence, str]) -> None:
    """Ask each of these, with a word of the organisers, and write down that they were asked.

    As many statements for hundreds as for two: a database that has one writer waits meanwhile.
    """
    first: list[StageInvitation] = []
    again: list[StageInvitation] = []
    for one, word in words.items():
        assert one.invitation is not None, "only those are asked who have an address"
        row = one.row or _begin(event.id, one.person.id)
        row.asked_at, row.word = now(), word
        row.times_asked += 1
        (first if row.times_asked == 1 else again).append(one.invitation)
    asked_when(event, first)
    reminded_when(event, again)


def _begin(event_id: UUID, person_id: UUID) -> StageAvailability:
    row = StageAvailability(
        id=uuid4(),
        event_id=event_id,
        person_id=person_id,
        windows=[],
        features=[],
        needs="",
        access_needs="",
        answered_by="",
        times_asked=0,
        word="",
    )
    db.session.add(row)
    return row
