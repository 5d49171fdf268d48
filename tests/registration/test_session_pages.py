"""Sign-up for sessions as people meet it: on the page under their link, and on the pages of the organisers."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.events.services import changing
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format
from convene.programme.services import drafting
from convene.programme.services.drafting import SessionText
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.queries.signing_up import places_of_sessions
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import opening, self_service
from convene.registration.services.signing_up import sign_up
from tests.factories.agendas import add_room, add_session, move, publish, retitle
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import chosen, code_of, make_session, taken
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
Counting = Callable[[Callable[[], object]], int]


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum", join_url="https://meet.example.org/forum")


def link_of(registration_id: UUID) -> str:
    return f"/r/{link_to(db.session.get_one(Registration, registration_id))}"


def test_one_signs_up_and_gives_the_place_back_by_the_buttons_of_the_page(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water", places=2)
    add_session(event, "Open to all", "14:00")
    publish(event)
    mine = make_registration(event.id)
    visitor.open(link_of(mine))
    assert "1 session asks you to sign up." in visitor.text
    visitor.follow_link("Sign up for sessions")
    assert "2 places left" in visitor.text
    visitor.press("Sign up Water")
    assert visitor.tree.xpath(f"//li[@id='s-{code_of(session_id)}']//form")
    assert "You are signed up for 1 session." in visitor.text
    assert chosen(mine) == {session_id}
    visitor.open(link_of(mine))
    assert "Water" in visitor.text
    visitor.follow_link("See and change my sessions").press("Give my place back Water")
    assert chosen(mine) == set()


def test_two_at_one_time_are_named_with_their_times_and_swapped_in_one_press(event: Event, visitor: Visitor) -> None:
    water, forest = make_session(event, "Water", "09:20"), make_session(event, "Forests", "10:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    visitor.open(f"{link_of(mine)}/agenda?show=sign-up").press("Sign up Forests", expect=409)
    assert "“Forests” (10:00–10:45) overlaps with “Water” (09:20–10:05), for which you are signed up." in visitor.text
    assert chosen(mine) == {water}
    visitor.press("Take this one instead")
    assert visitor.path.endswith("/agenda?show=sign-up")
    assert chosen(mine) == {forest}


def test_a_page_that_was_left_open_says_why_one_is_not_signed_up(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water", places=1)
    publish(event)
    mine, other = make_registration(event.id), make_registration(event.id, "ali@example.org", name="Ali")
    visitor.open(f"{link_of(mine)}/agenda")
    sign_up(other, session_id)
    visitor.press("Sign up Water", expect=409)
    assert "All places of “Water” are taken." in visitor.text
    visitor.follow_link("Back to my sessions")
    assert "Full" in visitor.text
    assert chosen(mine) == set()


def test_what_has_moved_says_what_it_was_and_with_what_it_overlaps_now(event: Event, visitor: Visitor) -> None:
    hall, small = add_room(event, "Ballroom"), add_room(event, "Garden")
    water = make_session(event, "Water", "09:20", room_id=hall)
    forest = make_session(event, "Forests", "14:00", room_id=hall)
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    sign_up(mine, forest)
    assert "has changed" not in visitor.open(f"{link_of(mine)}/agenda").text
    move(event, forest, "09:40", room_id=small)
    publish(event)
    for page in ("", "/agenda"):
        visitor.open(link_of(mine) + page)
        assert "It was on Thursday 4 March, 14:00–14:45, in “Ballroom”, when you signed up." in visitor.text
        assert "It overlaps with “Water” (09:20–10:05), for which you are signed up, too." in visitor.text
    assert "2 of your sessions have changed." in visitor.text
    visitor.press("Give my place back Water")
    assert "One of your sessions has changed." in visitor.text
    assert "It overlaps" not in visitor.text


def test_another_room_or_a_later_end_is_told_by_itself(event: Event, visitor: Visitor) -> None:
    hall, small = add_room(event, "Ballroom"), add_room(event, "Garden")
    water = make_session(event, "Water", "09:20", room_id=hall)
    forest = make_session(event, "Forests", "14:00", room_id=hall)
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    sign_up(mine, forest)
    move(event, water, "09:20", room_id=small)
    longer = SessionText(title="Forests", format=Format.TALK, minutes=90)
    drafting.change_session(event.id, forest, longer, by="test")
    publish(event)
    visitor.open(link_of(mine))
    assert "It was in “Ballroom” when you signed up." in visitor.text
    assert "It was on Thursday 4 March, 14:00–14:45 when you signed up." in visitor.text


def test_what_is_cancelled_or_has_no_time_stays_and_says_so(event: Event, visitor: Visitor) -> None:
    gone, loose = make_session(event, "Gone", "09:20"), make_session(event, "Loose", "11:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, gone)
    sign_up(mine, loose)
    drafting.withdraw_session(event.id, gone, by="test")
    drafting.place_session(event.id, loose, None, by="test")
    publish(event)
    visitor.open(f"{link_of(mine)}/agenda")
    assert "It does not take place." in visitor.text
    assert "It has no time now. Look again later." in visitor.text
    visitor.press("Give my place back Loose").press("Give my place back Gone")
    assert chosen(mine) == set()


def test_the_file_has_ones_own_sessions_with_the_way_to_join_and_nobody_elses(event: Event, visitor: Visitor) -> None:
    water = make_session(event, "Water")
    make_session(event, "Forests", "14:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, water)
    visitor.open(f"{link_of(mine)}/agenda.ics")
    text = visitor.response.get_data(as_text=True).replace("\r\n ", "")
    assert "SUMMARY:Water" in text
    assert "Forests" not in text
    assert "/j/" in text, "by the page that notes that they came"
    assert "https://meet.example.org/forum" not in text
    assert visitor.response.headers["Cache-Control"] == "private, no-store"
    assert "attachment" in visitor.response.headers["Content-Disposition"]
    self_service.cancel(mine)
    visitor.open(f"{link_of(mine)}/agenda.ics", expect=404)


def test_what_is_kept_of_somebody_names_their_sessions(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water")
    make_session(event, "Forests", "14:00")
    publish(event)
    mine = make_registration(event.id)
    sign_up(mine, session_id)
    retitle(event, session_id, "Zugunruhe")  # and that is not published
    kept = visitor.open(f"{link_of(mine)}/kept-of-me.json").response.get_json()
    assert "Zugunruhe" not in visitor.open(f"{link_of(mine)}/agenda").text
    assert [one["session"] for one in kept["sessions"]] == ["Water"]


def test_who_waits_or_whose_event_is_closed_is_led_back_to_the_place(event: Event, visitor: Visitor) -> None:
    make_session(event, "Water")
    publish(event)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    mine = make_registration(event.id)
    waits = make_registration(event.id, "wen@example.org", name="Wen")
    assert visitor.open(f"{link_of(waits)}/agenda").path == link_of(waits)
    changing.withdraw_event(event.id, by="test")
    assert visitor.open(f"{link_of(mine)}/agenda").path == link_of(mine)
    assert "Water" not in visitor.text


def test_the_page_says_that_nothing_is_published_yet(event: Event, visitor: Visitor) -> None:
    make_session(event, "Zugunruhe")
    mine = make_registration(event.id)
    visitor.open(f"{link_of(mine)}/agenda")
    assert "The agenda is not published yet" in visitor.text
    assert "Zugunruhe" not in visitor.text


@pytest.mark.parametrize("page", ["", "/agenda"])
def test_ones_page_asks_the_database_as_often_for_three_sessions_as_for_one(
    event: Event, visitor: Visitor, count_statements: Counting, page: str
) -> None:
    mine = make_registration(event.id)

    def sign_up_for(*numbers: int) -> int:
        ids = [make_session(event, f"Session {number}", f"{9 + number:02}:00") for number in numbers]
        publish(event)
        for each in ids:
            sign_up(mine, each)
        move(event, ids[0], f"{9 + numbers[0]:02}:10")
        publish(event)  # so that an older version is looked at
        return count_statements(lambda: visitor.open(link_of(mine) + page))

    visitor.open(link_of(mine))
    assert sign_up_for(0) == sign_up_for(1, 2)


# --- organisers ---------------------------------------------------------------------------------------------------


def test_organisers_give_all_sessions_their_places_at_once(event: Event, visitor: Visitor) -> None:
    water, wide = add_session(event, "Water"), add_session(event, "Wide", "14:00")
    add_session(event, "Open to all", "16:00")
    publish(event)
    page = visitor.signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    page.fill_in(**{f"places_{code_of(water)}": "12", f"unlimited_{code_of(wide)}": True}).press("Save the places")
    assert "The places of the sessions are saved." in page.text
    assert {each: one.capacity for each, one in places_of_sessions(event.id).items()} == {water: 12, wide: None}
    sign_up(make_registration(event.id), water)
    page.open("/organise/forum/people/sessions/")
    assert "1 of 12" in page.text
    page.follow_link("1 of 12")
    assert "Jane Trần" in page.text
    page.open("/organise/forum/people/sessions/").fill_in(**{f"places_{code_of(water)}": "0"}).press("Save the places")
    assert "More than places" in page.text
    page.fill_in(**{f"places_{code_of(water)}": ""}).press("Save the places", expect=422)
    assert "1 person is signed up for “Water”. Enter 0, and nobody else can sign up." in page.text
    assert taken(event, water) == 1


def test_a_number_and_no_limit_are_not_both_taken(event: Event, visitor: Visitor) -> None:
    code = code_of(add_session(event, "Water"))
    page = visitor.signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    page.fill_in(**{f"places_{code}": "12", f"unlimited_{code}": True}).press("Save the places", expect=422)
    assert "Either a number or without a limit" in page.text
    assert not places_of_sessions(event.id)


def test_the_second_organiser_sees_what_the_first_has_saved(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water", places=5)
    code = code_of(session_id)
    mine = visitor.signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    give(event, "second@example.org", Role.ORGANISER)
    other = visitor.another().signed_in_as("second@example.org").open("/organise/forum/people/sessions/")
    other.fill_in(**{f"places_{code}": "6"}).press("Save the places")
    mine.fill_in(**{f"places_{code}": "7"}).press("Save the places", expect=422)
    assert "What somebody else has saved meanwhile" in mine.text
    assert "Places of “Water”6" in mine.text
    mine.press("Save the places")
    assert places_of_sessions(event.id)[session_id].capacity == 7


def test_a_session_that_was_added_while_the_page_was_open_stays_as_it_is(event: Event, visitor: Visitor) -> None:
    code = code_of(add_session(event, "Water"))
    page = visitor.signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    later = make_session(event, "Later", "18:00", places=3)
    page.fill_in(**{f"places_{code}": "12"}).press("Save the places")
    assert "are saved" in page.text
    assert places_of_sessions(event.id)[later].capacity == 3


def test_the_front_desk_reads_who_signed_up_and_changes_nothing(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water", places=5)
    give(event, "desk@example.org", Role.FRONT_DESK)
    page = visitor.signed_in_as("desk@example.org").open("/organise/forum/people/sessions/")
    assert not page.tree.xpath("//main//form[@method='post']")
    page.open(f"/organise/forum/people/sessions/{code_of(session_id)}")
    assert "Nobody has signed up yet" in page.text


def test_the_organisers_pages_ask_the_database_as_often_for_three_as_for_one(
    event: Event, visitor: Visitor, count_statements: Counting
) -> None:
    def with_one_more(number: int) -> int:
        session_id = make_session(event, f"Session {number}", f"{9 + number:02}:00")
        publish(event)
        sign_up(make_registration(event.id, f"p{number}@example.org", name=f"Person {number}"), session_id)
        path = f"/organise/forum/people/sessions/{code_of(session_id)}"
        return count_statements(lambda: visitor.open("/organise/forum/people/sessions/").open(path))

    visitor.signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    assert [with_one_more(number) for number in range(3)] == [with_one_more(3)] * 3


# --- everybody ----------------------------------------------------------------------------------------------------


def test_the_page_of_a_session_says_that_one_signs_up_and_tells_nobodys_name(event: Event, visitor: Visitor) -> None:
    session_id = make_session(event, "Water", places=5)
    free = add_session(event, "Open to all", "14:00")
    publish(event)
    sign_up(make_registration(event.id), session_id)
    path = f"/e/forum/sessions/{code_of(session_id)}"
    assert "It has 5 places." in visitor.open(path).text
    assert "Jane" not in visitor.text
    assert "Sign up for this session" not in visitor.open(f"/e/forum/sessions/{code_of(free)}").text
    page = visitor.another().signed_in_as(OWNER).open("/organise/forum/people/sessions/")
    page.fill_in(**{f"places_{code_of(session_id)}": "0"}).press("Save the places")
    assert "Sign-up for this session has ended." in visitor.open(path).text
