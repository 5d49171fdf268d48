"""What an event is asked, new or there."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from convene.errors import Refused
from convene.events.catalogue import LONGEST_TITLE, Dye, Kind, Visibility
from convene.events.forms.zones import zones_by_region
from convene.events.models import Event
from convene.events.queries import said_of
from convene.events.rules import is_slug, must_be_likely_days
from convene.events.services.beginning import EventFacts
from convene.web.fields import (
    AddressField,
    ClockField,
    DayField,
    LineField,
    TextField,
    WebAddressField,
    answered,
    clock_in,
)
from convene.web.forms import Form
from convene.web.languages import days, language_name, say
from convene.web.meanwhile import mark_of

KINDS = [
    SelectChoice(Kind.WORKSHOP, _("Workshop")),
    SelectChoice(Kind.FORUM, _("Forum")),
    SelectChoice(Kind.WEBINAR, _("Webinar")),
]
VISIBILITIES = [
    SelectChoice(Visibility.PUBLIC, _("Everybody: it is listed on the start page")),
    SelectChoice(Visibility.UNLISTED, _("Whoever has the address")),
    SelectChoice(Visibility.BY_INVITATION, _("Whoever has the address; nobody registers, you know who comes")),
]
DYES = [
    SelectChoice(Dye.PETROL, _("Petrol")),
    SelectChoice(Dye.MADDER, _("Madder")),
    SelectChoice(Dye.INDIGO, _("Indigo")),
    SelectChoice(Dye.SPRUCE, _("Spruce")),
    SelectChoice(Dye.PLUM, _("Plum")),
    SelectChoice(Dye.SAFFRON, _("Saffron")),
    SelectChoice(Dye.MOSS, _("Moss")),
    SelectChoice(Dye.SLATE, _("Slate")),
]
LANGUAGES = ("ar", "bn", "de", "en", "es", "fa", "fr", "hi", "id", "it", "ja", "km", "ko", "lo", "ms", "my", "ne",
             "nl", "pl", "pt", "ru", "si", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh")  # fmt: skip


#: Answers that are a word of a catalogue.
WORDS_ASKED: dict[str, Callable[[str], StrEnum]] = {"kind": Kind, "visibility": Visibility, "dye": Dye}


class EventForm(Form):
    """What every event is asked, new (`stewardship.forms`) or there."""

    title = LineField(_("Title"), [answered(_("Enter a title"))], most=LONGEST_TITLE)
    kind = RadioField(_("Kind"), [answered(_("Choose what kind of event it is"))], choices=KINDS)
    starts_on = DayField(_("First day"), [answered(_("Enter the first day"))])
    ends_on = DayField(_("Last day"))
    from_time = ClockField(_("Begins at"))
    until_time = ClockField(_("Ends at"))
    zone = SelectField(_("Time zone"), [answered(_("Choose the time zone that the event’s times are in"))])
    place = LineField(_("Place"))
    website = WebAddressField(_("Website"))
    join_url = WebAddressField(_("Link to join online"))

    def __init__(self, *, zone: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone.choices = zones_by_region(zone)

    def validate_ends_on(self, field: Any) -> None:
        """Said with the other errors, not after them: the use case is asked only when all answers are well."""
        if self.starts_on.data and field.data:
            try:
                must_be_likely_days(self.starts_on.data, field.data)
            except Refused as refused:
                raise ValidationError(say(refused.sentence)) from None

    @property
    def facts(self) -> EventFacts:
        """The answers as the use case takes them; what this form does not ask keeps its default."""
        told = {field.name: field.data for field in self if field.name in EventFacts.__slots__}
        told["ends_on"] = told["ends_on"] or told["starts_on"]
        words = {name: word(told[name]) for name, word in WORDS_ASKED.items() if name in told}
        return EventFacts(**{**told, **words})


class Settings(EventForm):
    """Everything that an event says of itself."""

    slug = LineField(_("Address of its pages"), [answered(_("Enter an address"))], most=60)
    summary = LineField(_("Summary"), most=300)
    description = TextField(_("Description"))
    aims = TextField(_("Aims"), most=2000)
    address = LineField(_("Street address"), most=300)
    directions = TextField(_("How to get there"), most=5000)
    access = LineField(_("Access"), most=300)
    map_link = WebAddressField(_("Link to a map"))
    contact_email = AddressField(_("Address for questions"))
    visibility = RadioField(_("Who finds it, once it is published"), choices=VISIBILITIES)
    language = SelectField(_("Language of its texts"))
    dye = RadioField(_("Colour"), choices=DYES)
    seen = HiddenField()

    def __init__(self, event: Event) -> None:
        super().__init__(zone=event.zone, obj=event, seen=mark_of(said_of(event)))
        self.language.choices = languages_by_name(event.language)
        if event.published_at is not None:
            del self.slug

    def propose_hours(self, from_time: str, until_time: str) -> None:
        """Fill in hours that the event does not say, as a link proposes them; what are no hours is left out."""
        for field, text in ((self.from_time, from_time), (self.until_time, until_time)):
            if field.data is None:
                field.data = clock_in(text)

    def validate_slug(self, field: Any) -> None:
        field.data = field.data.lower()
        if not is_slug(field.data):
            raise ValidationError(_("Use small letters, digits and single hyphens, like forum-2027"))


def told_apart(event: Event) -> str:
    """An event as it stands in a list to choose from: editions of one title differ by their days and their place."""
    where = event.place or (gettext("Online") if event.is_online else "")
    return " · ".join(part for part in (event.title, days(event.starts_on, event.ends_on), where) if part)


def languages_by_name(chosen: str) -> list[SelectChoice]:
    """Languages by their own names, in the order of these. What is chosen already stays choosable."""
    named = [SelectChoice(code, language_name(code)) for code in {*LANGUAGES, chosen}]
    return sorted(named, key=lambda choice: choice.label.casefold())
