import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID, uuid4

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
)
from wtforms import Form as WtForm
from wtforms.validators import NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from convene.engines.people_files import Column
from convene.registration.catalogue import (
    LONGEST_CODE,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_TAG,
    LONGEST_TICKET_NAME,
    LONGEST_VIEW_NAME,
    MOST_GUESTS,
    MOST_OFFER_HOURS,
    MOST_TOGETHER,
    Attribute,
    BadgeLayout,
    CameBy,
    Mode,
    RegistrationState,
    SignUp,
    TicketReach,
    Whom,
)
from convene.registration.models import TicketKind
from convene.registration.queries.admission import Counted
from convene.registration.queries.desk import Desk
from convene.registration.queries.listing import Choices
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import (
    CAME,
    DID_NOT_COME,
    NEWEST,
    NOT_SORTED,
    OLDEST,
    Asked,
    Filters,
    Shown,
    filters_in,
    in_address,
    is_of_managers,
)
from convene.registration.rules.mailings import When
from convene.registration.rules.opening import DeskFacts, has_web_address
from convene.registration.services.directory import ShownAs
from convene.registration.services.opening import TicketFacts
from convene.spelling import clean_line, id_in
from convene.web.fields import AddressField, ClockField, LineField, ManyField, TextField, WholeNumberField, answered
from convene.web.forms import FileOrRows, Form, RowsField
from convene.web.languages import countries, country_codes, country_name, language_name, languages
from convene.web.meanwhile import mark_of

MOST_PLACES = 1_000_000
#: The id of no registration.
NOBODY = UUID(int=0)
MOST_CHOICES = 3_000  # fields of one page that corrects a list
LONGEST_CELL = 2_000
LONGEST_LETTER = 10_000
LONGEST_PROJECT = 2_000
MOST_DAYS_BEFORE = 365


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


def _given(form: Any, field: Field) -> None:  # noqa: ARG001, the signature is WTForms'
    """A number must be given; none is one."""
    if field.data is None and not field.process_errors:
        raise StopValidation(_("Enter how many places"))


class CountryField(SelectField):  # type: ignore[misc]
    """A country by its code, or none."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, default="", choices=self._countries_and_none, **more)

    @staticmethod
    def _countries_and_none() -> list[SelectChoice]:
        return [SelectChoice(code, name) for code, name in [("", ""), *countries()]]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Looked up: to walk through 250 names takes longer than to check all other answers."""
        if self.data and self.data not in country_codes():
            raise ValidationError(self.gettext("Not a valid choice."))


class AboutYou(Form):
    """What somebody says of themselves, and can change later."""

    name = LineField(
        _("Full name"),
        [answered(_("Enter your full name")), _no_web_address],
        description=_("As it should stand on your badge, in any script."),
        render_kw={"autocomplete": "name"},
    )
    organisation = LineField(_("Organisation"), [_no_web_address], render_kw={"autocomplete": "organization"})
    country = CountryField(_("Country"), render_kw={"autocomplete": "country"})


class Register(AboutYou):
    """The first form of registration."""

    email = AddressField(
        _("E-mail address"),
        [answered(_("Enter your e-mail address"))],
        description=_("For your confirmation and your link. Only the organisers and the front desk see it."),
        render_kw={"autocomplete": "email"},
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
        [answered(_("Enter their full name")), _no_web_address],
        description=_("As it stands on the badge, in any script."),
    )
    organisation = LineField(_("Organisation"), [_no_web_address])
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

    name = LineField(_("Full name"), [_no_web_address])
    email = AddressField(_("E-mail address"))
    organisation = LineField(_("Organisation"), [_no_web_address])


class Guest(WtForm):  # type: ignore[misc]
    """Somebody who comes along."""

    name = LineField(_("Full name"), [_no_web_address])


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

    name = LineField(_("Their full name"), [answered(_("Enter their full name")), _no_web_address])
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


def came_by_words() -> dict[CameBy, str]:
    """The words for how somebody came."""
    return {
        CameBy.FORM: str(gettext("Registered themselves")),
        CameBy.COLLEAGUE: str(gettext("Registered by a colleague")),
        CameBy.GUEST: str(gettext("A guest")),
        CameBy.INVITATION: str(gettext("Was invited")),
        CameBy.CODE: str(gettext("With a code")),
        CameBy.IMPORT: str(gettext("With a list")),
        CameBy.DOOR: str(gettext("At the door")),
        CameBy.PASSED_ON: str(gettext("Took a place over")),
    }


def came_by_word(came_by: CameBy) -> str:
    """The word for one of them."""
    return came_by_words()[came_by]


class FilterList(Form):
    """What the organiser's list shows. In the address of the page, so that it can be kept and sent."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_("Name, organisation or address"))
    sort = SelectField(_("Sorted by"), validate_choice=False)
    state = ManyField(_("State"), validate_choice=False)
    ticket = ManyField(_("Ticket"), validate_choice=False)
    tag = ManyField(_("Tag"), validate_choice=False)
    came = ManyField(_("How they came"), validate_choice=False)
    arrived = SelectField(_("At the event"), validate_choice=False)
    country = SelectField(_("Country"), validate_choice=False)
    organisation = SearchField(_("Organisation"))
    told = SelectField(_("Of whom the list says something"), validate_choice=False)
    column = ManyField(_("Columns"), validate_choice=False)

    @classmethod
    def of(cls, asked: Asked, choices: Choices, *, manages: bool) -> "FilterList":
        """The form as a list answers it, with what there is to choose from at the event."""
        filters = asked.filters
        form = cls(
            formdata=None,
            q=filters.search,
            sort=f"-{asked.sort}" if asked.descending else asked.sort,
            state=[each.value for each in filters.states],
            ticket=[str(each) for each in filters.ticket_ids],
            tag=[str(each) for each in filters.tag_ids],
            came=[each.value for each in filters.came_by],
            arrived={None: "", True: CAME, False: DID_NOT_COME}[filters.has_come],
            country=next(iter(filters.countries), ""),
            organisation=filters.organisation,
            told=filters.told,
            column=list(asked.columns),
        )
        told = list(choices.told.items()) if manages else []
        columns = [
            (each.value, word) for each, word in column_words().items() if manages or not is_of_managers(each)
        ] + told
        form.sort.choices = [
            (NEWEST, _("Newest first")),
            (OLDEST, _("Oldest first")),
            *((name, word) for name, word in [(Shown.NAME.value, gettext("Name")), *columns] if name not in NOT_SORTED),
        ]
        if asked.descending:
            form.sort.choices.append((form.sort.data, _("As now: from the end")))
        form.state.choices = [(each.value, word) for each, word in state_words().items()]
        form.ticket.choices = [(str(ticket_id), name) for ticket_id, name in choices.tickets]
        form.tag.choices = [(str(tag_id), f"{name} ({count})") for tag_id, name, count in choices.tags]
        form.came.choices = [(each.value, word) for each, word in came_by_words().items()]
        form.arrived.choices = [("", _("All")), (CAME, _("Came")), (DID_NOT_COME, _("Did not come"))]
        form.country.choices = [("", _("All")), *((code, country_name(code)) for code in choices.countries)]
        form.told.choices = [("", _("All")), *told]
        form.column.choices = columns
        return form


def column_words() -> dict[Shown, str]:
    """What can stand beside the name in a list, in words."""
    return {
        Shown.ORGANISATION: str(gettext("Organisation")),
        Shown.COUNTRY: str(gettext("Country")),
        Shown.EMAIL: str(gettext("E-mail address")),
        Shown.TICKET: str(gettext("Ticket")),
        Shown.REGISTERED: str(gettext("Registered")),
        Shown.STATE: str(gettext("State")),
        Shown.CAME_BY: str(gettext("How they came")),
        Shown.LANGUAGE: str(gettext("Language")),
        Shown.ARRIVED: str(gettext("Came")),
        Shown.TAGS: str(gettext("Tags")),
        Shown.NOTES: str(gettext("Notes")),
    }


class ActOnThose(Form):
    """What is done to those who are ticked, or to all whom the list shows."""

    #: The list, as its address says it; the same with its columns, for a file.
    asked = HiddenField()
    columns = HiddenField()
    page = WholeNumberField(widget=HiddenInput())
    new_tag = LineField(_("Tag"), most=LONGEST_TAG)

    @property
    def act(self) -> str:
        return request.form.get("act", "")

    @property
    def tag_id(self) -> UUID | None:
        return id_in(request.form.get("tag"))

    @property
    def filters(self) -> Filters:
        """Whom it is done to."""
        if self.is_for_all:
            return filters_in(in_address(self.asked.data or ""))
        # Nobody ticked is nobody: an empty filter would be everybody.
        return Filters(who=self.ticked or frozenset({NOBODY}))

    @property
    def is_for_all(self) -> bool:
        """Whether all whom the list shows are meant, and not those who are ticked."""
        return request.form.get("whom") == "all"

    @property
    def ticked(self) -> frozenset[UUID]:
        return filters_in({"who": request.form.getlist("who")}).who


class SaveView(Form):
    """Keep a list under a name."""

    asked = HiddenField()
    name = LineField(_("Save this list as"), [answered(_("Write a name for this list"))], most=LONGEST_VIEW_NAME)


class WriteNote(Form):
    """What an organiser writes down about somebody."""

    text = TextField(_("Note"), [answered(_("Write the note"))], most=LONGEST_NOTE, render_kw={"rows": 3})


class WallTimeField(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time on the wall, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Enter a day and a time, like 2027-03-04 18:00")) from None


class WordsForm(Form):
    """A mail as organisers write it, before it goes."""

    subject = LineField(_("Subject"), [answered(_("Write a subject"))])
    text = TextField(_("Text"), [answered(_("Write the text"))], most=LONGEST_LETTER, render_kw={"rows": 12})

    @property
    def words(self) -> Words:
        """What was written, and `answered`."""
        return Words(self.subject.data, self.text.data)


class WriteLetter(WordsForm):
    """A letter to a group, and when it goes out."""

    key = HiddenField()
    place = HiddenField(default="0")
    when = RadioField(
        _("When it goes out"),
        choices=[
            SelectChoice("now", _("Now")),
            SelectChoice("at", _("On a day, at a time")),
            SelectChoice("before", _("Some days before the event begins; it moves with the event")),
        ],
        default="now",
    )
    at_local = WallTimeField(_("Day and time"), [Optional()])
    days_before = WholeNumberField(
        _("Days before"),
        [Optional(), NumberRange(min=0, max=MOST_DAYS_BEFORE, message=_("Enter a number of days from 0 to 365"))],
    )
    at_time = ClockField(_("At"))

    def validate_at_local(self, field: Field) -> None:
        if self.when.data == "at" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter the day and the time at which it goes out")))

    def validate_days_before(self, field: Field) -> None:
        if self.when.data == "before" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter how many days before the event it goes out")))

    def validate_at_time(self, field: Field) -> None:
        if self.when.data == "before" and field.data is None and not field.process_errors:
            raise ValidationError(str(_("Enter the time at which it goes out, like 09:00")))

    @property
    def act(self) -> str:
        """What the button that was pressed asks for: to look at it, to mail it to oneself, to send or plan it."""
        return request.form.get("act", "look")

    @property
    def mailing_id(self) -> UUID:
        return id_in(self.key.data) or uuid4()

    @property
    def is_sent(self) -> bool:
        return request.method == "POST"

    @property
    def planned(self) -> When:
        if self.when.data == "at":
            return When(at_local=self.at_local.data)
        if self.when.data == "before":
            return When(days_before=self.days_before.data, at_time=self.at_time.data)
        return When()


class SetDirectory(Form):
    """Whether participants may show themselves."""

    is_open = BooleanField(_("Participants can show themselves on the pages of this event"))


class ShowMe(Form):
    """Whether, and with what, somebody is shown among the participants."""

    is_shown = BooleanField(_("Show me among the participants"))
    organisation = BooleanField(_("with my organisation"))
    country = BooleanField(_("with my country"))
    project = TextField(_("What I work on"), [_no_web_address], most=LONGEST_PROJECT, render_kw={"rows": 5})
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
        _("Your name"), [answered(_("Enter your name")), _no_web_address], render_kw={"autocomplete": "name"}
    )
    email = AddressField(
        _("Your e-mail address"),
        [answered(_("Enter your e-mail address"))],
        description=_("They see it, so that they can answer."),
        render_kw={"autocomplete": "email"},
    )
    text = TextField(
        _("Message"), [answered(_("Write a message")), _no_web_address], most=LONGEST_PROJECT, render_kw={"rows": 8}
    )


class ChooseList(FileOrRows):
    """People to bring in: a file, or what was copied from one."""

    _nothing_chosen = _("Choose a file, or paste the rows of your list below")

    file = FileField(_("File"), description=_("A spreadsheet (CSV or XLSX) of at most 5,000 people; 10 MB or less."))


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What an organiser says of a list that was read: its sheet, its columns, and cells that were wrong."""

    sheet: str | None = None
    columns: Mapping[int, Column] = field(default_factory=dict)
    corrections: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: Which question a column answers. None: none, though its heading may sound like one.
    questions: Mapping[int, UUID | None] = field(default_factory=dict)


QUESTION = "question:"


def question_column(question_id: UUID) -> str:
    """How the select of a column calls a question that it answers."""
    return f"{QUESTION}{question_id.hex}"


class BringPeopleIn(Form):
    """The list that was looked at, and what it would have done then."""

    upload = HiddenField()
    seen = HiddenField()
    sheet = SelectField(_("Sheet"), validate_choice=False)
    leaves_out = BooleanField(_("Bring the others in without these rows"))
    tells = BooleanField(_("Mail those who are new their confirmation and their link"))

    @property
    def wants_another_look(self) -> bool:
        """Whether it was sent to be read again, not to be brought in."""
        return "again" in request.form

    @property
    def upload_id(self) -> UUID | None:
        return id_in(self.upload.data)

    @property
    def choices(self) -> ListChoices:
        """What was chosen on the page; what is no column, no cell and no word of ours is passed over."""
        columns: dict[int, Column] = {}
        corrections: dict[tuple[int, int], str] = {}
        questions: dict[int, UUID | None] = {}
        for name, value in list(request.form.items())[:MOST_CHOICES]:
            if of_column := re.fullmatch(r"column-(\d{1,3})", name):
                number, question_id = int(of_column[1]), id_in(value.removeprefix(QUESTION))
                if value in set(Column):
                    columns[number], questions[number] = Column(value), None
                elif question_id is not None:
                    columns[number], questions[number] = Column.EXTRA, question_id
            elif of_cell := re.fullmatch(r"cell-(\d{1,6})-(\d{1,3})", name):
                corrections[int(of_cell[1]), int(of_cell[2])] = clean_line(value)[:LONGEST_CELL]
        return ListChoices(self.sheet.data or None, columns, corrections, questions)


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
        [_given, NumberRange(min=0, max=MOST_PLACES, message=_("Enter a whole number of places"))],
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
        self.ticket_kind.choices = _rows_and_none(tickets, _("Their choice"))
        self.quota.choices = _rows_and_none(quotas, _("Nobody in particular"))


class InviteForm(Form):
    """People to put on the list of the invited."""

    people = RowsField(
        _("People to invite"),
        [answered(_("Enter at least one person"))],
        render_kw={"rows": 10, "spellcheck": "false"},
    )
    ticket_kind = SelectField(_("Way of taking part"), default="", validate_choice=True)
    quota = SelectField(_("Places kept for"), default="", validate_choice=True)

    def __init__(self, tickets: Sequence[Counted], quotas: Sequence[Counted], **options: Any) -> None:
        super().__init__(**options)
        self.ticket_kind.choices = _rows_and_none(tickets, _("Their choice"))
        self.quota.choices = _rows_and_none(quotas, _("Nobody in particular"))


class Decide(WordsForm):
    """What is decided on registrations, why, and the mail that says so."""

    people = HiddenField()
    reason = LineField(_("Reason"), most=LONGEST_REASON)
    beyond = BooleanField(_("Also beyond the places that there are"))


class SetTarget(Form):
    """How many of one kind are wished for."""

    attribute = SelectField(
        _("What"),
        choices=[
            SelectChoice(Attribute.SECTOR.value, _("Sector")),
            SelectChoice(Attribute.COUNTRY.value, _("Country")),
            SelectChoice(Attribute.EXPERTISE.value, _("Expertise")),
        ],
    )
    value = LineField(_("Which"), [answered(_("Enter which"))], most=100)
    wanted = WholeNumberField(
        _("Wished for"), [Optional(), NumberRange(min=0, max=MOST_PLACES, message=_("Enter a whole number"))]
    )


def _rows_and_none(rows: Sequence[Counted], none: Any) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(str(each.row.id), getattr(each.row, "name", "")) for each in rows)]


class LetIn(Form):
    """Somebody who stands at the door and is not on the list."""

    name = LineField(_("Full name"), [answered(_("Enter their full name"))], render_kw={"autocomplete": "off"})
    organisation = LineField(_("Organisation"), render_kw={"autocomplete": "off"})
    email = AddressField(
        _("E-mail address"),
        description=_("For their link and their certificate. Without it nothing is mailed to them."),
        render_kw={"autocomplete": "off"},
    )
    session = HiddenField()
    #: The act, so that a second press of the button is the same one.
    slip = HiddenField(default=lambda: str(uuid4()))


class NameThisDesk(Form):
    """How a desk is called when another one reads who checked somebody in."""

    desk = LineField(_("Name of this desk"), most=40, render_kw={"autocomplete": "off"})


class ChooseBadges(Form):
    """Which badges, and how they lie on paper. In the address of the page, so that a preview changes nothing."""

    class Meta(Form.Meta):
        csrf = False

    whom = SelectField(
        _("Of whom"),
        choices=[
            SelectChoice(Whom.IN_PERSON.value, _("Everybody who comes in person")),
            SelectChoice(Whom.NEW.value, _("Of these, who was not printed yet, or has changed since")),
            SelectChoice(Whom.ALL.value, _("Everybody with a place, also online")),
        ],
    )
    layout = SelectField(
        _("On"),
        choices=[
            SelectChoice(BadgeLayout.EIGHT.value, _("A4, 8 of 90 × 55 mm")),
            SelectChoice(BadgeLayout.TEN.value, _("A4, 10 of 85 × 54 mm")),
            SelectChoice(BadgeLayout.SINGLE.value, _("One a page, 90 × 55 mm")),
        ],
    )


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
