"""The workshop that the demo looks back on: half a day on the margins of a larger event, four stations in turn.

All people and organisations are invented. Times are on the wall of San Francisco.
"""

from datetime import time

from convene.demo.forum import FACILITATOR, MODERATOR, PANELLIST, SPEAKER, Act, Cast
from convene.programme.catalogue import Format

TITLE = "Bridging perspectives: research and industry"
SUMMARY = "Four researchers, four stations, one brainstorm: what keeps us apart, and what would help."
AIMS = """\
Meet four pieces of research at their table, not from the back of a room.
Say aloud what gets in the way of working together.
Write down what would help, in words that both sides can sign."""
DESCRIPTION = """\
Half a day for people from platforms, universities and helplines, in the same house as the larger conference and after
its last session.

## How the afternoon went

Everybody met the researchers: four stations, three turns of twenty minutes. Then each wrote alone what gets in the
way, before anybody spoke. Six principles came out of it; they open the next edition.
"""
ROOMS = (("Salon 3", 60, "step-free, captions"), ("Foyer", None, ""))

HOSTS = (Cast("Noor Idris", "Network Secretariat", MODERATOR), Cast("Carlos Benítez", "Alliance 1", MODERATOR))
RESEARCHERS = (
    Cast("Adaeze Okafor", "University 8", SPEAKER),
    Cast("María José Rendón", "University 9", SPEAKER),
    Cast("नेहा श्रेष्ठ", "NGO 21", SPEAKER),
    Cast("Ингрид Соколова", "NGO 22", SPEAKER),
)
STATIONS = (
    "Deterrence and help-seeking",
    "How offenders behave, and how that shows",
    "Parents’ part in keeping children safe",
    "What young people say of grooming",
)

ACTS = (
    Act(time(13), 10, "Welcome", Format.PLENARY, "Salon 3", cast=HOSTS),
    Act(
        time(13, 10),
        30,
        "Fireside chat: how a research fund began, and what it changed",
        Format.FIRESIDE_CHAT,
        "Salon 3",
        cast=(
            Cast("佐藤 美咲", "Platform 4", PANELLIST),
            Cast("Carlos Benítez", "Alliance 1", PANELLIST),
            Cast("Noor Idris", "Network Secretariat", MODERATOR),
        ),
        abstract="Two people who signed the first grants, on what they would do again and what they would not.",
    ),
    Act(
        time(13, 40),
        30,
        "Lightning talks",
        Format.LIGHTNING_TALKS,
        "Salon 3",
        "Research",
        RESEARCHERS,
        "Four talks of seven minutes: enough to know at which station to stay longer.",
        contributions=tuple((station, 7) for station in STATIONS),
    ),
    Act(
        time(14, 10),
        60,
        "Meet the researchers: four stations, three turns",
        Format.BREAKOUT,
        "Salon 3",
        "Research",
        tuple(Cast(one.name, one.affiliation, FACILITATOR) for one in RESEARCHERS),
        "People move between four stations. Each turn lasts twenty minutes.",
    ),
    Act(time(15, 10), 15, "Break", Format.BREAK, "Foyer"),
    Act(
        time(15, 25),
        50,
        "Barriers, then what would help",
        Format.BRAINSTORM,
        "Salon 3",
        cast=(Cast("Thandiwe Mokoena", "Network Secretariat", FACILITATOR),),
        abstract="Write alone, read what others wrote, write again; then group, name and choose.",
    ),
    Act(time(16, 15), 15, "What we heard, and next steps", Format.PLENARY, "Salon 3", cast=HOSTS),
)
TRACKS = (("Research", "indigo"),)

#: Who came: (name, organisation, country).
REGISTERED = (
    ("Karen Whitlock", "Platform 1", "US"),
    ("Tomás Herrera", "Platform 2", "MX"),
    ("Jessica Bauer", "Platform 3", "DE"),
    ("田中 健", "Platform 4", "JP"),
    ("Amara Nwosu", "University 8", "NG"),
    ("Sofia Lindqvist", "University 10", "SE"),
    ("Юлия Коваленко", "NGO 22", "UA"),
    ("अनिता गुरुङ", "NGO 21", "NP"),
    ("Luc Tremblay", "Public body 5", "CA"),
    ("فاطمة الزهراء", "NGO 23", "MA"),
    ("Ana Lucía Prado", "University 9", "CO"),
    ("Owen Gallagher", "Helpline 1", "IE"),
    ("Chioma Adeyemi", "Helpline 2", "NG"),
    ("Marta Kowalczyk", "Alliance 1", "PL"),
    ("Daniel Cohen", "Platform 5", "IL"),
    ("Yuki Mori", "Platform 4", "JP"),
    ("Ελένη Παπαδοπούλου", "Public body 6", "GR"),
    ("Bruno Carvalho", "Platform 6", "BR"),
    ("Rania Haddad", "Foundation 3", "JO"),
    ("Grace Achieng", "Helpline 3", "KE"),
    ("이서연", "Platform 7", "KR"),
    ("Nina Petrov", "University 11", "BG"),
    ("Malcolm Reid", "Public body 7", "GB"),
    ("Isabelle Laurent", "Foundation 4", "FR"),
)
PLACES = 50
