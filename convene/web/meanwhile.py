"""Two people who edit one thing at once: the second is told, sees what the first has saved, and loses nothing.

A form carries a mark of what stood there when it was opened (`mark_of`), and the use case compares it with what
stands there now (`must_be_as_seen`). Where they differ the page comes again as it was filled in, with what the other
one has changed above it (`tell_refusal`), and stands on that: saving once more means it.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, SelectField

from convene.errors import ChangedMeanwhile, Refused
from convene.web.forms import Form
from convene.web.languages import clock_time, day


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has saved meanwhile, where it is not what was typed here."""

    label: str
    words: str


def mark_of(said: Mapping[str, object]) -> str:
    """A mark of everything that is said of a thing: another one once any of it has changed, and it knows which.

    A time of change would not do: it rises with much that nobody who edits a title has lost.
    """
    return " ".join(sorted(_mark(name, value) for name, value in said.items()))


def must_be_as_seen(seen: str | None, said: Mapping[str, object], name: str) -> None:
    """Of a thing called `name`, `said` must be what was on the page, whose mark is `seen`. None: whoever saves last
    wins. ChangedMeanwhile."""
    if seen is not None and seen != mark_of(said):
        raise ChangedMeanwhile(name)


@dataclass(frozen=True, slots=True)
class Together:
    """What two people have said of one thing, name by name: mine, and theirs where only they have changed it."""

    said: dict[str, Any]
    #: The names of what only they have changed, and of what both have, each to something else.
    taken: frozenset[str]
    both: frozenset[str]


def put_together(typed: Mapping[str, object], stands: Mapping[str, object], seen: str | None) -> Together:
    """What somebody has `typed` over what they had `seen`, and what `stands` there by now. What both have changed is
    as it was typed. None: whoever saves last wins."""
    if seen is None:
        return Together(dict(typed), frozenset(), frozenset())
    marks = set(seen.split())
    differs = {name for name, value in typed.items() if value != stands[name]}
    taken = frozenset(name for name in differs if _mark(name, typed[name]) in marks)
    both = frozenset(name for name in differs - taken if _mark(name, stands[name]) not in marks)
    return Together({**typed, **{name: stands[name] for name in taken}}, taken, both)


def tell_refusal(
    form: Form,
    refused: Refused,
    said: Callable[[], Mapping[str, object]],
    *,
    typed: Mapping[str, object] | None = None,
    words: Mapping[str, str] | None = None,
) -> list[Theirs]:
    """Put a refusal onto a form. Where somebody else was quicker: what they have changed, and the form stands on it.

    `said` reads what stands now, by the names of the form's fields. `typed` is the same as the form says it, where that
    is not the data of its fields; `words` says how what stands now is read, where its field does not know it.
    """
    form.add_refusal(refused)
    if not isinstance(refused, ChangedMeanwhile):
        return []
    stands = said()
    seen = str(form["seen"].data).split()
    changed = {name: value for name, value in stands.items() if _mark(name, value) not in seen}
    form["seen"].data = mark_of(stands)
    return [
        Theirs(str(field.label.text), (words or {}).get(field.name) or _as_read(field, changed[field.name]))
        for field in form
        if field.name in changed
        and not isinstance(field, HiddenField)
        and _or_nothing((typed or {}).get(field.name, field.data)) != _or_nothing(changed[field.name])
    ]


def _mark(name: str, value: object) -> str:
    return f"{name}={hashlib.sha256(repr(value).encode()).hexdigest()[:12]}"


def _or_nothing(value: object) -> object:
    """Nothing is nothing, whether a form or a column writes it."""
    return None if value == "" else value


def _as_read(field: Any, value: object) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(field, SelectField):
        return next((str(one.label) for one in field.iter_choices() if one.value == value), str(value))
    if isinstance(value, datetime):
        return str(_("%(day)s at %(time)s", day=day(value.date()), time=clock_time(value)))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return clock_time(value)
    return "–" if value in (None, "", ()) else str(value)
