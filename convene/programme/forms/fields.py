"""Kinds of answers that several forms of an agenda share."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    StringField,
)

from convene.spelling import clean_line
from convene.web.languages import language_code, language_word

LONGEST_SESSION = 24 * 60
MOST_LANGUAGES = 20


class MinutesField(StringField):  # type: ignore[misc]
    """How long something lasts, in minutes: "45", "45 min", "1:30", "1 h 30"."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ("" if self.data is None else str(self.data))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        typed = clean_line(" ".join(valuelist)).lower() if valuelist else ""
        self.data = minutes_in(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(self.gettext(str(_("Enter minutes, like 45, or hours, like 1:30"))))
        if self.data is not None and not 0 < self.data <= LONGEST_SESSION:
            raise ValueError(str(_("Enter a length between one minute and 24 hours")))


def minutes_in(typed: str) -> int | None:
    """The minutes that somebody means, or None."""
    if found := re.fullmatch(r"(\d{1,9}) ?(?:m|min|mins|minutes?)?", typed):
        return int(found[1])
    if found := re.fullmatch(r"(\d{1,4}) ?(?::|h|hrs?|hours?) ?(\d{1,2})? ?(?:m|min|minutes?)?", typed):
        return int(found[1]) * 60 + int(found[2] or 0)
    return None


class LanguagesField(StringField):  # type: ignore[misc]
    """Several languages in one line, by name or code: "Thai, km". Its data are codes, in the order typed."""

    data: tuple[str, ...]

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(language_word(code) for code in self.data or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        typed = re.split(r"[,;/·،、]", clean_line(" ".join(valuelist))) if valuelist else []
        found, self.data = {word: language_code(word) for word in map(str.strip, typed) if word}, ()
        unknown = [word for word, code in found.items() if code is None]
        if unknown:
            raise ValueError(
                str(_("No language is called “%(word)s”. Write its name or its code.", word=unknown[0][:60]))
            )
        if len(found) > MOST_LANGUAGES:
            raise ValueError(str(_("Name %(most)s languages or fewer.", most=MOST_LANGUAGES)))
        self.data = tuple(dict.fromkeys(code for code in found.values() if code))


def revision_in(text: str | None) -> int:
    """The revision of a draft that a hidden field carries; 0, which is none, if it carries none."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else 0


def day_in(text: str | None) -> date | None:
    """The day that a field carries, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
