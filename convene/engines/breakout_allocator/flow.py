"""Minimum-cost flows (Ford and Fulkerson 1962; ortools does the arithmetic): bounds, and where a search begins.

A flow knows sizes, facilitators, wishes and what is settled; it does not know who must or must not meet.
"""

from collections.abc import Callable, Mapping, Sequence

from convene.engines.breakout_allocator.check import rank_of
from convene.engines.breakout_allocator.problem import Assignment, Group, Person, Problem, Round

DEAR = 1 << 20
"""Takes the place of a lower limit: so much is saved by each of the first that a group needs."""
AGAIN, MOVED = 100, 1_000
"""What it costs at the start that somebody has a topic again, or leaves the place of the base."""


def least_regret(problem: Problem) -> int:
    """The least sum of ranks if people had only the topics to share: of each round alone, and, where topics are not
    repeated, of all rounds at once, whoever has which topic when."""
    of_rounds = sum(_least_of_round(problem, one) for one in problem.rounds)
    return max(of_rounds, _least_of_all(problem)) if problem.no_repeat_topic else of_rounds


def fewest_changes(problem: Problem, one: Round) -> int:
    """The fewest places of a round that sizes, facilitators and what is settled let differ from the base."""
    base = (problem.base or {}).get(one.id, {})
    groups = _assigned(problem, one, lambda person, group: int(base.get(person.id, group.id) != group.id))
    return sum(person in base and base[person] != group for person, group in groups.items())


def first_assignment(problem: Problem) -> Assignment:
    """Round by round the least regret, with topics that people had made dear; what a search begins from."""
    had: dict[str, set[str]] = {one.id: set() for one in problem.people}
    base = problem.base or {}
    found: dict[str, dict[str, str]] = {}
    for one in problem.rounds:
        topics = {group.id: group.topic for group in one.groups}
        was = base.get(one.id, {})

        def price(person: Person, group: Group, was: Mapping[str, str] = was) -> int:
            again = group.topic in had[person.id] and problem.has_topics_once(person)
            moved = was.get(person.id, group.id) != group.id
            return rank_of(person, group.topic) + AGAIN * again + MOVED * moved

        found[one.id] = _assigned(problem, one, price)
        for person, group in found[one.id].items():
            topic = topics[group]
            if topic is not None:
                had[person].add(topic)
    return found


def _least_of_round(problem: Problem, one: Round) -> int:
    topics = {group.id: group.topic for group in one.groups}
    places = _assigned(problem, one, lambda person, group: rank_of(person, group.topic))
    return sum(rank_of(problem.person_of[person], topics[group]) for person, group in places.items())


def _least_of_all(problem: Problem) -> int:
    """People to topics, each at most once, with the seats that a topic has in all rounds."""
    doors = _Doors(len(problem.people))
    topics = list(dict.fromkeys(group.topic for one in problem.rounds for group in one.groups))
    groups: dict[str | None, list[Group]] = {topic: [] for topic in topics}
    for one in problem.rounds:
        for group in one.groups:
            groups[group.topic].append(group)
    for i, person in enumerate(problem.people):
        doors.supply(i, sum(one.id not in person.absent for one in problem.rounds))
        for k, topic in enumerate(topics):
            most = 1 if topic is not None and problem.has_topics_once(person) else len(problem.rounds)
            doors.offer(i, k, person.facilitator, rank_of(person, topic), most)
    for k, topic in enumerate(topics):
        doors.limit(k, groups[topic])
    chosen = doors.chosen()
    return sum(times * rank_of(problem.people[i], topics[k]) for (i, k), times in chosen.items())


def _assigned(problem: Problem, one: Round, price: Callable[[Person, Group], int]) -> dict[str, str]:
    """A cheapest way to seat everybody in one round by sizes, facilitators and what is settled alone."""
    settled = {person: group for (round_id, person), group in problem.settled().items() if round_id == one.id}
    here = problem.present(one.id)
    doors = _Doors(len(here))
    for i, person in enumerate(here):
        doors.supply(i, 1)
        for k, group in enumerate(one.groups):
            if settled.get(person.id, group.id) == group.id:
                doors.offer(i, k, person.facilitator, price(person, group), 1)
    for k, group in enumerate(one.groups):
        doors.limit(k, [group])
    return {here[i].id: one.groups[k].id for i, k in doors.chosen()}


class _Doors:
    """A network in which people go into places: facilitators by a door of their own, so many of them at least."""

    def __init__(self, people: int) -> None:
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

        self._network = SimpleMinCostFlow()
        self._people = people
        self._total = self._doors = 0

    def supply(self, person: int, times: int) -> None:
        """How many places somebody takes."""
        self._network.set_node_supply(person, times)
        self._total += times

    def offer(self, person: int, place: int, leads: bool, price: int, times: int) -> None:
        """Somebody may go to a place, so many times at most."""
        door = self._people + 1 + 3 * place + leads
        self._network.add_arc_with_capacity_and_unit_cost(person, door, times, price)
        self._doors += 1

    def limit(self, place: int, groups: Sequence[Group]) -> None:
        """A place has the seats of some groups. Its limits give way, at a high price, when they cannot be kept."""
        door, add = self._people + 1 + 3 * place, self._network.add_arc_with_capacity_and_unit_cost
        inside, sink = door + 2, self._people
        least, most = sum(group.min for group in groups), sum(group.max for group in groups)
        leaders = sum(group.min_facilitators for group in groups)
        add(door, inside, self._total, 0)
        add(door + 1, inside, leaders, -DEAR)
        add(door + 1, inside, self._total, 0)
        add(inside, sink, least, -DEAR)
        add(inside, sink, most - least, 0)
        add(inside, sink, self._total, DEAR)

    def chosen(self) -> dict[tuple[int, int], int]:
        """(person, place) -> how often, in a cheapest flow; empty when there is none."""
        network = self._network
        network.set_node_supply(self._people, -self._total)
        if network.solve() != network.OPTIMAL:
            return {}
        offers = [arc for arc in range(network.num_arcs()) if network.tail(arc) < self._people and network.flow(arc)]
        return {(network.tail(arc), (network.head(arc) - self._people - 1) // 3): network.flow(arc) for arc in offers}
