"""Lists as people make them: any columns, any order, many languages; what is wrong is said, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.engines.people_files import Column, FilePerson, PeopleContext, PeopleReading, likeness, understand_people
from convene.engines.people_files.addresses import addresses_in
from convene.engines.people_files.countries import Countries

CONTEXT = PeopleContext(
    countries={"vietnam": "VN", "thailand": "TH", "korea": "KR", "philippines": "PH", "usa": "US"},
    languages={"thai": "th", "english": "en", "en": "en"},
)


def read(*rows: list[str], **more: object) -> PeopleReading:
    width = max(map(len, rows))
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    return understand_people(even, range(1, len(even) + 1), CONTEXT, **more)  # type: ignore[arg-type]


def one(*rows: list[str], **more: object) -> FilePerson:
    (person,) = read(*rows, **more).people
    return person


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (["Name", "E-mail address", "Organisation", "Country"], ["Jane Trần", "jane@example.org", "NGO 8", "VN"]),
        (["Nom", "Prénom", "Courriel", "Organisme", "Pays"], ["Trần", "Jane", "jane@example.org", "NGO 8", "Vietnam"]),
        (["Nachname", "Vorname", "E-Mail", "Firma", "Land"], ["Trần", "Jane", "jane@example.org", "NGO 8", "vn"]),
        (["Nombre", "Apellidos", "Correo electrónico", "País", "Empresa"],
         ["Jane", "Trần", "jane@example.org", "Vietnam", "NGO 8"]),
        (["ชื่อ-สกุล", "อีเมล", "หน่วยงาน", "ประเทศ"], ["Jane Trần", "jane@example.org", "NGO 8", "Viet Nam"]),
        (["Họ và tên", "Thư điện tử", "Tổ chức", "Quốc gia"], ["Jane Trần", "jane@example.org", "NGO 8", "Vietnam"]),
        (["الاسم", "البريد الإلكتروني", "المنظمة", "البلد"], ["Jane Trần", "jane@example.org", "NGO 8", "Vietnam"]),
        (["ឈ្មោះ", "អ៊ីមែល", "អង្គការ", "ប្រទេស"], ["Jane Trần", "jane@example.org", "NGO 8", "Vietnam"]),
        (["姓名", "电子邮件", "单位", "国家"], ["Jane Trần", "jane@example.org", "NGO 8", "Vietnam"]),
        (["FIRST NAME *", "Last  name", "E_MAIL", "Organization:", "Country (residence)"],
         ["Jane", "Trần", "JANE@example.org", "NGO 8", "VIETNAM"]),
    ],
)  # fmt: skip
def test_headings_are_known_in_many_languages(headings: list[str], row: list[str]) -> None:
    person = one(headings, row)
    assert (person.name, person.email.lower()) == ("Jane Trần", "jane@example.org")
    assert (person.organisation, person.country, person.extra) == ("NGO 8", "VN", {})


@pytest.mark.parametrize(
    ("cell", "name", "email"),
    [
        ("Jane Trần <jane@example.org>", "Jane Trần", "jane@example.org"),
        ("mailto:jane@example.org", "Jane", "jane@example.org"),
        ("jane@example.org; office@example.org", "Jane", "jane@example.org"),
        ("jane@example.org.", "Jane", "jane@example.org"),
    ],
)
def test_addresses_are_found_as_they_stand(cell: str, name: str, email: str) -> None:
    person = one(["E-mail"], [cell])
    assert (person.name, person.email) == (name, email)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("jane (at) example.org", "jane@example.org"), ("jane@example,org", "jane@example.org"), ("nonsense", "")],
)
def test_what_is_no_address_is_asked_about_with_what_was_probably_meant(cell: str, meant: str) -> None:
    reading = read(["Name", "E-mail"], ["Jane", cell], ["Bo", "bo@example.org"])
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.correction) == (2, 1, meant)
    assert [person.name for person in reading.people] == ["Bo"]
    corrected = read(["Name", "E-mail"], ["Jane", cell], corrections={(2, 1): "jane@example.org"})
    assert corrected.people[0].email == "jane@example.org"


def test_a_list_without_headings_is_read_by_what_stands_in_it() -> None:
    reading = read(["Jane Trần", "jane@example.org"], ["Bo Lund", "bo@example.org"])
    assert [(each.name, each.email) for each in reading.people] == [
        ("Jane Trần", "jane@example.org"),
        ("Bo Lund", "bo@example.org"),
    ]


def test_titles_above_and_remarks_below_are_no_people() -> None:
    reading = read(["List of participants, as of May"], ["Name", "E-mail"], ["Jane", "jane@example.org"], ["Total: 1"])
    assert [each.name for each in reading.people][:1] == ["Jane"]


def test_what_has_no_column_of_ours_is_kept_under_its_heading() -> None:
    person = one(["Name", "Dietary needs", "Languages", "Language"], ["Jane", "halal", "English; Thai", "ไทย or so"])
    assert person.extra == {"Dietary needs": "halal", "Languages": "English; Thai", "Language": "ไทย or so"}
    assert one(["Name", "Language"], ["Jane", "Thai"]).language == "th"


def test_a_column_means_what_the_organiser_says() -> None:
    person = one(["Name", "Where from"], ["Jane", "Thailand"], columns={1: Column.COUNTRY})
    assert (person.country, person.extra) == ("TH", {})


def test_states_are_known_and_what_is_none_is_said_once_for_all_rows() -> None:
    rows = [[f"P{n}", "maybe" if n else "Liste d’attente"] for n in range(4)]
    reading = read(["Name", "Status"], *rows)
    assert [each.state for each in reading.people] == ["waitlisted", "", "", ""]
    (remark,) = reading.remarks
    assert remark.rows == (3, 4, 5)


def test_a_state_that_is_part_of_a_country_is_kept_as_it_is() -> None:
    reading = read(["Name", "State"], ["Jane", "California"], ["Ali", ""], ["Mei", "New York"])
    assert [each.extra for each in reading.people] == [{"State": "California"}, {}, {"State": "New York"}]
    assert not reading.remarks


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Korea, Republic of", "KR"), ("the Philippines", "PH"), ("Phillipines", "PH"), ("U.S.A.", "US"), ("vn", "VN")],
)
def test_countries_are_found_however_they_are_spelled(typed: str, code: str) -> None:
    assert Countries(CONTEXT.countries).code_of(typed)[0] == code


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Congo, Dem. Rep.", ("CD", True)),
        ("Congo (DRC)", ("CD", True)),
        ("Congo, Rep.", ("CG", True)),
        ("Korea, Dem. People’s Rep.", ("KP", True)),
        ("Korea (DPR)", ("KP", True)),
        ("Korea, Republic of", ("KR", True)),
        ("Republic of China (Taiwan)", ("TW", True)),
        ("Korea, the one in the south", ("KR", False)),
        ("Thailand (Isan)", ("TH", False)),
    ],
)
def test_what_stands_behind_a_comma_may_make_it_another_country(typed: str, found: tuple[str, bool]) -> None:
    assert Countries({**CONTEXT.countries, "china": "CN"}).code_of(typed) == found


def test_thousands_of_made_up_countries_take_no_time() -> None:
    countries = Countries({f"country number {n}": "TH" for n in range(3000)})
    assert {countries.code_of(f"nowhere {n} at all")[0] for n in range(5000)} == {""}


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=12))
def test_whatever_stands_in_a_table_every_row_is_somebody_or_is_asked_about_once(cells: list[list[str]]) -> None:
    rows = [["Name", "E-mail", "Country"], *cells]
    reading = understand_people(rows, range(1, len(rows) + 1), CONTEXT)
    likeness(rows)
    of_people = [person.row for person in reading.people]
    of_problems = {problem.row for problem in reading.problems}
    assert len(set(of_people)) == len(of_people)
    assert not set(of_people) & of_problems
    assert all(person.name for person in reading.people)


def test_nobody_below_an_address_is_taken_for_a_line_of_headings() -> None:
    reading = read(["Ana", "ana@example.org", "NGO 1"], ["Ben", "", "NGO"], ["Cho", "cho@example.org", "NGO 2"])
    assert [each.name for each in reading.people] == ["Ana", "Ben", "Cho"]


@pytest.mark.parametrize("length", [190, 210, 260, 400])
def test_a_part_of_a_long_address_is_no_address(length: int) -> None:
    for address in (f"jane@{'a.' * (length // 2)}example.org", f"{'j' * length}@example.org"):
        assert addresses_in(address) in ([], [address])
