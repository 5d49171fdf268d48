"""A new event: from a template, from an earlier one, from a spreadsheet, from nothing."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.clock import now
from convene.errors import Refused
from convene.events.event_page import without_an_event
from convene.events.models import DAY_TURNS_AT
from convene.events.queries import (
    events_that_may_be_used_again,
    last_begun_by_teams_of,
    slug_of,
    teams_where_events_may_be_made,
)
from convene.events.rules import is_over
from convene.events.services.beginning import begin_event
from convene.stewardship.catalogue import TEMPLATES, Template
from convene.stewardship.forms import EDITION, SPREADSHEET, NewEvent
from convene.stewardship.rules import PICTURE_WIDTH, begins_at, ends_at, picture_of
from convene.stewardship.services import begin_from_template
from convene.web.forms import show_again
from convene.web.guards import signed_in
from convene.web.languages import days, say
from convene.web.limits import at_most
from convene.web.redirects import see_other

stewardship = Blueprint("stewardship", __name__, url_prefix="/organise")


@stewardship.route("/new", methods=["GET", "POST"])
@signed_in
@at_most("60 per hour")
def new_event() -> ResponseReturnValue:
    teams = teams_where_events_may_be_made(current_user.account_id)
    last = last_begun_by_teams_of(current_user.account_id)
    form = NewEvent(teams=teams, earlier=events_that_may_be_used_again(current_user.account_id), last=last)
    if form.earlier_slug is not None:
        first_day = form.starts_on.data.isoformat() if form.starts_on.data else None
        return see_other(url_for(".clone", slug=form.earlier_slug, title=form.title.data or None, starts_on=first_day))
    if form.is_answered():
        chosen = UUID(form.team.data) if len(teams) > 1 else teams[0].id if teams else None
        team_name = "" if teams else form.team_name.data
        try:
            event_id = _begin(form, chosen, team_name)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(_way_on(form, slug_of(event_id)))
    return show_again(
        form,
        "stewardship/new_event.html",
        starts={choice.value: _shown(TEMPLATES.get(choice.value)) for choice in form.start.choices},
        picture_width=PICTURE_WIDTH,
        edition=EDITION,
        last=last,
        site_navigation=without_an_event("new"),
    )


def _begin(form: NewEvent, team_id: UUID | None, team_name: str) -> UUID:
    by = current_user.actor
    if form.template is None:
        return begin_event(current_user.account_id, form.facts, team_id=team_id, team_name=team_name, by=by)
    return begin_from_template(
        current_user.account_id, form.facts, form.template, team_id=team_id, team_name=team_name, words=say, by=by
    )


def _way_on(form: NewEvent, slug: str) -> str:
    facts = form.facts
    if is_over(facts.ends_on, DAY_TURNS_AT, facts.zone, now()):
        flash(_("%(days)s is over: nobody could register. The settings change the days.",
                days=days(facts.starts_on, facts.ends_on)), "warn")  # fmt: skip
    if form.start.data == SPREADSHEET:
        flash(_("The event is a draft that nobody else sees. Now its agenda: choose the file, or paste the table."))
        return url_for("draft.import_file", slug=slug)
    if form.template is not None:
        flash(_("A draft that nobody else sees. Its agenda is a usual one: change what is different, add who speaks."))
    return url_for("organise.overview", slug=slug)


def _shown(template: Template | None) -> dict[str, object] | None:
    """What the page says of a template, and the blocks of its picture."""
    if template is None:
        return None
    return {
        "title": template.title,
        "words": template.words,
        "sessions": len(template.sessions),
        "begins": begins_at(template),
        "ends": ends_at(template),
        "days": template.days,
        "blocks": picture_of(template),
    }
