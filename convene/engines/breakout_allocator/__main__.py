"""`python -m convene.engines.breakout_allocator [--seconds N] [--seed S] [--effort N] < problem.json > solution.json`

`--seconds` is a ceiling on the whole run; `--effort` a number of moves, under which equal seeds give equal answers.
`--compile` compiles the moves of the search, for the processes that come after, and reads nothing.
"""

import sys

from convene.engines.breakout_allocator.reading import read_problem, solution_as_json
from convene.engines.breakout_allocator.solve import allocate
from convene.solving.command import run

MARGIN = 0.45
"""Seconds kept for what comes after the search: the last check, writing, and the end of the process."""


def main() -> int:
    """As `convene.solving.command.run`."""
    return run(
        "python -m convene.engines.breakout_allocator",
        __doc__,
        read=read_problem,
        solve=allocate,
        as_json=solution_as_json,
        warm_up=_warm_up,
        margin=MARGIN,
    )


def _warm_up() -> None:
    from convene.engines.breakout_allocator.search import warm_up  # with it come libraries of mathematics

    warm_up()


if __name__ == "__main__":
    sys.exit(main())
