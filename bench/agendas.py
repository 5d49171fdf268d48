"""`python -m bench.agendas`: what the agenda solver makes of generated problems, one line each.

Every run is a process of its own, started as a user starts it, so that imports count. `hard`: rules that the plan
breaks; `missed`: of all stars, how many somebody cannot see; for impossible problems `core` is how many sessions and
people are named. `--quick` leaves out what takes longer than ten seconds.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from convene.engines.agenda_solver import check, read_plan, read_problem, score
from tests.engines.agenda_instances import (
    IMPOSSIBLE,
    change,
    impossible,
    impossible_change,
    long_change,
    planted,
    raster,
    stars,
)

Maker = Callable[[int, int], dict[str, Any]]
RUNS: list[tuple[Maker, int, float]] = [
    (planted, 12, 2), (planted, 60, 2), (planted, 60, 20), (planted, 150, 6), (planted, 150, 20),
    (planted, 350, 20), (planted, 350, 60), (raster, 70, 20), (stars, 90, 20), (stars, 240, 30),
    (change, 60, 2), (change, 180, 8), (long_change, 350, 60),
]  # fmt: skip
LONG = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.agendas", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    subprocess.run([sys.executable, "-m", "convene.engines.agenda_solver", "--compile"], check=True)
    heads = {"sessions": 9, "given s": 9, "took s": 8, "hard": 6, "score": 8, "missed": 9, "moved": 7, "core": 6}
    print(f"{'problem':<30}" + "".join(f"{head:>{width}}" for head, width in heads.items()))
    for make, sessions, seconds in RUNS:
        if seconds < LONG or not chosen.quick:
            measure(make(sessions, chosen.seed), seconds)
    for way in IMPOSSIBLE:
        for sessions, seconds in ((50, 5), (110, 15)):
            measure(impossible(way, sessions, chosen.seed), seconds)
    measure(impossible_change(350, chosen.seed), 9)
    print(f"most memory of a run: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


def measure(document: dict[str, Any], seconds: float) -> None:
    """Solve in a new process, and print what came of it, judged by the checker."""
    command = [sys.executable, "-m", "convene.engines.agenda_solver", "--seconds", str(seconds)]
    began = time.monotonic()
    done = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, check=True)
    took = time.monotonic() - began
    solution = json.loads(done.stdout)
    problem = read_problem(document)
    line = f"{document['id']:<30}{len(problem.sessions):>9}{seconds:>9g}{took:>8.1f}"
    if solution.get("infeasible"):
        print(f"{line}{'':>30}{len(solution['core']):>6}")
        return
    plan = read_plan(solution["plan"])
    found = score(problem, plan)
    total = max(1, sum(len(one.stars) for one in problem.attendees))
    print(f"{line}{len(check(problem, plan)):>6}{found.total:>8}{found.missed_star / total:>9.2%}{found.change:>7}")


if __name__ == "__main__":
    main()
