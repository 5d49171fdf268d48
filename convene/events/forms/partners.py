"""What a partner is asked."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from convene.errors import Refused
from convene.events.catalogue import PartnerRole
from convene.events.models import Partner
from convene.events.queries import said_of
from convene.files.pictures import Picture, made_anew
from convene.sentences import says
from convene.web.fields import LineField, WebAddressField, answered
from convene.web.forms import Form
from convene.web.languages import say
from convene.web.meanwhile import mark_of

ROLES = [
    SelectChoice(PartnerRole.HOST, _("Host")),
    SelectChoice(PartnerRole.CO_HOST, _("Co-host")),
    SelectChoice(PartnerRole.SUPPORTER, _("Supporter")),
    SelectChoice(PartnerRole.VENUE, _("Venue")),
]


class PartnerForm(Form):
    """A partner."""

    name = LineField(_("Name"), [answered(_("Enter the name of the partner"))])
    role = RadioField(_("What it is to the event"), [answered(_("Choose what it is to the event"))], choices=ROLES)
    website = WebAddressField(_("Website"))
    logo = FileField(
        _("Logo"),
        description=_("JPEG, PNG, WebP or GIF; 10 MB or less. It stands on white, light and dark."),
    )

    #: What was sent, as it will be stored.
    picture: Picture | None = None

    def validate_logo(self, field: Any) -> None:
        if field.data:
            try:
                self.picture = made_anew(field.data.read())
            except Refused as refused:
                raise ValidationError(say(refused.sentence)) from None

    def tell_what_is_lost(self) -> None:
        if self.picture is not None:
            self.add_error(says("Choose the logo again: it could not be kept."), "logo")


class ChangePartner(PartnerForm):
    """A partner that is there."""

    removes_logo = BooleanField(_("Take the logo away"))
    seen = HiddenField()

    def __init__(self, partner: Partner) -> None:
        super().__init__(obj=partner, seen=mark_of(said_of(partner)))
