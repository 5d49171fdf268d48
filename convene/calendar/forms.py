from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectChoice

from convene.engines.ics import LONGEST_COMMENT, Answer
from convene.web.fields import LineField, answered
from convene.web.forms import Form, OneButton


class OwnAnswer(Form):
    """Whether somebody who was invited comes, as they say it themselves."""

    answer = RadioField(
        _("Will you come?"),
        [answered(_("Choose one of the three"))],
        choices=[
            SelectChoice(Answer.ACCEPTED.value, _("I will come")),
            SelectChoice(Answer.TENTATIVE.value, _("Perhaps")),
            SelectChoice(Answer.DECLINED.value, _("I will not come")),
        ],
    )
    comment = LineField(_("A line to those who organise it"), most=LONGEST_COMMENT)

    @property
    def said(self) -> Answer:
        """What was chosen."""
        return Answer(self.answer.data)


class OwnAddress(OneButton):
    """The buttons beside the address of a calendar of one's own: make it, make it anew, take it away."""

    stop = HiddenField()

    @property
    def is_to_stop(self) -> bool:
        """Whether it is to open nothing any more."""
        return bool(self.stop.data)
