"""`python -m convene.engines.breakout_allocator [--seconds N] [--seed S] [--effort N] < problem.json > solution.json`

`--seconds` is a ceiling on the whole run; `--effort` a number of moves, under which equal seeds give equal answers.
`--compile` compiles the moves of the search, for the processes that come after, and reads nothing.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from convene.engines.breakout_allocator.problem import BadProblem
from convene.engines.breakout_allocator.reading import read_problem, solution_as_json
from convene.engines.breakout_allocator.solve import allocate

MARGIN = 0.45
"""Seconds kept for what comes after the search: the last check, writing, and the end of the process."""


def main() -> int:
    """Read JSON from standard input, write the solution to standard output. 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m convene.engines.breakout_allocator", description=__doc__)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int)
    parser.add_argument("--compile", action="store_true")
    chosen = parser.parse_args()
    if chosen.compile:
        from convene.engines.breakout_allocator.search import warm_up

        warm_up()
        return 0
    seconds = None if chosen.seconds is None else max(0.1, chosen.seconds - _waited_so_far() - MARGIN)
    try:
        problem = read_problem(json.loads(sys.stdin.buffer.read()))
    except (BadProblem, UnicodeDecodeError, json.JSONDecodeError) as refusal:
        print(refusal if isinstance(refusal, BadProblem) else f"This is not JSON: {refusal}.", file=sys.stderr)
        return 2
    solution = allocate(problem, seed=chosen.seed, seconds=seconds, effort=chosen.effort)
    json.dump(solution_as_json(solution), sys.stdout)
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


if __name__ == "__main__":
    sys.exit(main())
