"""An agenda comes in from a spreadsheet: looked at, corrected, written down, and recognised when it comes again."""

import io
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.programme.catalogue import Format, StageRole
from convene.programme.queries.answers import invitations_of
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import names_of_people, people_on_stage
from convene.programme.services import drafting
from convene.programme.services.asking import ask_to_speak
from convene.programme.services.publishing import publish_agenda
from convene.programme.structure import SessionFacts
from tests.factories import agendas
from tests.factories.events import make_account, make_event
from tests.support.schedules import real_file
from tests.support.visitor import Visitor

DAY = date(2027, 3, 4)
IMPORT = "/organise/forum/agenda/import"
HEADS = "Date;Start;End;Title;Format;Room;Speakers;Moderator"
AGENDA = f"""\ufeff{HEADS}
04/03/2027;9h30;10:45;Opening;Plenary;Ballroom;Jane Vũ (NGO 8), Vannak Ly (NGO 3);Noor Idris
04/03/2027;11:00;12:00;Ways to work;Panel;Mekong Room;Tari Sinaga, UN office;
05/03/2027;2:00 PM;2:45 PM;What we take home;Plenary;Ballroom;;Noor Idris
"""


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5))


@pytest.fixture
def organiser(visitor: Visitor, forum: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def choose(organiser: Visitor, body: bytes | str, *, expect: int = 200, name: str = "agenda.csv") -> Visitor:
    token = organiser.open(IMPORT).tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    content = body.encode() if isinstance(body, str) else body
    data = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return organiser.post(IMPORT, data, expect=expect, content_type="multipart/form-data")


def take(organiser: Visitor) -> Visitor:
    return organiser.press("Bring it into the draft")


def titled(event: Event, title: str) -> SessionFacts:
    return next(one for one in draft_of(event.id).sessions if one.title == title)


def figures(organiser: Visitor) -> dict[str, str]:
    """The figures of the preview by their names: {"new": "3", ...}."""
    return {
        " ".join(each.xpath("string(dt)").split()): each.xpath("string(dd[1])").split()[0]
        for each in organiser.tree.xpath("//dl[@class='figures']/div")
    }


def test_a_spreadsheet_becomes_the_draft(organiser: Visitor, forum: Event) -> None:
    choose(organiser, AGENDA)
    assert figures(organiser)["new"] == "3"
    assert draft_of(forum.id).sessions == ()
    take(organiser)
    opening, structure = titled(forum, "Opening"), draft_of(forum.id)
    assert (opening.starts_local, opening.minutes, opening.format) == (agendas.wall("09:30", DAY), 75, Format.PLENARY)
    assert [room.name for room in structure.rooms] == ["Ballroom", "Mekong Room"]
    names = names_of_people(structure.person_ids())
    assert [(names[one.person_id], one.role, one.affiliation) for one in opening.people] == [
        ("Jane Vũ", StageRole.SPEAKER, "NGO 8"),
        ("Vannak Ly", StageRole.SPEAKER, "NGO 3"),
        ("Noor Idris", StageRole.MODERATOR, ""),
    ]
    assert titled(forum, "What we take home").starts_local == agendas.wall("14:00", date(2027, 3, 5))


def test_the_same_file_again_changes_nothing(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, AGENDA))
    before = draft_of(forum.id)
    choose(organiser, AGENDA)
    assert figures(organiser) | {"to correct": "0"} == figures(organiser)
    assert (figures(organiser)["new"], figures(organiser)["changed"], figures(organiser)["the same"]) == ("0", "0", "3")
    take(organiser)
    assert draft_of(forum.id) == before


def test_a_later_file_changes_what_it_names_and_keeps_what_was_not_ticked(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, AGENDA))
    code = titled(forum, "Opening").code
    later = f"{HEADS}\n2027-03-04;10:00;10:45;Opening;Keynote;Ballroom;;\n"
    choose(organiser, later)
    assert (figures(organiser)["changed"], figures(organiser)["no longer in the file"]) == ("1", "2")
    organiser.fill_in(withdraw=titled(forum, "Ways to work").code)
    take(organiser)
    assert (titled(forum, "Opening").code, titled(forum, "Opening").starts_local) == (code, agendas.wall("10:00", DAY))
    assert titled(forum, "Ways to work").is_withdrawn
    assert not titled(forum, "What we take home").is_withdrawn


def test_a_session_that_was_typed_in_is_known_by_its_title_or_by_its_place(organiser: Visitor, forum: Event) -> None:
    ballroom = agendas.add_room(forum, "Ballroom")
    by_title = agendas.add_session(forum, "Ways to work", "15:00")
    by_place = agendas.add_session(forum, "Begin", "09:30", room_id=ballroom)
    choose(organiser, AGENDA)
    assert (figures(organiser)["new"], figures(organiser)["changed"]) == ("1", "2")
    take(organiser)
    assert titled(forum, "Ways to work").id == by_title
    assert titled(forum, "Opening").id == by_place


def test_a_wrong_row_is_said_corrected_and_never_half_brought_in(organiser: Visitor, forum: Event) -> None:
    choose(organiser, AGENDA.replace("9h30", "half past nine"))
    assert "half past nine" in organiser.response.get_data(as_text=True)
    assert figures(organiser)["to correct"] == "1"
    organiser.press("Bring it into the draft", expect=422)
    assert "One row cannot be read yet" in organiser.text
    assert draft_of(forum.id).sessions == ()
    organiser.fill_in(**{"cell-2-1": "9:30"}).press("Read it again")
    assert (figures(organiser)["to correct"], figures(organiser)["new"]) == ("0", "3")
    take(organiser)
    assert titled(forum, "Opening").starts_local == agendas.wall("09:30", DAY)


def test_what_is_gone_is_not_asked_while_a_row_cannot_be_read(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, AGENDA))
    choose(organiser, AGENDA.replace("9h30", "half past nine"))
    assert not organiser.tree.xpath("//input[@name='withdraw']")
    organiser.fill_in(leaves_out=True)
    take(organiser)
    assert not titled(forum, "Opening").is_withdrawn


def test_rows_without_a_date_get_the_day_that_is_chosen(organiser: Visitor, forum: Event) -> None:
    choose(organiser, "Start;End;Title\n9:00;10:00;Opening\n10:00;11:00;Talks\n")
    assert "No session could be read yet" in organiser.text
    organiser.fill_in(day="2027-03-05").press("Read the columns like this")
    take(organiser)
    assert titled(forum, "Opening").day == date(2027, 3, 5)


def test_a_new_session_is_shown_as_it_was_understood(organiser: Visitor) -> None:
    choose(organiser, AGENDA)
    for words in ("Jane Vũ (Speaker, NGO 8)", "Noor Idris (Moderator)", "1 h 15 min", "Plenary"):
        assert words in organiser.text


def test_wrong_rows_can_be_left_out(organiser: Visitor, forum: Event) -> None:
    choose(organiser, AGENDA.replace("9h30", "half past nine")).fill_in(leaves_out=True)
    take(organiser)
    assert [one.title for one in draft_of(forum.id).sessions] == ["Ways to work", "What we take home"]


def test_the_columns_are_shown_and_can_be_read_in_another_way(organiser: Visitor, forum: Event) -> None:
    choose(organiser, "When;From;What;Hall\n2027-03-04;09:00;Opening;Ballroom\n")
    changed = {"column-0": "date", "column-2": "ignore", "column-3": "title"}
    organiser.fill_in(**changed).press("Read the columns like this")
    take(organiser)
    assert [one.title for one in draft_of(forum.id).sessions] == ["Ballroom"]


def test_rows_are_pasted_as_they_come_from_a_sheet(organiser: Visitor, forum: Event) -> None:
    rows = "Date\tStart\tEnd\tTitle\n4 March\t9:00\t10:00\tOpening\n4 March\t10:00\t10:30\tCoffee\n"
    organiser.open(IMPORT).fill_in(pasted=rows).press("Read it")
    take(organiser)
    assert [one.minutes for one in draft_of(forum.id).sessions] == [60, 30]


def test_a_workbook_is_read_and_another_sheet_of_it(organiser: Visitor, forum: Event) -> None:
    book = openpyxl.Workbook()
    for number, title in enumerate(("Plan A", "Plan B")):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        sheet.title = title
        sheet.append(["Date", "Start", "End", "Title"])
        sheet.append([DAY, time(9), time(10), f"Of {title}"])
    kept = io.BytesIO()
    book.save(kept)
    choose(organiser, kept.getvalue(), name="agenda.xlsx")
    organiser.fill_in(sheet="Plan B").press("Read the columns like this")
    take(organiser)
    assert [one.title for one in draft_of(forum.id).sessions] == ["Of Plan B"]


def test_a_table_without_anything_to_read_leaves_the_choice_to_the_organiser(organiser: Visitor, forum: Event) -> None:
    choose(organiser, "Date;Start;Note\n2027-03-04;09:00;\n2027-03-04;10:00;\n")
    assert "Bring it into the draft" not in organiser.text or draft_of(forum.id).sessions == ()


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 ...", b"PK\x03\x04 broken", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_agenda_gets_a_sentence(organiser: Visitor, body: bytes) -> None:
    choose(organiser, body, expect=422)
    assert organiser.tree.xpath("//*[contains(@class, 'wrong')]")


def test_neither_a_file_nor_rows_gets_a_sentence(organiser: Visitor) -> None:
    organiser.open(IMPORT).press("Read it", expect=422)
    assert "Choose a file, or paste the rows" in organiser.text


def test_odd_choices_do_nothing(organiser: Visitor, forum: Event) -> None:
    choose(organiser, AGENDA)
    form = organiser.tree.xpath("//main//form[contains(@action, 'confirm')]")[0]
    data = {
        one.get("name"): one.get("value", "") for one in form.xpath(".//input[@type='hidden' or @name='csrf_token']")
    }
    odd = {"column-999": "title", "column-1": "king", "cell-999999-1": "x", "cell-2-99": "y", "again": "yes"}
    organiser.post(f"{IMPORT}/confirm", {**data, **odd}, expect=200)
    assert figures(organiser)["new"] == "3"
    organiser.post(f"{IMPORT}/confirm", {**data, "sheet": "../etc", "again": "yes"}, expect=None)
    assert organiser.status in {200, 404}


def test_a_published_session_that_is_ticked_is_withdrawn_and_not_lost(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, AGENDA))
    publish_agenda(forum.id, agenda_state(forum.id).draft_revision, by="test")
    choose(organiser, f"{HEADS}\n2027-03-04;09:30;10:45;Opening;Plenary;Ballroom;;\n")
    organiser.fill_in(withdraw=titled(forum, "Ways to work").code)
    assert "Withdraw Ways to work Public now" in organiser.text
    take(organiser)
    assert "Withdrawn: “Ways to work”." in organiser.text
    assert "The published agenda has this until you publish again: “Ways to work”." in organiser.text
    assert "1 that the file does not have stays as it is." in organiser.text
    drafting.restore_session(forum.id, titled(forum, "Ways to work").id, by="test")
    assert not titled(forum, "Ways to work").is_withdrawn


ODD = f"""Date,Start,End,Title,Format,Room,Description
2027-03-04,09:00,10:00,Opening,Roundtable,Hall,
2027-03-04,09:30,10:30,Market,Marketplace,Hall,"Stalls of *all* partners, with tea. {"And so on. " * 9}At last."
2027-03-04,10:30,11:30,Evidence,Presentations,Hall,
2027-03-04,11:30,12:30,Second market,Marketplace,Hall,
"""


def test_a_format_that_is_not_known_is_said_with_its_rows(organiser: Visitor, forum: Event) -> None:
    choose(organiser, ODD)
    (remark,) = organiser.tree.xpath("//section[@aria-labelledby='remarks']//li")
    said = " ".join(remark.text_content().split())
    assert "The format “Marketplace” is not known here. It is kept, and read as a talk." in said
    assert "rows: 3, 5" in said
    take(organiser)
    assert titled(forum, "Market").format is Format.TALK
    assert titled(forum, "Market").source_type == "Marketplace"


def test_of_a_text_that_comes_in_the_first_words_are_shown(organiser: Visitor) -> None:
    choose(organiser, ODD)
    new = " ".join(organiser.tree.xpath("string(//section[@aria-labelledby='new'])").split())
    assert new.count("Text: ") == 1
    assert "Text: Stalls of *all* partners, with tea. And so on." in new
    assert "At last" not in new


def test_what_will_clash_is_named_and_hinders_nothing(organiser: Visitor, forum: Event) -> None:
    choose(organiser, ODD)
    assert "1 clash in the draft afterwards" in organiser.text
    assert "Hall has “Opening” and “Market” at the same time" in organiser.text
    take(organiser)
    assert len(draft_of(forum.id).sessions) == 4


# --- by the command --------------------------------------------------------------------------------------------------


def command(app: Flask, file: Path, *more: str) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["events", "import", str(file), *more])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("case", "zone", "day", "sessions"),
    [("regional-forum", "Asia/Bangkok", "2024-03-07", 10), ("bridge-workshop", "America/Los_Angeles", "2024-07-23", 7)],
)
def test_the_two_cases_come_in_by_the_command_and_again_change_nothing(
    app: Flask, case: str, zone: str, day: str, sessions: int
) -> None:
    make_account()
    file = real_file("agenda.csv", folder=f"cases/{case}")
    more = ("--title", case, "--kind", "workshop", "--starts", day, "--ends", day, "--zone", zone,
            "--organiser", "noor@example.org", "--publish")  # fmt: skip
    code, out, said = command(app, file, *more)
    assert (code, out) == (0, f"/e/{case}/\n"), said
    assert f"{sessions} new sessions" in said
    code, out, said = command(app, file, *more)
    assert f"0 new sessions, 0 changed, {sessions} the same" in said


def test_the_command_says_what_a_table_leaves_out_and_what_is_wrong_in_it(
    app: Flask, forum: Event, tmp_path: Path
) -> None:
    file = tmp_path / "agenda.csv"
    file.write_text(AGENDA.replace("9h30", "half past nine"))
    assert "Give --title, --starts and --zone" in command(app, file)[2]
    code, _out, said = command(app, file, "--event", "forum")
    assert code == 1
    assert "Row 2:" in said
    assert "Nothing was brought in" in said
    assert draft_of(forum.id).sessions == ()


def test_what_a_table_has_no_column_for_stays_when_it_comes_again(forum: Event, organiser: Visitor) -> None:
    take(choose(organiser, AGENDA))
    code = titled(forum, "Ways to work").code
    organiser.open(f"/organise/forum/agenda/sessions/{code}").fill_in(
        subtitle="A subtitle",
        abstract="Typed here.",
        description="At length.",
        language="en",
        interpretation="Thai",
        access_note="Captions",
        content_note="Hard to hear",
        recording="recorded",
        recording_license="CC BY 4.0",
        attribution="chatham house",
    ).press("Add a link", expect=200)
    organiser.fill_in(**{"links-0-title": "Paper", "links-0-url": "https://example.org/paper"})
    organiser.press("Save the session")
    before = titled(forum, "Ways to work")
    assert before.links
    choose(organiser, AGENDA)
    assert figures(organiser)["changed"] == "0"
    take(choose(organiser, AGENDA.replace("11:00;12:00", "11:30;12:30")))
    after = titled(forum, "Ways to work")
    assert after.starts_local != before.starts_local
    assert replace(after, starts_local=before.starts_local) == before


def test_a_column_that_is_there_and_empty_says_that_there_is_nothing(forum: Event, organiser: Visitor) -> None:
    take(choose(organiser, AGENDA))
    take(choose(organiser, AGENDA.replace("Panel;Mekong Room;Tari Sinaga, UN office;", "Panel;;;")))
    after = titled(forum, "Ways to work")
    assert (after.room_id, after.people) == (None, ())


def test_a_table_without_rooms_and_people_leaves_those_that_there_are(forum: Event, organiser: Visitor) -> None:
    take(choose(organiser, AGENDA))
    before = titled(forum, "Ways to work")
    assert before.room_id is not None
    take(choose(organiser, "Date;Start;End;Title\n04/03/2027;11:30;12:30;Ways to work\n"))
    after = titled(forum, "Ways to work")
    assert (after.room_id, after.people, after.format) == (before.room_id, before.people, before.format)
    assert after.starts_local != before.starts_local


def test_a_table_without_formats_leaves_the_words_for_them(forum: Event, organiser: Visitor) -> None:
    take(choose(organiser, AGENDA.replace("Panel;", "Deep dive;")))
    assert titled(forum, "Ways to work").source_type == "Deep dive"
    for later in ("Date;Start;End;Title\n04/03/2027;11:00;12:00;Ways to work\n", AGENDA.replace("Panel;", ";")):
        take(choose(organiser, later))
        assert "0 changed" in organiser.text
        assert titled(forum, "Ways to work").source_type == "Deep dive"


WITH_ADDRESSES = f"""{HEADS};Speaker email
04/03/2027;9h30;10:45;Opening;Plenary;Hall;Jane Vũ (NGO 8), Vannak Ly (NGO 3);Noor Idris;jane@example.org, v@example.org
04/03/2027;11:00;12:00;Ways to work;Panel;Mekong Room;Tari Sinaga, UN office;;tari at example
"""


def addresses(event: Event) -> dict[str, str]:
    db.session.rollback()
    return {names_of_people([person_id])[person_id]: row.email for person_id, row in invitations_of(event.id).items()}


def test_addresses_of_people_come_in_and_the_preview_says_whose(organiser: Visitor, forum: Event) -> None:
    choose(organiser, WITH_ADDRESSES)
    assert "E-mail addresses 2" in organiser.text
    assert "Jane Vũ jane@example.org Vannak Ly v@example.org" in organiser.text
    assert "“tari at example” is no e-mail address, or not only. No address of this row was taken." in organiser.text
    assert addresses(forum) == {}
    assert "2 addresses of people on stage are saved. Nobody was mailed." in take(organiser).text
    assert addresses(forum) == {"Jane Vũ": "jane@example.org", "Vannak Ly": "v@example.org"}
    revision = agenda_state(forum.id).draft_revision
    choose(organiser, WITH_ADDRESSES)
    assert "The draft says all of this already" in organiser.text
    assert "address of people" not in take(organiser).text
    assert agenda_state(forum.id).draft_revision == revision


def test_an_address_of_a_file_wins_until_somebody_was_asked_there(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, WITH_ADDRESSES))
    jane = next(one for one in people_on_stage(forum.id) if one.display_name == "Jane Vũ").id
    ask_to_speak(forum.id, [jane], by="test")
    later = WITH_ADDRESSES.replace("jane@example.org, v@", "vu@example.org, vannak@")
    choose(organiser, later)
    assert "They were asked there: it stays, though the file says vu@example.org" in organiser.text
    assert "Vannak Ly vannak@example.org instead of v@example.org" in organiser.text
    take(organiser)
    assert addresses(forum) == {"Jane Vũ": "jane@example.org", "Vannak Ly": "vannak@example.org"}


def test_an_address_of_a_file_stands_on_no_public_page_and_in_no_export(
    organiser: Visitor, visitor: Visitor, forum: Event
) -> None:
    take(choose(organiser, WITH_ADDRESSES))
    publish_agenda(forum.id, agenda_state(forum.id).draft_revision, by="test")
    stranger = visitor.another()
    pages = [
        "",
        "agenda",
        "people",
        "schedule.json",
        "schedule.xml",
        "calendar.ics",
        f"sessions/{titled(forum, 'Opening').code}",
    ]
    for page in pages:
        stranger.open(f"/e/forum/{page}", expect=None)
        assert stranger.status == 200, page
        assert "jane@example.org" not in stranger.response.get_data(as_text=True), page


def test_the_command_takes_addresses_as_the_page_does(app: Flask, forum: Event, tmp_path: Path) -> None:
    file = tmp_path / "agenda.csv"
    file.write_text(WITH_ADDRESSES, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["events", "import", str(file), "--event", "forum"])
    assert result.exit_code == 0, result.output
    assert "2 addresses of people on stage are saved. Nobody was mailed." in result.output
    assert addresses(forum) == {"Jane Vũ": "jane@example.org", "Vannak Ly": "v@example.org"}


WITH_GROUPS = """Date,Start,End,Title,Lead,Speakers
2027-03-04,09:00,10:00,Opening,Host,Jane Vũ; TBC
2027-03-04,10:00,11:00,Mapping,Facilitation team,
2027-03-04,11:00,12:00,Closing,Host,Vannak Ly
"""


def names_on_stage(event: Event) -> list[str]:
    db.session.rollback()
    return [person.display_name for person in people_on_stage(event.id)]


def test_roles_and_groups_are_left_out_and_said_with_their_rows(organiser: Visitor, forum: Event) -> None:
    choose(organiser, WITH_GROUPS)
    assert "Host rows: 2, 4 TBC rows: 2 Facilitation team rows: 3" in organiser.text
    take(organiser)
    assert names_on_stage(forum) == ["Jane Vũ", "Vannak Ly"]


def test_roles_and_groups_come_in_where_they_are_ticked(organiser: Visitor, forum: Event) -> None:
    choose(organiser, WITH_GROUPS)
    organiser.fill_in(takes_groups=True).press("Read it again like this", expect=200)
    assert "are taken in as people on stage" in organiser.text
    assert names_on_stage(forum) == []
    take(organiser)
    assert names_on_stage(forum) == ["Facilitation team", "Host", "Jane Vũ", "TBC", "Vannak Ly"]


LAST_YEAR = """Date;Start;End;Title
2025-03-06;09:00;10:00;Welcome
2025-03-07;09:00;09:30;Second day
"""


def test_the_sheet_of_last_year_moves_to_the_days_of_the_event_in_one_tap(organiser: Visitor, forum: Event) -> None:
    choose(organiser, LAST_YEAR)
    assert "The table begins on Thursday 6 March 2025, the event on Thursday 4 March 2027." in organiser.text
    assert "Rows to correct" in organiser.text
    organiser.press("Move everything, from Thursday 4 March 2027 on", expect=200)
    assert "Rows to correct" not in organiser.text
    take(organiser)
    db.session.rollback()
    assert sorted((one.title, one.day) for one in draft_of(forum.id).sessions) == [
        ("Second day", date(2027, 3, 5)),
        ("Welcome", date(2027, 3, 4)),
    ]


def test_moved_days_can_be_read_as_they_stand_again(organiser: Visitor, forum: Event) -> None:
    choose(organiser, LAST_YEAR).press("Move everything, from Thursday 4 March 2027 on", expect=200)
    organiser.fill_in(moves_days=False).press("Read it again like this", expect=200)
    assert "Rows to correct" in organiser.text
    assert draft_of(forum.id).sessions == ()


@pytest.mark.parametrize("second", ["2025-03-10", "2027-03-04"])
def test_days_that_do_not_fit_are_not_offered_to_move(organiser: Visitor, forum: Event, second: str) -> None:
    rows = f"Date;Start;End;Title\n2025-03-06;09:00;10:00;A\n{second};09:00;10:00;B"
    assert "Move everything" not in choose(organiser, rows).text


def test_the_command_moves_days_where_it_is_told(app: Flask, forum: Event, tmp_path: Path) -> None:
    file = tmp_path / "agenda.csv"
    file.write_text(LAST_YEAR, encoding="utf-8")
    call = ["events", "import", str(file), "--event", "forum"]
    refused = app.test_cli_runner().invoke(args=call)
    assert refused.exit_code == 1
    assert "give --move-days" in refused.output
    assert app.test_cli_runner().invoke(args=[*call, "--move-days"]).exit_code == 0
    db.session.rollback()
    assert {one.day for one in draft_of(forum.id).sessions} == {date(2027, 3, 4), date(2027, 3, 5)}


def test_what_is_ticked_counts_without_another_look(organiser: Visitor, forum: Event) -> None:
    take(choose(organiser, WITH_GROUPS).fill_in(takes_groups=True))
    assert "TBC" in names_on_stage(forum)


def test_the_command_leaves_roles_and_groups_out_too_unless_it_is_told(
    app: Flask, forum: Event, tmp_path: Path
) -> None:
    file = tmp_path / "agenda.csv"
    file.write_text(WITH_GROUPS, encoding="utf-8")
    call = ["events", "import", str(file), "--event", "forum"]
    assert "“Host” is a role, a group or still open" in app.test_cli_runner().invoke(args=call).output
    assert names_on_stage(forum) == ["Jane Vũ", "Vannak Ly"]
    assert "“Host”" not in app.test_cli_runner().invoke(args=[*call, "--take-groups"]).output
    assert "Facilitation team" in names_on_stage(forum)


def test_the_command_says_what_the_page_does_of_formats_and_clashes(app: Flask, forum: Event, tmp_path: Path) -> None:
    file = tmp_path / "agenda.csv"
    file.write_text(ODD, encoding="utf-8")
    said = app.test_cli_runner().invoke(args=["events", "import", str(file), "--event", "forum"]).output
    assert "row 3, 5: The format “Marketplace” is not known here." in said
    assert "In the draft with 1 thing to look at:\n  Hall has “Opening” and “Market”" in said
