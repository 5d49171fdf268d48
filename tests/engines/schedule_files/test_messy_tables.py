"""Agendas as they come: in other languages and orders, from sheets, documents and e-mails. Each is read exactly."""

from datetime import date, datetime, time
from typing import Any

import pytest

from convene.engines.schedule_files import (
    Column,
    TableContext,
    read_table,
    understand_table,
    write_json,
    write_xml,
)
from tests.engines.schedule_files.tables import (
    FORUM,
    ONE_DAY,
    agenda_of_case,
    assert_clean,
    lines_of,
    problems_of,
    read_csv,
    read_text,
    read_xlsx,
    remarks_of,
    workbook,
)


def test_the_agenda_of_the_regional_forum_is_read_whole() -> None:
    context = TableContext("Asia/Bangkok", date(2024, 3, 7), date(2024, 3, 7), "Regional Network Forum")
    reading = understand_table(read_table(agenda_of_case("regional-forum")), context)
    assert_clean(reading)
    assert len(reading.schedule.sessions) == 10
    lines = lines_of(reading)
    assert lines[0] == "7 08:30-09:00 Arrival and registration @Foyer"
    assert lines[4] == (
        "7 11:15-12:45 Showcase: the data ecosystem and its tools @Ballroom [Grantee A] [Grantee B] [Grantee C]"
    )
    assert set(reading.left_out) == {"Host", "Facilitation team", "Moderator"}
    assert [track.name for track in reading.schedule.tracks] == ["Trends", "Data", "Narratives"]
    assert [room.name for room in reading.schedule.rooms] == ["Foyer", "Ballroom", "Terrace"]
    assert {session.type for session in reading.schedule.sessions} == {
        *("Break", "Plenary", "Group work", "Presentations", "Panel"),
    }
    assert reading.schedule.sessions[0].starts_at.isoformat() == "2024-03-07T08:30:00+07:00"


def test_the_agenda_of_the_bridge_workshop_is_read_whole() -> None:
    context = TableContext("America/Los_Angeles", date(2024, 7, 23), date(2024, 7, 23), "Bridging perspectives")
    reading = understand_table(read_table(agenda_of_case("bridge-workshop")), context)
    assert_clean(reading)
    lines = lines_of(reading)
    assert len(lines) == 7
    assert lines[1] == (
        "23 13:10-13:40 Fireside chat: origins and impact of a research fund @Salon 3 [Data lead host] "
        "[Head of youth safety by design (a platform)] [VP of programmes (an alliance)]"
    )
    assert "[University of Kent] [Universidad de los Andes]" in lines[2]


def test_01_semicolons_a_byte_order_mark_and_german_headings() -> None:
    text = (
        "\ufeffDatum;Beginn;Ende;Titel;Ort;Referent*innen;Moderation\r\n"
        "07.03.2024;9:00 Uhr;9.30 Uhr;Begrüßung;Großer Saal;Eva Ott;\r\n"
        '07.03.2024;9.30;10.45;"Wasser; und Daten";Großer Saal;Jan Ahn (Uni 3), Mia Blum;Eva Ott\r\n'
        "08.03.2024;14.20;15;Abschluss;;;\r\n"
    )
    reading = read_csv(text)
    assert_clean(reading)
    assert lines_of(reading) == [
        "7 09:00-09:30 Begrüßung @Großer Saal [Eva Ott]",
        "7 09:30-10:45 Wasser; und Daten @Großer Saal [Jan Ahn (Uni 3)] [Mia Blum] [Eva Ott moderator]",
        "8 14:20-15:00 Abschluss",
    ]


def test_02_french_times_and_durations_in_windows_1252() -> None:
    text = (
        "Intervenants;Salle;Intitulé;Durée;Heure de début;Jour\n"
        "Zoé Né, ONG 4;A;Ouverture;45 min;9h;7 mars\n;B;Été;1h30;9h45;8 mars\n"
    )
    reading = understand_table(read_table(text.encode("cp1252")), FORUM)
    assert problems_of(reading) == []
    assert remarks_of(reading) == [
        "The file is not in UTF-8; it was read as Western European, some letters may be wrong."
    ]
    assert lines_of(reading) == ["7 09:00-09:45 Ouverture @A [Zoé Né (ONG 4)]", "8 09:45-11:15 Été @B"]


def test_03_spanish_days_on_lines_of_their_own() -> None:
    text = (
        "Foro del agua,,,\n,,,\nHorario,Actividad,Lugar,Ponentes\nJueves 7 de marzo,,,\n"
        '9:00 a. m. - 10:00 a. m.,Apertura,Auditorio,"María Pérez (ONG 2); Juan Gil"\n'
        "1:00 p. m. a 2:00 p. m.,Almuerzo,,\nViernes 8 de marzo,,,\n9:00 - 10:30,Taller,Auditorio,\n"
    )
    reading = read_csv(text)
    assert_clean(reading)
    assert lines_of(reading) == [
        "7 09:00-10:00 Apertura @Auditorio [María Pérez (ONG 2)] [Juan Gil]",
        "7 13:00-14:00 Almuerzo",
        "8 09:00-10:30 Taller @Auditorio",
    ]


def test_04_portuguese_with_pipes_and_dates_filled_only_once() -> None:
    text = (
        "Data|Início|Fim|Título|Sala\n07/03/2024|09:00|10:00|Abertura|1\n|10:00|11:00|Painel|1\n"
        "08/03/2024|09:00|10:00|Oficina|2\n"
    )
    reading = read_csv(text)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-10:00 Abertura @1", "7 10:00-11:00 Painel @1", "8 09:00-10:00 Oficina @2"]


def test_05_italian_and_dutch_headings_together() -> None:
    reading = read_csv("Ora inizio,Ora fine,Titolo,Luogo,Spreker\n9:00,9:45,Benvenuto,Aula 1,Bo Rossi\n", ONE_DAY)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-09:45 Benvenuto @Aula 1 [Bo Rossi]"]


def test_06_thai_headings_months_years_and_digits() -> None:
    text = (
        "วันที่\tเวลา\tหัวข้อ\tห้อง\tวิทยากร\n"
        "๗ มีนาคม ๒๕๖๗\t๐๙:๐๐ - ๑๐:๓๐ น.\tพิธีเปิด\tห้องประชุม ๑\tสมชาย ใจดี\n"
        "8 มี.ค. 67\t13.00-14.00 น.\tสรุป\t\t\n"
    )
    reading = read_text(text)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-10:30 พิธีเปิด @ห้องประชุม ๑ [สมชาย ใจดี]", "8 13:00-14:00 สรุป"]


def test_07_indonesian_and_vietnamese_headings() -> None:
    indonesian = read_csv("Tanggal,Waktu,Acara,Tempat,Narasumber\n7 Maret 2024,09.00 - 10.00,Pembukaan,Aula,Sri Dewi\n")
    vietnamese = read_csv("Ngày,Bắt đầu,Kết thúc,Tiêu đề,Phòng,Diễn giả\n8 tháng 3,9h,9h30,Khai mạc,A1,Lê Hà\n")
    assert_clean(indonesian)
    assert_clean(vietnamese)
    assert lines_of(indonesian) == ["7 09:00-10:00 Pembukaan @Aula [Sri Dewi]"]
    assert lines_of(vietnamese) == ["8 09:00-09:30 Khai mạc @A1 [Lê Hà]"]


def test_08_arabic_russian_and_khmer_headings() -> None:
    arabic = read_csv(
        "التاريخ,وقت البدء,وقت الانتهاء,العنوان,القاعة,المتحدثون\n٧ مارس ٢٠٢٤,٠٩:٠٠,١٠:٠٠,الافتتاح,قاعة ١,ليلى حداد\n"
    )
    russian = read_csv("Дата;Время;Название;Зал;Спикеры\n7 марта 2024 г.;9:00–10:30;Открытие;Зал 1;Анна Ли\n")
    khmer = read_csv("កាលបរិច្ឆេទ,ចាប់ផ្តើម,បញ្ចប់,ចំណងជើង,បន្ទប់\n៧ មីនា ២០២៤,០៩:០០,១០:០០,ពិធីបើក,ក\n")
    for reading in (arabic, russian, khmer):
        assert_clean(reading)
    assert lines_of(arabic) == ["7 09:00-10:00 الافتتاح @قاعة ١ [ليلى حداد]"]
    assert lines_of(russian) == ["7 09:00-10:30 Открытие @Зал 1 [Анна Ли]"]
    assert lines_of(khmer) == ["7 09:00-10:00 ពិធីបើក @ក"]


def test_09_dates_and_times_of_excel() -> None:
    rows: list[list[Any]] = [
        ["Room", "Date", "Start", "End", "Session title"],
        ["Hall", date(2024, 3, 7), time(9), time(9, 30), "Typed as times"],
        ["Hall", datetime(2024, 3, 7), 0.40625, 0.4375, "Fractions of a day"],  # noqa: DTZ001
        ["Hall", 45358, datetime(2024, 3, 7, 11), datetime(2024, 3, 7, 12), "A serial number, and whole moments"],  # noqa: DTZ001
        ["Hall", "08/03/2024", "1:00 PM", "2:00 PM", "Typed as text"],
    ]
    reading = read_xlsx(("Agenda", rows))
    assert_clean(reading)
    assert lines_of(reading) == [
        "7 09:00-09:30 Typed as times @Hall",
        "7 09:45-10:30 Fractions of a day @Hall",
        "7 11:00-12:00 A serial number, and whole moments @Hall",
        "8 13:00-14:00 Typed as text @Hall",
    ]


def test_10_merged_cells_count_for_all_of_their_rows() -> None:
    rows: list[list[Any]] = [
        ["Thursday 7 March", None, None, None],
        ["Time", "Title", "Room", "Track"],
        ["9:00-10:00", "Rivers", "Hall", "Water"],
        [None, "Lakes", "Garden", None],
        ["10:00-11:00", "Seas", "Hall", "Salt"],
        ["Friday 8 March", None, None, None],
        ["9:00-10:00", "Rain", "Hall", None],
    ]
    reading = read_xlsx(("Agenda", rows), merged=("A1:D1", "A3:A4", "D3:D4", "A6:D6"))
    assert_clean(reading)
    assert lines_of(reading) == [
        "7 09:00-10:00 Rivers @Hall",
        "7 09:00-10:00 Lakes @Garden",
        "7 10:00-11:00 Seas @Hall",
        "8 09:00-10:00 Rain @Hall",
    ]
    tracks = {session.title: session.track for session in reading.schedule.sessions}
    assert tracks == {"Rivers": "Water", "Lakes": "Water", "Seas": "Salt", "Rain": None}


def test_11_headings_once_more_and_a_second_table_in_a_sheet() -> None:
    rows: list[list[Any]] = [
        ["Date", "Start", "End", "Title"],
        ["7 March", "9:00", "10:00", "Opening"],
        [],
        ["Second day"],
        ["Date", "Start", "End", "Title"],
        ["8 March", "9:00", "10:00", "Closing"],
        [],
        ["Name", "E-mail", "Phone"],
        ["Jane Vu", "jane@example.org", "1"],
    ]
    reading = read_xlsx(("Agenda", rows))
    assert problems_of(reading) == []
    assert lines_of(reading) == ["7 09:00-10:00 Opening", "8 09:00-10:00 Closing"]
    assert remarks_of(reading) == [
        "row 4: “Second day” stands alone in its row and was taken for a caption.",
        "row 8: Another table with other columns begins here and was not read. Bring it in by itself.",
    ]


def test_12_the_sheet_that_looks_like_an_agenda_is_read_and_its_name_is_its_day() -> None:
    people: list[list[Any]] = [["Name", "E-mail"], ["Jane Vu", "jane@example.org"]]
    rows: list[list[Any]] = [["Start", "End", "Title"], ["9:00", "10:00", "Opening"]]
    content = workbook(("People", people), ("Thu 7 March", rows), ("Fri 8 March", rows))
    table = read_table(content)
    assert (table.sheet, table.other_sheets) == ("Thu 7 March", ("People", "Fri 8 March"))
    reading = understand_table(table, FORUM)
    assert lines_of(reading) == ["7 09:00-10:00 Opening"]
    assert remarks_of(reading) == [
        "The sheet “Thu 7 March” was read. These look like agendas as well: Fri 8 March. Read them one by one.",
    ]
    friday = understand_table(read_table(content, sheet="Fri 8 March"), FORUM)
    assert_clean(friday)
    assert lines_of(friday) == ["8 09:00-10:00 Opening"]


def test_13_pasted_from_a_sheet_with_line_breaks_in_cells() -> None:
    text = (
        'Start\tTitle\tSpeakers\n9:00\t"Opening\nand welcome"\t"Jane Vu, NGO 8\nTari Sinaga, UN"\n'
        '10:00\tPanel\t"Moderator: Bo Li; Ann Oy (UN); Ed Ex"\n'
    )
    reading = read_text(text, ONE_DAY)
    assert problems_of(reading) == []
    assert lines_of(reading) == [
        "7 09:00-10:00 Opening and welcome [Jane Vu (NGO 8)] [Tari Sinaga (UN)]",
        "7 10:00-10:30 Panel [Bo Li moderator] [Ann Oy (UN)] [Ed Ex]",
    ]
    assert remarks_of(reading) == [
        "row 3: “Panel” has no duration; 30 minutes were assumed.",
        "Sessions without an end were taken to last until the next one begins: 1.",
    ]


def test_14_a_markdown_table() -> None:
    text = (
        "Our agenda:\n\n| When | What | Where |\n|:-----|:----:|------:|\n| **Friday 8 March** | | |\n"
        "| 9:00–9:30 | *Opening* \\| welcome | Hall |\n| 9:30–11:00 | Panel | Hall |\n"
    )
    reading = read_text(text)
    assert problems_of(reading) == []
    assert lines_of(reading) == ["8 09:00-09:30 *Opening* | welcome @Hall", "8 09:30-11:00 Panel @Hall"]


def test_15_an_ascii_table() -> None:
    text = (
        "+-------------+---------+------+\n| Time        | Title   | Room |\n+=============+=========+======+\n"
        "| 09:00-09:30 | Opening | Hall |\n+-------------+---------+------+\n| 09:30-10:00 | Coffee  |      |\n"
        "+-------------+---------+------+\n"
    )
    reading = read_text(text, ONE_DAY)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-09:30 Opening @Hall", "7 09:30-10:00 Coffee"]


def test_16_columns_in_an_e_mail_aligned_by_spaces() -> None:
    text = (
        "Time           Session               Room      Speaker\n"
        "9:00-10:00     Opening of the day    Hall      Jane Vu\n"
        "10:00-10:30    Coffee\n"
        "10:30-12:00    Panel                           Bo Li\n"
    )
    reading = read_text(text, ONE_DAY)
    assert_clean(reading)
    assert lines_of(reading) == [
        "7 09:00-10:00 Opening of the day @Hall [Jane Vu]",
        "7 10:00-10:30 Coffee",
        "7 10:30-12:00 Panel [Bo Li]",
    ]


def test_17_lines_that_begin_with_a_time() -> None:
    text = (
        "Day 1\n09:00-09:30 Welcome, with coffee\n• 9.30 – 10.45: Panel\n\n"
        "Day 2 – Friday\n10h Field visit\n12h30 Lunch\n"
    )
    reading = read_text(text)
    assert problems_of(reading) == []
    assert lines_of(reading) == [
        "7 09:00-09:30 Welcome, with coffee",
        "7 09:30-10:45 Panel",
        "8 10:00-12:30 Field visit",
        "8 12:30-13:00 Lunch",
    ]
    assert [column.is_sure for column in reading.columns] == [False, False]


def test_18_columns_without_headings_are_guessed_and_say_so() -> None:
    reading = read_csv("2024-03-07,09:00,09:30,Welcome\n2024-03-07,09:30,10:00,Talk\n2024-03-08,09:00,10:00,Visit\n")
    assert_clean(reading)
    assert [(column.meaning, column.is_sure) for column in reading.columns] == [
        (Column.DATE, False),
        (Column.START, False),
        (Column.END, False),
        (Column.TITLE, False),
    ]
    assert lines_of(reading) == ["7 09:00-09:30 Welcome", "7 09:30-10:00 Talk", "8 09:00-10:00 Visit"]


def test_19_month_first_is_told_from_the_whole_column() -> None:
    context = TableContext("America/New_York", date(2024, 7, 12), date(2024, 7, 23), "Forum")
    by_values = read_csv("Date,Start,End,Title\n07/12/2024,9:00,10:00,One\n07/23/2024,9:00,10:00,Two\n", context)
    by_event = read_csv("Date,Start,End,Title\n3/7/24,9:00,10:00,One\n3/8/24,9:00,10:00,Two\n")
    assert_clean(by_values)
    assert_clean(by_event)
    assert lines_of(by_values) == ["12 09:00-10:00 One", "23 09:00-10:00 Two"]
    assert lines_of(by_event) == ["7 09:00-10:00 One", "8 09:00-10:00 Two"]


def test_20_several_columns_of_people_and_lists_below_each_other() -> None:
    text = (
        "Title,Start,End,Chair,Speaker 1,Speaker 2,Speaker email\n"
        "Panel,9:00,10:00,Ann Oy,Jane Vu (NGO 8),Bo Li - UN,jane@example.org\n"
        ",,,,Ed Ex,,\n,,,,Flo Fu and Gus Go,,\n"
        'Talk,10:00,10:30,,"Hosts",TBC,\n'
    )
    reading = read_csv(text, ONE_DAY)
    assert problems_of(reading) == []
    assert remarks_of(reading) == [
        "row 2: E-mail addresses in this row: 1; people: 6. None was taken: write one for each person, in their order."
    ]
    assert lines_of(reading) == [
        "7 09:00-10:00 Panel [Ann Oy moderator] [Jane Vu (NGO 8)] [Ed Ex] [Flo Fu] [Gus Go] [Bo Li (UN)]",
        "7 10:00-10:30 Talk",
    ]
    assert reading.left_out == {"Hosts": (5,), "TBC": (5,)}


def test_20b_addresses_are_taken_where_there_are_as_many_as_people() -> None:
    text = (
        "Title,Start,End,Chair,Speakers,E-Mail-Adresse,Speaker email\n"
        'All,9:00,10:00,Ann Oy,Jane Vu; Bo Li,"ann@example.org; Jane <jane@example.org>, mailto:bo@EXAMPLE.org",\n'
        'Of a role,10:00,11:00,Ann Oy,Bo Li; Ed Ex,,"bo@example.org\ned@example.org"\n'
        "Another one,11:00,12:00,,Bo Li,li@example.org,\n"
        "Too few,12:00,13:00,,Gus Go; Flo Fu,gus@example.org,\n"
        "Wrong,13:00,14:00,,Gus Go,flo (at) example.org,\n"
    )
    reading = read_csv(text, ONE_DAY)
    assert problems_of(reading) == []
    assert remarks_of(reading) == [
        "row 4: Bo Li has another e-mail address in a row above. That one was taken.",
        "row 5: E-mail addresses in this row: 1; people: 2. None was taken: write one for each person, in their order.",
        "row 6: “flo (at) example.org” is no e-mail address, or not only. No address of this row was taken.",
    ]
    told = {(person.name, person.email) for session in reading.schedule.sessions for person in session.persons}
    assert told == {
        ("Ann Oy", "ann@example.org"),
        ("Ann Oy", ""),
        ("Jane Vu", "jane@example.org"),
        ("Bo Li", "bo@example.org"),
        ("Ed Ex", "ed@example.org"),
        ("Gus Go", ""),
        ("Flo Fu", ""),
    }
    assert b"@" not in write_json(reading.schedule) + write_xml(reading.schedule)


def test_21_a_night_belongs_to_its_evening() -> None:
    reading = read_csv(
        "Date,Start,End,Title\n7 March,22:00,1:00,Party\n7 March,23:30,00:30,Music\n7 March,01:00,02:00,Last\n"
    )
    assert problems_of(reading) == []
    assert remarks_of(reading) == ["row 4: 01:00 was read as the night after 2024-03-07."]
    assert lines_of(reading) == ["7 22:00-01:00 Party", "7 23:30-00:30 Music", "7 01:00-02:00 Last"]
    last = reading.schedule.sessions[-1]
    assert (last.day, last.starts_at.date()) == (date(2024, 3, 7), date(2024, 3, 8))


def test_22_excel_says_what_parts_its_cells() -> None:
    reading = read_csv("sep=;\r\nStart;End;Title\r\n9:00;10:00;One, two, three\r\n", ONE_DAY)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-10:00 One, two, three"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_23_wide_encodings_with_and_without_a_byte_order_mark(encoding: str) -> None:
    content = "Start\tEnd\tTitle\n9:00\t10:00\tÉté\n".encode(encoding)
    reading = understand_table(read_table(content), ONE_DAY)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-10:00 Été"]


def test_24_whole_moments_as_other_programs_export_them() -> None:
    text = (
        "Start Date,End Date,Name\n2024-03-07 09:00,2024-03-07 10:30,Opening\n2024-03-07 22:00,2024-03-08 02:00,Party\n"
    )
    reading = read_csv(text)
    assert_clean(reading)
    assert lines_of(reading) == ["7 09:00-10:30 Opening", "7 22:00-02:00 Party"]
    dates_only = read_csv("Start date,End date,Time,Name\n7 March,8 March,9:00-10:00,Opening\n")
    assert_clean(dates_only)
    assert lines_of(dates_only) == ["7 09:00-10:00 Opening"]


def test_25_a_letter_around_the_agenda() -> None:
    text = (
        "Hi all\n\nDay 1: Thursday 7 March\n\n9:00 am - 9:30 am   Registration       Foyer\n"
        "9:30 am - 10:30 am  Keynote, Jane Vu   Hall\n\nDay 2: Friday 8 March\n"
        "9:00 am - 10:00 am  Site visit         Bus\n\nBest,\nJane\n"
    )
    reading = read_text(text)
    assert problems_of(reading) == []
    assert lines_of(reading) == [
        "7 09:00-09:30 Registration",
        "7 09:30-10:30 Keynote, Jane Vu",
        "8 09:00-10:00 Site visit",
    ]
    assert [remark for remark in remarks_of(reading) if "caption" not in remark] == []


def test_26_a_day_and_a_span_in_one_cell_and_instants_with_their_offsets() -> None:
    spans = read_csv('Title,Date & Time,Venue\nA,7 March 9:00-10:00,Hall\nB,"7 March, 10am - 11am",Hall\n')
    assert_clean(spans)
    assert lines_of(spans) == ["7 09:00-10:00 A @Hall", "7 10:00-11:00 B @Hall"]
    instants = read_csv("Title,Start,End\nA,2024-03-07T09:00:00Z,2024-03-07T17:30:00+07:00\n")
    assert_clean(instants)
    assert lines_of(instants) == ["7 10:00-11:30 A"]


def test_27_a_parallel_session_without_its_time_is_a_problem_with_the_time_above() -> None:
    reading = read_csv("Time,Room,Session\n9:00-10:00,A,One\n,B,Two\n10:00-11:00,A,Three\n", ONE_DAY)
    assert lines_of(reading) == ["7 09:00-10:00 One @A", "7 10:00-11:00 Three @A"]
    assert problems_of(reading) == [
        (3, 0, "The row says no start. Write when the session begins, such as 09:30.", "9:00-10:00"),
    ]


def test_a_long_list_of_names_is_read_to_its_end() -> None:
    names = [f"Person Number{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(90)]
    (session,) = read_csv(f'Start,End,Title,Speakers\n9:00,9:30,A,"{", ".join(names)}"\n', ONE_DAY).schedule.sessions
    assert [person.name for person in session.persons] == names


def test_more_names_than_a_stage_holds_are_said() -> None:
    names = ";".join(f"Person {chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(250))
    reading = read_csv(f'Start,End,Title,Speakers\n9:00,9:30,A,"{names}"\n', ONE_DAY)
    assert len(reading.schedule.sessions[0].persons) == 200
    assert remarks_of(reading) == ["row 2: A cell names 200 people or more; those after them were left out."]
