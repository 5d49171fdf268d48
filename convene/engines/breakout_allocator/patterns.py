"""A design of `designs` as an assignment: who is which point, and which group is which group of the design."""

from convene.engines.breakout_allocator.check import rank_of
from convene.engines.breakout_allocator.designs import design
from convene.engines.breakout_allocator.problem import Assignment, Problem, Round


def pattern(problem: Problem) -> Assignment | None:
    """Rounds without a repeat, as far as algebra knows them: some of the rounds, from the first on. None when rounds
    have different numbers of groups, sizes that no design gives, or wishes or a base that matter more than repeats.

    Who is absent leaves a gap, and only sizes are looked at: other rules are left to the search.
    """
    if not problem.rounds or not problem.weights.get("repeat") or problem.base is not None or _has_wishes(problem):
        return None
    groups = len(problem.rounds[0].groups)
    if any(len(one.groups) != groups for one in problem.rounds) or groups < 2:
        return None
    size = -(-len(problem.people) // groups)
    found: dict[str, dict[str, str]] = {}
    for one, seated in zip(problem.rounds, design(groups, size, len(problem.rounds)), strict=False):
        members = [[problem.people[point].id for point in some if point < len(problem.people)] for some in seated]
        places = _placed(problem, one, members)
        if places is None:
            break
        found[one.id] = places
    return found or None


def _has_wishes(problem: Problem) -> bool:
    topics = {group.topic for one in problem.rounds for group in one.groups}
    return bool(problem.weights.get("regret")) and any(
        len({rank_of(person, topic) for topic in topics}) > 1 for person in problem.people
    )


def _placed(problem: Problem, one: Round, members: list[list[str]]) -> dict[str, str] | None:
    """The largest groups where there is most room. None when sizes do not fit."""
    here = [[each for each in some if one.id not in problem.person_of[each].absent] for some in members]
    here.sort(key=len, reverse=True)
    roomy = sorted(one.groups, key=lambda group: (group.max, group.min), reverse=True)
    if any(not group.min <= len(some) <= group.max for group, some in zip(roomy, here, strict=True)):
        return None
    return {each: group.id for group, some in zip(roomy, here, strict=True) for each in some}
