"""Files that are no agenda, and files made to do harm: one sentence that says what to do, within bounds."""

import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convene.engines.schedule_files import (
    Problem,
    TableReading,
    UnreadableSchedule,
    read_any,
    read_pasted,
    read_table,
    understand_table,
    write_json,
    write_xml,
)
from convene.engines.schedule_files.decoding import LARGEST_FILE
from tests.engines.schedule_files.hostile_workbooks import BEGIN, END, ENTITIES, GOOD, SHEET, bomb, changed, with_sheet
from tests.engines.schedule_files.samples import SMALL_XML, as_json, event, small_file
from tests.engines.schedule_files.tables import FORUM, ONE_DAY, lines_of, read_csv, read_text, remarks_of, workbook


def zip_of(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return written.getvalue()


def old_office(inside: bytes = b"") -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + inside


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableSchedule) as refused:
        read_any(content, FORUM)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b"Date,Start,End,Title\n", "no row below"),
        (b"Date,Start,End,Title\n,,,\n", "no row below"),
        (b"Dear all,\n\nthe agenda follows on Monday.\n\nBest\nJane\n", "No agenda was found"),
        (b"name,e-mail\nJane,jane@example.org\n", "No agenda was found"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"<!doctype html><html><table><tr><td>9:00</td></tr></table>", "web page"),
        (b"<table><tr><td>9:00</td></tr></table>", "web page"),
        (b"{\\rtf1\\ansi Agenda}", "text document"),
        (old_office(), "old format"),
        (old_office("EncryptedPackage".encode("utf-16-le")), "password"),
        (zip_of("mimetype", "content.xml"), "Save it as XLSX"),
        (zip_of("xl/workbook.bin"), "Save it as XLSX"),
        (zip_of("Index/Document.iwa"), "Save it as XLSX"),
        (zip_of("word/document.xml"), "text document or a presentation"),
        (zip_of("a.csv"), "archive"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (zip_of("xl/workbook.xml"), "damaged"),
        (workbook(("Agenda", [])), "empty"),
        (workbook(("Agenda", [["Start", "End", "Title"]])), "no row below"),
        (workbook(("People", [["Name", "E-mail"], ["Jane", "j@example.org"]])), "No agenda was found"),
        (with_sheet(b"<worksheet"), "damaged"),
        (with_sheet(ENTITIES), "document type"),
        (with_sheet(ENTITIES.decode().encode("utf-16")), "document type"),
        (bytes(range(1, 256)) * 40, "no table"),
        (b"\x00" * 5_000, "empty"),
    ],
)
def test_what_is_no_agenda_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal_of(content)


def test_what_is_pasted_is_refused_with_a_sentence_as_well() -> None:
    for text, said in (("  \n", "nothing to read"), ("Dear all", "No agenda was found")):
        with pytest.raises(UnreadableSchedule) as refused:
            read_pasted(text)
        assert said in str(refused.value)


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(UnreadableSchedule) as refused:
        read_table(GOOD, sheet="Notes")
    assert "no sheet “Notes”" in str(refused.value)


def test_a_table_is_no_schedule_and_a_schedule_no_table() -> None:
    for content in (SMALL_XML, as_json(small_file(event()))):
        with pytest.raises(UnreadableSchedule, match="no table"):
            read_table(content)
        assert read_any(content, FORUM).schedule.title == "Water Forum"
    assert isinstance(read_any(GOOD, FORUM), TableReading)
    assert isinstance(read_any(b"[Draft];Start;Title\n1;9:00;Opening\n", FORUM), TableReading)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "larger than 20 MB" in refusal_of(b" " * (LARGEST_FILE + 1))


def lying_bomb() -> bytes:
    """A zip whose directory says that a part is small."""
    content = bytearray(bomb(SHEET, 120))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.find(signature)
        while place >= 0:
            name_at = place + (30 if offset == 22 else 46)
            if content[name_at : name_at + len(SHEET)] == SHEET.encode():
                content[place + offset : place + offset + 4] = (1_000).to_bytes(4, "little")
            place = content.find(signature, place + 4)
    return bytes(content)


@pytest.mark.slow
# Made when they are needed: all of them at once would fill the memory of each worker.
@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: bomb(SHEET, 120), "larger than what is read here"),
        (lambda: bomb("xl/styles.xml", 120), "larger than what is read here"),
        (lying_bomb, "damaged"),
        (lambda: with_sheet(BEGIN + b"<row/>" * 1_000_001 + END), "larger than what is read here"),
        (lambda: with_sheet(BEGIN + b"<row>" + b"<c/>" * 1_000_001 + b"</row>" + END), "larger than what is read here"),
        (lambda: b"Start,Title\n" + b"9:00,x\n" * 200_000, "more than 10000 rows"),
        (lambda: b"9:00 Welcome\n" * 100_000, "more than 10000 rows"),
        (lambda: b"| Start | Title |\n" + b"| 9:00 | x |\n" * 100_000, "more than 10000 rows"),
    ],
)
def test_bombs_and_endless_tables_are_refused_in_little_time(made: Callable[[], bytes], said: str) -> None:
    content = made()
    begun = time.process_time()
    assert said in refusal_of(content)
    assert time.process_time() - begun < 5


def filled_sheet(rows: int, columns: int) -> bytes:
    cells = b"".join(b'<c t="inlineStr"><is><t>x</t></is></c>' for _ in range(columns))
    heading = b"".join(b'<c t="inlineStr"><is><t>' + word + b"</t></is></c>" for word in (b"Start", b"End", b"Title"))
    return BEGIN + b"<row>" + heading + b"</row>" + (b"<row>" + cells + b"</row>") * rows + END


def test_a_sheet_formatted_to_its_end_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet = archive.read(SHEET)
    empty = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (number, number) for number in range(10, 100_000))
    reading = understand_table(read_table(with_sheet(sheet.replace(b"</sheetData>", empty + b"</sheetData>"))), ONE_DAY)
    assert lines_of(reading) == ["7 09:00-10:00 Opening", "7 10:00-11:00 Panel"]


@pytest.mark.slow
def test_sixteen_thousand_columns_are_read_as_two_hundred() -> None:
    row = [["Start", "End", "Title"] + ["x"] * 16_000, ["9:00", "10:00", "Opening"] + ["y"] * 16_000]
    from_sheet = understand_table(read_table(workbook(("Agenda", row))), ONE_DAY)
    from_text = read_csv("\n".join(",".join(cells) for cells in row), ONE_DAY)
    for reading in (from_sheet, from_text):
        assert lines_of(reading) == ["7 09:00-10:00 Opening"]
        assert len(reading.columns) == 200
    assert remarks_of(from_text) == ["The table has more than 200 columns; the others were left out."]


def test_a_cell_far_down_and_far_right_makes_no_grid_of_nothing() -> None:
    part = BEGIN + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END
    begun = time.process_time()
    assert refusal_of(with_sheet(part))
    assert time.process_time() - begun < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "made",
    [
        lambda: b'Start,Title\n9:00,"' + b"x" * 9_000_000 + b'"\n',  # a cell of 9 MB
        lambda: b'Start,Title\n9:00,"' + b"x,y\n" * 15_000,  # a quotation mark that does not end
        lambda: b"Start,Title\n9:00," + b'"' * 2_000_000,
        lambda: b"Start,Title\n" + b",".join([b"9:00"] * 300_000),
        lambda: b"Start  Title\n" + b"9:00   " * 300_000,
        lambda: b" " * 10_000_000 + b"x",
        lambda: b"9:00-" * 300_000 + b" x",
        lambda: b"| " * 1_000_000,
        lambda: b"Start,Title,Speakers\n" + b'9:00,x,"' + b"A B and " * 10_000 + b'"\n',
        lambda: b"Start,Title,Speakers\n" + b'9:00,x,"' + b"((((" * 10_000 + b'"\n',
        lambda: b"Start,Title,Speakers\n" + b'9:00,x,"' + b"; " * 50_000 + b'"\n',
        lambda: b"Start,End,Title,Date\n" + b"9:00,9:00 - 9:00 - 9:00,Same,1/2/3/4/5\n" * 3_000,
        lambda: b"Start,Title\n" + b"9:00,Same\n" * 3_000,
        lambda: b"Start,Title,Speakers\n9:00,Same,A\n" + b",,B\n" * 3_000,
        lambda: with_sheet(filled_sheet(1_000, 40)),
        lambda: with_sheet(
            BEGIN
            + b'<row><c t="inlineStr"><is><t>Start</t></is></c><c t="inlineStr"><is><t>Title</t></is></c></row>'
            + b'<row><c t="inlineStr"><is><t>9:00</t></is></c><c t="inlineStr"><is><t>x</t></is></c></row>' * 3_000
            + END.replace(b"</worksheet>", b'<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells></worksheet>')
        ),
        lambda: with_sheet(
            BEGIN
            + b'<row r="1"><c r="A1" t="inlineStr"><is><t>Start</t></is></c>'
            + b'<c r="B1" t="inlineStr"><is><t>Title</t></is></c></row>'
            + b'<row><c t="inlineStr"><is><t>9:00</t></is></c><c t="inlineStr"><is><t>x</t></is></c></row>' * 3_000
            + END.replace(
                b"</worksheet>",
                b"<mergeCells>" + b'<mergeCell ref="A2:A1048576"/>' * 20_000 + b"</mergeCells></worksheet>",
            )
        ),
    ],
)
def test_hostile_tables_take_no_longer_than_others_of_their_size(made: Callable[[], bytes]) -> None:
    content = made()
    begun = time.process_time()
    with suppress(UnreadableSchedule):
        read_any(content, ONE_DAY)
    assert time.process_time() - begun < 5


def test_a_quotation_mark_without_its_end_loses_no_row() -> None:
    reading = read_csv('Start,End,Title\n9:00,10:00,"Opening\n10:00,11:00,Panel\n', ONE_DAY)
    assert lines_of(reading) == ['7 09:00-10:00 "Opening', "7 10:00-11:00 Panel"]


def test_cells_that_are_formulas_elsewhere_are_texts_here() -> None:
    reading = read_csv('Start,End,Title\n9:00,10:00,"=HYPERLINK(""http://evil.example"")"\n10:00,11:00,+1@x\n', ONE_DAY)
    assert [session.title for session in reading.schedule.sessions] == ['=HYPERLINK("http://evil.example")', "+1@x"]


def test_control_characters_and_overrides_are_taken_out_of_cells() -> None:
    reading = read_csv("Start,End,Title,Room\n9:00,10:00,Wa\x07ter\u202e,Ha\ufeffll\n", ONE_DAY)
    assert lines_of(reading) == ["7 09:00-10:00 Water @Hall"]


def sound(reading: TableReading) -> None:
    """What holds of every reading, whatever the table."""
    assert len({session.guid for session in reading.schedule.sessions}) == len(reading.schedule.sessions)
    assert set(reading.rows) == {session.guid for session in reading.schedule.sessions}
    assert not set(reading.rows.values()) & {problem.row for problem in reading.problems}
    assert all(str(said) for said in (*reading.problems, *reading.remarks))
    write_json(reading.schedule)
    write_xml(reading.schedule)


WORDS = """
Date Start End Title Speakers Room Duration Time 9:00 10:30 1:00 09:00-10:30 noon 24:00 23:00 7_March 7/3/24 2/30 0 -1
31.12.2199 45358 0.375 Thursday Day_2 Day_99 45_min Jane_Vu_(UN) A;_B Moderator:_X x =1+1 \x00 \u202e ² ١ mar mar_mar
2024-03-31T02:30 9999-12-31 0001-01-01 1e999 99:99 25:00 1:00_AM 13_PM
"""
CELLS = st.sampled_from(["", *(word.replace("_", " ") for word in WORDS.split())]) | st.text(
    st.characters(exclude_categories=()), max_size=8
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.sampled_from(",;\t|"))
def test_any_grid_is_read_or_refused(rows: list[list[str]], separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (["Start", "Title", "Date"], *rows))
    with suppress(UnreadableSchedule):
        sound(read_text(text))
    with suppress(UnreadableSchedule):
        sound(read_text("\n".join(separator.join(row) for row in rows)))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_workbook_with_bytes_put_in_taken_out_or_doubled_is_read_or_refused(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        part = archive.read(name)
    begin = data.draw(st.integers(0, len(part)))
    end = min(len(part), begin + data.draw(st.integers(0, 40)))
    put_in = data.draw(st.binary(max_size=8) | st.just(part[begin:end] * 2) | st.just(b"9") | st.just(b"A1:XFD9"))
    content = changed(GOOD, lambda other, old: part[:begin] + put_in + part[end:] if other == name else old)
    with suppress(UnreadableSchedule):
        sound(understand_table(read_table(content), ONE_DAY))


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from([b"", b"Start,Title\n9:00,", b"PK\x03\x04", b"\xff\xfe", b"Start\tTitle\n"])
)
def test_any_bytes_are_read_or_refused(content: bytes, beginning: bytes) -> None:
    with suppress(UnreadableSchedule):
        reading = read_any(beginning + content, FORUM)
        if isinstance(reading, TableReading):
            sound(reading)


def test_a_problem_can_be_translated() -> None:
    (problem,) = read_csv("Start,Title\nsoon,Opening\n", ONE_DAY).problems
    assert problem == Problem(
        2, 0, "soon", "“%(cell)s” is no time. Write it as 09:30 or 1:00 PM.", {"cell": "soon"}, None
    )
