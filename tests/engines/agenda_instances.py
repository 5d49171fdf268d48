"""Agenda problems in JSON, made around a hidden timetable, so that what the solver finds can be judged.

planted      the hidden timetable breaks no rule and costs nothing: mixed lengths, breaks, pins, people's windows
raster       the same with equal lengths and given starts
stars        stars that no timetable can honour all of
change       a planted problem whose timetable is the base, and in which something has happened since
impossible   a planted problem with one thing too many; `IMPOSSIBLE` names the ways
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import ceil
from typing import Any

Json = dict[str, Any]
DAY = (480, 1200)
WINDOWS = ((540, 630), (660, 750), (810, 900), (930, 1080))
BREAKS = ((480, 540), (630, 660), (750, 810), (900, 930), (1080, 1200))
FEATURES = ("av", "stage", "hybrid", "quiet", "lab")
FILLINGS = {
    90: ((90,), (45, 45), (30, 60), (60, 30), (30, 30, 30)),
    150: ((90, 60), (60, 90), (45, 45, 60), (30, 30, 90), (60, 45, 45), (30, 60, 60), (45, 60, 45)),
}
RASTER = 45
RASTER_STARTS = (540, 585, 660, 705, 810, 855, 930, 975, 1020)


@dataclass
class Hidden:
    """A timetable: session number -> day, start, end, room number."""

    at: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)
    track: dict[int, str | None] = field(default_factory=dict)

    def overlap(self, a: int, b: int) -> bool:
        (day, start, end, _), (other_day, other_start, other_end, _) = self.at[a], self.at[b]
        return day == other_day and start < other_end and other_start < end


def planted(
    sessions: int, seed: int, *, fill: float = 0.85, raster: bool = False, honest_stars: bool = True, rooms: int = 0
) -> Json:
    """A problem of about so many sessions, of which a timetable with the score 0 is known.

    rooms: how many there are, and so the days; 0: as many as a few days need.
    """
    chance = random.Random(seed)
    days = 1 if sessions < 25 else 2 if sessions < 110 else 3 if sessions < 250 else 4
    a_day = 9 if raster else 7.8
    if rooms:
        days = ceil(sessions / (rooms * a_day * fill))
    else:
        rooms = max(2, round(sessions / (days * a_day * fill)))
    hidden = _timetable(chance, sessions, days, rooms, raster)
    number = len(hidden.at)
    capacities = [chance.choice((25, 30, 40, 55, 80, 110, 155, 215, 300, 420)) for _ in range(rooms)]
    features = [{one for one in FEATURES if chance.random() < 0.45} for _ in range(rooms)]
    people, at_work = _people(chance, hidden, number)
    described = []
    for i in range(number):
        room = hidden.at[i][3]
        expected = chance.randint(capacities[room] * 2 // 5, capacities[room])
        needs = chance.sample(sorted(features[room]), min(len(features[room]), chance.choice((0, 1, 1, 2))))
        described.append(
            {"id": f"s{i}", "minutes": hidden.at[i][2] - hidden.at[i][1], "type": "talk", "track": hidden.track[i],
             "people": at_work[i], "needs": needs, "min_capacity": expected * 7 // 10, "expected": expected}
        )  # fmt: skip
    for i in range(number):
        if hidden.track[i] is None:
            described[i] |= {"exclusive": True, "pin": {"day": hidden.at[i][0], "start": hidden.at[i][1]}}
    for i in chance.sample(range(number), number // 20):
        described[i].setdefault("pin", {"room": f"r{hidden.at[i][3]}"})
    for i in chance.sample(range(number), number // 15):
        described[i]["allowed"] = [[hidden.at[i][0], *_half_day(hidden.at[i][1])]]
    problem = {
        "kind": "agenda",
        "id": f"{'raster' if raster else 'planted' if honest_stars else 'stars'}-{sessions}-{seed}",
        "grid": 15,
        "days": [list(DAY)] * days,
        "blocked": [[day, *one] for day in range(days) for one in BREAKS],
        "rooms": [
            {"id": f"r{i}", "capacity": capacities[i], "features": sorted(features[i]), "unavailable": []}
            for i in range(rooms)
        ],
        "people": people,
        "sessions": described,
        "constraints": _constraints(chance, hidden),
        "attendees": _attendees(chance, hidden, number, honest_stars),
        "weights": {"missed_star": 10, "overflow_seat": 1, "track_parallel": 5, "track_extra_room": 2},
    }
    if raster:
        problem["starts"] = list(RASTER_STARTS)
    return problem


def raster(sessions: int, seed: int) -> Json:
    return planted(sessions, seed, raster=True)


def stars(sessions: int, seed: int) -> Json:
    return planted(sessions, seed, fill=0.92, honest_stars=False)


def hidden_plan(sessions: int, seed: int, **options: Any) -> Json:
    """The timetable around which `planted` makes the problem of the same arguments."""
    problem = planted(sessions, seed, **options)
    chance = random.Random(seed)
    is_raster = options.get("raster", False)
    hidden = _timetable(chance, sessions, len(problem["days"]), len(problem["rooms"]), is_raster)
    return {f"s{i}": {"day": day, "start": start, "room": f"r{room}"} for i, (day, start, _, room) in hidden.at.items()}


def change(sessions: int, seed: int, *, rooms: int = 0, fill: float = 0.75) -> Json:
    """Two people cannot come in a half day in which they are needed, and a room is lost for one, since the base.

    For some seeds that is more than any plan can bear.
    """
    problem, plan = (make(sessions, seed, fill=fill, rooms=rooms) for make in (planted, hidden_plan))
    chance = random.Random(seed + 1)
    free = _free(problem)
    held = {person for one in problem["sessions"] if one not in free for person in one["people"]}
    candidates = [one for one in free if one["people"][0] not in held]
    for one in chance.sample(candidates, min(2, len(candidates))):
        place = plan[one["id"]]
        absent = _half_day(place["start"])
        person = next(each for each in problem["people"] if each["id"] == one["people"][0])
        windows = person["available"] or [[day, *DAY] for day in range(len(problem["days"]))]
        person["available"] = [
            [day, start, end]
            for day, begin, finish in windows
            for start, end in (_without(begin, finish, absent) if day == place["day"] else [(begin, finish)])
        ]
    lost = chance.choice(problem["rooms"])
    lost["unavailable"] = [[0, 930, 1080]]
    problem["weights"]["change"] = 30
    return problem | {"base": {"plan": plan}, "id": f"change-{sessions}-{seed}"}


def long_change(sessions: int, seed: int) -> Json:
    """The same in eight rooms on many days, nearly full."""
    return change(sessions, seed, rooms=8, fill=0.95) | {"id": f"long-change-{sessions}-{seed}"}


def impossible_change(sessions: int, seed: int) -> Json:
    """The same, and three sessions of one person, who is there from 9:00 to 12:30 only. Their minutes suffice, but the
    break between lets only two of them fit, which only a search can see."""
    problem = long_change(sessions, seed)
    problem["people"].append({"id": "busy", "available": [[0, 540, 750]]})
    for one in [each for each in _free(problem) if each["minutes"] == 60][:3]:
        one["people"].append("busy")
    return problem | {"id": f"impossible-change-{sessions}-{seed}"}


def impossible(way: str, sessions: int, seed: int) -> Json:
    """A planted problem made impossible in one of the ways of `IMPOSSIBLE`."""
    problem = planted(sessions, seed)
    chance = random.Random(seed + 2)
    free = _free(problem)
    _WAYS[way](chance, problem, free)
    return problem | {"id": f"impossible-{way}-{sessions}-{seed}"}


def _free(problem: Json) -> list[Json]:
    """The sessions that nothing binds: no pin, no window, no relation, and people who are always there."""
    always = {one["id"] for one in problem["people"] if one["available"] is None}
    bound = {session for one in problem["constraints"] for session in one.get("sessions", (one.get("a"), one.get("b")))}
    return [
        one
        for one in problem["sessions"]
        if "pin" not in one and "allowed" not in one and one["id"] not in bound and set(one["people"]) <= always
    ]


def _more_than(chance: random.Random, sessions: list[Json], minutes: int) -> list[Json]:
    """Some sessions that take more than so many minutes."""
    chosen: list[Json] = []
    for one in chance.sample(sessions, len(sessions)):
        if sum(each["minutes"] for each in chosen) <= minutes:
            chosen.append(one)
    return chosen


def _overbook_a_speaker(chance: random.Random, problem: Json, free: list[Json]) -> None:
    problem["people"].append({"id": "busy", "available": [[0, 540, 750]]})
    for one in _more_than(chance, free, 180):
        one["people"].append("busy")


def _pin_before_somebody_comes(chance: random.Random, problem: Json, free: list[Json]) -> None:
    problem["people"].append({"id": "late", "available": [[0, 780, 1200]]})
    one = chance.choice(free)
    one["people"].append("late")
    one["pin"] = {"day": 0, "start": 660}


def _close_an_order(chance: random.Random, problem: Json, free: list[Json]) -> None:
    ring = chance.sample(free, 4)
    for a, b in pairwise([*ring, ring[0]]):
        problem["constraints"].append({"type": "before", "a": a["id"], "b": b["id"]})


def _want_one_room(chance: random.Random, problem: Json, free: list[Json]) -> None:
    largest = max(problem["rooms"], key=lambda room: (room["capacity"], room["id"]))
    largest["features"].append("wetlab")
    for one in _more_than(chance, [each for each in free if each["min_capacity"] <= largest["capacity"]], 420):
        one |= {"needs": ["wetlab"], "allowed": [[0, *DAY]]}


def _share_people_on_one_day(chance: random.Random, problem: Json, free: list[Json]) -> None:
    chosen = _more_than(chance, free, 420)
    for one in chosen:
        one["allowed"] = [[0, *DAY]]
    for one, other in combinations(chosen, 2):
        person = f"both-{one['id']}-{other['id']}"
        problem["people"].append({"id": person, "available": None})
        one["people"].append(person)
        other["people"].append(person)


_WAYS = {
    "speaker": _overbook_a_speaker,
    "pin": _pin_before_somebody_comes,
    "order": _close_an_order,
    "feature": _want_one_room,
    "clique": _share_people_on_one_day,
}
IMPOSSIBLE = tuple(_WAYS)


def _timetable(chance: random.Random, sessions: int, days: int, rooms: int, is_raster: bool) -> Hidden:
    hidden = Hidden()
    shelves = []
    for day in range(days):
        tracks = chance.sample([f"t{i}" for i in range(rooms + 1)], rooms)
        plenary = chance.randrange(len(WINDOWS))
        for w, window in enumerate(WINDOWS):
            if w == plenary:
                end = window[0] + (RASTER if is_raster else 60)
                hidden.track[len(hidden.at)] = None
                hidden.at[len(hidden.at)] = (day, window[0], end, chance.randrange(rooms))
                if window[1] - window[0] < 150:
                    continue
                window = (window[0] + 60 if not is_raster else end, window[1])
            shelves += [(day, window, room, tracks[room]) for room in range(rooms)]
    chance.shuffle(shelves)
    for day, (begin, end), room, track in shelves:
        length = end - begin
        filling = (RASTER,) * (length // RASTER) if is_raster else chance.choice(FILLINGS[length])
        for minutes in filling:
            if len(hidden.at) < sessions:
                hidden.track[len(hidden.at)] = track
                hidden.at[len(hidden.at)] = (day, begin, begin + minutes, room)
                begin += minutes
    return hidden


def _half_day(start: int) -> tuple[int, int]:
    return (480, 780) if start < 780 else (780, 1200)


def _without(begin: int, finish: int, absent: tuple[int, int]) -> list[tuple[int, int]]:
    parts = [(begin, min(finish, absent[0])), (max(begin, absent[1]), finish)]
    return [(start, end) for start, end in parts if start < end]


def _people(chance: random.Random, hidden: Hidden, number: int) -> tuple[list[Json], list[list[str]]]:
    """Everybody is needed in a few sessions that do not overlap; some are there for their half days only."""
    count = max(4, number * 5 // 4)
    busy: defaultdict[int, list[int]] = defaultdict(list)
    at_work: list[list[str]] = [[] for _ in range(number)]
    for i in range(number):
        for person in chance.sample(range(count), min(count, 12)):
            is_free = len(at_work[i]) < 3 and not any(hidden.overlap(i, other) for other in busy[person])
            if is_free and (len(at_work[i]) == 0 or chance.random() < 0.3):
                at_work[i].append(f"p{person}")
                busy[person].append(i)
    people = []
    for person in range(count):
        halves = sorted({(hidden.at[i][0], *_half_day(hidden.at[i][1])) for i in busy[person]})
        some = halves and chance.random() < 0.3
        people.append({"id": f"p{person}", "available": [list(one) for one in halves] if some else None})
    return people, at_work


def _constraints(chance: random.Random, hidden: Hidden) -> list[Json]:
    found: list[Json] = []
    order = sorted(hidden.at, key=lambda i: (hidden.at[i][3], hidden.at[i][:2]))
    touching = [
        (a, b)
        for a, b in pairwise(order)
        if hidden.at[a][3] == hidden.at[b][3]
        and hidden.at[a][0] == hidden.at[b][0]
        and hidden.at[a][2] == hidden.at[b][1]
    ]
    chained: set[int] = set()
    for a, b in chance.sample(touching, min(len(touching), max(1, len(order) // 30))):
        if not chained & {a, b}:
            found.append({"type": "consecutive", "sessions": [f"s{a}", f"s{b}"]})
            chained |= {a, b}
    for _ in range(max(1, len(order) // 20)):
        a, b = chance.sample(order, 2)
        (day, _, end, room), (other_day, other_start, _, other_room) = hidden.at[a], hidden.at[b]
        if (day, end) <= (other_day, other_start):
            found.append({"type": "before", "a": f"s{a}", "b": f"s{b}"})
        pair = [f"s{a}", f"s{b}"]
        found.append({"type": "same_day" if day == other_day else "different_day", "sessions": pair})
        if not hidden.overlap(a, b):
            found.append({"type": "not_parallel", "sessions": pair})
        if room == other_room:
            found.append({"type": "same_room", "sessions": pair})
    return found


def _attendees(chance: random.Random, hidden: Hidden, number: int, honest: bool) -> list[Json]:
    popularity = [chance.paretovariate(1.2) for _ in range(number)]
    attendees = []
    for a in range(number * 3):
        wanted = min(number // 2, 2 + round(chance.lognormvariate(1.6, 0.6)))
        stars: list[int] = []
        for i in chance.choices(range(number), popularity, k=6 * wanted):
            fits = not honest or not any(hidden.overlap(i, other) for other in stars)
            if len(stars) < wanted and i not in stars and fits:
                stars.append(i)
        attendees.append({"id": f"a{a}", "stars": [f"s{i}" for i in stars]})
    return attendees
