"""Invitations, and whom the organisers mean to have."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional

from convene.registration.catalogue import Attribute
from convene.registration.forms.fields import MOST_PLACES, rows_and_none
from convene.registration.queries.admission import Counted
from convene.web.fields import LineField, WholeNumberField, answered
from convene.web.forms import Form, RowsField


class InviteForm(Form):
    """People to put on the list of the invited."""

    people = RowsField(
        _("People to invite"),
        [answered(_("Enter at least one person"))],
        render_kw={"rows": 10, "spellcheck": "false"},
    )
    ticket_kind = SelectField(_("Way of taking part"), default="", validate_choice=True)
    quota = SelectField(_("Places kept for"), default="", validate_choice=True)

    def __init__(self, tickets: Sequence[Counted], quotas: Sequence[Counted], **options: Any) -> None:
        super().__init__(**options)
        self.ticket_kind.choices = rows_and_none(tickets, _("Their choice"))
        self.quota.choices = rows_and_none(quotas, _("Nobody in particular"))


class SetTarget(Form):
    """How many of one kind are wished for."""

    attribute = SelectField(
        _("What"),
        choices=[
            SelectChoice(Attribute.SECTOR.value, _("Sector")),
            SelectChoice(Attribute.COUNTRY.value, _("Country")),
            SelectChoice(Attribute.EXPERTISE.value, _("Expertise")),
        ],
    )
    value = LineField(_("Which"), [answered(_("Enter which"))], most=100)
    wanted = WholeNumberField(
        _("Wished for"), [Optional(), NumberRange(min=0, max=MOST_PLACES, message=_("Enter a whole number"))]
    )
