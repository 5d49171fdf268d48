"""For which sessions people sign up, how many places these have, and who has one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format
from convene.programme.queries.draft import draft_of
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import language_of
from convene.programme.structure import SessionFacts, Structure
from convene.registration.forms.opening import session_places_form, sign_up_in
from convene.registration.pages.frame import registrations, show_people, show_people_form
from convene.registration.queries.at_sessions import how_many_came_to_sessions, who_was_at_sessions
from convene.registration.queries.signing_up import (
    SessionPlaces,
    places_of_session,
    places_of_sessions,
    said_of_sign_up,
)
from convene.registration.services import managing
from convene.registration.services.signing_up import set_session_places
from convene.web.exports import csv_file
from convene.web.forms import OneButton
from convene.web.languages import clock_time, in_zone, short_day
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.redirects import see_other


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the draft. `when`: its day, time and room; `places`: None where nobody signs up for it."""

    id: UUID
    code: str
    title: str
    lang: str | None
    when: str
    is_withdrawn: bool
    places: SessionPlaces | None
    came: int = 0


@registrations.get("/<slug>/people/sessions/")
@event_page(Permission.SEE_REGISTRATIONS)
def sessions(event: Event) -> ResponseReturnValue:
    """Every session of the agenda, with its places."""
    lines = _lines(event)
    return _page(event, lines, _form(event, lines), [])


@registrations.post("/<slug>/people/sessions/places")
@event_page(Permission.MANAGE_REGISTRATIONS)
def save_session_places(event: Event) -> ResponseReturnValue:
    """All of them in one go."""
    lines = _lines(event)
    form = _form(event, lines)
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            set_session_places(
                event.id,
                # One that somebody has added while the page was open is not asked there, and stays as it is.
                {line.id: sign_up_in(form, line.code) for line in lines if f"places_{line.code}" in request.form},
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            lines = _lines(event)
            theirs = tell_refusal(form, refused, lambda: _said(event, lines))
        else:
            flash(_("The places of the sessions are saved."))
            return see_other(url_for(".sessions", slug=event.slug))
    return _page(event, lines, form, theirs)


@registrations.get("/<slug>/people/sessions/<code>")
@event_page(Permission.SEE_REGISTRATIONS)
def session_list(event: Event, code: str) -> ResponseReturnValue:
    """Who has signed up for one session, and who came: for the door, on paper too."""
    draft = draft_of(event.id)
    session = draft.session(code)
    if session is None:
        raise NotFound
    people = who_was_at_sessions(event.id, session.id).get(session.id, [])
    return show_people(
        "registration/session_list.html",
        event,
        "sessions",
        line=_line(draft, session, places_of_session(event.id, session.id), sum(1 for one in people if one.came_at)),
        people=[(one, _when(event, one.came_at)) for one in people],
        may_export=Permission.EXPORT_REGISTRATIONS in permissions_of_reader(event),
        form=OneButton(),
    )


@registrations.post("/<slug>/people/sessions/attendance.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def export_session_attendance(event: Event) -> ResponseReturnValue:
    """Who signed up for which session and who came to it, a line each: of all sessions, or of the one asked for."""
    draft, code = draft_of(event.id), request.form.get("session", "")
    asked = draft.session(code) if code else None
    if code and asked is None:
        raise NotFound
    managing.note_export(event.id, by=current_user.actor)
    found = who_was_at_sessions(event.id, asked.id if asked is not None else None)
    heads = [_("Session"), _("Name"), _("Organisation"), _("E-mail address"), _("Signed up"), _("Came")]
    rows = [
        [
            session.title,
            one.name,
            one.organisation,
            one.email,
            *(_in_file(event, at) for at in (one.signed_up_at, one.came_at)),
        ]
        for session in draft.sessions
        for one in found.get(session.id, [])
    ]
    return csv_file(f"{event.slug}-{code.lower() or 'sessions'}-attendance", heads, rows)


def _when(event: Event, at: datetime | None) -> str:
    if at is None:
        return ""
    local = in_zone(at, event.zone)
    return f"{short_day(local)} {clock_time(local)}"


def _in_file(event: Event, at: datetime | None) -> str:
    return f"{in_zone(at, event.zone):%Y-%m-%d %H:%M}" if at is not None else ""


def _page(event: Event, lines: Sequence[SessionLine], form: Any, theirs: list[Theirs]) -> ResponseReturnValue:
    return show_people_form(
        form,
        "registration/sessions.html",
        event,
        "sessions",
        lines=lines,
        theirs=theirs,
        may_edit_agenda=Permission.EDIT_AGENDA in permissions_of_reader(event),
    )


def _form(event: Event, lines: Sequence[SessionLine]) -> Any:
    return session_places_form([(line.code, line.title) for line in lines], _said(event, lines))


def _said(event: Event, lines: Sequence[SessionLine]) -> dict[str, object]:
    return said_of_sign_up(event.id, {line.id: line.code for line in lines})


def _lines(event: Event) -> list[SessionLine]:
    """The sessions of the draft that one could sign up for, and those cancelled that people have signed up for. Eight
    statements, however many there are."""
    draft, places, came = draft_of(event.id), places_of_sessions(event.id), how_many_came_to_sessions(event.id)
    return [
        _line(draft, session, places.get(session.id), came.get(session.id, 0))
        for session in draft.sessions
        if session.id in {*places, *came} or not (session.is_withdrawn or session.format is Format.BREAK)
    ]


def _line(draft: Structure, session: SessionFacts, places: SessionPlaces | None, came: int) -> SessionLine:
    times, room = Times(draft.zone, draft.zone), draft.room(session.room_id)
    when = [day_and_month(session.day), times.span(session)] if session.day else [_("without a time")]
    return SessionLine(
        id=session.id,
        code=session.code,
        title=session.title,
        lang=language_of(session.title, session.language),
        when=" · ".join(filter(None, [*when, room.name if room else ""])),
        is_withdrawn=session.is_withdrawn,
        places=places,
        came=came,
    )
