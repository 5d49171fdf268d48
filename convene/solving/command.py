"""The command line of an engine that searches: a problem comes in as JSON, the solution goes out as JSON."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from convene.solving.documents import BadProblem

P = TypeVar("P")
Q = TypeVar("Q", contravariant=True)
S = TypeVar("S")
T = TypeVar("T", covariant=True)


class Solves(Protocol[Q, T]):
    """The search of an engine."""

    def __call__(self, problem: Q, /, *, seed: int, seconds: float | None, effort: int | None) -> T: ...


def run(
    program: str,
    says: str | None,
    *,
    read: Callable[[object], P],
    solve: Solves[P, S],
    as_json: Callable[[S], object],
    warm_up: Callable[[], None],
    margin: float,
) -> int:
    """Read JSON from standard input, write the solution to standard output. 2 when the input cannot be used.

    `warm_up` compiles what the search is compiled from. `margin`: seconds of `--seconds` that are kept for what comes
    after the search.
    """
    parser = argparse.ArgumentParser(prog=program, description=says)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int)
    parser.add_argument("--compile", action="store_true")
    chosen = parser.parse_args()
    if chosen.compile:
        warm_up()
        return 0
    seconds = None if chosen.seconds is None else max(0.1, chosen.seconds - _waited_so_far() - margin)
    try:
        problem = read(json.loads(sys.stdin.buffer.read()))
    except (BadProblem, UnicodeDecodeError, json.JSONDecodeError) as refusal:
        print(refusal if isinstance(refusal, BadProblem) else f"This is not JSON: {refusal}.", file=sys.stderr)
        return 2
    json.dump(as_json(solve(problem, seed=chosen.seed, seconds=seconds, effort=chosen.effort)), sys.stdout)
    print()
    return 0


def _waited_so_far() -> float:
    """Seconds since this process began, with the interpreter's start and the imports: whoever called waits for these
    too. Where the system does not tell when that was, those in which it computed."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.process_time()
