"""The day itself: the door and the badges."""

from uuid import uuid4

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice, SelectField

from convene.registration.catalogue import BadgeLayout, Whom
from convene.web.fields import AddressField, LineField, answered
from convene.web.forms import Form


class LetIn(Form):
    """Somebody who stands at the door and is not on the list."""

    name = LineField(_("Full name"), [answered(_("Enter their full name"))], render_kw={"autocomplete": "off"})
    organisation = LineField(_("Organisation"), render_kw={"autocomplete": "off"})
    email = AddressField(
        _("E-mail address"),
        description=_("For their link and their certificate. Without it nothing is mailed to them."),
        render_kw={"autocomplete": "off"},
    )
    session = HiddenField()
    #: The act, so that a second press of the button is the same one.
    slip = HiddenField(default=lambda: str(uuid4()))


class NameThisDesk(Form):
    """How a desk is called when another one reads who checked somebody in."""

    desk = LineField(_("Name of this desk"), most=40, render_kw={"autocomplete": "off"})


class ChooseBadges(Form):
    """Which badges, and how they lie on paper. In the address of the page, so that a preview changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    whom = SelectField(
        _("Of whom"),
        choices=[
            SelectChoice(Whom.IN_PERSON.value, _("Everybody who comes in person")),
            SelectChoice(Whom.NEW.value, _("Of these, who was not printed yet, or has changed since")),
            SelectChoice(Whom.ALL.value, _("Everybody with a place, also online")),
        ],
    )
    layout = SelectField(
        _("On"),
        choices=[
            SelectChoice(BadgeLayout.EIGHT.value, _("A4, 8 of 90 × 55 mm")),
            SelectChoice(BadgeLayout.TEN.value, _("A4, 10 of 85 × 54 mm")),
            SelectChoice(BadgeLayout.SINGLE.value, _("One a page, 90 × 55 mm")),
        ],
    )
