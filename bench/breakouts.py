"""`python -m bench.breakouts`: the breakout allocator on generated problems, beside chance and a plain genetic search.

chance: people shuffled into groups of even sizes, the best of a thousand. genetic: forty assignments, the better half
kept, children by exchanging rounds of two parents and places of a few people, for as many seconds as ours is given.
Both are told sizes, who is absent and what is fixed; ours runs as a process of its own. All are judged by `check` and
`score`. `× least`: the score as a multiple of the sum of the lower bounds, which cannot all be reached at once.
`--quick` leaves out what takes long.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from convene.engines.breakout_allocator import Assignment, Problem, bounds, check, read_assignment, read_problem, score
from tests.engines.breakout_instances import IMPOSSIBLE, absent, change, golf, impossible, wishes

Json = dict[str, Any]
RUNS: list[tuple[Json, float]] = [
    (golf(5, 3, 7), 2), (golf(8, 4, 9), 2), (golf(50, 10, 6), 2), (golf(12, 4, 5, people=47), 2),
    (wishes(44, 1), 5), (wishes(100, 1), 5), (absent(110, 1), 5), (wishes(400, 1), 10), (absent(500, 1), 10),
]  # fmt: skip
LONG = 10
CHANCES, POPULATION = 1_000, 40
BROKEN = 100
"""What a broken rule costs in a genetic search."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.breakouts", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    subprocess.run([sys.executable, "-m", "convene.engines.breakout_allocator", "--compile"], check=True)
    print(f"{'problem':<16}{'way':<10}{'given s':>8}{'took s':>8}{'broken':>8}{'repeats':>9}{'score':>8}{'× least':>9}")
    for document, seconds in RUNS:
        if seconds < LONG or not chosen.quick:
            compare(document, seconds)
    announced = ours(wishes(100, 1), 5)["assign"]
    show(change(100, 1, announced), "change", 2, lambda document: ours(document, 2)["assign"])
    for way in IMPOSSIBLE:
        document, core = impossible(way, 100, 1)
        began = time.monotonic()
        named = set(ours(document, 2)["core"])
        took, reason = time.monotonic() - began, "the" if named == core else "another"
        print(f"{way:<16}{'ours':<10}{2:>8}{took:>8.1f}  {reason} reason")
    print(f"most memory of a run: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


def compare(document: Json, seconds: float) -> None:
    problem = read_problem(document)
    show(document, "ours", seconds, lambda document: ours(document, seconds)["assign"])
    show(document, "genetic", seconds, lambda _document: genetic(problem, seconds))
    show(document, "chance", seconds, lambda _document: by_chance(problem, seconds))


def show(document: Json, way: str, seconds: float, run: Callable[[Json], Assignment]) -> None:
    """One line, judged by the checker."""
    problem = read_problem(document)
    began = time.monotonic()
    assign = read_assignment(run(document))
    took = time.monotonic() - began
    found, weights = score(problem, assign), problem.weights
    least = sum(weights.get(term, 0) * count for term, count in bounds(problem).items())
    ratio = f"{found.total / least:.2f}" if least else "-"
    line = f"{document['id']:<16}{way:<10}{seconds:>8g}{took:>8.1f}{len(check(problem, assign)):>8}"
    changed = f"  {found.terms['change']} places changed" if "change" in found.terms else ""
    print(f"{line}{found.terms['repeat']:>9}{found.total:>8}{ratio:>9}{changed}", flush=True)


def ours(document: Json, seconds: float) -> Json:
    command = [sys.executable, "-m", "convene.engines.breakout_allocator", "--seconds", str(seconds)]
    done = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, check=True)
    answer: Json = json.loads(done.stdout)
    return answer


def by_chance(problem: Problem, seconds: float) -> Assignment:
    chance, began = random.Random(1), time.monotonic()
    best = drawn(problem, chance)
    for _ in range(CHANCES):
        if time.monotonic() - began > seconds:
            break
        best = min(best, drawn(problem, chance), key=lambda one: cost(problem, one))
    return best


def genetic(problem: Problem, seconds: float) -> Assignment:
    chance, began = random.Random(1), time.monotonic()
    alive = sorted((drawn(problem, chance) for _ in range(POPULATION)), key=lambda one: cost(problem, one))
    while time.monotonic() - began < seconds:
        parents = alive[: POPULATION // 2]
        children = [child(problem, chance, *chance.sample(parents, 2)) for _ in parents]
        alive = sorted(parents + children, key=lambda one: cost(problem, one))
    return alive[0]


def cost(problem: Problem, assign: Assignment) -> int:
    return score(problem, assign).total + BROKEN * len(check(problem, assign))


def drawn(problem: Problem, chance: random.Random) -> dict[str, dict[str, str]]:
    """Everybody somewhere, groups as even as can be, fixed places kept."""
    settled = problem.settled()
    found: dict[str, dict[str, str]] = {}
    for one in problem.rounds:
        places = {each.id: settled[one.id, each.id] for each in problem.present(one.id) if (one.id, each.id) in settled}
        inside = {group.id: list(places.values()).count(group.id) for group in one.groups}
        free = [each.id for each in problem.present(one.id) if each.id not in places]
        for person in chance.sample(free, len(free)):
            group = min(inside, key=lambda each: (inside[each], chance.random()))
            places[person] = group
            inside[group] += 1
        found[one.id] = places
    return found


def child(problem: Problem, chance: random.Random, a: Assignment, b: Assignment) -> dict[str, dict[str, str]]:
    """Each round of one of the parents, and two exchanges in one of them."""
    found = {one.id: dict((a if chance.random() < 0.5 else b)[one.id]) for one in problem.rounds}
    settled = problem.settled()
    round_id = chance.choice(list(found))
    places = found[round_id]
    free = [person for person in places if (round_id, person) not in settled]
    for _ in range(2):
        one, other = chance.sample(free, 2)
        places[one], places[other] = places[other], places[one]
    return found


if __name__ == "__main__":
    main()
