"""An agenda is proposed: what the solver is asked, what becomes of its answer, and who may interfere meanwhile."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.engines import agenda_solver
from convene.engines.agenda_solver import check
from convene.events.models import Event
from convene.programme import tasks
from convene.programme.catalogue import Format, MayMove, ProposalState
from convene.programme.errors import DraftChangedSinceAsked, NoProposalToUse, NothingToPlan, ProposalUnderWay
from convene.programme.models import AgendaProposal
from convene.programme.planning import Wishes, kept_plan, settled
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.proposals import mark_of_problem, problem_for
from convene.programme.rules.warnings import find_warnings
from convene.programme.services import drafting, proposing, wishing
from convene.programme.services.proposing import Proposed
from convene.programme.structure import Place
from tests.factories.agendas import DAY, add_room, add_session, facts, move, put_on_stage, retitle
from tests.factories.events import make_event
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
WISHES = Wishes(scope=MayMove.UNPLACED, from_time=time(9), until_time=time(17))


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


def wishes(scope: MayMove) -> Wishes:
    return Wishes(scope=scope, from_time=time(9), until_time=time(17))


def ask(event: Event, scope: MayMove = MayMove.UNPLACED) -> UUID:
    return proposing.ask_for_proposal(event.id, wishes(scope), by="test")


def row(proposal_id: UUID) -> AgendaProposal:
    return db.session.scalars(
        select(AgendaProposal).where(AgendaProposal.id == proposal_id).execution_options(populate_existing=True)
    ).one()


def answered(proposal_id: UUID, event: Event, *places: Proposed, state: ProposalState = ProposalState.READY) -> None:
    """As the worker would: these places are the answer."""
    assert proposing.begin_proposal() == proposal_id
    mark = mark_of_problem(problem_for(event.id, draft_of(event.id), Wishes.from_json(row(proposal_id).wishes)))
    proposing.end_proposal(proposal_id, state, mark=mark, places=places, outcome={})


def where(event: Event, session_id: UUID) -> tuple[str, UUID | None] | None:
    session = facts(event, session_id)
    return (f"{session.starts_local:%d %H:%M}", session.room_id) if session.starts_local else None


def test_what_stands_is_asked_around_and_what_is_for_everybody_is_kept_free(event: Event) -> None:
    room = add_room(event, "Ballroom", 80)
    stays = add_session(event, "Stays", "10:00", room_id=room)
    add_session(event, "Coffee", "11:00", minutes=30, format=Format.BREAK)
    add_session(event, "Opening", "09:00", minutes=30, format=Format.PLENARY)
    late = add_session(event, "Dinner", "19:00", room_id=room)
    add_session(event, "To place", None, minutes=60)
    problem = problem_for(event.id, draft_of(event.id), WISHES)
    assert {(one.start, one.end) for one in problem.blocked} == {(660, 690), (540, 570)}
    assert problem.session_of[str(stays)].pin.start == 600
    assert problem.days[0] == (540, 1200 - 15), "the day is as long as what stands in it"
    assert problem.session_of[str(late)].pin.start == 1140
    [free] = [one for one in problem.sessions if one.pin.start is None]
    assert {(one.start, one.end) for one in free.allowed or ()} == {(540, 1020)}, "and what is proposed keeps the hours"


def test_a_proposal_places_what_has_no_place_and_nothing_clashes(event: Event, app: Flask) -> None:
    room, other = add_room(event, "Ballroom", 80), add_room(event, "Garden", 20)
    stays = add_session(event, "Stays", "10:00", room_id=room)
    put_on_stage(event, stays, "Ana Lee")
    ana = facts(event, stays).people[0].person_id
    free = [add_session(event, f"Talk {number}", None) for number in range(6)]
    for session_id in free[:3]:
        drafting.put_on_stage(event.id, session_id, role=facts(event, stays).people[0].role, person_id=ana, by="test")
    proposal_id = ask(event)
    tasks.propose_agendas()
    assert row(proposal_id).state is ProposalState.READY
    assert proposing.use_proposal(event.id, proposal_id, by="test") == 6
    structure = draft_of(event.id)
    assert not structure.unplaced
    assert not find_warnings(structure, {ana: "Ana Lee"})
    assert where(event, stays) == ("04 10:00", room)
    assert {facts(event, each).room_id for each in free} <= {room, other}
    assert proposing.take_proposal_back(event.id, proposal_id, by="test") == 6
    assert [where(event, each) for each in free] == [None] * 6


def test_what_clashes_is_moved_and_nothing_else_when_as_little_as_possible_is_asked(event: Event) -> None:
    room = add_room(event)
    first, second, third = (add_session(event, title, "10:00", room_id=room) for title in ("A", "B", "C"))
    move(event, third, "14:00", room_id=room)
    proposal_id = ask(event, MayMove.LEAST)
    tasks.propose_agendas()
    assert len(row(proposal_id).places) == 1
    proposing.use_proposal(event.id, proposal_id, by="test")
    assert where(event, third) == ("04 14:00", room)
    assert ("04 10:00", room) in {where(event, first), where(event, second)}
    assert not find_warnings(draft_of(event.id), {})


def test_what_cannot_be_is_named(event: Event, visitor: Visitor) -> None:
    add_room(event)
    for number in range(3):
        add_session(event, f"Whole day {number}", None, minutes=400)
    add_session(event, "Short", None, minutes=15)
    days = (event.ends_on - event.starts_on).days + 1
    for number in range(3, 1 + days):
        add_session(event, f"Whole day {number}", None, minutes=400)
    proposal_id = ask(event)
    tasks.propose_agendas()
    found = row(proposal_id)
    assert found.state is ProposalState.IMPOSSIBLE
    assert len(found.outcome["sessions"]) == days + 1
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/agenda/proposals/{proposal_id}")
    assert "It cannot be done like this" in page.text
    assert "Whole day 0" in page.text
    assert "Short" not in page.text, "it is not to blame"


def test_of_too_many_that_clash_none_is_blamed(event: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cut off by its time is proved, and is not the fewest: it must not be said that it is."""
    add_room(event)
    for number in range(20):
        add_session(event, f"Whole day {number}", None, minutes=400)
    whole = agenda_solver.solve
    monkeypatch.setattr(agenda_solver, "solve", lambda *args, **more: replace(whole(*args, **more), complete=False))
    proposal_id = ask(event)
    tasks.propose_agendas()
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/agenda/proposals/{proposal_id}")
    assert "It is proved that there is no such agenda" in page.text
    assert "Whole day" not in page.text


def test_a_search_that_finds_nothing_in_its_time_says_so(
    event: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_room(event)
    for number in range(4):
        add_session(event, f"Talk {number}", None)
    monkeypatch.setattr(tasks, "LONGEST_SEARCH", 0.0)
    monkeypatch.setattr(tasks, "MOVES_OF_EACH", 0)
    proposal_id = ask(event)
    tasks.propose_agendas()
    assert row(proposal_id).state is ProposalState.FAILED
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/agenda/proposals/{proposal_id}")
    assert "No agenda that keeps every rule was found" in page.text


def test_an_organiser_asks_looks_uses_and_takes_back(event: Event, visitor: Visitor) -> None:
    add_room(event)
    talk = add_session(event, "Community aquaculture", None)
    visitor.signed_in_as(OWNER).open("/organise/forum/agenda/").follow_link("Have times and rooms proposed")
    visitor.fill_in(from_time="9", until_time="8:00").press("Propose an agenda", expect=422)
    assert "Enter a time after the one when the day begins" in visitor.text
    visitor.fill_in(until_time="17:30").press("Propose an agenda")
    assert "An agenda is being worked out" in visitor.text
    tasks.propose_agendas()
    visitor.follow_link("Look again")
    assert "Community aquaculture" in visitor.text
    assert "Not placed yet" in visitor.text
    visitor.press("Move 1 session in the draft")
    assert "1 session has its place as proposed" in visitor.text
    assert where(event, talk) is not None
    visitor.open("/organise/forum/agenda/propose").follow_link("See what moved, or take it back")
    visitor.press("Take it back")
    assert "1 session is back where it was" in visitor.text
    assert where(event, talk) is None


def test_nothing_is_asked_where_everything_has_its_place(event: Event) -> None:
    with pytest.raises(NothingToPlan):
        ask(event)


def test_of_two_who_ask_at_once_one_is_told_to_wait(app: Flask, event: Event) -> None:
    add_session(event, "To place", None)
    event_id = event.id
    outcomes = at_once(app, [lambda: proposing.ask_for_proposal(event_id, WISHES, by="test")] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["ProposalUnderWay", "UUID"]
    with pytest.raises(ProposalUnderWay):
        ask(event)


def test_a_draft_that_changed_meanwhile_is_not_overwritten_but_a_title_does_not_matter(event: Event) -> None:
    room = add_room(event)
    free = add_session(event, "To place", None)
    other = add_session(event, "Other", None)
    place = Proposed(free, Place(DAY, time(10), room))
    first = ask(event)
    answered(first, event, place)
    move(event, other, "10:00", room_id=room)
    with pytest.raises(DraftChangedSinceAsked):
        proposing.use_proposal(event.id, first, by="test")
    assert where(event, free) is None
    proposing.drop_proposal(event.id, first, by="test")
    second = ask(event)
    answered(second, event, Proposed(free, Place(DAY, time(12), room)))
    retitle(event, free, "Another title")
    assert proposing.use_proposal(event.id, second, by="test") == 1
    with pytest.raises(NoProposalToUse):
        proposing.use_proposal(event.id, second, by="test")


def test_what_was_moved_by_hand_since_is_not_taken_back(event: Event) -> None:
    room = add_room(event)
    one, two = add_session(event, "One", None), add_session(event, "Two", None)
    proposal_id = ask(event)
    answered(
        proposal_id,
        event,
        Proposed(one, Place(DAY, time(10), room)),
        Proposed(two, Place(DAY, time(11), room)),
    )
    proposing.use_proposal(event.id, proposal_id, by="test")
    move(event, two, "15:00", room_id=room)
    assert proposing.take_proposal_back(event.id, proposal_id, by="test") == 1
    assert (where(event, one), where(event, two)) == (None, ("04 15:00", room))


def test_one_that_nobody_has_begun_is_dropped_when_it_is_stopped_and_one_that_runs_is_told(event: Event) -> None:
    add_session(event, "To place", None)
    first = ask(event)
    proposing.stop_proposal(event.id, first, by="test")
    assert row(first).state is ProposalState.DROPPED
    second = ask(event)
    assert proposing.begin_proposal() == second
    assert proposing.record_progress(second, 40, 120)
    proposing.stop_proposal(event.id, second, by="test")
    assert not proposing.record_progress(second, 50, 110)
    assert (row(second).percent, row(second).best_score) == (50, 110)


def test_what_a_worker_was_killed_over_is_begun_once_more_and_then_has_failed(event: Event) -> None:
    add_session(event, "To place", None)
    proposal_id = ask(event)
    assert proposing.begin_proposal() == proposal_id
    assert proposing.begin_proposal() is None, "somebody works on it"
    for hours in (1, 2):
        with time_machine.travel(now() + timedelta(hours=hours), tick=False):
            assert proposing.begin_proposal() == (proposal_id if hours == 1 else None)
    assert row(proposal_id).state is ProposalState.FAILED


def test_the_question_takes_as_many_statements_for_three_sessions_as_for_thirty(
    event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    add_room(event)
    counts, event_id = [], event.id
    for number in (3, 27):
        for each in range(number):
            put_on_stage(event, add_session(event, f"Talk {number} {each}", None), f"Person {number} {each}")
        db.session.rollback()
        counts.append(count_statements(lambda: problem_for(event_id, draft_of(event_id), WISHES)))
    assert counts[0] == counts[1]


def clashes_now(event: Event) -> list[object]:
    return find_warnings(draft_of(event.id), {})


@pytest.mark.parametrize("scope", list(MayMove))
def test_whatever_is_asked_the_answer_keeps_every_rule(event: Event, scope: MayMove) -> None:
    rooms = [add_room(event, f"Room {number}", 30 * (number + 1)) for number in range(3)]
    for number in range(12):
        session_id = add_session(event, f"Talk {number}", "09:30" if number % 3 else None, room_id=rooms[number % 3])
        put_on_stage(event, session_id, f"Person {number % 5}")
    add_session(event, "Lunch", "12:00", minutes=60, format=Format.BREAK)
    problem = problem_for(event.id, draft_of(event.id), wishes(scope))
    proposal_id = ask(event, scope)
    tasks.propose_agendas()
    assert row(proposal_id).state is ProposalState.READY, row(proposal_id).outcome
    proposing.use_proposal(event.id, proposal_id, by="test")
    after = problem_for(event.id, draft_of(event.id), wishes(MayMove.LEAST))
    assert after.base is not None
    assert not check(problem, {one: place for one, place in after.base.items() if one in problem.session_of})
    assert (scope is MayMove.UNPLACED) == bool(clashes_now(event)), "what clashed before stays, if nothing may be moved"
    assert date.fromisoformat(row(proposal_id).places[0]["place"]["day"]) >= event.starts_on


def test_the_mark_of_a_question_is_the_same_in_every_process() -> None:
    """The worker makes it and a web process compares it; sets are in another order in each."""
    code = (
        "from convene.engines.agenda_solver import Problem, Room, Session\n"
        "from convene.programme.queries.proposals import mark_of_problem\n"
        "needs = frozenset({'projector', 'step-free access', 'whiteboard', 'recording', 'flipchart'})\n"
        "print(mark_of_problem(Problem(15, ((0, 60),), (Room('r', 9, needs),), (Session('s', 30, needs=needs),))))"
    )
    marks = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(marks) == 1


def test_a_draft_that_is_as_good_as_it_can_be_is_left_alone_whatever_may_move(event: Event) -> None:
    room = add_room(event)
    add_room(event, "Foyer")
    for number, starts in enumerate(("13:00", "13:30", "14:15", "15:00")):
        add_session(event, f"Talk {number}", starts, minutes=30, room_id=room)
    proposal_id = ask(event, MayMove.ALL)
    tasks.propose_agendas()
    assert row(proposal_id).state is ProposalState.READY
    assert row(proposal_id).places == []


def test_what_gains_nothing_by_moving_stays_and_plenaries_do(event: Event) -> None:
    rooms = [add_room(event, name) for name in ("Ballroom", "Foyer")]
    stays = [add_session(event, f"Talk {number}", f"1{number}:00", minutes=30, room_id=rooms[0]) for number in range(4)]
    plenary = add_session(event, "Closing", "15:00", minutes=30, room_id=rooms[0], format=Format.PLENARY)
    new = add_session(event, "New", None, minutes=30)
    proposal_id = ask(event, MayMove.ALL)
    tasks.propose_agendas()
    assert {one["session"] for one in row(proposal_id).places} == {str(new)}
    assert where(event, plenary) == ("04 15:00", rooms[0])
    assert len(stays) == 4


def test_two_that_only_changed_places_are_put_back_together(event: Event) -> None:
    room_id = add_room(event, "Ballroom")
    one, other = (add_session(event, f"Talk {hour}", f"{hour}:00", minutes=60, room_id=room_id) for hour in (10, 11))
    problem = problem_for(
        event.id,
        draft_of(event.id),
        Wishes(scope=MayMove.ALL, from_time=time(9), until_time=time(18)),
        conditions=conditions_of(event.id),
    )
    present = kept_plan(problem, draft_of(event.id))
    swapped = {str(one): present[str(other)], str(other): present[str(one)]}
    assert settled(problem, swapped, present) == present


def test_what_is_new_gives_way_to_what_was_there(event: Event) -> None:
    """The search may put a new session where an old one was, and the old one elsewhere: that gains nothing."""
    room_ids = [add_room(event, name) for name in ("Ballroom", "Foyer")]
    old = [str(add_session(event, f"Talk {hour}", f"{hour}:00", minutes=30, room_id=room_ids[0])) for hour in (10, 11)]
    new = str(add_session(event, "New", None, minutes=30))
    problem = problem_for(
        event.id,
        draft_of(event.id),
        Wishes(scope=MayMove.ALL, from_time=time(9), until_time=time(18)),
        conditions=conditions_of(event.id),
    )
    present = kept_plan(problem, draft_of(event.id))
    elsewhere = replace(present[old[0]], start=15 * 60)
    found = {**present, old[0]: elsewhere, new: present[old[0]]}
    assert settled(problem, found, present) == {**present, new: elsewhere}


def test_why_a_session_does_not_stay_is_said_by_name(event: Event, visitor: Visitor) -> None:
    rooms = [add_room(event, name) for name in ("Ballroom", "Garden")]
    stays = add_session(event, "Stays", "10:00", room_id=rooms[0])
    add_session(event, "Moves", "10:00", room_id=rooms[0])
    wishing.pin_session(event.id, stays, is_pinned=True, by="test")
    proposal_id = ask(event, MayMove.LEAST)
    tasks.propose_agendas()
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/agenda/proposals/{proposal_id}")
    assert "Where it was stands “Stays” now." in page.text
