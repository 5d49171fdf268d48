"""A whole event is hours wrong where its times are those of another place: the overview says so."""

from datetime import datetime

import pytest
from flask import Flask

from convene.events.rules import zone_of_city_in
from tests.factories.events import make_event
from tests.support.visitor import Visitor

NOON = datetime(2027, 3, 11, 12)  # noqa: DTZ001, on the wall


@pytest.mark.parametrize(
    ("place", "zone", "there"),
    [
        ("Riverside Conference Centre, 12 Pier Road, Bangkok", "America/Los_Angeles", "Asia/Bangkok"),
        ("Riverside Conference Centre, Bangkok", "Asia/Bangkok", None),
        ("Hotel Pullman, Bangkok", "Asia/Ho_Chi_Minh", None),  # the same hour
        ("12 London Road, New York", "America/New_York", None),
        ("Centro, SÃO PAULO", "Europe/Lisbon", "America/Sao_Paulo"),
        ("Conference Center", "Europe/Lisbon", None),
        ("Newlima house", "Europe/Lisbon", None),
        ("", "UTC", None),
    ],
)
def test_a_city_tells_its_zone(place: str, zone: str, there: "str | None") -> None:
    assert zone_of_city_in(place, zone, NOON) == there


def test_the_overview_asks_whether_the_zone_is_right(app: Flask, visitor: Visitor) -> None:
    make_event(slug="forum", place="Riverside, Bangkok", zone="America/Los_Angeles")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/")
    assert "The times are Los Angeles time" in visitor.text
    assert "The place has Bangkok time" in visitor.text
    visitor.follow_link("Look at the zone").fill_in(zone="Asia/Bangkok").press("Save")
    assert "The place has Bangkok time" not in visitor.open("/organise/forum/").text
