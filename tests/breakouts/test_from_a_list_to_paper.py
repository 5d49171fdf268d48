"""From a list of people to printed lists of groups, by the pages alone, for two real convenings: nothing to repair."""

import csv
import io
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from convene.breakouts import tasks
from convene.breakouts.catalogue import Preset
from convene.breakouts.planning import assignment_of, problem_of
from convene.breakouts.queries.arrangements import breakouts_of
from convene.breakouts.queries.facts import facts_of
from convene.database import db
from convene.engines.breakout_allocator import bounds, check, score
from convene.events.models import Event
from convene.programme.queries.draft import names_of_sessions
from tests.factories.agendas import add_room, add_session
from tests.factories.registrations import make_open_event
from tests.support.visitor import Visitor

PLACES = [above / "shared" / "cases" for above in Path(__file__).parents[2].parents[:2]]  # a worktree stands one deeper
FOUND = [place for place in PLACES if place.is_dir()]
pytestmark = pytest.mark.skipif(not FOUND, reason="the lists of real convenings stand beside the repository, not in it")
STATIONS = (
    "Deterrence and help-seeking",
    "Detecting offender behaviour and patterns",
    "Parents' role in protecting children online",
    "Youth perspectives on online grooming",
)
TOPICS = ("Offenders", "Deterrence", "Help-seeking", "Data security", "Narratives")


def people_of_case(case: str) -> str:
    return (FOUND[0] / case / "participants.csv").read_text()


def to_printed_lists(visitor: Visitor, event: Event, case: str, preset: Preset, rounds: int, groups: str) -> bytes:
    """What an organiser does: bring the list in, split the session, have groups proposed, show them, print."""
    page = visitor.signed_in_as("noor@example.org").open("/organise/forum/people/import")
    page.fill_in(pasted=people_of_case(case)).press("Read it").press("Bring them in")
    page.open("/organise/forum/groups/").fill_in(preset=preset.value, rounds=str(rounds), groups=groups)
    page.press("Split the session")
    page.press("Propose groups")
    tasks.work_out_groups()
    db.session.rollback()
    board = board_of(event)
    page.open(board).follow_link("Show everybody their group")
    page.press("Show everybody their group")
    by_name = visitor.open(f"{board}lists/people.pdf").response.data
    assert by_name.startswith(b"%PDF")
    sheets = visitor.open(f"{board}lists/doors.pdf").response.data
    assert sheets.startswith(b"%PDF")
    return sheets


def board_of(event: Event) -> str:
    (arrangement,) = breakouts_of(event.id)
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    return f"/organise/forum/groups/{code}/"


def sizes(event_id: UUID) -> list[list[int]]:
    """How many sit in each group, round by round."""
    (arrangement,) = breakouts_of(event_id)
    assign = assignment_of(facts_of(arrangement))
    return [
        [Counter(assign[str(one.id)].values())[str(group.id)] for group in arrangement.groups]
        for one in arrangement.rounds
    ]


def test_four_stations_in_three_turns_for_forty_nine(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=60)
    add_session(event, "Meet the researchers", "14:10", minutes=60, room_id=add_room(event))
    to_printed_lists(visitor, event, "bridge-workshop", Preset.STATIONS, 3, "\n".join(STATIONS))
    (arrangement,) = breakouts_of(event.id)
    facts = facts_of(arrangement)
    problem, assign = problem_of(facts), assignment_of(facts)
    assert len(facts.participants) == 49
    assert check(problem, assign) == (), "everybody sits in each turn, at no station twice, and sizes are kept"
    assert all(max(each) - min(each) <= 3 for each in sizes(event.id)), sizes(event.id)
    assert [one.minutes for one in arrangement.rounds] == [20, 20, 20]
    terms, least = score(problem, assign).terms, bounds(problem)
    assert terms["repeat"] <= least["repeat"] * 2 + 10, "people meet new people"


def test_five_topics_by_ranked_wishes_for_forty_eight(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=60)
    add_session(event, "Rapid mapping", "09:20", minutes=85, room_id=add_room(event))
    to_printed_lists(visitor, event, "regional-forum", Preset.TOPICS, 1, "\n".join(TOPICS))
    (arrangement,) = breakouts_of(event.id)
    facts = facts_of(arrangement)
    problem, assign = problem_of(facts), assignment_of(facts)
    assert check(problem, assign) == ()
    wished = {
        (row["Name"], row["Organisation"]): [each.strip() for each in row["Topics (ranked)"].split(";")]
        for row in csv.DictReader(io.StringIO(people_of_case("regional-forum")))
    }
    names = {str(group.id): group.name for group in arrangement.groups}
    (there,) = assign.values()
    ranks = Counter(
        wished[one.name, one.organisation].index(group) if group in wished[one.name, one.organisation] else -1
        for one in facts.participants
        for group in [names[there[str(one.id)]]]
    )
    assert ranks[-1] == 0, f"everybody has one of their wishes: {ranks}, {sizes(event.id)}"
    assert ranks[0] >= 36, "three of four have their first"
    assert min(sizes(event.id)[0]) >= 6
