"""The convening that the demo tells: a regional forum of one day, three rooms, people and names from many scripts.

All people and organisations are invented. Times are on the wall of Bangkok.
"""

from dataclasses import dataclass
from datetime import time

from convene.events.catalogue import Attribution, Dye, RoomFeature
from convene.programme.catalogue import Format, StageRole

SPEAKER, PANELLIST, MODERATOR = StageRole.SPEAKER, StageRole.PANELLIST, StageRole.MODERATOR
FACILITATOR, RAPPORTEUR = StageRole.FACILITATOR, StageRole.RAPPORTEUR


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody on stage, as the demo writes it down."""

    name: str
    affiliation: str
    role: StageRole


@dataclass(frozen=True, slots=True)
class Act:
    """One session of the demo."""

    starts: time
    minutes: int
    title: str
    format: Format
    room: str | None = None
    track: str | None = None
    cast: tuple[Cast, ...] = ()
    abstract: str = ""
    language: str = ""
    contributions: tuple[tuple[str, int], ...] = ()
    interpretation: tuple[str, ...] = ()
    access_note: str = ""
    content_note: str = ""
    attribution: Attribution | None = None
    do_not_record: bool | None = None


TITLE = "Regional Network Forum, Southeast Asia and the Pacific"
SUMMARY = "One day for the people behind 21 grants in eight countries: what we see, what works, and what we need next."
AIMS = """\
Share knowledge, new trends, good practice and approaches.
Name the pressing issues, the needs and the openings.
Build working relationships between grantees."""
DESCRIPTION = """\
We have met online for two years. This is the first day in one room, and it follows the **two-day workshop** of our
venue partner in the same house.

## Care

Some sessions speak of violence against children. You may step out at any time; a quiet room is open all day.
Photographs are taken only of those who said yes, and never in group work.
"""
DIRECTIONS = """\
Ten minutes on foot from **Riverside pier**: leave by exit 2 and keep the river on your left. The house has two doors;
ours is the one with the ramp.
"""
ACCESS = "Step-free from the street to every room; a hearing loop in the Ballroom; a quiet room all day."
ROOMS = (
    ("Ballroom", 120, "captions"),
    ("Mekong Room", 30, ""),
    ("Andaman Room", 24, "quiet floor"),
)
#: What the rooms have, as far as sessions may need it.
FEATURES = {
    "Ballroom": (
        RoomFeature.STEP_FREE,
        RoomFeature.HEARING_LOOP,
        RoomFeature.PROJECTOR,
        RoomFeature.SOUND,
        RoomFeature.MICROPHONES,
        RoomFeature.RECORDING,
    ),
    "Mekong Room": (RoomFeature.STEP_FREE, RoomFeature.PROJECTOR, RoomFeature.MOVABLE_CHAIRS, RoomFeature.FLIPCHART),
    "Andaman Room": (RoomFeature.STEP_FREE, RoomFeature.MOVABLE_CHAIRS, RoomFeature.WHITEBOARD),
}
#: What must hold in the agenda: the talk of which the next one speaks comes before it, and the welcome stays.
IN_ORDER = ("Generated images: a first count", "Young people’s words for what happens to them")
PINNED = "Welcome"
#: What a session needs in its room.
NEEDS = {"Showcase: the data ecosystem and its tools": (RoomFeature.PROJECTOR, RoomFeature.MICROPHONES)}
#: Who can be there at some hours only, and what some have asked for.
COMES_AT = {"Laurie Smith": (time(11), time(18))}
ASKS_FOR = {"Dara Keo": (RoomFeature.PROJECTOR,)}
#: How many can come to a session held so in one of the small rooms: people sign up for these.
PLACES_BY_ROOM = {"Mekong Room": 24, "Andaman Room": 8}
TRACKS = (("Trends", Dye.MADDER), ("Data", Dye.INDIGO), ("Narratives", Dye.SPRUCE), ("Care", Dye.PLUM))

ACTS = (
    Act(time(8, 30), 30, "Arrival and registration", Format.BREAK),
    Act(time(9), 20, "Welcome", Format.PLENARY, "Ballroom", cast=(Cast("Noor Idris", "Network Secretariat", SPEAKER),)),
    Act(
        time(9, 20),
        85,
        "Rapid mapping: trends, threats and solutions",
        Format.GROUP_WORK,
        "Ballroom",
        "Trends",
        (Cast("សុខា ចាន់", "NGO 10", FACILITATOR), Cast("Anom Prasetyo", "NGO 12", FACILITATOR)),
        "Six groups, one wall. Bring one thing that changed in your country since last year.",
    ),
    Act(
        time(9, 20),
        85,
        "Keeping data about victims safe: a clinic",
        Format.WORKSHOP,
        "Mekong Room",
        "Data",
        (Cast("วรนาฎ เจริญรัมย์", "Company 1", SPEAKER),),
        "Bring a form that you use. We take it apart together and put it back with less in it.",
        access_note="Step-free; the room is kept quiet.",
        attribution=Attribution.CHATHAM_HOUSE,
        do_not_record=True,
    ),
    Act(
        time(9, 20),
        85,
        "Looking after those who look: moderators, researchers, helpline staff",
        Format.WORKSHOP,
        "Andaman Room",
        "Care",
        (Cast("Elizabeth Morris", "University 3", FACILITATOR),),
    ),
    Act(time(10, 45), 30, "Coffee", Format.BREAK),
    Act(
        time(11, 15),
        90,
        "Showcase: the data ecosystem and its tools",
        Format.LIGHTNING_TALKS,
        "Ballroom",
        "Data",
        (
            Cast("Nguyễn Thị Hồng Phượng", "University 2", SPEAKER),
            Cast("Tari Sinaga", "UN agency country office", SPEAKER),
            Cast("Mohd Hafiz Osman", "University 4", SPEAKER),
        ),
        contributions=(
            ("A shared list of what exists", 25),
            ("Counting without collecting", 25),
            ("What a ministry can be asked", 25),
        ),
    ),
    Act(
        time(11, 15),
        45,
        "Generated images: a first count",
        Format.TALK,
        "Mekong Room",
        "Trends",
        (Cast("Dara Keo", "NGO 3", SPEAKER),),
    ),
    Act(
        time(12),
        45,
        "Young people’s words for what happens to them",
        Format.TALK,
        "Mekong Room",
        "Trends",
        (Cast("Laurie Smith", "NGO 7", SPEAKER),),
    ),
    Act(
        time(11, 15),
        90,
        "حماية الأطفال على الإنترنت: دروس من الميدان",
        Format.WORKSHOP,
        "Andaman Room",
        "Care",
        (Cast("ليلى حدّاد", "NGO 17", FACILITATOR),),
        "Protecting children online: lessons from the field.",
        "ar",
        interpretation=("en",),
        access_note="Captions in English on the second screen.",
    ),
    Act(time(12, 45), 60, "Lunch", Format.BREAK),
    Act(
        time(13, 45),
        75,
        "The narratives that we meet and use",
        Format.GROUP_WORK,
        "Ballroom",
        "Narratives",
        (Cast("Jane Vũ", "NGO 8", FACILITATOR),),
    ),
    Act(
        time(13, 45),
        75,
        "Deterrence that reaches people before harm does",
        Format.WORKSHOP,
        "Mekong Room",
        "Trends",
        (Cast("Laurie Smith", "NGO 7", FACILITATOR),),
    ),
    Act(
        time(13, 45),
        75,
        "Helplines at night: what callers taught us",
        Format.FIRESIDE_CHAT,
        "Andaman Room",
        "Care",
        (Cast("สราญจิตต์ ทวีเดช", "NGO 6", SPEAKER), Cast("Elizabeth Morris", "University 3", MODERATOR)),
        "Two people who answer at three in the morning, on what they hear and what they cannot put down.",
        interpretation=("th", "km"),
        content_note="Speaks of violence against children, without detail.",
        attribution=Attribution.CHATHAM_HOUSE,
        do_not_record=True,
    ),
    Act(time(15), 30, "Tea", Format.BREAK),
    Act(
        time(15, 30),
        75,
        "Unlocking evidence: methods that fit the place",
        Format.PANEL,
        "Ballroom",
        "Data",
        (
            Cast("Maureen Fowler", "University 1", MODERATOR),
            Cast("Maria Concepcion Evangelista-Villanueva", "UN agency country office", PANELLIST),
            Cast("Vannak Ly", "NGO 2", PANELLIST),
            Cast("Akarsana Hassanah", "University 5", PANELLIST),
        ),
    ),
    Act(
        time(15, 30),
        75,
        "Writing for journalists without naming anybody",
        Format.WORKSHOP,
        "Mekong Room",
        "Narratives",
        (Cast("Stephanie Zimmerman", "NGO 9", FACILITATOR),),
    ),
    Act(
        time(16, 45),
        30,
        "What we take home",
        Format.PLENARY,
        "Ballroom",
        cast=(Cast("Noor Idris", "Network Secretariat", MODERATOR), Cast("Lim Wei Jie", "NGO 4", RAPPORTEUR)),
    ),
)

#: What some on stage say of themselves.
BIOGRAPHIES = {
    "Nguyễn Thị Hồng Phượng": "Counts what helplines hear, without keeping who said it. Teaches statistics in Huế.",
    "Tari Sinaga": "Builds **registers that forget**. Came to children’s rights from water supply.",
    "สราญจิตต์ ทวีเดช": "Has answered a night line for eleven years and trains those who begin.",
    "Elizabeth Morris": "Studies what the work does to those who do it; was a moderator herself.",
    "Laurie Smith": "Writes with young people, not about them.",
    "ليلى حدّاد": "Runs workshops in four countries, in the language of whoever comes.",
    "Maureen Fowler": "Reviews methods for funders, and is known for short reports.",
}
#: Who has not answered yet whether they will be there.
SILENT = ("Vannak Ly", "วรนาฎ เจริญรัมย์")
FOLLOWERS = ("ama", "binh", "chea", "dewi", "elif", "farah", "goran", "hina", "ivo", "jun", "kemi", "lan")

#: Who has registered: (name, organisation, country).
REGISTERED = tuple(
    (f"{given} {family}", organisation, country)
    for given, family, organisation, country in (
        ("Dewi", "Kartika", "NGO 11", "ID"),
        ("Peter", "Nolan", "Company 2", "AU"),
        ("ปิยะดา", "ศรีสุข", "Public body 2", "TH"),
        ("Jane", "Tran", "NGO 8", "VN"),
        ("Grace", "Villanueva-Ong", "NGO 7", "PH"),
        ("Sopheak", "Meas", "Platform 3", "KH"),
        ("Aroha", "Ngata", "University 3", "NZ"),
        ("Rafael", "Cruz", "NGO 9", "PH"),
        ("Marlene", "Whitfield-Okonkwo", "University 4", "AU"),
        ("ស្រីមុំ", "កែវ", "NGO 10", "KH"),
        ("Tan", "Su Ann", "NGO 5", "MY"),
        ("Wirda", "Iswahyudi", "NGO 12", "ID"),
        ("Soleh", "Lestari", "NGO 11", "ID"),
        ("Chanthou", "Sok", "NGO 2", "KH"),
        ("Jasmine", "Williams", "Foundation 1", "AU"),
        ("Bopha", "Nuon", "NGO 3", "KH"),
        ("Trần Văn", "Minh", "University 2", "VN"),
        ("Lê Thị", "Hoa", "NGO 8", "VN"),
        ("Aisyah", "binti Rahman", "University 4", "MY"),
        ("Paulin", "Hartati", "UN agency country office", "ID"),
        ("Jonathan", "Gates", "Company 1", "SG"),
        ("Nattaporn", "Wongsa", "NGO 6", "TH"),
        ("Kanya", "Rattana", "Public body 1", "TH"),
        ("Thida", "Aung", "NGO 14", "MM"),
        ("Sione", "Taufa", "NGO 15", "TO"),
        ("Mere", "Tuilagi", "NGO 16", "FJ"),
        ("Hun", "Sreyneang", "NGO 3", "KH"),
        ("Bayu", "Saputra", "NGO 11", "ID"),
        ("Corazon", "Dela Cruz", "UN agency country office", "PH"),
        ("Phan Quốc", "Bảo", "Platform 1", "VN"),
        ("Malee", "Suksawat", "NGO 6", "TH"),
        ("Ahmad", "Faizal", "NGO 5", "MY"),
        ("Linh", "Đặng", "NGO 8", "VN"),
        ("Ratu", "Vakaloloma", "Public body 3", "FJ"),
        ("Seini", "Havea", "NGO 15", "TO"),
        ("Joko", "Widodoputra", "University 6", "ID"),
        ("Angelica", "Santos", "NGO 7", "PH"),
        ("Somchai", "Intharat", "Public body 2", "TH"),
        ("Kim", "Sereyvuth", "NGO 10", "KH"),
        ("Emma", "O’Neill", "University 1", "AU"),
        ("Priya", "Nair", "NGO 4", "SG"),
        ("Wan", "Zulaikha", "NGO 5", "MY"),
        ("Theara", "Chhim", "NGO 2", "KH"),
        ("Nguyễn", "Hải Yến", "University 2", "VN"),
        ("Ruth", "Manuella", "NGO 16", "FJ"),
        ("Dian", "Purnama", "Platform 2", "ID"),
    )
)
PLACES = 50

#: The session that splits into groups, and what these are about.
IN_GROUPS = "Rapid mapping: trends, threats and solutions"
GROUPS = ("Offenders", "Deterrence", "Help-seeking", "Data security", "Narratives", "What children say")
