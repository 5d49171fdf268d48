"""A day that runs late."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import ValidationError

from convene.programme.catalogue import (
    GoesOut,
    Group,
)
from convene.programme.forms.fields import MinutesField, revision_in
from convene.programme.lateness import MOST_MINUTES
from convene.programme.services.publishing import Telling
from convene.programme.services.running_late import Seen
from convene.web.forms import Form

#: In which way a day is moved, and the button that shows it to readers in the same moment.
LATER, EARLIER = "later", "earlier"
PUBLISH = "publish"


class HowLate(Form):
    """By how much a day is late, or early, and from which session on: what would move is looked at by an address."""

    begin = SelectField(_("From which session on?"))
    minutes = MinutesField(_("By how many minutes?"), default=10)
    to = SelectField(
        _("Later or earlier?"),
        choices=[SelectChoice(LATER, _("later")), SelectChoice(EARLIER, _("earlier"))],
        default=LATER,
    )

    class Meta(Form.Meta):
        csrf = False  # it asks, and changes nothing

    def validate_minutes(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(str(_("Enter minutes, like 10")))
        if field.data > MOST_MINUTES:
            raise ValidationError(str(_("A day can be moved by four hours at the most. Move its sessions one by one.")))

    @property
    def by(self) -> int:
        """Below 0: earlier."""
        minutes = self.minutes.data or 0
        return -minutes if self.to.data == EARLIER else minutes


class MoveTheDay(Form):
    """Move what was looked at: what stood on the page, and what of it readers see at once."""

    asked_at = HiddenField()
    day_seen = HiddenField()
    revision = HiddenField()
    frame_seen = HiddenField()
    goes_out = RadioField(
        _("What do readers see?"),
        choices=[
            SelectChoice(GoesOut.THIS.value, _("Only this move. Whatever else was changed in the draft waits.")),
            SelectChoice(GoesOut.EVERYTHING.value, _("The whole draft: this move, and everything below.")),
        ],
        default=GoesOut.THIS.value,
    )
    mails = BooleanField(_("Mail those on stage, and those signed up, that their session moves"))
    act = HiddenField()

    @property
    def tells(self) -> Telling:
        """Whom it is told by mail."""
        groups = {Group.ON_STAGE, Group.SIGNED_UP} if self.mails.data and self.act.data == PUBLISH else set()
        return Telling(frozenset(groups))

    @property
    def out(self) -> GoesOut:
        return GoesOut(self.goes_out.data) if self.act.data == PUBLISH else GoesOut.NOTHING

    @property
    def looked_at(self) -> datetime | None:
        """The instant at which the page was made; None: it does not say."""
        try:
            found = datetime.fromisoformat(self.asked_at.data or "")
        except ValueError:
            return None
        return found if found.tzinfo is not None else None

    @property
    def seen(self) -> Seen:
        return Seen(self.day_seen.data or "", revision_in(self.revision.data), self.frame_seen.data)
