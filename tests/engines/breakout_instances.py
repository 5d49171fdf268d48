"""Breakout problems in JSON, made from a seed.

wishes       topics, wishes, facilitators, sets together and apart, fixed places, attributes to mix
absent       the same with people who come late or leave early
golf         nothing but people who should not meet twice
change       wishes after something was announced: some leave, some come; the first round is locked
impossible   wishes with one thing too many; `IMPOSSIBLE` names the ways
"""

import random
from math import ceil
from typing import Any

Json = dict[str, Any]
WEIGHTS = {"repeat": 10, "regret": 6, "mix_org": 5, "mix_country": 2, "mix_sector": 1, "mix_lang": 1, "change": 40}
IMPOSSIBLE = ("apart", "seats", "minimums", "facilitators", "together", "fixed", "topics")
ROUNDS = 4


def wishes(people: int, seed: int, *, rounds: int = ROUNDS, absent: int = 0) -> Json:
    """So many people, a tenth of them facilitators, in groups of about ten."""
    chance = random.Random(seed)
    groups = max(2, round(people / 10))
    topics = [f"t{1 + k * (groups if groups <= 12 else groups // 2) // groups}" for k in range(groups)]
    names = sorted(set(topics), key=lambda one: int(one[1:]))
    lovely = [1 / (1 + k) ** 0.5 for k in range(len(names))]
    chance.shuffle(lovely)
    size = people / groups
    facilitators = set(chance.sample(range(people), groups))
    described: list[Json] = []
    for i in range(people):
        one: Json = {
            "id": f"p{i}",
            "attrs": {
                "org": f"o{int(people * 0.35 * chance.random() ** 1.4)}",
                "country": f"c{int(12 * chance.random() ** 1.5)}",
                "sector": f"s{chance.randrange(4)}",
                "lang": f"l{min(chance.randrange(4), 2)}",
            },
        }
        if i in facilitators:
            one["facilitator"] = True
        else:
            one["prefs"] = _wishes_of_one(chance, names, lovely)
        if absent and i not in facilitators and chance.random() < 0.15:
            one["absent"] = [f"r{chance.choice((0, rounds - 1))}"]
        described.append(one)
    seated = [
        {
            "id": f"g{k}",
            "min": max(1, int(size - 1.5 - absent)),
            "max": ceil(size + 1),
            "topic": topics[k],
            "min_facilitators": 1,
        }
        for k in range(groups)
    ]
    free = [one["id"] for one in described if "facilitator" not in one]
    pairs = [chance.sample(free, 2) for _ in range(max(1, people // 25))]
    apart = [chance.sample(free, 2 if chance.random() < 0.6 else 3) for _ in range(max(1, people // 10))]
    linked = {one for pair in pairs for one in pair}
    apart = [some for some in apart if len(linked & set(some)) < 2]
    pairs = [pair for i, pair in enumerate(pairs) if not set(pair) & {one for other in pairs[:i] for one in other}]
    fixed = [
        {"person": f"p{one}", "round": f"r{i}", "group": f"g{k}"}
        for i in range(min(2, rounds))
        for k, one in enumerate(sorted(facilitators)[: groups // 2])
    ]
    return {
        "kind": "breakout", "id": f"wishes-{people}", "seed": seed, "people": described,
        "rounds": [{"id": f"r{i}", "groups": seated} for i in range(rounds)],
        "together": pairs, "apart": apart, "fixed": fixed, "diversity": ["org", "country", "sector", "lang"],
        "no_repeat_topic": len(names) > rounds, "facilitators_may_repeat": True, "weights": WEIGHTS,
    }  # fmt: skip


def _wishes_of_one(chance: random.Random, names: list[str], lovely: list[float]) -> list[str]:
    left = dict(zip(names, lovely, strict=True))
    found = []
    for _ in range(min(5, len(names))):
        chosen = chance.choices(list(left), list(left.values()))[0]
        found.append(chosen)
        del left[chosen]
    return found


def absent(people: int, seed: int) -> Json:
    return {**wishes(people, seed, absent=2), "id": f"absent-{people}"}


def golf(groups: int, size: int, rounds: int, *, people: int = 0) -> Json:
    """people: fewer than all seats; then sizes differ by one."""
    count = people or groups * size
    smallest = count // groups
    seated = [{"id": f"g{k}", "min": smallest, "max": size} for k in range(groups)]
    return {
        "kind": "breakout", "id": f"golf-{groups}-{size}-{rounds}", "people": [{"id": f"p{i}"} for i in range(count)],
        "rounds": [{"id": f"r{i}", "groups": seated} for i in range(rounds)], "weights": {"repeat": 10},
    }  # fmt: skip


def change(people: int, seed: int, assign: Json) -> Json:
    """What becomes of `wishes` after `assign` was announced: some leave after the first round, some come."""
    chance = random.Random(seed)
    problem = wishes(people, seed)
    rounds = [one["id"] for one in problem["rounds"]]
    staying = [one for one in problem["people"] if "facilitator" not in one]
    for one in chance.sample(staying, max(2, people // 20)):
        one["absent"] = rounds[1:]
    for i in range(max(1, people // 40)):
        new = {**chance.choice(staying), "id": f"new{i}", "absent": rounds[:1]}
        problem["people"].append(new)
    return {**problem, "id": f"change-{people}", "base": {"assign": assign}, "locked_rounds": rounds[:1]}


def impossible(way: str, people: int, seed: int) -> tuple[Json, set[str]]:
    """A problem that is impossible, and the people and rounds of the reason."""
    problem = wishes(people, seed)
    groups = problem["rounds"][0]["groups"]
    free = [one["id"] for one in problem["people"] if "facilitator" not in one]
    linked = {one for some in problem["together"] for one in some}
    alone = [one for one in free if one not in linked]
    if way == "apart":
        problem["apart"].append(alone[: len(groups) + 1])
        return problem, set(alone[: len(groups) + 1])
    if way == "together":
        largest = max(group["max"] for group in groups)
        problem["together"].append(alone[: largest + 1])
        problem["apart"] = []
        return problem, set(alone[: largest + 1])
    if way == "topics":
        problem["no_repeat_topic"] = True
        one = problem["people"][0]["id"]
        problem["people"][0].pop("facilitator", None)
        problem["people"] = [person for person in problem["people"] if person["id"] == one]
        few = [{"id": "g0", "min": 0, "max": 3, "topic": "t1"}, {"id": "g1", "min": 0, "max": 3, "topic": "t2"}]
        problem |= {
            "rounds": [{"id": f"r{i}", "groups": few} for i in range(3)],
            "together": [],
            "apart": [],
            "fixed": [],
        }
        return problem, {one, "r0", "r1", "r2"}
    size = people // len(groups)
    changed: Json = {
        "seats": {"min": 0, "max": size - 1},
        "minimums": {"min": size + 1, "max": people},
        "facilitators": {"min_facilitators": 2},
        "fixed": {},
    }[way]
    problem["rounds"][1] = {"id": "r1", "groups": [{**group, **changed} for group in groups]}
    if way == "fixed":
        problem["fixed"] += [{"person": alone[0], "round": "r1", "group": group["id"]} for group in groups[:2]]
        return problem, {alone[0], "r1"}
    return problem, {"r1"}
