"""`python -m convene.engines.agenda_solver [--seconds N] [--seed S] [--effort N] < problem.json > solution.json`

`--seconds` is a ceiling on the whole run; `--effort` a number of moves, under which equal seeds give equal answers.
`--compile` compiles the moves of the search, for the processes that come after, and reads nothing.
"""

import argparse
import json
import sys
import time

from convene.engines.agenda_solver.problem import BadProblem
from convene.engines.agenda_solver.reading import read_problem, solution_as_json
from convene.engines.agenda_solver.solve import solve

MARGIN = 0.35
"""Seconds kept for what comes after the search: the last check, writing, and the end of the process."""


def main() -> int:
    """Read JSON from standard input, write the solution to standard output. 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m convene.engines.agenda_solver", description=__doc__)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--effort", type=int)
    parser.add_argument("--compile", action="store_true")
    chosen = parser.parse_args()
    if chosen.compile:
        from convene.engines.agenda_solver.search import warm_up

        warm_up()
        return 0
    # The interpreter and the imports so far were waiting time too; nearly all of it was computing.
    already = time.process_time() + MARGIN
    seconds = None if chosen.seconds is None else max(0.1, chosen.seconds - already)
    try:
        problem = read_problem(json.loads(sys.stdin.buffer.read()))
    except (BadProblem, UnicodeDecodeError, json.JSONDecodeError) as refusal:
        print(refusal if isinstance(refusal, BadProblem) else f"This is not JSON: {refusal}.", file=sys.stderr)
        return 2
    solution = solve(problem, seed=chosen.seed, seconds=seconds, effort=chosen.effort)
    json.dump(solution_as_json(solution), sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
