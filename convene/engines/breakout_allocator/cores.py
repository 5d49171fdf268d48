"""Why no assignment can be: the ladder of proofs from what is cheap to what is general, each in words.

Seats, minimums and facilitators of a round; who must be together; who must be apart and from whom (a clique larger than
the groups are many); what is fixed; topics. Each rung that finds a proof names a set of people and rounds of whom
nobody could be left out. `proof` asks CP-SAT about what none of them sees.

A locked round has begun: what it breaks is told by `check`, and is no reason to give up the other rounds.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import combinations

from convene.engines.breakout_allocator.problem import Core, Person, Problem, Round, listed, told, told_round

MOST_STEPS = 20_000
"""Of the search for a clique."""


def quick_core(problem: Problem) -> Core | None:
    """A core, when one of the rungs finds a proof."""
    return next(_cores(problem), None)


def open_rounds(problem: Problem) -> list[Round]:
    """The rounds that have not begun."""
    return [one for one in problem.rounds if one.id not in problem.locked_rounds]


def _cores(problem: Problem) -> Iterator[Core]:
    for one in open_rounds(problem):
        yield from _of_seats(problem, one)
    circles = _Circles(problem)
    yield from _of_circles(circles)
    yield from _of_fixed(circles)
    yield from _of_cliques(circles)
    yield from _of_topics(problem)


# --- seats -----------------------------------------------------------------------------------------------------------


def _of_seats(problem: Problem, one: Round) -> Iterator[Core]:
    here = problem.present(one.id)
    where, there = told_round(one), "1 person is" if len(here) == 1 else f"{len(here) or 'no'} people are"
    seats, needed = sum(group.max for group in one.groups), sum(group.min for group in one.groups)
    count = f"{len(one.groups)} groups" if len(one.groups) != 1 else "1 group"
    if len(here) > seats:
        message = f"The {count} of {where} seat {seats} people at most, and {there} there."
        yield Core((), (one.id,), message)
    if len(here) < needed:
        message = f"The {count} of {where} need at least {needed} people in all, and {there} there."
        yield Core((), (one.id,), message)
    leaders, asked = sum(person.facilitator for person in here), sum(group.min_facilitators for group in one.groups)
    if leaders < asked:
        has = "none is" if not leaders else "1 is" if leaders == 1 else f"{leaders} are"
        yield Core((), (one.id,), f"The {count} of {where} need {asked} facilitators in all, and {has} there.")
    for group in one.groups:
        if group.min_facilitators > group.max:
            asks = f"{told(group)} in {where} needs {group.min_facilitators} facilitators"
            yield Core((), (one.id,), f"{asks} and seats {group.max} people.")


# --- together and apart ----------------------------------------------------------------------------------------------


class _Circles:
    """Who is together with whom in each round, through whomever: sets that share somebody who is present are one."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.order = {one.id: i for i, one in enumerate(problem.people)}
        self.settled = problem.settled()
        self.near: dict[str, dict[str, set[str]]] = {}
        for one in open_rounds(problem):
            near: defaultdict[str, set[str]] = defaultdict(set)
            for some in problem.together:
                here = [each for each in some if one.id not in problem.person_of[each].absent]
                for a, b in combinations(here, 2):
                    near[a].add(b)
                    near[b].add(a)
            self.near[one.id] = dict(near)

    def path(self, round_id: str, a: str, b: str) -> list[str] | None:
        """The shortest row of people from a to b, each of whom must be together with the next."""
        before: dict[str, str | None] = {a: None}
        todo = deque([a])
        while todo:
            one = todo.popleft()
            if one == b:
                row = [one]
                while (last := before[row[-1]]) is not None:
                    row.append(last)
                return row[::-1]
            for other in sorted(self.near[round_id].get(one, ()), key=lambda each: self.order[each]):
                if other not in before:
                    before[other] = one
                    todo.append(other)
        return None

    def circle(self, round_id: str, person: str) -> list[str]:
        """Who must be with somebody, themselves first, the nearest next."""
        found, todo = {person: None}, deque([person])
        while todo:
            for other in sorted(self.near[round_id].get(todo.popleft(), ()), key=lambda each: self.order[each]):
                if other not in found:
                    found[other] = None
                    todo.append(other)
        return list(found)

    def apart(self, round_id: str) -> dict[str, dict[str, tuple[str, str]]]:
        """Person -> person who must be in another group -> the pair of `apart` that says so, one of each circle."""
        found: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for some in self.problem.apart:
            here = [each for each in some if round_id not in self.problem.person_of[each].absent]
            for a, b in combinations(here, 2):
                one, other = self.head(round_id, a), self.head(round_id, b)
                found[one].setdefault(other, (a, b))
                found[other].setdefault(one, (b, a))
        return dict(found)

    def head(self, round_id: str, person: str) -> str:
        """Somebody who stands for a whole circle."""
        return min(self.circle(round_id, person), key=lambda each: self.order[each])

    def sorted(self, people: set[str]) -> tuple[str, ...]:
        return tuple(sorted(people, key=lambda each: self.order[each]))

    def names(self, people: tuple[str, ...] | list[str]) -> str:
        return listed([told(self.problem.person_of[one]) for one in people])


def _of_circles(circles: _Circles) -> Iterator[Core]:
    """Circles that no group holds, and people apart who are together through others."""
    problem = circles.problem
    for one in open_rounds(problem):
        largest = max((group.max for group in one.groups), default=0)
        for person in circles.near[one.id]:
            circle = circles.circle(one.id, person)
            if len(circle) > largest:
                core = circles.sorted(set(circle[: largest + 1]))
                message = (
                    f"{circles.names(core)} must be together: {len(core)} people, "
                    f"and the largest group of {told_round(one)} seats {largest}."
                )
                yield Core(core, _unless_everywhere(problem, one, _largest), message)
                break
        for some in problem.apart:
            for a, b in combinations([each for each in some if each in circles.near[one.id]], 2):
                row = circles.path(one.id, a, b)
                if row is not None:
                    apart = f"{circles.names([a, b])} must be apart"
                    yield Core(circles.sorted(set(row)), (), f"{circles.names(row)} must be together, and {apart}.")


def _largest(one: Round) -> int:
    return max((group.max for group in one.groups), default=0)


def _unless_everywhere(problem: Problem, one: Round, measure: Callable[[Round], int]) -> tuple[str, ...]:
    """The round, unless no other has more by some measure: then no round needs to be named."""
    return () if all(measure(other) <= measure(one) for other in problem.rounds) else (one.id,)


def _of_fixed(circles: _Circles) -> Iterator[Core]:
    """Places fixed by hand that contradict each other, or who is to be together, apart, or has topics once."""
    problem = circles.problem
    places: defaultdict[str, dict[str, str]] = defaultdict(dict)
    groups = {one.id: {group.id: group for group in one.groups} for one in problem.rounds}
    for fixed in problem.fixed:
        person, where = problem.person_of[fixed.person], told_round(problem.round_of[fixed.round])
        if fixed.round in person.absent:
            continue
        first = places[fixed.round].setdefault(fixed.person, fixed.group)
        if first != fixed.group:
            both = listed([told(groups[fixed.round][one]) for one in (first, fixed.group)])
            yield Core((fixed.person,), (fixed.round,), f"{told(person)} is fixed to both {both} in {where}.")
    for one in open_rounds(problem):
        here = {person: group for (round_id, person), group in circles.settled.items() if round_id == one.id}
        yield from _of_fixed_pairs(circles, one, here)
        for group in one.groups:
            inside = circles.sorted({person for person, its_group in here.items() if its_group == group.id})
            if len(inside) > group.max:
                core = inside[: group.max + 1]
                message = (
                    f"{circles.names(core)} are fixed to {told(group)} in {told_round(one)}, which seats {group.max}."
                )
                yield Core(core, (one.id,), message)
    yield from _of_fixed_topics(circles)


def _of_fixed_pairs(circles: _Circles, one: Round, here: dict[str, str]) -> Iterator[Core]:
    where = told_round(one)
    for a, b in combinations(sorted(here, key=lambda each: circles.order[each]), 2):
        if here[a] != here[b] and a in circles.near[one.id] and b in circles.near[one.id]:
            row = circles.path(one.id, a, b)
            if row is not None:
                fixed = f"{circles.names([a, b])} are fixed to different groups in {where}"
                message = f"{circles.names(row)} must be together, and {fixed}."
                yield Core(circles.sorted(set(row)), (one.id,), message)
    for some in circles.problem.apart:
        for a, b in combinations(some, 2):
            for in_a in circles.circle(one.id, a):
                for in_b in circles.circle(one.id, b):
                    if in_a in here and here[in_a] == here.get(in_b):
                        rows = [*(circles.path(one.id, a, in_a) or ()), *(circles.path(one.id, b, in_b) or ())]
                        fixed = f"{circles.names([in_a, in_b])} are fixed to one group in {where}"
                        message = f"{circles.names([a, b])} must be apart, and {fixed}."
                        yield Core(circles.sorted(set(rows)), (one.id,), message)


def _of_fixed_topics(circles: _Circles) -> Iterator[Core]:
    problem = circles.problem
    topics = {(one.id, group.id): group.topic for one in problem.rounds for group in one.groups}
    had: dict[tuple[str, str], str] = {}
    for one in problem.rounds:
        for person in problem.people:
            group = circles.settled.get((one.id, person.id))
            topic = topics.get((one.id, group or ""))
            if topic is None or not problem.has_topics_once(person):
                continue
            first = had.setdefault((person.id, topic), one.id)
            if first != one.id and {first, one.id} - problem.locked_rounds:
                both = listed([told_round(problem.round_of[each]) for each in (first, one.id)])
                message = f"{told(person)} is fixed to the topic {topic} in {both}, and nobody has a topic twice."
                yield Core((person.id,), (first, one.id), message)


# --- cliques ---------------------------------------------------------------------------------------------------------


def _of_cliques(circles: _Circles) -> Iterator[Core]:
    """More people of whom each must be apart from each other than there are groups."""
    problem = circles.problem
    for one in open_rounds(problem):
        groups = _usable(one)
        apart = circles.apart(one.id)
        clique = _clique(apart, groups + 1, circles.order)
        if clique is None:
            continue
        people: set[str] = set()
        for head, other in combinations(clique, 2):
            people.update(apart[head][other])
        # The same person may stand for a circle in each pair; where not, who links them belongs to the reason.
        for head in clique:
            inside = [each for each in people if circles.head(one.id, each) == head]
            for each in inside[1:]:
                people.update(circles.path(one.id, inside[0], each) or ())
        core = circles.sorted(people)
        count = f"{groups} groups" if groups != 1 else "1 group"
        everywhere = _unless_everywhere(problem, one, _usable)
        has = f"{told_round(one)} has {count}"
        if len(core) == len(clique):
            message = f"{circles.names(core)} must all be apart: {len(core)} people, and {has}."
        else:
            message = f"{circles.names(core)} need {len(clique)} groups, by who must be together and apart, and {has}."
        yield Core(core, everywhere, message)


def _usable(one: Round) -> int:
    """How many groups of a round seat anybody."""
    return sum(group.max > 0 for group in one.groups)


def _clique(apart: dict[str, dict[str, tuple[str, str]]], size: int, order: dict[str, int]) -> list[str] | None:
    """So many who are all apart from each other, by backtracking among those who have enough others."""
    steps = MOST_STEPS
    near = {one: set(others) for one, others in apart.items()}
    while weak := [one for one, others in near.items() if len(others) < size - 1]:
        for one in weak:
            for other in near.pop(one):
                if other in near:
                    near[other].discard(one)

    def extended(clique: list[str], candidates: list[str]) -> list[str] | None:
        nonlocal steps
        steps -= 1
        if len(clique) == size:
            return clique
        for i, one in enumerate(candidates):
            if steps < 0 or len(clique) + len(candidates) - i < size:
                return None
            found = extended([*clique, one], [other for other in candidates[i + 1 :] if other in near[one]])
            if found is not None:
                return found
        return None

    return extended([], sorted(near, key=lambda one: order[one]))


# --- topics ----------------------------------------------------------------------------------------------------------


def _of_topics(problem: Problem) -> Iterator[Core]:
    """Somebody who is to have no topic twice, and in more rounds than their groups have topics."""
    settled, seen = problem.settled(), set()
    offered = {one.id: [(group.id, group.topic) for group in one.groups if group.max > 0] for one in problem.rounds}
    for person in problem.people:
        if not problem.has_topics_once(person):
            continue
        choices: dict[str, frozenset[str]] = {}
        had: set[frozenset[str]] = set()
        for one in problem.rounds:
            at = settled.get((one.id, person.id))
            topics = {topic for group, topic in offered[one.id] if at in (None, group)}
            if one.id in person.absent or None in topics:
                continue
            choice = frozenset(topic for topic in topics if topic is not None)
            if one.id in problem.locked_rounds:
                if choice in had:  # twice in rounds that have begun is no reason to give up the others
                    continue
                had.add(choice)
            choices[one.id] = choice
        key = tuple(choices.items())
        if key in seen:
            continue
        seen.add(key)
        rounds = _too_few(choices)
        if rounds:
            yield Core((person.id,), tuple(rounds), _of_topics_told(problem, person, rounds, choices))


def _too_few(choices: dict[str, frozenset[str]]) -> list[str]:
    """Rounds that together have fewer topics than they are many (Hall 1935), by augmenting paths; empty when none."""
    taken: dict[str, str] = {}

    def give(one: str, reached: dict[str, None]) -> bool:
        reached[one] = None
        for topic in sorted(choices[one]):
            holder = taken.get(topic)
            if holder is None or (holder not in reached and give(holder, reached)):
                taken[topic] = one
                return True
        return False

    for one in choices:
        reached: dict[str, None] = {}
        if not give(one, reached):
            return [each for each in choices if each in reached]
    return []


def _of_topics_told(problem: Problem, person: Person, rounds: list[str], choices: dict[str, frozenset[str]]) -> str:
    topics = sorted(set().union(*(choices[one] for one in rounds)))
    where = listed([told_round(problem.round_of[one]) for one in rounds])
    there = f"{len(topics)} topics" if len(topics) != 1 else "1 topic"
    return f"{told(person)} is to have no topic twice in {where}, and there is a choice of {there}: {listed(topics)}."
