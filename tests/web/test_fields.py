import time
import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from wtforms.validators import NumberRange

from convene.spelling import clean_line, clean_text, normalised_address
from convene.web.fields import AddressField, LineField, TextField, WebAddressField, WholeNumberField, answered
from convene.web.forms import Form

HOSTILE = st.text(st.characters(), max_size=80)
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Everything(Form):
    name = LineField("Name", [answered("Enter your name")], most=20)
    words = TextField("Words", most=40)
    email = AddressField("Address")
    website = WebAddressField("Website")
    seats = WholeNumberField("Seats", [NumberRange(1, 500, message="Enter a number from 1 to 500")])


def sent(app: Flask, **answers: str) -> Everything:
    with app.test_request_context("/", method="POST", data=answers):
        form = Everything(meta={"csrf": False})
        form.is_answered()
        return form


@given(HOSTILE)
def test_a_line_is_one_line_without_controls_or_overrides(text: str) -> None:
    cleaned = clean_line(text)
    assert not [letter for letter in cleaned if unicodedata.category(letter) in {"Cc", "Cs"}]
    assert not set(cleaned) & set(OVERRIDES)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    cleaned.encode()


@given(HOSTILE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(HOSTILE)
def test_a_text_keeps_its_lines_and_nothing_else_of_the_kind(text: str) -> None:
    cleaned = clean_text(text)
    assert not [letter for letter in cleaned if unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n"]
    assert not set(cleaned) & set(OVERRIDES)
    cleaned.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jane   Vũ\t", "Jane Vũ"),
        ("Jane\r\nBcc: thief@example.org", "Jane Bcc: thief@example.org"),
        ("\u202eenaJ", "enaJ"),
        ("Jane\x00\x1b[31m", "Jane[31m"),
        ("Vu\u0303", "Vũ"),
        ("\ud800Jane", "Jane"),
        ("👩‍👩‍👧 สวัสดี", "👩‍👩‍👧 สวัสดี"),  # joiners make one picture of three and are kept
    ],
)
def test_what_is_pasted_arrives_clean(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_an_empty_line_is_empty_and_a_required_one_says_what_to_enter(app: Flask) -> None:
    form = sent(app, name=" \u202e\x00 ")
    assert form.name.data == ""
    assert form.name.errors == ["Enter your name"]


def test_too_long_says_how_long_it_may_be_and_loses_nothing(app: Flask) -> None:
    form = sent(app, name="J" * 21, words="w" * 41)
    assert [str(error) for error in form.name.errors] == ["Shorten this to 20 characters or fewer."]
    assert form.name.data == "J" * 21
    assert form.words.errors


@pytest.mark.parametrize("typed", [" Jane@Example.ORG ", "jane@example.org\u200b".strip("\u200b"), "jane@EXAMPLE.org"])
def test_an_address_is_taken_as_people_write_it(app: Flask, typed: str) -> None:
    form = sent(app, name="Jane", email=typed)
    assert not form.email.errors
    assert normalised_address(form.email.data) == "jane@example.org"


@pytest.mark.parametrize(
    "typed", ["jane", "jane@", "@example.org", "a@b@c", "jane@example.org\nBcc: x@y.org", "<jane@example.org>"]
)
def test_what_is_no_address_is_told_how_one_looks(app: Flask, typed: str) -> None:
    assert "like name@example.org" in str(sent(app, name="Jane", email=typed).email.errors)


@pytest.mark.parametrize("typed", ["jane@office.local", "jane@nowhere.test"])
def test_networks_of_ones_own_have_addresses_too(app: Flask, typed: str) -> None:
    assert not sent(app, name="Jane", email=typed).email.errors


@pytest.mark.parametrize("typed", ["jane@localhost", "ja..ne@example.org", "jane@example.invalid"])
def test_an_address_that_has_its_at_sign_is_not_told_to_get_one(app: Flask, typed: str) -> None:
    said = [str(error) for error in sent(app, name="Jane", email=typed).email.errors]
    assert said == ["This address cannot receive mail. Check it on both sides of the @."]


@given(st.emails())
def test_one_address_has_one_form_for_comparison(address: str) -> None:
    assert normalised_address(address) == normalised_address(address.upper())
    assert normalised_address(normalised_address(address)) == normalised_address(address)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "java\tscript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org/x.y",
        "javascript:alert('a.b')",
        " javascript:x.y",
    ],
)
def test_a_link_that_does_more_than_lead_somewhere_is_refused(app: Flask, typed: str) -> None:
    form = sent(app, name="Jane", website=typed)
    assert form.website.errors or str(form.website.data).startswith("https://"), form.website.data


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("example.org", "https://example.org"),
        ("video.example.org/@forum", "https://video.example.org/@forum"),
        ("tài-liệu.example.org:8080?a=1", "https://tài-liệu.example.org:8080?a=1"),
        ("https://guest@192.0.2.1/b c", "https://guest@192.0.2.1/b c"),
        ("http://[2001:db8::1]:8000/", "http://[2001:db8::1]:8000/"),
        ("", ""),
    ],
)
def test_a_link_may_be_written_without_its_scheme(app: Flask, typed: str, kept: str) -> None:
    form = sent(app, name="Jane", website=typed)
    assert (form.website.data, list(form.website.errors)) == (kept, [])


@pytest.mark.parametrize(
    "typed",
    ["https://", "https:///a", "https://exam ple.org", "http://example.org:port/", "https://a..b", "https://<b>"],
)
def test_what_only_begins_like_a_link_is_refused_with_an_example(app: Flask, typed: str) -> None:
    said = [str(error) for error in sent(app, name="Jane", website=typed).website.errors]
    assert said == ["Enter a web address like https://example.org"]


def test_a_very_long_text_in_one_field_is_refused_and_costs_no_more_than_its_length(app: Flask) -> None:
    def seconds(many: int) -> float:
        started = time.process_time()
        form = sent(app, name="a\u0300" * many, words="\u202e" * many)
        assert form.name.errors
        return time.process_time() - started

    # Twenty times the text: far from four hundred times the time, which anything quadratic would take.
    assert seconds(20_000) < 100 * max(seconds(1_000), 0.005)


@pytest.mark.parametrize(
    ("typed", "kept", "says"),
    [
        ("30", 30, []),
        (" 30\t", 30, []),
        ("+30", 30, []),
        ("", None, ["Enter a number from 1 to 500"]),
        ("0", 0, ["Enter a number from 1 to 500"]),
        ("999999999", 999_999_999, ["Enter a number from 1 to 500"]),
        ("1000000000", None, ["Enter a number of nine digits or fewer"]),
        ("-" + "9" * 309, None, ["Enter a number of nine digits or fewer"]),
        ("9" * 5000, None, ["Enter a number of nine digits or fewer"]),
        ("thirty", None, ["Enter a whole number"]),
        ("3.5", None, ["Enter a whole number"]),
        ("1e9", None, ["Enter a whole number"]),
        ("²", None, ["Enter a whole number"]),
    ],
)
def test_a_whole_number_is_one_or_is_refused_in_one_sentence(
    app: Flask, typed: str, kept: int | None, says: list[str]
) -> None:
    field = sent(app, seats=typed).seats
    assert (field.data, list(field.errors)) == (kept, says)
