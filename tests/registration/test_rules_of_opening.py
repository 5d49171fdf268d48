from datetime import UTC, date, datetime, time

import pytest

from convene.events.catalogue import State, Visibility
from convene.registration.catalogue import Closed, ReasonClosed
from convene.registration.rules.opening import (
    DeskFacts,
    EventFacts,
    has_web_address,
    is_a_time_there,
    places_free,
    why_not_open,
)


def wall(*parts: int) -> datetime:
    """A time on the wall, which has no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


OPENS, CLOSES = wall(2027, 2, 1, 9, 0), wall(2027, 3, 3, 18, 0)
BEFORE_IT_OPENS = datetime(2027, 2, 1, 1, 59, 59, tzinfo=UTC)  # 08:59:59 in Bangkok
WHEN_IT_OPENS = datetime(2027, 2, 1, 2, 0, tzinfo=UTC)
BEFORE_IT_CLOSES = datetime(2027, 3, 3, 10, 59, 59, tzinfo=UTC)
WHEN_IT_CLOSES = datetime(2027, 3, 3, 11, 0, tzinfo=UTC)
THE_LAST_NIGHT = datetime(2027, 3, 5, 20, 59, tzinfo=UTC)  # 03:59 on the morning after, in Bangkok
THE_MORNING_AFTER = datetime(2027, 3, 5, 21, 0, tzinfo=UTC)


def event(
    state: State = State.PUBLISHED,
    visibility: Visibility = Visibility.PUBLIC,
    zone: str = "Asia/Bangkok",
    *,
    is_cancelled: bool = False,
) -> EventFacts:
    return EventFacts(
        state=state,
        visibility=visibility,
        ends_on=date(2027, 3, 5),
        day_turns_at=time(4),
        zone=zone,
        is_cancelled=is_cancelled,
    )


ALWAYS = DeskFacts(is_open=True)
BETWEEN = DeskFacts(is_open=True, opens_local=OPENS, closes_local=CLOSES)
OFF = DeskFacts(is_open=False, opens_local=OPENS)


@pytest.mark.parametrize(
    ("facts", "desk", "at", "reason"),
    [
        (event(), ALWAYS, WHEN_IT_OPENS, None),
        (event(visibility=Visibility.UNLISTED), ALWAYS, WHEN_IT_OPENS, None),
        (event(), BETWEEN, BEFORE_IT_OPENS, ReasonClosed(Closed.NOT_YET, OPENS)),
        (event(), BETWEEN, WHEN_IT_OPENS, None),
        (event(), BETWEEN, BEFORE_IT_CLOSES, None),
        (event(), BETWEEN, WHEN_IT_CLOSES, ReasonClosed(Closed.NO_LONGER, CLOSES)),
        (event(), DeskFacts(), WHEN_IT_OPENS, ReasonClosed(Closed.SWITCHED_OFF)),
        (event(), OFF, BEFORE_IT_OPENS, ReasonClosed(Closed.SWITCHED_OFF)),
        (event(State.DRAFT), ALWAYS, WHEN_IT_OPENS, ReasonClosed(Closed.DRAFT)),
        (event(State.ARCHIVED), OFF, BEFORE_IT_OPENS, ReasonClosed(Closed.ARCHIVED)),
        (event(), ALWAYS, THE_LAST_NIGHT, None),
        (event(), ALWAYS, THE_MORNING_AFTER, ReasonClosed(Closed.OVER)),
        (event(visibility=Visibility.BY_INVITATION), ALWAYS, WHEN_IT_OPENS, ReasonClosed(Closed.BY_INVITATION)),
        (event(State.ARCHIVED, Visibility.BY_INVITATION), OFF, THE_MORNING_AFTER, ReasonClosed(Closed.ARCHIVED)),
        (event(visibility=Visibility.BY_INVITATION), OFF, THE_MORNING_AFTER, ReasonClosed(Closed.OVER)),
        (event(State.CANCELLED, is_cancelled=True), ALWAYS, WHEN_IT_OPENS, ReasonClosed(Closed.CANCELLED)),
        (event(State.ARCHIVED, is_cancelled=True), OFF, THE_MORNING_AFTER, ReasonClosed(Closed.CANCELLED)),
    ],
)
def test_an_event_takes_registrations_or_says_why_not(
    facts: EventFacts, desk: DeskFacts, at: datetime, reason: ReasonClosed | None
) -> None:
    assert why_not_open(facts, desk, at) == reason


def test_where_clocks_go_back_registration_closes_at_the_first_of_two_equal_times() -> None:
    berlin = event(zone="Europe/Berlin")
    desk = DeskFacts(is_open=True, closes_local=wall(2026, 10, 25, 2, 30))
    assert why_not_open(berlin, desk, datetime(2026, 10, 25, 0, 29, tzinfo=UTC)) is None
    for at in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 15, tzinfo=UTC)):
        assert why_not_open(berlin, desk, at) == ReasonClosed(Closed.NO_LONGER, desk.closes_local)


@pytest.mark.parametrize(
    ("capacity", "taken", "free"), [(None, 7, None), (50, 0, 50), (50, 49, 1), (50, 50, 0), (30, 46, 0), (0, 0, 0)]
)
def test_free_places_never_go_below_zero(capacity: int | None, taken: int, free: int | None) -> None:
    assert places_free(capacity, taken) == free


def test_an_hour_that_clocks_leave_out_is_no_time() -> None:
    assert not is_a_time_there(wall(2027, 3, 28, 2, 30), "Europe/Berlin")
    assert is_a_time_there(wall(2027, 3, 28, 3, 0), "Europe/Berlin")
    assert is_a_time_there(wall(2027, 10, 31, 2, 30), "Europe/Berlin")
    assert is_a_time_there(wall(2027, 3, 28, 2, 30), "Asia/Bangkok")


@pytest.mark.parametrize(
    "name",
    [
        "Jane Trần", "J.R.R. Tolkien", "Dr.med. Anna Huber", "St.John Smythe", "D’Arcy O'Neill-Ōta", "สมชาย ใจดี",
        "محمد بن علي", "Nguyễn Thị Hồng Phượng", "M. C. Escher", "X Æ A-12", "AC/DC", "mohd.ali",
    ],
)  # fmt: skip
def test_names_of_people_are_names(name: str) -> None:
    assert not has_web_address(name)


@pytest.mark.parametrize(
    "name",
    [
        "Pay now http://evil.example", "HTTPS://EVIL.example", "www.evil.example", "You won, go to evil.com",
        "[Pay now](http://evil.example)", '<a href="//evil.example/x">Jane</a>', "bit.ly/x", "Evil.ORG", "ftp://x",
    ],
)  # fmt: skip
def test_web_addresses_are_found_in_names(name: str) -> None:
    assert has_web_address(name)
