"""Tracks."""

from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    RadioField,
)

from convene.events.catalogue import Dye
from convene.programme.catalogue import (
    LONGEST,
)
from convene.web.fields import (
    LineField,
    answered,
)
from convene.web.forms import Form


class EditTrack(Form):
    """A track."""

    name = LineField(_("Name"), [answered(_("Enter a name"))], most=LONGEST.track)
    dye = RadioField(_("Dye"), default=Dye.PETROL.value)
    seen = HiddenField()


class AddTrack(Form):
    """A new track; it gets the next dye in turn."""

    name = LineField(_("Name of a new track"), [answered(_("Enter a name"))], most=LONGEST.track)
