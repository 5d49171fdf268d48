"""What no assignment can go below, term by term. Each is provable by itself; all at once are rarely reached.

repeat     between two rounds: whoever was in one group spreads over the groups of the other, as evenly as can be
           (pigeonhole); over all pairs: so many meetings fall on so many pairs; for each person: so many mates
mix_<a>    people of one value spread over the groups of a round
regret     minimum-cost flow of people to topics (Ford and Fulkerson 1962): `flow`
change     people over a maximum, and those whom minimums and facilitators lack
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from heapq import heapify, heapreplace

from convene.engines.breakout_allocator.check import kept_together, met_before
from convene.engines.breakout_allocator.problem import Group, Person, Problem, Round


def bounds(problem: Problem) -> Mapping[str, int]:
    """Lower bounds of the terms of `score`. Only of problems for which there is an assignment at all."""
    found = {"repeat": _repeat(problem)}
    for attribute in problem.diversity:
        found[f"mix_{attribute}"] = sum(_mix(problem, one, attribute) for one in problem.rounds)
    if any(one.prefs for one in problem.people):
        from convene.engines.breakout_allocator.flow import least_regret  # brings in ortools

        found["regret"] = least_regret(problem)
    if problem.not_alone:
        found["alone"] = sum(
            sum(person.attrs.get(attribute) == value for person in problem.present(one.id)) == 1
            for attribute, value in problem.not_alone
            for one in problem.rounds
        )
    if any(one.languages for one in problem.people):
        found["no_common_language"] = sum(_speechless(problem, one) for one in problem.rounds)
    if problem.base is not None:
        from convene.engines.breakout_allocator.flow import fewest_changes

        found["change"] = sum(fewest_changes(problem, one) for one in problem.rounds)
    return found


def spread(count: int, bins: int) -> int:
    """The fewest pairs inside `bins` bins that hold `count` things."""
    if bins <= 0:
        return 0
    each, rest = divmod(count, bins)
    return rest * (each + 1) * each // 2 + (bins - rest) * each * (each - 1) // 2


def even_sizes(count: int, lows: Iterable[int], highs: Iterable[int]) -> list[int]:
    """Sizes within limits, as even as these allow: what makes the sum of a convex function of each the least. Fewer in
    all than `count` when the upper limits hold no more, more when the lower ones do."""
    sizes, highs = list(lows), list(highs)
    heap = [(size, i) for i, size in enumerate(sizes) if size < highs[i]]
    heapify(heap)
    for _ in range(count - sum(sizes)):
        if not heap:
            break
        size, i = heap[0]
        sizes[i] = size + 1
        heapreplace(heap, (size + 1, i) if size + 1 < highs[i] else (1 << 60, -1))
        if heap[0][1] < 0:
            break
    return sizes


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _sizes(groups: tuple[Group, ...], count: int) -> list[int]:
    return even_sizes(count, (one.min for one in groups), (one.max for one in groups))


def _repeat(problem: Problem) -> int:
    here = {one.id: {person.id for person in problem.present(one.id)} for one in problem.rounds}
    always = kept_together(problem)
    between = 0
    for i, one in enumerate(problem.rounds):
        for other in problem.rounds[:i]:
            both = here[one.id] & here[other.id]
            kept = sum(a in both and b in both for a, b in always)
            least = max(_again(one, other, both, here), _again(other, one, both, here))
            between += max(0, least - kept)
    met = sum(sum(map(_pairs, _sizes(one.groups, len(here[one.id])))) for one in problem.rounds)
    kept = sum(a in some and b in some for some in here.values() for a, b in always)
    over_all = spread(max(0, met - kept), _pairs(len(problem.people)) - len(always))
    return max(between, over_all, _of_each(problem, here))


def _again(one: Round, other: Round, both: set[str], here: Mapping[str, set[str]]) -> int:
    """The fewest pairs who meet in both of two rounds: each group of one, spread over the groups of the other."""
    lacking = len(here[one.id]) - len(both)
    lows = [max(0, group.min - lacking) for group in one.groups]
    sizes = even_sizes(len(both), lows, [group.max for group in one.groups])
    return sum(spread(size, len(other.groups)) for size in sizes) if sum(sizes) == len(both) else 0


def _of_each(problem: Problem, here: Mapping[str, set[str]]) -> int:
    """Somebody with more mates than there are others meets some of them again; those met before count at once."""
    always = kept_together(problem)
    mates: dict[str, set[str]] = {one.id: set() for one in problem.people}
    for a, b in always:
        mates[a].add(b)
        mates[b].add(a)
    before: dict[str, Counter[str]] = {one.id: Counter() for one in problem.people}
    for (a, b), times in met_before(problem).items():
        if a in before and b in before and (a, b) not in always:
            before[a][b] += times
            before[b][a] += times
    smallest = {one.id: min((group.min for group in one.groups), default=0) for one in problem.rounds}
    total = 0
    for person in problem.people:
        rounds = [one.id for one in problem.rounds if one.id not in person.absent]
        met = sum(max(0, smallest[one] - 1 - len(mates[person.id] & here[one])) for one in rounds)
        others = len(problem.people) - 1 - len(mates[person.id])
        total += _cheapest(met, Counter(before[person.id].values()), others)
    return -(-total // 2)


def _cheapest(meetings: int, before: Counter[int], others: int) -> int:
    """The least cost of so many meetings with others, of whom `before` says how many were met how often: each meeting
    goes to whoever was met least."""
    if others <= 0:
        return 0
    level = Counter(before)
    level[0] = others - sum(count for times, count in before.items() if times)
    cost, times = 0, 0
    while meetings > 0:
        now = min(meetings, level[times])
        cost, meetings = cost + now * times, meetings - now
        level[times + 1] += now
        times += 1
    return cost


def _mix(problem: Problem, one: Round, attribute: str) -> int:
    counts = Counter(person.attrs.get(attribute) for person in problem.present(one.id))
    limits = [group.max for group in one.groups]
    return sum(
        sum(map(_pairs, even_sizes(count, [0] * len(limits), limits)))
        for value, count in counts.items()
        if value is not None
    )


def _speechless(problem: Problem, one: Round) -> int:
    """Those who speak with fewer in the whole round than they should in their group, whichever it is."""
    here = problem.present(one.id)
    enough = min(2, min((group.min for group in one.groups), default=1) - 1)
    return sum(bool(person.languages) and _understood(person, here, enough) < enough for person in here)


def _understood(person: Person, here: list[Person], enough: int) -> int:
    found = 0
    for other in here:
        if other is not person and person.languages & other.languages:
            found += 1
            if found >= enough:
                break
    return found
