"""What must hold in an agenda, and what is wished of one that is proposed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.events.catalogue import ROOM_FEATURES, RoomFeature
from convene.programme.catalogue import (
    MayMove,
    RuleKind,
)
from convene.programme.conditions import PlaceWishes
from convene.programme.forms.fields import MinutesField
from convene.programme.planning import Wishes
from convene.web.fields import (
    ClockField,
    ManyField,
    WholeNumberField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import lazy_say

#: Minutes of a pause that can be asked for, as a form sends them.
PAUSES = ("0", "5", "10", "15", "30")


class WishPlace(Form):
    """What the place of one session must be like."""

    is_pinned = BooleanField(_("It stays where it is when an agenda is proposed"))
    days = ManyField(_("Days on which it may be"), description=_("None chosen: any day."))
    not_before = ClockField(_("Not before"))
    not_after = ClockField(_("It must have ended by"))
    needs = ManyField(
        _("What its room must have"),
        choices=[SelectChoice(each.value, lazy_say(words)) for each, words in ROOM_FEATURES.items()],
    )
    seats = WholeNumberField(
        _("Seats at least"),
        [Optional(), NumberRange(1, 100_000, message=_("Enter a number of seats from 1 to 100000"))],
        render_kw={"inputmode": "numeric"},
    )
    seen = HiddenField()

    def offer_days(self, days: Iterable[tuple[date, str]]) -> None:
        """Say which days there are."""
        self.days.choices = [(on.isoformat(), words) for on, words in days]

    def validate_not_after(self, field: Field) -> None:
        if field.data is not None and self.not_before.data is not None and field.data <= self.not_before.data:
            raise ValidationError(str(_("Enter a time after the one before which it must not begin")))

    @property
    def wishes(self) -> PlaceWishes:
        return PlaceWishes(
            is_pinned=self.is_pinned.data,
            needs=frozenset(RoomFeature(each) for each in self.needs.data or ()),
            seats=self.seats.data,
            days=tuple(date.fromisoformat(each) for each in self.days.data or ()),
            not_before=self.not_before.data,
            not_after=self.not_after.data,
        )


class AddRule(Form):
    """What two or more sessions have to do with each other."""

    kind = RadioField(
        _("These sessions must be"),
        choices=[
            SelectChoice(RuleKind.IN_ORDER.value, _("in this order")),
            SelectChoice(RuleKind.BACK_TO_BACK.value, _("one right after the other, in one room")),
            SelectChoice(RuleKind.NOT_PARALLEL.value, _("never at the same time")),
            SelectChoice(RuleKind.SAME_DAY.value, _("on the same day")),
            SelectChoice(RuleKind.DIFFERENT_DAYS.value, _("on different days")),
            SelectChoice(RuleKind.SAME_ROOM.value, _("in the same room")),
        ],
        default=RuleKind.IN_ORDER.value,
    )
    first = SelectField(_("First session"))
    second = SelectField(_("Second session"))
    third = SelectField(_("Third session"))
    fourth = SelectField(_("Fourth session"))
    gap = MinutesField(_("Minutes between them, at least"), description=_("Of an order only: a pause, or lunch."))

    def offer_sessions(self, sessions: Iterable[tuple[UUID, str]]) -> None:
        """Say which sessions there are."""
        choices = [(str(session_id), words) for session_id, words in sessions]
        for one in self.asked:
            one.choices = [("", str(_("Choose a session"))), *choices]

    @property
    def asked(self) -> tuple[Field, ...]:
        return self.first, self.second, self.third, self.fourth

    @property
    def session_ids(self) -> list[UUID]:
        return [UUID(one.data) for one in self.asked if one.data]


class SayWays(Form):
    """How long people walk."""

    walk = WholeNumberField(
        _("Minutes between rooms"),
        [Optional(), NumberRange(0, 120, message=_("Enter minutes from 0 to 120"))],
        render_kw={"inputmode": "numeric"},
    )
    walk_between = WholeNumberField(
        _("Minutes between buildings"),
        [Optional(), NumberRange(0, 120, message=_("Enter minutes from 0 to 120"))],
        description=_("Which building a room is in is said with the room."),
        render_kw={"inputmode": "numeric"},
    )


class AskForProposal(Form):
    """What an organiser wishes of an agenda that is proposed."""

    scope = RadioField(
        _("What may be moved?"),
        choices=[
            SelectChoice(MayMove.UNPLACED.value, _("Only what has no place yet. All that stands stays.")),
            SelectChoice(MayMove.LEAST.value, _("As little as possible: what clashes, and what has no place yet.")),
            SelectChoice(MayMove.ALL.value, _("Everything but breaks and what is for everybody.")),
        ],
        default=MayMove.UNPLACED.value,
    )
    from_time = ClockField(_("Not before"), [answered(_("Enter when the day begins, like 9:00"))])
    until_time = ClockField(_("Not after"), [answered(_("Enter when the day ends, like 17:30"))])
    step = SelectField(
        _("Sessions begin"),
        choices=[
            SelectChoice("5", _("every 5 minutes")),
            SelectChoice("10", _("every 10 minutes")),
            SelectChoice("15", _("every 15 minutes")),
            SelectChoice("30", _("every 30 minutes")),
            SelectChoice("60", _("on the hour")),
        ],
        default="15",
    )
    sees_stars = BooleanField(_("What the same people starred is not at the same time"), default=True)
    keeps_tracks_apart = BooleanField(_("Sessions of one track are not at the same time"), default=True)
    keeps_tracks_in_a_room = BooleanField(_("A track stays in one room on a day"), default=True)
    fits_rooms = BooleanField(_("What many starred is in a large room"), default=True)
    pause = SelectField(
        _("Pause between sessions"),
        choices=[
            SelectChoice("0", _("no pause")),
            SelectChoice("5", _("5 minutes")),
            SelectChoice("10", _("10 minutes")),
            SelectChoice("15", _("15 minutes")),
            SelectChoice("30", _("30 minutes")),
        ],
        default="0",
        description=_("In one room, and for everybody on stage."),
    )

    def validate_until_time(self, field: Field) -> None:
        if field.data is not None and self.from_time.data is not None and field.data <= self.from_time.data:
            raise ValidationError(str(_("Enter a time after the one when the day begins")))

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            scope=MayMove(self.scope.data),
            from_time=self.from_time.data,
            until_time=self.until_time.data,
            step=int(self.step.data),
            sees_stars=self.sees_stars.data,
            keeps_tracks_apart=self.keeps_tracks_apart.data,
            keeps_tracks_in_a_room=self.keeps_tracks_in_a_room.data,
            fits_rooms=self.fits_rooms.data,
            pause=int(self.pause.data),
        )
