from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask

from convene.clock import now
from convene.errors import ChangedMeanwhile
from convene.events.models import Event
from convene.registration.panels import figures, life_part, readiness, ring_of_places, way_in
from convene.registration.queries.desk import desk_of
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import opening
from convene.web.meanwhile import mark_of
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

DESK = "/organise/forum/people/desk"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"opens_local": "2027-03-01T09:00", "closes_local": "2027-03-01T09:00"}, "must close after it opens"),
        ({"opens_local": "next Monday"}, "Enter a day and a time, like 2027-03-04 18:00"),
        ({"capacity": "-1"}, "Enter a whole number of places"),
        ({"capacity": "fifty"}, "Enter a whole number"),
        ({"capacity": "999999999"}, "Enter a whole number of places"),
        ({"capacity": "99999999999"}, "Enter a number of nine digits or fewer"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_question(
    app: Flask, visitor: Visitor, answers: dict[str, str], says: str
) -> None:
    event = make_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(DESK)
    visitor.fill_in(is_open=True, **answers).press("Save places and times", expect=422)
    assert says in visitor.text
    assert desk_of(event).capacity is None


def test_a_time_that_clocks_leave_out_is_refused(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum", zone="Europe/Berlin")
    visitor.signed_in_as("noor@example.org").open(DESK)
    visitor.fill_in(is_open=True, opens_local="2027-03-28T02:30").press("Save places and times", expect=422)
    assert "this time does not come" in visitor.text


def test_registration_opens_and_closes_by_the_clock_on_the_wall_of_the_event(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum")  # Bangkok, seven hours ahead
    organiser = visitor.another().signed_in_as("noor@example.org").open(DESK)
    times = {"opens_local": "2027-02-01T09:00", "closes_local": "2027-03-03 18:00"}
    organiser.fill_in(is_open=True, capacity="50", **times).press("Save places and times")
    opens = now().replace(year=2027, month=2, day=1, hour=2, minute=0, second=0, microsecond=0)
    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        visitor.open("/e/forum/register")
        assert "Registration opens on Monday 1 February 2027 at 09:00." in visitor.text
    with time_machine.travel(opens, tick=False):
        assert "50 of 50 places are free." in visitor.open("/e/forum/register").text
    with time_machine.travel(opens.replace(month=3, day=3, hour=11), tick=False):
        visitor.open("/e/forum/register")
        assert "Registration closed on Wednesday 3 March 2027 at 18:00." in visitor.text


def test_panels_say_how_many_places_are_taken(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(places=4)
    for n in range(3):
        make_registration(event.id, f"person{n}@example.org", country=["TH", "VN", ""][n])
    with app.test_request_context():
        assert "of 4 places" in (ring_of_places(event) or "")
        assert "1 of 4 places is free." in way_in(event)
        assert "3" in (figures(event) or "")
        assert life_part(event) is None, "a stranger has no list of people to go to"
        assert [each.is_done for each in readiness(event)] == [True, True]
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/")
    assert "3 of 4 places" in visitor.tree.xpath("string(//nav[contains(@class, 'life')])")


def test_readiness_says_what_registration_lacks(app: Flask) -> None:
    event: Event = make_event()
    with app.test_request_context():
        assert [each.is_done for each in readiness(event)] == [False, False]
        assert ring_of_places(event) is None
        assert "Registration is not open." in way_in(event)


def test_who_sets_the_desk_after_somebody_else_is_told_and_sees_what_was_set(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=50)
    mine = visitor.signed_in_as("noor@example.org").open(DESK)
    opening.set_desk(event.id, DeskFacts(is_open=True), capacity=80, by="somebody else")
    mine.fill_in(capacity="60").press("Save places and times", expect=422)
    assert "80" in mine.tree.xpath("string(//main)")
    assert mine.tree.xpath("//input[@name='capacity']/@value") == ["60"]  # nothing typed is lost
    assert desk_of(event).capacity == 80
    mine.fill_in(capacity="60").press("Save places and times")
    assert desk_of(event).capacity == 60


def test_an_old_mark_of_the_desk_sets_nothing_and_a_fresh_one_does(app: Flask) -> None:
    event = make_open_event(places=50)
    seen = mark_of(desk_of(event).said)
    given = at_once(
        app,
        [
            partial(opening.set_desk, event.id, DeskFacts(is_open=True), capacity=n, seen=seen, by="test")
            for n in range(60, 68)
        ],
    )
    assert given.count(0) == 1, "it was set, and nobody waited"
    assert sum(isinstance(answer, ChangedMeanwhile) for answer in given) == 7
    now_set = desk_of(event)
    assert now_set.capacity == 60 + given.index(0)
    opening.set_desk(event.id, DeskFacts(is_open=False), capacity=5, seen=mark_of(now_set.said), by="test")
    assert desk_of(event).capacity == 5


def test_the_navigation_leads_to_the_form_once_there_is_something_to_register_for(visitor: Visitor) -> None:
    event = make_event()

    def is_led() -> bool:
        visitor.open(f"/e/{event.slug}/")
        return bool(visitor.tree.xpath("//header//a[. = 'Register']"))

    assert not is_led()
    opening.set_desk(event.id, DeskFacts(is_open=True), capacity=5, by="test")
    assert is_led()
    make_registration(event.id, "jane@example.org")
    opening.set_desk(event.id, DeskFacts(is_open=False), capacity=5, by="test")
    assert is_led(), "who registered finds the way to their link"
