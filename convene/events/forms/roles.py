"""Who shall have which role, and how the team is called."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from convene.events.catalogue import ROLES
from convene.permissions.catalogue import Role
from convene.web.fields import (
    AddressField,
    LineField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import say


class Invite(Form):
    """Somebody who shall have a role, by address."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter an e-mail address"))], render_kw={"autocomplete": "off"}
    )
    role = SelectField(_("Role"), default=Role.ORGANISER)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = roles()


class ChangeRole(Form):
    """Another role for somebody."""

    role = SelectField(_("Role"))

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = roles()


class TeamName(Form):
    """How a team is called on its events."""

    name = LineField(_("Name of the team"), [answered(_("Enter the name of the team"))])


def roles() -> list[SelectChoice]:
    """The roles, the one that may most first. What each may do stands below: in a list it would be cut."""
    return [SelectChoice(role, say(words.name)) for role, words in ROLES.items()]
