"""What organisers see of what stands in whose calendar: one row for each invitation, and the sum of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import Select, or_, select

from convene.calendar.emails import INVITATION, about_invitation
from convene.calendar.models import CalendarFollower, CalendarInvitation, CalendarItem
from convene.calendar.queries.answers import AnswerKept, answers_of_event
from convene.calendar.queries.entries import is_over
from convene.calendar.queries.following import shall_stand, wanted_by_mail
from convene.calendar.rules import NOTHING, UNCLEAR, Standing, Subject
from convene.clock import now
from convene.database import db
from convene.engines.ics import Answer, Method
from convene.outbox.models import MessageState
from convene.outbox.queries import Delivery, deliveries_of
from convene.spelling import by_name
from convene.web.searching import is_named


class Written(StrEnum):
    """What an invitation said last."""

    INVITED = "invited"
    CHANGED = "changed"
    AGAIN = "again"  # what it had said before
    TAKEN_OFF = "taken off"


class Show(StrEnum):
    """Which of the invitations of an event a list shows."""

    WAITS = "waits"  # its mail has not gone out
    FAILED = "failed"  # its mail could not be sent
    BEHIND = "behind"  # the calendar has another version than what is published
    ACCEPTED = "accepted"
    PERHAPS = "perhaps"
    DECLINED = "declined"
    SILENT = "silent"  # nobody has answered
    TAKEN_OFF = "off"


ANSWERS = {Show.ACCEPTED: Answer.ACCEPTED, Show.PERHAPS: Answer.TENTATIVE, Show.DECLINED: Answer.DECLINED}


@dataclass(frozen=True, slots=True)
class InCalendar:
    """What was written into one calendar of one thing, as far as that is known here.

    is_off: it shall not stand there. is_told_so: what was written last is what is published. is_there: it stands in
    the calendar, or did when the last mail had gone. unsent: the state of a mail that nobody has; None: there is none.
    answer: the one that counts.
    """

    id: UUID
    item: CalendarItem
    name: str
    email: str
    email_key: str
    written: Written
    written_at: datetime
    sequence: int
    is_off: bool
    is_told_so: bool
    is_there: bool
    is_over: bool
    unsent: MessageState | None
    #: Its mail waits for the event to be open again, or to take place.
    is_held: bool
    answer: AnswerKept | None
    #: What is pressed in a program comes back here: not of one that was sent before answers were read.
    comes_back: bool

    @property
    def subject(self) -> Subject:
        return Subject(self.item.kind, self.item.subject_id)

    @property
    def said(self) -> Answer:
        return self.answer.answer if self.answer is not None else Answer.NEEDS_ACTION

    def is_in(self, show: Show) -> bool:
        """Whether a list shows it. What is over is behind nothing, and what is off is answered by nobody."""
        match show:
            case Show.WAITS:
                return self.unsent is MessageState.WAITING and not self.is_held
            case Show.FAILED:
                return self.unsent is MessageState.FAILED
            case Show.BEHIND:
                return not self.is_over and (not self.is_told_so or self.unsent is not None)
            case Show.TAKEN_OFF:
                return self.written is Written.TAKEN_OFF
            case Show.SILENT:
                return self.is_there and self.said is Answer.NEEDS_ACTION
            case _:
                return self.is_there and self.said is ANSWERS[show]


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of it there is. `there`: entries that stand in calendars, in so many `calendars`."""

    there: int
    calendars: int
    counts: Mapping[Show, int]
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Calendars:
    """All invitations of an event, in the order in which what they are about takes place, and what was answered."""

    rows: Sequence[InCalendar]
    answers: Sequence[AnswerKept]
    waiting_since: datetime | None

    @property
    def figures(self) -> Figures:
        there = [row for row in self.rows if row.is_there]
        counts = {show: sum(row.is_in(show) for row in self.rows) for show in Show}
        return Figures(len(there), len({row.email_key for row in there}), counts, self.waiting_since)

    @property
    def waiting(self) -> list[AnswerKept]:
        """The answers of which somebody has to say whose they are."""
        return [each for each in self.answers if each.standing is Standing.WAITS]

    @property
    def proposals(self) -> list[AnswerKept]:
        """The other times that were proposed and that nobody has looked at."""
        return [
            each
            for each in self.answers
            if each.is_counter and each.settled_at is None and each.standing is Standing.COUNTS
        ]

    def shown(self, show: Show | None, search: str) -> list[InCalendar]:
        """Those that a list shows in which each word stands in name, address or title."""
        return [
            row
            for row in self.rows
            if (show is None or row.is_in(show)) and is_named(f"{row.name} {row.email} {row.item.summary}", search)
        ]


def calendars_of(event_id: UUID) -> Calendars:
    """What was written into calendars at an event; what never left and is off is left out. Four statements."""
    answers = answers_of_event(event_id)
    counting = {each.invitation_id: each for each in answers if each.standing is Standing.COUNTS}
    unsent = deliveries_of(event_id, INVITATION, states=[MessageState.WAITING, MessageState.FAILED])
    items = {
        Subject(item.kind, item.subject_id): item
        for item in db.session.scalars(select(CalendarItem).where(CalendarItem.event_id == event_id))
    }
    wanted = wanted_by_mail(event_id)
    over = {subject for subject, item in items.items() if is_over(item, now())}
    rows = [
        _row(
            invitation,
            items[subject],
            follower=wanted.get((invitation.kind, invitation.subject_id, invitation.attendee_key)),
            is_over=subject in over,
            unsent=unsent.get(about_invitation(invitation.id)),
            answer=counting.get(invitation.id),
        )
        for invitation in db.session.scalars(_invitations(event_id))
        for subject in [Subject(invitation.kind, invitation.subject_id)]
        if subject in items
    ]
    waiting = [
        each.waiting_since for each in unsent.values() if each.state is MessageState.WAITING and not each.is_held
    ]
    return Calendars(sorted(rows, key=_in_order), answers, min(waiting, default=None))


def _invitations(event_id: UUID) -> Select[CalendarInvitation]:
    """Those of an event that were ever sent, or will be."""
    was_sent = or_(CalendarInvitation.told != NOTHING, CalendarInvitation.sequence_before.is_not(None))
    return select(CalendarInvitation).where(CalendarInvitation.event_id == event_id, was_sent)


def _row(
    invitation: CalendarInvitation,
    item: CalendarItem,
    *,
    follower: CalendarFollower | None,
    is_over: bool,
    unsent: Delivery | None,
    answer: AnswerKept | None,
) -> InCalendar:
    wanted = shall_stand(item, follower)
    return InCalendar(
        id=invitation.id,
        item=item,
        name=invitation.attendee_name,
        email=invitation.attendee,
        email_key=invitation.attendee_key,
        written=_written(invitation),
        written_at=invitation.written_at,
        sequence=invitation.sequence,
        is_off=wanted == NOTHING,
        is_told_so=invitation.told == wanted,
        is_there=_is_there(invitation, unsent),
        is_over=is_over,
        unsent=unsent.state if unsent is not None else None,
        is_held=unsent is not None and unsent.is_held,
        answer=answer,
        comes_back=invitation.token in invitation.organizer,
    )


def _in_order(row: InCalendar) -> tuple[object, ...]:
    return row.item.starts_local, row.item.summary, row.item.uid, by_name(row.name), row.email_key


def _written(invitation: CalendarInvitation) -> Written:
    if invitation.method is Method.CANCEL:
        return Written.TAKEN_OFF
    if invitation.told_before == NOTHING:
        return Written.INVITED
    return Written.AGAIN if invitation.sequence > invitation.told_since else Written.CHANGED


def _is_there(invitation: CalendarInvitation, unsent: Delivery | None) -> bool:
    """Whether it stands there: as long as the first mail has not gone nothing does, and as long as the last has not,
    what they had before."""
    has_gone_once = unsent is None or unsent.sent_at is not None
    if has_gone_once or invitation.told_before == UNCLEAR:
        return invitation.told != NOTHING
    return invitation.sequence_before is not None and invitation.told_before != NOTHING


def deliveries_at(event_id: UUID, rows: Iterable[InCalendar]) -> dict[UUID, Delivery]:
    """How far the last mail of each of these has come. One statement."""
    about = {about_invitation(row.id): row.id for row in rows}
    found = deliveries_of(event_id, INVITATION, abouts=about)
    return {about[thing]: delivery for thing, delivery in found.items()}


def followers_behind(event_id: UUID, rows: Collection[InCalendar]) -> dict[UUID, tuple[str, UUID]]:
    """By whose row of which feature each of these was asked for: of several the one who began first. One statement."""
    followers = db.session.execute(
        select(
            CalendarFollower.kind,
            CalendarFollower.subject_id,
            CalendarFollower.email_key,
            CalendarFollower.source,
            CalendarFollower.source_id,
        )
        .where(CalendarFollower.event_id == event_id, CalendarFollower.email_key.in_({row.email_key for row in rows}))
        .order_by(CalendarFollower.is_hold.desc(), CalendarFollower.since.desc(), CalendarFollower.id)
    )
    known = {(kind, subject_id, key): (source, source_id) for kind, subject_id, key, source, source_id in followers}
    behind = {row.id: known.get((row.subject.kind, row.subject.id, row.email_key)) for row in rows}
    return {row_id: told for row_id, told in behind.items() if told is not None}


def answer_words() -> dict[Answer, str]:
    """The words for what a calendar answers."""
    return {
        Answer.ACCEPTED: str(gettext("Accepted")),
        Answer.TENTATIVE: str(gettext("Maybe")),
        Answer.DECLINED: str(gettext("Declined")),
        Answer.NEEDS_ACTION: str(gettext("Not answered yet")),
    }
