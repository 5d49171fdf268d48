"""When those on stage can be there, and what they need."""

from collections.abc import Sequence
from datetime import date, time
from typing import ClassVar

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
)
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from convene.events.catalogue import ROOM_FEATURES, RoomFeature
from convene.events.rules import LONGEST_EVENT_DAYS
from convene.programme.catalogue import (
    Presence,
)
from convene.programme.presence import (
    ALL_DAY,
    CannotBeRead,
    Said,
    day_span,
    fields_of,
    joined,
    painted,
    read_day,
    times_in,
    typed_of,
    within,
)
from convene.programme.structure import Window
from convene.web.fields import (
    LINE,
    ClockField,
    DayField,
    LineField,
    ManyField,
    TextField,
)
from convene.web.forms import Form
from convene.web.languages import say


class DayOfPresence(PlainForm):  # type: ignore[misc]
    """One day of the event: its times in a line, and the fields of the grid that are ticked."""

    day = HiddenField()
    typed = LineField(_("Times"))
    ticked = ManyField(validate_choice=False, choices=[])

    #: What the page knows of it: `SayWhenThere.offer`.
    on: date
    turns_at: time
    grid: range
    stood: tuple[Window, ...] = ()
    is_asked: bool = True

    def validate_typed(self, field: Field) -> None:
        if field.errors or not self.is_asked:
            return
        try:
            self._windows_typed()
        except CannotBeRead as wrong:
            raise ValidationError(say(wrong.sentence)) from None

    @property
    def windows(self) -> tuple[Window, ...]:
        """When somebody is there on this day; nothing where its line cannot be read."""
        try:
            typed = self._windows_typed()
        except CannotBeRead:
            return ()
        return read_day(self.on, typed, self.minutes_ticked, stood=self.stood, fields=self.grid, turns_at=self.turns_at)

    @property
    def minutes_ticked(self) -> frozenset[int]:
        known = {str(each): each for each in self.grid}
        return frozenset(known[each] for each in self.ticked.data or () if each in known)

    def _windows_typed(self) -> tuple[Window, ...]:
        words = ALL_DAY | {str(ALL_DAY_WORD).casefold()}
        languages = ("en", str(get_locale() or "en"))
        return times_in((self.typed.data or "")[:LINE], self.on, self.turns_at, words, languages)


#: What stands in a line for the whole of a day.
ALL_DAY_WORD = _("all day")
LONGEST_NEEDS = 1_000


class SayWhenThere(Form):
    """When somebody on stage can be there, and what they need."""

    days = FieldList(FormField(DayOfPresence), _("Times"), max_entries=LONGEST_EVENT_DAYS)
    presence = RadioField(_("When can you be there?"), validate_choice=False)
    arrives_on = DayField(_("You arrive on"))
    arrives_at = ClockField(_("At"))
    leaves_on = DayField(_("You leave on"))
    leaves_at = ClockField(_("At"))
    features = ManyField(_("What do you need in the room?"), validate_choice=False)
    needs = TextField(
        _("What else do you need?"),
        most=LONGEST_NEEDS,
        description=_("A table for samples, an adapter. Those who make the agenda read it."),
    )
    access_needs = TextField(
        _("What do you need to be able to take part?"),
        most=LONGEST_NEEDS,
        description=_(
            "A place for a wheelchair, captions, breaks. Only those organisers read it who may see private answers. It "
            "is forgotten 30 days after the event."
        ),
    )
    seen = HiddenField()
    #: The button that says it all.
    always = HiddenField()

    _no_times: ClassVar[LazyString] = _(
        "Paint or write at least one time. All the time, or not at all? There is an answer of its own for each."
    )
    _days: tuple[date, ...] = ()
    _stood: Said | None = None

    def offer(self, days: Sequence[date], turns_at: time, hours: tuple[int, int], stood: Said | None) -> None:
        """Say which days there are, which hours the grid shows, and what was said before."""
        self._days, self._stood = tuple(days), stood
        self.presence.choices = [
            (Presence.ALWAYS.value, str(_("All the time"))),
            (Presence.AT_TIMES.value, str(_("At some times"))),
        ]
        self.features.choices = [(each.value, say(words)) for each, words in ROOM_FEATURES.items()]
        windows, grid = (stood.windows if stood else ()), fields_of(hours)
        rows = {row.form.day.data: row for row in self.days}
        for on in self._days:
            if on.isoformat() not in rows:
                line = {"day": on.isoformat(), "typed": typed_of(windows, on, turns_at, str(ALL_DAY_WORD))}
                ticked = [str(each) for each in sorted(painted(within(windows, day_span(on, turns_at)), on, grid))]
                rows[on.isoformat()] = self.days.append_entry({**line, "ticked": ticked})
        # What was sent for a day that is none of the event's (any more) is left out.
        self.days.entries = [rows[on.isoformat()] for on in self._days]
        for on, row in zip(self._days, self.days, strict=True):
            row.form.on, row.form.turns_at, row.form.grid = on, turns_at, grid
            row.form.stood = within(windows, day_span(on, turns_at))
            row.form.is_asked = self.chosen is not Presence.ALWAYS

    @property
    def chosen(self) -> Presence | None:
        """What was chosen; where nothing was, times that are given say it."""
        if self.always.data:
            return Presence.ALWAYS
        return Presence(self.presence.data) if self.presence.data in set(Presence) else None

    @property
    def windows(self) -> tuple[Window, ...]:
        return joined(window for row in self.days for window in row.form.windows)

    @property
    def said(self) -> Said:
        presence = self.chosen or Presence.AT_TIMES
        private = self.access_needs.data if "access_needs" in self else None
        return Said(
            presence=presence,
            windows=self.windows if presence is Presence.AT_TIMES else (),
            arrives_on=self.arrives_on.data,
            arrives_at=self.arrives_at.data,
            leaves_on=self.leaves_on.data,
            leaves_at=self.leaves_at.data,
            features=tuple(each for each in RoomFeature if each.value in (self.features.data or ())),
            needs=self.needs.data or "",
            access_needs=private or "" if private is not None else None,
        )

    def validate_presence(self, field: Field) -> None:  # noqa: ARG002, the signature is WTForms'
        if any(row.form.typed.errors for row in self.days):
            return
        stood = self._stood.windows if self._stood else ()
        if self.chosen is Presence.ALWAYS and not self.always.data and self.windows not in {(), joined(stood)}:
            raise ValidationError(str(_("Choose “At some times”, or take away the times that you have given")))
        if self.chosen is not Presence.ALWAYS and not self.windows:
            raise ValidationError(str(self._no_times))

    def validate_arrives_at(self, field: Field) -> None:
        if field.data is not None and self.arrives_on.data is None and not self.arrives_on.errors:
            raise ValidationError(str(_("Enter the day as well")))

    def validate_leaves_at(self, field: Field) -> None:
        if field.data is not None and self.leaves_on.data is None and not self.leaves_on.errors:
            raise ValidationError(str(_("Enter the day as well")))

    def validate_leaves_on(self, field: Field) -> None:
        arrives, leaves = self.arrives_on.data, field.data
        if arrives is None or leaves is None or self.arrives_on.errors:
            return
        if (leaves, self.leaves_at.data or time.max) <= (arrives, self.arrives_at.data or time.min):
            raise ValidationError(str(_("Enter a day and a time after those of the arrival")))

    def validate_arrives_on(self, field: Field) -> None:
        if field.data is not None and self._days and field.data > self._days[-1]:
            raise ValidationError(str(_("The event is over by then. Enter one of its days, or one before.")))


class WriteDownWhenThere(SayWhenThere):
    """The same, as an organiser writes it down for somebody."""

    presence = RadioField(_("When can they be there?"), validate_choice=False)
    arrives_on = DayField(_("They arrive on"))
    leaves_on = DayField(_("They leave on"))
    features = ManyField(_("What do they need in the room?"), validate_choice=False)
    needs = TextField(
        _("What else do they need?"), most=LONGEST_NEEDS, description=_("Those who make the agenda read it.")
    )
    access_needs = TextField(
        _("What do they need to be able to take part?"),
        most=LONGEST_NEEDS,
        description=_("Only those who may see private answers read it. It is forgotten 30 days after the event."),
    )
    _no_times = _("Paint or write at least one time.")


class AvailabilityDay(Form):
    """By when those on stage shall have said when they can be there."""

    due_on = DayField(
        _("By when they shall have answered"),
        description=_("Who has not is reminded by mail three days before, and on the day. Empty: nobody is."),
    )
    seen = HiddenField()
