"""The next edition of an event: the same at other days, and nothing of what happened."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.calendar.models import CalendarItem
from convene.database import Base, db
from convene.events.catalogue import Relation, State
from convene.events.models import Event, LinkedEvent, Partner
from convene.files.models import StoredFile
from convene.outbox.models import Message
from convene.programme.catalogue import Format
from convene.programme.models import AgendaVersion, PersonOnStage, Session
from convene.programme.queries.draft import draft_of
from convene.programme.services.drafting import SessionText, add_session
from convene.programme.structure import Place, Structure
from convene.registration.models import Registration, SeatPool
from convene.registration.queries.desk import pool_of
from convene.stewardship.catalogue import USUAL_PARTS, Part
from convene.stewardship.services import clone_event
from tests.factories.events import make_event
from tests.stewardship.editions import edition, make_it_an_edition

LATER = date(2028, 3, 2)


def cloned(event: Event, *, starts_on: date = LATER, parts: frozenset[Part] = USUAL_PARTS) -> Event:
    made = clone_event(event.id, title="Forum 2028", starts_on=starts_on, parts=parts, by="test")
    db.session.expire_all()
    return db.session.get_one(Event, made.event_id)


def count(table: type[Base], event: Event) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.event_id == event.id)) or 0  # type: ignore[attr-defined]


def as_read(structure: Structure) -> list[tuple[object, ...]]:
    """An agenda without what identifies it."""
    rooms = {room.id: room.name for room in structure.rooms}
    tracks = {track.id: (track.name, track.dye) for track in structure.tracks}
    return [
        (s.title, s.format, s.minutes, s.abstract, s.day, s.starts_local, rooms.get(s.room_id), tracks.get(s.track_id),
         [(each.title, each.minutes) for each in s.contributions])  # type: ignore[arg-type]
        for s in structure.sessions if not s.is_withdrawn
    ]  # fmt: skip


def test_the_next_edition_is_a_draft_of_which_nobody_knows(app: Flask) -> None:
    event = edition()
    mails = db.session.scalar(select(func.count(Message.id)))
    copy = cloned(event)
    assert (copy.title, copy.slug, copy.state) == ("Forum 2028", "forum-2028", State.DRAFT)
    assert (copy.starts_on, copy.ends_on, copy.zone) == (LATER, LATER + timedelta(days=1), event.zone)
    assert copy.published_at is None
    assert copy.join_url == ""
    assert not [table.__name__ for table in (Registration, AgendaVersion, CalendarItem, Message) if count(table, copy)]
    assert db.session.scalar(select(func.count(Message.id))) == mails
    pool = pool_of(copy.id)
    assert pool is not None
    assert (pool.capacity, pool.taken) == (40, 0)


def test_the_old_edition_stays_as_it_was(app: Flask) -> None:
    event = edition()
    before = draft_of(event.id)
    cloned(event, parts=frozenset(Part))
    assert draft_of(event.id) == before
    assert count(Registration, event) == 1
    assert db.session.scalars(select(SeatPool.taken).where(SeatPool.event_id == event.id)).one() == 1


def test_sessions_have_codes_and_numbers_of_their_own(app: Flask) -> None:
    event = edition()
    copy = cloned(event)
    sessions = db.session.scalars(select(Session).where(Session.event_id == copy.id).order_by(Session.number)).all()
    assert [session.number for session in sessions] == [1, 2, 3]
    assert [session.title for session in sessions] == ["Session 0", "Session 1", "Session 2"], "none that is withdrawn"
    assert not any(session.was_published or session.source_id or session.links for session in sessions)
    codes = set(db.session.scalars(select(Session.code)))
    assert len(codes) == 7, "three and one that is withdrawn, and three new ones"


def test_nobody_is_on_stage_before_they_have_agreed(app: Flask) -> None:
    event = edition()
    of_copy = select(func.count(PersonOnStage.id)).join(Session, Session.id == PersonOnStage.session_id)
    assert db.session.scalar(of_copy.where(Session.event_id == cloned(event).id)) == 0
    with_people = cloned(event, parts=USUAL_PARTS | {Part.PEOPLE})
    assert db.session.scalar(of_copy.where(Session.event_id == with_people.id)) == 6
    facts = draft_of(with_people.id).sessions[0]
    assert len(facts.people) == 1, "the moderator"
    assert len(facts.contributions[0].people) == 1, "the speaker of the talk"


def test_only_what_is_ticked_comes_along(app: Flask) -> None:
    copy = cloned(edition(), parts=frozenset())
    assert draft_of(copy.id).sessions == draft_of(copy.id).rooms == draft_of(copy.id).tracks == ()
    assert copy.description == copy.summary == ""
    assert pool_of(copy.id) is None
    assert not count(Partner, copy)
    without_rooms = cloned(db.session.scalars(select(Event).where(Event.slug != copy.slug)).one(),
                           parts=frozenset({Part.AGENDA}))  # fmt: skip
    assert [session.room_id for session in draft_of(without_rooms.id).sessions] == [None] * 3


def test_a_partner_has_a_logo_of_its_own(app: Flask) -> None:
    event = edition()
    copy = cloned(event)
    old, new = (db.session.scalars(select(Partner).where(Partner.event_id == one.id)).one() for one in (event, copy))
    assert old.logo_file_id != new.logo_file_id
    file = db.session.get_one(StoredFile, new.logo_file_id)
    assert (file.body, file.owner_id, file.event_id) == (b"a logo", new.id, copy.id)


def test_it_follows_the_event_and_is_the_next_of_its_series(app: Flask) -> None:
    event = edition()
    series_id = make_it_an_edition(event.id, 3)
    copy = cloned(event)
    assert (copy.series_id, copy.edition) == (series_id, 4)
    link = db.session.scalars(select(LinkedEvent).where(LinkedEvent.event_id == copy.id)).one()
    assert (link.relation, link.other_event_id) == (Relation.FOLLOWS, event.id)
    assert cloned(event).edition == 5, "the second of the same event is one more"


def test_without_a_series_none_is_made(app: Flask) -> None:
    assert (cloned(edition()).series_id, cloned(db.session.scalars(select(Event)).first()).edition) == (None, None)  # type: ignore[arg-type]


def test_an_hour_that_the_clocks_skip_is_moved_to_its_end(app: Flask) -> None:
    event = make_event(zone="Europe/Paris", starts_on=date(2027, 3, 20), ends_on=date(2027, 3, 20))
    night = add_session(
        event.id,
        SessionText(title="A night", format=Format.SOCIAL, minutes=30),
        Place(date(2027, 3, 20), time(2, 30)),
        by="test",
    )
    assert db.session.get_one(Session, night).starts_local == datetime.fromisoformat("2027-03-21T02:30")
    made = clone_event(event.id, title="T", starts_on=date(2027, 3, 27), by="test")  # clocks change in this night
    assert made.skipped == 1
    (session,) = draft_of(made.event_id).sessions
    assert (session.day, session.starts_local) == (date(2027, 3, 27), datetime.fromisoformat("2027-03-28T03:00"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(-2000, 2000))
def test_the_agenda_is_the_same_shifted_by_whole_days(app: Flask, days: int) -> None:
    event = db.session.scalars(select(Event).where(Event.title == "Forum 2027")).first() or edition(sessions=8)
    later = timedelta(days=days)
    copy = cloned(event, starts_on=event.starts_on + later)
    expected = [
        (*said[:4], said[4] + later, said[5] + later, *said[6:])  # type: ignore[operator]
        for said in as_read(draft_of(event.id))
    ]
    assert as_read(draft_of(copy.id)) == expected


def test_thirty_sessions_take_hardly_more_statements_than_three(
    app: Flask, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    for sessions in (3, 30):
        event_id = edition(sessions=sessions).id
        db.session.expire_all()
        counts.append(
            count_statements(
                lambda event_id=event_id: clone_event(  # type: ignore[misc]
                    event_id, title="Next", starts_on=LATER, parts=frozenset(Part), by="test"
                )
            )
        )
    assert counts[1] <= counts[0] + 3, counts
    assert counts[1] < 75, counts
