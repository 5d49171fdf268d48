"""Somebody is moved to another group, by hand."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField

from convene.web.forms import Form

NOWHERE = "none"


class MovePerson(Form):
    """To which group of a round somebody goes. `seen`: where they sat when the page was opened."""

    group = RadioField(_("Group"))
    seen = HiddenField(default="")

    def offer(self, groups: Iterable[tuple[str, str]]) -> None:
        self.group.choices = [*groups, (NOWHERE, _("In no group"))]
