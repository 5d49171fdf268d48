"""Control characters, lone surrogates, direction overrides, 10,000 emoji, a megabyte in one field."""

import pytest
from flask import Flask

from convene.registration.queries.registrations import active_registration_with
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import link_in, sent_mails
from tests.support.visitor import Visitor

ODD = {
    "NUL and bells": ("Ja\x00ne\x07 Tr\x1bần", "Jane Trần"),
    "right-to-left override": ("\u202eenaJ\u202c Tran", "enaJ Tran"),
    "isolates": ("\u2067Jane\u2069", "Jane"),
    "decomposed letters": ("Tra\u0302\u0300n", "Trần"),
    "many spaces": ("  Jane \t  Tran ", "Jane Tran"),
    "Thai": ("สมชาย ใจดี", "สมชาย ใจดี"),
    "Arabic": ("محمد بن علي", "محمد بن علي"),
    "a family": ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
}


@pytest.mark.parametrize(("typed", "kept"), ODD.values(), ids=ODD)
def test_odd_characters_are_cleaned_and_people_keep_their_names(
    app: Flask, visitor: Visitor, typed: str, kept: str
) -> None:
    event = make_open_event(slug="forum")
    visitor.open("/e/forum/register").fill_in(name=typed, email="jane@example.org").press("Register")
    row = active_registration_with(event.id, "jane@example.org")
    assert row is not None
    assert row.name == kept
    (mail,) = sent_mails("jane@example.org")
    visitor.open(link_in(mail, "/r/"))
    assert kept in visitor.text


@pytest.mark.parametrize("name", ["🎉" * 10_000, "x" * 1_000_000, "\u0301" * 5_000, "‮" * 100])
@pytest.mark.parametrize("field", ["name", "organisation", "email"])
def test_too_much_is_refused_with_a_sentence(app: Flask, visitor: Visitor, field: str, name: str) -> None:
    make_open_event(slug="forum")
    answers = {"name": "Jane Trần", "email": "jane@example.org"} | {field: name}
    visitor.open("/e/forum/register").fill_in(**answers).press("Register")
    empties = name.startswith("‮") and field == "organisation"  # nothing is left of it, and nothing need be
    assert visitor.status == (200 if empties else 422)


def test_bytes_that_are_no_text_are_an_answer_like_any_other(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.open("/e/forum/register")
    token = visitor.tree.xpath("string(//main//input[@name='csrf_token']/@value)")
    body = f"csrf_token={token}&email=jane@example.org&name=".encode() + b"%ED%A0%80%FF%FEJane"
    visitor.post("/e/forum/register", body, content_type="application/x-www-form-urlencoded", expect=200)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query", ["sort=;drop", "sort=&state=%00", "state=-1&page=-3", "page=1e9", "q=%25%27%00", "q=_"]
)
def test_odd_questions_to_the_list_are_answered(app: Flask, visitor: Visitor, query: str) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id)
    visitor.signed_in_as("noor@example.org").open(f"/organise/forum/people/?{query}")


SEARCHES = {
    "NUL": ("\x00", True),
    "NUL in a word": ("For\x00um", True),
    "percent": ("%", False),
    "underscore": ("_", False),
    "backslash": ("\\", False),
    "1,500 words": ("forum " * 1500, True),
    "surrogates": ("\ud800", None),
}


@pytest.mark.parametrize(("search", "finds"), SEARCHES.values(), ids=SEARCHES)
def test_odd_searches_find_what_their_letters_say(
    app: Flask, visitor: Visitor, search: str, finds: bool | None
) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, "forum@example.org", name="Somebody of the Forum")
    visitor.signed_in_as("noor@example.org")
    for path, found in (("/organise/forum/people/", "Somebody of the"), ("/organise/", "Regional Network")):
        visitor.open(path, query_string={"q": search.encode(errors="surrogatepass")})
        assert finds is None or (found in visitor.tree.xpath("string(//main)")) is finds, path
    visitor.open("/e/forum/people", query_string={"q": search.encode(errors="surrogatepass")})
