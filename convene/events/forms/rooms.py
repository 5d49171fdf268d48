"""What a room is asked."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice
from wtforms.validators import NumberRange, Optional

from convene.events.catalogue import LONGEST_BUILDING, LONGEST_ROOM, LONGEST_ROOM_NOTE, ROOM_FEATURES
from convene.events.models import Room
from convene.events.queries import said_of
from convene.web.fields import (
    LineField,
    ManyField,
    WholeNumberField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import lazy_say
from convene.web.meanwhile import mark_of


class RoomForm(Form):
    """A room."""

    name = LineField(_("Name"), [answered(_("Enter the name of the room"))], most=LONGEST_ROOM)
    capacity = WholeNumberField(
        _("Seats"),
        [Optional(), NumberRange(1, 100_000, message=_("Enter a number of seats from 1 to 100000"))],
        render_kw={"inputmode": "numeric"},
    )
    note = LineField(_("What people need to know"), most=LONGEST_ROOM_NOTE)
    building = LineField(_("Building"), most=LONGEST_BUILDING)
    features = ManyField(
        _("What it has"),
        choices=[SelectChoice(each.value, lazy_say(words)) for each, words in ROOM_FEATURES.items()],
    )


class ChangeRoom(RoomForm):
    """A room that is there."""

    seen = HiddenField()

    def __init__(self, room: Room) -> None:
        super().__init__(obj=room, seen=mark_of(said_of(room)))
