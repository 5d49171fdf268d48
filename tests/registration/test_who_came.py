"""Who came, as organisers read it afterwards: in the list and its files, in letters, in numbers, by session."""

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message
from convene.permissions.catalogue import Role
from convene.registration.catalogue import How, SignUp
from convene.registration.services import opening, self_service
from convene.registration.services.checking_in import check_in
from convene.registration.services.opening import TicketFacts
from convene.registration.services.signing_up import set_session_places, sign_up
from tests.factories import agendas
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
LIST = "/organise/forum/people/"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


def come(event: Event, registration_id: UUID, subject_id: UUID | None = None) -> None:
    check_in(
        event.id, registration_id, subject_id or event.id, how=How.BY_NAME, desk="A", anyway=True, by="test"
    )  # fmt: skip


def names(visitor: Visitor) -> list[str]:
    return [str(each) for each in visitor.tree.xpath("//tbody//th//bdi/text()")]


def lines(visitor: Visitor) -> list[list[str]]:
    return list(csv.reader(io.StringIO(visitor.response.get_data(as_text=True).removeprefix("\ufeff"))))


def three_of_whom_one_came(event: Event) -> list[UUID]:
    people = [make_registration(event.id, f"p{n}@example.org", name=f"Person {n}") for n in range(3)]
    self_service.cancel(people[2])
    come(event, people[0])
    return people


def test_the_list_shows_who_came_and_who_did_not(event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as(OWNER).open(LIST)
    assert "Did not come" not in [str(each) for each in visitor.tree.xpath("//nav//a/text()")]
    three_of_whom_one_came(event)
    visitor.open(LIST).follow_link("Came")
    assert names(visitor) == ["Person 0"]
    assert visitor.tree.xpath("//td[@data-label='Came']//bdi[contains(., ':')]")
    visitor.open(LIST).follow_link("Did not come")
    assert names(visitor) == ["Person 1"]  # who has cancelled has not stayed away
    visitor.open(f"{LIST}?column=arrived&sort=arrived")
    assert names(visitor)[0] == "Person 0"


def test_files_and_letters_take_those_who_did_not_come(event: Event, visitor: Visitor) -> None:
    three_of_whom_one_came(event)
    visitor.signed_in_as(OWNER).open(LIST).press("Download as CSV")
    heads, *rows = lines(visitor)
    came = [row[heads.index("Came")] for row in sorted(rows)]
    assert len(came[0]) == len("2026-11-29 09:12")
    assert came[1:] == ["", ""]
    visitor.open(f"{LIST}?arrived=no").press("Download as CSV")
    assert [row[0] for row in lines(visitor)[1:]] == ["Person 1"]
    visitor.open("/organise/forum/people/write?arrived=no")
    assert "Did not come" in visitor.text
    visitor.fill_in(subject="You were missed", text="Dear {name}")
    before = len(list(db.session.scalars(select(Message.id))))
    visitor.press("Send or plan the letter")
    db.session.rollback()
    assert len(list(db.session.scalars(select(Message.id)))) == before + 1


def test_statistics_say_how_many_came_by_ticket(event: Event, visitor: Visitor) -> None:
    tickets = [opening.add_ticket(event.id, TicketFacts(name=name), by="test") for name in ("Guest", "Speaker")]
    people = [
        make_registration(event.id, f"p{n}@example.org", name=f"Person {n}", ticket_kind_id=tickets[n % 2])
        for n in range(5)
    ]
    visitor.signed_in_as(OWNER).open(f"{LIST}statistics")
    assert "Who came" not in visitor.text
    for each in people[:3]:
        come(event, each)
    visitor.open(f"{LIST}statistics")
    (table,) = visitor.tree.xpath("//section[@aria-labelledby='came']/table/tbody")
    rows = [[cell.text_content().strip() for cell in row] for row in table]
    assert rows == [["Everybody", "3", "5", "60 %"], ["Guest", "2", "3", "67 %"], ["Speaker", "1", "2", "50 %"]]


def test_the_page_of_a_session_says_who_signed_up_and_who_came(event: Event, visitor: Visitor) -> None:
    session_id = agendas.add_session(event, "Mapping", "10:00")
    open_to_all = agendas.add_session(event, "Opening", "09:00")
    agendas.publish(event)
    set_session_places(event.id, {session_id: SignUp(24)}, by="test")
    people = [make_registration(event.id, f"p{n}@example.org", name=f"Person {n}") for n in range(3)]
    for each in people[:2]:
        sign_up(each, session_id)
    for each in people[1:]:
        come(event, each, session_id)
    come(event, people[0], open_to_all)
    visitor.signed_in_as(OWNER).open(f"{LIST}sessions/")
    visitor.open(f"{LIST}sessions/{agendas.facts(event, session_id).code}")
    rows = [" ".join(row.text_content().split()) for row in visitor.tree.xpath("//tbody/tr")]
    assert [row.split(" NGO 8 ")[1].split()[0] for row in rows] == ["yes", "yes", "no"]
    assert ["–" in row for row in rows] == [True, False, False]
    assert "2 came" in visitor.text
    visitor.press("Download as CSV")
    heads, *told = lines(visitor)
    assert heads == ["Session", "Name", "Organisation", "E-mail address", "Signed up", "Came"]
    assert [(row[1], bool(row[4]), bool(row[5])) for row in told] == [
        ("Person 0", True, False),
        ("Person 1", True, True),
        ("Person 2", False, True),
    ]
    visitor.open(f"{LIST}sessions/").press("Download who signed up and who came as CSV")
    assert {row[0] for row in lines(visitor)[1:]} == {"Mapping", "Opening"}
    give(event, "desk@example.org", Role.FRONT_DESK)
    desk = visitor.another().signed_in_as("desk@example.org").open(f"{LIST}sessions/")
    assert "as CSV" not in desk.text
    desk.open("/organise/forum/door/")
    token = desk.tree.xpath("string(//input[@name='csrf_token']/@value)")
    desk.post(f"{LIST}sessions/attendance.csv", {"csrf_token": token}, expect=403)


def test_lists_of_who_came_take_as_many_statements_for_many_as_for_one(
    event: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    session_id = agendas.add_session(event, "Mapping", "10:00")
    agendas.publish(event)
    set_session_places(event.id, {session_id: SignUp(24)}, by="test")
    code = agendas.facts(event, session_id).code
    visitor.signed_in_as(OWNER)
    pages = [f"{LIST}?arrived=yes&column=arrived", f"{LIST}statistics", f"{LIST}sessions/", f"{LIST}sessions/{code}"]

    def statements(numbers: range) -> list[int]:
        for number in numbers:
            person = make_registration(event.id, f"p{number}@example.org", name=f"Person {number}")
            sign_up(person, session_id)
            come(event, person, session_id)
        return [count_statements(lambda page=page: visitor.open(page)) for page in pages]  # type: ignore[misc]

    assert statements(range(1)) == statements(range(1, 4))
