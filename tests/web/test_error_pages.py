"""Pages for what did not work lead on from there."""

import pytest
from flask import Flask

from tests.factories.events import make_event
from tests.support.visitor import Visitor


def ways_on(visitor: Visitor) -> list[tuple[str, str]]:
    return [(link.text, link.get("href")) for link in visitor.tree.xpath("//main//a")]


def test_whoever_is_signed_in_finds_back_to_their_events(visitor: Visitor) -> None:
    visitor.open("/nothing", expect=404)
    assert ways_on(visitor) == [("To the start page", "/")]
    visitor.signed_in_as("noor@example.org").open("/nothing", expect=404)
    assert ways_on(visitor) == [("Back to your events", "/organise/"), ("To the start page", "/")]
    assert visitor.tree.xpath("//header//nav//a/@href") == ["/organise/", "/account"]


def test_a_file_that_is_too_large_is_told_so_inside_the_usual_page(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_event()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    visitor.signed_in_as("noor@example.org").post(
        f"/organise/{event.slug}/agenda/import", {"file": "x" * 5000}, expect=413
    )
    assert ways_on(visitor)[:2] == [
        ("Open the form again", f"/organise/{event.slug}/agenda/import"),
        ("Back to your events", "/organise/"),
    ]


def test_a_spent_link_leads_to_a_new_one(visitor: Visitor) -> None:
    visitor.open("/sign-in/link/spent", expect=410)
    assert ways_on(visitor)[0] == ("Mail me a new link", "/sign-in")
