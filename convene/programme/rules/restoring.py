"""What becomes of the draft when a version is brought back into it: what a page says before, and what is written."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID

from convene.programme.structure import OnStage, RoomFacts, SessionFacts, Structure, TrackFacts, in_agenda_order


def restored(draft: Structure, version: Structure, people: Collection[UUID], shown: Collection[UUID]) -> Structure:
    """The draft as it is afterwards. `people`: those there still are; others are left out. `shown`: the sessions that
    were published once.

    Days and zone are the event's, and stay. A room of the version is itself, or the one of its name (whatever is a
    capital letter in it), or comes back; tracks likewise, under another name where theirs is taken. A session of which
    the version knows nothing is withdrawn where people have seen it, or else loses its time.
    """
    rooms, tracks = _rooms(draft, version), tuple(_tracks(draft, version))
    back = {session.id: _with_people_there(session, people) for session in version.sessions}
    sessions = (
        replace(then, room_id=rooms[then.room_id].id if then.room_id is not None else None)
        if (then := back.get(session.id)) is not None
        else _taken_out(session, was_shown=session.id in shown)
        for session in draft.sessions
    )
    all_rooms = tuple({room.id: room for room in (*draft.rooms, *rooms.values())}.values())
    return replace(draft, rooms=all_rooms, tracks=tracks, sessions=in_agenda_order(sessions, all_rooms))


def _rooms(draft: Structure, version: Structure) -> dict[UUID, RoomFacts]:
    """Which room there is afterwards for each of the version's."""
    there = {room.id: room for room in draft.rooms}
    of_name = {room.name.casefold(): room for room in draft.rooms}
    found = {}
    for room in version.rooms:
        same = there.get(room.id)
        found[room.id] = same if same is not None else of_name.setdefault(room.name.casefold(), room)
    return found


def _tracks(draft: Structure, version: Structure) -> Iterator[TrackFacts]:
    """Those there are keep their names and have the colours of the version; then those that come back."""
    then = {track.id: track for track in version.tracks}
    for track in draft.tracks:
        yield replace(track, dye=then[track.id].dye) if track.id in then else track
    there, names = {track.id for track in draft.tracks}, {track.name.casefold() for track in draft.tracks}
    for track in version.tracks:
        if track.id not in there:
            others = (f"{track.name} ({sign})" for sign in (track.letter, *range(2, len(names) + 3)))
            name = next(each for each in (track.name, *others) if each.casefold() not in names)
            names.add(name.casefold())
            yield replace(track, name=name)


def _with_people_there(session: SessionFacts, people: Collection[UUID]) -> SessionFacts:
    def of(stage: tuple[OnStage, ...]) -> tuple[OnStage, ...]:
        return tuple(one for one in stage if one.person_id in people)

    contributions = tuple(replace(each, people=of(each.people)) for each in session.contributions)
    return replace(session, people=of(session.people), contributions=contributions)


def _taken_out(session: SessionFacts, *, was_shown: bool) -> SessionFacts:
    if was_shown:
        return replace(session, is_withdrawn=True)
    return replace(session, day=None, starts_local=None, room_id=None, fold=0)
