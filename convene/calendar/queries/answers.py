"""What calendars, and people on the page of an invitation, have answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from convene.calendar.models import CalendarAnswer, CalendarInvitation, CalendarItem
from convene.calendar.queries.invitations import IS_INVITED_TO
from convene.calendar.rules import (
    Standing,
    Subject,
    Way,
)
from convene.database import db
from convene.engines.ics import Answer, Reply
from convene.outbox.queries import ids_of_message

#: The last of those that count is the one that does. One that waited counts since somebody said whose it is.
_LATEST_ANSWER_FIRST = (
    func.coalesce(CalendarAnswer.settled_at, CalendarAnswer.received_at).desc(),
    CalendarAnswer.received_at.desc(),
    CalendarAnswer.id,
)


def invitation_answered_by(reply: Reply) -> tuple[CalendarInvitation | None, bool]:
    """Which invitation an answer is about, and whether the token says so; else its UID and the mail that it answers
    do, which anybody can write. At most three statements."""
    if reply.token:
        found = db.session.scalar(select(CalendarInvitation).where(CalendarInvitation.token == reply.token))
        if found is not None:
            return found, True
    ids = ids_of_message(reply.in_reply_to) if reply.in_reply_to else {}
    invitation_id = ids.get("invitation_id")
    found = db.session.get(CalendarInvitation, invitation_id) if invitation_id is not None else None
    return (found if found is not None and found.uid == reply.uid else None), False


def last_answer_to(invitation_id: UUID, *, but: UUID | None = None) -> CalendarAnswer | None:
    """The answer that counts, or that would without the one `but`. One statement."""
    counting = select(CalendarAnswer).where(
        CalendarAnswer.invitation_id == invitation_id, CalendarAnswer.standing == Standing.COUNTS
    )
    if but is not None:
        counting = counting.where(CalendarAnswer.id != but)
    return db.session.scalar(counting.order_by(*_LATEST_ANSWER_FIRST).limit(1))


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """What somebody's calendar has answered about one thing. `is_of_now`: to the version that they were sent last."""

    title: str
    answer: Answer
    comment: str
    received_at: datetime
    is_of_now: bool
    standing: Standing
    proposes: tuple[datetime, datetime] | None


def calendar_answers_at(event_id: UUID, email_key: str) -> list[AnswerShown]:
    """The answers that came for the calendar of an address at an event, the latest first: of each entry the one that
    counts, and those that came since and wait for somebody to look at them. One statement."""
    rows = db.session.execute(
        select(CalendarAnswer, CalendarInvitation, CalendarItem)
        .join(CalendarInvitation, CalendarInvitation.id == CalendarAnswer.invitation_id)
        .join(CalendarItem, IS_INVITED_TO)
        .where(CalendarInvitation.event_id == event_id, CalendarInvitation.attendee_key == email_key)
        .where(CalendarAnswer.standing.in_((Standing.COUNTS, Standing.WAITS)))
        .order_by(*_LATEST_ANSWER_FIRST)
    )
    shown, settled = [], set()
    for answer, invitation, item in rows:
        if invitation.id in settled:
            continue  # a later one counts
        if answer.standing is Standing.COUNTS:
            settled.add(invitation.id)
        shown.append(
            AnswerShown(
                title=item.summary,
                answer=answer.answer,
                comment=answer.comment,
                received_at=answer.received_at,
                is_of_now=_is_of_now(answer, invitation),
                standing=answer.standing,
                proposes=_proposed(answer),
            )
        )
    return shown


@dataclass(frozen=True, slots=True)
class AnswerKept:
    """One answer to an invitation of an event, for those who organise it.

    subject, title: what it is about. invited, invited_name: to whom the invitation went. from_email, speaks_for: who
    sent the answer and in whose name; "" for the first where it was given on a page. is_of_now: as of `AnswerShown`.
    settled_at: when an organiser said what is made of it; None: nobody has had to, or nobody has yet.
    """

    id: UUID
    invitation_id: UUID
    subject: Subject
    title: str
    invited: str
    invited_name: str
    from_email: str
    speaks_for: str
    answer: Answer
    comment: str
    received_at: datetime
    is_of_now: bool
    way: Way
    standing: Standing
    is_counter: bool
    proposes: tuple[datetime, datetime] | None
    settled_at: datetime | None


def answers_of_event(event_id: UUID) -> list[AnswerKept]:
    """What was answered to the invitations of an event, the latest first: of each invitation the answer that counts,
    and all that wait for somebody to say whose they are. One statement."""
    rows = db.session.execute(
        select(CalendarAnswer, CalendarInvitation, CalendarItem)
        .join(CalendarInvitation, CalendarInvitation.id == CalendarAnswer.invitation_id)
        .join(CalendarItem, IS_INVITED_TO)
        .where(CalendarInvitation.event_id == event_id)
        .where(CalendarAnswer.standing.in_((Standing.COUNTS, Standing.WAITS)))
        .order_by(*_LATEST_ANSWER_FIRST)
    )
    kept, counted = [], set()
    for answer, invitation, item in rows:
        if answer.standing is Standing.COUNTS:
            if invitation.id in counted:
                continue
            counted.add(invitation.id)
        kept.append(_answer_kept(answer, invitation, item))
    return kept


def count_waiting_answers(event_id: UUID) -> int:
    """How many answers wait for an organiser. One statement."""
    waiting = (
        select(func.count())
        .select_from(CalendarAnswer)
        .join(CalendarInvitation, CalendarInvitation.id == CalendarAnswer.invitation_id)
        .where(CalendarInvitation.event_id == event_id, CalendarAnswer.standing == Standing.WAITS)
    )
    return db.session.scalar(waiting) or 0


def _answer_kept(answer: CalendarAnswer, invitation: CalendarInvitation, item: CalendarItem) -> AnswerKept:
    return AnswerKept(
        id=answer.id,
        invitation_id=invitation.id,
        subject=Subject(invitation.kind, invitation.subject_id),
        title=item.summary,
        invited=invitation.attendee,
        invited_name=invitation.attendee_name,
        from_email=answer.from_email,
        speaks_for=answer.attendee,
        answer=answer.answer,
        comment=answer.comment,
        received_at=answer.received_at,
        is_of_now=_is_of_now(answer, invitation),
        way=answer.way,
        standing=answer.standing,
        is_counter=answer.is_counter,
        proposes=_proposed(answer),
        settled_at=answer.settled_at,
    )


def _is_of_now(answer: CalendarAnswer, invitation: CalendarInvitation) -> bool:
    return answer.sequence is None or answer.sequence >= invitation.told_since


def _proposed(answer: CalendarAnswer) -> tuple[datetime, datetime] | None:
    starts_at, ends_at = answer.proposed_starts_at, answer.proposed_ends_at
    return (starts_at, ends_at) if starts_at is not None and ends_at is not None else None


def kept_of_answers(invitation_ids: Collection[UUID]) -> list[CalendarAnswer]:
    """All that came in answer to these, in the order in which it came. One statement."""
    return list(
        db.session.scalars(
            select(CalendarAnswer)
            .where(CalendarAnswer.invitation_id.in_(invitation_ids))
            .order_by(CalendarAnswer.received_at, CalendarAnswer.id)
        )
    )
