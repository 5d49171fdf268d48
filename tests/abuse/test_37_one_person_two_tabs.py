"""Double click, Back and resubmit, two tabs: one registration."""

from functools import partial
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.people.models import Person
from convene.registration.models import Registration
from convene.registration.queries.desk import desk_of
from convene.registration.services import joining, self_service
from tests.factories.events import make_team
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

WAYS_TO_WRITE_IT = ["jane@example.org", "Jane@Example.org", " jane@example.org ", "JANE@EXAMPLE.ORG"]


def registrations() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def test_one_address_20_times_at_once_is_one_registration_and_one_seat(app: Flask) -> None:
    event = make_open_event(places=50)
    told = [answers(WAYS_TO_WRITE_IT[n % 4]) for n in range(20)]
    given = at_once(app, [partial(joining.register, event.id, each, language="en") for each in told])
    assert sum(isinstance(answer, joining.Registered) for answer in given) == 1
    assert sum(isinstance(answer, joining.KnownAlready) for answer in given) == 19
    assert len(sent_mails()) == 2  # the place, and the link once more
    assert registrations() == desk_of(event).taken == 1


def test_two_tabs_and_a_form_sent_again_after_back_are_one_registration(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(places=50, slug="forum")
    visitor.open("/e/forum/register")
    form = {each.get("name"): each.get("value") or "" for each in visitor.tree.xpath("//main//input[@name]")}
    sent = form | {"name": "Jane Trần", "email": "jane@example.org", "country": "VN"}
    pages = [visitor.post("/e/forum/register", sent).text for _ in range(3)]
    assert registrations() == desk_of(event).taken == 1
    assert len(set(pages)) == 1


def test_one_person_at_two_events_of_a_team_at_once_is_one_person(app: Flask) -> None:
    team_id = make_team()
    events = [make_open_event(team_id=team_id) for _ in range(8)]
    given = at_once(app, [partial(make_registration, event.id) for event in events])
    assert all(isinstance(answer, UUID) for answer in given)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_who_cancels_may_register_again_and_both_at_once_harm_nothing(app: Flask) -> None:
    event = make_open_event(places=3)
    for _ in range(10):
        registration_id = make_registration(event.id)
        again = partial(make_registration, event.id)
        give_back = partial(self_service.cancel, registration_id)
        at_once(app, [give_back, again, give_back, again])
        active = db.session.scalar(
            select(func.count()).select_from(Registration).where(Registration.state == "confirmed")
        )
        assert desk_of(event).taken == active
        assert active in {0, 1}
        for left in db.session.scalars(select(Registration.id).where(Registration.state == "confirmed")).all():
            self_service.cancel(left)
        assert desk_of(event).taken == 0
