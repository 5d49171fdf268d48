"""A day is late: what is moved in the draft, what readers see of it, who was quicker, and how it is taken back."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.calendar.models import CalendarItem
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.catalogue import CatchUp, Format, GoesOut
from convene.programme.errors import (
    AlreadyTakenBack,
    CannotBeMoved,
    DayMovedMeanwhile,
    DraftChangedBesides,
    MovedTooLate,
    NothingToMove,
    NotPublishedAlone,
)
from convene.programme.lateness import Shift
from convene.programme.models import DayShift
from convene.programme.queries.draft import agenda_state, draft_of, mark_of_frame
from convene.programme.queries.shifts import last_shift, said_of_day
from convene.programme.queries.versions import published
from convene.programme.services.drafting import delete_session, withdraw_session
from convene.programme.services.running_late import Done, Seen, shift_day, take_shift_back
from convene.programme.structure import Structure, instant_of
from convene.web.meanwhile import mark_of
from tests.factories.agendas import DAY, add_room, add_session, facts, move, publish, retitle
from tests.factories.events import give, make_event
from tests.factories.sessions import code_of
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
LATE = "/organise/forum/agenda/run-sheet/late"


def at(text: str, day: date = DAY) -> datetime:
    return instant_of(datetime.combine(day, time.fromisoformat(text)), "Asia/Bangkok")


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    """It is 08:50 where the event is."""
    with time_machine.travel(at("08:50"), tick=False):
        yield


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def organiser(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as(OWNER)


@pytest.fixture
def morning(event: Event) -> dict[str, UUID]:
    """A morning in one room, published."""
    room = add_room(event, "Ballroom")
    made = {
        "Welcome": add_session(event, "Welcome", "09:00", minutes=30, room_id=room),
        "Panel": add_session(event, "Panel", "09:30", minutes=60, room_id=room),
        "Coffee": add_session(event, "Coffee", "10:30", minutes=30, format=Format.BREAK),
        "Talk": add_session(event, "Talk", "11:00", minutes=45, room_id=room),
    }
    publish(event)
    return made


def seen(event: Event) -> Seen:
    """What a page that is opened now says that it has seen."""
    db.session.rollback()
    return Seen(
        mark_of(said_of_day(draft_of(event.id), DAY)), agenda_state(event.id).draft_revision, mark_of_frame(event.id)
    )


def wish(from_id: UUID, minutes: int = 10, how: CatchUp = CatchUp.BREAKS, **more: Any) -> Shift:
    asked: dict[str, Any] = {"is_everywhere": True, "asked_at": now()}
    return Shift(day=DAY, from_id=from_id, minutes=minutes, how=how, **asked | more)


def shift(event: Event, from_id: UUID, minutes: int = 10, how: CatchUp = CatchUp.BREAKS, **more: Any) -> Done:
    goes_out = more.pop("goes_out", GoesOut.NOTHING)
    saw = more.pop("seen", None) or seen(event)
    return shift_day(event.id, wish(from_id, minutes, how, **more), seen=saw, goes_out=goes_out, by="test")


def times(structure: Structure) -> dict[str, str]:
    return {one.title: f"{one.starts_local:%H:%M}+{one.minutes}" for one in structure.sessions if one.is_placed}


def drafted(event: Event) -> dict[str, str]:
    db.session.rollback()
    return times(draft_of(event.id))


def shown(event: Event) -> dict[str, str]:
    db.session.rollback()
    found = published(event.id)
    assert found is not None
    return times(found.structure)


AS_PLANNED = {"Welcome": "09:00+30", "Panel": "09:30+60", "Coffee": "10:30+30", "Talk": "11:00+45"}
TEN_LATE = {"Welcome": "09:10+30", "Panel": "09:40+60", "Coffee": "10:40+20", "Talk": "11:00+45"}


# --- what is moved --------------------------------------------------------------------------------------------------


def test_what_follows_is_moved_in_the_draft_and_readers_see_nothing_of_it(
    event: Event, morning: dict[str, UUID]
) -> None:
    assert shift(event, morning["Welcome"]) == Done(3, None)
    assert drafted(event) == TEN_LATE
    assert shown(event) == AS_PLANNED
    assert facts(event, morning["Panel"]).day == DAY


def test_it_is_published_in_the_same_moment_when_told_and_calendars_follow(
    event: Event, morning: dict[str, UUID]
) -> None:
    assert shift(event, morning["Welcome"], goes_out=GoesOut.THIS) == Done(3, 2)
    assert shown(event) == drafted(event) == TEN_LATE
    assert not agenda_state(event.id).has_changes
    sequences = {one.subject_id: one.sequence for one in db.session.scalars(select(CalendarItem))}
    assert sequences[morning["Panel"]] == sequences[morning["Talk"]] + 1


def test_the_move_goes_out_alone_and_what_else_was_changed_in_the_draft_waits(
    event: Event, morning: dict[str, UUID]
) -> None:
    retitle(event, morning["Talk"], "A title that nobody shall see yet")
    add_session(event, "Tomorrow", "09:00", day=DAY + timedelta(days=1))
    shift(event, morning["Welcome"], goes_out=GoesOut.THIS)
    assert shown(event) == TEN_LATE
    assert agenda_state(event.id).has_changes
    db.session.rollback()
    assert publish(event) == 3
    assert shown(event)["A title that nobody shall see yet"] == "11:00+45"


def test_it_goes_out_with_the_whole_draft_if_that_is_wished(event: Event, morning: dict[str, UUID]) -> None:
    retitle(event, morning["Talk"], "Another title")
    shift(event, morning["Welcome"], goes_out=GoesOut.EVERYTHING)
    assert shown(event) == drafted(event)
    assert "Another title" in shown(event)
    assert not agenda_state(event.id).has_changes


def test_where_readers_see_the_day_otherwise_the_move_does_not_go_out_alone(
    event: Event, morning: dict[str, UUID]
) -> None:
    move(event, morning["Talk"], "11:30")
    with pytest.raises(NotPublishedAlone):
        shift(event, morning["Welcome"], goes_out=GoesOut.THIS)
    assert drafted(event) == AS_PLANNED | {"Talk": "11:30+45"}, "nothing was moved either"
    assert shift(event, morning["Welcome"], goes_out=GoesOut.EVERYTHING).number == 2


def test_what_cannot_be_published_is_not_moved(event: Event, morning: dict[str, UUID]) -> None:
    other = make_event(slug="draft-only", team_id=event.team_id)
    alone = add_session(other, "Alone", "09:00")
    with pytest.raises(NotPublishedAlone):
        shift(other, alone, goes_out=GoesOut.THIS)
    assert drafted(other) == {"Alone": "09:00+45"}


def test_what_need_not_move_and_what_cannot_is_refused(event: Event, morning: dict[str, UUID]) -> None:
    with pytest.raises(NothingToMove):
        shift(event, UUID(int=1))
    with pytest.raises(CannotBeMoved, match="a time that is past"):
        shift(event, morning["Welcome"], -30)
    assert drafted(event) == AS_PLANNED


def test_a_session_of_another_event_is_not_moved(event: Event, morning: dict[str, UUID]) -> None:
    other = make_event(slug="other", team_id=event.team_id)
    theirs = add_session(other, "Theirs", "09:00")
    with pytest.raises(NothingToMove):
        shift(event, theirs)
    assert drafted(other) == {"Theirs": "09:00+45"}


# --- who was quicker ------------------------------------------------------------------------------------------------


def test_a_day_that_was_changed_meanwhile_is_not_moved(event: Event, morning: dict[str, UUID]) -> None:
    saw = seen(event)
    move(event, morning["Talk"], "11:15")
    with pytest.raises(DayMovedMeanwhile):
        shift(event, morning["Welcome"], seen=saw)
    assert drafted(event) == AS_PLANNED | {"Talk": "11:15+45"}


def test_what_was_changed_elsewhere_keeps_nobody_from_moving_the_day(event: Event, morning: dict[str, UUID]) -> None:
    saw = seen(event)
    retitle(event, morning["Talk"], "Another title")
    add_session(event, "Tomorrow", "09:00", day=DAY + timedelta(days=1))
    assert shift(event, morning["Welcome"], seen=saw, goes_out=GoesOut.THIS).moved == 3
    assert "Another title" not in shown(event)


def test_a_draft_that_has_more_changes_than_were_seen_does_not_go_out_as_a_whole(
    event: Event, morning: dict[str, UUID]
) -> None:
    saw = seen(event)
    retitle(event, morning["Talk"], "Not seen by whoever publishes")
    with pytest.raises(DraftChangedBesides):
        shift(event, morning["Welcome"], seen=saw, goes_out=GoesOut.EVERYTHING)
    assert shown(event) == AS_PLANNED


@pytest.mark.parametrize("ago", [timedelta(minutes=16), timedelta(minutes=-1)])
def test_what_was_looked_at_long_ago_says_nothing_of_now(
    event: Event, morning: dict[str, UUID], ago: timedelta
) -> None:
    with pytest.raises(MovedTooLate):
        shift(event, morning["Welcome"], asked_at=now() - ago)


def test_of_two_who_move_the_day_at_once_one_is_told_and_it_is_moved_once(
    app: Flask, event: Event, morning: dict[str, UUID]
) -> None:
    saw, event_id = seen(event), event.id
    asked = wish(morning["Welcome"])
    results = at_once(
        app, [lambda: shift_day(event_id, asked, seen=saw, goes_out=GoesOut.THIS, by="test") for _ in range(6)]
    )
    assert [one for one in results if isinstance(one, Done)] == [Done(3, 2)]
    assert sum(isinstance(one, DayMovedMeanwhile) for one in results) == 5
    assert drafted(event) == shown(event) == TEN_LATE


# --- taken back -----------------------------------------------------------------------------------------------------


def last(event: Event) -> DayShift:
    db.session.rollback()
    found = last_shift(event.id, DAY)
    assert found is not None
    return found


def test_it_is_taken_back_and_what_was_moved_since_stays(event: Event, morning: dict[str, UUID]) -> None:
    shift(event, morning["Welcome"])
    move(event, morning["Coffee"], "10:45")
    assert take_shift_back(event.id, last(event).id, by="test") == Done(2, None)
    assert drafted(event) == AS_PLANNED | {"Coffee": "10:45+20"}
    db.session.rollback()
    assert last_shift(event.id, DAY) is None


def test_what_was_given_another_room_or_day_since_is_not_taken_back(event: Event, morning: dict[str, UUID]) -> None:
    garden = add_room(event, "Garden")
    shift(event, morning["Welcome"])
    move(event, morning["Panel"], "09:40", room_id=garden)
    move(event, morning["Coffee"], "10:40", day=DAY + timedelta(days=1))
    assert take_shift_back(event.id, last(event).id, by="test") == Done(1, None)
    assert drafted(event) == TEN_LATE | {"Welcome": "09:00+30"}
    assert facts(event, morning["Panel"]).room_id == garden


def test_what_was_withdrawn_since_is_not_taken_back_and_the_page_says_so(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    shift(event, morning["Welcome"])
    withdraw_session(event.id, morning["Panel"], by="test")
    move(event, morning["Coffee"], "10:45")
    page = organiser.open("/organise/forum/agenda/run-sheet").follow_link("Take it back…")
    assert "1 session goes back to where it was:" in page.text
    assert "It was moved since, and stays where it is: Coffee" in page.text
    assert "It was withdrawn since, and is left as it is: Panel" in page.text
    page.press("Take it back in the draft only")
    assert "1 session is back where it was." in page.text
    assert drafted(event) == TEN_LATE | {"Welcome": "09:00+30", "Coffee": "10:45+20"}


def test_where_all_was_withdrawn_since_there_is_nothing_to_take_back(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    shift(event, morning["Welcome"])
    for title in ("Welcome", "Panel", "Coffee"):
        withdraw_session(event.id, morning[title], by="test")
    page = organiser.open("/organise/forum/agenda/run-sheet").follow_link("Take it back…")
    assert "All of it was moved or withdrawn since." in page.text


def test_what_readers_saw_of_it_is_taken_back_for_them_too(event: Event, morning: dict[str, UUID]) -> None:
    shift(event, morning["Welcome"], goes_out=GoesOut.THIS)
    retitle(event, morning["Talk"], "Waits")
    assert take_shift_back(event.id, last(event).id, goes_out=GoesOut.THIS, by="test") == Done(3, 3)
    assert shown(event) == AS_PLANNED


def test_it_is_taken_back_once(app: Flask, event: Event, morning: dict[str, UUID]) -> None:
    shift(event, morning["Welcome"])
    event_id, shift_id = event.id, last(event).id
    results = at_once(app, [lambda: take_shift_back(event_id, shift_id, by="test") for _ in range(4)])
    assert sum(isinstance(one, Done) for one in results) == 1
    assert sum(isinstance(one, AlreadyTakenBack) for one in results) == 3
    assert drafted(event) == AS_PLANNED


def test_of_two_moves_the_later_is_taken_back_first(event: Event, morning: dict[str, UUID]) -> None:
    shift(event, morning["Welcome"], 10, CatchUp.ALL)
    with time_machine.travel(at("08:55"), tick=False):
        shift(event, morning["Welcome"], 5, CatchUp.ALL)
        assert drafted(event)["Talk"] == "11:15+45"
        take_shift_back(event.id, last(event).id, by="test")
        assert drafted(event)["Talk"] == "11:10+45"
        take_shift_back(event.id, last(event).id, by="test")
    assert drafted(event) == AS_PLANNED


# --- the pages ------------------------------------------------------------------------------------------------------


def test_the_consequences_are_seen_before_anything_is_moved(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    page = organiser.open("/organise/forum/agenda/run-sheet").follow_link("We are late…")
    assert page.tree.xpath("//h1")[0].text_content() == "We are 10 minutes late"
    assert "3 sessions would move" in page.text
    assert "Coffee 10:30–11:00 10:40–11:00 10 minutes shorter" in page.text.replace("Coffee10", "Coffee 10")
    assert "From 11:00 on, “Talk”, all keeps its time." in page.text
    assert drafted(event) == AS_PLANNED
    page.follow_link("20 min")
    assert "From 11:00 on" not in page.text
    page.follow_link("Move all that follows")
    assert "The day ends at 12:05 instead of 11:45." in page.text


def test_one_tap_moves_the_day_and_shows_it_to_readers(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    page = organiser.open(LATE).press("Move and publish now")
    assert page.path.startswith("/organise/forum/agenda/run-sheet?")
    assert "3 sessions are moved. Readers see it: version 2 is published." in page.text
    assert "Moved 10 minutes later from “Welcome” on, Today 08:50 by Noor Idris." in page.text
    assert shown(event) == TEN_LATE
    page.follow_link("Take it back…").press("Take it back and publish now")
    assert "3 sessions are back where they were." in page.text
    assert shown(event) == drafted(event) == AS_PLANNED
    assert "Take it back…" not in page.text


def test_what_is_kept_in_the_draft_is_said_to_be_there(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    page = organiser.open(LATE).press("Move in the draft only")
    assert "That is in the draft: readers see it once you publish." in page.text
    assert "3 sessions of this day are otherwise in the draft" in page.text
    assert "In the draft alone." in page.text
    assert shown(event) == AS_PLANNED


def test_what_else_would_go_out_is_listed_and_waits_unless_it_is_chosen(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    retitle(event, morning["Talk"], "A better title")
    page = organiser.open(LATE)
    assert "1 other change in the draft" in page.text
    assert "A better title" in page.text
    page.press("Move and publish now")
    assert "A better title" not in shown(event)
    organiser.open(LATE).fill_in(goes_out=GoesOut.EVERYTHING.value).press("Move and publish now")
    assert "A better title" in shown(event)


def test_a_day_that_readers_see_otherwise_says_so_and_goes_out_as_a_whole(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    move(event, morning["Talk"], "11:30")
    page = organiser.open(LATE)
    assert "the move cannot go out alone" in page.text
    assert "all of this goes out too" in page.text
    page.press("Move and publish the whole draft")
    assert shown(event) == drafted(event)


def test_the_second_of_two_is_told_who_was_quicker_and_moves_nothing(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    give(event, "bo@example.org", Role.PROGRAMME)
    other = organiser.another().signed_in_as("bo@example.org")
    organiser.open(LATE)
    other.open(LATE)
    organiser.press("Move and publish now")
    other.press("Move and publish now", expect=409)
    assert "Nothing was moved: somebody changed this day since you opened the page." in other.text
    assert "Moved 10 minutes later from “Welcome” on, Today 08:50 by Noor Idris." in other.text
    changed = [item.text for item in other.tree.xpath("//ul[@class='facts-list']/li")]
    assert changed == ["Welcome", "Panel", "Coffee"]
    assert shown(event) == drafted(event) == TEN_LATE
    other.press("Move and publish now")  # who presses once more means it
    assert drafted(event)["Welcome"] == "09:20+30"


@pytest.mark.parametrize("act", ["Move and publish now", "Move in the draft only"])
@pytest.mark.parametrize("begin", ["Welcome", "Panel"])
def test_where_a_session_was_withdrawn_meanwhile_it_is_said_and_nothing_is_moved(
    event: Event, morning: dict[str, UUID], organiser: Visitor, begin: str, act: str
) -> None:
    page = organiser.open(f"{LATE}?begin={code_of(morning[begin])}")
    withdraw_session(event.id, morning[begin], by="test")
    page.press(act, expect=409)
    assert "Nothing was moved: somebody changed this day since you opened the page." in page.text
    assert [item.text for item in page.tree.xpath("//ul[@class='facts-list']/li")] == [begin]
    assert drafted(event) == AS_PLANNED
    assert "would move" in page.text, "how it is now"
    page.press("Move in the draft only")  # who presses once more means it
    assert "moved. That is in the draft" in page.text
    moved = {"Welcome": {"Panel": "09:40+60", "Coffee": "10:40+20"}, "Panel": {"Welcome": "09:10+30"}}
    assert drafted(event) == AS_PLANNED | moved[begin]


def test_where_the_last_session_was_deleted_meanwhile_it_is_said(event: Event, organiser: Visitor) -> None:
    alone = add_session(event, "Alone", "09:00")
    page = organiser.open(LATE)
    delete_session(event.id, alone, by="test")
    page.press("Move in the draft only", expect=409)
    assert "Nothing was moved: somebody changed this day since you opened the page." in page.text
    assert "Nothing is left to move" in page.text


def test_a_page_that_was_open_until_its_session_was_long_over_says_so(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    page = organiser.open(LATE)
    with time_machine.travel(at("10:05"), tick=False):  # the welcome is over since half past nine
        page.press("Move in the draft only", expect=409)
    assert "this page was open for a while" in page.text
    assert "From “Panel” on" in page.text
    assert drafted(event) == AS_PLANNED


def test_other_minutes_are_typed_and_what_is_no_number_is_said(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    page = organiser.open(LATE).fill_in(minutes="7", begin=code_of(morning["Panel"])).press("Look at it")
    assert "We are 7 minutes late" in page.text
    assert "2 sessions would move" in page.text
    page.fill_in(minutes="a while").press("Look at it")
    assert "Enter minutes, like 45, or hours, like 1:30" in page.text
    assert not page.tree.xpath("//button[@name='act']")
    page.fill_in(minutes="600").press("Look at it")
    assert "A day can be moved by four hours at the most." in page.text
    page.fill_in(minutes="5", to="earlier").press("Look at it")
    assert "We are 5 minutes early" in page.text
    assert "Shorten what follows" not in page.text


def test_a_room_is_late_by_itself(event: Event, morning: dict[str, UUID], organiser: Visitor) -> None:
    garden = add_room(event, "Garden")
    add_session(event, "Elsewhere", "09:00", room_id=garden)
    publish(event)
    page = organiser.open("/organise/forum/agenda/run-sheet").follow_link("Late here… Garden")
    assert "1 session would move" in page.text
    page.press("Move and publish now")
    assert shown(event) == AS_PLANNED | {"Elsewhere": "09:10+45"}


def test_a_day_on_which_nothing_is_left_says_so(event: Event, morning: dict[str, UUID], organiser: Visitor) -> None:
    with time_machine.travel(at("18:00"), tick=False):
        page = organiser.another().signed_in_as(OWNER).open(LATE)
    assert "Nothing is left to move" in page.text
    assert "Nothing is left to move" in organiser.open(f"{LATE}?day={DAY + timedelta(days=1)}").text


def test_a_form_that_says_nothing_of_what_was_seen_moves_nothing(
    event: Event, morning: dict[str, UUID], organiser: Visitor
) -> None:
    [token] = organiser.open(LATE).tree.xpath("//form[@method='post']//input[@name='csrf_token']/@value")
    for asked_at in ("", "never", "2027-03-04T09:00:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"):
        organiser.post(LATE, {"csrf_token": token, "act": "draft", "asked_at": asked_at}, expect=409)
    assert drafted(event) == AS_PLANNED


def test_the_log_tells_of_it(event: Event, morning: dict[str, UUID], organiser: Visitor) -> None:
    organiser.open(LATE).press("Move and publish now")
    said = organiser.open("/organise/forum/log").text
    assert "Noor Idris moved sessions of a day, and published it" in said


def test_it_takes_as_many_statements_for_three_sessions_as_for_one(
    event: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    for number in range(3):
        add_session(event, f"Talk {number}", f"{9 + number:02}:00", room_id=add_room(event, f"Room {number}"))
        publish(event)
        counts.append(count_statements(lambda: organiser.open(LATE)))
    assert counts[0] == counts[2]
