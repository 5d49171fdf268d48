from enum import StrEnum

MOST_ROUNDS = 12
MOST_GROUPS = 100
LONGEST_NAME = 120
LONGEST_LINK = 500
LONGEST_LINE = 300
LONGEST_TEXT = 4000
MOST_WISHES = 10


class Preset(StrEnum):
    """What the groups are for, and so with what they begin."""

    MIX = "mix everybody"
    TOPICS = "by topic, ranked wishes"
    STATIONS = "stations in turn"
    WORLD_CAFE = "world cafe"
    SAME_ROLE = "same role together"

    @property
    def has_topics(self) -> bool:
        """Whether its groups differ by what they are about."""
        return self is not Preset.MIX

    @property
    def sits_by_wishes(self) -> bool:
        """Whether wishes are what it is for, so that groups may be a little uneven for them."""
        return self in {Preset.TOPICS, Preset.SAME_ROLE}

    @property
    def visits_each_once(self) -> bool:
        """Whether nobody comes to the same group in two rounds."""
        return self in {Preset.STATIONS, Preset.WORLD_CAFE, Preset.TOPICS}


class RuleKind(StrEnum):
    """What is wished of the groups. Those that organisers put first weigh most."""

    WISHES = "wishes"
    NEW_PEOPLE = "new people"
    SPREAD = "spread"
    NEVER_ALONE = "never alone"
    LANGUAGE = "language"


class PairKind(StrEnum):
    """What must hold for some people, whatever it costs."""

    TOGETHER = "together"
    APART = "apart"
    NOT_LEADING = "not leading"

    @property
    def least_people(self) -> int:
        """Of how many a rule speaks at least."""
        return 1 if self is PairKind.NOT_LEADING else 2


class RunState(StrEnum):
    """How far it is that groups are worked out."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"

    @property
    def is_under_way(self) -> bool:
        return self in {RunState.WAITING, RunState.RUNNING}


class WhyFailed(StrEnum):
    """Why nothing came of a run; nothing is said where its worker was killed over it."""

    STOPPED = "stopped"
    BUSY = "busy"
    BROKEN = "broken"


class RunKind(StrEnum):
    """What is worked out: all that is not held and has not begun, the rounds in which nobody sits, or as few changes as
    will do; or what each wish costs the others, which moves nobody."""

    PROPOSAL = "proposal"
    REST = "rest"
    REPAIR = "repair"
    PRICES = "prices"


class ChangeKind(StrEnum):
    """How seats came to be as they are; each can be undone."""

    MOVED = "moved"
    PROPOSED = "proposed"
    REPAIRED = "repaired"
    SEATED = "seated"


class CardState(StrEnum):
    """How far a group is with its card."""

    MISSING = "missing"
    BEGUN = "begun"
    READY = "ready"
