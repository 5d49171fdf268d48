"""Fields that clean what people type before anything else sees it.

Pasted text brings control characters, odd spaces, lone surrogates and direction marks that reorder what follows.
They are taken out here, once, so that no page, mail, calendar or sheet has to defend itself again; `convene.spelling`
says how.
"""

import re
from datetime import time
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext
from wtforms import (
    DateField,
    EmailField,
    Field,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from convene.spelling import clean_line, clean_text

LINE = 200
TEXT = 20_000
LONGEST_WORD = 2_000


def _clean_line_filter(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


def _clean_text_filter(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


class LineField(StringField):  # type: ignore[misc]
    """One line of text, at most `most` characters. Empty becomes ""."""

    def __init__(self, label: Any = None, validators: Any = (), most: int = LINE, **options: Any) -> None:
        too_long = lazy_gettext("Shorten this to %(most)s characters or fewer.", most=most)
        super().__init__(
            label, [*validators, Length(max=most, message=too_long)], **_cleaned(options, _clean_line_filter)
        )


class TextField(TextAreaField):  # type: ignore[misc]
    """Several lines of text, at most `most` characters."""

    def __init__(self, label: Any = None, validators: Any = (), most: int = TEXT, **options: Any) -> None:
        too_long = lazy_gettext("Shorten this to %(most)s characters or fewer.", most=most)
        super().__init__(
            label, [*validators, Length(max=most, message=too_long)], **_cleaned(options, _clean_text_filter)
        )


class AddressField(EmailField):  # type: ignore[misc]
    """An e-mail address. Its shape is checked; whether the domain takes mail is left to the mail server."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        super().__init__(label, [*validators, _must_be_an_address], **_cleaned(options, _clean_line_filter))


class WebAddressField(URLField):  # type: ignore[misc]
    """A link that may stand on a page: http or https, nothing else (`javascript:` is a link, too)."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        super().__init__(
            label,
            [*validators, Length(max=2000), _must_be_a_web_address],
            **_cleaned(options, _clean_line_filter),
        )


class WordField(TextField):
    """What organisers add to a mail, as plain text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lazy_gettext("A word of yours"), most=LONGEST_WORD, render_kw={"rows": 5}, **options)


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number of at most nine digits, or nothing.

    More digits are a slip or an attack: no column holds them, and what compares such a number may fail on it. So they
    are refused before any validator sees them.
    """

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        typed = clean_line(" ".join(valuelist)) if valuelist else ""
        if re.fullmatch(r"[+-]?\d{10,}", typed):
            raise ValueError(lazy_gettext("Enter a number of nine digits or fewer"))
        if typed and not re.fullmatch(r"[+-]?\d+", typed):
            raise ValueError(lazy_gettext("Enter a whole number"))
        self.data = int(typed) if typed else None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002, the signature is WTForms'
        if self.process_errors:
            raise StopValidation  # what is wrong with it is said already


class DayField(DateField):  # type: ignore[misc]
    """A date, as the browser's own control sends it or as people type it: 2027-03-04, 4.3.2027, 4/3/2027."""

    data: Any

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
        super().__init__(label, [*validators, _must_be_a_day_of_our_time], format=formats, **options)

    def process_formdata(self, valuelist: Any) -> None:
        typed = clean_line(" ".join(valuelist)) if valuelist else ""
        if not typed:
            self.data = None
            return
        try:
            super().process_formdata([typed])
        except ValueError:
            raise ValueError(lazy_gettext("Enter a date like 2027-03-04")) from None


class ClockField(StringField):  # type: ignore[misc]
    """A time on the wall: "9:30", "09.30", "0930", "9h30", "9"."""

    data: Any

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else (f"{self.data:%H:%M}" if self.data else "")

    def process_formdata(self, valuelist: Any) -> None:
        typed = clean_line(" ".join(valuelist)).lower() if valuelist else ""
        self.data = clock_in(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(lazy_gettext("Enter a time like 09:30"))


def clock_in(typed: str) -> time | None:
    """The time that somebody means, or None."""
    found = re.fullmatch(r"(\d{1,2})(?: ?[:.h] ?(\d{2})?)?(?::00)?", typed) or re.fullmatch(r"(\d{2})(\d{2})", typed)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _cleaned(options: dict[str, Any], clean: Any) -> dict[str, Any]:
    return {**options, "filters": (clean, *options.get("filters", ()))}


def answered(sentence: Any) -> Any:
    """A validator: something must be given, else `sentence`, which says what to do ("Enter your name")."""

    def must_be_answered(form: Any, field: Field) -> None:  # noqa: ARG001, the signature is WTForms'
        if field.process_errors:
            raise StopValidation  # something was given, and what is wrong with it is said already
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(sentence))

    # Not HTML's `required`: the browser's own bubbles come in its language, vanish, and are read by few readers.
    must_be_answered.field_flags = {}  # type: ignore[attr-defined]
    return must_be_answered


def _must_be_a_day_of_our_time(form: Any, field: Field) -> None:  # noqa: ARG001
    # Zones and calendar files can say nothing sensible about the year 1, and some programs break on it.
    if field.data is not None and not 1970 <= field.data.year <= 2100:
        raise ValidationError(lazy_gettext("Enter a year between 1970 and 2100"))


def _must_be_an_address(form: Any, field: Field) -> None:  # noqa: ARG001
    if not field.data:
        return
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", field.data):
            raise ValidationError(
                lazy_gettext("This address cannot receive mail. Check it on both sides of the @.")
            ) from None
        raise ValidationError(lazy_gettext("Enter an e-mail address with an @, like name@example.org")) from None


#: A host by its name or number, perhaps a port, and whatever follows. It is asked for so that what only begins like an
#: address (`https://java script:alert(1)`) is told now, and not by the browser of whoever follows it.
HOST_AND_ON = r"(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?#].*)?"
WEB_ADDRESS = re.compile(r"(?i:https?)://(?:[^\s/?#@]*@)?" + HOST_AND_ON)


def _must_be_a_web_address(form: Any, field: Field) -> None:  # noqa: ARG001
    if not field.data:
        return
    if "://" not in field.data and "." in field.data and re.fullmatch(HOST_AND_ON, field.data):
        field.data = "https://" + field.data
    if not field.data.lower().startswith(("http://", "https://")):
        raise ValidationError(lazy_gettext("Enter a web address that begins with https://"))
    if not WEB_ADDRESS.fullmatch(field.data):
        raise ValidationError(lazy_gettext("Enter a web address like https://example.org"))


class ManyField(SelectMultipleField):  # type: ignore[misc]
    """Any number of a few, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
