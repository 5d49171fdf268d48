"""Open pages hear of changes: what is kept, what is rolled back, what another process tells, and too many pages."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from convene import live
from convene.clock import now
from convene.database import db, use_case
from convene.live import KEPT, Hub, Listener, LiveEvent, tell
from tests.support.at_once import at_once
from tests.support.processes import until

SOON = 5.0


@use_case
def change(*topics: str, fails: bool = False, by: str = "test") -> None:
    for topic in topics:
        tell(topic)
    if fails:
        raise ValueError("it was not to be")


def told_elsewhere(topic: str) -> None:
    """As another process tells it: nobody wakes the hub here."""
    with db.engine.begin() as connection:
        connection.execute(LiveEvent.__table__.insert().values(topic=topic, told_at=now()))  # type: ignore[attr-defined]


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    kept, app.extensions["live"] = app.extensions["live"], Hub(app, most=100)
    hub = app.extensions["live"]
    yield hub
    for listeners in list(hub._listeners.values()):
        for each in list(listeners):
            hub.leave(each)
    until(lambda: hub._thread is None, "the thread ends when nobody listens")
    app.extensions["live"] = kept


def hears(listener: Listener, seconds: float = SOON) -> int | None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if listener._is_behind.is_set():
            return listener.next()
        time.sleep(0.01)
    return None


def listening(hub: Hub, topic: str) -> Listener:
    found = hub.listen(topic)
    assert found is not None
    return found


def test_who_listens_to_a_topic_hears_that_it_has_changed_and_others_do_not(hub: Hub) -> None:
    groups, others = listening(hub, "groups/1"), listening(hub, "groups/2")
    change("groups/1", "groups/1")
    assert hears(groups) is not None
    assert hears(groups, 0.5) is None, "told twice in one change is one frame"
    assert hears(others, 0.1) is None


def test_what_is_rolled_back_is_not_heard(hub: Hub) -> None:
    listener = listening(hub, "groups/1")
    with pytest.raises(ValueError, match="not to be"):
        change("groups/1", fails=True)
    assert hears(listener, 0.5) is None
    change("groups/1")
    assert hears(listener) is not None


def test_what_another_process_has_told_is_heard(hub: Hub) -> None:
    listener = listening(hub, "groups/1")
    told_elsewhere("groups/1")
    assert hears(listener) is not None


def test_what_was_told_before_somebody_listens_is_not_told_again(hub: Hub) -> None:
    change("groups/1")
    assert hears(listening(hub, "groups/1"), 0.5) is None


def test_a_topic_that_is_written_late_is_heard_beside_one_that_went_on(app: Flask, hub: Hub) -> None:
    """Ids become visible in another order than they are given: each topic is counted by itself."""
    slow, quick = listening(hub, "slow"), listening(hub, "quick")
    with db.engine.begin() as connection:
        connection.execute(LiveEvent.__table__.insert().values(id=1001, topic="quick", told_at=now()))  # type: ignore[attr-defined]
    assert hears(quick) is not None
    with db.engine.begin() as connection:
        connection.execute(LiveEvent.__table__.insert().values(id=1000, topic="slow", told_at=now()))  # type: ignore[attr-defined]
    assert hears(slow) is not None


def test_many_who_tell_at_once_are_all_heard(app: Flask, hub: Hub) -> None:
    listeners = [listening(hub, f"topic/{number}") for number in range(8)]
    at_once(app, [lambda topic=f"topic/{number}": change(topic) for number in range(8)])  # type: ignore[misc]
    assert None not in [hears(each) for each in listeners]


def test_the_more_listen_the_wider_they_ask(hub: Hub) -> None:
    many = [listening(hub, "groups/1") for _ in range(10)]
    change("groups/1")
    assert {hears(each) for each in many} == {10 * live.SPREAD}


def test_a_page_beyond_what_a_process_can_hold_is_told_to_ask_by_itself(
    app: Flask, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_most", 1)
    with app.test_request_context():
        first, second = live.stream("groups/1"), live.stream("groups/1")
        assert first.status_code == 200
        assert first.mimetype == "text/event-stream"
        assert first.headers["Cache-Control"] == "no-store"
        assert second.status_code == 204
        first.close()
        third = live.stream("groups/1")
        assert third.status_code == 200, "the one that left has made room"
        third.close()


def test_a_stream_says_that_it_is_there_and_then_what_it_hears(
    app: Flask, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING", 0.05)
    with app.test_request_context():
        answer = live.stream("groups/1")
        frames = iter(answer.response)
        assert next(frames).startswith("retry:")  # type: ignore[arg-type]
        assert next(frames) == ": still here\n\n"
        monkeypatch.setattr(live, "PING", SOON)
        change("groups/1")
        heard = next(frames)
        if heard.startswith(":"):  # type: ignore[arg-type]
            heard = next(frames)
        assert heard == 'data: {"within": 3}\n\n'
        answer.close()
    assert hub.count() == 0


def test_what_was_told_long_ago_is_forgotten(app: Flask) -> None:
    with db.engine.begin() as connection:
        for age in (2 * KEPT, KEPT / 2):
            connection.execute(LiveEvent.__table__.insert().values(topic="groups/1", told_at=now() - age))  # type: ignore[attr-defined]
    live.forget_old_events()
    assert len(db.session.scalars(select(LiveEvent)).all()) == 1


def test_the_newest_is_never_forgotten_so_that_no_number_is_given_twice(app: Flask, hub: Hub) -> None:
    change("groups/1")
    with db.engine.begin() as connection:
        connection.execute(LiveEvent.__table__.update().values(told_at=now() - 2 * KEPT))  # type: ignore[attr-defined]
    listener = listening(hub, "groups/1")
    live.forget_old_events()
    change("groups/1")
    assert hears(listener) is not None


def test_frames_say_nothing_about_anybody() -> None:
    assert set(LiveEvent.__table__.columns.keys()) == {"id", "topic", "told_at"}


def test_at_the_end_every_stream_ends(app: Flask, hub: Hub) -> None:
    with app.test_request_context():
        answer = live.stream("groups/1")
        frames = iter(answer.response)
        next(frames)
        hub.end()
        assert len(list(frames)) <= 1
        assert live.stream("groups/1").status_code == 204
    assert hub.count() == 0
