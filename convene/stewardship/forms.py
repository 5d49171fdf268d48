"""What is asked before an event begins, from a template or as the next edition, before it moves, and before it is
cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from convene.events.catalogue import Kind
from convene.events.forms.describing import KINDS, EventForm, told_apart
from convene.events.models import Event
from convene.events.queries import said_of
from convene.events.services.beginning import EventFacts
from convene.stewardship.catalogue import TEMPLATES, USUAL_PARTS, Part, Template, TemplateName
from convene.stewardship.queries import WhatThereIs
from convene.teams.models import Team
from convene.web.fields import DayField, LineField, ManyField, TextField, answered
from convene.web.forms import Form
from convene.web.languages import say
from convene.web.meanwhile import mark_of

EDITION, SPREADSHEET, NOTHING = "edition", "spreadsheet", "nothing"
LONGEST_REASON = 2_000


class NewEvent(EventForm):
    """A new event: what it starts from, then the few facts without which there is none."""

    start = RadioField(_("Start from"))
    earlier = SelectField(_("Which event"))
    kind = SelectField(_("Kind"), choices=[SelectChoice("", _("That of what you start from")), *KINDS])
    team = SelectField(_("Team"))
    team_name = LineField(_("Name of your team"), [answered(_("Enter the name of your team"))])

    def __init__(self, *, teams: Sequence[Team], earlier: Sequence[Event], last: Event | None) -> None:
        # Without an event before it no zone is guessed: a wrong one looks right until somebody comes at the wrong hour.
        zone = last.zone if last else ""
        begun = {"zone": zone, "start": NOTHING, "kind": "", "team": str(last.team_id) if last else None}
        super().__init__(zone=zone, data=begun)
        del self.until_time, self.website
        names = [*TEMPLATES, *([EDITION] if earlier else []), SPREADSHEET, NOTHING]
        self.start.choices = [SelectChoice(str(name), str(name)) for name in names]
        self.earlier.choices = [SelectChoice(event.slug, told_apart(event)) for event in earlier]
        self.team.choices = [SelectChoice(str(team.id), team.name) for team in teams]
        if not earlier:
            del self.earlier
        if len(teams) < 2:
            del self.team
        if teams:
            del self.team_name

    def validate_kind(self, field: Field) -> None:
        if not field.data and self.start.data == SPREADSHEET:
            raise ValidationError(str(_("Choose the kind: a spreadsheet does not say it")))

    @property
    def earlier_slug(self) -> str | None:
        """The event whose next edition this shall be: then its own page asks the rest."""
        if not self.is_submitted() or self.start.data != EDITION or "earlier" not in self:
            return None
        return next((each.value for each in self.earlier.choices if each.value == self.earlier.data), None)

    @property
    def template(self) -> Template | None:
        """The template that it starts from, if it does."""
        return TEMPLATES[TemplateName(self.start.data)] if self.start.data in set(TemplateName) else None

    @property
    def facts(self) -> EventFacts:
        template = self.template
        said = self.kind.data
        self.kind.data = said or (template.kind if template else Kind.FORUM)
        facts = super().facts
        self.kind.data = said
        if template is not None and not self.ends_on.data:
            return replace(facts, ends_on=facts.starts_on + timedelta(days=template.days - 1))
        return facts


class Clone(Form):
    """The next edition: its title and first day, and what comes along."""

    title = LineField(_("Title"), [answered(_("Enter a title"))])
    starts_on = DayField(_("First day"), [answered(_("Enter the first day"))])
    parts = ManyField(_("What else comes along"))

    def __init__(self, there_is: WhatThereIs, *, title: str, starts_on: date) -> None:
        super().__init__(data={"title": title, "starts_on": starts_on, "parts": sorted(USUAL_PARTS)})
        self.parts.choices = [SelectChoice(part, words) for part, words in _parts_with_counts(there_is)]

    @property
    def chosen_parts(self) -> frozenset[Part]:
        return frozenset(Part(part) for part in self.parts.data or [])


def _parts_with_counts(there_is: WhatThereIs) -> list[tuple[Part, str]]:
    """What can come along, with how much of it there is; what the event has none of is not asked."""
    sessions = ngettext("Agenda: %(num)s session at the same hour", "Agenda: %(num)s sessions at the same hours",
                        there_is.sessions)  # fmt: skip
    people = ngettext(
        "The same people on stage: %(num)s person who would have to agree again",
        "The same people on stage: %(num)s people who would have to agree again",
        there_is.people,
    )
    places = (
        ngettext("Registration: %(num)s place, closed until you open it",
                 "Registration: %(num)s places, closed until you open it", there_is.places)
        if there_is.places is not None
        else say(_("Registration: no limit of places, closed until you open it"))
    )  # fmt: skip
    return [
        (part, words)
        for part, words, is_there in (
            (Part.WORDS, say(_("Summary, description and aims")), there_is.has_words),
            (Part.ROOMS, ngettext("%(num)s room", "%(num)s rooms", there_is.rooms), there_is.rooms),
            (Part.AGENDA, sessions, there_is.sessions),
            (
                Part.GROUPS,
                ngettext(
                    "Breakout groups of %(num)s session, with nobody in them",
                    "Breakout groups of %(num)s sessions, with nobody in them",
                    there_is.breakouts,
                ),
                there_is.breakouts,
            ),
            (Part.PEOPLE, people, there_is.people),
            (
                Part.PARTNERS,
                ngettext("%(num)s partner, with its logo", "%(num)s partners, with their logos", there_is.partners),
                there_is.partners,
            ),
            (Part.REGISTRATION, places, there_is.has_desk),
            (
                Part.FORM,
                ngettext("Form: %(num)s question", "Form: %(num)s questions", there_is.questions),
                there_is.questions,
            ),
        )
        if is_there
    ]


class MoveDates(Form):
    """The new first day of an event; everything else follows."""

    starts_on = DayField(_("First day"), [answered(_("Enter the first day"))])
    seen = HiddenField()

    def __init__(self, event: Event) -> None:
        super().__init__(data={"starts_on": event.starts_on, "seen": mark_of(said_of(event))})


class CancelEvent(Form):
    """Why an event does not take place."""

    reason = TextField(_("Why"), most=LONGEST_REASON)
