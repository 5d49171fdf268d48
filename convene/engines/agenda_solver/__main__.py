"""`python -m convene.engines.agenda_solver [--seconds N] [--seed S] [--effort N] < problem.json > solution.json`

`--seconds` is a ceiling on the whole run; `--effort` a number of moves, under which equal seeds give equal answers.
`--compile` compiles the moves of the search, for the processes that come after, and reads nothing.
"""

import sys

from convene.engines.agenda_solver.reading import read_problem, solution_as_json
from convene.engines.agenda_solver.solve import solve
from convene.solving.command import run

MARGIN = 0.35
"""Seconds kept for what comes after the search: the last check, writing, and the end of the process."""


def main() -> int:
    """As `convene.solving.command.run`."""
    return run(
        "python -m convene.engines.agenda_solver",
        __doc__,
        read=read_problem,
        solve=solve,
        as_json=solution_as_json,
        warm_up=_warm_up,
        margin=MARGIN,
    )


def _warm_up() -> None:
    from convene.engines.agenda_solver.search import warm_up  # with it come libraries of mathematics

    warm_up()


if __name__ == "__main__":
    sys.exit(main())
