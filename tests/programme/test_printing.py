"""The agenda on paper: what stands on it, for whom, and in any script."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from convene.clock import now
from convene.events.catalogue import Dye
from convene.events.services import changing
from convene.files.documents import document_in
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format, MaterialKind, Reach, StageRole
from convene.programme.printing.papers import Paper
from convene.programme.services import drafting, handing_in
from convene.programme.services.asking import set_stage_address
from convene.programme.services.materials import MaterialFacts
from convene.web.serving import init_shelf
from tests.factories.agendas import add_room, add_session, publish, put_on_stage, retitle
from tests.factories.events import give, make_event
from tests.support.stage import link_of, row_of
from tests.support.visitor import Visitor

PAPERS = list(Paper)
OF_DRAFT = [*(f"draft-{paper}" for paper in Paper), "draft-speakers"]
ORGANISE = "/organise/forum/agenda/print"


def words(text: str) -> str:
    """Letters that are set large, or at the end of a line, stand apart in what is read back from a PDF."""
    return "".join(text.split())


def pages_of(visitor: Visitor, path: str) -> list[str]:
    visitor.open(path)
    assert visitor.response.content_type == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(visitor.response.data)).pages]


@pytest.mark.parametrize("paper", PAPERS)
def test_it_says_what_the_published_version_says(app: Flask, visitor: Visitor, paper: str) -> None:
    event = make_event(slug="forum", title="Regional Forum")
    hall, small = add_room(event, "Ballroom"), add_room(event, "River Room")
    session_id = add_session(event, "Mapping helplines", "10:00", room_id=hall)
    put_on_stage(event, session_id, "Nguyễn Thị Hồng Phượng")
    add_session(event, "ความปลอดภัยของเด็ก", "10:00", room_id=small)
    add_session(event, "Coffee", "11:00", format=Format.BREAK)
    publish(event)
    add_session(event, "Not public yet", "12:00", room_id=hall)
    text = words("".join(pages_of(visitor, f"/e/forum/agenda-{paper}.pdf")))
    for said in ("Regional Forum", "Mapping helplines", "Phượng", "ของเ", "Ballroom", "Version 1"):
        assert words(said) in text
    assert ("Coffee" in text) == (paper is not Paper.DOORS)  # it is behind no door
    assert words("Not public yet") not in text
    assert "Draft" not in text


def test_a_wall_sheet_has_a_day_on_each_page_and_a_list_runs_on(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5))
    hall = add_room(event, "Ballroom")
    for day in (date(2027, 3, 4), date(2027, 3, 5)):
        add_session(event, f"On {day:%A}", "10:00", day=day, room_id=hall)
    publish(event)
    first, second = pages_of(visitor, "/e/forum/agenda-a3.pdf")
    assert ("On Thursday" in first, "On Friday" in first, "On Friday" in second) == (True, False, True)
    assert len(pages_of(visitor, "/e/forum/agenda-a4.pdf")) == 1


def test_a_time_stands_on_one_page_with_all_that_begins_then(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    rooms = [add_room(event, f"Room {number}") for number in range(3)]
    for hour in range(8, 20):
        for number, room in enumerate(rooms):
            session_id = add_session(event, f"At {hour}, number {number}", f"{hour:02}:00", room_id=room)
            put_on_stage(event, session_id, f"Somebody of {hour} in {number}")
    publish(event)
    pages = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert len(pages) > 1
    for hour in range(8, 20):
        on = [[number for number in range(3) if f"At {hour}, number {number}" in page] for page in pages]
        assert sorted(on) == [*([[]] * (len(pages) - 1)), [0, 1, 2]], hour


def test_a_day_in_three_rooms_has_room_on_one_page(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    rooms = [add_room(event, f"Room {number}") for number in range(3)]
    for hour in range(9, 16):
        for number, room in enumerate(rooms[: 1 + hour % 3]):
            session_id = add_session(event, f"A session at {hour}, number {number}", f"{hour:02}:00", room_id=room)
            put_on_stage(event, session_id, f"Somebody of {hour} in {number}")
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert "/e/forum/agenda" in text


def test_two_sessions_in_one_room_at_one_time_make_a_list_of_the_day(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    hall, _small = add_room(event, "Ballroom"), add_room(event, "River Room")
    for title in ("One", "Other"):
        add_session(event, title, "10:00", room_id=hall)
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a3.pdf")
    assert "One" in text
    assert "Other" in text


def test_a_session_that_was_withdrawn_is_struck_out(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    session_id = add_session(event, "Gone", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    drafting.withdraw_session(event.id, session_id, by="test")
    publish(event)
    (text,) = pages_of(visitor, "/e/forum/agenda-a4.pdf")
    assert "cancelled" in text


def test_many_rooms_are_on_several_sheets_and_what_is_for_all_on_each(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    for number in range(1, 14):
        add_session(event, f"Talk {number:02}", "10:00", room_id=add_room(event, f"Room {number:02}"))
    add_session(event, "Coffee", "11:00", format=Format.BREAK)
    publish(event)
    sheets = pages_of(visitor, "/e/forum/agenda-a3.pdf")
    assert [sheet.count("Coffee") for sheet in sheets] == [1, 1, 1]
    for number in range(1, 14):
        on = [f"Room {number:02}" in sheet and f"Talk {number:02}" in sheet for sheet in sheets]
        assert on.count(True) == 1, number
    assert all(f"Sheet {number} of 3" in sheet for number, sheet in enumerate(sheets, start=1))


@pytest.mark.parametrize("paper", PAPERS)
def test_after_midnight_the_day_is_still_the_evening_before(app: Flask, visitor: Visitor, paper: Paper) -> None:
    event = make_event(slug="forum")
    hall, bar = add_room(event, "Ballroom"), add_room(event, "Bar")
    add_session(event, "Late talk", "23:30", room_id=hall)
    add_session(event, "Night film", "00:30", room_id=hall)
    add_session(event, "Music", "23:45", minutes=90, room_id=bar)
    publish(event)
    text = words("".join(pages_of(visitor, f"/e/forum/agenda-{paper}.pdf")))
    assert "Thursday4March2027" in text
    assert "Friday5March2027" not in text
    for said in ("00:30", "01:15", "Night film", "Music"):
        assert words(said) in text


def test_a_booklet_says_all_that_is_said_of_a_session_and_where_each_person_is(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", title="Regional Forum", ends_on=date(2027, 3, 5), summary="Two days by the river.")
    hall = add_room(event, "Ballroom", 120)
    add_room(event, "Never used")
    track_id = drafting.add_track(event.id, name="Helplines", dye=Dye.PETROL, by="test")
    first = add_session(
        event,
        "Mapping helplines",
        "10:00",
        room_id=hall,
        track_id=track_id,
        abstract="What we **learnt**.\n\nBring a case.",
        access_note="Step-free.",
    )
    person_id = put_on_stage(event, first, "Ada Ly")
    drafting.add_contribution(
        event.id, first, title="Five minutes on trust", abstract="In short.", minutes=5, by="test"
    )
    second = add_session(event, "What we take home", "10:00", day=date(2027, 3, 5), room_id=hall)
    drafting.put_on_stage(
        event.id, second, role=StageRole.MODERATOR, person_id=person_id, name="Ada Ly", affiliation="NGO 6", by="test"
    )
    publish(event)
    cover, thursday, friday, index = pages_of(visitor, "/e/forum/agenda-booklet.pdf")
    for said in ("Regional Forum", "4–5 March 2027", "Two days by the river.", "Thursday 4 March 2027", "Rooms"):
        assert words(said) in words(cover)
    for said in ("Mapping helplines", "What we learnt.", "Bring a case.", "Five minutes on trust", "5 minutes",
                 "In short.", "Ada Ly", "Speaker", "Helplines", "Ballroom", "Step-free."):  # fmt: skip
        assert words(said) in words(thursday), said
    assert words("Ada Ly, NGO 6 Moderator") in words(friday)
    assert words("Ballroom 120 seats") in words(index)
    assert "Never" not in index
    assert "2,3" in words(index.partition("People")[2])


def test_each_door_has_a_page_for_each_day_on_which_something_is_behind_it(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", ends_on=date(2027, 3, 5))
    hall, small = add_room(event, "Ballroom"), add_room(event, "River Room")
    add_room(event, "Closed")
    add_session(event, "Opening", "09:00", room_id=hall, format=Format.PLENARY)
    add_session(event, "In the small room", "10:00", room_id=small)
    add_session(event, "Friday in the hall", "09:00", day=date(2027, 3, 5), room_id=hall)
    add_session(event, "Anywhere", "15:00")
    publish(event)
    doors = [words(page) for page in pages_of(visitor, "/e/forum/agenda-doors.pdf")]
    shown = [("Ballroom", "Opening"), ("RiverRoom", "Inthesmallroom"), ("Ballroom", "Fridayinthehall")]
    assert len(doors) == len(shown)
    for door, (room, title) in zip(doors, shown, strict=True):
        assert door.startswith(room)
        assert title in door
        assert not any(other in door for _room, other in shown if other != title)
        assert "Anywhere" not in door
    assert "ThursdayMarch" not in doors[0]
    assert "Thursday4March2027" in doors[0]
    assert "09:00–09:45" in doors[0]


@pytest.mark.parametrize("name", OF_DRAFT)
def test_every_page_of_a_draft_says_that_it_is_one(app: Flask, visitor: Visitor, name: str) -> None:
    event = make_event(slug="forum", ends_on=date(2027, 3, 5))
    hall = add_room(event, "Ballroom")
    for day in (date(2027, 3, 4), date(2027, 3, 5)):
        put_on_stage(event, add_session(event, f"On {day:%A}", "10:00", day=day, room_id=hall), f"Who on {day:%A}")
    pages = pages_of(visitor.signed_in_as("noor@example.org"), f"{ORGANISE}/{name}.pdf")
    assert all(words("Draft, not published. It will change.") in words(page) for page in pages)
    assert words("On Friday") in words("".join(pages))
    assert PdfReader(io.BytesIO(visitor.response.data)).metadata.title.startswith("Draft: ")  # type: ignore[union-attr]
    assert visitor.response.headers["Cache-Control"] == "private, no-store"


def test_a_draft_is_printed_as_it_would_be_published(app: Flask, visitor: Visitor) -> None:
    """Without what has no time, and with what was withdrawn since, as cancelled."""
    event = make_event(slug="forum")
    gone = add_session(event, "Gone", "10:00")
    publish(event)
    add_session(event, "An idea", None)
    add_session(event, "New", "11:00")
    drafting.withdraw_session(event.id, gone, by="test")
    text = words("".join(pages_of(visitor.signed_in_as("noor@example.org"), f"{ORGANISE}/draft-a4.pdf")))
    assert "Gonecancelled" in text
    assert "New" in text
    assert "Anidea" not in text


def test_a_draft_is_printed_by_organisers_and_sheets_by_those_who_make_the_agenda(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    put_on_stage(event, add_session(event, "One", "10:00"), "Ada")
    publish(event)
    give(event, "viewer@example.org", Role.VIEWER)
    for paper in Paper:
        visitor.another().open(f"{ORGANISE}/draft-{paper}.pdf", expect=303, follow=False)
    viewer = visitor.another().signed_in_as("viewer@example.org")
    viewer.open(f"{ORGANISE}/draft-a4.pdf")
    for name in ("speakers", "draft-speakers"):
        viewer.open(f"{ORGANISE}/{name}.pdf", expect=403)
    assert "Sheets for people on stage" not in viewer.open(ORGANISE).text


def test_a_sheet_tells_each_person_on_stage_where_when_and_with_whom(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", contact_email="team@example.org")
    hall = add_room(event, "Ballroom", 120)
    first = add_session(event, "Mapping helplines", "10:00", room_id=hall, access_note="Step-free.")
    ada = put_on_stage(event, first, "Ada Ly")
    put_on_stage(event, first, "Bo Li", StageRole.MODERATOR)
    put_on_stage(event, add_session(event, "Not hers", "14:00", room_id=hall), "Cho Min")
    part = drafting.add_contribution(event.id, first, title="On trust", minutes=5, by="test")
    drafting.put_on_stage(
        event.id, first, contribution_id=part, role=StageRole.SPEAKER, person_id=ada, name="Ada Ly", by="test"
    )
    set_stage_address(event.id, ada, "ada@example.org", by="test")
    slides = MaterialFacts(title="On trust, slides", kind=MaterialKind.SLIDES, reach=Reach.ORGANISERS)
    handing_in.hand_in_file(row_of(event, ada).id, first, slides, document_in(b"One.", "slides.txt"))
    publish(event)
    of_ada, of_bo, of_cho = (
        words(page) for page in pages_of(visitor.signed_in_as("noor@example.org"), f"{ORGANISE}/speakers.pdf")
    )
    for said in ("Ada Ly", "Thursday 4 March", "10:00–10:45", "Ballroom", "120 seats", "Mapping helplines",
                 "You are: Speaker", "On trust · 5 minutes", "Bo Li", "Moderator", "Step-free.", "team@example.org",
                 "What we have from you", "On trust, slides (Slides)"):  # fmt: skip
        assert words(said) in of_ada, said
    assert "Nothers" not in of_ada + of_bo
    assert "slides(Slides)" not in of_bo + of_cho
    (alone,) = pages_of(visitor.another(), f"{link_of(event, ada)}sheet.pdf")
    assert words(alone) == of_ada


def test_their_own_sheet_is_what_everybody_sees_of_it(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    session_id = add_session(event, "One", "10:00")
    ada = put_on_stage(event, session_id, "Ada Ly")
    set_stage_address(event.id, ada, "", by="test")
    own = link_of(event, ada)
    visitor.open(f"{own}sheet.pdf", expect=404)
    assert "Your sheet to print" not in visitor.open(own).text
    publish(event)
    assert "Your sheet to print" in visitor.open(own).text
    retitle(event, session_id, "Another, not public yet")
    (text,) = pages_of(visitor, f"{own}sheet.pdf")
    assert words("Another") not in words(text)
    assert "no-store" in visitor.response.headers["Cache-Control"]
    changing.withdraw_event(event.id, by="test")
    visitor.open(f"{own}sheet.pdf", expect=404)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_version_is_the_same_bytes_and_asked_for_again_is_not_sent(
    app: Flask, visitor: Visitor, paper: Paper
) -> None:
    event = make_event(slug="forum")
    put_on_stage(event, add_session(event, "One", "10:00", room_id=add_room(event, "Ballroom")), "Ada")
    publish(event)
    path = f"/e/forum/agenda-{paper}.pdf"
    first = visitor.open(path).response
    with time_machine.travel(now() + timedelta(minutes=5)):
        app.extensions["served_pages"] = init_shelf()  # as in another process
        again = visitor.another().open(path).response
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert not first.headers["ETag"].startswith("W/")
    has_it = {"If-None-Match": first.headers["ETag"]}
    assert visitor.open(path, expect=304, headers=has_it).response.data == b""
    head = visitor.client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    add_session(event, "Two", "11:00", room_id=add_room(event, "Bar"))
    publish(event)
    visitor.open(path, headers=has_it)


def test_an_agenda_that_has_lost_all_its_sessions_is_still_printed(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", title="Regional Forum")
    session_id = add_session(event, "Coffee", "10:00", format=Format.BREAK)
    publish(event)
    drafting.withdraw_session(event.id, session_id, by="test")
    publish(event)
    for paper in Paper:
        (text,) = pages_of(visitor, f"/e/forum/agenda-{paper}.pdf")
        assert words("Regional Forum") in words(text)
        assert "Coffee" not in text
    visitor.signed_in_as("noor@example.org").open(f"{ORGANISE}/speakers.pdf")


def test_one_page_offers_all_that_can_be_printed_and_downloaded(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    noor = visitor.signed_in_as("noor@example.org")
    assert "There is nothing to print yet" in noor.open(ORGANISE).text
    put_on_stage(event, add_session(event, "One", "10:00"), "Ada")
    drafts = [link for link in noor.open(ORGANISE).tree.xpath("//main//a/@href") if "draft-" in link]
    assert len(drafts) == len(Paper) + 1
    assert noor.tree.xpath("//main//a[contains(@href, '/e/forum')]") == []
    publish(event)
    links = noor.open(ORGANISE).tree.xpath("//main//table//a/@href")
    assert not any("draft-" in link for link in links)  # it says what is published
    assert len(links) == len(Paper) + 1 + 7
    add_session(event, "Two", "11:00")
    links = noor.open(ORGANISE).tree.xpath("//main//table//a/@href")
    assert len(links) == 2 * (len(Paper) + 1) + 7
    for link in links:
        assert noor.another().signed_in_as("noor@example.org").open(link).response.status_code == 200


def test_without_a_version_or_for_a_draft_there_is_nothing_to_print(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    paths = [f"/e/forum/agenda-{paper}.pdf" for paper in Paper]
    for path in paths:
        visitor.open(path, expect=404)
    add_session(event, "One", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    for path in paths:
        visitor.open(path)
    changing.withdraw_event(event.id, by="test")
    for path in paths:
        visitor.open(path, expect=404)


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_printed_can_be_read_by_a_screen_reader(app: Flask, visitor: Visitor, paper: Paper) -> None:
    event = make_event(slug="forum", title="Regional Forum")
    add_session(event, "One", "10:00", room_id=add_room(event, "Ballroom"))
    publish(event)
    visitor.open(f"/e/forum/agenda-{paper}.pdf")
    reader = PdfReader(io.BytesIO(visitor.response.data))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title.startswith("Regional Forum")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("title", ["Party 🎉", "Water 水会議", "Water पानी", "Private \ue000 sign", "No letter \ufffe"])
def test_a_letter_that_no_font_has_keeps_nobody_from_printing(
    app: Flask, visitor: Visitor, title: str, paper: str
) -> None:
    event = make_event(slug="forum", title=title)
    add_session(event, title, "10:00", room_id=add_room(event, title))
    add_session(event, "Mapping helplines", "11:00", room_id=add_room(event, "Hall"))
    publish(event)
    text = words("".join(pages_of(visitor, f"/e/forum/agenda-{paper}.pdf")))
    assert words("Mapping helplines") in text
    assert title.split()[0] in text
