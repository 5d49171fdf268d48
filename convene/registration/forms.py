from dataclasses import fields
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    SearchField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.registration.catalogue import MOST_GUESTS, MOST_OFFER_HOURS, MOST_TOGETHER, RegistrationState
from convene.registration.queries.desk import Desk
from convene.registration.queries.registrations import Order
from convene.registration.rules.opening import DeskFacts, has_web_address
from convene.web.fields import AddressField, LineField, WholeNumberField, answered
from convene.web.forms import Form
from convene.web.languages import countries
from convene.web.meanwhile import mark_of

MOST_PLACES = 1_000_000


def state_words() -> dict[RegistrationState, str]:
    """The words for the states of a registration, in the order in which lists show them."""
    return {
        RegistrationState.PENDING: str(gettext("To approve")),
        RegistrationState.CONFIRMED: str(gettext("Confirmed")),
        RegistrationState.WAITLISTED: str(gettext("Waitlist")),
        RegistrationState.DECLINED: str(gettext("Declined")),
        RegistrationState.CANCELLED: str(gettext("Cancelled")),
    }


def state_word(state: RegistrationState) -> str:
    """The word for one of them."""
    return state_words()[state]


def _no_web_address(form: Any, field: Field) -> None:  # noqa: ARG001, the signature is WTForms'
    if field.data and has_web_address(field.data):
        raise ValidationError(_("Leave web addresses out"))


def _countries_and_none() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in [("", ""), *countries()]]


class AboutYou(Form):
    """What somebody says of themselves, and can change later."""

    name = LineField(
        _("Full name"),
        [answered(_("Enter your full name")), _no_web_address],
        description=_("As it should stand on your badge, in any script."),
        render_kw={"autocomplete": "name"},
    )
    organisation = LineField(_("Organisation"), [_no_web_address], render_kw={"autocomplete": "organization"})
    country = SelectField(_("Country"), default="", choices=_countries_and_none, render_kw={"autocomplete": "country"})


class Register(AboutYou):
    """The first form of registration."""

    email = AddressField(
        _("E-mail address"),
        [answered(_("Enter your e-mail address"))],
        description=_("For your confirmation and your link. Only the organisers and the front desk see it."),
        render_kw={"autocomplete": "email"},
    )


class SendMyLink(Form):
    """Have the link mailed again."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter your e-mail address"))], render_kw={"autocomplete": "email"}
    )


class Search(Form):
    """What the organiser's list shows. In the address of the page, so that it can be kept and sent."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_("Name, organisation or address"))
    sort = SelectField(
        _("Sorted by"),
        choices=[
            SelectChoice(Order.NEWEST.value, _("Newest first")),
            SelectChoice(Order.OLDEST.value, _("Oldest first")),
            SelectChoice(Order.NAME.value, _("Name")),
            SelectChoice(Order.ORGANISATION.value, _("Organisation")),
            SelectChoice(Order.COUNTRY.value, _("Country")),
        ],
    )


class WallTimeField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time on the wall, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Enter a day and a time, like 2027-03-04 18:00")) from None


class SetDesk(Form):
    """Whether, when and how an event takes registrations, and how many."""

    is_open = BooleanField(_("People can register"))
    opens_local = WallTimeField(_("Opens"), [Optional()])
    closes_local = WallTimeField(_("Closes"), [Optional()])
    capacity = WholeNumberField(
        _("Places"),
        [
            Optional(),
            NumberRange(
                min=0, max=MOST_PLACES, message=_("Enter a whole number of places, or leave this empty for no limit")
            ),
        ],
        description=_("Leave this empty for no limit."),
    )
    keeps_waitlist = BooleanField(_("Keep a waitlist when all places are taken"))
    offer_hours = WholeNumberField(
        _("Hours to answer an offer"),
        [
            Optional(),
            NumberRange(min=0, max=MOST_OFFER_HOURS, message=_("Enter a number of hours from 0 to 336 (two weeks)")),
        ],
    )
    asks_approval = BooleanField(_("We approve each registration"))
    confirms_addresses = BooleanField(_("People confirm their address first"))
    most_together = WholeNumberField(
        _("People in one go"),
        [Optional(), NumberRange(min=1, max=MOST_TOGETHER, message=_("Enter a number from 1 to 20"))],
    )
    most_guests = WholeNumberField(
        _("Guests that one may bring"),
        [Optional(), NumberRange(min=0, max=MOST_GUESTS, message=_("Enter a number from 0 to 5"))],
    )
    allows_transfer = BooleanField(_("A place can be passed on to somebody else"))
    changes_until_local = WallTimeField(_("Answers can be changed until"), [Optional()])
    seen = HiddenField()

    def __init__(self, desk: Desk) -> None:
        super().__init__(data=desk.said, seen=mark_of(desk.said))

    @property
    def facts(self) -> DeskFacts:
        """What it says. What a number leaves open is as it is for a desk that was never set."""
        unset = DeskFacts()
        return DeskFacts(
            **{
                each.name: getattr(unset, each.name) if self[each.name].data is None else self[each.name].data
                for each in fields(DeskFacts)
            }
        )
