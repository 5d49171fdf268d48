"""A POST to a session that nobody signs up for, that is not published, or of another event gives no place."""

from flask import Flask

from convene.database import db
from convene.registration.emails import link_to
from convene.registration.models import Registration
from tests.factories.agendas import add_session, publish
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import chosen, code_of, make_session, taken
from tests.support.visitor import Visitor


def test_posts_for_what_is_not_offered_give_no_place(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    free = add_session(event, "Open to all", "08:00")
    publish(event)
    secret = make_session(event, "Zugunruhe", "14:00")
    other = make_open_event(slug="other")
    theirs = make_session(other, "Elsewhere")
    publish(other)
    mine = make_registration(event.id)
    link = f"/r/{link_to(db.session.get_one(Registration, mine))}"
    token = visitor.open(f"{link}/cancel").tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    for session_id, status in ((free, 409), (secret, 404), (theirs, 404)):
        path = f"{link}/sessions/{code_of(session_id)}/sign-up"
        visitor.post(path, {"csrf_token": token, "instead_of": "x 1"}, expect=status)
        assert "Zugunruhe" not in visitor.text
    assert chosen(mine) == set()
    assert (taken(event, secret), taken(other, theirs)) == (0, 0)
