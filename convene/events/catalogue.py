"""The words that an event, and what is done for it, are described with."""

from dataclasses import dataclass
from enum import StrEnum

from convene.permissions.catalogue import Role
from convene.sentences import Sentence, says

LONGEST_TITLE = 200
LONGEST_ROOM = 120
LONGEST_ROOM_NOTE = 200
LONGEST_BUILDING = 80


class Kind(StrEnum):
    """What kind of convening it is."""

    WORKSHOP = "workshop"
    FORUM = "forum"
    WEBINAR = "webinar"


class Visibility(StrEnum):
    """Who finds it, once it is published."""

    PUBLIC = "public"  # listed on the home page
    UNLISTED = "unlisted"  # seen by those who have the address
    BY_INVITATION = "by invitation"  # the same, and only the invited may register


class State(StrEnum):
    """Where it is in its life. That it is over follows from its dates (`rules.is_over`)."""

    DRAFT = "draft"  # for those who organise it
    PUBLISHED = "published"
    ARCHIVED = "archived"  # public to read, closed to everything else
    CANCELLED = "cancelled"  # it does not take place: public to read, and everybody is told so


#: Everybody may read the pages of an event in one of these.
PUBLIC_STATES = frozenset({State.PUBLISHED, State.ARCHIVED, State.CANCELLED})


class Act(StrEnum):
    """What changes the state of an event."""

    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"
    CANCEL = "cancel"
    TAKE_PLACE = "take place"  # after all, once it was cancelled


class Sensitivity(StrEnum):
    """How much care an event takes of those who come, the loosest first (`rules.defaults_of` says what each means)."""

    OPEN = "open"
    TRUSTED = "trusted"
    HIGH_CARE = "high care"


class ListSeen(StrEnum):
    """Who sees the list of participants."""

    EVERYBODY = "everybody"
    PARTICIPANTS = "participants"
    ORGANISERS = "organisers"


class Photos(StrEnum):
    """Whether people are shown in pictures."""

    ALLOWED = "allowed"
    ASK_EACH = "ask each"
    NONE = "none"


class Attribution(StrEnum):
    """What may be told of what is said in a session."""

    OPEN = "open"  # with names
    CHATHAM_HOUSE = "chatham house"  # without names
    CLOSED = "closed"  # nothing


class Mode(StrEnum):
    """How people take part. It follows from what the event says of where it is (`rules.mode_of`)."""

    NOT_SAID = "not said"
    IN_PERSON = "in person"
    ONLINE = "online"
    HYBRID = "hybrid"


class PartnerRole(StrEnum):
    """What a partner is to an event, in the order in which pages name them."""

    HOST = "host"
    CO_HOST = "co-host"
    SUPPORTER = "supporter"
    VENUE = "venue"


class Relation(StrEnum):
    """What an event does to another one."""

    FOLLOWS = "follows"
    PRECEDES = "precedes"
    ON_THE_MARGINS_OF = "on the margins of"


class RoomFeature(StrEnum):
    """What a room has, a session needs, or somebody on stage asks for, in the order in which forms offer it."""

    STEP_FREE = "step-free access"
    HEARING_LOOP = "hearing loop"
    PROJECTOR = "projector"
    SOUND = "sound system"
    MICROPHONES = "microphones"
    VIDEO_CONFERENCE = "video conference"
    FLIPCHART = "flipchart"
    WHITEBOARD = "whiteboard"
    MOVABLE_CHAIRS = "movable chairs"
    INTERPRETATION = "interpretation booth"
    RECORDING = "recording"


class Dye(StrEnum):
    """Its colour, by name; the style sheets know what that is in light and dark (docs/look.md)."""

    PETROL = "petrol"
    MADDER = "madder"
    INDIGO = "indigo"
    SPRUCE = "spruce"
    PLUM = "plum"
    SAFFRON = "saffron"
    MOSS = "moss"
    SLATE = "slate"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Something that an event needs before it can begin: done, or missing with one way on."""

    is_done: bool
    title: str
    words: str
    action_label: str | None
    action_url: str | None


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role as people read it: its name, and what it lets a person do."""

    name: Sentence
    means: Sentence


ROLES: dict[Role, RoleWords] = {
    Role.OWNER: RoleWords(says("Owner"), says("does everything, and says who may do what")),
    Role.ORGANISER: RoleWords(says("Organiser"), says("does everything but give roles")),
    Role.PROGRAMME: RoleWords(says("Programme"), says("builds and publishes the agenda")),
    Role.FACILITATOR: RoleWords(says("Facilitator"), says("sees the draft, runs groups and boards")),
    Role.FRONT_DESK: RoleWords(says("Front desk"), says("sees who has registered, and checks people in")),
    Role.VIEWER: RoleWords(says("Viewer"), says("sees the draft and changes nothing")),
    Role.SAFEGUARDING_LEAD: RoleWords(says("Safeguarding lead"), says("sees the draft and the log")),
}

ROOM_FEATURES: dict[RoomFeature, Sentence] = {
    RoomFeature.STEP_FREE: says("step-free access"),
    RoomFeature.HEARING_LOOP: says("hearing loop"),
    RoomFeature.PROJECTOR: says("projector"),
    RoomFeature.SOUND: says("sound system"),
    RoomFeature.MICROPHONES: says("microphones"),
    RoomFeature.VIDEO_CONFERENCE: says("video conference"),
    RoomFeature.FLIPCHART: says("flipchart"),
    RoomFeature.WHITEBOARD: says("whiteboard"),
    RoomFeature.MOVABLE_CHAIRS: says("movable chairs"),
    RoomFeature.INTERPRETATION: says("interpretation booth"),
    RoomFeature.RECORDING: says("recording"),
}

SENSITIVITIES: dict[Sensitivity, Sentence] = {
    Sensitivity.OPEN: says("Open"),
    Sensitivity.TRUSTED: says("Trusted"),
    Sensitivity.HIGH_CARE: says("High care"),
}
