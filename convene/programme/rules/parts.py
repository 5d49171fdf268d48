"""Parts of an agenda that somebody may want without the rest."""

from enum import StrEnum
from uuid import UUID

from convene.programme.structure import Structure


class PartKind(StrEnum):
    """By what an agenda is taken apart. The value stands in addresses."""

    TRACK = "track"
    ROOM = "room"
    PERSON = "person"


def ids_in_part(structure: Structure, kind: PartKind, part_id: UUID) -> set[UUID]:
    """The sessions of a part, those that are cancelled with them."""
    match kind:
        case PartKind.TRACK:
            return {each.id for each in structure.sessions if each.track_id == part_id}
        case PartKind.ROOM:
            return {each.id for each in structure.sessions if each.room_id == part_id}
        case PartKind.PERSON:
            return {each.id for each in structure.sessions if any(one.person_id == part_id for one in each.everybody())}


def name_of_part(structure: Structure, kind: PartKind, part_id: UUID) -> str | None:
    """What a track or a room is called; None: there is no such one."""
    if kind is PartKind.TRACK:
        track = structure.track(part_id)
        return track.name if track is not None else None
    room = structure.room(part_id)
    return room.name if room is not None else None
