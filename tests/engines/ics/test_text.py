"""Text comes back as it was, in lines that every reader takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convene.engines.ics import Feed, Status, build_download, build_feed
from tests.engines.ics.items import item
from tests.engines.ics.readers import lines_of, values_of
from tests.support.calendar_readers import by_icalendar, by_vobject

ALPHABET = " abcnNÄßøžЖλ\\,;:\"'.-–“”=&<>/()%" + "שלוםسلام" + "日本語한국어" + "👩🏽‍🌾🇺🇦🎉" + "e\u0301\u200f\u200b"
TITLES = st.text(ALPHABET, min_size=1, max_size=150).map(lambda text: " ".join(text.split())).filter(bool)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates too
TEXTS = st.lists(TITLES, min_size=1, max_size=4).map("\n".join)


@given(title=TITLES, description=TEXTS)
@example(title="Brot, Käse; Wein: “alles” 🥖", description="שורה ראשונה\nالسطر الثاني\n\n日本語" * 20)
@example(title=r"C:\New folder\n \\server\N \, \; \\", description=r"Line one\nstill line one")
def test_text_comes_back_as_it_was(title: str, description: str) -> None:
    file = build_download([item(summary=title, description=description)])
    for read in (by_icalendar, by_vobject):
        (entry,) = read(file)
        assert (entry.summary, entry.description) == (title, description)


@given(ANYTHING, ANYTHING)
def test_whatever_people_paste_gives_a_file_that_strict_readers_take(title: str, description: str) -> None:
    pasted = item(summary="A" + title, description=description, location=title, categories=(title, description))
    file = build_feed(Feed("A" + title, (pasted,), description))
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", "".join(lines_of(file)))
    assert len(by_icalendar(file)) == len(by_vobject(file)) == 1


@given(st.text("x ,\\\n\u3000ä日👩", max_size=400))
@example("\\" * 400)
@example("x" * 74 + " " * 200 + "y")
@example("\u3000" * 100 + "y")
@example("日" * 200)
def test_lines_are_folded_at_75_octets_between_characters_and_outside_of_escapes(description: str) -> None:
    file = build_download([item(description=description)])
    assert not file.startswith(b"\xef\xbb\xbf")
    lines_of(file)  # checks the length and the encoding of each line
    for physical in file.split(b"\r\n"):
        assert not physical.startswith(b" ") or physical.decode().strip()
        backslashes = len(physical) - len(physical.rstrip(b"\\"))
        assert backslashes % 2 == 0


@pytest.mark.parametrize(
    ("given_text", "written"),
    [
        ("One\vtwo\fthree", "One\\ntwo\\nthree"),
        ("One\r\ntwo\rthree\nfour", "One\\ntwo\\nthree\\nfour"),
        ("One\x85two\u2028three\u2029four", "One\\ntwo\\nthree\\nfour"),
        ("N\x00U\x07L\x1b[1m\x7f\x9f", "NUL[1m"),
        ("half \ud83d a pair", "half  a pair"),
        ("tab\tstop", "tab\tstop"),
        ("blank  \nends \t", "blank\\nends"),
        ("<b>Tom & Jerry</b> &amp; co", "<b>Tom & Jerry</b> &amp\\; co"),
    ],
)
def test_what_no_calendar_can_hold_is_cleaned(given_text: str, written: str) -> None:
    assert values_of(build_download([item(description=given_text)]), "DESCRIPTION") == [f":{written}"]


def test_a_title_and_a_place_stand_on_one_line() -> None:
    file = build_download([item(summary=" Opening\n  and\ttea ", location="Room 2\r\n\r\n  Old Mill \n")])
    assert values_of(file, "SUMMARY") == [":Opening and tea"]
    assert values_of(file, "LOCATION") == [":Room 2\\, Old Mill"]


def test_a_title_cannot_begin_another_property() -> None:
    file = build_download([item(summary="A\r\nATTENDEE:mailto:x@example.org", url="https://a.example/\r\nX:1")])
    assert values_of(file, "ATTENDEE") == values_of(file, "X") == []


def test_the_address_is_repeated_below_the_description() -> None:
    url = "https://convene.example/e/water/sessions/OPEN"
    assert values_of(build_download([item(url=url)]), "DESCRIPTION") == [f":{url}"]
    assert values_of(build_download([item(url=url, description="Tea.")]), "DESCRIPTION") == [f":Tea.\\n\\n{url}"]


def test_categories_are_a_list_and_empty_ones_are_left_out() -> None:
    file = build_download([item(categories=("Soil, water", " ", "Bread"))])
    assert values_of(file, "CATEGORIES") == [":Soil\\, water,Bread"]
    assert values_of(build_download([item(categories=(" ",))]), "CATEGORIES") == []


def test_a_cancelled_title_in_another_script_is_cleaned_too() -> None:
    file = build_download([item(status=Status.CANCELLED)], cancelled_prefix="ملغى\u2028، ")
    assert values_of(file, "SUMMARY") == [":ملغى ، Opening"]
