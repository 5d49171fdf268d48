"""The directory of participants."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from convene.registration.forms.fields import no_web_address
from convene.registration.services.directory import ShownAs
from convene.web.fields import AddressField, LineField, TextField, answered
from convene.web.forms import Form

LONGEST_PROJECT = 2_000


class SetDirectory(Form):
    """Whether participants may show themselves."""

    is_open = BooleanField(_("Participants can show themselves on the pages of this event"))


class ShowMe(Form):
    """Whether, and with what, somebody is shown among the participants."""

    is_shown = BooleanField(_("Show me among the participants"))
    organisation = BooleanField(_("with my organisation"))
    country = BooleanField(_("with my country"))
    project = TextField(_("What I work on"), [no_web_address], most=LONGEST_PROJECT, render_kw={"rows": 5})
    takes_messages = BooleanField(_("Others may write to me"))

    @property
    def shown(self) -> ShownAs | None:
        """None: not at all."""
        if not self.is_shown.data:
            return None
        return ShownAs(
            organisation=self.organisation.data,
            country=self.country.data,
            project=self.project.data or "",
            takes_messages=self.takes_messages.data,
        )


class WriteToParticipant(Form):
    """What a visitor writes to somebody who takes messages."""

    name = LineField(
        _("Your name"), [answered(_("Enter your name")), no_web_address], render_kw={"autocomplete": "name"}
    )
    email = AddressField(
        _("Your e-mail address"),
        [answered(_("Enter your e-mail address"))],
        description=_("They see it, so that they can answer."),
        render_kw={"autocomplete": "email"},
    )
    text = TextField(
        _("Message"), [answered(_("Write a message")), no_web_address], most=LONGEST_PROJECT, render_kw={"rows": 8}
    )
