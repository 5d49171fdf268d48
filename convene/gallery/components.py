"""Components with their states: examples/<component>.html holds calls to copy, each under a line `## What it shows`."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from flask import render_template_string
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from convene.gallery import facts
from convene.programme.showing.calendar_links import CalendarChoice, CalendarLink, Occasion, ways_into_calendars
from convene.questionnaires.forms.answering import form_for
from convene.web.assets import asset
from convene.web.feeds import Feed
from convene.web.forms import Form
from convene.web.sharing import Sharing, said

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
LONG = Thing(
    th="การประชุมระดับภูมิภาคว่าด้วยความปลอดภัยของเด็กบนโลกออนไลน์ในเอเชียตะวันออกเฉียงใต้และแปซิฟิก",
    ar="حماية الأطفال على الإنترنت في جنوب شرق آسيا والمحيط الهادئ: دروس من الميدان لكل من يعمل معهم",
    vi="Nguyễn Thị Hồng Phượng, Trung tâm Nghiên cứu và Bảo vệ Trẻ em trên Không gian mạng Việt Nam",
)
#: A few words in each script that comes with the front end.
SPECIMEN = {"en": "What we see", "vi": "những gì", "km": "អ្វីដែល", "th": "สิ่งที่เห็น", "ar": "ما نراه"}


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component: what it shows, and the lines to copy that show it."""

    title: str
    imports: str
    call: str

    def shown(self, values: dict[str, Any]) -> Markup:
        """The example as it looks, given what `example_values` gives."""
        html = render_template_string(self.imports + self.call, **values)
        # The example of a form that came back takes no focus: the page would open in its middle.
        return Markup(html.replace(" data-error-summary", ""))  # noqa: S704, escaped where it was made


@dataclass(frozen=True, slots=True)
class Component:
    """What is said of a component in the gallery. `words`: the comment on top of its file."""

    name: str
    words: str
    examples: tuple[Example, ...]


def component_names() -> list[str]:
    """Every component that there is, as the files in templates/components/ are called."""
    return sorted(path.stem for path in (PROJECT / "templates" / "components").glob("*.html"))


@cache
def examples_of(name: str) -> tuple[Example, ...]:
    """The states of a component in reading order; none where nobody wrote an example."""
    path = HERE / "examples" / f"{name}.html"
    if not path.exists():
        return ()
    imports, *parts = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    split = (part.partition("\n") for part in parts)
    return tuple(Example(title, imports, call.strip()) for title, _, call in split)


def component(name: str) -> Component:
    """A component with its examples. OSError: there is none of this name."""
    source = (PROJECT / "templates" / "components" / f"{name}.html").read_text(encoding="utf-8")
    comment = re.match(r"\{#-?\s*(.*?)\s*-?#\}", source, re.DOTALL)
    return Component(name, comment.group(1) if comment else "", examples_of(name))


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Names and values of frontend/src/tokens.css: steps of type, of space, and the rest."""
    css = (PROJECT / "frontend" / "src" / "tokens.css").read_text(encoding="utf-8")
    kinds: dict[str, dict[str, str]] = {"type": {}, "space": {}, "other": {}}
    for name, value in re.findall(r"^  --([\w-]+): ([^;]+);", css, re.MULTILINE):
        kinds[{"t-": "type", "s-": "space"}.get(name[:2], "other")][name] = value
    return kinds


#: What a role is for; `palette` says its values.
ROLES = {
    "solid": "Fills; on-solid stands on it",
    "ink": "Words, on paper, surface and wash",
    "wash": "A ground behind words, in ink or the ink of the dye",
    "edge": "Borders, rules and marks; never words",
    "deep": "The ground of a page's head; on-deep stands on it",
    "weave": "Down the side of a card: a track is told without seeing colour",
    "across": "The same, along a top",
}
NEUTRALS = {
    "paper": "The page",
    "surface": "What lies on it: controls, panels",
    "sunk": "What is let into it: code, wells",
    "ink": "Words",
    "ink-2": "Words that say less",
    "ink-3": "The faintest words",
    "line": "Rules between things",
    "edge": "Borders of what can be used",
    "on-solid": "On solid",
    "on-deep": "On deep",
    "on-deep-2": "On deep, saying less",
    "marker": "The highlighter: focus, what changed, now, you",
}


@cache
def palette() -> dict[str, Any]:
    """The colours of frontend/palette.mjs: `neutrals` by name, `states` and `dyes` by name and role; (light, dark)."""
    source = (PROJECT / "frontend" / "palette.mjs").read_text(encoding="utf-8")

    def part(name: str) -> str:
        return source.split(f"const {name} = {{")[1].split("\n};")[0]

    def pairs(text: str) -> dict[str, tuple[str, ...]]:
        found = re.findall(r'"?([\w-]+)"?: \["(#\w+)", "(#\w+)"\]', text)
        return {name: values for name, *values in found}

    def by_name(text: str) -> dict[str, str]:
        return dict(re.findall(r"^  (\w+): \{(.*?)\}(?:,|$)", text, re.MULTILINE | re.DOTALL))

    dyes = by_name(part("dyes"))
    marker = tokens()["other"]["marker"]
    return {
        "neutrals": {**pairs(part("neutrals")), "marker": (marker, marker)},
        "states": {name: pairs(roles) for name, roles in by_name(part("states")).items()},
        "dyes": {name: {**pairs(roles), "weave": (), "across": ()} for name, roles in dyes.items()},
    }


@cache
def icon_names() -> list[str]:
    """Every icon of components/icon.html."""
    source = (PROJECT / "templates" / "components" / "icon.html").read_text(encoding="utf-8")
    return sorted(set(re.findall(r'name == "([\w-]+)"', source)))


def example_values() -> dict[str, Any]:
    """What the calls of the examples name."""
    pages = facts.page_data()
    day = facts.day_of(facts.SESSIONS, date(2024, 3, 7), facts.ROOMS)
    people = pages["event"]["people"]
    labels = ("Sessions", "Rooms", "On stage")
    shared = Sharing(
        title="Regional Network Forum",
        description="One day for the people behind 21 grants in eight countries.",
        url="https://convene.example/e/forum/",
        site="Convene",
        data=said(context="https://schema.org", type="Event", name="Regional Network Forum"),
    )
    into_calendars = ways_into_calendars(
        Occasion(
            title="Helplines at night",
            starts=datetime(2024, 3, 7, 9, 20, tzinfo=facts.ZONE),
            ends=datetime(2024, 3, 7, 10, 45, tzinfo=facts.ZONE),
            url=shared.url,
        ),
        "#",
    )
    return {
        "long": LONG,
        "day": day,
        "day_without_rooms": facts.day_of([row for row in facts.SESSIONS if row[2] is None], date(2024, 3, 8), {}),
        "cards": _cards(day.all),
        "people": [*people, Thing(**{**vars(people[0]), "photo": asset("mark.svg")})],
        "places": [Thing(mode=mode, place="Riverside Hotel", address="") for mode in ("in person", "online", "hybrid")],
        "knots": pages["event"]["knots"],
        "icons": icon_names(),
        "dyes": facts.DYES,
        "links": [{"label": label, "url": "#", "is_current": label == "Rooms", "count": 3} for label in labels],
        "feed": Feed("https://convene.example.org/e/forum/calendar.ics", "Forum"),
        "calendar_ways": [CalendarChoice("", into_calendars)],
        "calendar_choices": [
            CalendarChoice("The event as one entry", into_calendars),
            CalendarChoice("Every session", [CalendarLink("Subscribe: follows every change", "#")]),
        ],
        "shared": shared,
        "not_listed": replace(shared, is_listed=False),
        "get_flashed_messages": lambda **_: [(tone, f"Saved, as {tone}.") for tone in ("good", "info", "warn", "bad")],
        "asking": form_for(Form, facts.QUESTIONS)(formdata=None),
        "brought": Thing(brought_up=facts.QUESTIONS.answerable[:1], errors={}),
        **_forms(),
    }


def _cards(cards: list[Thing]) -> dict[str, Thing]:
    """A card of each kind from a day."""
    arabic = next(card for card in cards if card.lang)
    return {
        "plain": next(card for card in cards if card.track),
        "rest": next(card for card in cards if card.is_break),
        "moved": next(card for card in cards if card.notice),
        "cancelled": next(card for card in cards if card.is_cancelled),
        "noted": next(card for card in cards if card.has_content_note),
        "starred": Thing(**{**vars(arabic), "code": "STARRD"}),
        "over": Thing(**{**vars(arabic), "lang": None, "title": "Helplines at night", "left": "Slides, Notes"}),
    }


def _forms() -> dict[str, Any]:
    """Forms as they are at first, filled in, and come back. Each has a prefix, as all stand on one page."""
    asked = facts.RegistrationForm
    typed = MultiDict([("named-name", LONG.ar), ("named-organisation", LONG.th)])
    return {
        "fine": asked(prefix="fine-"),
        "disabled": asked(prefix="disabled-"),
        "named": asked(typed, prefix="named-"),
        "session": facts.SessionForm(prefix="session-"),
        "wrong": facts.validated(asked(MultiDict([("wrong-email", "phuong.example.org")]), prefix="wrong-")),
        "refused": facts.validated(
            asked(MultiDict([("refused-email", "phuong"), ("refused-country", "cambodia")]), prefix="refused-")
        ),
    }
