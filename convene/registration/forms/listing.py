"""The list of those who registered: which of them, what is done with them, and what is noted."""

from uuid import UUID

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SearchField, SelectField
from wtforms.widgets import HiddenInput

from convene.registration.catalogue import LONGEST_NOTE, LONGEST_TAG, LONGEST_VIEW_NAME
from convene.registration.forms.words import came_by_words, column_words, state_words
from convene.registration.queries.listing import Choices
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
from convene.spelling import id_in
from convene.web.fields import LineField, ManyField, TextField, WholeNumberField, answered
from convene.web.forms import Form
from convene.web.languages import country_name

#: The id of no registration.
NOBODY = UUID(int=0)


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
