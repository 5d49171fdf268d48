"""2: ids of sessions, people, tracks and rooms of another event, in addresses and in forms, are not there."""

from uuid import UUID, uuid4

import pytest
from flask import Flask

from convene.events.models import Event
from convene.programme.queries.draft import draft_of
from convene.programme.services import drafting
from tests.factories import agendas
from tests.factories.events import make_event, make_team
from tests.support.visitor import Visitor


@pytest.fixture
def ours(app: Flask) -> Event:
    return make_event(slug="ours", team_id=make_team())


@pytest.fixture
def theirs(app: Flask) -> dict[str, UUID | str]:
    """Another team's published event, with one of everything."""
    event = make_event(slug="theirs", team_id=make_team("Others", owner="ola@example.org"))
    session_id = agendas.add_session(event, "Theirs", "09:00", room_id=agendas.add_room(event, "Their room"))
    person_id = agendas.put_on_stage(event, session_id, "Their speaker")
    track_id = drafting.add_track(event.id, name="Their track", by="test")
    agendas.publish(event)
    facts = agendas.facts(event, session_id)
    return {"code": facts.code, "person": person_id, "track": track_id, "room": str(facts.room_id)}


@pytest.fixture
def organiser(visitor: Visitor, ours: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


ADDRESSES = [
    "sessions/{code}", "sessions/{code}/move", "sessions/{code}/withdraw", "sessions/{code}/restore",
    "sessions/{code}/delete", "people/{person}", "tracks/{track}", "tracks/{track}/remove", "versions/1",
    "versions/1/restore",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_our_event_with_an_id_of_theirs_leads_nowhere(
    organiser: Visitor, theirs: dict[str, UUID | str], address: str
) -> None:
    organiser.open("/organise/ours/agenda/" + address.format(**theirs), expect=404)
    organiser.open("/organise/theirs/agenda/" + address.format(**theirs), expect=404)


def test_public_addresses_of_our_event_show_no_session_of_theirs(
    organiser: Visitor, ours: Event, theirs: dict[str, UUID | str]
) -> None:
    agendas.add_session(ours, "Ours", "09:00")
    agendas.publish(ours)
    for kind in ("", ".ics"):
        organiser.open(f"/e/ours/sessions/{theirs['code']}{kind}", expect=404)
        organiser.open(f"/e/theirs/sessions/{theirs['code']}{kind}")


def test_their_rooms_tracks_and_people_cannot_be_written_into_our_form(
    organiser: Visitor, ours: Event, theirs: dict[str, UUID | str]
) -> None:
    good = {"title": "Ours", "minutes": "45", "format": "talk", "day": "2027-03-04", "starts": "09:00", "track": "",
            "room": ""}  # fmt: skip
    organiser.open("/organise/ours/agenda/new")
    token = {"csrf_token": organiser.tree.xpath("//main//input[@name='csrf_token']/@value")[0]}
    for change in ({"room": theirs["room"]}, {"track": str(theirs["track"])}):
        organiser.post("/organise/ours/agenda/new", {**token, **good, **change}, expect=422)
    stage = {"people-0-person": str(theirs["person"]), "people-0-name": "Their speaker", "people-0-role": "speaker",
             "people-0-part": ""}  # fmt: skip
    contribution = {"contributions-0-id": str(uuid4()), "contributions-0-title": "A contribution"}
    organiser.post("/organise/ours/agenda/new", {**token, **good, **stage, **contribution}, expect=200)
    (saved,) = draft_of(ours.id).sessions
    assert saved.people[0].person_id != theirs["person"]  # a new person of ours, of the same name
    assert str(saved.contributions[0].id) != contribution["contributions-0-id"]
