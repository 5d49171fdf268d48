"""People on stage: how they are shown, where they are reached, whether they come."""

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
)
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from convene.errors import Refused
from convene.files.pictures import Part, Picture, cut_square, is_oblong, made_anew, size_of
from convene.programme.catalogue import (
    LONGEST,
    StageAnswer,
)
from convene.programme.forms.importing import MOST_CHOICES
from convene.sentences import says
from convene.spelling import id_in
from convene.web.fields import (
    AddressField,
    LineField,
    TextField,
    WordField,
    answered,
)
from convene.web.forms import Form
from convene.web.languages import say
from convene.web.paging import PER_PAGE


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


class OwnCalendarOnStage(Form):
    """Whether the sessions of somebody on stage come into their calendar by mail."""

    wants_calendar = BooleanField(_("Mail me an invitation for each of my sessions, and what changes"))
