"""An event of any size: as many sessions and people as asked for, the same ones each time."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from convene.engines.schedule_files import Person, Room, Schedule, Session, Track
from convene.registration.services.joining import Answers

SEED = 20240307
SESSIONS_A_DAY = 100
ROOMS = 8
BEGINS = 9
WORDS = [
    "open",
    "data",
    "care",
    "law",
    "money",
    "trust",
    "local",
    "young",
    "shared",
    "plain",
    "safe",
    "public",
    "field",
    "method",
    "evidence",
    "practice",
]
GIVEN = [
    "Ana",
    "Bao",
    "Chanthou",
    "Dewi",
    "Emma",
    "Fatima",
    "Grace",
    "Hiroshi",
    "Ines",
    "Jane",
    "Kanya",
    "Linh",
    "Mere",
    "Noor",
    "Olu",
    "Priya",
    "Rafael",
    "Sione",
]
FAMILY = [
    "Keo",
    "Lestari",
    "Morris",
    "Nair",
    "Okonkwo",
    "Prasetyo",
    "Santos",
    "Taufa",
    "Vũ",
    "Wongsa",
    "Zimmerman",
    "Đặng",
    "Cruz",
    "Ngata",
    "Smith",
    "Ly",
]
TYPES = ("talk", "workshop", "panel", "lightning talks")
COUNTRIES = ("TH", "VN", "KH", "PH", "ID", "MY", "AU", "FJ", "NZ", "SG")


def schedule(sessions: int, starts_on: date) -> Schedule:
    """A schedule of `sessions` in eight rooms, on as many days as it takes. Two of three have two people on stage."""
    dice = random.Random(SEED)  # noqa: S311, a seeded world, no secret
    days = -(-sessions // SESSIONS_A_DAY)
    persons = [
        Person(
            name=f"{dice.choice(GIVEN)} {dice.choice(FAMILY)} {number}",
            source_id=str(number),
            biography=_words(dice, 30),
        )
        for number in range(1, max(2, sessions // 2) + 1)
    ]
    return Schedule(
        title=f"Forum of {sessions} sessions",
        acronym=f"forum{sessions}",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=max(0, days - 1)),
        zone="Asia/Bangkok",
        rooms=tuple(Room(name=f"Room {number + 1}", capacity=40 * (number + 1)) for number in range(ROOMS)),
        tracks=tuple(Track(name=name) for name in ("Trends", "Data", "Narratives", "Care", "Law", "Money")),
        sessions=tuple(_session(dice, number, starts_on, persons) for number in range(sessions)),
    )


def answers(people: int) -> Iterator[Answers]:
    """So many people who register."""
    dice = random.Random(SEED)  # noqa: S311
    for number in range(people):
        name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
        yield Answers(
            name=name,
            email=f"person{number}@example.org",
            organisation=f"Organisation {number % 120}",
            country=dice.choice(COUNTRIES),
        )


def _session(dice: random.Random, number: int, starts_on: date, persons: list[Person]) -> Session:
    day, within = divmod(number, SESSIONS_A_DAY)
    slot, room = divmod(within, ROOMS)
    on = starts_on + timedelta(days=day)
    # Bangkok is seven hours ahead of UTC all year, so 09:00 there is 02:00 UTC.
    starts_at = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=BEGINS - 7, minutes=45 * slot)
    first = number % len(persons)
    return Session(
        guid=str(uuid5(NAMESPACE_URL, f"demo:{number}")),
        title=f"{_words(dice, 5).capitalize()} ({number + 1})",
        starts_at=starts_at,
        minutes=45 if dice.random() < 0.5 else 30,
        day=on,
        abstract=_words(dice, 40).capitalize() + ".",
        description=_words(dice, 120).capitalize() + ".",
        type=dice.choice(TYPES),
        track=("Trends", "Data", "Narratives", "Care", "Law", "Money")[number % 6],
        language="en",
        room=f"Room {room + 1}",
        persons=tuple(dict.fromkeys((persons[first], persons[(first * 7 + 3) % len(persons)]))) if number % 3 else (),
    )


def _words(dice: random.Random, many: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(many))
