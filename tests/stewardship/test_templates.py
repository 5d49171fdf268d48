"""Each template is an agenda that could be published as it is."""

import itertools
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.events.services.beginning import EventFacts
from convene.programme.catalogue import Format
from convene.programme.models import AgendaVersion, Session
from convene.programme.queries.draft import draft_of
from convene.programme.rules.warnings import find_warnings
from convene.sentences import Sentence
from convene.stewardship.catalogue import TEMPLATES, Template, TemplateName
from convene.stewardship.errors import DoesNotFitTheDay, NeedsMoreDays
from convene.stewardship.rules import PICTURE_WIDTH, begins_at, ends_at, moved_to, picture_of
from convene.stewardship.services import begin_from_template
from tests.factories.events import make_account, make_team

EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
DAY = date(2027, 5, 6)


def begun(template: Template, *, from_time: time | None = None, days: int | None = None) -> Event:
    facts = EventFacts(
        title=str(template.title),
        kind=template.kind,
        starts_on=DAY,
        ends_on=DAY + timedelta(days=(days or template.days) - 1),
        zone="Asia/Bangkok",
        from_time=from_time,
    )
    event_id = begin_from_template(make_account(), facts, template, team_id=make_team(str(uuid4())), by="test")
    return db.session.get_one(Event, event_id)


@EVERY
def test_its_agenda_has_no_warning(app: Flask, template: Template) -> None:
    event = begun(template)
    structure = draft_of(event.id)
    warnings = find_warnings(structure, {}, (event.from_time, event.until_time))
    assert not [str(one.says) for one in warnings if not one.advises], "nothing clashes; parallel workshops are meant"
    assert len(structure.sessions) == len(template.sessions)
    assert all(session.room_id and session.is_placed for session in structure.sessions)
    assert {session.day for session in structure.sessions} == set(structure.days())
    assert not db.session.scalars(select(AgendaVersion)).all()
    assert event.state is State.DRAFT


@EVERY
def test_it_moves_with_the_hour_at_which_the_event_begins(app: Flask, template: Template) -> None:
    usual = {(s.title, s.day): s.starts_local for s in draft_of(begun(template).id).sessions}
    hour = (begins_at(template).hour + 1) % 24
    event = begun(template, from_time=time(hour, begins_at(template).minute))
    for session in draft_of(event.id).sessions:
        assert session.starts_local == usual[session.title, session.day] + timedelta(hours=1)
    assert event.until_time == (ends_at(template).replace(hour=ends_at(template).hour + 1))


@EVERY
def test_breaks_and_meals_are_as_long_as_people_need(template: Template) -> None:
    for session in template.sessions:
        if session.format is Format.BREAK:
            assert session.minutes in (range(60, 76) if str(session.title) == "Lunch" else range(20, 31)), session
    for day in range(template.days):
        of_day = [each for each in moved_to(template, None) if each.session.day == day]
        assert max(each.ends for each in of_day) <= time(18)


@EVERY
def test_its_picture_is_the_shape_of_its_sessions(template: Template) -> None:
    blocks = picture_of(template)
    assert sum(block.lines for block in blocks) == len(template.sessions)
    assert all(block.width > 0 for block in blocks)
    assert max(block.x + block.width for block in blocks) <= PICTURE_WIDTH
    for earlier, later in itertools.pairwise(blocks):
        assert earlier.x + earlier.width <= later.x + 0.01
    breaks = sum(session.format is Format.BREAK for session in template.sessions)
    assert sum(block.is_break for block in blocks) == breaks


def test_everybody_comes_to_each_of_the_four_stations_with_five_minutes_to_walk() -> None:
    rounds: dict[time, set[int]] = {}
    for session in TEMPLATES[TemplateName("rotation-workshop")].sessions:
        if session.format is Format.BREAKOUT:
            rounds.setdefault(session.starts, set()).add(session.room)
    assert list(rounds.values()) == [{1, 2, 3, 4}] * 4
    minutes = [start.hour * 60 + start.minute for start in rounds]
    assert [later - earlier for earlier, later in itertools.pairwise(minutes)] == [25, 25, 25]


def test_titles_are_said_in_the_words_of_whoever_begins_it(app: Flask) -> None:
    def loudly(sentence: Sentence) -> str:
        return str(sentence).upper()

    facts = EventFacts(title="T", kind=TEMPLATES[TemplateName("webinar")].kind, starts_on=DAY, ends_on=DAY, zone="UTC")
    template = TEMPLATES[TemplateName("webinar")]
    begin_from_template(make_account(), facts, template, team_id=make_team(), words=loudly, by="test")
    titles = db.session.scalars(select(Session.title)).all()
    assert titles
    assert all(title.isupper() for title in titles)


@pytest.mark.parametrize("from_time", [time(3, 59), time(15, 15), time(23)])
def test_an_agenda_that_would_run_into_the_night_is_refused_whole(app: Flask, from_time: time) -> None:
    with pytest.raises(DoesNotFitTheDay):
        begun(TEMPLATES[TemplateName("one-day-forum")], from_time=from_time)
    assert not db.session.scalars(select(Event)).all()


def test_a_template_of_two_days_needs_two(app: Flask) -> None:
    with pytest.raises(NeedsMoreDays):
        begun(TEMPLATES[TemplateName("two-day-convening")], days=1)
