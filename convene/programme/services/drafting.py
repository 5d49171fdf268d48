"""Changes of the draft. Each raises the agenda's `draft_revision` by one; nobody but organisers sees any of it.

`seen` is the mark (`web.meanwhile`) of what was said of the session on the page; one of which something else is said
now refuses with `ChangedMeanwhile`. None: whoever saves last wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.catalogue import Attribution, Dye
from convene.events.errors import RoomIsInUse
from convene.events.models import Event
from convene.events.queries import room_of
from convene.events.services.arranging_rooms import delete_room
from convene.files.services import drop_files_of
from convene.people.models import Person
from convene.people.services import add_person
from convene.programme.catalogue import MATERIALS, Format, StageRole
from convene.programme.errors import (
    SessionWasPublished,
    TrackNameIsTaken,
)
from convene.programme.models import Contribution, PersonOnStage, Session, Track
from convene.programme.queries.draft import (
    facts_of,
    is_track_called,
    said_of_place,
    said_of_session,
    said_of_slot,
    said_of_track,
    sessions_in_room,
)
from convene.programme.queries.materials import materials_of
from convene.programme.queries.people import names_of_people
from convene.programme.services.writing import (
    begin_change,
    free_code,
    links_column,
    must_be_of_event,
    new_session,
    next_dye,
    next_number,
    session_of,
    set_place,
    track_of,
)
from convene.programme.structure import LinkFacts, Place
from convene.web.meanwhile import must_be_as_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionText:
    """What an organiser says of a session. Its place is another matter: `place_session`."""

    title: str
    format: Format
    minutes: int
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    language: str = ""
    track_id: UUID | None = None
    links: tuple[LinkFacts, ...] = ()
    recording_license: str = ""
    do_not_record: bool | None = None
    interpretation: tuple[str, ...] = ()
    access_note: str = ""
    content_note: str = ""
    attribution: Attribution | None = None


# --- sessions ---------------------------------------------------------------------------------------------------


@use_case
def add_session(event_id: UUID, text: SessionText, place: Place | None = None, *, by: str) -> UUID:
    """Add a session to the draft. UnplacedTime, DayBesideTheEvent: nothing is added."""
    begin_change(event_id)
    must_be_of_event(event_id, track_id=text.track_id)
    session = new_session(event_id, free_code(event_id), next_number(event_id), _columns(text))
    set_place(session, place)
    db.session.flush()
    concerning(session_id=session.id)
    return session.id


@use_case
def change_session(
    event_id: UUID,
    session_id: UUID,
    text: SessionText,
    *,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what a session says. `seen` is the mark of all that its form holds, place and people included.
    ChangedMeanwhile."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    if seen is not None:
        facts = facts_of(session)
        names = names_of_people({one.person_id for one in facts.everybody()})
        must_be_as_seen(seen, said_of_session(facts, names), session.title)
    must_be_of_event(event_id, track_id=text.track_id)
    for name, value in _columns(text).items():
        setattr(session, name, value)
    session.changed_at = now()


@use_case
def place_session(
    event_id: UUID,
    session_id: UUID,
    place: Place | None,
    *,
    minutes: int | None = None,
    seen: str | None = None,
    by: str,
) -> None:
    """Give a session its time and room, or take them away (None), and another length where `minutes` are given.

    `seen` is the mark of where it stood, and with `minutes` also of how long it lasted (`said_of_slot`).
    UnplacedTime, DayBesideTheEvent, ChangedMeanwhile.
    """
    begin_change(event_id)
    session = session_of(event_id, session_id)
    db.session.refresh(session)  # as it is now that others are kept out
    facts = facts_of(session)
    must_be_as_seen(seen, said_of_place(facts) if minutes is None else said_of_slot(facts), session.title)
    set_place(session, place)
    session.minutes = minutes or session.minutes
    session.changed_at = now()


@use_case
def swap_sessions(
    event_id: UUID, one_id: UUID, other_id: UUID, *, seen: str | None = None, seen_other: str | None = None, by: str
) -> None:
    """Let two sessions change places: day, time and room. Each keeps its length.

    `seen` and `seen_other` are the marks of where they stood (`said_of_slot`). ChangedMeanwhile: neither is moved.
    """
    begin_change(event_id)
    one, other = session_of(event_id, one_id), session_of(event_id, other_id)
    for session, mark in ((one, seen), (other, seen_other)):
        db.session.refresh(session)  # as it is now that others are kept out
        must_be_as_seen(mark, said_of_slot(facts_of(session)), session.title)
    there, here = facts_of(other).place, facts_of(one).place
    for session, place in ((one, there), (other, here)):
        set_place(session, place)
        session.changed_at = now()
    concerning(session_id=one_id)


@use_case
def withdraw_session(event_id: UUID, session_id: UUID, *, by: str) -> None:
    """Cancel a session. One that was published stays in the agenda, marked."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    session.withdrawn_at = session.withdrawn_at or now()
    session.changed_at = now()


@use_case
def restore_session(event_id: UUID, session_id: UUID, *, by: str) -> None:
    """Let a withdrawn session take place after all, with its code and its entry in calendars."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    session.withdrawn_at = None
    session.changed_at = now()


@use_case
def delete_session(event_id: UUID, session_id: UUID, *, by: str) -> None:
    """Remove a session that was never published. SessionWasPublished."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    if session.was_published:
        raise SessionWasPublished
    for material in materials_of(session_id):
        drop_files_of(MATERIALS, material.id, by=by)
    db.session.delete(session)


def _columns(text: SessionText) -> dict[str, object]:
    columns = {name: getattr(text, name) for name in SessionText.__slots__}
    return {**columns, "links": links_column(text.links), "interpretation": list(text.interpretation)}


# --- contributions ----------------------------------------------------------------------------------------------


@use_case
def add_contribution(
    event_id: UUID,
    session_id: UUID,
    *,
    title: str,
    abstract: str = "",
    minutes: int | None = None,
    by: str,
) -> UUID:
    """Add a contribution to a session, as its last."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    position = max((each.position for each in session.contributions), default=-1) + 1
    contribution = Contribution(id=uuid4(), title=title, abstract=abstract, minutes=minutes, position=position)
    session.contributions.append(contribution)
    session.changed_at = now()
    concerning(contribution_id=contribution.id)
    return contribution.id


@use_case
def change_contribution(
    event_id: UUID,
    contribution_id: UUID,
    *,
    title: str,
    abstract: str,
    minutes: int | None,
    by: str,
) -> None:
    """Change what a contribution says."""
    begin_change(event_id)
    session, contribution = _contribution(event_id, contribution_id)
    contribution.title, contribution.abstract, contribution.minutes = title, abstract, minutes
    session.changed_at = now()


@use_case
def remove_contribution(event_id: UUID, contribution_id: UUID, *, by: str) -> None:
    """Take a contribution out of its session, and its people off this stage."""
    begin_change(event_id)
    session, contribution = _contribution(event_id, contribution_id)
    db.session.execute(delete(PersonOnStage).where(PersonOnStage.contribution_id == contribution_id))
    db.session.delete(contribution)
    session.changed_at = now()


@use_case
def order_contributions(event_id: UUID, session_id: UUID, contribution_ids: Sequence[UUID], *, by: str) -> None:
    """Put the contributions of a session into this order; those not named keep theirs, after these."""
    begin_change(event_id)
    session = session_of(event_id, session_id)
    places = {contribution_id: place for place, contribution_id in enumerate(contribution_ids)}
    ordered = sorted(session.contributions, key=lambda each: (places.get(each.id, len(places)), each.position))
    for position, contribution in enumerate(ordered):
        contribution.position = position
    session.changed_at = now()


def _contribution(event_id: UUID, contribution_id: UUID) -> tuple[Session, Contribution]:
    contribution = db.session.get(Contribution, contribution_id)
    if contribution is None:
        raise NotFound
    return session_of(event_id, contribution.session_id), contribution


# --- people on stage --------------------------------------------------------------------------------------------


@use_case
def put_on_stage(
    event_id: UUID,
    session_id: UUID,
    *,
    role: StageRole,
    person_id: UUID | None = None,
    name: str = "",
    affiliation: str = "",
    contribution_id: UUID | None = None,
    by: str,
) -> UUID:
    """Give somebody a role in a session or one of its contributions; returns the id of the row (`PersonOnStage`).

    `person_id` names somebody whom the team knows; else a person called `name` is made. Doing it twice changes the
    affiliation only.
    """
    begin_change(event_id)
    session = session_of(event_id, session_id)
    if contribution_id is not None and _contribution(event_id, contribution_id)[0].id != session_id:
        raise NotFound
    person_id = _known_or_new(event_id, person_id, name, by)
    same_place = [one for one in session.on_stage if one.contribution_id == contribution_id]
    row = next((one for one in same_place if (one.person_id, one.role) == (person_id, role)), None)
    if row is None:
        row = PersonOnStage(
            id=uuid4(),
            contribution_id=contribution_id,
            person_id=person_id,
            role=role,
            position=max((one.position for one in same_place), default=-1) + 1,
        )
        session.on_stage.append(row)
    row.affiliation = affiliation
    session.changed_at = now()
    concerning(person_id=person_id)
    return row.id


@use_case
def change_on_stage(event_id: UUID, on_stage_id: UUID, *, role: StageRole, affiliation: str, by: str) -> None:
    """Change somebody's role here, or for whom they speak. A role that they have here already becomes one."""
    begin_change(event_id)
    session, row = _on_stage(event_id, on_stage_id)
    twin = next(
        (
            one
            for one in session.on_stage
            if one is not row
            and (one.contribution_id, one.person_id, one.role) == (row.contribution_id, row.person_id, role)
        ),
        None,
    )
    if twin is not None:
        session.on_stage.remove(twin)
        db.session.flush()
    row.role, row.affiliation = role, affiliation
    session.changed_at = now()


@use_case
def take_off_stage(event_id: UUID, on_stage_id: UUID, *, by: str) -> None:
    """Take somebody's role away. The person stays known to the team."""
    begin_change(event_id)
    session, row = _on_stage(event_id, on_stage_id)
    session.on_stage.remove(row)
    session.changed_at = now()


def _on_stage(event_id: UUID, on_stage_id: UUID) -> tuple[Session, PersonOnStage]:
    row = db.session.get(PersonOnStage, on_stage_id)
    if row is None:
        raise NotFound
    return session_of(event_id, row.session_id), row


def _known_or_new(event_id: UUID, person_id: UUID | None, name: str, by: str) -> UUID:
    team_id = db.session.get_one(Event, event_id).team_id
    if person_id is None:
        made = add_person(team_id, name=name, by=by)
        db.session.flush()
        return made
    person = db.session.get(Person, person_id)
    if person is None or person.team_id != team_id:
        raise NotFound
    return person_id


# --- tracks and rooms -------------------------------------------------------------------------------------------


@use_case
def add_track(event_id: UUID, *, name: str, dye: Dye | None = None, by: str) -> UUID:
    """Begin a track; without a dye it gets the next in turn. TrackNameIsTaken."""
    begin_change(event_id)
    _must_be_a_free_name(event_id, name)
    last = db.session.scalar(select(func.max(Track.position)).where(Track.event_id == event_id))
    track = Track(
        id=uuid4(),
        event_id=event_id,
        name=name,
        dye=dye or next_dye(event_id),
        position=0 if last is None else last + 1,
    )
    db.session.add(track)
    db.session.flush()
    concerning(track_id=track.id)
    return track.id


@use_case
def change_track(event_id: UUID, track_id: UUID, *, name: str, dye: Dye, seen: str | None = None, by: str) -> None:
    """Rename or dye a track. TrackNameIsTaken. `seen` is the mark (`web.meanwhile`) of its name and dye as the
    organiser had them on the page; None: whoever saves last wins. ChangedMeanwhile.
    """
    begin_change(event_id)
    track = track_of(event_id, track_id)
    db.session.refresh(track)  # as it is now that others are kept out
    must_be_as_seen(seen, said_of_track(track), track.name)
    _must_be_a_free_name(event_id, name, but=track_id)
    track.name, track.dye = name, dye


@use_case
def remove_track(event_id: UUID, track_id: UUID, *, by: str) -> None:
    """Remove a track. Its sessions stay, in none."""
    begin_change(event_id)
    track = track_of(event_id, track_id)
    db.session.execute(update(Session).where(Session.track_id == track_id).values(track_id=None, changed_at=now()))
    db.session.delete(track)


@use_case
def remove_room(event_id: UUID, room_id: UUID, *, by: str) -> None:
    """Remove a room. RoomIsInUse: sessions stand in it."""
    begin_change(event_id)
    room = room_of(event_id, room_id)
    if room is None:
        raise NotFound
    if sessions_in_room(room_id):
        raise RoomIsInUse(room.name)
    delete_room(event_id, room_id, by=by)


def _must_be_a_free_name(event_id: UUID, name: str, *, but: UUID | None = None) -> None:
    if is_track_called(event_id, name, but=but):
        raise TrackNameIsTaken
