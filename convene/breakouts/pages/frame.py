"""The blueprint of the organiser's pages about breakout groups, and the frame that these stand in."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.breakouts.queries.arrangements import breakout_of_session
from convene.breakouts.structure import Arrangement
from convene.errors import NotFound
from convene.events.event_page import Link, show_to_organisers
from convene.events.models import Event
from convene.programme.models import Session
from convene.programme.queries.draft import session_by_code
from convene.web.forms import Form, status_of_form

groups = Blueprint("groups", __name__, url_prefix="/organise/<slug>/groups")


@dataclass(frozen=True, slots=True)
class Split:
    """A session that splits into groups, and how."""

    session: Session
    arrangement: Arrangement


def split_called(event: Event, code: str) -> Split:
    """The session of the event with this code, if it splits into groups. NotFound. Six statements."""
    session = session_by_code(event.id, code)
    arrangement = breakout_of_session(event.id, session.id) if session is not None else None
    if session is None or arrangement is None:
        raise NotFound
    return Split(session, arrangement)


def show_groups_page(template: str, event: Event, current: str, split: Split, **context: Any) -> str:
    """A page about the groups of a session. `current` is the tab that it belongs to."""
    code = split.session.code
    tabs = [
        ("board", _("Groups"), "groups.board"),
        ("groups", _("Rounds and groups"), "groups.set_up"),
        ("rules", _("Wishes and rules"), "groups.rules"),
        ("lists", _("Lists"), "groups.lists"),
        ("reports", _("Cards"), "groups.reports"),
        ("contacts", _("Who met"), "groups.contacts"),
    ]
    return show_to_organisers(
        template,
        event,
        part="groups",
        split=split,
        session=split.session,
        arrangement=split.arrangement,
        section_navigation=[
            Link(label, url_for(endpoint, slug=event.slug, code=code), name == current)
            for name, label, endpoint in tabs
        ],
        **context,
    )


def show_groups_form(
    form: Form | None, template: str, event: Event, current: str, split: Split, **context: Any
) -> ResponseReturnValue:
    """The same with a form: 422 when it was sent and is wrong."""
    return make_response(show_groups_page(template, event, current, split, form=form, **context), status_of_form())
