"""Components with their states: examples/<component>.html holds calls to copy, each under a line `## What it shows`."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from werkzeug.datastructures import MultiDict

from convene.gallery import facts
from convene.web.assets import asset

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
LONG = Thing(
    th="การประชุมระดับภูมิภาคว่าด้วยความปลอดภัยของเด็กบนโลกออนไลน์ในเอเชียตะวันออกเฉียงใต้และแปซิฟิก",
    ar="حماية الأطفال على الإنترنت في جنوب شرق آسيا والمحيط الهادئ: دروس من الميدان لكل من يعمل معهم",
    vi="Nguyễn Thị Hồng Phượng, Trung tâm Nghiên cứu và Bảo vệ Trẻ em trên Không gian mạng Việt Nam",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One state of a component: what it shows, and the call that shows it."""

    title: str
    call: str
    source: str


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
    return tuple(Example(title, call.strip(), imports.strip() + call) for title, _, call in split)


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Names and values of frontend/src/tokens.css: steps of type, of space, and the rest."""
    css = (PROJECT / "frontend" / "src" / "tokens.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"^  --([\w-]+): ([^;]+);", css, re.MULTILINE))
    kinds: dict[str, dict[str, str]] = {"type": {}, "space": {}, "other": {}}
    for name, value in found.items():
        kinds[{"t-": "type", "s-": "space"}.get(name[:2], "other")][name] = value
    return kinds


def example_values() -> dict[str, Any]:
    """What the calls of the examples name."""
    pages = facts.page_data()
    day = pages["agenda"]["days"][0]
    plain = facts.day_of([row for row in facts.SESSIONS if row[2] is None], date(2024, 3, 8), {})
    icons = (PROJECT / "templates" / "components" / "icon.html").read_text(encoding="utf-8")
    people = [*pages["event"]["people"], Thing(**{**vars(pages["event"]["people"][0]), "photo": asset("mark.svg")})]
    labels = ("Sessions", "Rooms", "On stage")
    return {
        "long": LONG,
        "day": day,
        "day_without_rooms": plain,
        "cards": [*day.all[:3], *[card for card in day.all if card.is_cancelled or card.notice or card.lang]],
        "people": people,
        "knots": pages["event"]["knots"],
        "icons": sorted(set(re.findall(r'name == "(\w+)"', icons))),
        "dyes": facts.DYES,
        "links": [
            {"label": label, "url": "#", "is_current": label == "Rooms", "count": 3}
            for label in labels
        ],
        "fine": facts.RegistrationForm(prefix="fine-"),
        "disabled": facts.RegistrationForm(prefix="disabled-"),
        "named": facts.RegistrationForm(
            MultiDict([("named-name", LONG.ar), ("named-organisation", LONG.th)]), prefix="named-"
        ),
        "session": facts.SessionForm(prefix="session-"),
        "wrong": facts.validated(
            facts.RegistrationForm(MultiDict([("wrong-email", "phuong.example.org")]), prefix="wrong-")
        ),
        "get_flashed_messages": lambda **_: [(tone, f"Saved, as {tone}.") for tone in ("good", "info", "warn", "bad")],
    }
