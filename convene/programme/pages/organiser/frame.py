"""The blueprint of the draft, and the frame that its pages stand in."""

from typing import Any

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.events.event_page import Link, permissions_of_reader, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.showing.times import is_under_way
from convene.web.forms import Form, status_of_form

draft = Blueprint("draft", __name__, url_prefix="/organise/<slug>/agenda")


def show(template: str, event: Event, current: str, **context: Any) -> str:
    """A page of the part "agenda". `current` is the tab that it belongs to."""
    # Once it takes place the run sheet is a part of its own of the event's life.
    part = "day" if current == "run sheet" and is_under_way(event) else "agenda"
    return show_to_organisers(template, event, part=part, section_navigation=_tabs(event, current), **context)


def show_form(
    form: Form, template: str, event: Event, current: str, *, status: int | None = None, **context: Any
) -> ResponseReturnValue:
    """The same with a form: 422 when it was sent and is wrong, unless another `status` is given."""
    return make_response(show(template, event, current, form=form, **context), status or status_of_form())


def _tabs(event: Event, current: str) -> list[Link]:
    pages = [
        ("agenda", _("Sessions"), "draft.agenda", Permission.SEE_EVENT),
        ("grid", _("Grid"), "draft.grid", Permission.EDIT_AGENDA),
        ("run sheet", _("Run sheet"), "draft.run_sheet", Permission.SEE_EVENT),
        ("tracks", _("Tracks"), "draft.tracks", Permission.EDIT_AGENDA),
        ("people", _("People on stage"), "draft.people", Permission.EDIT_AGENDA),
        ("availability", _("Availability"), "draft.availability", Permission.EDIT_AGENDA),
        ("propose", _("Propose"), "draft.propose", Permission.EDIT_AGENDA),
        ("versions", _("Versions"), "draft.versions", Permission.SEE_EVENT),
        ("print", _("Print and download"), "draft.print_and_download", Permission.SEE_EVENT),
        ("import", _("Bring in a file"), "draft.import_file", Permission.EDIT_AGENDA),
    ]
    allowed = permissions_of_reader(event)
    return [
        Link(label, url_for(endpoint, slug=event.slug), name == current)
        for name, label, endpoint, needed in pages
        if needed in allowed
    ]
