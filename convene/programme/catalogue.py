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


#: Under which name those on stage stand among the followers of `calendar`.
STAGE_FOLLOWERS = "stage"
#: The same before there is an agenda: the days of the event are held for them.
HELD_FOR_STAGE = "held for stage"


class Group(StrEnum):
    """Whom a publish can tell by mail."""

    ON_STAGE = "on stage"  # of sessions that change
    SIGNED_UP = "signed up"  # for a session that changes
    EVERYBODY = "everybody"  # who has a place at the event


class MayMove(StrEnum):
    """What a proposal may move."""

    UNPLACED = "what has no place yet"
    LEAST = "as little as possible"
    ALL = "everything"


class RuleKind(StrEnum):
    """What several sessions have to do with each other, in the order in which a form offers it."""

    IN_ORDER = "in this order"
    BACK_TO_BACK = "back to back"  # in this order, in one room, without anything between them
    NOT_PARALLEL = "not at the same time"
    SAME_DAY = "on the same day"
    DIFFERENT_DAYS = "on different days"
    SAME_ROOM = "in the same room"


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


class CatchUp(StrEnum):
    """How a day that runs late comes back to its times, in the order in which a page offers it."""

    BREAKS = "breaks"  # breaks and empty times give what they can
    SHORTEN = "shorten"  # whatever follows gives what it can
    ALL = "all"  # nothing gives: everything is moved, until the day ends


class GoesOut(StrEnum):
    """What readers see of a move of the day once it is made."""

    NOTHING = "nothing"  # it is kept in the draft
    THIS = "this"
    EVERYTHING = "everything"  # the draft as it is then, with whatever else was changed in it


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


class Presence(StrEnum):
    """How long somebody on stage can be there."""

    ALWAYS = "all the time"
    AT_TIMES = "at some times"


class PresenceState(StrEnum):
    """What is known of when somebody on stage can be there, those first who have to be asked."""

    NOT_ANSWERED = "not answered"
    OTHER_DAYS = "for other days"  # the event has moved since
    AT_TIMES = "at some times"
    ALWAYS = "all the time"
    CANNOT = "cannot be there"


class Interest(StrEnum):
    """What a reader wants of a session."""

    STAR = "star"  # to go there
