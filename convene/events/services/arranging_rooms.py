"""The rooms of an event. Whoever reads the agenda learns of them by its next version: no public page is made anew."""

from collections.abc import Collection
from uuid import UUID, uuid4

from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.catalogue import RoomFeature
from convene.events.errors import (
    RoomNameIsTaken,
)
from convene.events.models import Room
from convene.events.queries import is_room_called, room_of, rooms_of, said_of
from convene.events.rules import (
    with_one_moved,
)
from convene.web.meanwhile import must_be_as_seen


@use_case
def add_room(
    event_id: UUID,
    name: str,
    *,
    capacity: int | None = None,
    note: str = "",
    features: Collection[str] = (),
    building: str = "",
    source_id: str | None = None,
    room_id: UUID | None = None,
    position: int | None = None,
    by: str,
) -> UUID:
    """Add a room, below the others. RoomNameIsTaken: the event has one of this name.

    One that was there before comes back with its `room_id`, to its `position`.
    """
    _must_be_a_free_name(event_id, name)
    last = max((room.position for room in rooms_of(event_id)), default=-1)
    room = Room(
        id=room_id or uuid4(),
        event_id=event_id,
        name=name,
        capacity=capacity,
        note=note,
        features=_in_order(features),
        building=building,
        position=last + 1 if position is None else position,
        source_id=source_id,
    )
    db.session.add(room)
    db.session.flush()  # sessions of the same use case stand in it
    concerning(room_id=room.id)
    return room.id


@use_case
def change_room(
    event_id: UUID,
    room_id: UUID,
    name: str,
    *,
    capacity: int | None,
    note: str,
    features: Collection[str] | None = None,
    building: str | None = None,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what is said of a room; `seen` as in `change_event`. Without `features` or `building` these stay.

    RoomNameIsTaken: another of the event has this name. ChangedMeanwhile.
    """
    hold(("event", event_id))
    room = room_of(event_id, room_id)
    if room is None:
        raise NotFound
    must_be_as_seen(seen, said_of(room), room.name)
    if name != room.name:
        _must_be_a_free_name(event_id, name, but=room_id)
    room.name, room.capacity, room.note = name, capacity, note
    room.features = room.features if features is None else _in_order(features)
    room.building = room.building if building is None else building


@use_case
def move_room(event_id: UUID, room_id: UUID, *, up: bool, by: str) -> None:
    """Let a room change places with the one above or below it."""
    hold(("event", event_id))
    rooms = rooms_of(event_id)
    moved = next((room for room in rooms if room.id == room_id), None)
    if moved is None:
        raise NotFound
    for position, room in enumerate(with_one_moved(rooms, moved, up=up)):
        room.position = position


@use_case
def delete_room(event_id: UUID, room_id: UUID, *, by: str) -> None:
    """Delete a room of which nobody has anything any more: those above ask first (`programme`, `remove_room`)."""
    hold(("event", event_id))
    room = room_of(event_id, room_id)
    if room is None:
        raise NotFound
    db.session.delete(room)


def _in_order(features: Collection[str]) -> list[str]:
    return [each.value for each in RoomFeature if each.value in features]


def _must_be_a_free_name(event_id: UUID, name: str, *, but: UUID | None = None) -> None:
    hold(("event", event_id))
    if is_room_called(event_id, name, but=but):
        raise RoomNameIsTaken
