"""Judges an assignment from the problem alone: every hard rule that it breaks, and its exact score."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from convene.engines.breakout_allocator.problem import (
    Assignment,
    Broken,
    Group,
    Person,
    Problem,
    Round,
    Score,
    listed,
    told,
    told_round,
)

Pair = tuple[str, str]


def check(problem: Problem, assign: Assignment) -> tuple[Broken, ...]:
    """Every hard rule that the assignment breaks, in words."""
    found = [each for one in problem.rounds for each in _in_round(problem, one, assign.get(one.id, {}))]
    return (*found, *_topics_again(problem, assign))


def score(problem: Problem, assign: Assignment) -> Score:
    """The soft terms of an assignment and their weighted sum. What is not assigned, or to no group, is not counted."""
    groups = _members(problem, assign)
    terms = {"repeat": _repeats(problem, groups)}
    for attribute in problem.diversity:
        terms[f"mix_{attribute}"] = sum(_alike(members, attribute) for members in groups.values())
    if any(one.prefs for one in problem.people):
        terms["regret"] = sum(
            rank_of(person, group.topic) for (_, group), members in _of_groups(problem, groups) for person in members
        )
    if problem.not_alone:
        terms["alone"] = sum(
            sum(one.attrs.get(attribute) == value for one in members) == 1
            for attribute, value in problem.not_alone
            for members in groups.values()
        )
    if any(one.languages for one in problem.people):
        terms["no_common_language"] = sum(_without_language(members) for members in groups.values())
    if problem.base is not None:
        terms["change"] = _changes(problem, assign)
    return Score(sum(problem.weights.get(term, 0) * count for term, count in terms.items()), terms)


def meetings(problem: Problem, assign: Assignment) -> Mapping[Pair, int]:
    """How often each pair meets, the smaller id first; pairs that never meet are left out."""
    return _meetings(_members(problem, assign))


def rank_of(person: Person, topic: str | None) -> int:
    """What a topic costs a person: 0 is the first wish; a topic that is no wish costs one more than the last would.
    Facilitators, and those without wishes, do not mind."""
    if person.facilitator or not person.prefs:
        return 0
    return person.prefs.index(topic) if topic in person.prefs else len(person.prefs) + 1


def kept_together(problem: Problem) -> frozenset[Pair]:
    """The pairs who are always together, whose meetings are no repeats."""
    return frozenset((a, b) for some in problem.together for a, b in combinations(sorted(some), 2))


def met_before(problem: Problem) -> Mapping[Pair, int]:
    """`problem.met` with the smaller id of each pair first."""
    found: Counter[Pair] = Counter()
    for (a, b), times in problem.met.items():
        found[min(a, b), max(a, b)] += times
    return found


# --- hard rules ------------------------------------------------------------------------------------------------------


def _in_round(problem: Problem, one: Round, places: Mapping[str, str]) -> Iterator[Broken]:
    groups = {group.id: group for group in one.groups}
    members: defaultdict[str, list[Person]] = defaultdict(list)
    for unknown in sorted(set(places) - set(problem.person_of)):
        message = f"{unknown} has a place in {told_round(one)}, and there is no such person."
        yield Broken("unknown_person", message, (unknown,), one.id)
    for person in problem.people:
        group_id, absent = places.get(person.id), one.id in person.absent
        if absent and group_id is not None:
            message = f"{told(person)} is absent from {told_round(one)} and has a place there."
            yield Broken("absent_assigned", message, (person.id,), one.id, group_id)
        elif not absent and group_id is None:
            yield Broken("unassigned", f"{told(person)} has no place in {told_round(one)}.", (person.id,), one.id)
        elif group_id is not None and group_id not in groups:
            message = f"{told(person)} is in {group_id}, and {told_round(one)} has no such group."
            yield Broken("unknown_group", message, (person.id,), one.id, group_id)
        elif group_id is not None and not absent:
            members[group_id].append(person)
    for group in one.groups:
        yield from _of_group(one, group, members[group.id])
    placed = {person.id: group_id for group_id, some in members.items() for person in some}
    yield from _of_pairs(problem, one, placed)
    yield from _of_places(problem, one, placed)


def _of_group(one: Round, group: Group, members: list[Person]) -> Iterator[Broken]:
    people, where = tuple(person.id for person in members), f"{told(group)} in {told_round(one)}"
    if len(members) < group.min:
        message = f"{where} has {_people(len(members))} and needs at least {group.min}."
        yield Broken("group_too_small", message, people, one.id, group.id)
    if len(members) > group.max:
        message = f"{where} has {_people(len(members))} and room for {group.max}."
        yield Broken("group_too_big", message, people, one.id, group.id)
    facilitators = sum(person.facilitator for person in members)
    if facilitators < group.min_facilitators:
        message = f"{where} needs {_facilitators(group.min_facilitators)} and has {facilitators or 'none'}."
        yield Broken("no_facilitator", message, people, one.id, group.id)


def _of_pairs(problem: Problem, one: Round, placed: Mapping[str, str]) -> Iterator[Broken]:
    for some in problem.together:
        here = [each for each in some if each in placed]
        if len({placed[each] for each in here}) > 1:
            message = f"{_names(problem, here)} are not together in {told_round(one)}."
            yield Broken("together", message, tuple(here), one.id)
    for some in problem.apart:
        by_group: defaultdict[str, list[str]] = defaultdict(list)
        for each in some:
            if each in placed:
                by_group[placed[each]].append(each)
        for group_id, met in by_group.items():
            if len(met) > 1:
                message = f"{_names(problem, met)} are not apart in {told_round(one)}."
                yield Broken("apart", message, tuple(met), one.id, group_id)


def _of_places(problem: Problem, one: Round, placed: Mapping[str, str]) -> Iterator[Broken]:
    names = {group.id: told(group) for group in one.groups}
    wanted = [("fixed", fixed.person, fixed.group) for fixed in problem.fixed if fixed.round == one.id]
    if one.id in problem.locked_rounds:
        base = (problem.base or {}).get(one.id, {})
        wanted += [("locked", person, group) for person, group in base.items()]
    for kind, person, group in wanted:
        if placed.get(person, group) != group:
            why = "was fixed there" if kind == "fixed" else "the round is locked"
            where = f"{names.get(group, group)} in {told_round(one)}"
            message = f"{told(problem.person_of[person])} is not in {where}, and {why}."
            yield Broken(kind, message, (person,), one.id, group)


def _topics_again(problem: Problem, assign: Assignment) -> Iterator[Broken]:
    if not problem.no_repeat_topic:
        return
    topics = {one.id: {group.id: group.topic for group in one.groups} for one in problem.rounds}
    for person in problem.people:
        if not problem.has_topics_once(person):
            continue
        had: Counter[str] = Counter()
        for one in problem.rounds:
            topic = topics[one.id].get(assign.get(one.id, {}).get(person.id, ""))
            if topic is None or one.id in person.absent:
                continue
            had[topic] += 1
            if had[topic] > 1:
                message = f"{told(person)} has the topic {topic} again in {told_round(one)}."
                yield Broken("topic_again", message, (person.id,), one.id, assign[one.id][person.id])


def _people(count: int) -> str:
    return "nobody" if count == 0 else "1 person" if count == 1 else f"{count} people"


def _facilitators(count: int) -> str:
    return "a facilitator" if count == 1 else f"{count} facilitators"


def _names(problem: Problem, ids: list[str]) -> str:
    return listed([told(problem.person_of[one]) for one in ids])


# --- soft terms ------------------------------------------------------------------------------------------------------


def _members(problem: Problem, assign: Assignment) -> dict[tuple[str, str], list[Person]]:
    """(round, group) -> who is in it, of those who are present."""
    found: dict[tuple[str, str], list[Person]] = {
        (one.id, group.id): [] for one in problem.rounds for group in one.groups
    }
    for one in problem.rounds:
        places = assign.get(one.id, {})
        for person in problem.people:
            key = (one.id, places.get(person.id, ""))
            if key in found and one.id not in person.absent:
                found[key].append(person)
    return found


def _of_groups(
    problem: Problem, groups: dict[tuple[str, str], list[Person]]
) -> Iterator[tuple[tuple[Round, Group], list[Person]]]:
    for one in problem.rounds:
        for group in one.groups:
            yield (one, group), groups[one.id, group.id]


def _meetings(groups: dict[tuple[str, str], list[Person]]) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for members in groups.values():
        found.update(combinations(sorted(one.id for one in members), 2))
    return found


def _repeats(problem: Problem, groups: dict[tuple[str, str], list[Person]]) -> int:
    always, before = kept_together(problem), met_before(problem)
    total = 0
    for pair, times in _meetings(groups).items():
        if pair not in always:
            total += times * (times - 1) // 2 + times * before.get(pair, 0)
    return total


def _alike(members: list[Person], attribute: str) -> int:
    counts = Counter(one.attrs[attribute] for one in members if attribute in one.attrs)
    return sum(count * (count - 1) // 2 for count in counts.values())


def _without_language(members: list[Person]) -> int:
    """How many who name languages share one with fewer than two others, or with fewer than all there are."""
    enough = min(2, len(members) - 1)
    return sum(
        bool(one.languages)
        and sum(bool(one.languages & other.languages) for other in members if other is not one) < enough
        for one in members
    )


def _changes(problem: Problem, assign: Assignment) -> int:
    base = problem.base or {}
    groups = _members(problem, assign)
    return sum(
        person.id in base.get(round_id, {}) and base[round_id][person.id] != group_id
        for (round_id, group_id), members in groups.items()
        for person in members
    )
