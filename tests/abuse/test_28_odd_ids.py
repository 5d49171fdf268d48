"""28: odd ids, slugs, page numbers and filters find nothing and break nothing."""

from uuid import uuid4

import pytest

from convene.events.services import arranging_rooms
from tests.factories.events import make_event
from tests.support.visitor import Visitor

NOBODY = "00000000-0000-4000-8000-000000000000"
ODD = ["-1", "0", "1e9", "..", "%2e%2e", "null", "a" * 3000, "%00", "%ff", "'", "{x}", NOBODY]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_id_finds_nothing(visitor: Visitor, odd: str) -> None:
    event = make_event()
    visitor.signed_in_as("noor@example.org")
    for path in (
        f"/e/{odd}/",
        f"/organise/{odd}/settings",
        f"/organise/{event.slug}/rooms/{odd}",
        f"/organise/{event.slug}/mail/{odd}",
        f"/organise/{event.slug}/team/{odd}/take-away",
    ):
        response = visitor.client.get(path, follow_redirects=True)
        assert response.status_code in {404, 400}, (path, response.status_code)


@pytest.mark.parametrize("odd", [*ODD, "9" * 400, "２", "waiting' --", ""])
def test_odd_pages_and_filters_show_the_usual(visitor: Visitor, odd: str) -> None:
    event = make_event()
    visitor.signed_in_as("noor@example.org")
    for path in ("/", "/past", "/organise/", f"/organise/{event.slug}/log", f"/organise/{event.slug}/mail/"):
        for name in ("page", "show", "q", "sort", "zone", "lang"):
            response = visitor.client.get(f"{path}?{name}={odd}")
            assert response.status_code == 200, (path, name, odd)


def test_odd_ids_in_what_is_sent_change_nothing(visitor: Visitor) -> None:
    event, other = make_event(), make_event()
    room_id = arranging_rooms.add_room(other.id, "Hall", by="test")
    token = visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/rooms")
    csrf = token.tree.xpath("//input[@name='csrf_token']/@value")[0]
    for path in (
        f"/organise/{event.slug}/rooms/{room_id}/move",
        f"/organise/{event.slug}/team/{uuid4()}/role",
        f"/organise/{event.slug}/team/{uuid4()}/take-away",
        f"/organise/{event.slug}/mail/{uuid4()}/again",
    ):
        visitor.post(path, {"csrf_token": csrf, "role": "owner", "up": "yes"}, expect=404)
