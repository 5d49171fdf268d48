"""What is mailed to those who want something in their calendar by mail (RFC 5546, RFC 6047).

What the program reads and what its owner reads are of one moment: both are written when the mail goes out, of the
entry as it is by then. Under which SEQUENCE is decided when it is written down (`services.invitations`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _

from convene.calendar.catalogue import page_that_ends_mails
from convene.calendar.models import CalendarInvitation, CalendarItem
from convene.calendar.queries.entries import item_as_said, item_row_about
from convene.calendar.queries.invitations import invitation_with
from convene.clock import now
from convene.engines.ics import Item, Message, Method, Party, Status, build_message
from convene.outbox import services as outbox
from convene.outbox.catalogue import CalendarPart, Content, Intent, Sender, message
from convene.web.languages import clock_time, day, days, in_language, zone_name
from convene.web.signed_links import Purpose, absolute_url, sign

INVITATION = "calendar/invitation"


def invite(event_id: UUID, invitations: Sequence[CalendarInvitation]) -> None:
    """Write what is in each of these to whom it is for; what waits for them about the same is replaced."""
    outbox.enqueue_for_each(
        INVITATION,
        [
            outbox.Receiver(
                invitation.attendee,
                invitation.language,
                {"invitation_id": invitation.id},
                about=about_invitation(invitation.id),
            )
            for invitation in invitations
        ],
        event_id=event_id,
    )


def organizer_with(token: str) -> str:
    """Where answers go: an address of one invitation alone; where nobody reads any, the one that mails come from."""
    config = current_app.config["CONVENE"]
    if not config.reply_address:
        return parseaddr(config.mail_from)[1]
    mailbox, _, host = config.reply_address.rpartition("@")
    return f"{mailbox}+{token}@{host}"


def answer_token(invitation_id: UUID) -> str:
    """Of the link by which whoever reads an invitation says whether they come."""
    return sign(Purpose.ANSWER_CALENDAR, invitation_id)


def about_invitation(invitation_id: UUID) -> str:
    """Under what a newer message takes the place of one that waits."""
    return f"invitation:{invitation_id}"


def way_in_words(url: str) -> str:
    """How one joins online, for the text of an entry."""
    return str(_("Join online: %(link)s", link=url))


def when_in_words(item: Item) -> str:
    """The days of an entry, or its hours, as its owner reads them."""
    if not isinstance(item.starts, datetime) or not isinstance(item.ends, datetime):
        return days(item.starts, item.ends - timedelta(days=1))
    begins, ends = (f"{day(at)}, {clock_time(at)}" for at in (item.starts, item.ends))
    return f"{begins}–{clock_time(item.ends)}" if item.starts.date() == item.ends.date() else f"{begins} – {ends}"


def _changes(invitation: CalendarInvitation, row: CalendarItem, status: Status, when: str) -> list[str]:
    """What is otherwise than in the mail before, each a line; nothing where none was sent, or it is not known."""
    if invitation.said_before is None or invitation.told_before == "" or invitation.method is Method.CANCEL:
        return []
    before = item_as_said(row, invitation.said_before)
    was_when, lines = when_in_words(before), []
    if before.status is Status.TENTATIVE and status is Status.CONFIRMED:
        lines.append(_("The dates are certain now."))
    if was_when != when:
        lines.append(_("Before, it was: %(when)s", when=was_when))
    if before.zone != row.zone:
        lines.append(_("Its clock was that of: %(zone)s", zone=zone_name(before.zone, row.starts_local)))
    if before.location != row.location:
        lines.append(
            _("The place was: %(place)s", place=before.location) if before.location else _("It had no place before.")
        )
    return lines or [_("What is new is how one joins online, or the rules of its time zone.")]


@message(INVITATION)
def _compose(intent: Intent) -> Content | None:
    with in_language(intent.language):
        found = invitation_with(intent.ids["invitation_id"], current_app.config["CONVENE"].base_url, way_in_words)
        if found is None:
            return None
        invitation, row, item = found.invitation, found.row, found.item
        when, zone = when_in_words(item), zone_name(row.zone, row.starts_local)
        changes = _changes(invitation, row, item.status, when)
    event = item_row_about("event", invitation.event_id)
    host = event.summary if event is not None else row.summary
    told = Message(
        method=invitation.method,
        item=item,
        sequence=invitation.sequence,
        made_at=now(),
        organizer=Party(invitation.organizer, host),
        attendee=Party(invitation.attendee, invitation.attendee_name),
        # One that was sent before answers were read, or that nobody reads any more, asks for none.
        wants_answer=bool(current_app.config["CONVENE"].reply_address) and invitation.token in invitation.organizer,
    )
    return Content(
        {
            "is_off": invitation.method is Method.CANCEL,
            "is_new": invitation.told_before == "" and invitation.method is Method.REQUEST,
            "is_hold": item.status is Status.TENTATIVE,
            "is_again": invitation.sequence > invitation.told_since,
            "changes": changes,
            "title": row.summary,
            "host": host if event is not None and event.id != row.id else "",
            "when": when,
            "zone": zone,
            "place": item.location,
            "url": item.url,
            # Who takes part no more has nothing to end.
            "end_url": page_that_ends_mails(found.follower.source, found.follower.source_id)
            if found.follower
            else None,
            "is_cancelled": item.status is Status.CANCELLED,
            "reads_answers": told.wants_answer,
            "answer_url": absolute_url("events.answer_invitation", token=answer_token(invitation.id)),
        },
        calendar=CalendarPart(told.method.value, build_message(told)),
        sender=Sender(invitation.organizer, host),
    )
