"""What somebody is asked who registers, and what they or organisers change afterwards."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms import Form as WtForm

from convene.registration.forms.fields import CountryField, no_web_address
from convene.registration.models import TicketKind
from convene.registration.queries.admission import Counted
from convene.web.fields import AddressField, LineField, answered
from convene.web.forms import Form
from convene.web.languages import language_name, languages


class AboutYou(Form):
    """What somebody says of themselves, and can change later."""

    name = LineField(
        _("Full name"),
        [answered(_("Enter your full name")), no_web_address],
        description=_("As it should stand on your badge, in any script."),
        render_kw={"autocomplete": "name"},
    )
    organisation = LineField(_("Organisation"), [no_web_address], render_kw={"autocomplete": "organization"})
    country = CountryField(_("Country"), render_kw={"autocomplete": "country"})


class Register(AboutYou):
    """The first form of registration."""

    email = AddressField(
        _("E-mail address"),
        [answered(_("Enter your e-mail address"))],
        description=_("For your confirmation and your link. Only the organisers and the front desk see it."),
        render_kw={"autocomplete": "email"},
    )
    by_mail = BooleanField(
        _("Mail me an invitation for my calendar"),
        description=_("It follows by itself when time or place change. Your page has more of this."),
    )
    code = LineField(
        _("Code"), render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    )


def correcting(tickets: Sequence[Counted], now: Mapping[str, object]) -> type[Form]:
    """What organisers correct of what somebody has told, who is written down as `now` says by the names of the fields.

    Any way of taking part that is offered can be chosen, and the one that they have, though it be offered no more.
    """
    fields: dict[str, object] = {}
    if now["email"]:
        fields["email"] = AddressField(_("E-mail address"), [answered(_("Enter their e-mail address"))])
    else:  # walked in without one, and may go on without
        fields["email"] = AddressField(_("E-mail address"))
    shown = [
        each
        for each in tickets
        if isinstance(each.row, TicketKind) and (each.row.withdrawn_at is None or str(each.row.id) == now["ticket"])
    ]
    if shown:
        choices = [SelectChoice(str(each.row.id), _label_of(each, waits=False)) for each in shown]
        if not now["ticket"]:
            choices.insert(0, SelectChoice("", gettext("None")))
        fields["ticket"] = RadioField(_("How they take part"), choices=choices)
    codes = list(dict.fromkeys([*languages(), str(now["language"])]))
    fields["language"] = SelectField(
        _("Language of their mails"), choices=[SelectChoice(each, language_name(each)) for each in codes]
    )
    return type("Correcting", (Correct,), fields)


class Correct(AboutYou):
    """What organisers correct of what somebody has told; `correcting` makes the rest of it."""

    name = LineField(
        _("Full name"),
        [answered(_("Enter their full name")), no_web_address],
        description=_("As it stands on the badge, in any script."),
    )
    organisation = LineField(_("Organisation"), [no_web_address])
    country = CountryField(_("Country"))
    beyond = BooleanField(_("Also beyond the places that there are"))
    seen = HiddenField()


def with_tickets(base: type[Form], tickets: Sequence[Counted], *, waits: bool) -> type[Form]:
    """The form with a question for the way of taking part in front, where there is more than one to choose from.

    A full one can be chosen where there is a waitlist (`waits`), and is named as full where there is none.
    """
    if len(tickets) < 2:
        return base

    def choices() -> list[SelectChoice]:
        return [
            SelectChoice(
                str(each.row.id),
                _label_of(each, waits=waits),
                render_kw={"disabled": True} if each.is_full and not waits else {},
            )
            for each in tickets
        ]

    ticket = RadioField(
        _("How you take part"), [answered(_("Choose how you take part"))], choices=choices, validate_choice=True
    )
    return type("WithTickets", (base,), {"ticket": ticket})


def _label_of(ticket: Counted, *, waits: bool) -> str:
    name = ticket.row.name if isinstance(ticket.row, TicketKind) else ""
    if not ticket.is_full:
        return name
    return str(gettext("%(name)s (full: waitlist)", name=name) if waits else gettext("%(name)s (full)", name=name))


class Colleague(WtForm):  # type: ignore[misc]
    """One of several who are registered in one go."""

    name = LineField(_("Full name"), [no_web_address])
    email = AddressField(_("E-mail address"))
    organisation = LineField(_("Organisation"), [no_web_address])


class Guest(WtForm):  # type: ignore[misc]
    """Somebody who comes along."""

    name = LineField(_("Full name"), [no_web_address])


class Together(Register):
    """Oneself, and colleagues or guests. A row without a name is left out."""

    colleagues = FieldList(FormField(Colleague, _("Colleague")), _("Colleagues"))
    guests = FieldList(FormField(Guest, _("Guest")), _("Guests"))
    wants_together = BooleanField(_("We come together, or not at all"))
    submission = HiddenField()

    @property
    def those_named(self) -> list[Any]:
        """The rows of colleagues that say who."""
        return [each.form for each in self.colleagues if each.form.name.data]

    @property
    def guests_named(self) -> list[Any]:
        """The rows of guests that say who."""
        return [each.form for each in self.guests if each.form.name.data]


class PassOn(Form):
    """To whom a place goes."""

    name = LineField(_("Their full name"), [answered(_("Enter their full name")), no_web_address])
    email = AddressField(
        _("Their e-mail address"),
        [answered(_("Enter their e-mail address"))],
        description=_("Whoever is registered or waits keeps what they have; your place then goes to the next in line."),
    )


class NewAddress(Form):
    """To which address mails shall go from now on."""

    email = AddressField(
        _("New e-mail address"), [answered(_("Enter the new e-mail address"))], render_kw={"autocomplete": "email"}
    )


class SendMyLink(Form):
    """Have the link mailed again."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter your e-mail address"))], render_kw={"autocomplete": "email"}
    )
