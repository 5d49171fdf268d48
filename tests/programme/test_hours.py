"""An event that says no hours takes those of its agenda in one tap."""

from datetime import time

from flask import Flask

from convene.database import db
from convene.events.models import Event
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor


def test_the_overview_offers_the_hours_of_the_agenda(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", ends_on=agendas.DAY, from_time=None, until_time=None)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/")
    assert "says no hours" not in visitor.text
    agendas.add_session(event, "Welcome", "08:30")
    agendas.add_session(event, "Closing", "16:30", minutes=45)
    visitor.open("/organise/forum/")
    assert "The agenda runs from 08:30 to 17:15." in visitor.text
    visitor.follow_link("Take these hours").press("Save")
    saved = db.session.get_one(Event, event.id, populate_existing=True)
    assert (saved.from_time, saved.until_time) == (time(8, 30), time(17, 15))
    assert "says no hours" not in visitor.open("/organise/forum/").text


def test_what_is_no_hour_is_not_proposed(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum", from_time=None, until_time=None)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/settings?from_time=25:00&until_time=%00")
    assert visitor.tree.xpath("string(//input[@name='from_time']/@value)") == ""
    make_event(slug="other", from_time=time(9), until_time=None)
    visitor.open("/organise/other/settings?from_time=08:30")
    assert visitor.tree.xpath("string(//input[@name='from_time']/@value)") == "09:00"
