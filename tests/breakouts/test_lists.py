"""Lists of groups: for the doors, by name, for a spreadsheet and for calls; and who may take addresses out."""

import csv
import io
from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.breakouts.catalogue import Preset
from convene.breakouts.services import moving, setting_up
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.models import Session
from convene.registration.services.self_service import cancel
from tests.factories.agendas import add_session
from tests.factories.breakouts import seat_in_turn, show_groups, split
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.texts import text_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def arrangement(event: Event) -> Arrangement:
    session = add_session(event, "Rapid mapping", "10:00", minutes=60)
    made = split(event, session, preset=Preset.STATIONS, rounds=2)
    setting_up.change_group(
        event.id, made.id, made.groups[2].id, setting_up.GroupText("Help-seeking", place="Table 3"), by="test"
    )
    return made


@pytest.fixture
def people(event: Event) -> list[UUID]:
    names = ("=Jane Trần", "Ali", "Mai Sok", "Piyada", "Kim Gone")
    return [
        make_registration(event.id, f"p{number}@example.org", name=name, organisation=f"NGO {number}")
        for number, name in enumerate(names)
    ]


@pytest.fixture
def organiser(visitor: Visitor, event: Event) -> Visitor:
    return visitor.signed_in_as(OWNER)


def address(arrangement: Arrangement, of: str = "") -> str:
    db.session.rollback()
    code = db.session.get_one(Session, arrangement.session_id).code
    return f"/organise/forum/groups/{code}/lists{of}"


def rows(visitor: Visitor) -> list[list[str]]:
    return list(csv.reader(io.StringIO(visitor.response.get_data(as_text=True).lstrip("\ufeff"))))


def test_a_draft_says_so_and_what_was_shown_stays_on_the_lists(
    organiser: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    assert "the lists are of the draft" in organiser.open(address(arrangement)).text
    assert "nobody was shown these groups" in text_of(organiser.open(address(arrangement, "/doors.pdf")).response)
    show_groups(arrangement)
    to = arrangement.groups[1].id
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, people[3], to, by="test")
    page = organiser.open(address(arrangement))
    assert "The groups were changed since." in page.text
    [row] = page.tree.xpath("//li[contains(@class, 'split')][contains(., 'Piyada')]")
    assert " ".join(row.text_content().split()).endswith("Round 1: A Round 2: B")


def test_papers_name_everybody_who_has_a_place(
    organiser: Visitor, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    cancel(people[4])
    doors = text_of(organiser.open(address(arrangement, "/doors.pdf")).response)
    names = text_of(organiser.open(address(arrangement, "/people.pdf")).response)
    for paper in (doors, names):
        assert "Jane Trần" in paper
        assert "NGO 1" in paper
        assert "Table 3" in paper.replace("\n", " ")
        assert "Kim Gone" not in paper
    assert "Help-seeking" in doors


def test_files_for_calls_have_the_columns_that_these_read(
    organiser: Visitor, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people[:2])
    show_groups(arrangement)
    organiser.open(address(arrangement)).press("CSV for Zoom Round 2")
    assert organiser.response.data.startswith(b"Pre-assign Room Name,Email Address\r\n")
    assert rows(organiser)[1:] == [["B Deterrence", "p0@example.org"], ["C Help-seeking", "p1@example.org"]]
    organiser.open(address(arrangement)).press("CSV for Teams Round 1")
    assert rows(organiser) == [
        ["Room name", "Participant email"],
        ["A Offenders", "p0@example.org"],
        ["B Deterrence", "p1@example.org"],
    ]


def test_a_spreadsheet_runs_nothing_and_the_log_says_who_took_addresses_out(
    organiser: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)

    def exports() -> int:
        db.session.rollback()
        named = AuditLine.what == "registration.note_export"
        return db.session.scalar(select(func.count()).select_from(AuditLine).where(named)) or 0

    organiser.open(address(arrangement)).press("Everybody as CSV")
    heads, *_ = rows(organiser)
    assert heads[:6] == ["Name", "Organisation", "E-mail address", "Round 1", "Round 1: topic", "Round 1: place"]
    assert ["'=Jane Trần", "NGO 0", "p0@example.org", "A"] in [row[:4] for row in rows(organiser)]
    assert exports() == 1
    give(event, "leads@example.org", Role.FACILITATOR)
    facilitator = organiser.another().signed_in_as("leads@example.org")
    page = facilitator.open(address(arrangement))
    assert "Zoom" not in page.text
    page.press("Everybody as CSV")
    assert "example.org" not in facilitator.text
    assert exports() == 1
    facilitator.post(address(arrangement, "/zoom.csv"), expect=400)


def test_a_round_of_another_breakout_is_not_found(
    organiser: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    other = split(event, add_session(event, "Other", "14:00"))
    organiser.open(address(arrangement))
    form = organiser.tree.xpath("//form[.//button[contains(., 'CSV for Zoom')]]")[0]
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "round": other.rounds[0].id.hex}
    organiser.post(address(arrangement, "/zoom.csv"), data, expect=404)


def test_more_people_and_groups_take_no_more_statements(
    organiser: Visitor, event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counted = []
    for number, topics, count in ((0, ["One"], 1), (1, ["One", "Two", "Three"], 3)):
        made = split(event, add_session(event, f"Split {number}", f"1{number}:00"), *topics, preset=Preset.MIX)
        mine = [make_registration(event.id, f"{number}{each}@example.org", name=f"P {each}") for each in range(count)]
        seat_in_turn(made, mine)
        show_groups(made)
        counted.append(count_statements(partial(organiser.open, address(made))))
    assert counted[0] == counted[1]


def test_badges_carry_the_letters_of_everybodys_groups_once_these_are_shown(
    organiser: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people[:2])
    organiser.open("/organise/forum/people/badges").press("Download 5 badges as PDF")
    assert "Groups" not in text_of(organiser.response)
    show_groups(arrangement)
    organiser.open("/organise/forum/people/badges?whom=all").press("Download 5 badges as PDF")
    assert "Groups A, B" in text_of(organiser.response)
    assert "Groups B, C" in text_of(organiser.response)
