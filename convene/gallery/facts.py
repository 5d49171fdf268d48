"""What the layouts and components of the gallery are shown with: people, sessions and forms that nobody made."""

# ruff: noqa: E501  (example data reads best as a table)
from collections import Counter
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace as Thing
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
    validators,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from convene.programme.showing.finding import Choice, Found, Wanted
from convene.questionnaires.catalogue import Kind, Test
from convene.questionnaires.structure import Condition, Conditions, Option, Question, Questionnaire, Section
from convene.web.day_grid import Stay, lay_out_day

ZONE = ZoneInfo("Asia/Bangkok")


def _question(number: int, kind: Kind, label: str, *options: str, **more: Any) -> Question:
    made = tuple(Option(UUID(int=1000 * number + place), words) for place, words in enumerate(options))
    return Question(id=UUID(int=number), kind=kind, label=label, options=made, **more)


_COME = _question(1, Kind.CHOICE, "How will you take part?", "In person", "Online", is_required=True)
_IN_PERSON = Conditions((Condition(_COME.id, Test.IS, frozenset({_COME.options[0].id})),))
#: A form with every kind of question that looks unlike the others.
QUESTIONS = Questionnaire(
    id=UUID(int=99),
    revision=1,
    sections=(
        Section(
            id=UUID(int=90),
            title="Taking part",
            questions=(
                _COME,
                _question(
                    2, Kind.CHOICES, "What should the kitchen know?", "Vegetarian", "Halal", conditions=_IN_PERSON
                ),
                _question(
                    3, Kind.RANKING, "Which topics first?", "Water", "Forests", "Cities", help="As many as you like."
                ),
                _question(4, Kind.YES_NO, "Is it your first forum?"),
            ),
        ),
        Section(
            id=UUID(int=91),
            title="More about you",
            words="Read by **two** people.",
            questions=(
                _question(5, Kind.LANGUAGES, "Which languages do you speak well?"),
                _question(6, Kind.NUMBER, "For how many nights do you need a room?", least=0, most=30),
                _question(7, Kind.DATE, "On which day do you arrive?"),
                _question(8, Kind.PHONE, "Under which number do we reach you?"),
                _question(9, Kind.PICTURE, "A picture for your badge"),
                _question(10, Kind.WORDS, "Code", words="Everybody keeps the [code](https://example.org)."),
                _question(
                    11, Kind.CONSENT, "Code of conduct", words="I agree to the code of conduct.", is_required=True
                ),
            ),
        ),
    ),
)

DYES = ["madder", "indigo", "spruce", "plum", "saffron", "petrol", "moss", "slate"]


def choices(*labels: str) -> list[SelectChoice]:
    return [SelectChoice(value=label.lower(), label=label) for label in labels]


class CheckboxListField(SelectMultipleField):  # type: ignore[misc]
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RegistrationForm(Form):  # type: ignore[misc]
    name = StringField("Full name", description="As it should stand on your badge, in any script.")
    email = EmailField(
        "E-mail address",
        [validators.Email("Enter an e-mail address with an @, like name@example.org")],
        description="For your confirmation and your calendar entry. Nobody else sees it.",
    )
    organisation = StringField("Organisation")
    country = SelectField(
        "Country", [validators.InputRequired("Choose your country")], choices=choices("Cambodia", "Viet Nam")
    )
    needs = CheckboxListField(
        "What do you need to take part fully?",
        description="Choose all that apply. Seen by the two people who arrange it.",
        choices=choices("Captions", "Step-free access", "A quiet room"),
    )
    words = TextAreaField("Anything else we should know?")
    photographs = RadioField(
        "May we photograph you?",
        [validators.InputRequired("Say whether we may photograph you")],
        choices=choices("Yes, for the report and the website", "No, not at all"),
        description="You may change your mind on the day.",
    )
    loop = BooleanField(
        "Tell me of the next event in this series",
        description="Two or three mails a year. This is not a condition of coming.",
    )
    token = HiddenField()


class SessionForm(Form):  # type: ignore[misc]
    title = StringField("Title", [validators.InputRequired("Give the session a title")])
    abstract = TextAreaField("What it is about", description="Markdown is understood.")
    format = SelectField("Format", choices=choices("Plenary", "Panel", "Group work"))
    day = DateField("Day", [validators.Optional()])
    starts = TimeField("Begins", [validators.Optional()])
    lasts = IntegerField("Lasts (minutes)", [validators.NumberRange(min=1, message="At least one minute")])
    moment = DateTimeLocalField("Registration closes", [validators.Optional()])
    link = URLField("Link to join")
    slides = FileField("Slides")
    audience = RadioField("Who may come", choices=choices("Everybody", "Those who registered"))
    needs = CheckboxListField(
        "What it needs",
        [validators.InputRequired("Choose at least one")],
        choices=choices("Captions", "Microphone"),
    )
    open = BooleanField("Show it on the public agenda")
    token = HiddenField()


class SignInForm(Form):  # type: ignore[misc]
    email = EmailField("E-mail address")
    password = PasswordField("Password")


class SearchForm(Form):  # type: ignore[misc]
    words = SearchField("Name, organisation or mail")
    country = SelectField("Country", choices=choices("Any country", "Viet Nam"))


TRACKS = {
    letter: Thing(letter=letter, name=name, dye=dye)
    for letter, name, dye in [
        ("T", "Trends", "madder"),
        ("D", "Data", "indigo"),
        ("N", "Narratives", "spruce"),
        ("C", "Care", "plum"),
    ]
}
ROOMS = {
    1: ("Ballroom", "120 seats · captions"),
    2: ("Mekong Room", "30 seats"),
    3: ("Andaman Room", "24 seats"),
}

Row = tuple[str, str, int | None, str, str, str | None, str | None]
SESSIONS: list[Row] = [
    ("08:30", "09:00", None, "Arrival and registration", "Break", None, None),
    ("09:00", "09:20", None, "Welcome", "Plenary", "Network Secretariat", None),
    ("09:20", "10:45", 1, "Rapid mapping: trends, threats and solutions", "Group work",
     "Facilitated by Sokha Chan and Anom Prasetyo", "T"),
    ("09:20", "10:45", 2, "Keeping data about victims safe: a clinic", "Workshop", "Tari Sinaga, Company 1", "D"),
    ("09:20", "10:45", 3, "Looking after those who look: moderators, researchers, helpline staff", "Workshop",
     "Elizabeth Morris, University 3", "C"),
    ("10:45", "11:15", None, "Coffee", "Break", None, None),
    ("11:15", "12:45", 1, "Showcase: the data ecosystem and its tools", "Lightning talks",
     "Nguyễn Thị Hồng Phượng, University 2 · Tari Sinaga, UN agency country office · Mohd Hafiz Osman", "D"),
    ("11:15", "12:00", 2, "Generated images: a first count", "Talk", None, "T"),
    ("11:15", "12:45", 3, "حماية الأطفال على الإنترنت: دروس من الميدان", "Workshop", "ليلى حدّاد, NGO 17", "C"),
    ("12:00", "12:45", 2, "Young people’s words for what happens to them", "Talk", None, "T"),
    ("12:45", "13:45", None, "Lunch", "Break", None, None),
    ("13:45", "15:00", 1, "The narratives that we meet and use", "Group work", "Jane Vũ, NGO 8", "N"),
    ("13:45", "15:00", 2, "Deterrence that reaches people before harm does", "Open space", "Laurie Smith, NGO 7", "T"),
    ("14:15", "15:00", 2, "A short film, shown twice", "Screening", None, None),
    ("13:45", "15:00", 3, "Helplines at night: what callers taught us", "Quiet hour", "Sarunjit Thawidej, NGO 6", "C"),
    ("15:00", "15:05", None, "Five minutes to walk", "Break", None, None),
    ("15:05", "16:45", 1, "Unlocking evidence: methods that fit the place", "Panel",
     "Maureen Fowler, University 1 · Maria Concepcion Evangelista-Villanueva, UN agency country office", "D"),
    ("15:30", "16:45", 2, "Writing for journalists without naming anybody", "Workshop", "Stephanie Zimmerman", "N"),
    ("16:45", "17:15", None, "What we take home", "Plenary", "everybody", None),
]  # fmt: skip


def day_of(rows: list[Row], on: date, rooms: dict[int, tuple[str, str]], *, takes_stars: bool = False) -> Thing:
    """One day of an agenda in the shape that components/agenda_day.html reads."""

    def instant(clock: str) -> datetime:
        return datetime.combine(on, time.fromisoformat(clock), ZONE)

    stays = [Stay(index, instant(row[0]), instant(row[1]), row[2]) for index, row in enumerate(rows)]
    grid = lay_out_day(stays, list(rooms))
    cards = {
        index: Thing(
            title=title,
            url=None if format_ == "Break" else f"session.html?{on:%d}-{index}",
            lang="ar" if title[0] > "\u0600" else None,
            time=f"{starts}–{ends}",
            starts=instant(starts).isoformat(),
            ends=instant(ends).isoformat(),
            room=rooms[room][0] if room is not None else None,
            format=format_,
            people=people,
            track=TRACKS[track] if track else None,
            is_break=format_ == "Break",
            is_cancelled=title.startswith("Generated"),
            left="",
            notice=Thing(word="Moved from 15:30", tone="info") if title.startswith("Young") else None,
            places=grid.places[index].classes,
            has_content_note=title.startswith("Looking"),
            code=f"{on:%d}{index:04}" if takes_stars and format_ != "Break" else None,
        )
        for index, (starts, ends, room, title, format_, people, track) in enumerate(rows)
    }
    return Thing(
        id=f"d{on:%Y-%m-%d}",
        title=f"{on:%A} {on.day} {on:%B}",
        name=f"{on:%A} {on.day}",
        count=sum(not card.is_break for card in cards.values()),
        columns=grid.columns,
        zone=ZONE.key,
        ends=max(stay.ends for stay in stays).isoformat(),
        rooms=[
            Thing(
                name=rooms[head.room][0] if head.room is not None else "Elsewhere",
                note=rooms[head.room][1] if head.room is not None else None,
                places=head.classes,
            )
            for head in grid.rooms
        ],
        slots=[
            Thing(
                time=f"{slot.starts.astimezone(ZONE):%H:%M}",
                starts=slot.starts.isoformat(),
                places=slot.classes,
                sessions=[cards[int(str(key))] for key in slot.keys],
                fold=f"{len(slot.keys)} sessions in {len(slot.keys)} rooms" if len(slot.keys) > 2 else None,
                is_open=True,
            )
            for slot in grid.slots
        ],
        all=list(cards.values()),
    )


def large_days() -> tuple[list[Thing], dict[int, tuple[str, str]]]:
    """Three days of a hundred sessions in eight rooms each."""
    rooms = {number: (f"Room {number}", f"{30 * number} seats") for number in range(1, 9)}
    titles = [
        "Ten years of numbers, one hour",
        "The new safety law, line by line",
        "A clinic: data agreements",
    ]
    tracks = [*TRACKS, None]
    days = []
    for day in range(3):
        rows: list[Row] = []
        for hour in range(9, 21):
            if hour == 13:
                rows.append(("13:00", "14:00", None, "Lunch", "Break", None, None))
                continue
            for room in rooms:
                row = len(rows)
                rows.append(
                    (f"{hour:02}:00", f"{hour:02}:{50 if row % 3 else 30}", room, titles[row % 3], "Talk",
                     "Maureen Fowler, University 1", tracks[row % 5])
                )  # fmt: skip
        days.append(day_of(rows, date(2024, 3, 7) + timedelta(days=day), rooms, takes_stars=True))
    return days, rooms


def agenda_page(days: list[Thing], rooms: dict[int, tuple[str, str]]) -> dict[str, Any]:
    """What templates/programme/_agenda.html is given: days with their search, filters and links."""
    counts = Counter(card.track.letter for day in days for card in day.all if card.track)
    total = sum(counts.values())
    formats = sorted({card.format for day in days for card in day.all})
    names = [name for name, _note in rooms.values()]
    found = Found(Wanted(), total, total, [Choice(each, each, False) for each in formats],
                  [Choice(each, each, False) for each in names], [], "#")  # fmt: skip
    return {
        "agenda": Thing(
            days=days,
            rooms=[],
            ways=[Thing(label="By time", url="#", is_current=True), Thing(label="By room", url="#", is_current=False)],
            tracks=[
                Thing(**vars(each), url="agenda.html", count=counts[letter], is_current=False)
                for letter, each in TRACKS.items()
            ],
            only=None,
            all_url="agenda.html",
            found=found,
            is_choosing=False,
            is_elsewhere=False,
        ),
        "zones": [],
        "zone_asked_for": None,
        "takes_stars": True,
        "stars_url": "#",
        "links": [
            Thing(label="Times in my zone", url="agenda.html", icon="globe", zone="Asia/Bangkok"),
            Thing(label="Subscribe", url="#", icon="calendar", zone=None),
            Thing(label="Print it (A4)", url="#", icon="print", zone=None),
        ],
        "downloads": [
            Thing(label="For the wall (A3)", url="#", icon="print"),
            Thing(label="schedule.json", url="#", icon="download"),
        ],
    }


def validated(form: Form) -> Form:
    form.validate()
    return form


def link(label: str, url: str, current: str, **more: Any) -> dict[str, Any]:
    return {"label": label, "url": url, "is_current": url == current, **more}


def life(current: str) -> list[dict[str, Any]]:
    parts = [
        ("Set up", "overview.html", "3 things missing", True),
        ("Agenda", "sessions.html", "6 changes in the draft", False),
        ("Registrations", "people.html", "46 of 50 places", False),
        ("Mail", "mails.html", "38 wait", True),
        ("On the day", "#", "on 7 March", False),
    ]
    return [
        link(label, url, current, note=note, needs_attention=alert, is_done=index < 2)
        for index, (label, url, note, alert) in enumerate(parts)
    ]


def page_data() -> dict[str, dict[str, Any]]:
    """What each page is given, by its name; `template` names another template than the page's own."""
    event = Thing(
        title="Regional Network Forum, Southeast Asia and the Pacific",
        dye="petrol",
        is_cancelled=False,
        language="en",
        slug="regional-forum",
    )
    day = day_of(SESSIONS, date(2024, 3, 7), ROOMS)
    people = [
        Thing(name=name, lang=lang, role=role, affiliation=affiliation, url=None, photo=None)
        for name, lang, role, affiliation in [
            ("Jane Vũ", None, "Moderator", "NGO 8, Viet Nam"),
            ("วรนาฎ เจริญรัมย์", "th", "Speaker", "Company 1, Thailand"),
            ("Maureen Fowler", None, "Panellist", "University 1, Australia"),
            ("សុខា ចាន់", "km", "Facilitator", "NGO 10, Cambodia"),
            ("Maria Concepcion Evangelista-Villanueva", None, "Panellist", "UN agency country office"),
            ("Nguyễn Thị Hồng Phượng", None, "Speaker", None),
        ]
    ]
    public: dict[str, Any] = {
        "event": event,
        "event_host": "Network Secretariat",
        "event_zone": "Bangkok time (UTC+7)",
        "tracks": list(TRACKS.values()),
        "people": people,
        "knots": [
            Thing(title="Regional workshop", note="5 and 6 March, hosted by NGO 6", url=None, place="done"),
            Thing(title="This forum", note="7 March", url=None, place="here"),
            Thing(title="Report and actions", note="by 12 April", url=None, place="to come"),
            Thing(title="Webinar 11 of the series", note="16 May", url="home.html", place="to come"),
        ],
        "glance": [
            Thing(
                time=row.time[:5],
                title=row.title,
                note=row.format if row.people else None,
                is_break=row.is_break,
            )
            for row in day.all
            if row.room in (None, "Ballroom")
        ],
    }
    organiser: dict[str, Any] = {
        "event": event,
        "events_url": "events.html",
        "event_state": Thing(word="Published", tone="good"),
        "event_when": "Thu 7 March 2024 · Bangkok",
        "public_url": "event.html",
        "mail_url": "mails.html",
        "mails_waiting": 38,
        "account_name": "Noor Idris",
        "account_url": "sign-in.html",
    }

    def event_page(current: str, **more: Any) -> dict[str, Any]:
        labels = [
            ("Event", "event.html"),
            ("Agenda", "agenda.html"),
            ("People", "#"),
            ("Register", "register.html"),
        ]
        return public | {"event_navigation": [link(label, url, current) for label, url in labels]} | more

    def organiser_page(part: str, current: str = "", **more: Any) -> dict[str, Any]:
        parts = ["Sessions", "Rooms", "Tracks", "On stage", "Publish", "Versions", "Bring in"]
        tabs = [
            link(
                label,
                "sessions.html" if label == "Sessions" else "#",
                current,
                count=18 if label == "Sessions" else None,
            )
            for label in parts
        ]
        return organiser | {"life": life(part)} | ({"section_navigation": tabs} if current else {}) | more

    def site_page(**more: Any) -> dict[str, Any]:
        return {
            "site_navigation": [link("Events", "home.html", "home.html"), link("Sign in", "sign-in.html", "")]
        } | more

    large, large_rooms = large_days()
    starred = day_of(SESSIONS, date(2024, 3, 7), ROOMS, takes_stars=True)
    wrong = validated(
        RegistrationForm(
            MultiDict([("name", "Nguyễn Thị Hồng Phượng"), ("email", "phuong.example.org"), ("needs", "captions")])
        )
    )
    wrong_session = validated(SessionForm(MultiDict([("title", ""), ("lasts", "0")])))
    registered = [
        Thing(name=name, organisation=organisation, email=email, country=country, at=f"Sat 2 Mar, 1{index}:05",
              state="Confirmed" if index != 3 else "Cancelled", tone="good" if index != 3 else "quiet")
        for index, (name, organisation, email, country) in enumerate([
            ("Dewi Kartika", "NGO 11", "dewi@example.org", "Indonesia"),
            ("Peter Nolan", "Company 2", "peter.nolan@example.org", "Australia"),
            ("ปิยะดา ศรีสุข", "Public body 2", "piyada@example.org", "Thailand"),
            ("Jane Tran", "NGO 8", "jane@example.org", "Viet Nam"),
            ("Grace Villanueva-Ong", "NGO 7", "grace.villanueva-ong.of.a.long.address@example.org", "the Philippines"),
        ])
    ]  # fmt: skip
    coming = [
        Thing(dye="petrol", month="March 2024", day=7, where="Thursday, Bangkok", kind="Forum, by invitation", title=event.title, words="21 grants, eight countries: what we see, what works, what we need.", state="4 of 50 places free", tone="good"),
        Thing(dye="saffron", month="May 2024", day=16, where="Thursday, online", kind="Webinar 11 in its series", title="Age checks: what regulators ask next", words="Ninety minutes, captions in four languages.", state="Open to all", tone="good"),
        Thing(dye="plum", month="July 2024", day=23, where="Tuesday, San Francisco", kind="Workshop, half a day", title="Bridging perspectives: research and industry", words="Four researchers, four stations, one brainstorm.", state="Full", tone="warn"),
    ]  # fmt: skip
    return {
        "event": event_page("event.html"),
        "agenda": event_page("agenda.html", **agenda_page([starred], ROOMS)),
        "agenda-large": event_page("agenda.html", template="agenda", is_large=True, **agenda_page(large, large_rooms)),
        "session": event_page("agenda.html"),
        "register": event_page("register.html", form=RegistrationForm()),
        "register-wrong": event_page("register.html", template="register", form=wrong),
        "place": event_page(""),
        "confirm": event_page(""),
        "home": site_page(coming=coming),
        "sign-in": site_page(form=SignInForm()),
        "overview": organiser_page("overview.html"),
        "sessions": organiser_page("sessions.html", "sessions.html", days=[day]),
        "session-form": organiser_page("sessions.html", form=wrong_session),
        "people": organiser_page(
            "people.html",
            search=SearchForm(),
            registered=registered,
            pagination=Thing(first=1, last=5, total=46, page=1, pages=10),
        ),
        "publish": organiser_page("sessions.html"),
        "mails": organiser_page("mails.html"),
    }
