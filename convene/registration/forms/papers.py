"""Letters for a visa and certificates."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField

from convene.web.fields import LineField, TextField, answered
from convene.web.forms import Form

MOST_LETTER_WORDS = 1_500


MOST_CERTIFICATE_WORDS = 400


class SetPapers(Form):
    """Which papers an event writes, and in which words."""

    gives_letters = BooleanField(_("People can ask for a letter of invitation"))
    letter_words = TextField(
        _("Words of yours in the letter"),
        most=MOST_LETTER_WORDS,
        description=_("Who pays for what, whom an embassy may ask. Name, event, days and place stand there already."),
        render_kw={"rows": 6},
    )
    gives_certificates = BooleanField(_("Those who came can fetch a certificate"))
    certificate_words = TextField(
        _("Words of yours on the certificate"),
        most=MOST_CERTIFICATE_WORDS,
        description=_("What it was about, how many hours it took."),
        render_kw={"rows": 3},
    )
    signatory = LineField(_("Who signs"))
    signatory_role = LineField(_("What they are"), description=_("Like: Chair of the programme committee"))
    seen = HiddenField()


class AskForLetter(Form):
    """A letter names people as their passport does."""

    legal_name = LineField(
        _("Full name as in your passport"),
        [answered(_("Enter your name as it stands in your passport"))],
        description=_(
            "For letters and certificates alone. Organisers see it where they write these, and nowhere else."
        ),
        render_kw={"autocomplete": "off"},
    )


class PrintLetter(Form):
    """What is printed and not kept."""

    passport = LineField(
        _("Passport number"),
        most=40,
        description=_("If the embassy wants it. It is printed, and kept nowhere."),
        render_kw={"autocomplete": "off"},
    )


class CheckName(Form):
    """Whether a certificate is somebody’s: the name is asked for, since none is shown."""

    name = LineField(_("Name on the certificate"), [answered(_("Enter the name"))], render_kw={"autocomplete": "off"})
