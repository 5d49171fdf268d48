"""Plain text keeps to its columns, whatever script it is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.web.plain_text import WIDTH, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Water", 5),
        ("水会議", 6),
        ("ｗｉｄｅ", 8),
        ("한국", 4),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", 4),  # the same, its letters taken apart
        ("กำลัง", 4),
        ("e\u0301", 1),
        ("\u200bnothing\u200d", 7),
        ("", 0),
    ],
)
def test_letters_are_as_wide_as_a_screen_of_letters_shows_them(text: str, columns: int) -> None:
    assert width_of(text) == columns


def test_lines_break_between_words_and_long_words_between_letters() -> None:
    assert wrapped("One two three", 8) == ["One two", "three"]
    assert wrapped("水会議水会議 x", 7) == ["水会議", "水会議", "x"]
    assert wrapped("x", 8) == ["x"]
    assert wrapped(" \n ", 8) == []


def test_an_address_is_never_broken() -> None:
    address = "https://example.org/" + "a" * 90
    assert wrapped(f"See {address} soon") == ["See", address, "soon"]


def test_no_line_begins_with_a_mark_that_belongs_to_the_letter_before() -> None:
    for line in wrapped("ความปลอดภัยของเด็กในโลกออนไลน์" * 3 + "ការការពារកុមារក្នុងពិភពឌីជីថល" * 3, 9):
        assert width_of(line[0]) == 1
        assert not line.endswith("\u17d2")


@given(st.text(max_size=200), st.integers(min_value=4, max_value=WIDTH))
def test_nothing_is_lost_and_no_line_is_wider(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line) <= width or "://" in line for line in lines)
