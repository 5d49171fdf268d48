"""What is asked of a series, of an event’s place in it, and of a linked event."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.events.catalogue import Dye, Relation
from convene.events.forms.describing import DYES, languages_by_name, told_apart
from convene.events.models import Event, Series
from convene.events.queries import place_in_series, said_of
from convene.events.rules import is_slug
from convene.events.services.keeping_series import SeriesFacts
from convene.web.fields import DayField, LineField, TextField, WebAddressField, WholeNumberField, answered
from convene.web.forms import Form
from convene.web.meanwhile import mark_of

MOST_EDITIONS = 999
#: So many events can be chosen from: a longer list is read by nobody.
MOST_TO_CHOOSE = 200


def _edition_field() -> Any:
    number = NumberRange(1, MOST_EDITIONS, message=_("Enter a number from 1 to 999"))
    return WholeNumberField(_("Edition"), [Optional(), number], render_kw={"inputmode": "numeric"})


class PlaceInSeries(Form):
    """Which edition of which series an event is."""

    series = SelectField(_("Series"), [answered(_("Choose a series"))])
    edition = _edition_field()
    seen = HiddenField()

    def __init__(self, event: Event, series: Sequence[Series]) -> None:
        super().__init__(data=place_in_series(event), seen=mark_of(place_in_series(event)))
        none_yet = [] if event.series_id is not None else [SelectChoice("", _("Choose a series"))]
        self.series.choices = none_yet + [SelectChoice(str(one.id), one.title) for one in series]


class SeriesForm(Form):
    """What a series says of itself."""

    title = LineField(_("Title of the series"), [answered(_("Enter a title"))])
    summary = LineField(_("In one sentence"), most=300)
    next_edition = LineField(_("What is known of the next edition"), most=300)
    description = TextField(_("Description"))
    language = SelectField(_("Language of its texts"))
    dye = RadioField(_("Colour"), choices=DYES)

    @property
    def facts(self) -> SeriesFacts:
        """The answers as the use case takes them."""
        told = {field.name: field.data for field in self if field.name in SeriesFacts.__slots__}
        return SeriesFacts(**{**told, "dye": Dye(told["dye"])})


class NewSeries(SeriesForm):
    """A series that begins with this event."""

    edition = _edition_field()

    def __init__(self, event: Event) -> None:
        super().__init__(data={"edition": 1, "language": event.language, "dye": event.dye})
        self.language.choices = languages_by_name(event.language)


class ChangeSeries(SeriesForm):
    """A series that is there. Its address can change until it is known."""

    slug = LineField(_("Address"), [answered(_("Enter an address"))])
    seen = HiddenField()

    def __init__(self, series: Series, *, address_is_known: bool) -> None:
        super().__init__(obj=series, seen=mark_of(said_of(series)))
        self.language.choices = languages_by_name(series.language)
        if address_is_known:
            del self.slug

    def validate_slug(self, field: Any) -> None:
        field.data = field.data.lower()
        if not is_slug(field.data):
            raise ValidationError(_("Use small letters, digits and single hyphens, like regional-forums"))


class LinkEvent(Form):
    """A linked event: one of ours, or one elsewhere."""

    relation = RadioField(
        _("What this event does"),
        [answered(_("Choose what this event does"))],
        choices=[
            SelectChoice(Relation.FOLLOWS, _("It follows the other one")),
            SelectChoice(Relation.PRECEDES, _("It precedes the other one")),
            SelectChoice(Relation.ON_THE_MARGINS_OF, _("It is held on the margins of the other one")),
        ],
    )
    other = SelectField(_("The other event"))
    title = LineField(_("Title"))
    website = WebAddressField(_("Website"))
    starts_on = DayField(_("First day"), [Optional()])
    ends_on = DayField(_("Last day"), [Optional()])

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__()
        self.are_more = len(events) > MOST_TO_CHOOSE
        events = events[:MOST_TO_CHOOSE]
        ours = [SelectChoice(str(one.id), told_apart(one)) for one in events]
        self.other.choices = [SelectChoice("", gettext("An event elsewhere")), *ours]

    def validate_title(self, field: Any) -> None:
        if not field.data and not self.other.data:
            raise ValidationError(_("Enter the title of the event elsewhere, or choose one of yours above"))

    @property
    def other_id(self) -> UUID | None:
        """The one of ours that was chosen."""
        return UUID(self.other.data) if self.other.data else None
