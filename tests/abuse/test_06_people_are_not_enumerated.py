"""6: nobody finds people by id, by search or by a list of suggestions that is not theirs."""

from uuid import uuid4

import pytest
from flask import Flask

from convene.people.services import add_person
from tests.factories.agendas import add_session, publish, put_on_stage
from tests.factories.events import make_event, make_team
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

REGISTERED, WAITING, ON_STAGE = "Zebulon Quist", "Perpetua Draft", "Ada Public"


@pytest.fixture
def slug(app: Flask) -> str:
    """An event with somebody on stage, somebody registered, and somebody whom only the draft knows."""
    event = make_open_event(slug="forum")
    put_on_stage(event, add_session(event, "Welcome"), ON_STAGE)
    publish(event)
    put_on_stage(event, add_session(event, "Not yet", "11:00"), WAITING)
    make_registration(event.id, "zebulon@example.org", name=REGISTERED)
    return event.slug


@pytest.mark.parametrize("words", ["", "Zebulon", "Perpetua", "zebulon@example.org", "%", "_", "e"])
def test_the_search_of_the_public_page_finds_those_on_published_stages_only(
    slug: str, visitor: Visitor, words: str
) -> None:
    for path in (f"/e/{slug}/people?q={words}", f"/e/{slug}/agenda?q={words}", f"/?q={words}", f"/e/{slug}/"):
        visitor.open(path)
        main = visitor.tree.xpath("string(//main)")
        assert REGISTERED not in main
        assert WAITING not in main
    visitor.open(f"/e/{slug}/people")
    assert ON_STAGE in visitor.text


def test_an_organiser_is_offered_the_people_of_the_own_team_only(app: Flask, slug: str, visitor: Visitor) -> None:
    other = make_event(team_id=make_team("Foundation 1", owner="olu@example.org"), slug="other")
    person_id = add_person(other.team_id, name="Olu’s Guest", by="test")
    visitor.signed_in_as("olu@example.org")
    for path in ("/organise/other/agenda/new", "/organise/other/agenda/people", "/organise/other/people/?q=Zebulon"):
        body = visitor.open(path).response.get_data(as_text=True)
        assert not any(name in body for name in (REGISTERED, WAITING, ON_STAGE))
    # Nor does an id that is known open somebody of another team.
    noor = visitor.another().signed_in_as("noor@example.org")
    noor.open(f"/organise/{slug}/agenda/people/{person_id}", expect=404)
    noor.open(f"/organise/{slug}/people/{uuid4()}", expect=404)
