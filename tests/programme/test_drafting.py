from datetime import date, time
from uuid import UUID, uuid4

import pytest
from flask import Flask

from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.catalogue import Dye
from convene.events.errors import RoomIsInUse
from convene.events.models import Event
from convene.programme.catalogue import Format, StageRole
from convene.programme.errors import (
    DayBesideTheEvent,
    SessionWasPublished,
    TrackNameIsTaken,
    UnplacedTime,
)
from convene.programme.models import PersonOnStage
from convene.programme.queries.draft import agenda_state, draft_of, said_of_place, said_of_session, session_by_code
from convene.programme.services import drafting
from convene.programme.services.drafting import SessionText
from convene.programme.structure import Place
from convene.web.meanwhile import mark_of
from tests.factories.agendas import DAY, add_room, add_session, facts, publish, put_on_stage, retitle, wall
from tests.factories.events import make_event


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def revision(event: Event) -> int:
    db.session.rollback()
    return agenda_state(event.id).draft_revision


def test_a_session_gets_code_and_number_for_ever(event: Event) -> None:
    first, second = facts(event, add_session(event)), facts(event, add_session(event, "Another", None))
    assert (first.number, second.number) == (1, 2)
    assert len(first.code) == 6
    assert first.code != second.code
    assert (first.day, first.starts_local, first.is_placed) == (DAY, wall("09:20"), True)
    assert not second.is_placed
    row = session_by_code(event.id, first.code)
    assert row is not None
    assert row.id == first.id


def test_every_change_counts_the_revision_up_by_one(event: Event) -> None:
    session_id = add_session(event)
    before = revision(event)
    retitle(event, session_id, "Renamed")
    assert revision(event) == before + 1
    put_on_stage(event, session_id, "Jane Vũ")
    assert revision(event) == before + 2


def test_what_is_refused_counts_nothing(event: Event) -> None:
    session_id = add_session(event)
    before = revision(event)
    with pytest.raises(DayBesideTheEvent):
        drafting.place_session(event.id, session_id, Place(date(2027, 5, 1), time(9)), by="test")
    assert revision(event) == before


def test_a_time_before_the_day_turns_is_in_the_night_after_it(event: Event) -> None:
    late = facts(event, add_session(event, "Stargazing", "00:30"))
    assert (late.day, late.starts_local) == (DAY, wall("00:30", date(2027, 3, 5)))


def test_a_time_that_does_not_exist_is_refused(app: Flask) -> None:
    event = make_event(zone="Europe/Berlin", starts_on=date(2027, 3, 27), ends_on=date(2027, 3, 28))
    with pytest.raises(UnplacedTime, match=r"from 02:00 to 03:00"):
        add_session(event, starts="02:30", day=date(2027, 3, 27))


def test_a_stale_edit_is_refused_and_says_what_it_was_about(event: Event) -> None:
    session_id = add_session(event)
    seen = mark_of(said_of_session(facts(event, session_id), {}))
    text = SessionText(title="Mine", format=Format.TALK, minutes=30)
    retitle(event, session_id, "Theirs")
    with pytest.raises(ChangedMeanwhile, match="Theirs"):
        drafting.change_session(event.id, session_id, text, seen=seen, by="test")
    fresh = mark_of(said_of_session(facts(event, session_id), {}))
    drafting.change_session(event.id, session_id, text, seen=fresh, by="test")
    assert facts(event, session_id).title == "Mine"


def test_a_stale_move_is_refused_and_one_of_a_session_that_was_only_retitled_is_not(event: Event) -> None:
    session_id = add_session(event)
    seen = mark_of(said_of_place(facts(event, session_id)))
    retitle(event, session_id, "Theirs")
    drafting.place_session(event.id, session_id, Place(DAY, time(9)), seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        drafting.place_session(event.id, session_id, None, seen=seen, by="test")
    assert facts(event, session_id).starts_local == wall("09:00")


def test_a_session_that_people_have_seen_is_withdrawn_and_never_deleted(event: Event) -> None:
    shown, fresh = add_session(event), add_session(event, "Fresh", "14:00")
    drafting.delete_session(event.id, fresh, by="test")
    publish(event)
    with pytest.raises(SessionWasPublished):
        drafting.delete_session(event.id, shown, by="test")
    drafting.withdraw_session(event.id, shown, by="test")
    assert facts(event, shown).is_withdrawn
    drafting.restore_session(event.id, shown, by="test")
    assert not facts(event, shown).is_withdrawn
    assert len(draft_of(event.id).sessions) == 1


def test_contributions_are_added_changed_ordered_and_removed(event: Event) -> None:
    session_id = add_session(event)
    first, second, third = (
        drafting.add_contribution(event.id, session_id, title=title, minutes=10, by="test") for title in "ABC"
    )
    drafting.change_contribution(event.id, second, title="B2", abstract="About", minutes=None, by="test")
    drafting.order_contributions(event.id, session_id, [third, first], by="test")
    on_stage = drafting.put_on_stage(
        event.id, session_id, role=StageRole.SPEAKER, name="Jane Vũ", contribution_id=third, by="test"
    )
    talks = facts(event, session_id).contributions
    assert [talk.title for talk in talks] == ["C", "A", "B2"]
    assert (len(talks[0].people), talks[2].minutes) == (1, None)
    drafting.remove_contribution(event.id, third, by="test")
    assert [talk.title for talk in facts(event, session_id).contributions] == ["A", "B2"]
    assert db.session.get(PersonOnStage, on_stage) is None


def test_people_come_onto_the_stage_and_leave_it(event: Event) -> None:
    session_id = add_session(event)
    jane = put_on_stage(event, session_id, "Jane Vũ")
    again = drafting.put_on_stage(
        event.id, session_id, role=StageRole.SPEAKER, person_id=jane, affiliation="NGO 8", by="test"
    )
    (one,) = facts(event, session_id).people
    assert (one.person_id, one.affiliation) == (jane, "NGO 8")
    drafting.put_on_stage(event.id, session_id, role=StageRole.MODERATOR, person_id=jane, by="test")
    drafting.change_on_stage(event.id, again, role=StageRole.MODERATOR, affiliation="NGO 9", by="test")
    (one,) = facts(event, session_id).people
    assert (one.role, one.affiliation) == (StageRole.MODERATOR, "NGO 9")
    drafting.take_off_stage(event.id, again, by="test")
    assert facts(event, session_id).people == ()


def test_tracks_are_made_dyed_renamed_and_removed(event: Event) -> None:
    water = drafting.add_track(event.id, name="Water", by="test")
    women = drafting.add_track(event.id, name="Women", by="test")
    with pytest.raises(TrackNameIsTaken):
        drafting.add_track(event.id, name="Water", by="test")
    with pytest.raises(TrackNameIsTaken):
        drafting.change_track(event.id, women, name="Water", dye=Dye.PLUM, by="test")
    drafting.change_track(event.id, women, name="Women", dye=Dye.PLUM, by="test")
    tracks = draft_of(event.id).tracks
    assert [(track.name, track.letter, track.dye) for track in tracks] == [
        ("Water", "W", Dye.PETROL),
        ("Women", "O", Dye.PLUM),
    ]
    session_id = add_session(event, track_id=water)
    drafting.remove_track(event.id, water, by="test")
    assert facts(event, session_id).track_id is None


def test_a_room_with_sessions_stays(event: Event) -> None:
    room_id = add_room(event)
    session_id = add_session(event, room_id=room_id)
    with pytest.raises(RoomIsInUse, match="Ballroom"):
        drafting.remove_room(event.id, room_id, by="test")
    drafting.place_session(event.id, session_id, None, by="test")
    drafting.remove_room(event.id, room_id, by="test")
    assert draft_of(event.id).rooms == ()


def test_ids_of_another_event_are_not_found(event: Event) -> None:
    other = make_event(title="Another forum", team_id=event.team_id)
    own, foreign = add_session(event), add_session(other)
    track, room = drafting.add_track(other.id, name="Theirs", by="test"), add_room(other)
    talk = drafting.add_contribution(other.id, foreign, title="Theirs", by="test")
    elsewhere = make_event(title="Third")  # of another team
    stranger = put_on_stage(elsewhere, add_session(elsewhere), "Somebody")
    text = SessionText(title="A", format=Format.TALK, minutes=9, track_id=track)
    attempts = [
        lambda: drafting.withdraw_session(event.id, foreign, by="test"),
        lambda: drafting.change_session(event.id, own, text, by="test"),
        lambda: drafting.place_session(event.id, own, Place(DAY, time(9), room), by="test"),
        lambda: drafting.remove_contribution(event.id, talk, by="test"),
        lambda: drafting.remove_track(event.id, track, by="test"),
        lambda: drafting.remove_room(event.id, room, by="test"),
        lambda: drafting.put_on_stage(event.id, own, role=StageRole.SPEAKER, person_id=stranger, by="test"),
        lambda: drafting.take_off_stage(event.id, uuid4(), by="test"),
        lambda: drafting.add_contribution(event.id, UUID(int=1), title="A", by="test"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
