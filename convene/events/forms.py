from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from convene.engines.ics import zones_that_an_event_may_choose
from convene.errors import Refused
from convene.events.catalogue import ROLES, Dye, Kind, Visibility
from convene.events.models import Event, Room
from convene.events.queries import said_of
from convene.events.rules import is_slug, must_be_likely_days
from convene.events.services import EventFacts
from convene.permissions.catalogue import Role, Scope
from convene.teams.models import Team
from convene.web.fields import (
    AddressField,
    ClockField,
    DayField,
    LineField,
    TextField,
    WebAddressField,
    WholeNumberField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import language_name, say
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
    """What every event is asked: also the first questions of a new one."""

    title = LineField(_("Title"), [answered(_("Enter a title"))])
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


class NewEvent(EventForm):
    """A new event, in one of the teams that the account may begin one in, or in a new one."""

    team = SelectField(_("Team"))
    team_name = LineField(_("Name of your team"), [answered(_("Enter the name of your team"))])

    def __init__(self, *, teams: Sequence[Team]) -> None:
        # No zone is guessed: a wrong one looks right until somebody comes at the wrong hour.
        super().__init__(zone="", data={"zone": "", "kind": Kind.FORUM})
        self.team.choices = [SelectChoice(str(team.id), team.name) for team in teams]
        if len(teams) < 2:
            del self.team
        if teams:
            del self.team_name


class Settings(EventForm):
    """Everything that an event says of itself."""

    slug = LineField(_("Address of its pages"), [answered(_("Enter an address"))], most=60)
    summary = LineField(_("Summary"), most=300)
    description = TextField(_("Description"))
    aims = TextField(_("Aims"), most=2000)
    address = LineField(_("Street address"), most=300)
    contact_email = AddressField(_("Address for questions"))
    visibility = RadioField(_("Who finds it, once it is published"), choices=VISIBILITIES)
    language = SelectField(_("Language"))
    dye = RadioField(_("Colour"), choices=DYES)
    seen = HiddenField()

    def __init__(self, event: Event) -> None:
        super().__init__(zone=event.zone, obj=event, seen=mark_of(said_of(event)))
        self.language.choices = languages_by_name(event.language)
        if event.published_at is not None:
            del self.slug

    def validate_slug(self, field: Any) -> None:
        field.data = field.data.lower()
        if not is_slug(field.data):
            raise ValidationError(_("Use small letters, digits and single hyphens, like forum-2027"))


class RoomForm(Form):
    """A room."""

    name = LineField(_("Name"), [answered(_("Enter the name of the room"))], most=120)
    capacity = WholeNumberField(
        _("Seats"),
        [Optional(), NumberRange(1, 100_000, message=_("Enter a number of seats from 1 to 100000"))],
        render_kw={"inputmode": "numeric"},
    )
    note = LineField(_("What people need to know"))


class ChangeRoom(RoomForm):
    """A room that is there."""

    seen = HiddenField()

    def __init__(self, room: Room) -> None:
        super().__init__(obj=room, seen=mark_of(said_of(room)))


class OneButton(Form):
    """A page that asks before it acts: nothing is answered but by pressing its button."""


class Invite(Form):
    """Somebody who shall have a role, by address."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter an e-mail address"))], render_kw={"autocomplete": "off"}
    )
    role = SelectField(_("Role"), default=Role.ORGANISER)
    scope = RadioField(_("Where"), default=Scope.EVENT)

    def __init__(self, *, with_team: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = roles()
        self.scope.choices = [SelectChoice(Scope.EVENT, _("On this event only"))]
        if with_team:
            self.scope.choices.append(SelectChoice(Scope.TEAM, _("On every event of the team")))


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


def languages_by_name(chosen: str) -> list[SelectChoice]:
    """Languages by their own names, in the order of these. What is chosen already stays choosable."""
    named = [SelectChoice(code, language_name(code)) for code in {*LANGUAGES, chosen}]
    return sorted(named, key=lambda choice: choice.label.casefold())


def zones_by_region(chosen: str) -> list[SelectChoice]:
    """The zones by region, each by its place: “Ho Chi Minh” in the group “Asia”.

    A zone by a former name (from an imported file) stays choosable where it is chosen already. "": none is chosen.
    """
    zones = zones_that_an_event_may_choose()
    if not chosen:
        return [SelectChoice("", _("Choose a zone")), *map(_zone, zones)]
    kept = [] if chosen in zones else [SelectChoice(chosen, chosen, optgroup=_("As it was"))]
    return kept + [_zone(zone) for zone in zones]


def _zone(zone: str) -> SelectChoice:
    region, slash, place = zone.partition("/")
    if not slash:
        return SelectChoice(zone, zone, optgroup=_("Everywhere"))
    return SelectChoice(zone, place.replace("_", " ").replace("/", ", "), optgroup=region)
