"""Each column of what a next edition has its own of goes along, or is named among those that begin anew.

A column that somebody adds goes along by itself. Where that is wrong (it says what happened, points into the old
edition, is a secret), these tests fail or the list of the feature that owns the table takes its name.
"""

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services import cloning as of_events
from convene.programme.services import cloning as of_programme
from convene.questionnaires.services import copying as of_forms
from convene.registration.models import RegistrationDesk, SeatPool
from convene.registration.services import opening as of_registration
from convene.stewardship.catalogue import BEGINS_ANEW, COMES_ALONG, Part
from convene.stewardship.services import clone_event
from tests.stewardship.editions import FIRST_DAY, edition, rows_of, say_something_everywhere

ANEW = {
    "event": of_events.EVENT_ANEW,
    "room": of_events.ROOM_ANEW,
    "partner": of_events.PARTNER_ANEW,
    "track": of_programme.TRACK_ANEW,
    "session": of_programme.SESSION_ANEW,
    "contribution": of_programme.CONTRIBUTION_ANEW,
    "person_on_stage": of_programme.ON_STAGE_ANEW,
    "question_section": of_forms.SECTION_ANEW,
    "question": of_forms.QUESTION_ANEW,
    "question_option": of_forms.OPTION_ANEW,
    "question_condition": of_forms.CONDITION_ANEW,
}
#: Columns of which the words cannot be changed here without moving what depends on them.
LEFT_AS_IT_IS = frozenset({"zone", "position", "day_turns_at", "minutes", "visibility", "role"})
#: The same of single tables: a condition asks what its question can answer.
LEFT_OF = {"question": frozenset({"kind", "purpose"}), "question_condition": frozenset({"test", "number"})}
#: What belongs to the team or to a series is the same in every edition.
SHARED = {"team", "series", "person", "account", "stored_file"}


def both_editions() -> tuple[Event, Event]:
    event = edition()
    for table, rows in rows_of(event.id).items():
        say_something_everywhere(rows, ANEW[table] | LEFT_AS_IT_IS | LEFT_OF.get(table, frozenset()))
    made = clone_event(event.id, title="Forum 2028", starts_on=FIRST_DAY.replace(year=2028), parts=set(Part), by="test")
    db.session.expire_all()
    return event, db.session.get_one(Event, made.event_id)


def test_every_column_is_copied_or_begins_anew(app: Flask) -> None:
    event, copy = both_editions()
    theirs, ours = rows_of(event.id), rows_of(copy.id)
    wrong = []
    for table, rows in theirs.items():
        assert len(rows) == len(ours[table]) > 0, table
        for row, other in zip(rows, ours[table], strict=True):
            assert row.id != other.id
            wrong += [
                f"{table}.{column.key}: {getattr(row, column.key)!r} became {getattr(other, column.key)!r}"
                for column in row.__table__.columns
                if column.key not in ANEW[table] and getattr(row, column.key) != getattr(other, column.key)
            ]
    assert not wrong, "\n".join(wrong)


def test_nothing_of_the_copy_points_into_the_old_edition(app: Flask) -> None:
    _event, copy = both_editions()
    for table, rows in rows_of(copy.id).items():
        for row in rows:
            for column in row.__table__.columns:
                referred = {key.column.table.name for key in column.foreign_keys}
                if referred and not referred <= SHARED:
                    assert column.key in ANEW[table], f"{table}.{column.key} is copied and points into the old edition"


def test_the_page_names_every_column_that_goes_along_and_none_that_begins_anew() -> None:
    named = [column for said in COMES_ALONG for column in said.columns]
    assert len(named) == len(set(named)), "a column is named twice"
    # What an event says at length is ticked or not (`Part.WORDS`).
    assert set(named) == set(Event.__table__.columns.keys()) - of_events.EVENT_ANEW - of_events.EVENT_WORDS


def test_the_page_names_what_begins_anew_but_for_what_it_asks_and_what_nobody_sees() -> None:
    named = {column for said in BEGINS_ANEW for column in said.columns}
    asked, unseen = {"title", "starts_on", "ends_on"}, {"id", "revision", "created_at", "changed_at"}
    assert named == of_events.EVENT_ANEW - asked - unseen


@pytest.mark.parametrize("table", ANEW)
def test_what_begins_anew_is_a_column(app: Flask, table: str) -> None:
    assert ANEW[table] <= set(db.metadata.tables[table].columns.keys())


def test_the_desk_is_closed_and_its_settings_go_along(app: Flask) -> None:
    event, copy = both_editions()
    for table, anew in ((RegistrationDesk, of_registration.DESK_ANEW), (SeatPool, of_registration.POOL_ANEW)):
        row, other = (db.session.scalars(select(table).where(table.event_id == one.id)).one() for one in (event, copy))
        columns = set(table.__table__.columns.keys())
        assert anew <= columns
        assert {name: getattr(row, name) for name in columns - anew} == {
            name: getattr(other, name) for name in columns - anew
        }
    desk = db.session.get_one(RegistrationDesk, copy.id)
    assert (desk.is_open, desk.opens_local, desk.closes_local) == (False, None, None)
