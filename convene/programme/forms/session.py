"""Everything that is said of a session."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from convene.events.catalogue import Attribution
from convene.events.rules import Defaults
from convene.programme.catalogue import (
    AS_THE_EVENT,
    LONGEST,
    NOT_RECORDED,
    NOTHING_SAID,
    RECORDED,
    Format,
    StageRole,
)
from convene.programme.forms.fields import LanguagesField, MinutesField
from convene.programme.forms.placing import WhereAndWhen
from convene.programme.services.drafting import SessionText
from convene.programme.services.saving import ContributionRow, StageRow
from convene.programme.structure import LinkFacts, OnStage, SessionFacts
from convene.spelling import clean_line, id_in
from convene.web.fields import (
    LineField,
    TextField,
    WebAddressField,
    answered,
)

MOST_ROWS = (
    60  # of people, contributions or links in one session: more than any session has, fewer than an attack needs
)


class PersonRow(PlainForm):  # type: ignore[misc]
    """Somebody on stage. A row without a name is left out."""

    person = HiddenField()
    name = LineField(_("Name"), most=LONGEST.person)
    affiliation = LineField(_("Speaks here for"), most=LONGEST.affiliation)
    role = SelectField(_("Role"), default=StageRole.SPEAKER.value)
    part = SelectField(_("In"), default="")


class ContributionLine(PlainForm):  # type: ignore[misc]
    """One contribution inside the session. A row without a title is left out."""

    id = HiddenField()
    title = LineField(_("Title"), most=300)
    minutes = MinutesField(_("Minutes"))
    abstract = TextField(_("What it is about"))


class LinkRow(PlainForm):  # type: ignore[misc]
    """A link or a paper. A row without an address is left out."""

    title = LineField(_("Words"))
    url = WebAddressField(_("Address"))
    kind = HiddenField(default="link")
    type = HiddenField()


class EditSession(WhereAndWhen):
    """Everything that is said of a session."""

    title = LineField(_("Title"), [answered(_("Enter a title"))], most=LONGEST.title)
    subtitle = LineField(_("Subtitle"), most=LONGEST.subtitle)
    format = SelectField(_("Format"), default=Format.TALK.value)
    minutes = MinutesField(_("Minutes"))
    track = SelectField(_("Track"))
    language = LineField(_("Language"), most=LONGEST.language)
    abstract = TextField(_("Abstract"), description=_("Two or three sentences, shown first."))
    description = TextField(_("Description"), description=_("As long as it needs to be. Markdown can be used."))
    people = FieldList(FormField(PersonRow), _("People on stage"), max_entries=MOST_ROWS)
    contributions = FieldList(FormField(ContributionLine), _("Contributions"), max_entries=MOST_ROWS)
    links = FieldList(FormField(LinkRow), _("Links and papers"), max_entries=MOST_ROWS)
    interpretation = LanguagesField(
        _("Interpreted into"), description=_("Languages, with commas between them: Thai, Khmer.")
    )
    access_note = LineField(
        _("How to take part"), most=500, description=_("What there is for whom: captions, step-free, hearing loop.")
    )
    content_note = LineField(
        _("What some would rather know before"),
        most=500,
        description=_("Shown before the abstract: “Speaks of violence against children.”"),
    )
    recording = RadioField(_("Is it recorded?"), default=NOTHING_SAID)
    recording_license = LineField(
        _("What becomes of the recording"),
        most=LONGEST.recording_license,
        description=_("Its licence, or where it goes: CC BY 4.0, for the team only."),
    )
    attribution = RadioField(_("What may be said of it outside"), default=AS_THE_EVENT)
    seen = HiddenField()
    #: The day that the page of a new session came with. Whoever leaves it there, and gives no time, has placed nothing.
    proposed_day = HiddenField()

    def propose_day(self, day: str) -> None:
        """Begin with this day chosen, if there is one."""
        self.day.data = self.proposed_day.data = day

    def validate_starts(self, field: Field) -> None:
        if self.day.data != self.proposed_day.data:
            super().validate_starts(field)

    def validate_minutes(self, field: Field) -> None:
        if field.data is None and not field.errors:  # what was typed and is no length has its own sentence
            raise ValidationError(str(_("Enter how long it lasts")))

    def offer(
        self,
        formats: Iterable[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        tracks: Iterable[tuple[UUID, str]],
        defaults: Defaults,
    ) -> None:
        """Say which formats, roles and tracks there are, and what holds where the session says nothing."""
        self.format.choices = list(formats)
        self.track.choices = [("", str(_("No track"))), *((str(track_id), name) for track_id, name in tracks)]
        is_recorded = _("As the event says: it may be recorded")
        is_not = _("As the event says: it is not recorded")
        self.recording.choices = [
            (NOTHING_SAID, str(is_recorded if defaults.is_recorded else is_not)),
            (RECORDED, str(_("It is recorded"))),
            (NOT_RECORDED, str(_("It is not recorded"))),
        ]
        as_the_event = {
            Attribution.OPEN: _("As the event says: everything, with who said it"),
            Attribution.CHATHAM_HOUSE: _("As the event says: what was said, not who said it (Chatham House Rule)"),
            Attribution.CLOSED: _("As the event says: nothing, it stays in the room"),
        }
        self.attribution.choices = [
            (AS_THE_EVENT, str(as_the_event[defaults.attribution])),
            (Attribution.OPEN.value, str(_("Everything, with who said it"))),
            (Attribution.CHATHAM_HOUSE.value, str(_("What was said, not who said it (Chatham House Rule)"))),
            (Attribution.CLOSED.value, str(_("Nothing: it stays in the room"))),
        ]
        self._roles = list(roles)
        self.offer_parts()

    def offer_parts(self) -> None:
        """Say of which contributions people can be: those in the form now."""
        parts = [("", str(_("The whole session")))]
        parts += [(_number_of(row), row.form.title.data or str(_("A contribution"))) for row in self.contributions]
        for row in self.people:
            row.form.role.choices = self._roles
            row.form.part.choices = parts
            if row.form.part.data not in dict(parts):
                row.form.part.data = ""

    def next_row(self, rows: str) -> str:
        """How the fields of the row begin that "Add …" makes: "people-3".

        A browser focuses the field that an address ends in, so the page opens where somebody wants to type, without a
        script; beside such an address it ignores `autofocus`.
        """
        return f"{rows}-{max((int(_number_of(row)) for row in self[rows]), default=-1) + 1}"

    def change_rows(self, pressed: Iterable[str]) -> bool:
        """Add or remove a row if one of the buttons for that was pressed: "add people", "remove people 2"."""
        for name in pressed:
            match name.split():
                case ["add", ("people" | "contributions" | "links") as rows] if len(self[rows]) < MOST_ROWS:
                    self[rows].append_entry()
                case ["remove", ("people" | "contributions" | "links") as rows, number]:
                    self[rows].entries = [row for row in self[rows] if _number_of(row) != number]
                case _:
                    continue
            self.offer_parts()
            return True
        return False

    def show_rows(self, facts: SessionFacts, names: Mapping[UUID, str]) -> None:
        """Fill in its people, contributions and links."""
        for contribution in facts.contributions:
            self.contributions.append_entry(
                {
                    "id": str(contribution.id),
                    "title": contribution.title,
                    "minutes": contribution.minutes,
                    "abstract": contribution.abstract,
                }
            )
        self._show_people(facts.people, "", names)
        for number, contribution in enumerate(facts.contributions):
            self._show_people(contribution.people, str(number), names)
        for link in facts.links:
            self.links.append_entry({"title": link.title, "url": link.url, "kind": link.kind, "type": link.type})

    def _show_people(self, people: Iterable[OnStage], part: str, names: Mapping[UUID, str]) -> None:
        for one in people:
            row = {"person": str(one.person_id), "name": names.get(one.person_id, ""), "role": one.role.value}
            self.people.append_entry({**row, "affiliation": one.affiliation, "part": part})

    @property
    def text(self) -> SessionText:
        return SessionText(
            title=self.title.data,
            format=Format(self.format.data),
            minutes=self.minutes.data or 0,
            subtitle=self.subtitle.data,
            abstract=self.abstract.data,
            description=self.description.data,
            language=self.language.data,
            track_id=UUID(self.track.data) if self.track.data else None,
            links=tuple(_link(row.form) for row in self.links if row.form.url.data),
            recording_license=self.recording_license.data,
            do_not_record={RECORDED: False, NOT_RECORDED: True}.get(self.recording.data),
            interpretation=self.interpretation.data,
            access_note=self.access_note.data,
            content_note=self.content_note.data,
            attribution=Attribution(self.attribution.data) if self.attribution.data in set(Attribution) else None,
        )  # fmt: skip

    @property
    def said_in_rows(self) -> dict[str, object]:
        """Its people, contributions and links as `queries.said_of_session` would say them once they were saved."""
        people = sorted(self.stage_rows, key=lambda one: -1 if one.contribution is None else one.contribution)
        return {
            "people": [(one.name, one.role, one.affiliation, one.contribution) for one in people],
            "contributions": [(each.title, each.abstract, each.minutes) for each in self.contribution_rows],
            "links": [(each.title, each.url, each.kind, each.type) for each in self.text.links],
        }

    @property
    def contribution_rows(self) -> list[ContributionRow]:
        return [
            ContributionRow(
                id_in(row.form.id.data), row.form.title.data, row.form.abstract.data or "", row.form.minutes.data
            )
            for row in self._contributions_with_titles
        ]

    @property
    def stage_rows(self) -> list[StageRow]:
        numbers = {_number_of(row): place for place, row in enumerate(self._contributions_with_titles)}
        return [
            StageRow(
                person_id=id_in(row.form.person.data),
                name=row.form.name.data,
                role=StageRole(row.form.role.data),
                affiliation=row.form.affiliation.data or "",
                contribution=numbers.get(row.form.part.data),
            )
            for row in self.people
            if row.form.name.data
        ]

    @property
    def _contributions_with_titles(self) -> list[Any]:
        return [row for row in self.contributions if row.form.title.data]


def _link(row: Any) -> LinkFacts:
    kind = "attachment" if row.kind.data == "attachment" else "link"
    return LinkFacts(row.title.data or row.url.data, row.url.data, kind, clean_line(row.type.data or "")[:80])


def _number_of(row: Any) -> str:
    """The number that a row has in the names of its fields: "people-3" is 3, whatever was removed before it."""
    return str(row.name).rsplit("-", 1)[1]
