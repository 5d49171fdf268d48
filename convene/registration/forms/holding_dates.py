"""For whom the days of an event are held."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from convene.sentences import says
from convene.web.forms import Form


class SaveTheDate(Form):
    """Whose calendars the days go into."""

    on_stage = BooleanField(_("Those on stage"))
    invited = BooleanField(_("Those who are invited, and have not said that they cannot come"))

    def is_answered(self) -> bool:
        """Whether it was sent, and somebody was chosen."""
        if not super().is_answered():
            return False
        if not (self.on_stage.data or self.invited.data):
            self.add_error(says("Choose for whom the dates are held."), "on_stage")
            return False
        return True
