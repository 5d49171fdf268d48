"""Minimum-cost flows (Ford and Fulkerson 1962; ortools does the arithmetic): bounds, and where a search begins.

A flow knows sizes, facilitators, wishes and what is settled; it does not know who must or must not meet.
"""

from collections import Counter

from convene.engines.breakout_allocator.check import rank_of
from convene.engines.breakout_allocator.problem import Assignment, Person, Problem, Round

DEAR = 1 << 20
"""Takes the place of a lower limit: so much is saved by each of the first that a group needs."""


def least_regret(problem: Problem) -> int:
    """The least sum of ranks if people had only the topics to share: of each round alone, and, where topics are not
    repeated, of all rounds at once, whoever has which topic when."""
    of_rounds = sum(_least_of_round(problem, one) for one in problem.rounds)
    return max(of_rounds, _least_of_all(problem)) if problem.no_repeat_topic else of_rounds


def fewest_changes(problem: Problem, one: Round) -> int:
    """The fewest places of a round that sizes, facilitators and what is settled let differ from the base."""
    base = (problem.base or {}).get(one.id, {})
    groups = _assigned(problem, one, lambda person, group: person.id in base and base[person.id] != group)
    return sum(person in base and base[person] != group for person, group in groups.items())


def first_assignment(problem: Problem) -> Assignment:
    """Round by round the least regret, with topics that people had made dear; what a search begins from."""
    had: dict[str, set[str]] = {one.id: set() for one in problem.people}
    base = problem.base or {}
    found: dict[str, dict[str, str]] = {}
    for one in problem.rounds:
        topics = {group.id: group.topic for group in one.groups}
        was = base.get(one.id, {})

        def price(person: Person, group: str, topics: dict[str, str | None] = topics, was: object = was) -> int:
            topic = topics[group]
            again = topic in had[person.id] and problem.has_topics_once(person)
            moved = isinstance(was, dict) and person.id in was and was[person.id] != group
            return rank_of(person, topic) + 100 * again + 1000 * moved

        found[one.id] = _assigned(problem, one, price)
        for person, group in found[one.id].items():
            topic = topics[group]
            if topic is not None:
                had[person].add(topic)
    return found


def _least_of_round(problem: Problem, one: Round) -> int:
    topics = {group.id: group.topic for group in one.groups}
    places = _assigned(problem, one, lambda person, group: rank_of(person, topics[group]))
    return sum(rank_of(problem.person_of[person], topics[group]) for person, group in places.items())


def _least_of_all(problem: Problem) -> int:
    """People to topics, each at most once, with the seats that a topic has in all rounds."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    network = SimpleMinCostFlow()
    seats: Counter[str | None] = Counter()
    needed: Counter[str | None] = Counter()
    for one in problem.rounds:
        for group in one.groups:
            seats[group.topic] += group.max
            needed[group.topic] += group.min
    topics = list(seats)
    people, total = len(problem.people), 0
    for i, person in enumerate(problem.people):
        times = sum(one.id not in person.absent for one in problem.rounds)
        total += times
        network.set_node_supply(i, times)
        for k, topic in enumerate(topics):
            most = 1 if topic is not None and problem.has_topics_once(person) else len(problem.rounds)
            network.add_arc_with_capacity_and_unit_cost(i, people + k, most, rank_of(person, topic))
    sink = people + len(topics)
    network.set_node_supply(sink, -total)
    for k, topic in enumerate(topics):
        network.add_arc_with_capacity_and_unit_cost(people + k, sink, needed[topic], -DEAR)
        network.add_arc_with_capacity_and_unit_cost(people + k, sink, seats[topic] - needed[topic], 0)
    if network.solve() != network.OPTIMAL:
        return 0
    return int(network.optimal_cost()) + DEAR * sum(
        network.flow(arc) for arc in range(network.num_arcs()) if network.unit_cost(arc) == -DEAR
    )


def _assigned(problem: Problem, one: Round, price) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """A cheapest way to seat everybody in one round by sizes, facilitators and what is settled alone."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    settled = {person: group for (round_id, person), group in problem.settled().items() if round_id == one.id}
    here, groups = problem.present(one.id), one.groups
    count, sink = len(here), len(here) + 3 * len(groups)
    network = SimpleMinCostFlow()
    for i, person in enumerate(here):
        network.set_node_supply(i, 1)
        for k, group in enumerate(groups):
            if settled.get(person.id, group.id) == group.id:
                door = count + 3 * k + person.facilitator
                network.add_arc_with_capacity_and_unit_cost(i, door, 1, int(price(person, group.id)))
    arcs = network.num_arcs()
    network.set_node_supply(sink, -count)
    for k, group in enumerate(groups):
        others, leaders, inside = count + 3 * k, count + 3 * k + 1, count + 3 * k + 2
        network.add_arc_with_capacity_and_unit_cost(others, inside, count, 0)
        network.add_arc_with_capacity_and_unit_cost(leaders, inside, group.min_facilitators, -DEAR)
        network.add_arc_with_capacity_and_unit_cost(leaders, inside, count, 0)
        network.add_arc_with_capacity_and_unit_cost(inside, sink, group.min, -DEAR)
        network.add_arc_with_capacity_and_unit_cost(inside, sink, group.max - group.min, 0)
        network.add_arc_with_capacity_and_unit_cost(inside, sink, count, DEAR)
    if network.solve() != network.OPTIMAL:
        return {}
    return {
        here[network.tail(arc)].id: groups[(network.head(arc) - count) // 3].id
        for arc in range(arcs)
        if network.flow(arc)
    }
