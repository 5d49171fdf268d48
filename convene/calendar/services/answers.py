import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import select, update

from convene.calendar.errors import AnswerIsSettled, EntryIsOver, InvitationIsOff
from convene.calendar.models import CalendarAnswer, CalendarFollower, CalendarInvitation
from convene.calendar.queries.answers import invitation_answered_by, last_answer_to
from convene.calendar.queries.entries import is_over
from convene.calendar.queries.invitations import invitation_and_entry, is_off
from convene.calendar.rules import Given, Standing, Way, can_be_settled, standing_after, standing_of
from convene.calendar.services.invitations import invite_anew
from convene.clock import now
from convene.database import bookkeeping, db, hold, use_case
from convene.engines.ics import LONGEST_COMMENT, Answer, Reply
from convene.errors import NotFound
from convene.spelling import clean_line


@bookkeeping
def take_answer(reply: Reply) -> Standing | None:
    """Note what somebody's calendar program has answered. None: this mail was noted before. What is about nothing that
    was ever sent is not kept.

    It stands beside the registration and changes nothing else: whoever declines in a calendar keeps their place until
    they give it back.
    """
    key = _key_of(reply)
    if reply.made_at is not None:  # a clock that is ahead would come before all that follow
        reply = replace(reply, made_at=min(reply.made_at, now()))
    hold(("calendar answer", UUID(key[:32])))
    if db.session.scalar(select(CalendarAnswer.id).where(CalendarAnswer.mail_key == key)) is not None:
        return None
    invitation, is_known_by_token = invitation_answered_by(reply)
    if invitation is None:
        return Standing.OF_NOTHING  # anybody can write to the mailbox, and nobody could say whose it is
    hold(("calendar invitation", invitation.id))
    standing = standing_of(
        reply,
        Given(reply.sequence, reply.made_at, now()),
        is_known_by_token=is_known_by_token,
        uid=invitation.uid,
        attendee_key=invitation.attendee_key,
        sequence=invitation.sequence,
        last=_last(invitation),
    )
    starts_at, ends_at = reply.proposes or (None, None)
    db.session.add(
        CalendarAnswer(
            id=uuid4(),
            invitation_id=invitation.id,
            mail_key=key,
            from_email=clean_line(reply.from_email)[:320],
            attendee=clean_line(reply.attendee)[:320],
            answer=reply.answer,
            comment=clean_line(reply.comment),
            sequence=reply.sequence,
            made_at=reply.made_at,
            received_at=now(),
            way=Way.MAIL,
            standing=standing,
            is_counter=reply.is_counter,
            proposed_starts_at=starts_at,
            proposed_ends_at=ends_at,
        )
    )
    return standing


@bookkeeping
def answer_on_page(invitation_id: UUID, said: Answer, comment: str) -> None:
    """Note what somebody says on the page of their invitation. It counts: their link vouches for it, and it is to what
    the page shows, the last version. Refuses what is off or over; the same pressed twice is one answer."""
    hold(("calendar invitation", invitation_id))
    found = invitation_and_entry(invitation_id, "")
    if found is None:
        raise NotFound
    invitation, row, _item = found
    if is_off(invitation, row):
        raise InvitationIsOff
    if is_over(row, now()):
        raise EntryIsOver
    last = last_answer_to(invitation_id)
    comment = clean_line(comment)[:LONGEST_COMMENT]
    if last is not None and (last.way, last.answer, last.comment, last.sequence) == (
        Way.PAGE,
        said,
        comment,
        invitation.sequence,
    ):
        return
    answer_id = uuid4()
    db.session.add(
        CalendarAnswer(
            id=answer_id,
            invitation_id=invitation_id,
            mail_key=hashlib.sha256(answer_id.bytes).hexdigest(),
            from_email="",
            attendee=invitation.attendee,
            answer=said,
            comment=comment,
            sequence=invitation.sequence,
            made_at=now(),
            received_at=now(),
            way=Way.PAGE,
            standing=Standing.COUNTS,
        )
    )
    if said is Answer.DECLINED:
        _end_what_is_held(invitation)


def _end_what_is_held(invitation: CalendarInvitation) -> None:
    """Whoever says no to days that were held for them has them free again: there is no place that they keep."""
    ended = db.session.execute(
        update(CalendarFollower)
        .where(
            CalendarFollower.event_id == invitation.event_id,
            CalendarFollower.kind == invitation.kind,
            CalendarFollower.subject_id == invitation.subject_id,
            CalendarFollower.email_key == invitation.attendee_key,
            CalendarFollower.is_hold,
            CalendarFollower.ended_at.is_(None),
        )
        .values(ended_at=now())
        .returning(CalendarFollower.id)
    ).all()
    if ended:
        invite_anew(invitation.event_id, at={invitation.attendee_key})


@use_case
def settle_answer(answer_id: UUID, event_id: UUID, *, counts: bool, by: str) -> Standing:
    """Say of an answer that waits, or that proposes another time, that it is theirs, or that it is put aside.

    What is theirs counts if no later one does; what is put aside is as if it had not come. Each is settled once.
    """
    answer = db.session.get(CalendarAnswer, answer_id)
    invitation = db.session.get(CalendarInvitation, answer.invitation_id) if answer is not None else None
    if answer is None or invitation is None or invitation.event_id != event_id:
        raise NotFound
    hold(("calendar invitation", invitation.id))
    db.session.refresh(answer)
    db.session.refresh(invitation)
    if not can_be_settled(answer.standing, is_counter=answer.is_counter, is_settled=answer.settled_at is not None):
        raise AnswerIsSettled
    if counts:
        if answer.sequence is not None:  # to a version that never was: it would come before all that follow
            answer.sequence = min(answer.sequence, invitation.sequence)
        answer.standing = standing_after(answer.given, _last(invitation, but=answer.id))
    else:
        answer.standing = Standing.PUT_ASIDE
    answer.settled_at, answer.settled_by = now(), by
    return answer.standing


def _last(invitation: CalendarInvitation, *, but: UUID | None = None) -> Given | None:
    """When the answer that counts was given. One to a version that was let be is to the one that they have."""
    last = last_answer_to(invitation.id, but=but)
    if last is None or last.sequence is None:
        return last.given if last is not None else None
    return replace(last.given, sequence=min(last.sequence, invitation.sequence))


def _key_of(reply: Reply) -> str:
    claimed = (reply.token, reply.uid, reply.attendee, reply.answer, reply.sequence, reply.made_at)
    said = reply.message_id or repr(claimed)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
