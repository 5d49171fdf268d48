"""What somebody looks for in an agenda: words, and what a session must be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from convene.programme.catalogue import Format
from convene.programme.showing.looking import forms_of, has_all_forms, meant
from convene.programme.showing.names import People, affiliation_of
from convene.programme.showing.words import format_word, format_words
from convene.programme.structure import SessionFacts, Structure
from convene.spelling import without_marks
from convene.web.languages import language_word
from convene.web.searching import words_to_find

#: The way to arrange an agenda that is not by time.
BY_ROOM = "room"


def way_asked_for() -> str:
    """How the address wants the agenda arranged."""
    return BY_ROOM if request.args.get("by") == BY_ROOM else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; "" where it does not. What the agenda has not is as if it were not asked for, so
    that an old link shows too much and never a puzzle (`wanted_in`)."""

    words: str = ""
    format: str = ""
    track: str = ""
    room: str = ""
    language: str = ""
    #: How the agenda is arranged: by time, or in a list for each room. It limits nothing.
    by: str = ""

    @property
    def is_filtered(self) -> bool:
        return any((self.words, self.format, self.track, self.room, self.language))

    @property
    def is_more_than_a_track(self) -> bool:
        """Whether the answer is one of few pages, those of the tracks, or one of as many as people can think of."""
        return any((self.words, self.format, self.room, self.language))

    def query(self, **instead: str) -> dict[str, str | None]:
        """As an address says it, with some of it replaced. What is empty is left out."""
        asked = {"q": self.words, "format": self.format, "track": self.track, "room": self.room,
                 "language": self.language, "by": self.by, **instead}  # fmt: skip
        return {name: value or None for name, value in asked.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose in a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found, for the form above an agenda. The numbers leave breaks and what is cancelled out."""

    wanted: Wanted
    hits: int
    total: int
    formats: list[Choice]
    rooms: list[Choice]
    languages: list[Choice]
    all_url: str
    #: What was meant, perhaps, where nothing was found; "" where nothing is near it.
    meant: str = ""


def wanted_in(structure: Structure, asked: Wanted) -> Wanted:
    """What was asked for, without what this agenda does not have."""
    formats = {one.format.value for one in structure.sessions}
    return Wanted(
        words=asked.words,
        format=asked.format if asked.format in formats else "",
        track=asked.track if asked.track in {one.letter for one in structure.tracks} else "",
        room=asked.room if asked.room in {str(one.id) for one in structure.rooms} else "",
        language=asked.language if asked.language in {one.language for one in structure.sessions} else "",
        by=asked.by,
    )


def sessions_wanted(
    structure: Structure, sessions: Sequence[SessionFacts], people: People, wanted: Wanted
) -> list[SessionFacts]:
    """Those of the sessions that are wanted, in their order."""
    track_id = next((one.id for one in structure.tracks if wanted.track and one.letter == wanted.track), None)
    room_id = UUID(wanted.room) if wanted.room else None
    forms = forms_of(words_to_find(wanted.words))
    return [
        one
        for one in sessions
        if (track_id is None or one.track_id == track_id)
        and (room_id is None or one.room_id == room_id)
        and (not wanted.format or one.format is Format(wanted.format))
        and (not wanted.language or one.language == wanted.language)
        and (not forms or has_all_forms(without_marks(_text_of(structure, one, people)), forms))
    ]


def found_in(
    structure: Structure,
    people: People,
    shown: Sequence[SessionFacts],
    placed: Sequence[SessionFacts],
    wanted: Wanted,
    all_url: str,
) -> Found:
    """The form above an agenda, filled in."""
    formats = {one.format.value for one in placed}
    rooms = {one.room_id for one in placed}
    languages = sorted({one.language for one in placed if one.language}, key=language_word)
    return Found(
        wanted=wanted,
        hits=sum(map(_counts, shown)),
        total=sum(map(_counts, placed)),
        formats=[Choice(value, word, value == wanted.format) for value, word in format_words() if value in formats],
        rooms=[Choice(str(one.id), one.name, str(one.id) == wanted.room) for one in structure.rooms if one.id in rooms],
        languages=[Choice(each, language_word(each), each == wanted.language) for each in languages],
        all_url=all_url,
        meant="" if shown or not wanted.words else _meant(structure, people, placed, wanted),
    )


def _meant(structure: Structure, people: People, placed: Sequence[SessionFacts], wanted: Wanted) -> str:
    def finds(words: list[str]) -> bool:
        return bool(sessions_wanted(structure, placed, people, replace(wanted, words=" ".join(words))))

    return meant(words_to_find(wanted.words), [_text_of(structure, one, people) for one in placed], finds)


def _counts(session: SessionFacts) -> bool:
    return not session.is_withdrawn and session.format is not Format.BREAK


def _text_of(structure: Structure, session: SessionFacts, people: People) -> str:
    """Everything that a word may stand in: what the cards and the page of a session say."""
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    said = [session.title, session.subtitle, session.abstract, session.description, session.code]
    said += [room.name if room else "", track.name if track else "", format_word(session.format)]
    said += [text for one in session.contributions for text in (one.title, one.abstract)]
    for one in session.everybody():
        if one.person_id in people:
            said += [people[one.person_id].name, affiliation_of(one, people)]
    return "\n".join(filter(None, said))
