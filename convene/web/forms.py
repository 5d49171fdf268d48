"""The base of every form: sloppy input accepted, refusals shown beside the field, nothing typed is lost.

A page builds its form, asks `form.is_answered()`, calls one use case and redirects with 303. When an answer is bad,
or the use case refuses, it shows the same page again with status 422: `show_again(form, template, ...)`.
"""

from typing import Any, ClassVar

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, TextAreaField
from wtforms.validators import Length, ValidationError

from convene.errors import NotAllowed, NotFound, Refused
from convene.sentences import Sentence
from convene.web.languages import say

MOST_PASTED = 1_000_000  # characters

#: What WTForms says by itself, as we say it: what to do.
OUR_WORDS = {
    "Not a valid choice.": _("Choose one from the list."),
    "Not a valid date value.": _("Enter a date with day, month and year."),
    "Not a valid time value.": _("Enter a time like 9:30 or 14:00."),
    "Not a valid datetime value.": _("Enter a date and a time."),
    "Not a valid decimal value.": _("Enter a number."),
    "This field is required.": _("Answer this question."),
}


class _Words:
    """What a form's own fields say, in our words and in the reader's language (the interface of WTForms)."""

    def gettext(self, text: str) -> str:
        return str(OUR_WORDS.get(text, text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many


class Form(FlaskForm):  # type: ignore[misc]
    """A form of Convene. Subclasses list their fields; labels are the questions, as the person reads them."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: "Form") -> "_Words":  # noqa: ARG002, the signature is WTForms'
            return _Words()

        def bind_field(self, form: "Form", unbound_field: Any, options: dict[str, Any]) -> Field:
            return unbound_field.bind(form=form, **options)

    @property
    def general_errors(self) -> list[str]:
        """What is wrong with the answers together, not with one of them."""
        return [str(error) for error in self.form_errors]

    def is_answered(self) -> bool:
        """Whether the form was sent, and every answer can be used."""
        is_answered = bool(self.validate_on_submit())
        if not is_answered:
            self.tell_what_is_lost()
        return is_answered

    def tell_what_is_lost(self) -> None:
        """Say beside its field that a file has to be chosen again, where the form that it came with is shown again.

        No browser lets a page fill in a file: with nothing said, it would be gone unnoticed.
        """

    def add_refusal(self, refused: Refused) -> None:
        """Put the sentence of a use case beside the field that it speaks of, or on top.

        What is gone, or not the reader's to do, is no answer that could be corrected: it goes on to a page of its own.
        """
        if isinstance(refused, NotFound | NotAllowed):
            raise refused
        self.add_error(refused.sentence, refused.field)
        self.tell_what_is_lost()

    def add_error(self, sentence: Sentence, field: str | None = None) -> None:
        words = say(sentence)
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, words]
        else:
            self.form_errors.append(words)


def _encodable(text: str | None) -> str:
    return (text or "").encode("utf-8", "replace").decode().replace("\x00", "")


class RowsField(TextAreaField):  # type: ignore[misc]
    """Rows of a table, as they were copied: cleaned of what cannot be stored alone, since tabs tell columns apart."""

    def __init__(self, label: Any = None, validators: Any = (), **options: Any) -> None:
        too_long = _("This is too long to paste. Save it as a file and choose that.")
        super().__init__(
            label, [*validators, Length(max=MOST_PASTED, message=too_long)], filters=[_encodable], **options
        )


class FileOrRows(Form):
    """A table to bring in: a file, or what was copied from one. Subclasses say which files, and what is missing."""

    _nothing_chosen: ClassVar[LazyString]

    file = FileField(_("File"))
    pasted = RowsField(
        _("Or paste the rows here"),
        description=_("Copied from a sheet, a document or a mail, with the line of headings if there is one."),
    )

    def validate_file(self, field: Field) -> None:
        if not field.data and not (self.pasted.data or "").strip():
            raise ValidationError(str(self._nothing_chosen))

    @property
    def body(self) -> bytes:
        """What is to be read: the file, where both were given."""
        return self.file.data.read() if self.file.data else str(self.pasted.data).encode()


class OneButton(Form):
    """A page that asks before it acts: nothing is answered but by pressing its button."""


def show_again(form: Form, template: str, **context: Any) -> ResponseReturnValue:
    """The page with the form as it was filled in: 422 when it was sent and is wrong, 200 when it is new."""
    return make_response(render_template(template, form=form, **context), status_of_form())


def status_of_form() -> int:
    """The status of a page that shows a form: 422 when it was sent and is wrong, 200 when it is new."""
    return 422 if request.method == "POST" else 200
