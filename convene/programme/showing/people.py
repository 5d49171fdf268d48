"""Everybody on stage, with all that they do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from convene.programme.showing.looking import has_all_words, meant
from convene.programme.showing.names import People, affiliation_of, anchor_of, photo_url
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import language_of, role_word
from convene.programme.structure import OnStage, SessionFacts, Structure
from convene.spelling import by_name


@dataclass(frozen=True, slots=True)
class ShownRole:
    """What somebody does in one session."""

    title: str
    url: str
    lang: str | None
    role: str
    when: str


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody on stage, with all that they do."""

    anchor: str
    url: str
    name: str
    lang: str | None
    affiliation: str
    role: str
    biography: str
    photo: str | None
    sessions: list[ShownRole]


def people_on_stage(
    structure: Structure,
    people: People,
    times: Times,
    session_url: Callable[[str], str],
    person_url: Callable[[UUID], str],
) -> list[PersonEntry]:
    """Everybody who is on stage in a session that takes place, by name."""
    found: dict[UUID, list[tuple[OnStage, SessionFacts]]] = {}
    for session in structure.sessions:
        if session.is_withdrawn:
            continue
        for one in session.everybody():
            if one.person_id in people:
                found.setdefault(one.person_id, []).append((one, session))
    shown = [_person(person_id, roles, people, times, session_url, person_url) for person_id, roles in found.items()]
    return sorted(shown, key=lambda one: (by_name(one.name), one.anchor))


def is_named_like(person: PersonEntry, words: Sequence[str]) -> bool:
    """Whether each word of a search stands in a person's name or affiliation, marks and case aside."""
    return has_all_words(_named(person), words)


def meant_among(everybody: Sequence[PersonEntry], words: Sequence[str]) -> str:
    """What somebody may have meant who found nobody; "" where nothing is near it."""
    return meant(words, [_named(one) for one in everybody],
                 lambda said: any(is_named_like(one, said) for one in everybody))  # fmt: skip


def _named(person: PersonEntry) -> str:
    return f"{person.name} {person.affiliation}"


def _person(
    person_id: UUID,
    roles: Sequence[tuple[OnStage, SessionFacts]],
    people: People,
    times: Times,
    session_url: Callable[[str], str],
    person_url: Callable[[UUID], str],
) -> PersonEntry:
    known = people[person_id]
    affiliations = dict.fromkeys(filter(None, (affiliation_of(one, people) for one, _session in roles)))
    return PersonEntry(
        anchor=anchor_of(person_id),
        url=person_url(person_id),
        name=known.name,
        lang=language_of(known.name),
        affiliation=" · ".join(affiliations),
        role=", ".join(dict.fromkeys(role_word(one.role) for one, _session in roles)),
        biography=known.biography,
        photo=photo_url(known.photo_file_id),
        sessions=[
            ShownRole(
                session.title,
                session_url(session.code),
                language_of(session.title, session.language),
                role_word(one.role),
                f"{day_and_month(session.day)}, {times.span(session)}" if session.day else "",
            )
            for one, session in roles
        ],
    )
