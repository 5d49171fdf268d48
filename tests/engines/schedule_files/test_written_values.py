"""Dates, times, durations, headings and people as they are written, one cell at a time."""

from datetime import date

import pytest

from convene.engines.schedule_files import Column, Person
from convene.engines.schedule_files.headings import heading_of
from convene.engines.schedule_files.people_cells import is_nobody, looks_like_an_organisation, people_in
from convene.engines.schedule_files.written_days import Doubt, Order, WrittenDay, day_of, order_of, written_day
from convene.engines.schedule_files.written_times import (
    leading_time,
    written_clock,
    written_duration,
    written_moment,
    written_span,
)

FIRST, LAST = date(2024, 3, 5), date(2024, 3, 8)


def day_in(text: str, first: date = FIRST, last: date = LAST) -> str | None:
    written = written_day(text)
    on = day_of(written, Order.DAY_FIRST, first, last) if written is not None else None
    return on.isoformat() if on is not None else None


@pytest.mark.parametrize(
    "text",
    [
        *("2024-03-07", "2024/03/07", "20240307", "07/03/2024", "7.3.2024", "07.03.24", "7-3-2024", "07/03", "7.3."),
        *(
            "7 March",
            "March 7th",
            "7th of March, 2024",
            "Thu 7 Mar 2024",
            "Thursday, March 7, 2024",
            "07-Mar-24",
            "7 Mar '24",
        ),
        *("7 mars 2024", "jeu. 7 mars", "jeudi 7 mars 2024", "7 de marzo de 2024", "jueves 7 marzo"),
        *(
            "7 de março de 2024",
            "quinta-feira, 7 de março",
            "7. März 2024",
            "Do., 7. März",
            "7 marzo 2024",
            "giovedì 7 marzo",
        ),
        *(
            "7 maart 2024",
            "donderdag 7 maart",
            "7 Maret 2024",
            "Kamis, 7 Maret 2024",
            "7 tháng 3",
            "ngày 7 tháng 3 năm 2024",
        ),
        *("7 มีนาคม 2567", "7 มี.ค. 67", "วันพฤหัสบดีที่ 7 มีนาคม พ.ศ. 2567", "๗ มีนาคม ๒๕๖๗", "7 марта 2024 г.", "чт, 7 марта"),
        *("٧ مارس ٢٠٢٤", "7 មីនា 2024", "45358", "Day 3", "Day three", "Tag 3", "Jour 3", "Día 3", "Thursday", "jueves"),
    ],
)
def test_the_seventh_of_march_is_read_however_it_is_written(text: str) -> None:
    assert day_in(text) == "2024-03-07"


@pytest.mark.parametrize(
    "text",
    [
        *("", "7", "March", "March 2024", "31/02/2024", "Day 9", "Saturday", "9:30", "Welcome", "7 March – opening"),
        *("2024", "1/2/3/4", "7 March April", "7th", "x" * 200, "99999", "7,5 %", "0/0/2024", "2024-13-40"),
    ],
)
def test_what_is_no_date_of_the_event_is_none(text: str) -> None:
    assert day_in(text) is None


def test_a_missing_year_is_that_of_the_event_also_around_new_year() -> None:
    first, last = date(2023, 12, 30), date(2024, 1, 2)
    assert day_in("31 December", first, last) == "2023-12-31"
    assert day_in("1 January", first, last) == "2024-01-01"
    assert day_in("29 February", first, last) == "2024-02-29"


def test_a_word_that_is_a_month_and_a_day_of_the_week_is_either() -> None:
    assert written_day("mar. 5 mars") == WrittenDay(5, 3, weekday=1)
    assert written_day("5 mar") == WrittenDay(5, 3)


@pytest.mark.parametrize(
    ("texts", "order", "doubt"),
    [
        (["23/07/2024", "01/07/2024"], Order.DAY_FIRST, Doubt.NONE),
        (["07/23/2024", "07/01/2024"], Order.MONTH_FIRST, Doubt.NONE),
        (["03/07/2024"], Order.MONTH_FIRST, Doubt.NONE),
        (["07/03/2024"], Order.DAY_FIRST, Doubt.NONE),
        (["05/06/2024"], Order.DAY_FIRST, Doubt.UNDECIDED),
        (["05.06.2024"], Order.DAY_FIRST, Doubt.NONE),
        (["05/05/2024"], Order.DAY_FIRST, Doubt.NONE),
        (["23/07/2024", "07/24/2024", "07/25/2024"], Order.MONTH_FIRST, Doubt.MIXED),
        (["2024-03-07", "7 March"], Order.DAY_FIRST, Doubt.NONE),
    ],
)
def test_the_order_of_day_and_month_is_decided_for_a_column(texts: list[str], order: Order, doubt: Doubt) -> None:
    days = [day for text in texts if (day := written_day(text)) is not None]
    assert order_of(days, FIRST, LAST) == (order, doubt)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        *(("13:00", "13:00"), ("1:00 PM", "13:00"), ("1 pm", "13:00"), ("1:00 p. m.", "13:00"), ("12:30 AM", "00:30")),
        *(("14.20", "14:20"), ("14.2", "14:20"), ("9h30", "09:30"), ("9h", "09:00"), ("9 h 05", "09:05")),
        *(("0930", "09:30"), ("930", "09:30"), ("9", "09:00"), ("13:00:00", "13:00"), ("9 Uhr", "09:00")),
        *(("09:00 น.", "09:00"), ("٠٩:٣٠", "09:30"), ("09：30", "09:30"), ("kl. 9", "09:00"), ("um 9:15 Uhr", "09:15")),
        *(("0.375", "09:00"), ("0,375", "09:00"), ("0.5", "12:00"), ("noon", "12:00"), ("12 noon", "12:00")),
        *(("Mittag", "12:00"), ("midnight", "00:00"), ("24:00", "24:00"), ("1:00 CH", "13:00"), ("00.30", "00:30")),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, clock: str) -> None:
    assert str(written_clock(text)) == clock


@pytest.mark.parametrize(
    "text", ["", "x", "25:00", "13:60", "9:5", "24:30", "13:00 AM", "TBC", "9:00 CET", "-1", "1" * 200]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert written_clock(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        *(("09:00-10:30", "09:00", "10:30"), ("9–10:30 am", "09:00", "10:30"), ("1-1:30 pm", "13:00", "13:30")),
        *(
            ("11:00-1:00 PM", "11:00", "13:00"),
            ("von 9 bis 10 Uhr", "09:00", "10:00"),
            ("9h30 à 10h", "09:30", "10:00"),
        ),
        *(("9:00 to 10:00", "09:00", "10:00"), ("de 9h a 10h", "09:00", "10:00"), ("0900-0930", "09:00", "09:30")),
        *(
            ("09.00 – 10.00 น.", "09:00", "10:00"),
            ("9:00 s/d 10:00", "09:00", "10:00"),
            ("с 9:00 до 10:00", "09:00", "10:00"),
        ),
    ],
)
def test_a_span_is_read_however_it_is_written(text: str, start: str, end: str) -> None:
    span = written_span(text)
    assert span is not None
    assert (str(span[0]), str(span[1])) == (start, end)


def test_dates_are_no_spans_and_spans_no_dates() -> None:
    assert written_span("2024-03-07") is None
    assert written_day("09:00-10:30") is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        *(("2024-03-07 09:00", "09:00"), ("2024-03-07T09:00:00", "09:00"), ("7 March at 9:00", "09:00")),
        *(("07/03/2024, 1:00 PM", "13:00"), ("45358.375", "09:00"), ("Thu 7 Mar 9h30", "09:30")),
    ],
)
def test_a_moment_is_a_date_and_a_time(text: str, clock: str) -> None:
    moment = written_moment(text)
    assert moment is not None
    assert day_of(moment[0], Order.DAY_FIRST, FIRST, LAST) == date(2024, 3, 7)
    assert str(moment[1]) == clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *(("45", 45), ("45 min", 45), ("45'", 45), ("1h30", 90), ("1:30", 90), ("1 h 30 min", 90), ("90 minutes", 90)),
        *(
            ("1.5 h", 90),
            ("1,5 Std.", 90),
            ("1.5", 90),
            ("1 hour and 30 minutes", 90),
            ("00:45:00", 45),
            ("0.03125", 45),
        ),
        *(("2 hours", 120), ("30 phút", 30), ("1 giờ 30 phút", 90), ("30 นาที", 30), ("1 ч 15 мин", 75)),
        *(("", None), ("x", None), ("-5", None), ("soon 5", None), ("999999", None), ("5 weeks", None)),
    ],
)
def test_a_duration_is_read_however_it_is_written(text: str, minutes: int | None) -> None:
    assert written_duration(text) == minutes


def test_a_line_that_begins_with_a_time_is_parted_there() -> None:
    assert leading_time("09:00-09:30 Welcome") == ("09:00-09:30", "Welcome")
    assert leading_time("• 9.30 Coffee") == ("9.30", "Coffee")
    assert leading_time("1 pm – Lunch") == ("1 pm", "Lunch")
    for line in ("10 principles", "2024-03-07 x", "Welcome 9:00", "9.30"):
        assert leading_time(line) is None


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        *(
            ("DATE", Column.DATE),
            ("  start time: ", Column.START),
            ("Fin", Column.END),
            ("Durée (min)", Column.DURATION),
        ),
        *(
            ("Título", Column.TITLE),
            ("TITRE", Column.TITLE),
            ("Sub-title", Column.SUBTITLE),
            ("Session type", Column.FORMAT),
        ),
        *(("Room / Location", Column.ROOM), ("Speaker(s)", Column.SPEAKERS), ("Speaker 2", Column.SPEAKERS)),
        *(("Referent*in", Column.SPEAKERS), ("Intervenant·e·s", Column.SPEAKERS), ("Orador(a)", Column.SPEAKERS)),
        *(("Chair", Column.MODERATORS), ("Facilitated by", Column.FACILITATORS), ("Led by", Column.HOST)),
        *(("Start/End", Column.SPAN), ("Time slot", Column.SPAN), ("ห้อง", Column.ROOM), ("Директор", None)),
        *(
            ("Diễn giả", Column.SPEAKERS),
            ("Địa điểm", Column.ROOM),
            ("القاعة", Column.ROOM),
            ("Название", Column.TITLE),
        ),
        *(
            ("ចំណងជើង", Column.TITLE),
            ("E-mail", Column.EMAIL),
            ("Speaker e-mail", Column.EMAIL),
            ("Email of the chair", Column.EMAIL),
            ("E-Mail-Adresse", Column.EMAIL),
            ("Correo electrónico", Column.EMAIL),
            ("Courriel de l’intervenant", Column.EMAIL),
            ("Thư điện tử", Column.EMAIL),
            ("Speaker phone", Column.IGNORE),
            ("", None),
            ("xyz", None),
        ),
    ],
)
def test_a_heading_is_recognised_whatever_its_case_accents_and_punctuation(
    heading: str, meaning: Column | None
) -> None:
    found = heading_of(heading)
    assert (found.meaning if found else None) == meaning


def test_a_heading_known_only_in_part_is_not_sure() -> None:
    heading = heading_of("Names of all speakers")
    assert heading is not None
    assert (heading.meaning, heading.is_sure) == (Column.SPEAKERS, False)


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Jane Vu", ["Jane Vu"]),
        ("Jane Vu (NGO 8)", ["Jane Vu (NGO 8)"]),
        ("Jane Vu, NGO 8; Tari Sinaga, UN", ["Jane Vu (NGO 8)", "Tari Sinaga (UN)"]),
        ("Jane Vu, NGO 8", ["Jane Vu (NGO 8)"]),
        ("Jane Vu, Tari Sinaga", ["Jane Vu", "Tari Sinaga"]),
        ("Jane Vu, Tari Sinaga and Bo Li", ["Jane Vu", "Tari Sinaga", "Bo Li"]),
        ("Jane Vu, Tari Sinaga, and Bo Li", ["Jane Vu", "Tari Sinaga", "Bo Li"]),
        ("Jane Vu (NGO 8, Kenya), Bo Li (UN)", ["Jane Vu (NGO 8, Kenya)", "Bo Li (UN)"]),
        ("Jane Vu and Bo Li", ["Jane Vu", "Bo Li"]),
        ("Jane Vu (UN) & Bo Li (WHO)", ["Jane Vu (UN)", "Bo Li (WHO)"]),
        ("Jane Vu and Bo Li, UNICEF", ["Jane Vu (UNICEF)", "Bo Li (UNICEF)"]),
        ("Jane Vu & Bo Li – UNICEF", ["Jane Vu (UNICEF)", "Bo Li (UNICEF)"]),
        ("Ann Oy; Jane Vu and Bo Li, NGO 8", ["Ann Oy", "Jane Vu (NGO 8)", "Bo Li (NGO 8)"]),
        ("Ministry of Health and Sports, UN", ["Ministry of Health and Sports (UN)"]),
        ("Save the Children and UNICEF", ["Save the Children and UNICEF"]),
        ("Ministry of Health and Sports", ["Ministry of Health and Sports"]),
        ("Jane and Bo", ["Jane and Bo"]),
        ("Jane Vu, PhD", ["Jane Vu, PhD"]),
        ("Jane Vu, University of Kent", ["Jane Vu (University of Kent)"]),
        ("Jane Vu – UNICEF", ["Jane Vu (UNICEF)"]),
        ("Jane Vu, NGO 8\nTari Sinaga, UN", ["Jane Vu (NGO 8)", "Tari Sinaga (UN)"]),
        ("- Jane Vu\n- Bo Li", ["Jane Vu", "Bo Li"]),
        ("Moderator: Jane Vu; Bo Li", ["Jane Vu moderator", "Bo Li"]),
        ("Moderator: Jane Vu\nPanellists: Bo Li; Ann Oy", ["Jane Vu moderator", "Bo Li panellist", "Ann Oy panellist"]),
        ("Speakers: Jane Vu, Bo Li", ["Jane Vu", "Bo Li"]),
        ("Jane Vu (moderator)", ["Jane Vu moderator"]),
        ("Jane Vu (UN, moderator)", ["Jane Vu (UN) moderator"]),
        ("Jane Vu; jane vu", ["Jane Vu"]),
        ("University of Kent; Universidad de los Andes", ["University of Kent", "Universidad de los Andes"]),
        *((word, [word]) for word in ("Hosts", "TBC", "Facilitation team", "University of Kent", "Data lead")),
        ("; ,\n-", []),
        ("", []),
    ],
)
def test_people_in_a_cell(cell: str, people: list[str]) -> None:
    assert [shown(person) for person in people_in(cell, "speaker")] == people


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Jane Vu <jane@example.org>; Bo Li <bo2@x.org>", [("Jane Vu", ""), ("Bo Li", "")]),
        ("Jane Vu mailto:jane@x.org and Bo Li <bo@x.org>", [("Jane Vu", ""), ("Bo Li", "")]),
        ("Jane Vu<jane@x.org>, NGO 8", [("Jane Vu", "NGO 8")]),
        ("Jane Vu (jane@x.org, NGO 8)", [("Jane Vu", "NGO 8")]),
        ("Jane Vu [j@x.org]", [("Jane Vu", "")]),
        ("jane@example.org", []),
        ("Jane Vu @ NGO 8", [("Jane Vu @ NGO 8", "")]),
    ],
)
def test_an_address_in_a_cell_of_people_becomes_no_part_of_a_name(cell: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.affiliation) for one in people_in(cell)] == people


@pytest.mark.parametrize(
    "word",
    [
        *(
            "Host",
            "Hosts",
            "Co-hosts",
            "Facilitation team",
            "The facilitation team",
            "Organisers",
            "Speaker 2",
            "Panellists",
        ),
        *("All", "All participants", "TBC", "TBD", "tba", "N.N.", "Speaker TBC", "To be confirmed"),
        *("Moderationsteam", "Gastgeberin", "Noch offen", "Alle Teilnehmenden", "Veranstalter", "Organisationsteam"),
        *("Équipe de facilitation", "À confirmer", "Comité d’organisation", "Tous les participants", "Hôtes"),
        *("Equipo de facilitación", "Por confirmar", "Todos los participantes", "Anfitriones", "Todos"),
        *("Ban tổ chức", "Nhóm điều phối", "Sẽ xác nhận sau", "Tất cả", "Người điều phối"),
    ],
)
def test_roles_and_groups_are_nobody(word: str) -> None:
    assert is_nobody(word)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Jane Vu",
            "Tim",
            "Tim Berg",
            "Le Van An",
            "Do Thi Lan",
            "Alle Mose",
            "De La Rosa",
            "Van der Berg",
            "Mai",
            "Lan Chi",
        ),
        *("University of Kent", "Save the Children", "Red Cross", "Grantee A", "VP of programmes", "Data lead"),
        *("Network Secretariat", "Grupo Sura", "Team Europe", "World Bank Group", "วรนาฎ", "ليلى حدّاد"),
    ],
)
def test_names_of_people_and_organisations_are_somebody(name: str) -> None:
    assert not is_nobody(name)


def shown(person: Person) -> str:
    text = person.name + (f" ({person.affiliation})" if person.affiliation else "")
    return text if person.role == "speaker" else f"{text} {person.role}"


def test_an_organisation_is_known_by_digits_acronyms_and_words() -> None:
    for text in ("NGO 8", "UN", "University of Kent", "Fundación Agua", "Ministère de la Santé", "3M"):
        assert looks_like_an_organisation(text)
    for text in ("Tari Sinaga", "host", "Van der Berg", "Jane"):
        assert not looks_like_an_organisation(text)
