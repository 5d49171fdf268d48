"""Two people who edit one thing at once: the second is told, sees what the first has saved, and loses nothing.

A form carries a mark of what stood there when it was opened (`mark_of`), and the use case compares it with what
stands there now. Where they differ the page comes again as it was filled in, with what the other one saved above it
(`theirs`), and stands on that: saving once more means it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, SelectField

from convene.web.forms import Form
from convene.web.languages import clock_time, day


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has saved meanwhile, where it is not what was typed here."""

    label: str
    words: str


def mark_of(said: Mapping[str, object]) -> str:
    """A hash of everything that is said of a thing: another one once any of it has changed.

    A time of change would not do: it rises with much that nobody who edits a title has lost.
    """
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def theirs(form: Form, said: Mapping[str, object]) -> list[Theirs]:
    """Where what stands now (`said`, by the names of the fields) is something else than what was typed."""
    asked = [field for field in form if not isinstance(field, HiddenField) and field.name in said]
    return [
        Theirs(str(field.label.text), _as_read(field, said[field.name]))
        for field in asked
        if _or_nothing(field.data) != _or_nothing(said[field.name])
    ]


def _or_nothing(value: object) -> object:
    """Nothing is nothing, whether a form or a column writes it."""
    return None if value == "" else value


def _as_read(field: Any, value: object) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(field, SelectField):
        return next((str(one.label) for one in field.choices if one.value == value), str(value))
    if isinstance(value, datetime):
        return str(_("%(day)s at %(time)s", day=day(value.date()), time=clock_time(value)))
    if isinstance(value, date):
        return day(value)
    return "–" if value in (None, "") else str(value)
