"""The demo world: what it holds, that it is told once, and that it mails nobody where mail would go out."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.clock import now, today_in
from convene.database import db
from convene.demo.services import world
from convene.events.catalogue import State
from convene.events.models import Event
from convene.events.queries import editions_of
from convene.events.rules import is_over
from convene.outbox.models import Message, MessageState
from convene.programme.catalogue import StageState
from convene.programme.models import Material, StageInvitation
from convene.programme.queries.draft import draft_of
from convene.programme.queries.stars import star_counts
from convene.programme.rules.warnings import find_warnings
from convene.registration.models import Registration
from tests.support.visitor import Visitor

CONVENE = Path(__file__).parents[2] / "convene"


def events() -> dict[str, Event]:
    return {event.slug: event for event in db.session.scalars(select(Event).order_by(Event.starts_on))}


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_it_has_an_event_that_is_over_one_next_week_and_one_in_draft(app: Flask) -> None:
    world.load_demo(with_people=True)
    over, soon, draft = events().values()
    assert is_over(over.ends_on, over.day_turns_at, over.zone, now())
    assert (over.state, soon.state, draft.state) == (State.PUBLISHED, State.PUBLISHED, State.DRAFT)
    days_until_monday = 7 - today_in("UTC").weekday()
    assert days_until_monday <= (soon.starts_on - today_in("UTC")).days < days_until_monday + 7
    assert over.series_id is not None
    assert editions_of(over.series_id)[0].id == draft.id
    assert len(draft_of(draft.id).sessions) == len(draft_of(over.id).sessions)
    assert count(Material) == 6
    assert len(star_counts(soon.id)) > 5


def test_what_happened_is_told_as_of_when_it_happened(app: Flask) -> None:
    world.load_demo(with_people=True)
    over = events()[world.WORKSHOP]
    registered = db.session.scalars(select(Registration.created_at).where(Registration.event_id == over.id)).all()
    assert len(registered) == 24
    assert all(at.date() < over.starts_on for at in registered)
    lines = select(AuditLine.at).where(AuditLine.event_id == over.id).order_by(AuditLine.id)
    assert db.session.scalars(lines).all()[0].date() == over.starts_on - timedelta(days=63)
    assert max(db.session.scalars(select(Message.created_at))) <= now()


def test_its_agendas_have_no_clash(app: Flask) -> None:
    world.load_demo(with_people=False)
    for event in events().values():
        assert not [warning for warning in find_warnings(draft_of(event.id), {}) if warning.blocks]


def test_two_on_stage_have_not_answered(app: Flask) -> None:
    world.load_demo(with_people=True)
    states = [one.state for one in db.session.scalars(select(StageInvitation))]
    assert states.count(StageState.ASKED) == 2
    assert states.count(StageState.CONFIRMED) == len(states) - 2


def test_without_people_nobody_is_mailed(app: Flask) -> None:
    world.load_demo(with_people=False)
    assert count(Message) == 0
    assert count(Registration) == 0


def test_a_second_time_changes_nothing_and_mails_nobody_again(app: Flask) -> None:
    world.load_demo(with_people=True)
    before = (count(AuditLine), count(Message), count(Registration), count(Event))
    with time_machine.travel(now() + timedelta(days=3)):
        world.load_demo(with_people=True)
    assert (count(AuditLine), count(Message), count(Registration), count(Event)) == before


def test_who_signs_in_at_once_does_not_read_that_old_mail_waits(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    states = set(db.session.scalars(select(Message.state)))
    assert MessageState.SENT in states
    assert MessageState.WAITING not in states


@pytest.mark.parametrize("step", ["_tell_the_forum", "_ask_those_on_stage", "_let_people_star", "_register_once"])
def test_after_a_crash_the_rest_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(world, step, crash)
        with pytest.raises(RuntimeError):
            world.load_demo(with_people=True)
    world.load_demo(with_people=True)
    assert len(events()) == 3
    assert count(Registration) == 46 + 24


def test_nothing_is_missing_at_the_forum(app: Flask, visitor: Visitor) -> None:
    world.load_demo(with_people=True)
    visitor.signed_in_as(world.ORGANISER).open("/organise/regional-forum/")
    missing = visitor.tree.xpath("//ul[contains(@class, 'todo')]//b/text() | //ul[contains(@class, 'todo')]//h3/text()")
    assert len(missing) <= 1, missing  # two on stage have not answered


def test_only_the_demo_tells_as_of_another_time() -> None:
    told = [path for path in CONVENE.rglob("*.py") if "as_of" in path.read_text()]
    assert {str(path.relative_to(CONVENE)) for path in told} <= {"clock.py", "demo/services/world.py"}
