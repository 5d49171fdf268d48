"""An event on other days: its next edition, or itself moved."""

from datetime import date, timedelta

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.clock import today_in
from convene.errors import NotAllowed, Refused
from convene.events.event_page import event_page, permissions_of_reader, show_to_organisers
from convene.events.models import Event
from convene.events.queries import said_of, slug_of, team_of
from convene.permissions.catalogue import Permission
from convene.permissions.queries import may
from convene.programme.catalogue import StageAnswer
from convene.programme.queries.answers import count_answers
from convene.programme.queries.availability import availability_due_on
from convene.programme.queries.draft import is_agenda_published
from convene.programme.queries.materials import count_materials_with_a_time
from convene.spelling import clean_line
from convene.stewardship.catalogue import BEGINS_ANEW, COMES_ALONG
from convene.stewardship.forms import Clone, MoveDates
from convene.stewardship.pages.beginning import stewardship
from convene.stewardship.queries import sessions_by_day, what_there_is
from convene.stewardship.rules import next_first_day, next_title
from convene.stewardship.services import clone_event, move_dates
from convene.web.forms import status_of_form
from convene.web.limits import at_most
from convene.web.meanwhile import tell_refusal
from convene.web.redirects import see_other


@stewardship.route("/<slug>/clone", methods=["GET", "POST"])
@event_page(Permission.CREATE_EVENT)
@at_most("60 per hour")
def clone(event: Event) -> ResponseReturnValue:
    """A role at this event alone begins no other one: that is said to those who have one, and nothing is done."""
    may_begin = may(current_user.account_id, Permission.CREATE_EVENT, team_id=event.team_id)
    first_day = _first_day(event)
    form = Clone(what_there_is(event), title=_title(event, first_day), starts_on=first_day)
    status = status_of_form()
    if form.is_answered():
        if not may_begin:
            raise NotAllowed
        if request.form.get("look"):
            status = 200
        else:
            try:
                made = clone_event(
                    event.id,
                    title=form.title.data,
                    starts_on=form.starts_on.data,
                    parts=form.chosen_parts,
                    by=current_user.actor,
                )
            except Refused as refused:
                form.add_refusal(refused)
            else:
                flash(_("The next edition is a draft. Nobody else sees it, and nobody was told."))
                if made.skipped:
                    flash(_hours_that_were_skipped(made.skipped))
                return see_other(url_for("organise.overview", slug=slug_of(made.event_id)))
    shown = show_to_organisers(
        "stewardship/clone.html",
        event,
        part="set up",
        form=form,
        may_begin=may_begin,
        team=team_of(event).name,
        days=_days(event, form.starts_on.data),
        comes_along=[each.words for each in COMES_ALONG],
        begins_anew=[each.words for each in BEGINS_ANEW],
    )
    return make_response(shown, status)


@stewardship.route("/<slug>/move", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def move(event: Event) -> ResponseReturnValue:
    """The event on other days: what follows is said before it is done."""
    form = MoveDates(event)
    status = status_of_form()
    if form.is_answered():
        if request.form.get("look"):
            status = 200
        else:
            try:
                skipped = move_dates(event.id, form.starts_on.data, seen=form.seen.data, by=current_user.actor)
            except Refused as refused:
                tell_refusal(form, refused, lambda: said_of(event))
            else:
                if skipped:
                    flash(_hours_that_were_skipped(skipped))
                if is_agenda_published(event.id) and Permission.PUBLISH_AGENDA in permissions_of_reader(event):
                    flash(_("The event and its sessions are moved. Readers see the agenda of the days before until you "
                            "publish this one."), "warn")  # fmt: skip
                    return see_other(url_for("draft.publish", slug=event.slug))
                flash(_("The event and its sessions are moved."))
                return see_other(url_for("organise.overview", slug=event.slug))
    answers = count_answers(event.id)
    shown = show_to_organisers(
        "stewardship/move.html",
        event,
        part="set up",
        form=form,
        days=_days(event, form.starts_on.data),
        has_agenda=is_agenda_published(event.id),
        confirmed=answers.get(StageAnswer.CONFIRMED, 0),
        declined=answers.get(StageAnswer.DECLINED, 0),
        materials=count_materials_with_a_time(event.id),
        has_due_day=availability_due_on(event.id) is not None,
    )
    return make_response(shown, status)


def _hours_that_were_skipped(count: int) -> str:
    return str(
        ngettext(
            "%(num)s session stood in an hour that the clocks skip on the new day. It begins when that hour is over.",
            "%(num)s sessions stood in an hour that the clocks skip on the new day. They begin when that hour is over.",
            count,
        )
    )


def _title(event: Event, first_day: date) -> str:
    """What was typed on the page before, or the title with its number raised and the year of its first day."""
    typed = clean_line(request.args.get("title", ""))[:200]
    return typed or next_title(event.title, years=first_day.year - event.starts_on.year)


def _first_day(event: Event) -> date:
    try:
        return date.fromisoformat(request.args.get("starts_on", ""))
    except ValueError:
        return next_first_day(event.starts_on, today_in(event.zone))


def _days(event: Event, starts_on: date | None) -> list[tuple[date, date, int]]:
    """Each day as it was and as it will be, with its sessions. Nothing while no day is understood."""
    if starts_on is None:
        return []
    later: timedelta = starts_on - event.starts_on
    try:
        return [(day, day + later, count) for day, count in sessions_by_day(event)]
    except OverflowError:
        return []
