"""What an event can begin from: five days that have worked elsewhere, told as plain values; what of an event goes
along to its next edition; whom it concerns that it is cancelled.

Times are those of the wall at the template's own hour of beginning; `rules.moved_to` shifts all of them.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from convene.events.catalogue import Dye, Kind
from convene.programme.catalogue import Format
from convene.sentences import Sentence, says


class TemplateName(StrEnum):
    """Which template, as addresses and forms say it."""

    HALF_DAY = "half-day-workshop"
    FORUM = "one-day-forum"
    CONVENING = "two-day-convening"
    ROTATION = "rotation-workshop"
    WEBINAR = "webinar"


class Part(StrEnum):
    """What of an event goes along to its next edition, if it is ticked."""

    WORDS = "words"
    ROOMS = "rooms"
    AGENDA = "agenda"
    GROUPS = "groups"
    PEOPLE = "people"
    PARTNERS = "partners"
    REGISTRATION = "registration"
    FORM = "form"


class As(StrEnum):
    """As what somebody is concerned by an event, the closest first."""

    HAS_A_PLACE = "has a place"
    WAITS = "waits"
    ASKED_FOR_A_PLACE = "asked for a place"
    ON_STAGE = "on stage"
    INVITED = "invited"


#: Mails that are true of an event that takes place alone. While it is cancelled those that wait go to nobody; what
#: somebody asked for by hand does, and says that it is cancelled.
HELD_WHILE_CANCELLED = frozenset(
    {
        "programme/agenda_changed",
        "programme/asked_to_speak",
        "programme/asked_when",
        "programme/reminded_to_speak",
        "programme/reminded_when",
        "registration/confirm_address",
        "registration/confirmation",
        "registration/invitation",
        "registration/letter",
        "registration/letter_of_invitation",
        "registration/offer",
        "registration/received",
        "registration/reminder",
        "registration/waitlisted",
        "subscriptions/announcement",
    }
)


#: Ticked at first. Nobody on stage has agreed to come again yet.
USUAL_PARTS = frozenset(Part) - {Part.PEOPLE}


@dataclass(frozen=True, slots=True)
class Said:
    """What the page of the next edition says in one line, and of which columns of the event it speaks."""

    words: Sentence
    columns: frozenset[str] = frozenset()


#: What goes along without being asked. That no column is left out is told by the copy itself
#: (`tests/stewardship/test_every_column_is_decided.py`).
COMES_ALONG: tuple[Said, ...] = (
    Said(
        says("Kind, time zone and hours of the day"),
        frozenset({"kind", "zone", "from_time", "until_time", "day_turns_at"}),
    ),
    Said(
        says("Place, how to get there, access and website"),
        frozenset({"place", "address", "directions", "access", "map_link", "website"}),
    ),
    Said(
        says("Who finds it, the address for questions, language and colour"),
        frozenset({"visibility", "contact_email", "language", "dye"}),
    ),
    Said(
        says("The care profile, and who is named for safeguarding"),
        frozenset({"sensitivity", "safeguarding_name", "safeguarding_contact"}),
    ),
    Said(says("The team with its roles, and the series if there is one"), frozenset({"team_id", "series_id"})),
)
BEGINS_ANEW: tuple[Said, ...] = (
    Said(
        says("The event and its agenda are drafts, with addresses and calendar entries of their own."),
        frozenset({"state", "published_at", "slug"}),
    ),
    Said(
        says("It takes place, also if this one was cancelled, and its dates are not held in calendars."),
        frozenset({"state_before", "cancelled_at", "cancelled_reason", "is_held"}),
    ),
    Said(says("In a series, it is the next edition."), frozenset({"edition"})),
    Said(says("Nobody is registered, and nobody is mailed. When registration opens and closes is set anew.")),
    Said(says("Roles at this one event do not count there.")),
    Said(says("Nobody sits in a breakout group, leads or reports; links to join them are entered anew.")),
    Said(says("Withdrawn sessions, slides and links stay with the edition that they belong to.")),
    Said(
        says("The link to join online is entered anew: the old one would let the guests of the last time in."),
        frozenset({"join_url"}),
    ),
)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session of a template. `room` and `track` are places in the template's lists, `day` counts from 0."""

    starts: time
    minutes: int
    format: Format
    title: Sentence
    room: int = 0
    track: int | None = None
    hint: Sentence | None = None
    day: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """An event that is ready to be changed: its rooms, tracks and sessions, in the order of the agenda."""

    name: TemplateName
    kind: Kind
    title: Sentence
    words: Sentence
    rooms: tuple[Sentence, ...]
    sessions: tuple[PlannedSession, ...]
    tracks: tuple[tuple[Sentence, Dye], ...] = ()

    @property
    def days(self) -> int:
        return 1 + max(session.day for session in self.sessions)


ARRIVAL, WELCOME = says("Arrival and coffee"), says("Welcome")
COFFEE, LUNCH, TEA = says("Coffee"), says("Lunch"), says("Tea")
NEXT_STEPS = says("What we heard, and next steps")
MAIN_ROOM, ROOM_A, ROOM_B, FOYER = says("Main room"), says("Room A"), says("Room B"), says("Foyer")

HALF_DAY = Template(
    TemplateName.HALF_DAY,
    Kind.WORKSHOP,
    says("Half-day workshop"),
    says("One room: a conversation, short talks, and a brainstorm that ends in what would help."),
    (MAIN_ROOM, FOYER),
    (
        PlannedSession(time(13), 30, Format.BREAK, ARRIVAL, 1),
        PlannedSession(time(13, 30), 10, Format.PLENARY, WELCOME),
        PlannedSession(
            time(13, 40),
            30,
            Format.FIRESIDE_CHAT,
            says("Fireside chat"),
            hint=says("Two people who know the subject from different sides, and one who asks them."),
        ),
        PlannedSession(
            time(14, 10), 30, Format.LIGHTNING_TALKS, says("Lightning talks"), hint=says("Four talks of seven minutes.")
        ),
        PlannedSession(time(14, 40), 25, Format.BREAK, COFFEE, 1),
        PlannedSession(
            time(15, 5),
            40,
            Format.BRAINSTORM,
            says("What stands in the way"),
            hint=says("Everybody writes alone first; then the notes are read out and put together."),
        ),
        PlannedSession(
            time(15, 45),
            45,
            Format.BRAINSTORM,
            says("What would help"),
            hint=says("The same for ideas. At the end everybody votes for three."),
        ),
        PlannedSession(time(16, 30), 15, Format.PLENARY, NEXT_STEPS),
    ),
)

FORUM = Template(
    TemplateName.FORUM,
    Kind.FORUM,
    says("One-day forum"),
    says("A keynote, panels, parallel sessions in three rooms, and group work after lunch."),
    (says("Main hall"), ROOM_A, ROOM_B, FOYER),
    (
        PlannedSession(time(8, 30), 30, Format.BREAK, ARRIVAL, 3),
        PlannedSession(time(9), 20, Format.PLENARY, WELCOME),
        PlannedSession(time(9, 20), 40, Format.KEYNOTE, says("Keynote")),
        PlannedSession(
            time(10),
            60,
            Format.PANEL,
            says("First panel"),
            hint=says("Three panellists and a moderator; the last twenty minutes belong to the room."),
        ),
        PlannedSession(time(11), 30, Format.BREAK, COFFEE, 3),
        PlannedSession(time(11, 30), 75, Format.LIGHTNING_TALKS, says("Showcase"), 0, 0),
        PlannedSession(time(11, 30), 75, Format.WORKSHOP, says("First workshop"), 1, 1),
        PlannedSession(time(11, 30), 75, Format.WORKSHOP, says("Second workshop"), 2, 1),
        PlannedSession(time(12, 45), 75, Format.BREAK, LUNCH, 3),
        PlannedSession(time(14), 75, Format.GROUP_WORK, says("Group work, first question"), 0, 1),
        PlannedSession(time(14), 75, Format.GROUP_WORK, says("Group work, second question"), 1, 1),
        PlannedSession(time(14), 75, Format.GROUP_WORK, says("Group work, third question"), 2, 1),
        PlannedSession(time(15, 15), 30, Format.BREAK, TEA, 3),
        PlannedSession(time(15, 45), 60, Format.PANEL, says("Second panel"), 0, 0),
        PlannedSession(time(16, 45), 30, Format.PLENARY, says("What we take home")),
    ),
    ((says("Evidence"), Dye.INDIGO), (says("Practice"), Dye.SPRUCE)),
)

CONVENING = Template(
    TemplateName.CONVENING,
    Kind.FORUM,
    says("Two-day convening"),
    says("For a closed circle: the priorities of the last time come in, decisions and their owners go out."),
    (MAIN_ROOM, ROOM_A, ROOM_B, FOYER),
    (
        PlannedSession(time(9), 30, Format.BREAK, ARRIVAL, 3),
        PlannedSession(time(9, 30), 30, Format.PLENARY, says("Welcome, and who is here")),
        PlannedSession(
            time(10),
            45,
            Format.PLENARY,
            says("What became of our priorities"),
            hint=says("One page for each priority of the last time: done, under way, given up, and why."),
        ),
        PlannedSession(time(10, 45), 30, Format.BREAK, COFFEE, 3),
        PlannedSession(time(11, 15), 60, Format.PANEL, says("What has changed since")),
        PlannedSession(time(12, 15), 75, Format.BREAK, LUNCH, 3),
        PlannedSession(time(13, 30), 90, Format.GROUP_WORK, says("First group"), 0),
        PlannedSession(time(13, 30), 90, Format.GROUP_WORK, says("Second group"), 1),
        PlannedSession(time(13, 30), 90, Format.GROUP_WORK, says("Third group"), 2),
        PlannedSession(time(15), 30, Format.BREAK, TEA, 3),
        PlannedSession(time(15, 30), 60, Format.PLENARY, says("The groups report")),
        PlannedSession(time(16, 30), 15, Format.PLENARY, says("Close of the first day")),
        PlannedSession(time(9), 15, Format.PLENARY, says("Yesterday in a few words"), day=1),
        PlannedSession(
            time(9, 15),
            75,
            Format.BRAINSTORM,
            says("What we should do next"),
            day=1,
            hint=says("Ideas alone, then grouped, then three votes each."),
        ),
        PlannedSession(time(10, 30), 30, Format.BREAK, COFFEE, 3, day=1),
        PlannedSession(time(11), 75, Format.GROUP_WORK, says("Plans, first group"), 0, day=1),
        PlannedSession(time(11), 75, Format.GROUP_WORK, says("Plans, second group"), 1, day=1),
        PlannedSession(time(11), 75, Format.GROUP_WORK, says("Plans, third group"), 2, day=1),
        PlannedSession(time(12, 15), 60, Format.BREAK, LUNCH, 3, day=1),
        PlannedSession(
            time(13, 15),
            75,
            Format.PLENARY,
            says("Decisions"),
            day=1,
            hint=says("Each with an owner and a day on which it is due."),
        ),
        PlannedSession(time(14, 30), 30, Format.PLENARY, says("What we take home"), day=1),
    ),
)

STATIONS = (1, 2, 3, 4)
#: Twenty minutes at each station, and five to walk to the next.
ROUNDS = (time(10), time(10, 25), time(10, 50), time(11, 15))

ROTATION = Template(
    TemplateName.ROTATION,
    Kind.WORKSHOP,
    says("Rotation workshop"),
    says("Four stations in parallel at which everybody takes a turn, then a plenary."),
    (MAIN_ROOM, *(says("Station %(station)s", station=station) for station in STATIONS), FOYER),
    (
        PlannedSession(time(9), 30, Format.BREAK, ARRIVAL, 5),
        PlannedSession(time(9, 30), 15, Format.PLENARY, WELCOME),
        PlannedSession(
            time(9, 45),
            10,
            Format.PLENARY,
            says("How the stations work"),
            hint=says("Four groups. After each round everybody moves on by one station."),
        ),
        *(
            PlannedSession(
                starts,
                20,
                Format.BREAKOUT,
                says("Station %(station)s, round %(round)s", station=station, round=number),
                station,
            )
            for number, starts in enumerate(ROUNDS, start=1)
            for station in STATIONS
        ),
        PlannedSession(time(11, 35), 25, Format.BREAK, COFFEE, 5),
        PlannedSession(time(12), 45, Format.BRAINSTORM, says("What we bring back from the stations")),
        PlannedSession(time(12, 45), 15, Format.PLENARY, NEXT_STEPS),
    ),
)

WEBINAR = Template(
    TemplateName.WEBINAR,
    Kind.WEBINAR,
    says("Webinar"),
    says("Ninety minutes on a link: two talks, a conversation, and time for questions."),
    (says("Online"),),
    (
        PlannedSession(time(15), 5, Format.PLENARY, WELCOME),
        PlannedSession(time(15, 5), 20, Format.TALK, says("First talk")),
        PlannedSession(time(15, 25), 20, Format.TALK, says("Second talk")),
        PlannedSession(time(15, 45), 20, Format.PANEL, says("Conversation")),
        PlannedSession(
            time(16, 5), 20, Format.PANEL, says("Questions"), hint=says("Written ones are read out, so that all hear.")
        ),
        PlannedSession(time(16, 25), 5, Format.PLENARY, NEXT_STEPS),
    ),
)

#: In the order in which the page offers them.
TEMPLATES: dict[TemplateName, Template] = {each.name: each for each in (HALF_DAY, FORUM, CONVENING, ROTATION, WEBINAR)}
