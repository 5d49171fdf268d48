"""Letters to many, and the words of a decision."""

from uuid import UUID, uuid4

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.registration.catalogue import LONGEST_REASON
from convene.registration.forms.fields import WallTimeField, WordsForm
from convene.registration.rules.mailings import When
from convene.spelling import id_in
from convene.web.fields import ClockField, LineField, WholeNumberField

MOST_DAYS_BEFORE = 365


class WriteLetter(WordsForm):
    """A letter to a group, and when it goes out."""

    key = HiddenField()
    place = HiddenField(default="0")
    when = RadioField(
        _("When it goes out"),
        choices=[
            SelectChoice("now", _("Now")),
            SelectChoice("at", _("On a day, at a time")),
            SelectChoice("before", _("Some days before the event begins; it moves with the event")),
        ],
        default="now",
    )
    at_local = WallTimeField(_("Day and time"), [Optional()])
    days_before = WholeNumberField(
        _("Days before"),
        [Optional(), NumberRange(min=0, max=MOST_DAYS_BEFORE, message=_("Enter a number of days from 0 to 365"))],
    )
    at_time = ClockField(_("At"))

    def validate_at_local(self, field: Field) -> None:
        if self.when.data == "at" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter the day and the time at which it goes out")))

    def validate_days_before(self, field: Field) -> None:
        if self.when.data == "before" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter how many days before the event it goes out")))

    def validate_at_time(self, field: Field) -> None:
        if self.when.data == "before" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter the time at which it goes out, like 09:00")))

    @property
    def act(self) -> str:
        """What the button that was pressed asks for: to look at it, to mail it to oneself, to send or plan it."""
        return request.form.get("act", "look")

    @property
    def mailing_id(self) -> UUID:
        return id_in(self.key.data) or uuid4()

    @property
    def is_sent(self) -> bool:
        return request.method == "POST"

    @property
    def planned(self) -> When:
        if self.when.data == "at":
            return When(at_local=self.at_local.data)
        if self.when.data == "before":
            return When(days_before=self.days_before.data, at_time=self.at_time.data)
        return When()


class Decide(WordsForm):
    """What is decided on registrations, why, and the mail that says so."""

    people = HiddenField()
    reason = LineField(_("Reason"), most=LONGEST_REASON)
    beyond = BooleanField(_("Also beyond the places that there are"))
