"""Breakout groups: people into groups, anew in every round. The idea is in README.md.

problem     what goes in and what comes out: Problem and its parts, Assignment, Score, Core, Solution
reading     JSON to a Problem, strictly; a Solution to JSON
check       every rule that an assignment breaks in words, and its exact score; knows nothing of the search
bounds      what no assignment can go below; flow: minimum-cost flows
kernel      the moves of the local search, compiled; tables makes its arrays; search drives it within a budget
solve       all of it, in order
__main__    `python -m convene.engines.breakout_allocator < problem.json > solution.json`

numpy, numba and ortools are imported when `allocate` needs them, not before.
"""

from convene.engines.breakout_allocator.bounds import bounds
from convene.engines.breakout_allocator.check import check, meetings, score
from convene.engines.breakout_allocator.problem import (
    Assignment,
    Broken,
    Core,
    Fixed,
    Group,
    Person,
    Problem,
    Round,
    Score,
    Solution,
)
from convene.engines.breakout_allocator.reading import read_assignment, read_problem, solution_as_json
from convene.engines.breakout_allocator.solve import allocate
from convene.solving.documents import BadProblem

__all__ = [
    "Assignment",
    "BadProblem",
    "Broken",
    "Core",
    "Fixed",
    "Group",
    "Person",
    "Problem",
    "Round",
    "Score",
    "Solution",
    "allocate",
    "bounds",
    "check",
    "meetings",
    "read_assignment",
    "read_problem",
    "score",
    "solution_as_json",
]
