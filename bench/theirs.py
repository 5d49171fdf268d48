"""An agenda problem in equal lengths, solved by conference-scheduler: `bench.beside` runs this file in its environment.

Reads the problem from standard input; writes the plan and the seconds of a first and of a second call. `--stars`: no
two sessions that somebody has starred run at once, its only way to say so; without, it knows of no stars at all.
Everything else that it can be told it is told: people, pins, windows, seats, what rooms have, and what must not run at
once. Order, consecutive sessions, days and tracks it has no words for.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pulp
from conference_scheduler import scheduler
from conference_scheduler.lp_problem.objective_functions import equity_capacity_demand_difference
from conference_scheduler.resources import Event, Slot

Json = dict[str, Any]
MIDNIGHT = datetime(2027, 1, 1, tzinfo=UTC)


def main() -> None:
    problem = json.load(sys.stdin)
    took = []
    for _call in range(2):
        began = time.monotonic()
        plan = solved(problem, with_stars="--stars" in sys.argv)
        took.append(time.monotonic() - began)
        if plan is None:
            break
    json.dump({"plan": plan, "seconds": took}, sys.stdout)


def solved(problem: Json, *, with_stars: bool) -> Json | None:
    """The plan that it finds; None when it says that there is none."""
    places, slots = slots_of(problem)
    events = [Event(one["id"], one["minutes"], one["expected"]) for one in problem["sessions"]]
    at = {one["id"]: index for index, one in enumerate(problem["sessions"])}
    for event, session in zip(events, problem["sessions"], strict=True):
        event.add_unavailability(
            *(slot for slot, place in zip(slots, places, strict=True) if not may_be(problem, session, place))
        )
    for a, b in apart(problem, with_stars=with_stars):
        events[at[a]].add_unavailability(events[at[b]])
        events[at[b]].add_unavailability(events[at[a]])
    try:
        found = scheduler.solution(
            events,
            slots,
            objective_function=equity_capacity_demand_difference,
            solver=pulp.PULP_CBC_CMD(msg=False, threads=2),
        )
    except ValueError:  # what it says when there is no plan
        return None
    return {events[event].name: places[slot] for event, slot in found}


def slots_of(problem: Json) -> tuple[list[Json], list[Slot]]:
    """Every start in every room, as a place of ours and a slot of theirs."""
    minutes = problem["sessions"][0]["minutes"]
    places, slots = [], []
    for day in range(len(problem["days"])):
        for start in problem["starts"]:
            for room in problem["rooms"]:
                places.append({"day": day, "start": start, "room": room["id"]})
                begins = MIDNIGHT + timedelta(days=day, minutes=start)
                slots.append(Slot(room["id"], begins, minutes, room["capacity"], f"day {day}"))
    return places, slots


def may_be(problem: Json, session: Json, place: Json) -> bool:
    """Whether a session by itself may be at a place."""
    room = next(one for one in problem["rooms"] if one["id"] == place["room"])
    people = {one["id"]: one["available"] for one in problem["people"]}
    given = [people[one] for one in session["people"] if people[one] is not None]
    if session.get("allowed"):
        given.append(session["allowed"])
    pin = session.get("pin", {})
    end = place["start"] + session["minutes"]
    return (
        set(session["needs"]) <= set(room["features"])
        and session["min_capacity"] <= room["capacity"]
        and all(place[what] == pin[what] for what in pin)
        and all(any(d == place["day"] and a <= place["start"] and end <= b for d, a, b in some) for some in given)
    )


def apart(problem: Json, *, with_stars: bool) -> list[tuple[str, str]]:
    """Pairs that must not run at once."""
    pairs: set[tuple[str, str]] = set()
    groups = [one["sessions"] for one in problem["constraints"] if one["type"] == "not_parallel"]
    groups += [
        [one["id"] for one in problem["sessions"] if person["id"] in one["people"]] for person in problem["people"]
    ]
    if with_stars:
        groups += [one["stars"] for one in problem["attendees"]]
    for one in problem["sessions"]:
        if one.get("exclusive"):
            groups += [(one["id"], other["id"]) for other in problem["sessions"] if other is not one]
    for group in groups:
        pairs |= {(min(pair), max(pair)) for pair in combinations(group, 2)}
    return sorted(pairs)


if __name__ == "__main__":
    main()
