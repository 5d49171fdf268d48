"""People come in from elsewhere: a list of any columns, twice without doubles, taken back as if it had not been."""

import io
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message
from convene.registration.catalogue import CameBy, RegistrationState
from convene.registration.errors import ImportWasMailed, PeopleChangedMeanwhile
from convene.registration.models import ImportedAnswer, Registration, SeatTaken, Tag
from convene.registration.queries.importing import known_at, people_in
from convene.registration.queries.seating import places_at
from convene.registration.rules.importing import Outcome, mark_of_known, plans_for
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import importing, opening, self_service
from convene.registration.services.importing import Imported
from convene.registration.services.taking_back import take_back
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

IMPORT = "/organise/forum/people/import"
CASE = """Name,Email,Organisation,Organisation type,Country,Languages,Dietary needs
Karen Murphy,p001@example.org,Platform 1,Technology company,United States of America,English; local language,vegetarian
Chanthou Sok,p002@example.org,NGO 2,NGO,Cambodia,English,
Aisyah binti Rahman,p003@example.org,NGO 4,NGO,Malaysia,English,halal
"""


def bring_in(event: Event, text: str | bytes, **more: object) -> Imported:
    body = text if isinstance(text, bytes) else text.encode()
    return importing.import_people(event.id, people_in(event.id, body).reading.people, by="test", **more)  # type: ignore[arg-type]


def people(event: Event) -> list[Registration]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Registration).where(Registration.event_id == event.id).order_by(Registration.created_at)
        )
    )


def taken(event: Event) -> int:
    db.session.rollback()
    pool = places_at(event).event
    return pool.taken if pool is not None else 0


def test_a_list_comes_in_and_a_second_time_changes_nothing(app: Flask) -> None:
    event = make_open_event(places=50)
    first = bring_in(event, CASE)
    assert (first.new, first.changed, first.same, first.beyond) == (3, 0, 0, 0)
    second = bring_in(event, CASE)
    assert (second.new, second.changed, second.same) == (0, 0, 3)
    rows = people(event)
    assert [row.name for row in rows] == ["Karen Murphy", "Chanthou Sok", "Aisyah binti Rahman"]
    assert [row.country for row in rows] == ["US", "KH", "MY"]
    assert {row.state for row in rows} == {RegistrationState.CONFIRMED}
    assert {row.came_by for row in rows} == {CameBy.IMPORT}
    assert taken(event) == 3
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_what_no_column_of_ours_holds_is_kept_under_its_heading(app: Flask) -> None:
    event = make_open_event()
    bring_in(event, CASE)
    answers = {(each.heading, each.words) for each in db.session.scalars(select(ImportedAnswer))}
    assert ("Dietary needs", "vegetarian") in answers
    assert ("Organisation type", "NGO") in answers
    assert not [words for heading, words in answers if not words]


PLACES = [above / "shared" / "cases" for above in Path(__file__).parents[2].parents[:2]]  # a worktree stands one deeper
CASES = sorted(path for place in PLACES for path in place.glob("*/participants.csv"))


@pytest.mark.skipif(not CASES, reason="the lists of real convenings stand beside the repository, not in it")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_lists_of_real_convenings_come_in_without_a_hand_edit_twice_without_doubles(app: Flask, path: Path) -> None:
    event = make_open_event()
    read = people_in(event.id, path.read_bytes())
    assert not read.reading.problems
    assert not read.reading.remarks
    done = bring_in(event, path.read_bytes())
    assert done.new == len(people(event)) > 40
    again = bring_in(event, path.read_bytes())
    assert (again.new, again.changed, again.same) == (0, 0, done.new)


def test_people_without_an_address_come_in_by_name_twice_without_doubles(app: Flask) -> None:
    event = make_open_event()
    text = (
        "Name;Organisation\nสมชาย รัตนกุล;NGO 6\nសុខ ចាន់ធូ;NGO 2\nمحمد الأمين;NGO 3\n王小明;NGO 4\nNguyễn Thị Hồng;NGO 5\n"
    )
    assert bring_in(event, text).new == 5
    assert bring_in(event, text).same == 5
    assert [row.email for row in people(event)] == [""] * 5
    assert people(event)[0].name == "สมชาย รัตนกุล"


def test_an_assistants_address_stands_for_several_people(app: Flask) -> None:
    event = make_open_event()
    text = "Name,Email\nAli One,office@example.org\nBo Two,office@example.org\nCy Three,office@example.org\n"
    assert bring_in(event, text).new == 3
    turned = "Name,Email\nCy Three,office@example.org\nBo Two,office@example.org\nAli One,office@example.org\n"
    assert bring_in(event, turned).same == 3
    assert len({row.person_id for row in people(event)}) == 3


def test_who_is_registered_already_is_changed_where_the_list_says_otherwise_and_only_there(app: Flask) -> None:
    event = make_open_event()
    make_registration(event.id, "jane@example.org", name="Jane Trần", organisation="NGO 8", country="VN")
    done = bring_in(event, "Name,Email,Organisation,Country\nJane Trần,JANE@example.org,NGO 9,\n")
    assert (done.new, done.changed) == (0, 1)
    (row,) = people(event)
    assert (row.organisation, row.country, row.email) == ("NGO 9", "VN", "jane@example.org")


def test_an_address_is_added_to_whom_a_list_knew_by_name(app: Flask) -> None:
    event = make_open_event()
    bring_in(event, "Name\nJane Trần\nAli B\n")
    done = bring_in(event, "Name,Email\nJane Trần,jane@example.org\n")
    assert (done.new, done.changed) == (0, 1)
    assert {row.email for row in people(event)} == {"", "jane@example.org"}
    assert bring_in(event, "Name,Email\nJane Trần,jane@example.org\n").same == 1


def test_who_cancelled_is_not_brought_back_by_a_list(app: Flask) -> None:
    event = make_open_event()
    self_service.cancel(make_registration(event.id, "jane@example.org"))
    done = bring_in(event, "Name,Email\nJane Trần,jane@example.org\n")
    assert (done.new, done.changed, done.left_out) == (0, 0, 1)
    assert [row.state for row in people(event)] == [RegistrationState.CANCELLED]


def test_two_of_one_name_and_no_address_are_not_guessed_between(app: Flask) -> None:
    event = make_open_event()
    make_registration(event.id, "one@example.org", name="Nguyễn Văn An")
    make_registration(event.id, "two@example.org", name="Nguyen Van An")
    plans = plans_for(people_in(event.id, b"Name\nNguyen Van An\n").reading.people, known_at(event.id))
    assert [plan.outcome for plan in plans] == [Outcome.UNCLEAR]


def test_a_list_may_take_more_places_than_there_are_and_it_is_said(app: Flask) -> None:
    event = make_open_event(places=2)
    done = bring_in(event, CASE)
    assert done.beyond == 1
    assert taken(event) == 3


def test_states_of_a_list_are_kept_and_take_places_as_they_mean(app: Flask) -> None:
    event = make_open_event(places=50)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True), capacity=1, by="test")
    bring_in(
        event, "Name,Email,Status\nA,a@example.org,Confirmed\nB,b@example.org,waiting list\nC,c@example.org,annulé\n"
    )
    assert [row.state.value for row in people(event)] == ["confirmed", "waitlisted", "cancelled"]
    assert taken(event) == 1
    done = bring_in(event, "Name,Email,Status\nB,b@example.org,confirmed\n")
    assert done.changed == 1
    assert taken(event) == 2


def test_a_list_that_is_taken_back_leaves_nothing_and_puts_back_what_it_changed(app: Flask) -> None:
    event = make_open_event(places=50)
    make_registration(event.id, "p001@example.org", name="Karen Murphy", organisation="Before", country="US")
    done = bring_in(event, CASE)
    assert (done.new, done.changed) == (2, 1)
    assert take_back(event.id, done.import_id, by="test").undone == 3
    (row,) = people(event)
    assert (row.organisation, row.state) == ("Before", RegistrationState.CONFIRMED)
    assert taken(event) == 1
    assert db.session.scalar(select(func.count()).select_from(SeatTaken)) == 1
    assert db.session.scalar(select(func.count()).select_from(ImportedAnswer)) == 0


def test_what_was_changed_since_stays_when_a_list_is_taken_back(app: Flask) -> None:
    event = make_open_event()
    make_registration(event.id, "p001@example.org", name="Karen Murphy", organisation="Before", country="US")
    done = bring_in(event, CASE)
    self_service.change(people(event)[0].id, name="Karen Murphy", organisation="After", country="US")
    self_service.change(people(event)[1].id, name="Chanthou Sok", organisation="NGO 2", country="KH")
    take_back(event.id, done.import_id, by="test")
    assert [row.name for row in people(event)] == ["Karen Murphy", "Chanthou Sok"]
    assert people(event)[0].organisation == "After"


def test_those_who_were_mailed_are_not_taken_back(app: Flask) -> None:
    event = make_open_event()
    done = bring_in(event, CASE, tells=True)
    assert done.mailed == 3
    assert db.session.scalar(select(func.count()).select_from(Message)) == 3
    with pytest.raises(ImportWasMailed):
        take_back(event.id, done.import_id, by="test")


def test_somebody_who_registers_while_a_list_is_looked_at_makes_it_be_shown_anew(app: Flask) -> None:
    event = make_open_event()
    reading = people_in(event.id, CASE.encode()).reading
    seen = mark_of_known(known_at(event.id))
    make_registration(event.id, "p001@example.org", name="Karen Murphy")
    with pytest.raises(PeopleChangedMeanwhile):
        importing.import_people(event.id, reading.people, seen=seen, by="test")
    assert len(people(event)) == 1


def test_tags_of_a_list_are_tags(app: Flask) -> None:
    event = make_open_event()
    bring_in(event, "Name,Email,Tags\nA,a@example.org,Hotel; press\nB,b@example.org,hotel\n")
    assert sorted(db.session.scalars(select(Tag.name))) == ["Hotel", "press"]


def test_a_list_of_many_takes_as_many_statements_as_one_of_three(app: Flask, count_statements) -> None:  # type: ignore[no-untyped-def]
    def some(first: int, count: int) -> str:
        rows = "".join(f"Person {n},p{n}@example.org,NGO {n},vegan\n" for n in range(first, first + count))
        return f"Name,Email,Organisation,Diet\n{rows}"

    event = make_open_event(places=None)
    bring_in(event, some(0, 1))  # what is looked up once is known from here on
    for_three = count_statements(lambda: bring_in(event, some(10, 3)))
    assert count_statements(lambda: bring_in(event, some(100, 60))) <= for_three + 1


# --- the pages -----------------------------------------------------------------------------------------------------


def test_a_pasted_list_is_looked_at_and_brought_in(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(IMPORT)
    visitor.fill_in(pasted=CASE).press("Read it")
    assert "3 of 3 in the list" in visitor.text
    assert not people(event)
    visitor.press("Bring them in")
    assert "3 new, 0 changed, 0 the same." in visitor.text
    assert "Nobody was mailed." in visitor.text
    assert len(people(event)) == 3
    visitor.press("Take it back")
    assert "Taken back: 3 registrations" in visitor.text
    assert not people(event)


def test_a_wrong_row_is_asked_about_and_comes_in_as_corrected(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(IMPORT)
    visitor.fill_in(pasted="Name,Email\nJane,jane (at) example.org\nAli,ali@example.org\n").press("Read it")
    assert "is no e-mail address" in visitor.text
    visitor.fill_in(**{"cell-2-1": "still wrong"}).press("Bring them in", expect=422)
    assert "1 row could not be read" in visitor.text
    visitor.fill_in(**{"cell-2-1": "jane@example.org"}).press("Read it again with these corrections")
    visitor.press("Bring them in")
    assert {row.email for row in people(event)} == {"jane@example.org", "ali@example.org"}


def test_what_holds_no_people_is_told_so_and_nothing_pasted_is_lost(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(IMPORT)
    visitor.fill_in(pasted="just a sentence").press("Read it", expect=422)
    assert "No people were found" in visitor.text
    assert "just a sentence" in visitor.response.get_data(as_text=True)


def test_a_workbook_comes_in_from_the_sheet_that_has_people(app: Flask) -> None:
    event = make_open_event()
    workbook = Workbook()
    workbook.active.append(["Budget", "Amount"])
    sheet = workbook.create_sheet("Delegates")
    for row in (["Nom", "Prénom", "Courriel", "Pays"], ["Trần", "Jane", "jane@example.org", "Viêt Nam"]):
        sheet.append(row)
    body = io.BytesIO()
    workbook.save(body)
    assert bring_in(event, body.getvalue()).new == 1
    (row,) = people(event)
    assert (row.name, row.country) == ("Jane Trần", "VN")
