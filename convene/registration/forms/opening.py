"""Places and times: the desk, ways of taking part, quotas, codes and sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.registration.catalogue import (
    LONGEST_CODE,
    LONGEST_TICKET_NAME,
    MOST_GUESTS,
    MOST_OFFER_HOURS,
    MOST_TOGETHER,
    Mode,
    SignUp,
    TicketReach,
)
from convene.registration.forms.fields import MOST_PLACES, WallTimeField, places_given, rows_and_none
from convene.registration.queries.admission import Counted
from convene.registration.queries.desk import Desk
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.opening import TicketFacts
from convene.web.fields import LineField, TextField, WholeNumberField, answered
from convene.web.forms import Form
from convene.web.meanwhile import mark_of


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


class TicketForm(Form):
    """A way of taking part."""

    name = LineField(_("Name"), [answered(_("Enter a name"))], most=LONGEST_TICKET_NAME)
    description = TextField(_("Description"), most=500, render_kw={"rows": 3})
    capacity = WholeNumberField(
        _("Places"), [Optional(), NumberRange(min=0, max=MOST_PLACES, message=_("Enter a whole number of places"))]
    )
    mode = RadioField(
        _("Where"),
        choices=[SelectChoice(Mode.IN_PERSON.value, _("In person")), SelectChoice(Mode.ONLINE.value, _("Online"))],
        default=Mode.IN_PERSON.value,
    )
    counts_at_event = BooleanField(_("Takes one of the places of the event"), default=True)
    reach = RadioField(
        _("Who can choose it"),
        choices=[
            SelectChoice(TicketReach.EVERYONE.value, _("Everybody")),
            SelectChoice(TicketReach.INVITED.value, _("Those with an invitation or a code")),
            SelectChoice(TicketReach.ORGANISERS.value, _("Only organisers give it, by an invitation or a code for it")),
        ],
        default=TicketReach.EVERYONE.value,
    )
    asks_approval = RadioField(
        _("Approval"),
        choices=[
            SelectChoice("", _("As the event says")),
            SelectChoice("yes", _("We approve each one")),
            SelectChoice("no", _("Confirmed at once")),
        ],
        default="",
    )
    seen = HiddenField()

    @property
    def facts(self) -> TicketFacts:
        """What it says."""
        return TicketFacts(
            name=self.name.data,
            description=self.description.data or "",
            mode=Mode(self.mode.data),
            reach=TicketReach(self.reach.data),
            asks_approval={"yes": True, "no": False}.get(self.asks_approval.data),
            counts_at_event=self.counts_at_event.data,
            capacity=self.capacity.data,
        )


class QuotaForm(Form):
    """Places kept for a group."""

    name = LineField(_("For whom"), [answered(_("Enter for whom"))], most=LONGEST_TICKET_NAME)
    places = WholeNumberField(
        _("Places"),
        [places_given, NumberRange(min=0, max=MOST_PLACES, message=_("Enter a whole number of places"))],
    )
    until_local = WallTimeField(_("Kept until"), [Optional()])


class CodeForm(Form):
    """A code by which people register."""

    code = LineField(_("Code"), most=LONGEST_CODE)
    note = LineField(_("For whom"), most=200)
    uses = WholeNumberField(
        _("Uses"), [Optional(), NumberRange(min=1, max=MOST_PLACES, message=_("Enter how often it may be used"))]
    )
    ticket_kind = SelectField(_("Way of taking part"), default="", validate_choice=True)
    quota = SelectField(_("Places kept for"), default="", validate_choice=True)
    until_local = WallTimeField(_("Valid until"), [Optional()])

    def __init__(self, tickets: Sequence[Counted], quotas: Sequence[Counted], **options: Any) -> None:
        super().__init__(**options)
        self.ticket_kind.choices = rows_and_none(tickets, _("Their choice"))
        self.quota.choices = rows_and_none(quotas, _("Nobody in particular"))


def session_places_form(sessions: Sequence[tuple[str, str]], said: Mapping[str, object]) -> Any:
    """A form with the places of each of these sessions (code and title), filled in with what is said of them."""
    wrong = _("Enter a whole number of places")
    fields: dict[str, object] = {"seen": HiddenField()}
    for code, title in sessions:
        fields[f"places_{code}"] = WholeNumberField(
            _("Places of “%(title)s”", title=title),
            [Optional(), NumberRange(min=0, max=MOST_PLACES, message=wrong), _not_both],
        )
        fields[f"unlimited_{code}"] = BooleanField(_("Without a limit: “%(title)s”", title=title))
    return type("SessionPlacesForm", (Form,), fields)(data={**said, "seen": mark_of(said)})


def sign_up_in(form: Any, code: str) -> SignUp | None:
    """What such a form says of one session. None: nobody signs up for it."""
    places = form[f"places_{code}"].data
    return SignUp(places) if places is not None or form[f"unlimited_{code}"].data else None


def _not_both(form: Any, field: Field) -> None:
    if field.data is not None and form[field.name.replace("places_", "unlimited_", 1)].data:
        raise ValidationError(_("Either a number or without a limit: leave one of them out"))
