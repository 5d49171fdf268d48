"""How much care an event takes, and who is named for safeguarding."""

import re
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from convene.events.catalogue import SENSITIVITIES
from convene.events.models import Event
from convene.events.queries import said_of_safeguarding
from convene.spelling import id_in
from convene.web.fields import LineField, answered
from convene.web.forms import Form
from convene.web.languages import say
from convene.web.meanwhile import mark_of

ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
PHONE = re.compile(r"\+?[\d\s()./-]{5,40}")


class ChooseSensitivity(Form):
    """The profile of an event."""

    #: The field that says that this half of the page was sent.
    FIRST = "sensitivity"

    sensitivity = RadioField(_("Profile"), [answered(_("Choose a profile"))])

    def __init__(self, event: Event, **kwargs: Any) -> None:
        super().__init__(obj=event, **kwargs)
        self.sensitivity.choices = [SelectChoice(each, say(name)) for each, name in SENSITIVITIES.items()]


class Decide(Form):
    """What becomes of a wish for less care: `asked` names the wish that stood on the page."""

    asked = HiddenField()

    @property
    def asked_id(self) -> UUID | None:
        """The wish; what is no id names none that waits."""
        return id_in(self.asked.data)


class SafeguardingLead(Form):
    """Who is named in public, and how they are reached."""

    FIRST = "contact"

    name = LineField(_("Name"))
    contact = LineField(_("E-mail address or phone number"), most=320)
    seen = HiddenField()

    def __init__(self, event: Event, **kwargs: Any) -> None:
        said = said_of_safeguarding(event)
        super().__init__(data={**said, "seen": mark_of(said)}, **kwargs)

    def validate_name(self, field: Any) -> None:
        if self.contact.data and not field.data:
            raise ValidationError(_("Enter the name of the person behind this address or number"))

    def validate_contact(self, field: Any) -> None:
        if self.name.data and not field.data:
            raise ValidationError(_("Enter how people reach this person"))
        if field.data and not (ADDRESS.fullmatch(field.data) or PHONE.fullmatch(field.data)):
            raise ValidationError(_("Enter an e-mail address, or a phone number like +66 2 123 4567"))
