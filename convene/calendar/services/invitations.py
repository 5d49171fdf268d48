import secrets
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from convene.calendar.emails import INVITATION, about_invitation, invite, organizer_with
from convene.calendar.models import CalendarFollower, CalendarInvitation, CalendarItem
from convene.calendar.queries.entries import is_over
from convene.calendar.queries.following import said_of, shall_stand, wanted_by_mail
from convene.calendar.rules import NOTHING, UNCLEAR, Step, step_to
from convene.clock import now
from convene.database import bookkeeping, db, hold, use_case
from convene.engines.ics import Method
from convene.outbox import services as outbox
from convene.spelling import name_in_mail

#: What is noted of an invitation when something is written to whom it is for.
TOLD = ("attendee_name", "language", "method", "said_before", "says", "sequence", "sequence_before", "told",
        "told_before", "told_since")  # fmt: skip


@bookkeeping
def invite_anew(event_id: UUID, *, at: Collection[str] | None = None, tells: bool = True) -> None:
    """Write to those who want something in their calendar by mail what is not so there: new, changed, or off.

    `at`: the addresses, as they are compared, at which something may be otherwise; None: at all of the event. What is
    over is left as it is. Not `tells`: nobody is written to, of an event that nobody sees; but what has not gone out
    and is so no more is let be. A constant number of statements, however many they are.
    """
    db.session.flush()
    places = _places(event_id, at)
    if not places:
        return
    # A sign-up reads what is its own: there may be thousands of others.
    own = [about_invitation(each.invitation.id) for each in places if each.invitation is not None]
    written = outbox.hold_last(event_id, INVITATION, None if at is None else own)
    to_tell, to_drop = [], []
    for each in places:
        last = written.get(about_invitation(each.invitation.id)) if each.invitation is not None else None
        match each.step(is_unsent=last is not None and last.is_untried):
            case Step.TELL if tells:
                to_tell.append(each.tell(last))
            case Step.DROP:
                assert last is not None, "nothing was written"
                each.let_be()
                to_drop.append(last.id)
    db.session.flush()
    outbox.drop_these(to_drop)
    invite(event_id, to_tell)


@use_case
def send_again(event_id: UUID, invitation_ids: Collection[UUID] | None, *, by: str) -> int:
    """Write what is so now into calendars of an event once more (None: all), as mails are lost; into how many.

    Under the next SEQUENCE, since programs pass over one that they know; what waits for them is replaced. What is over
    is left as it is, and so is what was never sent and is off. A constant number of statements, however many they are.
    """
    hold(("event", event_id))  # what is withdrawn this moment is sent to nobody
    at = None if invitation_ids is None else _addresses_of(event_id, invitation_ids)
    places = {
        about_invitation(each.invitation.id): each
        for each in _places(event_id, at)
        if each.invitation is not None and (invitation_ids is None or each.invitation.id in invitation_ids)
    }
    written = outbox.hold_last(event_id, INVITATION, None if invitation_ids is None else list(places))
    to_tell = [told for about, each in places.items() if (told := each.tell_again(written.get(about))) is not None]
    db.session.flush()
    invite(event_id, to_tell)
    return len(to_tell)


@use_case
def note_export(event_id: UUID, *, by: str) -> None:
    """Leave a line in the log that it was taken out as a file what stands in whose calendar."""


def _addresses_of(event_id: UUID, invitation_ids: Collection[UUID]) -> set[str]:
    """At which addresses these are, as they are compared."""
    return set(
        db.session.scalars(
            select(CalendarInvitation.attendee_key).where(
                CalendarInvitation.event_id == event_id, CalendarInvitation.id.in_(invitation_ids)
            )
        )
    )


@dataclass(slots=True)
class _Place:
    """One calendar and one entry: whoever wants it there by mail now, and what was written there."""

    item: CalendarItem
    follower: CalendarFollower | None = None
    invitation: CalendarInvitation | None = None

    @property
    def wanted(self) -> str:
        """What shall stand there."""
        return shall_stand(self.item, self.follower)

    def step(self, *, is_unsent: bool) -> Step:
        told, before = (self.invitation.told, self.invitation.told_before) if self.invitation else (NOTHING, NOTHING)
        return step_to(self.wanted, told, before, is_unsent=is_unsent)

    def tell(self, last: outbox.LastMessage | None) -> CalendarInvitation:
        """Note that it is written, under a SEQUENCE above what was ever sent there. `last`: what was written before."""
        invitation = self.invitation
        if invitation is None:
            assert self.follower is not None, "nobody wants it, and nothing is there"
            invitation = _first(self.item, self.follower)
            db.session.add(invitation)
        else:
            if last is not None and not last.is_untried:
                # What was tried and not taken may have arrived all the same: then nothing that is known is there.
                invitation.told_before = invitation.told if last.has_gone else UNCLEAR
                invitation.sequence_before, invitation.said_before = invitation.sequence, invitation.says
            invitation.sequence = max(self.item.sequence, invitation.sequence + 1)
            for column in TOLD:  # written alike, thousands of rows are one statement; with what differs they are many
                flag_modified(invitation, column)
        if invitation.told != self.wanted:
            invitation.told_since = invitation.sequence
        if self.follower is not None:
            invitation.language, invitation.attendee_name = self.follower.language, name_in_mail(self.follower.name)
        invitation.told = self.wanted
        if invitation.told != NOTHING:  # who is told that it is off knows what it was
            invitation.says = said_of(self.item, self.follower)
        invitation.method = Method.REQUEST if invitation.told else Method.CANCEL
        invitation.written_at = now()
        return invitation

    def tell_again(self, last: outbox.LastMessage | None) -> CalendarInvitation | None:
        """The same, as what was sent may be lost: what is there is not known before this has gone. None: nothing was
        ever tried, and nothing shall stand there."""
        assert self.invitation is not None, "nothing was written"
        was_tried = self.invitation.sequence_before is not None or (last is not None and not last.is_untried)
        if not was_tried and self.wanted == NOTHING:
            return None
        told = self.tell(last)
        if was_tried:
            told.told_before = UNCLEAR
        return told

    def let_be(self) -> None:
        """Note that what was written goes nowhere: they have what they had before."""
        invitation = self.invitation
        assert invitation is not None, "nothing was written"
        invitation.told, invitation.says = invitation.told_before, invitation.said_before
        invitation.method = Method.REQUEST if invitation.told else Method.CANCEL
        if invitation.sequence_before is not None:
            invitation.sequence = invitation.sequence_before
        invitation.told_since = min(invitation.told_since, invitation.sequence)


def _places(event_id: UUID, at: Collection[str] | None) -> list[_Place]:
    """Every calendar in which something of an event is wanted by mail, or was ever sent to. Three statements, and one
    where nobody wants anything."""
    # What two write down at once goes one after the other, and each sees whom the other has told of what. Rows and not
    # advisory locks: there may be thousands, and PostgreSQL has room for a few thousand of these.
    sent = select(CalendarInvitation).where(CalendarInvitation.event_id == event_id).order_by(CalendarInvitation.id)
    if at is not None:
        sent = sent.where(CalendarInvitation.attendee_key.in_(at))
    followers = wanted_by_mail(event_id, at)
    invitations = {
        (each.kind, each.subject_id, each.attendee_key): each
        for each in db.session.scalars(sent.with_for_update().execution_options(populate_existing=True))
    }
    wanted = dict.fromkeys([*followers, *invitations])
    if not wanted:
        return []
    items = {
        (item.kind, item.subject_id): item
        for item in db.session.scalars(
            select(CalendarItem)
            .where(CalendarItem.event_id == event_id)
            .where(CalendarItem.subject_id.in_({subject_id for _kind, subject_id, _address in wanted}))
        )
        if not is_over(item, now())
    }
    return [
        _Place(items[kind, subject_id], followers.get(place), invitations.get(place))
        for place in wanted
        for kind, subject_id, _address in [place]
        if (kind, subject_id) in items
    ]


def _first(item: CalendarItem, follower: CalendarFollower) -> CalendarInvitation:
    token = secrets.token_hex(16)
    return CalendarInvitation(
        id=uuid4(),
        event_id=item.event_id,
        kind=item.kind,
        subject_id=item.subject_id,
        uid=item.uid,
        organizer=organizer_with(token),
        attendee=follower.email,
        attendee_key=follower.email_key,
        token=token,
        sequence=item.sequence,
        told_before=NOTHING,
        sequence_before=None,
        says=None,
        said_before=None,
    )
