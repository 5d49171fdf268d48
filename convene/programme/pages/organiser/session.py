from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.events.rules import defaults_of
from convene.permissions.catalogue import Permission
from convene.programme.forms.placing import WhereAndWhen
from convene.programme.forms.session import EditSession
from convene.programme.models import Session
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.rows import stars_words
from convene.programme.queries.answers import who_cannot
from convene.programme.queries.draft import draft_of, facts_of, said_of_session, session_by_code
from convene.programme.queries.materials import materials_of
from convene.programme.queries.namesakes import names_on_stages
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import star_count
from convene.programme.services import drafting
from convene.programme.services.saving import save_session
from convene.programme.showing.materials import ListedMaterial, listed_materials
from convene.programme.showing.times import day_and_month
from convene.programme.showing.words import format_words, languages_line, role_word, role_words
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import OneButton
from convene.web.languages import duration
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@draft.route("/new", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def new_session(event: Event) -> ResponseReturnValue:
    return _edit(event, None)


@draft.route("/sessions/<code>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def session(event: Event, code: str) -> ResponseReturnValue:
    return _edit(event, session_with(event, code))


@draft.route("/sessions/<code>/withdraw", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def withdraw_session(event: Event, code: str) -> ResponseReturnValue:
    row = session_with(event, code)
    if OneButton().is_answered():
        drafting.withdraw_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” is withdrawn in the draft.", title=row.title))
        return _back_to(event, code)
    return _ask(
        event,
        row,
        title=_("Withdraw “%(title)s”?", title=row.title),
        words=[
            _("It stays in the agenda, struck through and marked as cancelled: those who planned for it see it."),
            _("Nobody sees this before you publish the agenda. You can restore the session at any time."),
        ],
        button=_("Withdraw the session"),
    )


@draft.route("/sessions/<code>/restore", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def restore_session(event: Event, code: str) -> ResponseReturnValue:
    row = session_with(event, code)
    if OneButton().is_answered():
        drafting.restore_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” takes place again in the draft.", title=row.title))
        return _back_to(event, code)
    return _ask(
        event,
        row,
        title=_("Restore “%(title)s”?", title=row.title),
        words=[
            _("It takes place again, at the time and in the room that it had, under the same address."),
            _("Nobody sees this before you publish the agenda."),
        ],
        button=_("Restore the session"),
    )


@draft.route("/sessions/<code>/delete", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def delete_session(event: Event, code: str) -> ResponseReturnValue:
    row = session_with(event, code)
    if row.was_published:
        return see_other(url_for("draft.withdraw_session", slug=event.slug, code=code))
    if OneButton().is_answered():
        drafting.delete_session(event.id, row.id, by=current_user.actor)
        flash(_("“%(title)s” is deleted.", title=row.title))
        return see_other(url_for("draft.agenda", slug=event.slug))
    return _ask(
        event,
        row,
        title=_("Delete “%(title)s”?", title=row.title),
        words=[_("It was never published, so nobody misses it. It cannot be brought back.")],
        button=_("Delete the session"),
    )


# --- the session's own form ---------------------------------------------------------------------------------------


def _edit(event: Event, row: Session | None) -> ResponseReturnValue:
    structure = draft_of(event.id)
    facts = facts_in(structure, row) if row else None
    names = names_of_people(structure.person_ids()) if row else {}
    said = said_of_session(facts, names) if facts else {}
    form = EditSession(seen=mark_of(said))
    _offer(form, structure, event)
    theirs: list[Theirs] = []
    if request.method == "GET" and facts is not None:
        form.show(said)
        form.show_rows(facts, names)
        form.offer_parts()
        if not facts.is_placed:
            form.propose_day(only_day(structure))
    elif request.method == "GET":
        asked = request.args.get("day")
        form.propose_day(asked if asked and asked in dict(form.day.choices) else only_day(structure))
    elif request.method == "POST" and form.change_rows(request.form):
        return _form_page(event, structure, facts, form, theirs, status=200)
    elif form.is_answered():
        try:
            session_id = save_session(
                event.id,
                row.id if row else None,
                form.text,
                form.place,
                form.contribution_rows,
                form.stage_rows,
                seen=form.seen.data if row else None,
                by=current_user.actor,
            )
        except Refused as refused:
            structure = draft_of(event.id)
            facts = (structure.session(facts.code) or facts) if facts else None
            theirs = _tell_refusal(form, refused, structure, facts, event)
        else:
            flash(
                _("“%(title)s” is saved in the draft.", title=form.title.data)
                if form.place is not None
                else _("“%(title)s” is saved in the draft. It has no time yet.", title=form.title.data)
            )
            return _back_to(event, _code(event, session_id))
    return _form_page(event, structure, facts, form, theirs)


def _form_page(
    event: Event,
    structure: Structure,
    facts: SessionFacts | None,
    form: EditSession,
    theirs: list[Theirs],
    *,
    status: int | None = None,
) -> ResponseReturnValue:
    return show_form(
        form,
        "programme/session_form.html",
        event,
        "agenda",
        status=status,
        session=facts,
        cannot={str(person_id) for person_id in who_cannot(event.id)},
        theirs=theirs,
        materials=_materials(event, facts) if facts else [],
        known_names=names_on_stages(event.team_id),
        has_second_hour=has_second_hour(structure),
        stars=stars_words(star_count(facts.id)) if facts else "",
    )


def _tell_refusal(
    form: EditSession, refused: Refused, structure: Structure, facts: SessionFacts | None, event: Event
) -> list[Theirs]:
    """Say why it is not saved; `facts`: what stands now of a session that is not new."""
    if facts is None:
        form.add_refusal(refused)
        return []
    _offer(form, structure, event)  # a track that is new meanwhile has a name
    said = said_of_session(facts, names_of_people(structure.person_ids()))
    return tell_refusal(form, refused, lambda: said, typed=form.said_in_rows, words=_words_of_rows(facts, said))


def _words_of_rows(facts: SessionFacts, said: Mapping[str, Any]) -> dict[str, str]:
    """How people, contributions, links and languages of a session are read in one line each."""
    parts = [one.title for one in facts.contributions]
    people = [
        ", ".join(filter(None, (name, role_word(role), affiliation, parts[part] if part is not None else "")))
        for name, role, affiliation, part in said["people"]
    ]
    contributions = [
        ", ".join(filter(None, (title, duration(minutes) if minutes else "", abstract)))
        for title, abstract, minutes in said["contributions"]
    ]
    lines = {
        "people": " · ".join(people),
        "contributions": " · ".join(contributions),
        "links": " · ".join(f"{title}, {url}" for title, url, _kind, _type in said["links"]),
        "interpretation": languages_line(facts.interpretation),
    }
    return {name: line or "–" for name, line in lines.items()}


def _materials(event: Event, facts: SessionFacts) -> list[ListedMaterial]:
    rows = materials_of(facts.id)
    return listed_materials(rows, facts, event.zone, names_of_people([one.person_id for one in rows if one.person_id]))


# --- time and place -----------------------------------------------------------------------------------------------


def _offer(form: EditSession, structure: Structure, event: Event) -> None:
    """Say what there is to choose from."""
    offer_places(form, structure)
    tracks = [(one.id, one.name) for one in structure.tracks]
    form.offer(format_words(), role_words(), tracks, defaults_of(event.sensitivity))


def offer_places(form: WhereAndWhen, structure: Structure) -> None:
    form.offer_places(
        [(on, day_and_month(on)) for on in structure.days()], [(room.id, room.name) for room in structure.rooms]
    )


def only_day(structure: Structure) -> str:
    """The day of an agenda of one day: nobody shall have to choose it."""
    return structure.days()[0].isoformat() if len(structure.days()) == 1 else ""


def has_second_hour(structure: Structure) -> bool:
    """Whether the clocks go back on one of the event's days: then an hour of that night comes twice."""
    zone = ZoneInfo(structure.zone)
    offsets = [
        datetime.combine(on, structure.day_turns_at, zone).utcoffset() or timedelta()
        for on in [*structure.days(), structure.days()[-1] + timedelta(days=1)]
    ]
    return any(later < earlier for earlier, later in pairwise(offsets))


# --- small things -------------------------------------------------------------------------------------------------


def session_with(event: Event, code: str) -> Session:
    row = session_by_code(event.id, code)
    if row is None:
        raise NotFound
    return row


def facts_in(structure: Structure, row: Session) -> SessionFacts:
    return structure.session(row.code) or facts_of(row)


def _code(event: Event, session_id: UUID) -> str:
    return next(one.code for one in draft_of(event.id).sessions if one.id == session_id)


def _back_to(event: Event, code: str) -> ResponseReturnValue:
    return see_other(url_for("draft.agenda", slug=event.slug, _anchor=f"s-{code}"))


def _ask(event: Event, row: Session, *, title: str, words: list[str], button: str) -> ResponseReturnValue:
    return show(
        "layouts/confirm.html",
        event,
        "agenda",
        title=title,
        words=words,
        button=button,
        back_url=url_for("draft.agenda", slug=event.slug, _anchor=f"s-{row.code}"),
    )
