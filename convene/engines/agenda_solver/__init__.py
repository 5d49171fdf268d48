"""Agendas: sessions into rooms and times. The idea is in README.md.

problem     what goes in and what comes out: Problem and its parts, Plan, Score, Core, Solution
reading     JSON to a Problem, strictly; a Solution to JSON
check       every clash of a plan in words, and its exact score; knows nothing of the search
domains     time as slots; where a session may start, and in which rooms
blocks      consecutive sessions as one, and the places that each block may have
overload    proofs by counting minutes
cores       the ladder of proofs, and the smallest reason; wording puts it into a sentence
intervals   CP-SAT: proofs, first plans, the fewest moves; perfect: plans that miss nothing
kernel      the moves of the local search, compiled; tables makes its arrays; search drives it within a budget
solve       all of it, in order
explain     why each session is where it is, and what its other places would cost
__main__    `python -m convene.engines.agenda_solver < problem.json > solution.json`

numpy, numba and ortools are imported when `solve` needs them, not before.
"""

from convene.engines.agenda_solver.check import Clash, Rule, check, score
from convene.engines.agenda_solver.cores import is_impossible
from convene.engines.agenda_solver.explain import Alternative, Explanation, explain, open_places
from convene.engines.agenda_solver.problem import (
    Attendee,
    Before,
    Core,
    Person,
    Pin,
    Place,
    Plan,
    Problem,
    Relation,
    Room,
    Score,
    Session,
    Solution,
    Together,
    Weights,
    Window,
)
from convene.engines.agenda_solver.reading import read_plan, read_problem, solution_as_json
from convene.engines.agenda_solver.solve import solve
from convene.solving.documents import BadProblem

__all__ = [
    "Alternative",
    "Attendee",
    "BadProblem",
    "Before",
    "Clash",
    "Core",
    "Explanation",
    "Person",
    "Pin",
    "Place",
    "Plan",
    "Problem",
    "Relation",
    "Room",
    "Rule",
    "Score",
    "Session",
    "Solution",
    "Together",
    "Weights",
    "Window",
    "check",
    "explain",
    "is_impossible",
    "open_places",
    "read_plan",
    "read_problem",
    "score",
    "solution_as_json",
    "solve",
]
