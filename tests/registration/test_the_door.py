"""The door: who came, exactly once, by forms alone; and what desks send when the network is back."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.outbox.models import Message
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on
from convene.programme.services.drafting import withdraw_session
from convene.registration.catalogue import DoorAct, How, Mode
from convene.registration.catalogue import SignUp as SignUpPlaces
from convene.registration.queries.attendance import arrival_of, count_at
from convene.registration.queries.badges import badges_of
from convene.registration.queries.desk import desk_of, pool_of
from convene.registration.queries.door import guest_at, guests_at
from convene.registration.queries.importing import people_in
from convene.registration.queries.seating import seats_of
from convene.registration.queries.signing_up import places_of_session
from convene.registration.rules.opening import DeskFacts, is_found_by
from convene.registration.services import checking_in, importing, managing, opening, self_service
from convene.registration.services.checking_in import Slip, hand_in_slips
from convene.registration.services.opening import TicketFacts
from convene.registration.services.signing_up import set_session_places, sign_up
from convene.registration.services.walking_in import WalkIn, admit_walk_in
from convene.web.signed_links import Purpose, sign
from tests.factories import agendas
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.desk import Desk
from tests.support.visitor import Visitor

DOOR = "/organise/forum/door/"


def found(visitor: Visitor) -> str:
    """What the door shows of those who were looked for."""
    (place,) = visitor.tree.xpath("//*[@data-found]")
    return " ".join(place.text_content().split())


def test_somebody_is_checked_in_by_name_and_that_is_undone(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id, name="Nguyễn Thị Ánh Đào")
    make_registration(event.id, "dewi@example.org", name="Dewi Kartika")
    visitor.signed_in_as("noor@example.org").open(DOOR)
    assert "0 of 2 are here" in visitor.text
    visitor.fill_in(q="anh dao").press("Find")
    assert "Dewi" not in visitor.text
    visitor.press("Check in")
    assert "Nguyễn Thị Ánh Đào is in." in visitor.text
    assert "1 of 2 are here" in visitor.text
    arrival = arrival_of(jane, event.id)
    assert arrival is not None
    assert arrival.desk == "Noor Idris"
    visitor.press("Undo")
    assert "is not checked in any more" in visitor.text
    assert arrival_of(jane, event.id) is None
    assert count_at(event.id, event.id).arrived == 0


def test_somebody_checked_in_twice_is_told_when_and_by_whom(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    first, second = Desk(app, "desk A"), visitor.another().signed_in_as("noor@example.org")
    first.check_in(jane)
    first.send()
    second.open(f"{DOOR}{jane}")
    assert "desk A" in second.text
    second.post(f"{DOOR}{jane}/in", {"csrf_token": second.tree.xpath("string(//input[@name='csrf_token']/@value)")})
    assert "was checked in already, by desk A at" in second.text
    assert count_at(event.id, event.id).arrived == 1


def test_the_same_slip_twice_is_once_and_one_that_cannot_be_read_holds_up_no_other(app: Flask) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    desk = Desk(app, "desk A")
    desk.check_in(jane)
    desk.send(answer_is_lost=True)
    desk.queue += [
        {"id": "not an id", "act": "in"},
        {"id": str(uuid4()), "act": "fly", "registration": str(jane), "at": now().isoformat()},
        {"id": str(uuid4()), "act": ["in"], "registration": str(jane), "at": now().isoformat()},
        {"id": str(uuid4()), "act": "in", "registration": str(jane), "at": "yesterday"},
        {"id": str(uuid4()), "act": "in", "registration": str(jane), "session": "NOSUCH", "at": now().isoformat()},
        {"id": str(uuid4()), "act": "in", "registration": str(uuid4()), "at": now().isoformat()},
    ]
    told = desk.send()
    assert Counter(told.values()) == {"checked in": 1, "unknown": 6}
    assert not desk.queue
    assert count_at(event.id, event.id).arrived == 1


def test_an_undo_takes_back_its_own_check_in_and_no_other(app: Flask) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    cut_off, other = Desk(app, "desk A"), Desk(app, "desk B")
    slip = cut_off.check_in(jane)
    cut_off.undo(jane, slip)  # a slip of the finger, while the network was away
    other.check_in(jane)
    other.send()
    assert list(cut_off.send().values()) == ["already", "nothing to undo"]
    arrival = arrival_of(jane, event.id)
    assert arrival is not None
    assert arrival.desk == "desk B"
    other.undo(jane, str(arrival.slip_id))
    assert list(other.send().values()) == ["undone"]
    assert arrival_of(jane, event.id) is None


def test_who_has_no_place_is_not_let_in(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    gone = make_registration(event.id)
    self_service.cancel(gone)
    desk = Desk(app, "desk A")
    desk.check_in(gone)
    assert list(desk.send().values()) == ["not admitted"]
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}{gone}")
    assert "Their place was given back." in visitor.text


@pytest.mark.parametrize("state", ["waitlisted", "offered", "pending", "cancelled"])
def test_who_has_no_place_is_shown_with_their_state_and_let_in_anyway_once(
    app: Flask, visitor: Visitor, state: str
) -> None:
    event = make_open_event(slug="forum", places=1)
    facts = DeskFacts(is_open=True, keeps_waitlist=state != "pending", asks_approval=state == "pending")
    opening.set_desk(event.id, facts, capacity=1, by="test")
    first = make_registration(event.id, "first@example.org", name="First")
    mei = make_registration(event.id, "mei@example.org", name="Mei Lin", organisation="NGO 77")
    if state == "offered":
        self_service.cancel(first)
    if state == "cancelled":
        self_service.cancel(mei)
    places = desk_of(event).taken
    words = {
        "waitlisted": "on the waitlist, number 1",
        "offered": "on the waitlist, a place is offered to them",
        "pending": "waits for approval",
        "cancelled": "cancelled",
    }
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}?q=mei")
    assert words[state] in found(visitor)
    assert "NGO 77" not in visitor.text  # a desk reads a name and a state, nothing else
    visitor.follow_link("Let in anyway Mei Lin")
    visitor.press("Let in anyway")
    assert "Mei Lin is in." in visitor.text
    assert desk_of(event).taken == (places if state == "offered" else places + 1)
    # Another desk, which was cut off, has let the same person in.
    desk = Desk(app, "desk B")
    desk.check_in(mei, anyway=True)
    desk.check_in(mei, anyway=True)
    assert list(desk.send().values()) == ["already", "already"]
    assert desk_of(event).taken == (places if state == "offered" else places + 1)
    assert count_at(event.id, event.id).arrived == 1
    assert seats_of(mei) == [pool_of(event.id).id]  # type: ignore[union-attr]
    visitor.open("/organise/forum/log")
    assert "let somebody in who had no place" in visitor.text


@pytest.mark.parametrize("by_whom", ["declined", "cancelled"])
def test_whom_organisers_have_refused_no_desk_lets_in(app: Flask, visitor: Visitor, by_whom: str) -> None:
    event = make_open_event(slug="forum")
    opening.set_desk(event.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    mei = make_registration(event.id, name="Mei Lin")
    if by_whom == "declined":
        managing.decline(event.id, [mei], by="test")
    else:
        managing.cancel_for(mei, by="test")
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}?q=mei")
    assert f"{by_whom} by the organisers" in found(visitor)
    assert "Ask an organiser" in found(visitor)
    assert "Let in anyway" not in found(visitor)
    desk = Desk(app, "desk A")
    desk.check_in(mei, anyway=True)
    assert list(desk.send().values()) == ["not admitted"]


def test_who_has_registered_anew_is_shown_once_and_comes_by_that(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    old = make_registration(event.id, name="Mei Lin")
    self_service.cancel(old)
    new = make_registration(event.id, name="Mei Lin")
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}?q=mei")
    assert "cancelled" not in found(visitor)
    assert "Check in Mei Lin" in found(visitor)
    visitor.open(f"{DOOR}{old}")  # by a badge that was printed before
    visitor.press("Check in")
    assert arrival_of(new, event.id) is not None
    desk = Desk(app, "desk B")
    desk.check_in(old, anyway=True)
    assert list(desk.send().values()) == ["already"]
    assert desk_of(event).taken == 1


def test_a_badge_of_somebody_who_has_cancelled_twice_leads_to_how_they_stand(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    badges = []
    for _ in range(2):
        badges.append(make_registration(event.id, name="Mei Lin"))
        self_service.cancel(badges[-1])
    visitor.signed_in_as("noor@example.org")
    for badge in badges:
        visitor.open(f"{DOOR}{badge}")
        assert "Cancelled." in visitor.text
        assert visitor.response.request.path == f"{DOOR}{badges[-1]}"
    visitor.press("Let in anyway")
    assert arrival_of(badges[-1], event.id) is not None


def test_a_desk_that_comes_second_reads_which_was_first(app: Flask) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    first, second = Desk(app, "desk A"), Desk(app, "desk B")
    first.check_in(jane)
    second.check_in(jane)
    first.send()
    second.send()
    (answer,) = second.answers
    assert (answer["outcome"], answer["arrival"]["desk"]) == ("already", "desk A")


def test_who_takes_part_online_is_counted_apart(app: Flask, visitor: Visitor) -> None:
    today = datetime.now(ZoneInfo("Asia/Bangkok")).date()
    event = make_open_event(slug="forum", starts_on=today, ends_on=today, join_url="https://meet.example.org/a")
    make_registration(event.id, name="Jane")
    ticket = opening.add_ticket(event.id, TicketFacts(name="Online", mode=Mode.ONLINE), by="test")
    online = [
        make_registration(event.id, f"o{n}@example.org", name=f"Online {n}", ticket_kind_id=ticket) for n in range(3)
    ]
    visitor.signed_in_as("noor@example.org")
    assert "0 of 1 are here" in visitor.open(DOOR).text
    checking_in.join_online(online[0])
    assert "0 of 1 are here" in visitor.open(DOOR).text
    assert "Online: 1 of 3" in visitor.text
    visitor.open(f"{DOOR}?q=online 1")
    assert "takes part online" in visitor.text
    visitor.press("Check in")  # who comes all the same is in the room
    assert "1 of 2 are here" in visitor.text
    assert "Online: 1 of 2" in visitor.text
    assert "2 have come" in visitor.open("/organise/forum/people/").text


def test_at_the_door_of_a_session_those_who_signed_up_are_expected(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    session_id = agendas.add_session(event, "Mapping", "10:00")
    agendas.publish(event)
    set_session_places(event.id, {session_id: SignUpPlaces(24)}, by="test")
    code = agendas.facts(event, session_id).code
    people = [make_registration(event.id, f"p{n}@example.org", name=f"Person {n}") for n in range(3)]
    sign_up(people[1], session_id)
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}?session={code}&q=person")
    assert "0 of 1 signed up are here" in visitor.text
    names = [str(each) for each in visitor.tree.xpath("//main//li//bdi[@data-part='name']/text()")]
    assert names[:3] == ["Person 1", "Person 0", "Person 2"]
    assert found(visitor).count("not signed up") == 2
    visitor.press("Check in")
    assert "1 of 1 signed up are here" in visitor.text
    visitor.open(f"{DOOR}?session={code}&q=person 0").follow_link("Let in anyway Person 0")
    assert "none in this session" in visitor.text
    visitor.press("Let in anyway")
    assert "1 of 1 signed up are here" in visitor.text
    assert "Here and not signed up: 1" in visitor.text
    desk = Desk(app, "desk A")
    desk.check_in(people[2], session=code)  # by an old list
    assert list(desk.send().values()) == ["not signed up"]
    desk.check_in(people[2], session=code, anyway=True)
    assert list(desk.send().values()) == ["checked in"]
    assert places_of_session(event.id, session_id).taken == 1  # type: ignore[union-attr]


def test_names_stand_in_the_order_of_the_alphabet_whatever_marks_they_have(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    names = ["Linh Đặng", "Zoe Adams", "Lê Thị Hoa", "Đặng Văn Minh", "Daniel Ek", "Émile Roux"]
    for number, name in enumerate(names):
        make_registration(event.id, f"p{number}@example.org", name=name)
    wanted = ["Đặng Văn Minh", "Daniel Ek", "Émile Roux", "Lê Thị Hoa", "Linh Đặng", "Zoe Adams"]
    assert [one.name for one in guests_at(event, event.id).guests] == wanted
    assert [one.name for one in badges_of(event.id)] == wanted
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/?sort=name")
    assert [str(each) for each in visitor.tree.xpath("//tbody//th//bdi/text()")] == wanted


def test_whoever_is_in_a_session_has_come_to_the_event(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    session_id = agendas.add_session(event, "Opening", "10:00")
    agendas.publish(event)
    code = agendas.facts(event, session_id).code
    jane = make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}?session={code}&q=jane")
    assert "Opening" in visitor.text
    visitor.press("Check in")
    assert "1 of 1 are here" in visitor.text
    assert count_at(event.id, session_id).arrived == count_at(event.id, event.id).arrived == 1
    arrival = arrival_of(jane, session_id)
    assert arrival is not None
    visitor.press("Undo")  # it was the wrong door, and the event’s was opened by it
    assert count_at(event.id, session_id).arrived == count_at(event.id, event.id).arrived == 0
    visitor.open(f"{DOOR}?session=NOSUCH", expect=404)


def test_whoever_was_let_in_to_a_session_that_is_withdrawn_since_has_come(app: Flask) -> None:
    event = make_open_event(slug="forum")
    session_id = agendas.add_session(event, "Opening", "10:00")
    agendas.publish(event)
    code = agendas.facts(event, session_id).code
    cut_off = Desk(app, "desk A")
    cut_off.check_in(make_registration(event.id), session=code)
    withdraw_session(event.id, session_id, by="test")
    agendas.publish(event)
    assert list(cut_off.send().values()) == ["checked in"]
    assert count_at(event.id, event.id).arrived == 1
    cut_off.visitor.open(f"{DOOR}?session={code}", expect=404)


@pytest.mark.parametrize("first", ["the event", "a session"])
def test_who_is_in_another_session_stays_at_the_event_when_a_check_in_is_undone(app: Flask, first: str) -> None:
    event = make_open_event(slug="forum")
    wrong, right = agendas.add_session(event, "Wrong", "10:00"), agendas.add_session(event, "Right", "10:00")
    agendas.publish(event)
    first_code, second_code = agendas.facts(event, wrong).code, agendas.facts(event, right).code
    jane = make_registration(event.id)
    desk = Desk(app, "desk A")
    at_first = first_code if first == "a session" else ""
    slip = desk.check_in(jane, session=at_first)
    second = desk.check_in(jane, session=second_code)
    desk.undo(jane, slip, session=at_first)
    desk.send()
    here = [count_at(event.id, each).arrived for each in (event.id, wrong, right)]
    assert here == [1, 0, 1]
    arrival = arrival_of(jane, event.id)
    assert arrival is not None
    assert str(arrival.slip_id) == second
    desk.undo(jane, second, session=second_code)  # now they are nowhere
    assert list(desk.send().values()) == ["undone"]
    assert [count_at(event.id, each).arrived for each in (event.id, right)] == [0, 0]


def test_a_walk_in_is_let_in_beyond_the_places_and_the_log_says_so(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=1)
    make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}walk-in?name=Kim")
    assert "The only place is taken." in visitor.text
    visitor.fill_in(organisation="NGO 3").press("Let in")
    assert "Kim is in." in visitor.text
    assert "All places were taken." in visitor.text
    assert (desk_of(event).taken, count_at(event.id, event.id).expected) == (2, 2)
    visitor.open("/organise/forum/log")
    assert "let somebody in beyond the places" in visitor.text
    visitor.open(f"{DOOR}walk-in").fill_in(name="").press("Let in", expect=422)


def test_a_walk_in_is_let_in_once_and_whoever_is_written_on_the_same_page_after_them_too(
    app: Flask, visitor: Visitor
) -> None:
    event, other = make_open_event(slug="forum"), make_open_event(slug="other")
    page = f"{DOOR}walk-in"
    slip, token = (
        str(visitor.signed_in_as("noor@example.org").open(page).tree.xpath(f"string(//input[@name='{name}']/@value)"))
        for name in ("slip", "csrf_token")
    )
    let_in_elsewhere = uuid4()
    checking_in.let_walk_in_in(
        other.id, WalkIn(name="Kim"), other.id, slip_id=let_in_elsewhere, desk="desk B", by="test"
    )
    for name, act in (("Kim", slip), ("Kim", slip), ("Lee", slip), ("Lee", str(let_in_elsewhere))):
        visitor.post(page, {"csrf_token": token, "slip": act, "name": name})
        assert f"{name} is in." in visitor.text
    here = [one.name for one in guests_at(event, event.id).guests if one.arrival]
    assert here == ["Kim", "Lee", "Lee"]


def test_a_walk_in_whose_address_is_known_comes_by_the_place_they_have(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id, "jane@example.org")
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}walk-in")
    visitor.fill_in(name="Jane", email="Jane@Example.org").press("Let in")
    assert arrival_of(jane, event.id) is not None
    assert count_at(event.id, event.id).expected == 1


def test_a_walk_in_without_an_address_can_be_cancelled_and_gets_no_mail(app: Flask) -> None:
    event = make_open_event()
    for _ in range(2):
        admitted = admit_walk_in(event.id, WalkIn(name="Kim"), by="test")
    managing.cancel_for(admitted.registration_id, by="test")
    assert count_at(event.id, event.id).expected == 1
    assert not list(db.session.scalars(select(Message.id)))


def test_a_code_says_nothing_to_a_stranger_and_leads_a_desk_to_the_person(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id, name="Jane Trần")
    code = f"/c/{sign(Purpose.CHECK_IN, jane)}"
    assert "Show this code at the door" in visitor.open(code).text
    for personal in ("Jane", "Forum", "NGO"):
        assert personal not in visitor.text
    give(event, "viewer@example.org", Role.VIEWER)
    assert "Jane" not in visitor.another().signed_in_as("viewer@example.org").open(code).text
    give(event, "desk@example.org", Role.FRONT_DESK)
    desk = visitor.another().signed_in_as("desk@example.org").open(code)
    assert "Jane Trần" in desk.text
    desk.press("Check in")
    arrival = arrival_of(jane, event.id)
    assert arrival is not None
    assert arrival.how is How.SCANNED
    visitor.open(f"/c/{sign(Purpose.CHECK_IN, jane, 2)}", expect=404)  # its links were revoked
    visitor.open(f"/c/{sign(Purpose.MANAGE_REGISTRATION, jane)}", expect=404)


def test_only_those_at_the_door_may_open_it(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    for role, status in ((Role.FRONT_DESK, 200), (Role.ORGANISER, 200), (Role.VIEWER, 403), (Role.PROGRAMME, 403)):
        email = f"{role.name.lower()}@example.org"
        give(event, email, role)
        visitor.another().signed_in_as(email).open(DOOR, expect=status)


def test_the_door_alone_may_ask_for_the_camera(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(DOOR)
    assert "camera=(self)" in visitor.response.headers["Permissions-Policy"]
    visitor.open("/organise/forum/people/")
    assert "camera=()" in visitor.response.headers["Permissions-Policy"]


def test_a_desk_that_has_seen_all_is_told_nothing_again(app: Flask) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    desk = Desk(app, "desk A")
    first = desk.changes()
    etag = first.headers["ETag"]
    assert desk.changes(etag=etag).status_code == 304
    desk.check_in(jane)
    desk.send()
    told = desk.changes(etag=etag).get_json()
    assert [each["id"] for each in told["changes"]] == [str(jane)]
    assert desk.changes(told["revision"]).get_json()["changes"] == []
    make_registration(event.id, "new@example.org")
    assert desk.changes().get_json()["list"] != first.get_json()["list"]


@pytest.mark.parametrize("since", [10**30, 2**40, -1, -(10**30)])
def test_a_desk_may_say_any_number_to_be_told_what_is_new(app: Flask, since: int) -> None:
    event = make_open_event(slug="forum")
    desk = Desk(app, "desk A")
    desk.check_in(make_registration(event.id))
    desk.send()
    answer = desk.changes(since)
    assert answer.status_code == 200
    assert len(answer.get_json()["changes"]) == (1 if since < 0 else 0)


def test_whoever_joins_online_on_the_day_has_come(app: Flask, visitor: Visitor) -> None:
    today = datetime.now(ZoneInfo("Asia/Bangkok")).date()
    event = make_open_event(slug="forum", starts_on=today, ends_on=today, join_url="https://meet.example.org/a")
    jane = make_registration(event.id)
    visitor.open(f"/j/{sign(Purpose.JOIN, jane)}")
    assert arrival_of(jane, event.id) is None  # a scanner of mails opens links
    assert "meet.example.org" not in visitor.response.text
    visitor.press("Join now")
    assert "https://meet.example.org/a" in visitor.response.text
    arrival = arrival_of(jane, event.id)
    assert arrival is not None
    assert arrival.how is How.ONLINE
    visitor.open(f"/j/{sign(Purpose.JOIN, jane)}").press("Join now")
    assert (count_at(event.id, event.id).arrived, count_at(event.id, event.id).joined_online) == (0, 1)
    self_service.cancel(jane)
    visitor.open(f"/j/{sign(Purpose.JOIN, jane)}", expect=404)


def test_whoever_tries_the_link_before_the_day_has_not_come(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", join_url="https://meet.example.org/a")  # of March 2027
    jane = make_registration(event.id)
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        visitor.open(f"/j/{sign(Purpose.JOIN, jane)}").press("Join now")
    assert "https://meet.example.org/a" in visitor.response.text
    assert count_at(event.id, event.id).arrived == 0


def test_the_pages_of_the_door_take_as_many_statements_for_many_as_for_few(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_open_event(slug="forum", places=None)
    ids = [make_registration(event.id, "p0@example.org", name="Person 0")]
    visitor.signed_in_as("noor@example.org")
    paths = [DOOR, f"{DOOR}?q=person", f"{DOOR}expected", f"{DOOR}changes", "/organise/forum/people/badges"]
    desk = Desk(app, "desk A")

    def statements() -> list[int]:
        for each in ids:
            desk.check_in(each)
        return [count_statements(desk.send)] + [
            count_statements(lambda path=path: visitor.open(path)) for path in paths
        ]  # type: ignore[misc]

    few = statements()
    ids += [make_registration(event.id, f"p{n}@example.org", name=f"Person {n}") for n in range(1, 9)]
    ids = ids[1:]
    many = statements()
    assert few[1:] == many[1:]
    assert many[0] <= few[0] + 1  # rows are written many at a time


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("anh dao", ["Nguyễn Thị Ánh Đào"]),
        ("DAO nguyen", ["Nguyễn Thị Ánh Đào"]),
        ("łuka", ["Łukasz Ørsted"]),
        ("lukasz orsted", ["Łukasz Ørsted"]),
        ("ปิยะ", ["ปิยะดา ศรีสุข"]),
        ("محمد", ["محمد"]),
        ("strasse", ["Straße Müller"]),
        ("xyz", []),
    ],
)
def test_names_are_found_as_they_are_typed_in_a_hurry(search: str, names: list[str]) -> None:
    everybody = ["Nguyễn Thị Ánh Đào", "Łukasz Ørsted", "ปิยะดา ศรีสุข", "محمد", "Straße Müller"]
    assert [name for name in everybody if is_found_by(search, name, "")] == names


def test_overview_list_and_person_say_who_came(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    jane = make_registration(event.id)
    make_registration(event.id, "dewi@example.org")
    visitor.signed_in_as("noor@example.org")
    assert "have come" not in visitor.open("/organise/forum/").text
    desk = Desk(app, "desk A")
    desk.check_in(jane)
    desk.send()
    assert "of 2 with a place" in visitor.open("/organise/forum/").text
    assert "1 has come" in visitor.open("/organise/forum/people/").text
    assert "desk A" in visitor.open(f"/organise/forum/people/{jane}").text


def test_a_code_of_another_event_checks_nobody_in_here(app: Flask, visitor: Visitor) -> None:
    here, there = make_open_event(slug="forum"), make_open_event(slug="elsewhere")
    stranger = make_registration(there.id, "stranger@example.org")
    desk = Desk(app, "desk A")
    slip = desk.check_in(stranger)
    assert list(desk.send().values()) == ["unknown"]
    visitor.signed_in_as("noor@example.org").open(f"{DOOR}{stranger}", expect=404)
    other = Desk(app, "desk B", slug="elsewhere")
    other.queue.append({"id": slip, "act": "in", "registration": str(stranger), "at": now().isoformat()})
    assert list(other.send().values()) == ["unknown"]  # an id that another event has used
    assert count_at(here.id, here.id).arrived == count_at(there.id, there.id).arrived == 0


ACTS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["in", "undo", "send", "send twice"]), st.integers(0, 2)), max_size=25
)


@given(ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_desks_do_a_simple_model_finds_no_difference(app: Flask, acts: list[tuple[int, str, int]]) -> None:
    """The model: who is here, by which slip. A slip counts when it arrives, once, in the order of its desk."""
    event = make_open_event(places=None)
    people = [make_registration(event.id, f"p{n}@example.org") for n in range(3)]
    queues: list[list[Slip]] = [[], []]
    sent: list[list[Slip]] = [[], []]
    here: dict[UUID, UUID] = {}

    def send(desk: int) -> None:
        for slip in queues[desk]:
            person = slip.registration_id
            assert person is not None
            if slip.act is DoorAct.IN:
                here.setdefault(person, slip.id)
            elif here.get(person) == slip.undoes_id:
                here.pop(person, None)
        hand_in_slips(event.id, queues[desk], desk=f"{desk}", by="test")
        sent[desk] += queues[desk]
        queues[desk].clear()

    for desk, act, number in acts:
        person = people[number]
        last = [each for each in sent[desk] + queues[desk] if each.registration_id == person and each.act is DoorAct.IN]
        if act == "in":
            queues[desk].append(
                Slip(id=uuid4(), act=DoorAct.IN, subject_id=event.id, made_at=now(), registration_id=person)
            )
        elif act == "undo" and last:
            undo = Slip(id=uuid4(), act=DoorAct.UNDO, subject_id=event.id, made_at=now(), registration_id=person,
                        undoes_id=last[-1].id)  # fmt: skip
            queues[desk].append(undo)
        elif act == "send twice" and sent[desk]:
            hand_in_slips(event.id, sent[desk][-5:], desk=f"{desk}", by="test")  # the answer was lost
        elif act == "send":
            send(desk)
    send(0)
    send(1)
    found = {one.id: one.arrival.slip_id for one in guests_at(event, event.id).guests if one.arrival}
    assert found == here


def test_a_desk_hears_of_every_change_to_the_guest_list_also_where_one_goes_and_another_comes(app: Flask) -> None:
    event = make_open_event(slug="forum", places=1)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=0), capacity=1, by="test")
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False):
        jane = make_registration(event.id)
        wan = make_registration(event.id, "wan@example.org", name="Wan")
    desk = Desk(app, "desk A")
    marks = [desk.changes().get_json()["list"]]
    self_service.cancel(jane)
    assert [one.id for one in guests_at(event, event.id).guests if one.standing.has_place] == [wan]
    marks.append(desk.changes().get_json()["list"])
    renamed = people_in(event.id, b"Name,Email,Organisation\nWan Sari,wan@example.org,NGO 1\n").reading.people
    importing.import_people(event.id, renamed, by="test")
    marks.append(desk.changes().get_json()["list"])
    ticket_id = opening.add_ticket(event.id, TicketFacts(name="Guests"), by="test")
    kim = make_registration(event.id, "kim@example.org", name="Kim", ticket_kind_id=ticket_id)
    marks.append(desk.changes().get_json()["list"])
    opening.change_ticket(event.id, ticket_id, TicketFacts(name="Guests", mode=Mode.ONLINE), by="test")
    marks.append(desk.changes().get_json()["list"])
    waiting = people_in(event.id, b"Name,Email\nKim Ho,kim@example.org\n").reading.people
    importing.import_people(event.id, waiting, by="test")
    marks.append(desk.changes().get_json()["list"])
    guest = guest_at(event, kim, event.id)
    assert guest is not None
    assert (guest.name, guest.standing) == ("Kim Ho", "waitlisted")
    self_service.cancel(kim)
    marks.append(desk.changes().get_json()["list"])
    assert len(set(marks)) == 7
    assert desk.changes().get_json()["list"] == marks[-1]


def test_a_volunteer_lands_on_the_door(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    give(event, "desk@example.org", Role.FRONT_DESK)
    desk = visitor.another().signed_in_as("desk@example.org").open("/organise/")
    assert desk.path == DOOR
    assert desk.open("/organise/forum/").path == DOOR
    desk.open("/organise/forum/people/")
    parts = [str(each) for each in desk.tree.xpath("//nav[contains(@class, 'life')]//a/@href")]
    assert DOOR in parts
    assert "/organise/forum/" not in parts
    assert visitor.signed_in_as("noor@example.org").open("/organise/forum/").path == "/organise/forum/"
    # Who has more to do there than that keeps the overview.
    give(event, "both@example.org", Role.FRONT_DESK)
    give(event, "both@example.org", Role.PROGRAMME)
    both = visitor.another().signed_in_as("both@example.org")
    assert both.open("/organise/").path == "/organise/"
    assert both.open("/organise/forum/").path == "/organise/forum/"


def test_a_volunteer_of_several_events_lands_on_the_one_that_is_to_come(app: Flask, visitor: Visitor) -> None:
    today = datetime.now(ZoneInfo("Asia/Bangkok")).date()
    past = make_open_event(slug="past", starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=9))
    next_one = make_open_event(slug="next", starts_on=today, ends_on=today)
    for each in (past, next_one):
        give(each, "desk@example.org", Role.FRONT_DESK)
    desk = visitor.signed_in_as("desk@example.org")
    assert desk.open("/organise/").path == "/organise/next/door/"
    give(make_open_event(slug="later", starts_on=today, ends_on=today), "desk@example.org", Role.FRONT_DESK)
    assert desk.open("/organise/").path == "/organise/"


def test_organisers_invite_volunteers_and_show_them_the_address_of_the_door(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/badges").follow_link("Invite volunteers")
    assert visitor.tree.xpath("//*[@role='img' and contains(@aria-label, 'address of the door')]")
    assert visitor.tree.xpath("//input[contains(@value, '/organise/forum/door/')]")
    assert "What they see" in visitor.text
    visitor.follow_link("Invite volunteers").fill_in(email="linh@example.org").press("Invite")
    assert {grant.role for grant in grants_on(Scope.EVENT, event.id)} >= {Role.FRONT_DESK}
    visitor.open(f"{DOOR}volunteers")
    assert "linh@example.org" in visitor.text
    give(event, "organiser@example.org", Role.ORGANISER)
    organiser = visitor.another().signed_in_as("organiser@example.org").open(f"{DOOR}volunteers")
    assert "An owner of the event gives" in organiser.text
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.another().signed_in_as("desk@example.org").open(f"{DOOR}volunteers", expect=403)
