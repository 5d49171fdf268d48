"""Who follows what: told by other features, brought in line, and never forgotten while something may be taken back."""

from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from convene.calendar.models import CalendarFollower
from convene.calendar.queries.following import count_followers, followers_of, following_at
from convene.calendar.rules import Following, Subject
from convene.calendar.services.followers import follow, forget_followers
from convene.database import db

EVENT = UUID(int=1)
WHOLE, TALK = Subject("event", EVENT), Subject("session", UUID(int=2))


def follows(source_id: UUID, *subjects: Subject, email: str = "Jane@example.org", name: str = "Jane") -> None:
    follow(EVENT, "registration", [Following(source_id, email, name, "en", frozenset(subjects))])
    db.session.rollback()


def rows() -> list[CalendarFollower]:
    db.session.rollback()
    return list(db.session.scalars(select(CalendarFollower).order_by(CalendarFollower.kind)))


def test_whoever_follows_is_found_by_what_they_follow_and_by_their_address(app: Flask) -> None:
    jane, ali = uuid4(), uuid4()
    follows(jane, WHOLE, TALK)
    follows(ali, WHOLE, email="ali@example.org", name="Ali")
    assert [each.source_id for each in followers_of(EVENT, [TALK])] == [jane]
    assert {each.source_id for each in followers_of(EVENT, [WHOLE, TALK])} == {jane, ali}
    assert {each.subject for each in following_at(EVENT, "jane@EXAMPLE.org")} == {WHOLE, TALK}
    assert following_at(UUID(int=9), "jane@example.org") == []
    assert count_followers(EVENT, "session") == {TALK.id: 1}
    assert count_followers(EVENT, "event") == {EVENT: 2}


def test_who_follows_no_more_is_kept_as_ended_and_goes_on_in_the_same_row(app: Flask) -> None:
    jane = uuid4()
    follows(jane, WHOLE, TALK)
    before = {row.kind: row.id for row in rows()}
    follows(jane, WHOLE)
    assert [row.kind for row in rows() if row.ended_at is not None] == ["session"]
    assert followers_of(EVENT, [TALK]) == []
    assert [each.subject for each in following_at(EVENT, "jane@example.org")] == [WHOLE]
    follows(jane, WHOLE, TALK)
    assert {row.kind: row.id for row in rows()} == before
    assert [row for row in rows() if row.ended_at is not None] == []


def test_another_address_or_name_is_told_in_the_same_rows(app: Flask) -> None:
    jane = uuid4()
    follows(jane, WHOLE, TALK)
    follows(jane, WHOLE, TALK, email="jane@new.example", name="Jane Trần")
    assert {(row.email, row.email_key, row.name) for row in rows()} == {
        ("jane@new.example", "jane@new.example", "Jane Trần")
    }
    assert following_at(EVENT, "jane@example.org") == []


def test_who_was_told_of_by_mistake_is_forgotten(app: Flask) -> None:
    jane, ali = uuid4(), uuid4()
    follows(jane, WHOLE)
    follows(ali, WHOLE)
    forget_followers("registration", [jane])
    assert [row.source_id for row in rows()] == [ali]
