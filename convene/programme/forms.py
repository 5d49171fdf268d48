"""The questions that organisers answer about an agenda, and the shape of their answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from convene.engines.schedule_files import Column
from convene.errors import Refused
from convene.events.catalogue import Attribution, Dye
from convene.events.rules import Defaults
from convene.files.documents import Document, document_in
from convene.files.pictures import Part, Picture, cut_square, is_oblong, made_anew, size_of
from convene.programme.catalogue import (
    AS_THE_EVENT,
    LONGEST,
    NOT_RECORDED,
    NOTHING_SAID,
    RECORDED,
    Available,
    Format,
    MaterialKind,
    MayMove,
    Reach,
    StageAnswer,
    StageRole,
)
from convene.programme.planning import Wishes
from convene.programme.services.drafting import SessionText
from convene.programme.services.materials import MaterialFacts
from convene.programme.services.saving import ContributionRow, StageRow
from convene.programme.structure import LinkFacts, OnStage, Place, SessionFacts
from convene.sentences import says
from convene.spelling import clean_line, id_in
from convene.web.fields import (
    AddressField,
    ClockField,
    DayField,
    LineField,
    TextField,
    WebAddressField,
    WordField,
    answered,
)
from convene.web.forms import FileOrRows, Form
from convene.web.languages import language_code, language_word, say
from convene.web.paging import PER_PAGE

LONGEST_SESSION = 24 * 60
MOST_CHOICES = 3_000  # fields of one page that corrects a table
LONGEST_CELL = 2_000
MOST_LANGUAGES = 20
MOST_ROWS = (
    60  # of people, contributions or links in one session: more than any session has, fewer than an attack needs
)


class MinutesField(StringField):  # type: ignore[misc]
    """How long something lasts, in minutes: "45", "45 min", "1:30", "1 h 30"."""

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ("" if self.data is None else str(self.data))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        typed = clean_line(" ".join(valuelist)).lower() if valuelist else ""
        self.data = minutes_in(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(self.gettext(str(_("Enter minutes, like 45, or hours, like 1:30"))))
        if self.data is not None and not 0 < self.data <= LONGEST_SESSION:
            raise ValueError(str(_("Enter a length between one minute and 24 hours")))


def minutes_in(typed: str) -> int | None:
    """The minutes that somebody means, or None."""
    if found := re.fullmatch(r"(\d{1,9}) ?(?:m|min|mins|minutes?)?", typed):
        return int(found[1])
    if found := re.fullmatch(r"(\d{1,4}) ?(?::|h|hrs?|hours?) ?(\d{1,2})? ?(?:m|min|minutes?)?", typed):
        return int(found[1]) * 60 + int(found[2] or 0)
    return None


class LanguagesField(StringField):  # type: ignore[misc]
    """Several languages in one line, by name or code: "Thai, km". Its data are codes, in the order typed."""

    data: tuple[str, ...]

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(language_word(code) for code in self.data or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        typed = re.split(r"[,;/·،、]", clean_line(" ".join(valuelist))) if valuelist else []
        found, self.data = {word: language_code(word) for word in map(str.strip, typed) if word}, ()
        unknown = [word for word, code in found.items() if code is None]
        if unknown:
            raise ValueError(
                str(_("No language is called “%(word)s”. Write its name or its code.", word=unknown[0][:60]))
            )
        if len(found) > MOST_LANGUAGES:
            raise ValueError(str(_("Name %(most)s languages or fewer.", most=MOST_LANGUAGES)))
        self.data = tuple(dict.fromkeys(code for code in found.values() if code))


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


class WhereAndWhen(Form):
    """The part about time and room, for the session's own form and the short one."""

    day = SelectField(_("Day"))
    starts = ClockField(_("Begins"))
    room = SelectField(_("Room"))
    second_hour = BooleanField(_("The second time that the clocks show this hour"))

    def offer_places(self, days: Iterable[tuple[date, str]], rooms: Iterable[tuple[UUID, str]]) -> None:
        """Say which days and rooms there are."""
        self.day.choices = [("", str(_("Not placed yet"))), *((on.isoformat(), words) for on, words in days)]
        self.room.choices = [("", str(_("No room"))), *((str(room_id), name) for room_id, name in rooms)]

    def show(self, said: Mapping[str, object]) -> None:
        """Fill in what is said of a session now (`queries.said_of_session`, or `said_of_place`)."""
        for name, value in said.items():
            if not isinstance(self[name], FieldList):
                self[name].data = value

    def validate_starts(self, field: Field) -> None:
        if self.day.data and field.data is None:
            raise ValidationError(str(_("Enter when it begins, or choose “Not placed yet”")))

    def validate_day(self, field: Field) -> None:
        if self.starts.data is not None and not field.data:
            raise ValidationError(str(_("Choose the day, or leave the time empty")))

    @property
    def place(self) -> Place | None:
        """Where it shall stand; None: in the tray."""
        if not self.day.data or self.starts.data is None:
            return None
        room = UUID(self.room.data) if self.room.data else None
        return Place(date.fromisoformat(self.day.data), self.starts.data, room, int(self.second_hour.data))

    @property
    def room_id(self) -> UUID | None:
        return UUID(self.room.data) if self.room.data else None


class MoveSession(WhereAndWhen):
    """“Move to…”: day, time and room of one session. `anyway` names the place whose warnings were read."""

    seen = HiddenField()
    anyway = HiddenField()


class DropSession(Form):
    """Where a session was dropped on the grid, and how long it is there; no day: it is back in the tray.

    Which days and rooms there are the use case knows: to offer them here would read the whole draft once more.
    """

    day = DayField(_("Day"))
    starts = ClockField(_("Begins"))
    room = HiddenField()
    second_hour = BooleanField()
    minutes = MinutesField(_("Minutes"))
    seen = HiddenField()

    def validate_room(self, field: Field) -> None:
        if field.data and id_in(field.data) is None:
            raise ValidationError(str(_("Choose a room")))

    @property
    def place(self) -> Place | None:
        """Where it shall stand; None: in the tray."""
        if self.day.data is None or self.starts.data is None:
            return None
        return Place(self.day.data, self.starts.data, id_in(self.room.data), int(self.second_hour.data))


class AskForProposal(Form):
    """What an organiser wishes of an agenda that is proposed."""

    scope = RadioField(
        _("What may be moved?"),
        choices=[
            SelectChoice(MayMove.UNPLACED.value, _("Only what has no place yet. All that stands stays.")),
            SelectChoice(MayMove.LEAST.value, _("As little as possible: what clashes, and what has no place yet.")),
            SelectChoice(MayMove.ALL.value, _("Everything but breaks and what is for everybody.")),
        ],
        default=MayMove.UNPLACED.value,
    )
    from_time = ClockField(_("Not before"), [answered(_("Enter when the day begins, like 9:00"))])
    until_time = ClockField(_("Not after"), [answered(_("Enter when the day ends, like 17:30"))])
    step = SelectField(
        _("Sessions begin"),
        choices=[
            SelectChoice("5", _("every 5 minutes")),
            SelectChoice("10", _("every 10 minutes")),
            SelectChoice("15", _("every 15 minutes")),
            SelectChoice("30", _("every 30 minutes")),
            SelectChoice("60", _("on the hour")),
        ],
        default="15",
    )
    sees_stars = BooleanField(_("What the same people starred is not at the same time"), default=True)
    keeps_tracks_apart = BooleanField(_("Sessions of one track are not at the same time"), default=True)
    keeps_tracks_in_a_room = BooleanField(_("A track stays in one room on a day"), default=True)
    fits_rooms = BooleanField(_("What many starred is in a large room"), default=True)

    def validate_until_time(self, field: Field) -> None:
        if field.data is not None and self.from_time.data is not None and field.data <= self.from_time.data:
            raise ValidationError(str(_("Enter a time after the one when the day begins")))

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            scope=MayMove(self.scope.data),
            from_time=self.from_time.data,
            until_time=self.until_time.data,
            step=int(self.step.data),
            sees_stars=self.sees_stars.data,
            keeps_tracks_apart=self.keeps_tracks_apart.data,
            keeps_tracks_in_a_room=self.keeps_tracks_in_a_room.data,
            fits_rooms=self.fits_rooms.data,
        )


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


class EditTrack(Form):
    """A track."""

    name = LineField(_("Name"), [answered(_("Enter a name"))], most=LONGEST.track)
    dye = RadioField(_("Dye"), default=Dye.PETROL.value)
    seen = HiddenField()


class AddTrack(Form):
    """A new track; it gets the next dye in turn."""

    name = LineField(_("Name of a new track"), [answered(_("Enter a name"))], most=LONGEST.track)


class EditPerson(Form):
    """How somebody on stage is called and shown."""

    name = LineField(_("Name"), [answered(_("Enter a name"))], most=LONGEST.person)
    affiliation = LineField(
        _("Affiliation"), most=LONGEST.affiliation, description=_("Shown where a session says nothing else.")
    )
    biography = TextField(_("About this person"), description=_("A few sentences. Markdown can be used."))
    photo = FileField(
        _("Picture"),
        description=_(
            "JPEG, PNG, WebP or GIF; 10 MB or less. It is cut to a square: you choose the part afterwards. What the "
            "camera wrote into it, such as the place, is removed."
        ),
    )
    removes_photo = BooleanField(_("Take the picture away"))
    seen = HiddenField()

    #: What was sent, as it will be stored.
    picture: Picture | None = None

    def validate_photo(self, field: Field) -> None:
        if field.data:
            try:
                self.picture = made_anew(field.data.read())
            except Refused as refused:
                raise ValidationError(say(refused.sentence)) from None

    @property
    def square(self) -> Picture | None:
        """The middle of what was sent."""
        return cut_square(self.picture.body) if self.picture is not None else None

    @property
    def uncut(self) -> Picture | None:
        """The whole of what was sent, where it makes a difference which part is kept."""
        return self.picture if self.picture is not None and is_oblong(self.picture.body) else None

    def tell_what_is_lost(self) -> None:
        if self.picture is not None:
            self.add_error(says("Choose the picture again: it could not be kept."), "photo")


class EditMaterial(Form):
    """What is said of a material of a session, whatever it is."""

    title = LineField(_("Title"), [answered(_("Enter a title"))])
    kind = SelectField(_("What it is"), default=MaterialKind.SLIDES.value)
    contribution = SelectField(_("Of"), default="")
    language = LineField(_("Language"), most=40)
    reach = RadioField(_("For whom"), default=Reach.EVERYBODY.value)
    available = RadioField(_("From when on"), default=Available.AT_ONCE.value)
    available_day = DayField(_("Day"))
    available_time = ClockField(_("Time"))
    seen = HiddenField()

    def offer(
        self,
        kinds: Iterable[tuple[str, str]],
        reaches: Iterable[tuple[str, str]],
        contributions: Iterable[tuple[UUID, str]],
    ) -> None:
        """Say what a material can be, for whom, and of which contributions of its session."""
        self.kind.choices = list(kinds)
        self.reach.choices = list(reaches)
        self.available.choices = [
            (Available.AT_ONCE.value, str(_("At once"))),
            (Available.AFTER_SESSION.value, str(_("After the session has ended"))),
            (Available.AT_A_TIME.value, str(_("From this day and time on"))),
        ]
        self.contribution.choices = [
            ("", str(_("The whole session"))),
            *((str(contribution_id), title) for contribution_id, title in contributions),
        ]

    def validate_available_day(self, field: Field) -> None:
        if self.available.data == Available.AT_A_TIME.value and not field.errors and field.data is None:
            raise ValidationError(str(_("Enter the day from which on it can be fetched")))

    def validate_available_time(self, field: Field) -> None:
        if self.available.data == Available.AT_A_TIME.value and not field.errors and field.data is None:
            raise ValidationError(str(_("Enter the time from which on it can be fetched")))

    @property
    def facts(self) -> MaterialFacts:
        on, at = self.available_day.data, self.available_time.data
        return MaterialFacts(
            title=self.title.data,
            kind=MaterialKind(self.kind.data),
            language=self.language.data,
            reach=Reach(self.reach.data),
            available=Available(self.available.data),
            available_local=datetime.combine(on, at) if on is not None and at is not None else None,
            contribution_id=UUID(self.contribution.data) if self.contribution.data else None,
        )


class EditMaterialLink(EditMaterial):
    """A page elsewhere."""

    url = WebAddressField(_("Address"), [answered(_("Enter the address"))])


class AddMaterialFile(EditMaterial):
    """A file."""

    file = FileField(
        _("File"),
        description=_(
            "PDF, PPTX, ODP, DOCX, ODT, XLSX, CSV, TXT, MD, or a picture; 10 MB or less, without macros. "
            "For larger ones, such as films, add a link."
        ),
    )

    #: What was sent, as it will be stored.
    document: Document | None = None

    def validate_file(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_("Choose a file")))
        try:
            self.document = document_in(field.data.read(), field.data.filename or "")
        except Refused as refused:
            raise ValidationError(say(refused.sentence)) from None

    def tell_what_is_lost(self) -> None:
        if self.document is not None:
            self.add_error(says("Choose the file again: it could not be kept."), "file")


class EditOwnProfile(EditPerson):
    """How somebody on stage wants to be called and shown."""

    name = LineField(
        _("Your name"),
        [answered(_("Enter your name"))],
        most=LONGEST.person,
        description=_("As it shall be shown."),
    )
    affiliation = LineField(
        _("For whom you speak"),
        most=LONGEST.affiliation,
        description=_("An organisation, or what you do. It is shown where your session says nothing else."),
    )
    biography = TextField(
        _("About you"),
        description=_("What others read before they come: a few sentences. Markdown can be used; pictures cannot."),
    )
    removes_photo = BooleanField(_("Take my picture away"))


class CutPhoto(Form):
    """Which part of an oblong picture is kept."""

    part = RadioField(_("The part that is shown"), validate_choice=False)
    seen = HiddenField()
    _stands = ""

    def offer(self, picture: bytes, stands: str) -> None:
        """Say which parts there are, as they lie in this picture. `stands` says which one it is."""
        self._stands = stands
        width, height = size_of(picture)
        words = [_("Left"), _("Middle"), _("Right")] if width > height else [_("Top"), _("Middle"), _("Bottom")]
        self.part.choices = [(part.value, str(word)) for part, word in zip(Part, words, strict=True)]

    def validate_part(self, field: Field) -> None:
        if self.seen.data != self._stands:
            self.seen.data = self._stands
            raise ValidationError(str(_("There is another picture meanwhile. Look at it and choose its part.")))
        if field.data not in set(Part):
            raise ValidationError(str(_("Choose the part that shall be shown")))


class AnswerForStage(Form):
    """Whether somebody will be there; which button was pressed says it."""

    answer = HiddenField()
    note = LineField(_("If you cannot: why, in a line"), most=300, description=_("Only the organisers read it."))

    @property
    def said(self) -> StageAnswer | None:
        return StageAnswer(self.answer.data) if self.answer.data in set(StageAnswer) else None


class StageAddress(Form):
    """Where somebody on stage is asked."""

    email = AddressField(_("E-mail address"), description=_("Only organisers see it. It stands on no public page."))
    seen = HiddenField()


class AddressRow(PlainForm):  # type: ignore[misc]
    """Somebody on stage, and where they are asked."""

    person = HiddenField()
    email = AddressField(_("E-mail address"), render_kw={"autocomplete": "off"})

    @property
    def person_id(self) -> UUID | None:
        return id_in(self.person.data)


class StageAddresses(Form):
    """Where several people on stage are asked. A row without an address is left out."""

    rows = FieldList(FormField(AddressRow), _("E-mail addresses"), max_entries=PER_PAGE)

    @property
    def typed(self) -> dict[UUID, str]:
        found = {row.form.person_id: row.form.email.data or "" for row in self.rows}
        return {person_id: email for person_id, email in found.items() if person_id is not None and email}


class MailPeople(Form):
    """Those who were named on the page that asks before it mails, and what organisers add to the mail."""

    word = WordField(description=_("It stands below the sessions, as words of the organisers, as you type it."))

    @property
    def person_ids(self) -> list[UUID]:
        return [each for each in map(id_in, request.form.getlist("person")[:MOST_CHOICES]) if each is not None]


class PublishAgenda(Form):
    """Publish the draft as it was when the page was opened."""

    note = LineField(
        _("What you say about it"),
        most=300,
        description=_("One sentence for readers, beside the number of the version: “One session moved.”"),
    )
    revision = HiddenField()
    frame_seen = HiddenField()

    @property
    def revision_seen(self) -> int:
        return revision_in(self.revision.data)


class ChooseFile(FileOrRows):
    """An agenda to bring in: a file, or what was copied from one."""

    _nothing_chosen = _("Choose a file, or paste the rows of your agenda below")

    file = FileField(
        _("File"),
        description=_("A spreadsheet (CSV or XLSX), schedule.json or schedule.xml; 10 MB or less."),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What an organiser says of a table that was read: its sheet, the day of rows without a date, its columns, cells
    that were wrong, the codes of sessions to withdraw because the file has them no longer, whether words such as
    "Hosts" are people, and whether days of another time are those of the event."""

    sheet: str | None = None
    day: date | None = None
    columns: Mapping[int, Column] = field(default_factory=dict)
    corrections: Mapping[tuple[int, int], str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    takes_groups: bool = False
    moves_days: bool = False


class BringIn(Form):
    """The file that was looked at, and the draft as it was then."""

    upload = HiddenField()
    revision = HiddenField()
    sheet = SelectField(_("Sheet"), validate_choice=False)
    day = SelectField(_("Day of rows without a date"), validate_choice=False)
    leaves_out = BooleanField(_("Bring the rest in without these rows"))
    takes_groups = BooleanField(_("Take them in as people on stage all the same"))
    moves_days = BooleanField(_("Read them as the days of the event"))

    @property
    def wants_another_look(self) -> bool:
        """Whether it was sent to be read again, not to be brought in."""
        return "again" in request.form

    @property
    def choices(self) -> Choices:
        """What was chosen on the page; what is no column, no cell and no word of ours is passed over."""
        columns, corrections = {}, {}
        for name, value in list(request.form.items())[:MOST_CHOICES]:
            if (of_column := re.fullmatch(r"column-(\d{1,3})", name)) and value in set(Column):
                columns[int(of_column[1])] = Column(value)
            elif of_cell := re.fullmatch(r"cell-(\d{1,6})-(\d{1,3})", name):
                corrections[int(of_cell[1]), int(of_cell[2])] = clean_line(value)[:LONGEST_CELL]
        return Choices(
            self.sheet.data or None,
            day_in(self.day.data),
            columns,
            corrections,
            frozenset(request.form.getlist("withdraw")),
            bool(self.takes_groups.data),
            bool(self.moves_days.data) or request.form.get("again") == "days",
        )

    @property
    def upload_id(self) -> UUID | None:
        return id_in(self.upload.data)

    @property
    def revision_seen(self) -> int:
        return revision_in(self.revision.data)


def _link(row: Any) -> LinkFacts:
    kind = "attachment" if row.kind.data == "attachment" else "link"
    return LinkFacts(row.title.data or row.url.data, row.url.data, kind, clean_line(row.type.data or "")[:80])


def revision_in(text: str | None) -> int:
    """The revision of a draft that a hidden field carries; 0, which is none, if it carries none."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else 0


def day_in(text: str | None) -> date | None:
    """The day that a field carries, or None."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _number_of(row: Any) -> str:
    """The number that a row has in the names of its fields: "people-3" is 3, whatever was removed before it."""
    return str(row.name).rsplit("-", 1)[1]
