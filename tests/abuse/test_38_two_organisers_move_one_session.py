"""38: two organisers move one session at once. One wins, the other is told where it stands, and nothing is lost."""

from datetime import time

from flask import Flask
from sqlalchemy import select

from convene.audit.models import AuditLine
from convene.database import db
from convene.errors import ChangedMeanwhile
from convene.programme.queries.draft import said_of_slot
from convene.programme.services import drafting
from convene.programme.structure import Place
from convene.web.meanwhile import mark_of
from tests.factories.agendas import DAY, add_room, add_session, facts
from tests.factories.events import make_event
from tests.support.at_once import at_once


def test_one_of_two_moves_counts_and_the_other_is_told(app: Flask) -> None:
    event = make_event(slug="forum")
    event_id, room = event.id, add_room(event)
    session_id = add_session(event, "Wanted", "09:00", room_id=room)
    for start in (10, 14):  # twice, so that it is no luck who is first
        seen = mark_of(said_of_slot(facts(event, session_id)))
        hours = [time(start), time(start + 2)]
        outcomes = at_once(
            app,
            [
                lambda at=at, seen=seen: drafting.place_session(  # type: ignore[misc]
                    event_id, session_id, Place(DAY, at, room), minutes=45, seen=seen, by=f"account:{at.hour}"
                )
                for at in hours
            ],
        )
        assert sum(isinstance(each, ChangedMeanwhile) for each in outcomes) == 1
        winner = hours[0 if outcomes[0] is None else 1]
        stands = facts(event, session_id).starts_local
        assert stands is not None
        assert stands.time() == winner


def test_who_was_told_moves_it_again_and_the_log_has_both(app: Flask) -> None:
    event = make_event(slug="forum")
    event_id, room = event.id, add_room(event)
    session_id = add_session(event, "Wanted", "09:00", room_id=room)
    seen = mark_of(said_of_slot(facts(event, session_id)))

    def move(hour: int, by: str, seen: str) -> None:
        drafting.place_session(event_id, session_id, Place(DAY, time(hour), room), minutes=45, seen=seen, by=by)

    move(10, "account:one", seen)
    try:
        move(12, "account:two", seen)
    except ChangedMeanwhile:
        move(12, "account:two", mark_of(said_of_slot(facts(event, session_id))))
    made = db.session.scalars(
        select(AuditLine.by).where(AuditLine.what == "programme.place_session").order_by(AuditLine.id)
    ).all()
    assert made[-2:] == ["account:one", "account:two"]
