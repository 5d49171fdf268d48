from datetime import timedelta
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
from convene.programme.queries import (
    UNCUT,
    is_on_stage,
    said_of_person,
    shown_people,
    shows_person,
    uncut_photo_of,
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
    db.session.flush()
    _serve_anew(person_id)


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
    db.session.flush()
    _serve_anew(person_id)


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


def _serve_anew(person_id: UUID) -> None:
    """Join the names anew in every version, of any event, that shows this person."""
    rows = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.event_id, AgendaVersion.served).where(shows_person(person_id))
    ).all()
    for version_id, event_id, served in rows:
        shown = shown_people(event_id, [person_id])[person_id].to_json()
        people = {**served["people"], str(person_id): shown}
        db.session.execute(
            update(AgendaVersion).where(AgendaVersion.id == version_id).values(served={**served, "people": people})
        )
    for event_id in sorted({row.event_id for row in rows}):
        db.session.execute(
            update(Agenda).where(Agenda.event_id == event_id).values(served_revision=Agenda.served_revision + 1)
        )
        show_anew(event_id)
