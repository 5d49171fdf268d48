"""What the places of sessions must be like: what does not keep to it is named, and what is proposed does."""

from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from convene.database import db
from convene.engines.agenda_solver import check
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.catalogue import Dye, RoomFeature
from convene.events.models import Event
from convene.events.queries import room_of
from convene.events.services import arranging_rooms
from convene.permissions.catalogue import Role
from convene.programme import tasks
from convene.programme.catalogue import Format, MayMove, Presence, ProposalState, RuleKind, StageRole
from convene.programme.conditions import PlaceWishes
from convene.programme.errors import RuleNeedsTwoSessions
from convene.programme.loosening import Loosened, Loosening
from convene.programme.planning import Wishes, kept_plan
from convene.programme.presence import Said
from convene.programme.queries.conditions import conditions_of, rules_of, said_of_wishes, warnings_of
from convene.programme.queries.draft import draft_of, said_of_slot
from convene.programme.queries.free_places import free_places
from convene.programme.queries.proposals import problem_for, proposals_of
from convene.programme.rules.slots import AgendaWarning
from convene.programme.services import cloning, drafting, proposing, starring, wishing
from convene.programme.services.availability import write_down_availability
from convene.web.meanwhile import mark_of
from tests.factories.agendas import DAY, add_room, add_session, facts, move, publish, put_on_stage, wall
from tests.factories.events import give, make_event
from tests.factories.sessions import code_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
AGENDA = "/organise/forum/agenda/"
STEP_FREE, PROJECTOR = RoomFeature.STEP_FREE, RoomFeature.PROJECTOR


@pytest.fixture
def event(app: Flask) -> Event:
    """Three days, without hours of its own."""
    return make_event(slug="forum", ends_on=DAY + timedelta(days=2))


@pytest.fixture
def organiser(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as(OWNER)


def wish(event: Event, session_id: UUID, **wishes: Any) -> None:
    wishing.wish_place(event.id, session_id, PlaceWishes(**wishes), by="test")


def rule(event: Event, kind: RuleKind, *session_ids: UUID, gap: int = 0) -> UUID:
    return wishing.add_rule(event.id, kind, session_ids, gap=gap, by="test")


def found(event: Event) -> list[AgendaWarning]:
    db.session.rollback()
    return warnings_of(event, draft_of(event.id))


def said(event: Event) -> list[str]:
    return [str(one.says) for one in found(event)]


def asked(event: Event, scope: MayMove = MayMove.UNPLACED, **more: Any) -> ProposalState:
    """Ask for a proposal, have it worked out and use it where there is one; what came of it."""
    wishes = Wishes(scope=scope, **{"from_time": time(9), "until_time": time(17), **more})
    proposal_id = proposing.ask_for_proposal(event.id, wishes, by="test")
    tasks.propose_agendas()
    [row] = [one for one in proposals_of(event.id) if one.id == proposal_id]
    if row.state is ProposalState.READY:
        proposing.use_proposal(event.id, proposal_id, by="test")
    return row.state


def at(event: Event, session_id: UUID) -> str:
    starts = facts(event, session_id).starts_local
    return f"{starts:%d %H:%M}" if starts else ""


# --- warnings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"days": (DAY + timedelta(days=1),)}, "“Talk” is on 2027-03-04, and must be on 2027-03-05."),
        (
            {"days": (DAY + timedelta(days=1), DAY + timedelta(days=2))},
            "“Talk” is on 2027-03-04, which is none of the 2 days on which it may be.",
        ),
        ({"not_before": time(10)}, "“Talk” begins at 09:20, and must not before 10:00."),
        ({"not_after": time(10)}, "“Talk” ends at 10:05, and must have ended at 10:00."),
        ({"seats": 30}, "“Talk” needs 30 seats, and Garden has 20."),
        ({"needs": frozenset({PROJECTOR})}, "“Talk” needs this in its room: projector. Garden does not have it."),
        (
            {"needs": frozenset({PROJECTOR, RoomFeature.SOUND})},
            "“Talk” needs 2 things that Garden does not have, projector among them.",
        ),
        ({"days": (DAY,), "not_before": time(9), "not_after": time(10, 5), "seats": 20}, None),
        ({"needs": frozenset({STEP_FREE}), "is_pinned": True}, None),
    ],
)
def test_what_is_not_as_it_must_be_is_named(event: Event, wishes: dict[str, Any], sentence: str | None) -> None:
    room = arranging_rooms.add_room(event.id, "Garden", capacity=20, features=[STEP_FREE], by="test")
    session_id = add_session(event, "Talk", "09:20", room_id=room)
    assert not said(event)
    wish(event, session_id, **wishes)
    assert said(event) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("kind", "gap", "second", "day", "room", "sentence"),
    [
        (RuleKind.IN_ORDER, 0, "08:30", 0, 0, "“B” must come after “A”, and does not."),
        (RuleKind.IN_ORDER, 0, "09:30", 0, 1, "“B” must come after “A”, and does not."),
        (RuleKind.IN_ORDER, 0, "10:00", 0, 0, None),
        (RuleKind.IN_ORDER, 30, "10:15", 0, 0, "Between “A” and “B” must be 30 minutes at least."),
        (RuleKind.IN_ORDER, 30, "10:30", 0, 0, None),
        (RuleKind.IN_ORDER, 600, "08:30", 1, 0, None),
        (RuleKind.BACK_TO_BACK, 0, "10:00", 0, 0, None),
        (RuleKind.BACK_TO_BACK, 0, "10:00", 0, 1, "“B” must follow “A” in the same room, without anything"),
        (RuleKind.BACK_TO_BACK, 0, "10:15", 0, 0, "“B” must follow “A” in the same room, without anything"),
        (RuleKind.NOT_PARALLEL, 0, "09:45", 0, 1, "“A” and “B” must not be at the same time."),
        (RuleKind.NOT_PARALLEL, 0, "10:00", 0, 1, None),
        (RuleKind.SAME_DAY, 0, "09:00", 1, 0, "“A” and “B” must be on the same day."),
        (RuleKind.SAME_DAY, 0, "12:00", 0, 0, None),
        (RuleKind.DIFFERENT_DAYS, 0, "12:00", 0, 0, "“A” and “B” must be on different days."),
        (RuleKind.DIFFERENT_DAYS, 0, "12:00", 1, 0, None),
        (RuleKind.SAME_ROOM, 0, "12:00", 0, 1, "“A” and “B” must be in the same room."),
        (RuleKind.SAME_ROOM, 0, "12:00", 1, 0, None),
    ],
)
def test_a_rule_that_is_broken_is_named(
    event: Event, kind: RuleKind, gap: int, second: str, day: int, room: int, sentence: str | None
) -> None:
    rooms = add_room(event, "Garden"), add_room(event, "Hall")
    a = add_session(event, "A", "09:00", minutes=60, room_id=rooms[0])
    b = add_session(event, "B", second, minutes=30, day=DAY + timedelta(days=day), room_id=rooms[room])
    assert not said(event)
    rule_id = rule(event, kind, a, b, gap=gap)
    sentences = said(event)
    assert len(sentences) == bool(sentence)
    assert sentence is None or sentences[0].startswith(sentence)
    wishing.remove_rule(event.id, rule_id, by="test")
    assert not said(event)


def test_who_has_no_time_to_walk_is_named_as_advice(event: Event) -> None:
    here = arranging_rooms.add_room(event.id, "Garden", building="Old house", by="test")
    near = arranging_rooms.add_room(event.id, "Hall", building="old HOUSE", by="test")
    far = arranging_rooms.add_room(event.id, "Tower", building="Library", by="test")
    first = add_session(event, "First", "09:00", minutes=60, room_id=here)
    second = add_session(event, "Second", "10:05", minutes=30, room_id=near)
    ana = put_on_stage(event, first, "Ana Lee")
    drafting.put_on_stage(event.id, second, role=facts(event, first).people[0].role, person_id=ana, by="test")
    assert not said(event), "nobody has said that ways take time"
    wishing.say_ways(event.id, walk=5, walk_between=15, by="test")
    assert not said(event)
    move(event, second, "10:05", room_id=far)
    [one] = found(event)
    assert one.advises
    assert str(one.says) == ("Ana Lee has 5 minutes from “First” in Garden to “Second” in Tower. The way takes 15.")
    move(event, second, "10:15", room_id=far)
    assert not said(event)


def test_a_track_that_runs_against_itself_is_named_once(event: Event) -> None:
    track = drafting.add_track(event.id, name="Care", dye=Dye.PLUM, by="test")
    for number in range(3):
        add_session(event, f"T{number}", "09:00", room_id=add_room(event, f"R{number}"), track_id=track)
    [one] = found(event)
    assert one.advises
    assert str(one.says) == ("2 times two sessions of the track Care are at the same time, first “T0” and “T1”.")


# --- said by organisers ---------------------------------------------------------------------------------------------


def test_a_rule_is_between_two_sessions_of_the_event_and_twice_is_once(event: Event) -> None:
    a, b = add_session(event, "A"), add_session(event, "B")
    assert rule(event, RuleKind.SAME_DAY, a, b) == rule(event, RuleKind.SAME_DAY, a, b, gap=20)
    assert rule(event, RuleKind.SAME_DAY, b, a) != rule(event, RuleKind.SAME_DAY, a, b)
    with pytest.raises(RuleNeedsTwoSessions):
        rule(event, RuleKind.SAME_ROOM, a, a)
    other = make_event(slug="other")
    with pytest.raises(NotFound):
        rule(event, RuleKind.SAME_ROOM, a, add_session(other, "Elsewhere"))
    with pytest.raises(NotFound):
        wishing.wish_place(event.id, add_session(other, "Elsewhere"), PlaceWishes(is_pinned=True), by="test")
    with pytest.raises(NotFound):
        wishing.remove_rule(other.id, rule(event, RuleKind.SAME_DAY, a, b), by="test")
    assert len(rules_of(event.id)) == 2, "nobody removes a rule of another event"


def test_a_rule_says_nothing_once_its_session_is_deleted(event: Event) -> None:
    a, b = add_session(event, "A"), add_session(event, "B")
    rule(event, RuleKind.IN_ORDER, a, b)
    drafting.delete_session(event.id, b, by="test")
    assert not rules_of(event.id)


def test_of_two_who_say_what_a_place_must_be_like_the_second_is_told(event: Event) -> None:
    session_id = add_session(event, "Wanted")
    seen = mark_of(said_of_wishes(conditions_of(event.id).of(session_id)))
    wish(event, session_id, is_pinned=True)
    with pytest.raises(ChangedMeanwhile):
        wishing.wish_place(event.id, session_id, PlaceWishes(seats=4), seen=seen, by="test")
    assert conditions_of(event.id).of(session_id).is_pinned


def test_a_room_keeps_what_it_has_when_its_name_is_changed_from_a_file(event: Event) -> None:
    room = arranging_rooms.add_room(event.id, "Garden", features=[STEP_FREE], building="Old house", by="test")
    arranging_rooms.change_room(event.id, room, "Big garden", capacity=9, note="", by="test")
    kept = room_of(event.id, room)
    assert kept is not None
    assert (kept.features, kept.building) == ([STEP_FREE.value], "Old house")


# --- proposals ------------------------------------------------------------------------------------------------------


def test_a_pinned_session_is_planned_around_and_everything_else_moves(event: Event) -> None:
    room = add_room(event)
    pinned = add_session(event, "Pinned", "10:00", minutes=60, room_id=room)
    clash = add_session(event, "Clashes", "10:30", minutes=60, room_id=room)
    wish(event, pinned, is_pinned=True)
    for scope in (MayMove.LEAST, MayMove.ALL):
        move(event, clash, "10:30", room_id=room)
        assert asked(event, scope) is ProposalState.USED
        assert at(event, pinned) == "04 10:00"
        assert not said(event)


def test_what_is_proposed_keeps_to_all_that_must_hold(event: Event) -> None:
    small = arranging_rooms.add_room(event.id, "Small", capacity=10, by="test")
    large = arranging_rooms.add_room(event.id, "Large", capacity=90, features=[PROJECTOR], by="test")
    late, first, second, chained, apart = (
        add_session(event, title, None, minutes=45) for title in ("Late", "First", "Second", "Chained", "Apart")
    )
    wish(event, late, days=(DAY + timedelta(days=1),), not_before=time(15), seats=50)
    wish(event, first, needs=frozenset({PROJECTOR}))
    rule(event, RuleKind.IN_ORDER, first, second, gap=30)
    rule(event, RuleKind.BACK_TO_BACK, second, chained)
    rule(event, RuleKind.DIFFERENT_DAYS, first, apart)
    for number in range(6):
        add_session(event, f"Other {number}", None, minutes=90)
    assert asked(event) is ProposalState.USED
    assert not said(event)
    assert at(event, late).startswith("05 15:") or at(event, late).startswith("05 16:")
    assert facts(event, late).room_id == large
    assert facts(event, first).room_id == large
    assert facts(event, second).room_id == facts(event, chained).room_id in {small, large}


def test_a_pause_lies_between_sessions_of_a_room_and_may_lie_in_a_break(event: Event) -> None:
    add_room(event)
    add_session(event, "Lunch", "12:00", minutes=60, format=Format.BREAK)
    talks = [add_session(event, f"Talk {number}", None, minutes=60) for number in range(4)]
    a, b = (add_session(event, title, None, minutes=30) for title in ("A", "B"))
    rule(event, RuleKind.BACK_TO_BACK, a, b)
    assert asked(event, pause=15) is ProposalState.USED
    assert not said(event)
    spans = sorted(
        (one.starts_local, one.starts_local + timedelta(minutes=one.minutes), one.id)
        for one in (facts(event, each) for each in (*talks, a, b))
        if one.starts_local is not None
    )
    assert len(spans) == 6
    for (_, ended, one), (began, _, other) in pairwise(spans):
        assert began - ended >= timedelta(minutes=0 if {one, other} == {a, b} else 15)


def test_where_it_cannot_be_done_what_would_help_was_tried_and_each_button_helps(
    event: Event, organiser: Visitor
) -> None:
    room = arranging_rooms.add_room(event.id, "Garden", capacity=20, by="test")
    stands = add_session(event, "Stands", "09:00", minutes=240, room_id=room)
    a, b = (add_session(event, title, None, minutes=60) for title in ("Early", "Later"))
    wish(event, a, days=(DAY,), not_after=time(13))
    rule(event, RuleKind.IN_ORDER, a, b)
    assert asked(event) is ProposalState.IMPOSSIBLE
    organiser.open(f"{AGENDA}propose").follow_link("only what had no place")
    assert "Let “Early” be at any time on any day" in organiser.text
    assert "Let sessions that have a place be moved too" in organiser.text
    assert "Forget the rule" not in organiser.text, "it has nothing to do with it"
    assert "Let the days last until" not in organiser.text, "an hour more at the end does not help"
    organiser.press("Let “Early” be at any time on any day")
    tasks.propose_agendas()
    organiser.follow_link("Look again")
    assert "“Early” may be at any time on any day." in organiser.text
    assert "would be left to look at" in organiser.text, "that it is at another time than it must be"
    organiser.press("Move 2 sessions in the draft")
    assert at(event, stands) == "04 09:00"
    assert at(event, a)


def test_a_loosening_that_was_not_offered_is_not_taken(event: Event, organiser: Visitor) -> None:
    add_room(event)
    for number in range(8):
        add_session(event, f"Day {number}", None, minutes=400)
    assert asked(event) is ProposalState.IMPOSSIBLE
    [row] = proposals_of(event.id)
    organiser.open(f"{AGENDA}proposals/{row.id}")
    for less in ("later", f"pin:{UUID(int=1)}", "", "nonsense"):
        organiser.post(f"{AGENDA}proposals/{row.id}/loosen", {"less": less})
    assert len(proposals_of(event.id)) == 1


@pytest.mark.parametrize("key", ["", "pin", "later:1", "nonsense", f"later:{UUID(int=1)}", "pin:x"])
def test_a_key_from_elsewhere_names_nothing(key: str) -> None:
    assert Loosened.from_key(key) is None


def test_a_key_names_what_it_was_made_of() -> None:
    for one in (Loosened(Loosening.LATER), Loosened(Loosening.PIN, UUID(int=7))):
        assert Loosened.from_key(one.key) == one


# --- moved by hand --------------------------------------------------------------------------------------------------


def test_the_free_places_of_a_session_keep_every_rule(event: Event) -> None:
    rooms = [add_room(event, name) for name in ("Garden", "Hall")]
    ana = put_on_stage(event, add_session(event, "Ana speaks", "10:00", minutes=60, room_id=rooms[0]), "Ana Lee")
    clashing = add_session(event, "Ana again", "10:30", minutes=60, room_id=rooms[1])
    drafting.put_on_stage(event.id, clashing, role=StageRole.SPEAKER, person_id=ana, by="test")
    structure = draft_of(event.id)
    [session] = [one for one in structure.sessions if one.id == clashing]
    offered = free_places(event, structure, session)
    assert offered[0].place.day == DAY
    for one in offered:
        drafting.place_session(event.id, clashing, one.place, by="test")
        assert not said(event), one.place
    problem = problem_for(
        event.id, draft_of(event.id), Wishes(scope=MayMove.UNPLACED, from_time=time(9), until_time=time(17)),
        only=clashing,
    )  # fmt: skip
    assert not check(problem, kept_plan(problem, draft_of(event.id)))


def test_a_break_and_what_is_for_everybody_are_offered_no_place(event: Event) -> None:
    add_room(event)
    for title, format_ in (("Coffee", Format.BREAK), ("Opening", Format.PLENARY)):
        session_id = add_session(event, title, "10:00", format=format_)
        structure = draft_of(event.id)
        [session] = [one for one in structure.sessions if one.id == session_id]
        assert not free_places(event, structure, session)


def test_a_clash_is_mended_with_one_tap(event: Event, organiser: Visitor) -> None:
    room = add_room(event)
    add_session(event, "Stays", "10:00", minutes=60, room_id=room)
    moved = add_session(event, "Moves", "10:30", minutes=60, room_id=room)
    organiser.open(AGENDA).follow_link("Look at it")
    assert "Ballroom has “Stays” and “Moves” at the same time" in organiser.text
    first = organiser.tree.xpath("//section[@aria-labelledby='free']//button")[0].text_content()
    organiser.press(first)
    assert not said(event)
    assert at(event, moved) != "04 10:30"


def test_two_sessions_change_places_and_each_keeps_its_length(event: Event, organiser: Visitor) -> None:
    rooms = [add_room(event, name) for name in ("Garden", "Hall")]
    one = add_session(event, "One", "09:00", minutes=30, room_id=rooms[0])
    two = add_session(event, "Two", "14:00", minutes=90, room_id=rooms[1], day=DAY + timedelta(days=1))
    organiser.open(f"{AGENDA}sessions/{code_of(one)}/move?back=grid").fill_in(other=choice(event, two))
    organiser.press("Let them change places")
    assert (at(event, one), facts(event, one).room_id, facts(event, one).minutes) == ("05 14:00", rooms[1], 30)
    assert (at(event, two), facts(event, two).room_id, facts(event, two).minutes) == ("04 09:00", rooms[0], 90)


def choice(event: Event, session_id: UUID) -> str:
    """A session as the form offers it: its code, and where it was seen."""
    return f"{code_of(session_id)} {mark_of(said_of_slot(facts(event, session_id)))}"


def test_a_swap_with_what_was_moved_since_the_page_was_opened_is_told(event: Event, organiser: Visitor) -> None:
    room = add_room(event)
    one, two = add_session(event, "One", "09:00", room_id=room), add_session(event, "Two", "11:00", room_id=room)
    organiser.open(f"{AGENDA}sessions/{code_of(one)}/move").fill_in(other=choice(event, two))
    move(event, two, "15:00", room_id=room)
    organiser.press("Let them change places", expect=422)
    assert "Two" in organiser.text
    assert (at(event, one), at(event, two)) == ("04 09:00", "04 15:00")


def test_a_swap_of_which_one_was_moved_meanwhile_moves_neither(event: Event) -> None:
    room = add_room(event)
    one, two = add_session(event, "One", "09:00", room_id=room), add_session(event, "Two", "11:00", room_id=room)
    with pytest.raises(ChangedMeanwhile):
        drafting.swap_sessions(event.id, one, two, seen_other="another", by="test")
    assert (at(event, one), at(event, two)) == ("04 09:00", "04 11:00")


# --- pages ----------------------------------------------------------------------------------------------------------


def test_an_organiser_says_what_must_hold(event: Event, organiser: Visitor) -> None:
    room, _ = add_room(event, "Garden"), add_room(event, "Hall")
    a, b = (add_session(event, title, "09:00", room_id=room) for title in ("A", "B"))
    organiser.open(f"{AGENDA}sessions/{code_of(a)}/place")
    organiser.fill_in(is_pinned=True, not_before="12:00", not_after="11").press("Keep this", expect=422)
    assert "Enter a time after the one before which it must not begin" in organiser.text
    organiser.fill_in(not_after="17", seats="30", days=[DAY.isoformat()], needs=[PROJECTOR.value]).press("Keep this")
    assert conditions_of(event.id).of(a) == PlaceWishes(
        is_pinned=True, days=(DAY,), not_before=time(12), not_after=time(17), seats=30, needs=frozenset({PROJECTOR})
    )
    organiser.open(f"{AGENDA}propose").follow_link("See and change them")
    for words in ("stays where it is", "from 12:00 to 17:00", "projector", "30 seats at least"):
        assert words in organiser.text
    organiser.fill_in(kind=RuleKind.IN_ORDER.value, first=str(a)).press("Add the rule", expect=422)
    assert "Choose two different sessions at least" in organiser.text
    organiser.fill_in(second=str(b), gap="30").press("Add the rule")
    assert "In this order, with 30 minutes between them at least" in organiser.text
    organiser.open(f"{AGENDA}sessions/{code_of(b)}/place").press(
        "Remove In this order, with 30 minutes between them at least"
    )
    assert not rules_of(event.id)
    organiser.fill_in(walk="5", walk_between="a").press("Keep the ways", expect=422)
    organiser.fill_in(walk_between="10").press("Keep the ways")
    assert (conditions_of(event.id).walk, conditions_of(event.id).walk_between) == (5, 10)


def test_conditions_take_as_many_statements_for_three_sessions_as_for_thirty(
    event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts, event_id = [], event.id
    for number in (3, 27):
        made = [add_session(event, f"T{number} {each}", None) for each in range(number)]
        for one, other in pairwise(made):
            rule(event, RuleKind.SAME_DAY, one, other)
        db.session.rollback()
        counts.append(count_statements(lambda: conditions_of(event_id)))
    assert counts[0] == counts[1]


def test_a_day_that_is_no_day_of_the_event_leaves_no_place(event: Event) -> None:
    add_room(event)
    session_id = add_session(event, "Talk", None)
    wish(event, session_id, days=(date(2031, 1, 1),))
    assert asked(event) is ProposalState.IMPOSSIBLE


def test_a_room_too_small_for_those_who_starred_or_signed_up_is_named_as_advice(event: Event) -> None:
    room = add_room(event, "Cabin", 1)
    session_id = add_session(event, "Wanted", "09:00", room_id=room)
    code = code_of(session_id)
    publish(event)
    reader = starring.star(event.id, code, None)
    assert reader
    assert not said(event), "one seat for one"
    starring.star(event.id, code, None)
    [one] = found(event)
    assert one.advises
    assert str(one.says) == "2 people want to come to “Wanted”, and Cabin has seats for 1."


def test_what_people_on_stage_asked_for_is_not_shown_to_who_only_looks(event: Event, visitor: Visitor) -> None:
    session_id = add_session(event, "Talk", "09:00", room_id=add_room(event, "Cellar"))
    jane = put_on_stage(event, session_id, "Jane Vũ")
    windows = ((wall("12:00"), wall("13:00")),)
    there = Said(presence=Presence.AT_TIMES, windows=windows, features=(STEP_FREE,))
    write_down_availability(event.id, jane, there, by="test")
    assert len(said(event)) == 2
    give(event, "viewer@example.org", Role.VIEWER)
    seen = visitor.signed_in_as("viewer@example.org").open(AGENDA).text
    assert "Talk" in seen
    assert "step-free" not in seen
    assert "cannot be there" not in seen
    assert "step-free" in visitor.another().signed_in_as(OWNER).open(AGENDA).text


def test_days_move_with_the_event_and_rules_come_along_to_the_next_edition(event: Event) -> None:
    a, b = (add_session(event, title, "09:00") for title in ("A", "B"))
    wish(event, a, days=(DAY,), is_pinned=True)
    rule(event, RuleKind.IN_ORDER, a, b, gap=20)
    wishing.say_ways(event.id, walk=5, walk_between=9, by="test")
    other = make_event(slug="other", starts_on=DAY + timedelta(days=7), ends_on=DAY + timedelta(days=9))
    cloning.copy_agenda(event.id, other.id, {}, by="test")
    copied = conditions_of(other.id)
    [(copy_id, place)] = copied.wishes.items()
    assert place == PlaceWishes(is_pinned=True, days=(DAY + timedelta(days=7),))
    assert [(one.kind, one.gap, len(one.session_ids)) for one in copied.rules] == [(RuleKind.IN_ORDER, 20, 2)]
    assert copied.rules[0].session_ids[0] == copy_id
    assert (copied.walk, copied.walk_between) == (5, 9)
    cloning.move_sessions(event.id, timedelta(days=1), by="test")
    assert conditions_of(event.id).of(a).days == (DAY + timedelta(days=1),)


def test_a_session_that_reaches_beyond_midnight_is_offered_places_too(event: Event, organiser: Visitor) -> None:
    add_room(event, "Garden")
    night = add_session(event, "Night walk", "23:30", minutes=90, room_id=add_room(event, "Bar"))
    structure = draft_of(event.id)
    [session] = [one for one in structure.sessions if one.id == night]
    assert free_places(event, structure, session)
    organiser.open(f"{AGENDA}sessions/{code_of(night)}/move")
    assert "Free for it" in organiser.text
