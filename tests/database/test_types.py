from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from convene.clock import now, today_in
from convene.database import UTCDateTime, WallTime, db, use_case
from convene.teams.models import Team
from convene.teams.services import create_team


@use_case
def found_at(moment: datetime, *, by: str) -> None:
    db.session.add(Team(name="Hosts", created_at=moment))


def test_an_instant_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="an instant needs a zone"):
        found_at(datetime(2027, 3, 4, 9, 30), by="test")  # noqa: DTZ001, the mistake that is tested


def test_an_instant_comes_back_in_utc_wherever_it_was_written(app: Flask) -> None:
    bangkok = timezone(timedelta(hours=7))
    found_at(datetime(2027, 3, 4, 9, 30, tzinfo=bangkok), by="test")
    assert db.session.scalars(select(Team.created_at)).one() == datetime(2027, 3, 4, 2, 30, tzinfo=UTC)
    assert db.session.scalars(select(Team.created_at)).one().utcoffset() == timedelta()


def test_an_instant_is_compared_as_an_instant(app: Flask) -> None:
    create_team("Hosts", by="test")
    later = now().astimezone(timezone(timedelta(hours=-11))) + timedelta(minutes=1)
    assert db.session.scalars(select(Team).where(Team.created_at < later)).all()
    assert not db.session.scalars(select(Team).where(Team.created_at > later)).all()


def test_a_time_on_the_wall_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        WallTime().process_bind_param(datetime(2027, 3, 4, tzinfo=UTC), None)  # type: ignore[arg-type]


def test_nothing_stays_nothing() -> None:
    for kind in (UTCDateTime(), WallTime()):
        assert kind.process_bind_param(None, None) is None  # type: ignore[arg-type]
    assert UTCDateTime().process_result_value(None, None) is None  # type: ignore[arg-type]


def test_the_date_on_the_wall_differs_between_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convene.clock.now", lambda: datetime(2027, 3, 4, 23, 0, tzinfo=UTC))
    assert (today_in("America/Lima").day, today_in("Asia/Bangkok").day) == (4, 5)
