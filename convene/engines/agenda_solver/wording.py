"""A core in a sentence or two: who and what, and the minutes that do not suffice."""

from collections.abc import Sequence
from itertools import combinations

from convene.engines.agenda_solver.blocks import Blocks
from convene.engines.agenda_solver.domains import Timeline
from convene.engines.agenda_solver.overload import Bound, bounds
from convene.engines.agenda_solver.problem import (
    Before,
    Problem,
    Relation,
    Session,
    Together,
    Window,
    clock,
    told,
    told_day,
)


def why(problem: Problem, timeline: Timeline, sessions: Sequence[str], people: Sequence[str]) -> str:
    """Why these sessions cannot be held with these people, as plainly as the reason allows."""
    blocks = Blocks(timeline, set(sessions), set(people))
    for explanation in (_one_session, _order, _series, _rooms):
        text = explanation(problem, blocks, sessions, people)
        if text:
            return text
    names = _names(problem, sessions)
    with_whom = f" with {listed([told(problem.person_of[one]) for one in people])}" if people else ""
    without = "Without any one of them a plan could be made."
    return f"{names} cannot all be held{with_whom}. {without}{_rules(problem, sessions)}"


def listed(names: Sequence[str]) -> str:
    """a, b and c"""
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _windows(problem: Problem, windows: Sequence[Window] | None) -> str:
    if windows is None:
        return "always"
    if not windows:
        return "never"
    return listed([f"{told_day(problem, one.day)} {clock(one.start)}–{clock(one.end)}" for one in windows])


def _asked(problem: Problem, session: Session) -> str:
    """What a session itself asks for."""
    pin, parts = session.pin, [f"takes {session.minutes} minutes"]
    when = [f"on {told_day(problem, pin.day)}"] if pin.day is not None else []
    when += [f"at {clock(pin.start)}"] if pin.start is not None else []
    if when:
        parts.append(f"is pinned {' '.join(when)}")
    if session.allowed is not None:
        parts.append(f"may only run {_windows(problem, session.allowed)}")
    if pin.room is not None:
        parts.append(f"must be in {told(problem.room_of[pin.room])}")
    if session.needs:
        parts.append(f"needs {listed(sorted(session.needs))}")
    if session.min_capacity:
        parts.append(f"needs {session.min_capacity} seats")
    return ", ".join(parts)


def _one_session(problem: Problem, _blocks: Blocks, sessions: Sequence[str], people: Sequence[str]) -> str:
    if len(sessions) != 1:
        return ""
    session = problem.session_of[sessions[0]]
    text = f"{told(session)} {_asked(problem, session)}"
    if not people:
        return f"{text}, and no room has such a place for it."
    needed = [problem.person_of[each] for each in people]
    there = [f"{told(one)} is there {_windows(problem, one.available)}" for one in needed]
    return f"{text}. It needs {listed([told(one) for one in needed])}; {'; '.join(there)}."


def _order(problem: Problem, blocks: Blocks, sessions: Sequence[str], _people: Sequence[str]) -> str:
    after: dict[str, list[str]] = {}
    for one in problem.constraints:
        if isinstance(one, Before) and one.a in sessions and one.b in sessions:
            after.setdefault(one.a, []).append(one.b)
        elif isinstance(one, Together) and one.relation is Relation.CONSECUTIVE and blocks.contradiction:
            return f"{_names(problem, sessions)} cannot follow each other in the orders that are asked for."
    if not after:
        return ""
    chain = [next(iter(after))]
    while chain[-1] in after and after[chain[-1]][0] not in chain:
        chain.append(after[chain[-1]][0])
    closing = after.get(chain[-1], [""])[0]
    if closing in chain:
        ring = [*chain[chain.index(closing) :], closing]
        told_ring = " before ".join(told(problem.session_of[one]) for one in ring)
        return f"The order closes on itself: {told_ring}."
    if any(not block.starts for block in blocks.blocks) and len(chain) == len(sessions):
        row = " before ".join(told(problem.session_of[one]) for one in chain)
        return f"There is not enough time for {row}: {_each(problem, sessions)}."
    return ""


def _series(problem: Problem, blocks: Blocks, sessions: Sequence[str], people: Sequence[str]) -> str:
    """Sessions that must run one after the other, in less time than they take."""
    if blocks.contradiction or not all(
        (a, b) in blocks.apart or (b, a) in blocks.apart for a, b in combinations(sessions, 2)
    ):
        return ""
    needed, held = _needed_and_held(blocks)
    minutes = sum(problem.session_of[one].minutes for one in sessions)
    shared = [one for one in people if all(one in problem.session_of[each].people for each in sessions)]
    if len(shared) == 1 and len(people) == 1:
        person = problem.person_of[shared[0]]
        there = _windows(problem, person.available)
        reason = f"{told(person)} is needed in {_names(problem, sessions)}, and is there {there}"
    else:
        with_whom = f" (by {listed([told(problem.person_of[one]) for one in people])})" if people else ""
        reason = f"Of {_names(problem, sessions)} no two can run at once{with_whom}, so they run one after the other"
    if needed > held:
        of_time = held * blocks.timeline.grid
        return f"{reason}: together they take {minutes} minutes, and the time in which they may run has {of_time}."
    return (
        f"{reason}: together they take {minutes} minutes, which do not fit between the breaks and their other bounds."
    )


def _rooms(problem: Problem, blocks: Blocks, sessions: Sequence[str], _people: Sequence[str]) -> str:
    """Sessions that share rooms with fewer minutes than they take."""
    if blocks.contradiction or not all(block.starts for block in blocks.blocks):
        return ""
    bound = bounds(blocks)
    rooms = sorted({room for one in bound.values() for room in one.rooms})
    region = _region(bound)
    usable = [region & blocks.timeline.usable(problem.rooms[room].id, 1) for room in rooms]
    minutes = sum(problem.session_of[one].minutes for one in sessions)
    held = sum(slots.bit_count() for slots in usable) * blocks.timeline.grid
    suffices = sum(one.length for one in bound.values()) * blocks.timeline.grid <= held
    if suffices and len(rooms) > 1:
        return ""
    where = listed([told(problem.rooms[room]) for room in rooms])
    return (
        f"{_names(problem, sessions)} can only be in {where}: they take {minutes} minutes, and "
        f"{'it has' if len(rooms) == 1 else 'these have'} {held} while they may run"
        f"{', into which they do not fit between the breaks' if suffices else ''}."
    )


def _region(bound: dict[str, Bound]) -> int:
    region = 0
    for one in bound.values():
        region |= one.reach
    return region


def _needed_and_held(blocks: Blocks) -> tuple[int, int]:
    bound = bounds(blocks)
    return sum(one.length for one in bound.values()), _region(bound).bit_count()


def _names(problem: Problem, sessions: Sequence[str]) -> str:
    return listed([_quoted(problem.session_of[one]) for one in sessions])


def _quoted(session: Session) -> str:
    """A title in quotation marks, since it may hold commas; an id as it is."""
    return f"“{session.name}”" if session.name else session.id


def _each(problem: Problem, sessions: Sequence[str]) -> str:
    return "; ".join(f"{told(problem.session_of[one])} {_asked(problem, problem.session_of[one])}" for one in sessions)


def _rules(problem: Problem, sessions: Sequence[str]) -> str:
    """Which rules bind them, by name."""
    rules = []
    for one in problem.constraints:
        if all(each in sessions for each in one.sessions):
            kind = "before" if isinstance(one, Before) else one.relation.value.replace("_", " ")
            rules.append(f"{kind} ({_names(problem, one.sessions)})")
    return f" These rules hold between them: {'; '.join(rules)}." if rules else ""
