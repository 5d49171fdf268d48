"""What there is of a breakout, as plain values: its rounds and groups, those who take part, and where they sit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from convene.breakouts.catalogue import CardState, PairKind, Preset, RuleKind
from convene.registration.catalogue import Mode

#: Between several values of one thing, as lists have them.
BETWEEN = ";"
#: The letters by which groups are called: A to Z, then AA.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def topic_of_groups(event_id: UUID) -> str:
    """What phones listen to that show somebody's group (`convene.live`)."""
    return f"groups/{event_id}"


def letter_of(position: int) -> str:
    """How the group at a position (from 0) is called: A, B, … Z, AA, AB."""
    letters = LETTERS[position % 26]
    return letter_of(position // 26 - 1) + letters if position >= 26 else letters


@dataclass(frozen=True, slots=True)
class Rule:
    """What is wished of the groups. `by`: the key of what is known of people (`Participant.known`); `value`: which of
    them, where it is about one value alone."""

    kind: RuleKind
    by: str = ""
    value: str = ""

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "by": self.by, "value": self.value}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Rule":
        return Rule(RuleKind(plain["kind"]), str(plain.get("by", "")), str(plain.get("value", "")))


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round. `starts_local`: by the clocks of the event, as its session was published last, or else as it is drafted;
    None: that has no time.
    `after_minutes`: how long after its session it begins."""

    id: UUID
    position: int
    name: str
    starts_local: datetime | None
    minutes: int
    after_minutes: int = 0

    @property
    def ends_local(self) -> datetime | None:
        return self.starts_local + timedelta(minutes=self.minutes) if self.starts_local is not None else None


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group. `letter`: how it is called for short; `where`: room and place, as they are read."""

    id: UUID
    position: int
    name: str
    room_id: UUID | None = None
    room: str = ""
    place: str = ""
    link: str = ""
    smallest: int | None = None
    largest: int | None = None
    facilitator_id: UUID | None = None
    rapporteur_id: UUID | None = None
    link_version: int = 1
    #: By which name people wished for it, if it has had another since.
    wished_as: str = ""

    @property
    def letter(self) -> str:
        return letter_of(self.position)

    @property
    def where(self) -> str:
        return ", ".join(filter(None, [self.room, self.place]))

    @property
    def stay_with_it(self) -> tuple[UUID, ...]:
        """The people who are with it in every round: its facilitator and its rapporteur."""
        return tuple(each for each in (self.facilitator_id, self.rapporteur_id) if each is not None)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in a breakout: a registration that has a place."""

    id: UUID
    person_id: UUID
    name: str
    organisation: str = ""
    country: str = ""
    email: str = ""
    #: What is known of them, by its key: "organisation", "country", "question:<id>", "told:<heading>".
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits in a round. None: nowhere."""

    round_id: UUID
    registration_id: UUID
    group_id: UUID | None
    is_held: bool = False
    is_absent: bool = False
    published_group_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SeatMove:
    """Somebody's seat in a round before and after a change. Held and absent go with it."""

    round_id: UUID
    registration_id: UUID
    before: tuple[UUID | None, bool, bool]
    after: tuple[UUID | None, bool, bool]

    def to_json(self) -> dict[str, Any]:
        return {
            "round": str(self.round_id),
            "registration": str(self.registration_id),
            "before": _plain(self.before),
            "after": _plain(self.after),
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "SeatMove":
        return SeatMove(
            UUID(plain["round"]), UUID(plain["registration"]), _standing(plain["before"]), _standing(plain["after"])
        )


def _plain(standing: tuple[UUID | None, bool, bool]) -> list[Any]:
    group_id, is_held, is_absent = standing
    return [str(group_id) if group_id else None, is_held, is_absent]


def _standing(plain: Sequence[Any]) -> tuple[UUID | None, bool, bool]:
    group_id, is_held, is_absent = plain
    return (UUID(group_id) if group_id else None, bool(is_held), bool(is_absent))


@dataclass(frozen=True, slots=True)
class Pair:
    """Some people must sit together, or apart, or lead no group."""

    id: UUID
    kind: PairKind
    person_ids: tuple[UUID, ...]
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A breakout as a whole, without those who take part."""

    id: UUID
    event_id: UUID
    session_id: UUID
    preset: Preset
    rules: tuple[Rule, ...]
    visits_each_once: bool
    takes_wishes: bool
    wishes_from: str
    revision: int
    published_at: datetime | None
    published_revision: int | None
    rounds: tuple[RoundFacts, ...]
    groups: tuple[GroupFacts, ...]
    mode: Mode | None = None

    def round(self, round_id: UUID) -> RoundFacts | None:
        return next((one for one in self.rounds if one.id == round_id), None)

    def group(self, group_id: UUID | None) -> GroupFacts | None:
        return next((one for one in self.groups if one.id == group_id), None)

    @property
    def staying(self) -> dict[UUID, UUID]:
        """The group with which people stay in every round, by person; the first, of somebody who is named twice."""
        return {person: one.id for one in reversed(self.groups) for person in one.stay_with_it}

    def with_rooms(self, names: Mapping[UUID, str]) -> "Arrangement":
        """The same with its rooms called as they are now."""
        if not names:
            return self
        groups = tuple(
            replace(one, room=names.get(one.room_id, one.room)) if one.room_id is not None else one
            for one in self.groups
        )
        return replace(self, groups=groups)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def differs_from_published(self) -> bool:
        """Whether something was changed that nobody was shown."""
        return self.is_published and self.published_revision != self.revision

    def begun(self, at: datetime, zone: str) -> frozenset[UUID]:
        """The rounds that have begun at an instant, by the clocks of the event: nobody is moved in these any more."""
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        return frozenset(one.id for one in self.rounds if one.starts_local is not None and one.starts_local <= wall)


def seats_by_round(seats: Collection[Seat]) -> dict[UUID, dict[UUID, Seat]]:
    """Seats by round and registration."""
    found: dict[UUID, dict[UUID, Seat]] = {}
    for seat in seats:
        found.setdefault(seat.round_id, {})[seat.registration_id] = seat
    return found


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on the card of a group."""

    takeaway_1: str = ""
    takeaway_2: str = ""
    takeaway_3: str = ""
    agreed: str = ""
    not_agreed: str = ""
    open_question: str = ""
    action: str = ""
    action_owner: str = ""
    is_ready: bool = False

    @property
    def takeaways(self) -> list[str]:
        """Those that there are."""
        return [each for each in (self.takeaway_1, self.takeaway_2, self.takeaway_3) if each]

    @property
    def has_words(self) -> bool:
        return any(value for value in self.said().values() if isinstance(value, str))

    def said(self) -> dict[str, Any]:
        """The same by the names of its fields, as it is compared with what somebody else has written."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Card:
    """What a group has reported of a round. `revision`: 0 where nothing was written yet."""

    round_id: UUID
    group_id: UUID
    text: CardText = CardText()
    revision: int = 0
    begun_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def state(self) -> CardState:
        if not self.text.has_words:
            return CardState.MISSING
        return CardState.READY if self.text.is_ready else CardState.BEGUN
