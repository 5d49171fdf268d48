import json
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.programme.catalogue import StageRole
from convene.programme.structure import (
    ContributionFacts,
    OnStage,
    Structure,
    day_of,
    instant_of,
    wall_of,
)
from tests.programme.agendas import BALLROOM, DAY, JANE, VANNAK, agenda, session, structures


@given(structures())
def test_a_structure_comes_back_from_json_as_it_was(structure: Structure) -> None:
    assert Structure.from_json(json.loads(json.dumps(structure.to_json()))) == structure


@given(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-01-01"), timezones=st.just(UTC)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Bangkok", "Australia/Lord_Howe", "UTC"]),
)
def test_every_instant_has_its_time_on_the_wall(instant: datetime, zone: str) -> None:
    wall, fold = wall_of(instant, zone)
    assert instant_of(wall, zone, fold) == instant


def test_an_hour_stays_an_hour_when_the_clocks_go_back() -> None:
    night = session(1, "02:30", day=date(2027, 10, 30), on=date(2027, 10, 31), minutes=60)
    starts, ends = night.starts_at("Europe/Berlin"), night.ends_at("Europe/Berlin")
    assert starts is not None
    assert ends is not None
    assert ends - starts == timedelta(hours=1)
    assert night.ends_local("Europe/Berlin") == night.starts_local  # the wall shows 02:30 again


@pytest.mark.parametrize(
    ("wall", "day"),
    [("2027-03-04T23:00", 4), ("2027-03-05T00:30", 4), ("2027-03-05T03:59", 4), ("2027-03-05T04:00", 5)],
)
def test_a_night_belongs_to_the_evening_before(wall: str, day: int) -> None:
    assert day_of(datetime.fromisoformat(wall), time(4)) == date(2027, 3, day)


def test_sessions_stand_in_the_order_of_the_agenda() -> None:
    late, early = session(1, "11:00"), session(2, "09:00", room_id=BALLROOM.id)
    for_all, loose = session(3, "09:00"), session(4, None)
    assert [each.number for each in agenda(loose, late, early, for_all).sessions] == [3, 2, 1, 4]


def test_everybody_is_named_once() -> None:
    talk = ContributionFacts(UUID(int=9), "A talk", people=(OnStage(JANE), OnStage(VANNAK)))
    whole = session(1, people=(OnStage(JANE, StageRole.MODERATOR),), contributions=(talk,))
    assert [one.person_id for one in whole.everybody()] == [JANE, VANNAK]


def test_days_are_those_of_the_event_and_those_that_are_used() -> None:
    beside = session(1, day=DAY + timedelta(days=4))
    assert [day.day for day in agenda(beside).days()] == [4, 5, 8]
