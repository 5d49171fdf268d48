"""Agendas as plain values: small ones by hand, and hypothesis' own."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from convene.events.catalogue import Dye
from convene.programme.catalogue import Format, StageRole
from convene.programme.structure import (
    ContributionFacts,
    LinkFacts,
    OnStage,
    RoomFacts,
    SessionFacts,
    Structure,
    TrackFacts,
    in_agenda_order,
)

DAY = date(2027, 3, 4)
BALLROOM, GARDEN = (RoomFacts(UUID(int=number), name) for number, name in [(101, "Ballroom"), (102, "Garden")])
WATER = TrackFacts(UUID(int=201), "Water", Dye.PETROL, "W")
JANE, VANNAK = UUID(int=301), UUID(int=302)
NAMES = {JANE: "Jane Vũ", VANNAK: "Vannak Ly"}


def session(
    number: int = 1, starts: str | None = "10:00", *, day: date = DAY, on: date | None = None, **more: Any
) -> SessionFacts:
    """A talk of an hour. `on` is the calendar's day where that is not the agenda's."""
    fields: dict[str, Any] = {
        "id": UUID(int=number),
        "code": f"{number:06}",
        "number": number,
        "title": f"Talk {number}",
        "minutes": 60,
        "format": Format.TALK,
        "day": day if starts else None,
        "starts_local": datetime.combine(on or day, time.fromisoformat(starts)) if starts else None,
    }
    return SessionFacts(**fields | more)


def agenda(*sessions: SessionFacts, zone: str = "Asia/Bangkok", **more: Any) -> Structure:
    fields: dict[str, Any] = {
        "zone": zone,
        "day_turns_at": time(4),
        "starts_on": DAY,
        "ends_on": DAY + timedelta(days=1),
        "rooms": (BALLROOM, GARDEN),
        "tracks": (WATER,),
    }
    fields |= more
    return Structure(**fields, sessions=in_agenda_order(iter(sessions), fields["rooms"]))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
stages = st.lists(
    st.builds(OnStage, st.sampled_from([JANE, VANNAK]), st.sampled_from(StageRole), texts),
    max_size=3,
    unique_by=lambda one: (one.person_id, one.role),
).map(tuple)


@st.composite
def sessions(draw: st.DrawFn, number: int) -> SessionFacts:
    starts = draw(st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)))
    talks = draw(st.lists(st.tuples(texts, texts, st.none() | st.integers(1, 90), stages), max_size=2))
    return session(
        number,
        starts.isoformat() if starts else None,
        on=DAY + timedelta(days=bool(starts and starts < time(4))),
        title=draw(texts) or "A title",
        subtitle=draw(texts),
        abstract=draw(texts),
        minutes=draw(st.integers(1, 600)),
        format=draw(st.sampled_from(Format)),
        track_id=draw(st.sampled_from([None, WATER.id])),
        room_id=draw(st.sampled_from([None, BALLROOM.id, GARDEN.id])) if starts else None,
        fold=draw(st.sampled_from([0, 1])) if starts else 0,
        links=tuple(
            draw(st.lists(st.builds(LinkFacts, texts, texts, st.sampled_from(["link", "attachment"])), max_size=2))
        ),
        do_not_record=draw(st.none() | st.booleans()),
        is_withdrawn=draw(st.booleans()),
        people=draw(stages),
        contributions=tuple(
            ContributionFacts(UUID(int=1000 + 10 * number + place), *talk) for place, talk in enumerate(talks)
        ),
    )


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    numbers = draw(st.lists(st.integers(1, 6), unique=True, max_size=5))
    return agenda(*(draw(sessions(number)) for number in numbers))
