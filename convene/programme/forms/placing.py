"""Where a session stands, and when."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    HiddenField,
    SelectField,
)
from wtforms.validators import ValidationError

from convene.programme.forms.fields import MinutesField
from convene.programme.structure import Place
from convene.spelling import id_in
from convene.web.fields import (
    ClockField,
    DayField,
)
from convene.web.forms import Form


class WhereAndWhen(Form):
    """The part about time and room, for the session's own form and the short one."""

    day = SelectField(_("Day"))
    starts = ClockField(_("Begins"))
    room = SelectField(_("Room"))
    second_hour = BooleanField(_("The second time that the clocks show this hour"))

    def offer_places(self, days: Iterable[tuple[date, str]], rooms: Iterable[tuple[UUID, str]]) -> None:
        """Say which days and rooms there are."""
        self.day.choices = [("", str(_("Not placed yet"))), *((on.isoformat(), words) for on, words in days)]
        self.room.choices = [("", str(_("No room: for everybody"))), *((str(room_id), name) for room_id, name in rooms)]

    def show(self, said: Mapping[str, object]) -> None:
        """Fill in what is said of a session now (`queries.said_of_session`, or `said_of_place`)."""
        for name, value in said.items():
            if not isinstance(self[name], FieldList):
                self[name].data = value

    def validate_starts(self, field: Field) -> None:
        if self.day.data and field.data is None:
            raise ValidationError(str(_("Enter when it begins, or choose “Not placed yet”")))

    def validate_day(self, field: Field) -> None:
        if self.starts.data is not None and not field.data:
            raise ValidationError(str(_("Choose the day, or leave the time empty")))

    @property
    def place(self) -> Place | None:
        """Where it shall stand; None: in the tray."""
        if not self.day.data or self.starts.data is None:
            return None
        room = UUID(self.room.data) if self.room.data else None
        return Place(date.fromisoformat(self.day.data), self.starts.data, room, int(self.second_hour.data))

    @property
    def room_id(self) -> UUID | None:
        return UUID(self.room.data) if self.room.data else None


class MoveSession(WhereAndWhen):
    """“Move to…”: day, time, room and length of one session. `anyway` names the place whose warnings were read."""

    minutes = MinutesField(_("Minutes"))
    seen = HiddenField()
    anyway = HiddenField()

    def validate_minutes(self, field: Field) -> None:
        if field.data is None and not field.errors:  # what was typed and is no length has its own sentence
            raise ValidationError(str(_("Enter how long it lasts")))

    @property
    def where_and_how_long(self) -> str:
        """What the warnings were about."""
        return f"{self.place} {self.minutes.data}"


class SwapOnGrid(Form):
    """Two sessions of the grid that change places, each as it was seen."""

    other = HiddenField()
    seen = HiddenField()
    seen_other = HiddenField()


class SwapSessions(Form):
    """Another session to change places with: a choice is its code, and the mark of where it was seen."""

    #: Of one that was moved since its mark is none of the choices: the use case tells that.
    other = SelectField(_("Change places with"), validate_choice=False)
    seen = HiddenField()

    def offer_sessions(self, sessions: Iterable[tuple[str, str]]) -> None:
        """Say with which."""
        self.other.choices = [("", str(_("Choose a session"))), *sessions]

    @property
    def code(self) -> str:
        return str(self.other.data or "").partition(" ")[0]

    @property
    def seen_other(self) -> str:
        return str(self.other.data or "").partition(" ")[2]

    def validate_other(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_("Choose a session")))


class DropSession(Form):
    """Where a session was dropped on the grid, and how long it is there; no day: it is back in the tray.

    Which days and rooms there are the use case knows: to offer them here would read the whole draft once more.
    """

    day = DayField(_("Day"))
    starts = ClockField(_("Begins"))
    room = HiddenField()
    second_hour = BooleanField()
    minutes = MinutesField(_("Minutes"))
    seen = HiddenField()

    def validate_room(self, field: Field) -> None:
        if field.data and id_in(field.data) is None:
            raise ValidationError(str(_("Choose a room")))

    @property
    def place(self) -> Place | None:
        """Where it shall stand; None: in the tray."""
        if self.day.data is None or self.starts.data is None:
            return None
        return Place(self.day.data, self.starts.data, id_in(self.room.data), int(self.second_hour.data))
