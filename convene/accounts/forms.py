from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField
from wtforms.validators import Length

from convene.accounts.rules import SHORTEST_PASSWORD
from convene.web.fields import AddressField, LineField, answered
from convene.web.forms import Form


class MailMeALink(Form):
    """Sign in by a mailed link."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter your e-mail address"))], render_kw={"autocomplete": "email"}
    )
    next = HiddenField()


class SignInByPassword(Form):
    """Sign in by a password, where one was set."""

    email = AddressField(
        _("E-mail address"),
        [answered(_("Enter your e-mail address"))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [answered(_("Enter your password")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ConfirmSignIn(Form):
    """One button: a mail scanner that opens every link presses none."""

    next = HiddenField()


class ChangeAccount(Form):
    """What others see of an account."""

    name = LineField(_("Your name"), [answered(_("Enter your name"))], render_kw={"autocomplete": "name"})


class SetPassword(Form):
    """A new password."""

    password = PasswordField(
        _("New password"),
        [
            answered(_("Enter a password")),
            Length(
                min=SHORTEST_PASSWORD,
                max=1000,
                message=_(
                    "Make it %(shortest)s characters or longer: four words are easy to remember.",
                    shortest=SHORTEST_PASSWORD,
                ),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )
