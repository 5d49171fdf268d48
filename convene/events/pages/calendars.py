"""What stands in whose calendar: what was mailed there, what was answered, and how it is sent once more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user

from convene.calendar.errors import AnswerIsSettled
from convene.calendar.models import CalendarItem
from convene.calendar.queries.answers import AnswerKept
from convene.calendar.queries.entries import span_of
from convene.calendar.queries.invitations import has_invitation
from convene.calendar.rules import is_about_days
from convene.calendar.services.answers import settle_answer
from convene.calendar.services.invitations import note_export, send_again
from convene.calendar.showing.entries import (
    InCalendar,
    Show,
    Written,
    answer_words,
    calendars_of,
    deliveries_at,
    followers_behind,
)
from convene.engines.ics import Answer
from convene.errors import NotFound
from convene.events.event_page import event_page, problem_in_words, show_to_organisers
from convene.events.log_in_words import Named, named
from convene.events.models import Event
from convene.events.pages.mail import words_for_states
from convene.events.pages.organiser import organise
from convene.outbox.models import MessageState
from convene.permissions.catalogue import Permission
from convene.web.exports import csv_file
from convene.web.forms import OneButton
from convene.web.languages import clock_time, days, in_zone, say, short_day
from convene.web.paging import page_asked_for, part_of
from convene.web.redirects import see_other
from convene.web.searching import search_line

SHOWN = {
    Show.WAITS: lazy_gettext("Mail waits"),
    Show.FAILED: lazy_gettext("Mail failed"),
    Show.BEHIND: lazy_gettext("Not what is published"),
    Show.ACCEPTED: lazy_gettext("Accepted"),
    Show.PERHAPS: lazy_gettext("Maybe"),
    Show.DECLINED: lazy_gettext("Declined"),
    Show.SILENT: lazy_gettext("Not answered yet"),
    Show.TAKEN_OFF: lazy_gettext("Taken off"),
}
WRITTEN = {
    Written.INVITED: lazy_gettext("Invited"),
    Written.CHANGED: lazy_gettext("Updated"),
    Written.AGAIN: lazy_gettext("Sent once more"),
    Written.TAKEN_OFF: lazy_gettext("Taken off"),
}
TONES = {Answer.ACCEPTED: "good", Answer.TENTATIVE: "info", Answer.DECLINED: "warn", Answer.NEEDS_ACTION: "quiet"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for in its address."""

    show: Show | None
    search: str

    @property
    def is_for_all(self) -> bool:
        return self.show is None and not self.search

    def url(self, endpoint: str, event: Event, **more: Any) -> str:
        """The address of a page about the same list; what is not asked for is left out."""
        show = self.show.value if self.show else None
        return url_for(f".{endpoint}", slug=event.slug, show=show, q=self.search or None, **more)


@dataclass(frozen=True, slots=True)
class MailShown:
    """How far a mail has come, in words, with the tone of their sign; what is the matter with it; where it stands."""

    words: object
    tone: str
    problem: str
    url: str


@organise.get("/<slug>/calendars/")
@event_page(Permission.SEE_MAIL)
def calendars(event: Event) -> ResponseReturnValue:
    asked, known = _asked(), calendars_of(event.id)
    listing = part_of(known.shown(asked.show, asked.search), page_asked_for())
    return show_to_organisers(
        "events/calendars.html",
        event,
        part="calendars",
        figures=known.figures,
        is_empty=not known.rows,
        waiting=known.waiting,
        proposals=known.proposals,
        asked=asked,
        listing=listing,
        mails=_mails(event, listing.rows),
        links=_links(event, listing.rows, [*known.waiting, *known.proposals]),
        when_of_item=lambda item: _when(event, item),
        shown_words=SHOWN,
        written_words=WRITTEN,
        answer_words=answer_words(),
        answer_tones=TONES,
        silent=sum(row.is_there and not row.comes_back for row in known.rows),
        reads_answers=bool(current_app.config["CONVENE"].reply_address),
    )


@organise.route("/<slug>/calendars/again", methods=["GET", "POST"])
@event_page(Permission.SEND_MAIL)
def send_calendars_again(event: Event) -> ResponseReturnValue:
    """All of them once more, or those that a list shows: how many mails that is is said before."""
    asked, known = _asked(), calendars_of(event.id)
    back = asked.url("calendars", event)
    if not _may_be_told(event):
        return see_other(back)
    rows = known.shown(asked.show, asked.search)
    to_write = [row for row in rows if not row.is_over]
    if OneButton().is_answered():
        _send(event, None if asked.is_for_all else {row.id for row in to_write})
        return see_other(back)
    return show_to_organisers(
        "events/send_calendars_again.html",
        event,
        part="calendars",
        count=len(to_write),
        taken_off=sum(row.is_off for row in to_write),
        over=len(rows) - len(to_write),
        is_for_all=asked.is_for_all,
        action=asked.url("send_calendars_again", event),
        back=back,
    )


@organise.post("/<slug>/calendars/<uuid:invitation_id>/again")
@event_page(Permission.SEND_MAIL)
def send_calendar_again(event: Event, invitation_id: UUID) -> ResponseReturnValue:
    if not has_invitation(event.id, invitation_id):
        raise NotFound
    if OneButton().is_answered() and _may_be_told(event):
        _send(event, {invitation_id})
    return see_other(_asked().url("calendars", event))


@organise.post("/<slug>/calendars/answers/<uuid:answer_id>")
@event_page(Permission.MANAGE_REGISTRATIONS)
def settle_calendar_answer(event: Event, answer_id: UUID) -> ResponseReturnValue:
    counts = request.form.get("counts") == "yes"
    try:
        settle_answer(answer_id, event.id, counts=counts, by=current_user.actor)
    except AnswerIsSettled as refused:
        flash(say(refused.sentence), "warn")
    else:
        flash(_("Noted. It changes no registration.") if counts else _("It is put aside."))
    return see_other(url_for(".calendars", slug=event.slug))


@organise.post("/<slug>/calendars/calendars.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def export_calendars(event: Event) -> ResponseReturnValue:
    note_export(event.id, by=current_user.actor)
    asked, states, answers = _asked(), words_for_states(), answer_words()
    heads = [_("Name"), _("E-mail address"), _("What"), _("When"), _("Written last"), _("Written at (UTC)"),
             _("Version (SEQUENCE)"), _("Is what is published"), _("Mail"), _("Answer"), _("Their line")]  # fmt: skip
    return csv_file(
        f"{event.slug}-calendars",
        heads,
        [
            [
                row.name,
                row.email,
                row.item.summary,
                _when(event, row.item),
                WRITTEN[row.written],
                f"{row.written_at:%Y-%m-%d %H:%M}",
                row.sequence,
                _("yes") if row.is_told_so else _("no"),
                states[row.unsent or MessageState.SENT][0],
                answers[row.said],
                row.answer.comment if row.answer else "",
            ]
            for row in calendars_of(event.id).shown(asked.show, asked.search)
        ],
    )


def _asked() -> Asked:
    show = next((each for each in Show if each.value == request.args.get("show", "")), None)
    return Asked(show, search_line(request.args.get("q", "")))


def _may_be_told(event: Event) -> bool:
    """Of an event that nobody sees nobody is told, until it is opened."""
    if not event.is_public:
        flash(_("The event is a draft: nobody is told of it before it is published."), "warn")
    return event.is_public


def _send(event: Event, invitation_ids: set[UUID] | None) -> None:
    written = send_again(event.id, invitation_ids, by=current_user.actor)
    if written:
        flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", written))
    else:
        flash(_("Nothing is sent: it is over, or it never left and is off."), "warn")


def _mails(event: Event, rows: Sequence[InCalendar]) -> dict[UUID, MailShown]:
    """Of each row how far its last mail has come. One statement."""
    states = words_for_states()
    return {
        row_id: MailShown(
            *states[each.state],
            problem="" if each.state is MessageState.SENT else problem_in_words(each.problem),
            url=url_for(".message", slug=event.slug, message_id=each.message_id),
        )
        for row_id, each in deliveries_at(event.id, rows).items()
    }


def _links(event: Event, rows: Sequence[InCalendar], answers: Sequence[AnswerKept]) -> dict[UUID, Named]:
    """What rows and answers are about, and by row whoever asked for it, with the pages where these stand."""
    behind = followers_behind(event.id, rows)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for subject in [*(row.subject for row in rows), *(each.subject for each in answers)]:
        asked[f"{subject.kind}_id"].add(subject.id)
    for source, source_id in behind.values():
        asked[f"{source.replace(' ', '_')}_id"].add(source_id)
    names = named(event, asked)
    return names | {row_id: names[source_id] for row_id, (_source, source_id) in behind.items() if source_id in names}


def _when(event: Event, item: CalendarItem) -> str:
    """Its days, or its hours by the clocks of the event."""
    if item.kind == "event" and is_about_days(item.starts_local, item.ends_local):
        return days(item.starts_local.date(), item.ends_local.date() - timedelta(days=1))
    span = span_of(item)
    starts, ends = in_zone(span.starts_at, event.zone), in_zone(span.ends_at, event.zone)
    if starts.date() == ends.date():
        return f"{short_day(starts)}, {clock_time(starts)}–{clock_time(ends)}"
    return f"{short_day(starts)}, {clock_time(starts)} – {short_day(ends)}, {clock_time(ends)}"
