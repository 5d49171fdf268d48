"""What comes into the calendar of somebody who has a place."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice

from convene.registration.catalogue import ByMail
from convene.web.forms import Form


class OwnCalendar(Form):
    """What they want there by mail."""

    by_mail = RadioField(
        _("What we mail you for your calendar"),
        choices=[
            SelectChoice(ByMail.SESSIONS.value, _("An invitation for each session that I sign up for")),
            SelectChoice(ByMail.EVENT.value, _("One invitation for the whole event")),
            SelectChoice(ByMail.NOTHING.value, _("No invitations")),
        ],
    )

    @property
    def wanted(self) -> ByMail:
        """What was chosen."""
        return ByMail(self.by_mail.data)
