"""A sheet for each person on stage: where they are needed, when, with whom, and what we have from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.programme.models import Material
from convene.programme.printing.papers import (
    Printable,
    frame_of,
    language_on_paper,
    session_in_full,
    track_on_paper,
)
from convene.programme.showing.names import affiliation_of
from convene.programme.showing.times import day_and_month
from convene.programme.showing.words import format_word, language_of, material_kind_word, role_word
from convene.programme.structure import SessionFacts
from convene.spelling import by_name
from convene.web.typesetting import pdf_of, words_in

Given = Mapping[UUID, Sequence[Material]]


def people_with_a_sheet(agenda: Printable) -> list[UUID]:
    """Those who are on stage in a session that takes place, by name."""
    found = {one.person_id for session in agenda.placed for one in session.everybody()}
    known = [person_id for person_id in found if person_id in agenda.people]
    return sorted(known, key=lambda person_id: (by_name(agenda.people[person_id].name), str(person_id)))


def sheets_for_people(agenda: Printable, person_ids: Iterable[UUID], given: Given) -> bytes:
    """A sheet for each of these, in this order. `given`: what they have handed in.

    What others asked for or handed in stands on no sheet: each is handed to the one whose it is.
    """
    frame = frame_of(agenda)
    # Once for all of them: to look for each person in each session costs seconds where there are 350 of both.
    theirs: dict[UUID, list[SessionFacts]] = defaultdict(list)
    for session in agenda.structure.sessions:
        for one in session.everybody() if session.is_placed else ():
            theirs[one.person_id].append(session)
    words = {
        "contact": _("Questions:"),
        "given": _("What we have from you"),
        "nobody": _("Nobody is on stage yet."),
        "part": _("Your part"),
        "with": _("Together with"),
        "you_are": _("You are:"),
    }
    data = {
        **frame,
        "words": {**frame["words"], **words},
        "contact": agenda.event.contact_email or "",
        "people": [_person(agenda, person_id, theirs[person_id], given.get(person_id, ())) for person_id in person_ids],
    }
    return pdf_of("sheets.typ", data, words_in(data), made_at=agenda.made_at)


def _person(
    agenda: Printable, person_id: UUID, theirs: Sequence[SessionFacts], given: Sequence[Material]
) -> dict[str, Any]:
    person = agenda.people[person_id]
    count = sum(not one.is_withdrawn for one in theirs)
    spoken_for = dict.fromkeys(
        affiliation_of(one, agenda.people)
        for session in theirs
        for one in session.everybody()
        if one.person_id == person_id
    )
    return {
        "name": person.name,
        "lang": language_on_paper(language_of(person.name)),
        "affiliation": " · ".join(filter(None, spoken_for)),
        "count": ngettext("You are in %(num)s session", "You are in %(num)s sessions", count),
        "sessions": [_session(agenda, one, person_id) for one in theirs],
        "given": [f"{one.title} ({material_kind_word(one.kind)})" for one in given if one.hidden_at is None],
    }


def _session(agenda: Printable, session: SessionFacts, person_id: UUID) -> dict[str, Any]:
    shown = session_in_full(agenda, session)
    contributions = [one for one in session.contributions if any(each.person_id == person_id for each in one.people)]
    parts = [*session.people, *(each for one in session.contributions for each in one.people)]
    roles = dict.fromkeys(role_word(one.role) for one in parts if one.person_id == person_id)
    others = [one for one in session.everybody() if one.person_id != person_id and one.person_id in agenda.people]
    return {
        "day": day_and_month(session.day) if session.day else "",
        "time": agenda.times.span(session),
        "room": shown.room,
        "room_note": shown.room_note,
        "title": shown.title,
        "lang": language_on_paper(shown.lang),
        "format": format_word(session.format),
        "track": track_on_paper(shown.track),
        "cancelled": session.is_withdrawn,
        "pause": False,
        "roles": ", ".join(roles),
        "contributions": [
            " · ".join(
                filter(
                    None,
                    [
                        one.title,
                        ngettext("%(num)s minute", "%(num)s minutes", one.minutes) if one.minutes else "",
                    ],
                )
            )
            for one in contributions
        ],
        "others": [
            {
                "name": agenda.people[one.person_id].name,
                "lang": language_on_paper(language_of(agenda.people[one.person_id].name)),
                "role": role_word(one.role),
                "affiliation": affiliation_of(one, agenda.people),
            }
            for one in others
        ],
        "notes": [
            note
            for note in (shown.language, shown.access_note, shown.content_note, shown.attribution, shown.recording)
            if note
        ],
    }
