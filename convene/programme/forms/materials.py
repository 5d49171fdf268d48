"""Slides, handouts and links of a session."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms.validators import ValidationError

from convene.errors import Refused
from convene.files.documents import Document, document_in
from convene.programme.catalogue import (
    Available,
    MaterialKind,
    Reach,
)
from convene.programme.services.materials import MaterialFacts
from convene.sentences import says
from convene.web.fields import (
    ClockField,
    DayField,
    LineField,
    WebAddressField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import say


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
