"""What organisers do to several people of the list at once, and undo for exactly those."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from convene.database import db
from convene.errors import Refused
from convene.events.models import Event
from convene.outbox.models import Message
from convene.permissions.catalogue import Role
from convene.questionnaires.catalogue import Kind
from convene.registration.catalogue import RegistrationState
from convene.registration.errors import NobodyIsMeant, NobodyToWriteTo, UndoneAlready
from convene.registration.models import Note, Registration, SavedView, Tag, Tagged
from convene.registration.queries.importing import people_in
from convene.registration.queries.listing import headings_of, how_many, names_asked_for
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Asked, Filters, asked_in, filters_in, in_address
from convene.registration.rules.mailings import When
from convene.registration.services import importing, listing
from convene.registration.services.writing_to import write_to
from tests.factories.events import give, make_account
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

LIST = "/organise/forum/people/"
EVERYBODY = Filters()
NAMES = ["สมชาย รัตนกุล", "សុខ ចាន់ធូ", "محمد الأمين", "王小明", "Nguyễn Thị Hồng Phượng"]


def event_with(*names: str, **facts: object) -> Event:
    event = make_open_event(slug="forum", places=None, **facts)
    for n, name in enumerate(names):
        make_registration(event.id, f"p{n}@example.org", name=name)
    return event


def tagged(event: Event, tag: str) -> set[str]:
    db.session.rollback()
    return set(
        db.session.scalars(
            select(Registration.name)
            .join(Tagged, Tagged.registration_id == Registration.id)
            .join(Tag, Tag.id == Tagged.tag_id)
            .where(Tag.event_id == event.id, Tag.name == tag)
        )
    )


def test_undoing_a_tag_takes_it_from_those_alone_who_got_it(app: Flask) -> None:
    event = event_with("Ann", "Bo", "Cy")
    listing.tag_those(event.id, Filters(search="Ann"), "Hotel", by="test")
    done_id = listing.tag_those(event.id, EVERYBODY, "hotel", by="test").id
    assert tagged(event, "Hotel") == {"Ann", "Bo", "Cy"}
    listing.undo(event.id, done_id, by="test")
    assert tagged(event, "Hotel") == {"Ann"}
    with pytest.raises(UndoneAlready):
        listing.undo(event.id, done_id, by="test")


def test_undoing_that_a_tag_was_taken_gives_it_back_to_those_alone_who_had_it(app: Flask) -> None:
    event = event_with("Ann", "Bo", "Cy")
    given = listing.tag_those(event.id, Filters(search="Ann"), "Hotel", by="test")
    tag_id = given.tag_id
    assert tag_id is not None
    done_id = listing.untag_those(event.id, EVERYBODY, tag_id, by="test").id
    assert tagged(event, "Hotel") == set()
    listing.undo(event.id, done_id, by="test")
    assert tagged(event, "Hotel") == {"Ann"}


def test_two_who_tag_the_same_people_at_the_same_moment_tag_each_once(app: Flask) -> None:
    event_id = event_with("Ann", "Bo", "Cy").id
    answers = at_once(
        app,
        [lambda: len(listing.tag_those(event_id, EVERYBODY, "Hotel", by="test").registration_ids) for _ in range(8)],
    )
    assert not [each for each in answers if isinstance(each, Refused)]
    assert sum(each for each in answers if isinstance(each, int)) == 3
    assert db.session.scalar(select(func.count()).select_from(Tagged)) == 3
    assert db.session.scalar(select(func.count()).select_from(Tag)) == 1


def test_a_tag_of_another_event_is_not_there(app: Flask) -> None:
    event, other = event_with("Ann"), make_open_event(slug="other")
    make_registration(other.id)
    tag_id = listing.tag_those(other.id, EVERYBODY, "Secret", by="test").tag_id
    assert tag_id is not None
    with pytest.raises(Refused):
        listing.untag_those(event.id, EVERYBODY, tag_id, by="test")


def test_several_are_cancelled_at_once_and_each_is_told(app: Flask) -> None:
    event = event_with("Ann", "Bo", "Cy")
    assert listing.cancel_those(event.id, Filters(search="Bo"), by="test") == 1
    assert listing.cancel_those(event.id, EVERYBODY, by="test") == 2
    with pytest.raises(NobodyIsMeant):
        listing.cancel_those(event.id, EVERYBODY, by="test")
    states = set(db.session.scalars(select(Registration.state)))
    assert states == {RegistrationState.CANCELLED}
    names = db.session.scalars(select(Message.to_email).where(Message.name == "registration/cancelled_by_organiser"))
    assert sorted(names) == ["p0@example.org", "p1@example.org", "p2@example.org"]


def test_an_address_says_the_list_that_it_was_made_of(app: Flask) -> None:
    event = event_with("Ann")
    tag_id = listing.tag_those(event.id, EVERYBODY, "Hotel", by="test").tag_id
    assert tag_id is not None
    asked = Asked(
        filters=Filters(search="a b&c", states=frozenset({RegistrationState.PENDING}), tag_ids=frozenset({tag_id})),
        columns=("country", "told:Nights & needs"),
        sort="country",
        descending=True,
    )
    assert asked_in(in_address(asked.address), ["told:Nights & needs"]) == asked


@pytest.mark.parametrize(
    "address",
    [
        "sort=email;drop",
        "column=password_hash",
        "ticket=1",
        "tag=../..",
        "state=gone",
        "from=31.2.2027",
        "who=x",
        "column=",
        "told=Nights",
        "told=asked:1",
        "&".join(["who=x"] * 2_000),
    ],
)
def test_what_an_address_makes_up_is_passed_over(address: str) -> None:
    assert asked_in(in_address(address)) == Asked()
    assert filters_in(in_address(address)) == Filters()


@pytest.mark.parametrize("heading", ["តម្រូវ\u200bការ", "نیاز\u200cها", "Nights  & needs"])
def test_those_are_found_of_whom_a_list_says_something_in_every_script(app: Flask, heading: str) -> None:
    event = make_open_event(slug="forum")
    body = f"Name,Email,{heading}\nAnn,ann@example.org,yes\nBob,bob@example.org,\n".encode()
    importing.import_people(event.id, people_in(event.id, body).reading.people, by="test")
    (column,) = (f"told:{each}" for each in headings_of(event.id))
    filters = filters_in(in_address(Filters(told=column).address))
    assert names_asked_for(event, filters, 9) == ["Ann"]
    assert names_asked_for(event, filters_in({"told": ["told:\0"]}), 9) == []


def test_ticked_people_get_a_tag_and_the_notice_leads_to_its_undoing(app: Flask, visitor: Visitor) -> None:
    event = event_with("Ann", "Bo", "Cy")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?sort=name")
    box = visitor.tree.xpath("//tr[.//b[. = 'Bo']]//input[@name='who']/@value")[0]
    visitor.fill_in(who=[box], new_tag="Press").press("Give them this tag")
    assert "1 person got the tag “Press”." in visitor.text
    assert tagged(event, "Press") == {"Bo"}
    visitor.follow_link("Undo…").press("Undo it")
    assert "Undone" in visitor.text
    assert tagged(event, "Press") == set()


def test_who_forgets_the_name_of_the_tag_keeps_the_ticks(app: Flask, visitor: Visitor) -> None:
    event_with("Ann", "Bo")
    visitor.signed_in_as("noor@example.org").open(LIST)
    box = visitor.tree.xpath("//tr[.//b[. = 'Bo']]//input[@name='who']/@value")[0]
    visitor.fill_in(who=[box]).press("Give them this tag", expect=422)
    assert "Write the name of the tag" in visitor.text
    assert visitor.tree.xpath("//input[@name='who'][@checked]/@value") == [box]


def test_nobody_ticked_is_nobody_and_not_everybody(app: Flask, visitor: Visitor) -> None:
    event_with("Ann", "Bo")
    visitor.signed_in_as("noor@example.org").open(LIST)
    visitor.fill_in(new_tag="Press").press("Give them this tag", expect=422)
    assert "Nobody is chosen" in visitor.text
    visitor.press("Cancel them…", expect=422)
    assert "Nobody is chosen" in visitor.text


def test_all_whom_a_narrowed_list_shows_are_meant_and_no_others(app: Flask, visitor: Visitor) -> None:
    event = event_with("Ann One", "Bo Two", "Cy One")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?q=One")
    visitor.fill_in(whom="all", new_tag="Press").press("Give them this tag")
    assert tagged(event, "Press") == {"Ann One", "Cy One"}
    visitor.open(f"{LIST}?q=One").fill_in(whom="all").press("Cancel them…")
    assert "Cancel 2 registrations?" in visitor.text
    visitor.press("Cancel these 2 registrations")
    assert "2 registrations are cancelled" in visitor.text


def test_a_list_is_saved_for_whoever_saves_it(app: Flask, visitor: Visitor) -> None:
    event = event_with("Ann")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?state=confirmed&column=country&column=tags&sort=-name")
    visitor.fill_in(name="Dinner").press("Save it")
    (saved,) = visitor.tree.xpath("//nav//a[. = 'Dinner']")
    assert saved.get("aria-current") == "true"
    give(event, "mai@example.org", Role.ORGANISER)
    other = visitor.another().signed_in_as("mai@example.org").open(LIST)
    assert not other.tree.xpath("//nav//a[. = 'Dinner']")
    visitor.press("Delete the saved list “Dinner”")
    assert db.session.scalar(select(func.count()).select_from(SavedView)) == 0


def test_notes_are_kept_with_their_author_removed_and_brought_back(app: Flask, visitor: Visitor) -> None:
    event_with("Ann")
    registration_id = db.session.scalars(select(Registration.id)).one()
    visitor.signed_in_as("noor@example.org").open(f"{LIST}{registration_id}/notes")
    visitor.fill_in(text="Sits in front.").press("Keep the note")
    assert "Sits in front." in visitor.text
    assert "Noor Idris" in visitor.text
    visitor.follow_link("Remove… Sits in front.").press("Remove the note")
    visitor.press("Undo it").open(f"{LIST}{registration_id}")
    assert "Sits in front." in visitor.text
    assert db.session.scalars(select(Note.removed_at)).all() == [None]


def test_the_front_desk_sees_neither_notes_nor_what_people_need_nor_boxes_to_tick(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    reading = people_in(event.id, b"Name,Email,Dietary needs\nAnn,ann@example.org,halal\n").reading
    importing.import_people(event.id, reading.people, by="test")
    registration_id = db.session.scalars(select(Registration.id)).one()
    listing.write_note(event.id, registration_id, "Difficult.", account_id=make_account("noor@example.org"), by="test")
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.signed_in_as("desk@example.org")
    for path in (
        f"{LIST}?column=notes&column=told:Dietary needs&sort=told:Dietary needs",
        f"{LIST}{registration_id}",
        f"{LIST}statistics?by=Dietary needs",
    ):
        visitor.open(path)
        assert "halal" not in visitor.text
        assert "Difficult" not in visitor.text
        assert not visitor.tree.xpath("//input[@name='who']")
    assert "Ann" in visitor.open(f"{LIST}?told=told:Nothing").text


def test_the_hotel_gets_nights_and_needs(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    text = "Name,Email,Nights,Dietary needs,Shirt\nAnn,ann@example.org,2,halal,M\n"
    importing.import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")
    visitor.signed_in_as("noor@example.org").open(LIST).follow_link("Hotel")
    heads = [each.text_content().strip() for each in visitor.tree.xpath("//thead//th")]
    assert heads == ["Name", "E-mail address", "Country", "Dietary needs", "Nights"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_in_every_script_survive_the_file_and_no_cell_is_a_formula(
    app: Flask, visitor: Visitor, kind: str, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    event_with(*NAMES, "=1+1", "@SUM(A1)")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?sort=oldest&column=country&column=tags")
    assert [each for each in NAMES if each not in visitor.text] == []
    visitor.press("Download as CSV" if kind == "csv" else "as XLSX")
    if kind == "csv":
        cells = [line.split(",")[0] for line in visitor.response.get_data(as_text=True).lstrip("\ufeff").splitlines()]
    else:
        path = tmp_path / "list.xlsx"
        path.write_bytes(visitor.response.data)
        rows = load_workbook(path).active.iter_rows(values_only=True)
        cells = [row[0] for row in rows]
    assert cells == ["Name", *NAMES, "'=1+1", "'@SUM(A1)"]


def test_the_file_holds_the_columns_and_the_people_that_the_list_shows(app: Flask, visitor: Visitor) -> None:
    event_with("Ann One", "Bo Two")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?q=One&column=email&column=state")
    visitor.press("Download as CSV")
    assert visitor.response.get_data(as_text=True).lstrip("\ufeff").splitlines() == [
        "Name,E-mail address,State",
        "Ann One,p0@example.org,Confirmed",
    ]


def test_list_files_and_statistics_ask_the_database_as_often_for_three_as_for_one(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    def some(first: int, count: int) -> bytes:
        rows = "".join(f"P{n},p{n}@example.org,{n},Tag {n}\n" for n in range(first, first + count))
        return f"Name,Email,Nights,Tags\n{rows}".encode()

    event = make_open_event(slug="forum", places=None)
    visitor.signed_in_as("noor@example.org")
    importing.import_people(event.id, people_in(event.id, some(0, 1)).reading.people, by="test")
    shown = f"{LIST}?column=tags&column=notes&column=told:Nights&column=ticket&sort=told:Nights"

    def counts() -> list[int]:
        return [
            count_statements(lambda: visitor.open(shown)),
            count_statements(lambda: visitor.open(shown).press("Download as CSV")),
            count_statements(lambda: visitor.open(f"{LIST}statistics")),
        ]

    for_one = counts()
    importing.import_people(event.id, people_in(event.id, some(1, 2)).reading.people, by="test")
    assert counts() == for_one


def test_statistics_say_how_many_from_where_and_since_when(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=10)
    rows = ["Name,Email,Country,Organisation type", "A,a@example.org,Thailand,NGO", "B,b@example.org,ไทย,NGO"]
    text = "\n".join([*rows, "C,c@example.org,VN,UN"])
    importing.import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")
    visitor.signed_in_as("noor@example.org").open(f"{LIST}statistics")
    table = visitor.tree.xpath("//table[@class='chart']//tr")
    shown = [
        [cell.text_content().strip() for cell in row.xpath("th|td") if cell.text_content().strip()] for row in table
    ]
    assert ["Thailand", "2", "67 %"] in shown
    assert ["NGO", "2", "67 %"] in shown
    assert visitor.tree.xpath("//figure//*[name()='rect']")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_questions_and_headings_that_are_called_alike_have_a_column_each(
    app: Flask, visitor: Visitor, kind: str
) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    first, second, nights = ask(form_id, "Comments"), ask(form_id, "Comments"), ask(form_id, "Nights", Kind.NUMBER)
    make_registration(event.id, "ann@example.org", name="Ann", replies={first: "one", second: "two", nights: 0})
    text = "Name,Email,Comments\nAnn,ann@example.org,three\n"
    importing.import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")
    shown = "&".join([f"column=asked:{first}", f"column=asked:{second}", f"column=asked:{nights}"])
    visitor.signed_in_as("noor@example.org").open(f"{LIST}?{shown}&column=told:Comments&sort=asked:{second}")
    heads = [each.text_content().strip() for each in visitor.tree.xpath("//thead//th")]
    assert heads == ["Name", "Comments", "Comments (2)", "Nights", "Comments (3)"]
    cells = [each.text_content().strip() for each in visitor.tree.xpath("//tbody//td[@data-label]")]
    assert cells == ["one", "two", "0", "three"]
    visitor.press("Download as CSV" if kind == "csv" else "as XLSX")
    if kind == "csv":
        rows = [line.split(",") for line in visitor.response.get_data(as_text=True).lstrip("\ufeff").splitlines()]
        assert rows == [heads, ["Ann", "one", "two", "0", "three"]]
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(visitor.response.data)).active.values]
        assert rows == [heads, ["Ann", "one", "two", 0, "three"]]


def test_who_answered_a_private_question_is_found_by_those_alone_who_may_read_it(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    diet, topic = ask(form_id, "Diet", is_private=True), ask(form_id, "Topic")
    make_registration(event.id, "ann@example.org", name="Ann", replies={diet: "halal", topic: "rice"})
    for question_id, found_without, found_with in ((diet, 0, 1), (topic, 1, 1)):
        filters = Filters(told=f"asked:{question_id}")
        assert how_many(event, filters) == found_without
        assert how_many(event, replace(filters, sees_private=True)) == found_with
    later = When(days_before=1, at_time=time(9))
    with pytest.raises(NobodyToWriteTo):
        write_to(
            event.id,
            Filters(told=f"asked:{diet}"),
            Words("S", "T"),
            later,
            mailing_id=uuid4(),
            account_id=None,
            by="test",
        )
