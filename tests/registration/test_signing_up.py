"""Sign-up for sessions: who may, what clashes, what is given back, and nobody loses a place unnoticed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from convene.calendar.rules import Span
from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.services import changing
from convene.programme.queries.draft import names_of_sessions
from convene.programme.services import drafting
from convene.registration.catalogue import EndedBecause, SignUp
from convene.registration.errors import (
    NoPlaceYet,
    NoSignUp,
    PeopleAreSignedUp,
    RegistrationIsCancelled,
    SessionFull,
    SessionIsCancelled,
    SessionIsOver,
    SessionsOverlap,
)
from convene.registration.models import Registration
from convene.registration.queries.at_sessions import who_was_at_sessions
from convene.registration.queries.signing_up import places_of_sessions, said_of_sign_up
from convene.registration.rules.opening import DeskFacts
from convene.registration.rules.signing_up import find_clashes
from convene.registration.services import managing, opening, self_service
from convene.registration.services.signing_up import set_session_places, sign_off, sign_up
from convene.stewardship.services import clone_event
from convene.web.meanwhile import mark_of
from tests.factories.agendas import add_session, move, publish
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import chosen, code_of, give_places, make_session, taken

BEGIN = datetime(2027, 3, 4, tzinfo=UTC)


def span(number: int, starts: int, ends: int, **more: bool) -> Span:
    starts_at, ends_at = BEGIN + timedelta(minutes=starts), BEGIN + timedelta(minutes=ends)
    return Span(UUID(int=number), f"Session {number}", starts_at, ends_at, starts_at, ends_at, **more)


spans = st.tuples(st.integers(0, 12), st.integers(1, 6), st.booleans())


@given(spans, st.lists(spans, max_size=6))
def test_sessions_clash_where_a_minute_belongs_to_both(
    wanted: tuple[int, int, bool], had: list[tuple[int, int, bool]]
) -> None:
    one = span(0, wanted[0], wanted[0] + wanted[1])
    others = [span(n, starts, starts + long, is_cancelled=off) for n, (starts, long, off) in enumerate(had, 1)]
    found = {each.subject_id.int for each in find_clashes(one, [one, *others])}
    minutes = set(range(wanted[0], wanted[0] + wanted[1]))
    assert found == {
        n for n, (starts, long, off) in enumerate(had, 1) if not off and minutes & set(range(starts, starts + long))
    }


def test_one_signs_up_and_off_and_twice_is_once(app: Flask) -> None:
    event = make_open_event()
    session_id = make_session(event, "Water", places=2)
    publish(event)
    mine = make_registration(event.id)
    for _ in range(2):
        sign_up(mine, session_id)
        assert (taken(event, session_id), chosen(mine)) == (1, {session_id})
    assert [each.name for each in who_was_at_sessions(event.id)[session_id]] == ["Jane Trần"]
    for _ in range(2):
        sign_off(mine, session_id)
        assert (taken(event, session_id), chosen(mine)) == (0, set())


def test_a_full_session_says_so_and_one_without_a_limit_never_is(app: Flask) -> None:
    event = make_open_event()
    full, wide = make_session(event, "Water", places=1), make_session(event, "Wide", "14:00", places=None)
    publish(event)
    mine, other = make_registration(event.id), make_registration(event.id, "ali@example.org", name="Ali")
    for each in (mine, other):
        sign_up(each, wide)
    sign_up(mine, full)
    with pytest.raises(SessionFull, match="All places of “Water” are taken"):
        sign_up(other, full)
    assert (taken(event, full), taken(event, wide)) == (1, 2)
    sign_off(mine, full)
    sign_up(other, full)


def test_two_sessions_at_one_time_are_one_choice_and_a_swap_is_one_step(app: Flask) -> None:
    event = make_open_event()
    water = make_session(event, "Water", "09:20")
    forest = make_session(event, "Forests", "10:00")
    later = make_session(event, "Cities", "10:05")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    with pytest.raises(SessionsOverlap) as refused:
        sign_up(mine, forest)
    assert str(refused.value) == (
        "“Forests” (10:00:00–10:45:00) overlaps with “Water” (09:20:00–10:05:00), for which you are signed up. "
        "Take it instead, or keep what you have."
    )
    assert [each.subject_id for each in refused.value.others] == [water]
    sign_up(mine, later)  # begins in the moment in which the other ends
    with pytest.raises(SessionsOverlap, match="overlaps with 2 sessions"):
        sign_up(mine, forest, instead_of=[water])
    assert chosen(mine) == {water, later}
    sign_up(mine, forest, instead_of=[water, later])
    assert chosen(mine) == {forest}
    assert [taken(event, each) for each in (water, forest, later)] == [0, 1, 0]


def test_a_swap_gives_back_only_what_is_at_the_same_time(app: Flask) -> None:
    event = make_open_event()
    morning, evening = make_session(event, "Water", "09:20"), make_session(event, "Cities", "18:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, morning)
    sign_up(mine, evening, instead_of=[morning])
    assert chosen(mine) == {morning, evening}


def test_a_swap_for_a_full_session_gives_nothing_back(app: Flask) -> None:
    event = make_open_event()
    water, forest = make_session(event, "Water"), make_session(event, "Forests", places=0)
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    with pytest.raises(SessionFull):
        sign_up(mine, forest, instead_of=[water])
    assert chosen(mine) == {water}


def test_only_who_has_a_place_signs_up(app: Flask) -> None:
    event = make_open_event(places=1)
    session_id = make_session(event, "Water")
    publish(event)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    mine = make_registration(event.id)
    waits = make_registration(event.id, "waits@example.org", name="Wen")
    with pytest.raises(NoPlaceYet):
        sign_up(waits, session_id)
    self_service.cancel(waits)
    with pytest.raises(RegistrationIsCancelled):
        sign_up(waits, session_id)
    sign_up(mine, session_id)


def test_what_is_not_published_or_not_of_the_event_is_not_there(app: Flask) -> None:
    event, other = make_open_event(), make_open_event()
    theirs = make_session(other, "Elsewhere")
    publish(other)
    public = make_session(event, "Water")
    publish(event)
    secret = make_session(event, "Secret", "14:00")
    mine = make_registration(event.id)
    for session_id in (theirs, secret, uuid4()):
        with pytest.raises(NotFound):
            sign_up(mine, session_id)
        sign_off(mine, session_id)
    assert (taken(event, secret), taken(other, theirs)) == (0, 0)
    changing.withdraw_event(event.id, by="test")
    with pytest.raises(NotFound):
        sign_up(mine, public)


def test_nobody_signs_up_where_nobody_need_or_for_what_is_cancelled_or_over(app: Flask) -> None:
    event = make_open_event()
    free, gone = add_session(event, "Open to all"), make_session(event, "Gone", "11:00")
    over = make_session(event, "Water", "08:00")
    publish(event)
    mine = make_registration(event.id)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    with pytest.raises(NoSignUp, match="just come"):
        sign_up(mine, free)
    with pytest.raises(SessionIsCancelled):
        sign_up(mine, gone)
    with time_machine.travel(datetime(2027, 3, 4, 1, 45, tzinfo=UTC)), pytest.raises(SessionIsOver):  # 8:45 there
        sign_up(mine, over)
    with time_machine.travel(datetime(2027, 3, 4, 1, 44, tzinfo=UTC)):
        sign_up(mine, over)
    assert chosen(mine) == {over}


def test_who_is_signed_up_keeps_the_place_when_a_session_moves_or_is_cancelled(app: Flask) -> None:
    event = make_open_event()
    water, forest = make_session(event, "Water", "09:20"), make_session(event, "Forests", "14:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    sign_up(mine, forest)
    move(event, forest, "09:30")
    publish(event)
    assert chosen(mine) == {water, forest}
    drafting.withdraw_session(event.id, forest, by="test")
    publish(event)
    assert chosen(mine) == {water, forest}
    other = make_session(event, "Cities", "09:30")
    publish(event)
    with pytest.raises(SessionsOverlap) as refused:
        sign_up(mine, other)
    assert [each.subject_id for each in refused.value.others] == [water]  # what is cancelled is in nobody's way


def test_who_cancels_or_passes_the_place_on_gives_the_sessions_back(app: Flask) -> None:
    event = make_open_event()
    session_id = make_session(event, "Water")
    publish(event)
    opening.set_desk(event.id, DeskFacts(is_open=True, allows_transfer=True), capacity=50, by="test")
    ids = [make_registration(event.id, f"person{n}@example.org", name=f"Person {n}") for n in range(3)]
    for each in ids:
        sign_up(each, session_id)
    assert taken(event, session_id) == 3
    self_service.cancel(ids[0])
    managing.cancel_for(ids[1], by="test")
    self_service.transfer(ids[2], name="Somebody Else", email="else@example.org")
    assert taken(event, session_id) == 0
    assert [chosen(each) for each in ids] == [set(), set(), set()]
    assert db.session.get_one(Registration, ids[2]).ended_because is EndedBecause.PASSED_ON


def test_organisers_lower_the_places_below_what_is_taken_and_nobody_is_thrown_out(app: Flask) -> None:
    event = make_open_event()
    session_id = make_session(event, "Water", places=3)
    publish(event)
    ids = [make_registration(event.id, f"person{n}@example.org", name=f"Person {n}") for n in range(3)]
    for each in ids[:2]:
        sign_up(each, session_id)
    give_places(event, session_id, 1)
    assert taken(event, session_id) == 2
    with pytest.raises(SessionFull):
        sign_up(ids[2], session_id)
    sign_off(ids[0], session_id)
    with pytest.raises(SessionFull):
        sign_up(ids[2], session_id)
    with pytest.raises(PeopleAreSignedUp, match=r"1 person is signed up for “Water”\. Enter 0"):
        set_session_places(event.id, {session_id: None}, by="test")
    assert chosen(ids[1]) == {session_id}
    sign_off(ids[1], session_id)
    set_session_places(event.id, {session_id: None}, by="test")
    with pytest.raises(NoSignUp):
        sign_up(ids[2], session_id)


def test_the_second_of_two_organisers_is_told_and_sessions_of_others_stay(app: Flask) -> None:
    event, other = make_open_event(), make_open_event()
    session_id, theirs = make_session(event, "Water", places=3), make_session(other, "Elsewhere", places=3)
    seen = mark_of(said_of_sign_up(event.id, {session_id: code_of(session_id)}))
    set_session_places(event.id, {session_id: SignUp(4)}, seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        set_session_places(event.id, {session_id: SignUp(5)}, seen=seen, by="test")
    set_session_places(event.id, {theirs: SignUp(9)}, by="test")
    assert said_of_sign_up(other.id, {theirs: "X"}) == {"places_X": 3, "unlimited_X": False}


def test_the_next_edition_has_as_many_places_in_its_sessions_and_none_is_taken(app: Flask) -> None:
    event = make_open_event()
    gone, water = make_session(event, "Gone", "08:00"), make_session(event, "Water", places=7)
    add_session(event, "Open to all", "15:00")
    publish(event)
    sign_up(make_registration(event.id), water)
    drafting.withdraw_session(event.id, gone, by="test")
    copy = clone_event(event.id, title="Next", starts_on=date(2028, 3, 2), by="test").event_id
    places = places_of_sessions(copy)
    names = names_of_sessions(copy, list(places))
    assert {names[each][1]: (one.capacity, one.taken) for each, one in places.items()} == {"Water": (7, 0)}
