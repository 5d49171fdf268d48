"""How people on stage are called and shown. It is joined to versions, and no part of them: pages follow at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from convene.clock import now
from convene.database import db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.services.changing import show_anew
from convene.files.models import Audience
from convene.files.pictures import Picture
from convene.files.services import drop_files_of, store_picture
from convene.people.models import Person
from convene.programme.errors import AnotherPicture
from convene.programme.models import Agenda, AgendaVersion
from convene.programme.queries.people import (
    UNCUT,
    is_on_stage,
    said_of_person,
    shown_people,
    uncut_photo_of,
    versions_showing,
)
from convene.web.meanwhile import must_be_as_seen

#: Whose files photos are: the feature of the people.
PHOTOS = "people"
UNCUT_IS_KEPT_FOR = timedelta(days=1)


@use_case
def change_person(
    event_id: UUID,
    person_id: UUID,
    *,
    name: str,
    affiliation: str,
    biography: str,
    photo: Picture | None = None,
    uncut: Picture | None = None,
    keeps_photo: bool = True,
    seen: str | None = None,
    by: str,
) -> None:
    """Change how somebody on stage is called and shown. Published pages of every event of the team say so at once.

    `photo` is a new one, cut to a square; without it, the one there is stays or goes, as `keeps_photo` says. `uncut`
    is the whole of which it was cut, kept for a day: `cut_photo` takes another part of it. What a version says of
    times and titles stays: only what was joined to it is written anew. `seen` is the mark (`web.meanwhile`) of what
    was said of the person on the page. None: whoever saves last wins. ChangedMeanwhile.
    """
    event = db.session.get_one(Event, event_id)
    hold(("team", event.team_id))
    person = db.session.get(Person, person_id, populate_existing=True)  # as it is now that others are kept out
    if person is None or person.team_id != event.team_id or not is_on_stage(event_id, person_id):
        raise NotFound
    must_be_as_seen(seen, said_of_person(person), person.display_name)
    person.display_name, person.affiliation, person.biography = name, affiliation, biography
    person.changed_at = now()
    if photo is not None or not keeps_photo:
        _change_photo(person, photo, uncut, by)
    _serve_anew(event.team_id, [person_id])


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of somebody: a name, and of their life what it tells."""

    name: str
    biography: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """Somebody whom a file calls otherwise than they were called here, or of whose life it tells something else."""

    person_id: UUID
    before: Said
    now: Said


@use_case
def correct_people(
    event_id: UUID, said: Mapping[UUID, Said], *, named_anew: Collection[UUID] = (), by: str
) -> tuple[Corrected, ...]:
    """Call people of the event's team as a file calls them. Published pages say so at once, as with `change_person`.

    A part of an import. One that tells nothing of a life (schedule.xml cannot) takes nothing away. `named_anew`:
    whom files know by another id than before, which exports give back.
    """
    team_id = db.session.get_one(Event, event_id).team_id
    hold(("team", team_id))
    people = db.session.scalars(select(Person).where(Person.id.in_(said)).execution_options(populate_existing=True))
    corrected = []
    for person in people:
        before = Said(person.display_name, person.biography)
        after = Said(said[person.id].name, said[person.id].biography or person.biography)
        if after != before:
            person.display_name, person.biography, person.changed_at = after.name, after.biography, now()
            corrected.append(Corrected(person.id, before, after))
    _serve_anew(team_id, {*named_anew, *(one.person_id for one in corrected)})
    return tuple(sorted(corrected, key=lambda one: (one.now.name, one.person_id)))


@use_case
def cut_photo(event_id: UUID, person_id: UUID, photo: Picture, *, seen: UUID | None = None, by: str) -> None:
    """Keep another part of the picture that was sent last. What it was cut from is dropped.

    `seen` is the file that was shown of the person when `photo` was cut. None: it is not asked.
    AnotherPicture: somebody gave them a new one meanwhile, of which this is no part.
    NotFound: there is none any more, or the person is not on stage here.
    """
    event = db.session.get_one(Event, event_id)
    hold(("team", event.team_id))
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or person.team_id != event.team_id or not is_on_stage(event_id, person_id):
        raise NotFound
    if person.photo_file_id is None or uncut_photo_of(person_id) is None:
        raise NotFound
    if seen is not None and seen != person.photo_file_id:
        raise AnotherPicture
    person.changed_at = now()
    _change_photo(person, photo, None, by)
    _serve_anew(event.team_id, [person_id])


def _change_photo(person: Person, photo: Picture | None, uncut: Picture | None, by: str) -> None:
    person.photo_file_id = None
    db.session.flush()  # nothing points any more to the file that goes
    drop_files_of(UNCUT, person.id, by=by)
    if uncut is not None:
        store_picture(
            UNCUT, person.id, uncut, event_id=None, team_id=person.team_id, audience=Audience.ORGANISERS, by=by
        )
    if photo is None:
        drop_files_of(PHOTOS, person.id, by=by)
    else:
        # Of the team and no event: which of its events show the person changes with every publish.
        person.photo_file_id = store_picture(
            PHOTOS, person.id, photo, event_id=None, team_id=person.team_id, audience=Audience.PUBLIC, by=by
        )


def _serve_anew(team_id: UUID, person_ids: Collection[UUID]) -> None:
    """Join the names anew in every version, of any event of the team, that shows one of these people."""
    db.session.flush()
    for event_id, version_ids in (versions_showing(team_id, person_ids) if person_ids else {}).items():
        shown = {str(key): person.to_json() for key, person in shown_people(event_id, person_ids).items()}
        are_others = [_join_anew(version_id, shown) for version_id in version_ids]
        if any(are_others):
            db.session.execute(
                update(Agenda).where(Agenda.event_id == event_id).values(served_revision=Agenda.served_revision + 1)
            )
            show_anew(event_id)


def _join_anew(version_id: UUID, shown: Mapping[str, dict[str, Any]]) -> bool:
    """Whether what a version shows of these people was something else."""
    known = db.session.execute(select(AgendaVersion.people).where(AgendaVersion.id == version_id)).scalar_one()
    people = {**known, **{key: person for key, person in shown.items() if key in known}}
    if people == known:
        return False
    db.session.execute(update(AgendaVersion).where(AgendaVersion.id == version_id).values(people=people))
    return True
