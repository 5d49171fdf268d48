"""The words that a session is described with, and how long what is said of it can be."""

from enum import StrEnum

from convene.engines.schedule_files import Lengths
from convene.events.catalogue import LONGEST_ROOM, LONGEST_ROOM_NOTE, LONGEST_TITLE
from convene.people.catalogue import LONGEST_AFFILIATION, LONGEST_NAME

#: What the tables have room for, what forms ask for, and what files are cut to, which their reader says.
LONGEST = Lengths(
    event=LONGEST_TITLE,
    title=300,
    subtitle=300,
    type=80,
    track=120,
    language=40,
    recording_license=200,
    room=LONGEST_ROOM,
    room_description=LONGEST_ROOM_NOTE,
    person=LONGEST_NAME,
    affiliation=LONGEST_AFFILIATION,
)


class Format(StrEnum):
    """How a session is held."""

    PLENARY = "plenary"
    KEYNOTE = "keynote"
    PANEL = "panel"
    FIRESIDE_CHAT = "fireside chat"
    LIGHTNING_TALKS = "lightning talks"
    TALK = "talk"
    WORKSHOP = "workshop"
    GROUP_WORK = "group work"
    BREAKOUT = "breakout"
    BRAINSTORM = "brainstorm"
    BREAK = "break"
    SOCIAL = "social"


class MayMove(StrEnum):
    """What a proposal may move."""

    UNPLACED = "what has no place yet"
    LEAST = "as little as possible"
    ALL = "everything"


class ProposalState(StrEnum):
    """What has become of a proposal for the agenda."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"
    USED = "used"
    DROPPED = "dropped"

    @property
    def is_under_way(self) -> bool:
        return self in {ProposalState.WAITING, ProposalState.RUNNING}


class StageRole(StrEnum):
    """What somebody does on stage."""

    SPEAKER = "speaker"
    PANELLIST = "panellist"
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"


#: Who acts by a personal link of the stage, in the log.
ON_STAGE = "person on stage"
#: The files of materials belong to this part of the programme (`files.models.StoredFile.owner_feature`).
MATERIALS = "materials"


class MaterialKind(StrEnum):
    """What a material of a session is, in the order in which a form offers it."""

    SLIDES = "slides"
    HANDOUT = "handout"
    NOTES = "notes"
    LINK = "link"
    RECORDING = "recording"


class Reach(StrEnum):
    """For whom a material is."""

    EVERYBODY = "everybody"
    REGISTERED = "registered"  # by the link to one's registration
    ORGANISERS = "organisers"


#: What a form says of whether a session is recorded, and of what may be told of it where nothing of its own is said.
RECORDED, NOT_RECORDED, NOTHING_SAID = "recorded", "not recorded", "nothing is said"
AS_THE_EVENT = "as the event says"


class Available(StrEnum):
    """From when on a material can be fetched."""

    AT_ONCE = "at once"
    AFTER_SESSION = "after the session"
    AT_A_TIME = "at a time"


class StageAnswer(StrEnum):
    """What somebody says who was asked to be on stage."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class StageState(StrEnum):
    """How it stands between somebody on stage and the organisers, in the order of its life."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Interest(StrEnum):
    """What a reader wants of a session."""

    STAR = "star"  # to go there
