"""Fields and checks that several forms of registration share."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, Field, SelectChoice, SelectField
from wtforms.validators import StopValidation, ValidationError

from convene.registration.queries.admission import Counted
from convene.registration.rules.letters import Words
from convene.registration.rules.opening import has_web_address
from convene.web.fields import LineField, TextField, answered
from convene.web.forms import Form
from convene.web.languages import countries, country_codes

MOST_PLACES = 1_000_000


LONGEST_LETTER = 10_000


def no_web_address(form: Any, field: Field) -> None:  # noqa: ARG001, the signature is WTForms'
    if field.data and has_web_address(field.data):
        raise ValidationError(_("Leave web addresses out"))


def places_given(form: Any, field: Field) -> None:  # noqa: ARG001, the signature is WTForms'
    """A number must be given; none is one."""
    if field.data is None and not field.process_errors:
        raise StopValidation(_("Enter how many places"))


class CountryField(SelectField):  # type: ignore[misc]
    """A country by its code, or none."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, default="", choices=self._countries_and_none, **more)

    @staticmethod
    def _countries_and_none() -> list[SelectChoice]:
        return [SelectChoice(code, name) for code, name in [("", ""), *countries()]]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Looked up: to walk through 250 names takes longer than to check all other answers."""
        if self.data and self.data not in country_codes():
            raise ValidationError(self.gettext("Not a valid choice."))


class WallTimeField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time on the wall, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Enter a day and a time, like 2027-03-04 18:00")) from None


class WordsForm(Form):
    """A mail as organisers write it, before it goes."""

    subject = LineField(_("Subject"), [answered(_("Write a subject"))])
    text = TextField(_("Text"), [answered(_("Write the text"))], most=LONGEST_LETTER, render_kw={"rows": 12})

    @property
    def words(self) -> Words:
        """What was written, and `answered`."""
        return Words(self.subject.data, self.text.data)


def rows_and_none(rows: Sequence[Counted], none: Any) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(str(each.row.id), getattr(each.row, "name", "")) for each in rows)]
