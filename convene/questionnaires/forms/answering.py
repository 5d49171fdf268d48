"""A form made of a questionnaire, on top of another form: each question a field of a name that stays.

What is asked follows from what is answered. A page shows the questions that are asked now; the others stand in it as
templates, which a script puts in place as one answers. Without one, the page comes again with the questions that the
answers have brought up (`brought_up`). Which questions were on the page is said by hidden fields beside each of them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, FileField, RadioField, SelectChoice, SelectField

from convene.errors import Refused
from convene.files.documents import Document, document_in
from convene.files.pictures import made_anew
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.forms.fields import (
    NO_ANSWER,
    AnyOfField,
    LanguagesField,
    OneOfField,
    PhoneField,
    RankingField,
)
from convene.questionnaires.rules import (
    LONGEST_LINE,
    LONGEST_TEXT,
    asked,
    chosen,
    field_of,
    holds,
    is_given,
    why_not_taken,
)
from convene.questionnaires.services.answering import Replies, Upload
from convene.questionnaires.structure import Conditions, Option, Question, Questionnaire, Section, Value, Values
from convene.spelling import id_in
from convene.web.fields import AddressField, DayField, LineField, TextField, WholeNumberField
from convene.web.forms import Form
from convene.web.languages import countries, say

#: More options than these are asked as a list to open.
MOST_SHOWN = 8
YES, NO = "yes", "no"
PICTURE_NAME = "picture.webp"
NOTHING = Questionnaire(id=UUID(int=0), revision=0)


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as the page shows it. `field` is None for words; `asked_if` says when to a script, None: always."""

    question: Question
    field: Field | None
    gone: Field | None
    is_asked: bool
    asked_if: str | None
    upload: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A heading and its questions. `is_empty`: it is asked, and none of its questions is."""

    section: Section
    is_asked: bool
    is_empty: bool
    asked_if: str | None
    questions: list[QuestionShown]


class _OnPageField(Field):  # type: ignore[misc]
    """The ids of the questions that were on the page which was sent."""

    data: frozenset[UUID]

    def process_data(self, value: Any) -> None:
        self.data = frozenset(value or ())

    def process_formdata(self, valuelist: Any) -> None:
        self.data = frozenset(found for each in valuelist if (found := id_in(each)) is not None)


class Asking(Form):
    """What every form made of a questionnaire can do. `form_for` makes the class."""

    questionnaire: Questionnaire = NOTHING
    #: What this respondent answered before, by question.
    before: Values = MappingProxyType({})
    full_option_ids: frozenset[UUID] = frozenset()

    on_page = _OnPageField()
    _uploads: dict[UUID, Upload]

    @property
    def values(self) -> dict[UUID, Value]:
        """What is answered now: on the page that was sent, or before, where none was."""
        if not self.is_submitted():
            return dict(self.before)
        return {
            question.id: self._value_of(question)
            for question in self.questionnaire.answerable
            if question.id in self.on_page.data
        }

    @property
    def asked_ids(self) -> set[UUID]:
        """The questions that these answers ask."""
        return asked(self.questionnaire, self.values)

    @property
    def brought_up(self) -> list[Question]:
        """Questions that the answers ask and that were not on the page: it comes again with them."""
        if not self.is_submitted():
            return []
        asked_ids = self.asked_ids
        return [
            question
            for question in self.questionnaire.answerable
            if question.id in asked_ids and question.id not in self.on_page.data
        ]

    @property
    def replies(self) -> Replies:
        """What was answered to what is asked, to be kept. A file that was sent before and not again is left out."""
        found: dict[UUID, Value | Upload] = {}
        asked_ids, values = self.asked_ids, self.values
        for question in self.questionnaire.answerable:
            if question.id not in asked_ids or question.id not in self.on_page.data:
                continue
            if not question.kind.is_upload:
                found[question.id] = values.get(question.id)
            elif question.id in self._uploads:
                found[question.id] = self._uploads[question.id]
            elif self._is_taken_away(question):
                found[question.id] = None
        return found

    @property
    def has_uploads(self) -> bool:
        """Whether a file may be sent with it."""
        return any(question.kind.is_upload for question in self.questionnaire.questions)

    @property
    def sections(self) -> list[SectionShown]:
        """What the page shows, in order; what is not asked now is among it."""
        asked_ids = self.asked_ids
        known = {question_id: value for question_id, value in self.values.items() if question_id in asked_ids}
        shown = []
        for section in self.questionnaire.sections:
            questions = [self._shown(question, asked_ids) for question in section.asking]
            if questions:
                is_empty = not any(one.is_asked for one in questions)
                is_asked = holds(section.conditions, known)
                shown.append(SectionShown(section, is_asked, is_empty, _for_scripts(section.conditions), questions))
        return shown

    def validate(self, extra_validators: Any = None) -> bool:
        """What the form below asks, and the questions that are asked; whatever was sent of others is no matter."""
        super().validate(extra_validators)
        self._uploads = {}
        asked_ids = self.asked_ids
        brought_up = {question.id for question in self.brought_up}
        for question in self.questionnaire.answerable:
            field = self[field_of(question.id)]
            if question.id not in asked_ids or question.id in brought_up:
                field.errors = []
            elif not field.errors:
                field.errors = self._problems_of(question, field)
        return not self.errors and not brought_up

    def tell_what_is_lost(self) -> None:
        super().tell_what_is_lost()
        for question_id in getattr(self, "_uploads", {}):
            field = self[field_of(question_id)]
            field.errors = [*field.errors, gettext("Choose the file again: it could not be kept.")]

    def _problems_of(self, question: Question, field: Field) -> list[str]:
        if question.kind.is_upload and isinstance(field.data, str) and field.data:
            return [gettext("Choose the file again: it did not arrive.")]
        try:
            if question.kind.is_upload and isinstance(field.data, FileStorage) and field.data:
                self._uploads[question.id] = _upload_in(question, field.data)
        except Refused as refused:
            return [say(refused.sentence)]
        value = self._value_of(question)
        refused_answer = why_not_taken(question, value, self.before.get(question.id), self.full_option_ids)
        return [say(refused_answer.sentence)] if refused_answer is not None else []

    def _value_of(self, question: Question) -> Value:
        field = self[field_of(question.id)]
        data = field.data
        match question.kind:
            case Kind.FILE | Kind.PICTURE:
                if isinstance(data, FileStorage) and data:  # text where a file should be is none
                    return {"file_id": "", "name": data.filename or "", "size": 0}
                return None if self._is_taken_away(question) else self.before.get(question.id)
            case Kind.DATE:
                return data.isoformat() if data else None
            case Kind.YES_NO:
                return {YES: True, NO: False}.get(data)
            case Kind.CONSENT:
                return bool(data)
            case Kind.LANGUAGES:
                return list(field.codes)
            case Kind.CHOICES | Kind.RANKING:
                return list(dict.fromkeys(data or []))
            case Kind.NUMBER:
                return data if isinstance(data, int) else None
            case _:
                return data or None

    def _is_taken_away(self, question: Question) -> bool:
        name = _gone(question)
        return name in self and bool(self[name].data)

    def _shown(self, question: Question, asked_ids: set[UUID]) -> QuestionShown:
        before = self.before.get(question.id)
        name, gone = field_of(question.id), _gone(question)
        return QuestionShown(
            question,
            self._fields.get(name),
            self._fields.get(gone),
            question.id in asked_ids,
            _for_scripts(question.conditions),
            before if question.kind.is_upload and isinstance(before, dict) else None,
        )


def form_for(
    base: type[Form],
    questionnaire: Questionnaire | None,
    *,
    before: Values | None = None,
    full_option_ids: Iterable[UUID] = (),
) -> type[Any]:
    """A form that asks what `base` asks, and then what the questionnaire does.

    `before` is what the respondent has answered already; `full_option_ids` are options of which no place is left. The
    class is an `Asking` and a `base`. Its fields are called `rules.field_of(question.id)`.
    """
    questionnaire, before, full = questionnaire or NOTHING, before or {}, frozenset(full_option_ids)
    fields: dict[str, Any] = {"questionnaire": questionnaire, "before": before, "full_option_ids": full}
    for question in questionnaire.answerable:
        value = before.get(question.id)
        fields[field_of(question.id)] = _field_for(question, value, full)
        if question.kind.is_upload and is_given(value) and not question.is_required:
            fields[_gone(question)] = BooleanField(_("Take the file away"))
    return type(f"{base.__name__}AndMore", (Asking, base), fields)


def _gone(question: Question) -> str:
    return f"{field_of(question.id)}_gone"


def _field_for(question: Question, value: Value, full: frozenset[UUID]) -> Any:
    told: dict[str, Any] = {"label": question.label, "description": question.help, "default": value}
    if question.kind.has_options:
        return _field_of_options(question, value, full, told)
    return _FIELDS[question.kind](question, value, told)


def _number(question: Question, value: Value, told: dict[str, Any]) -> Any:  # noqa: ARG001, one of several alike
    limits = {"min": question.least, "max": question.most, "inputmode": "numeric"}
    return WholeNumberField(render_kw={name: limit for name, limit in limits.items() if limit is not None}, **told)


def _languages(question: Question, value: Value, told: dict[str, Any]) -> Any:  # noqa: ARG001
    return LanguagesField(**{**told, "description": question.help or _("Separate them by commas: English, Thai.")})


def _yes_or_no(question: Question, value: Value, told: dict[str, Any]) -> Any:
    said = {True: YES, False: NO}.get(value) if isinstance(value, bool) else None
    choices = _or_none([SelectChoice(YES, _("Yes")), SelectChoice(NO, _("No"))], question)
    return RadioField(**{**told, "default": said}, choices=choices, validate_choice=False)


def _upload(question: Question, value: Value, told: dict[str, Any]) -> Any:  # noqa: ARG001
    return FileField(question.label, description=question.help or _hint_for_upload(question))


_FIELDS: dict[Kind, Callable[[Question, Value, dict[str, Any]], Any]] = {
    Kind.LINE: lambda _question, _value, told: LineField(most=LONGEST_LINE, **told),
    Kind.TEXT: lambda _question, _value, told: TextField(most=LONGEST_TEXT, render_kw={"rows": 4}, **told),
    Kind.EMAIL: lambda _question, _value, told: AddressField(**told),
    Kind.PHONE: lambda _question, _value, told: PhoneField(**told),
    Kind.NUMBER: _number,
    Kind.DATE: lambda _question, value, told: DayField(**{**told, "default": _day_in(value)}),
    Kind.COUNTRY: lambda _question, value, told: SelectField(
        **{**told, "default": value or ""}, choices=_countries, validate_choice=False
    ),
    Kind.LANGUAGES: _languages,
    Kind.YES_NO: _yes_or_no,
    Kind.CONSENT: lambda question, _value, told: BooleanField(**{**told, "label": question.words or question.label}),
    Kind.FILE: _upload,
    Kind.PICTURE: _upload,
}


def _field_of_options(question: Question, value: Value, full: frozenset[UUID], told: dict[str, Any]) -> Any:
    if question.kind is Kind.RANKING:
        ranked = [(str(option.id), option.label) for option in _options_for(question, value)]
        return RankingField(options=ranked, most=question.most, **told)
    choices = _choices(question, value, full)
    if question.kind is Kind.CHOICES:
        return AnyOfField(**{**told, "default": value or []}, choices=choices, validate_choice=False)
    if len(choices) > MOST_SHOWN:
        listed = [SelectChoice("", ""), *choices]
        return SelectField(**{**told, "default": value or ""}, choices=listed, validate_choice=False)
    return OneOfField(choices=_or_none(choices, question), validate_choice=False, **told)


def _options_for(question: Question, value: Value) -> list[Option]:
    """Those that are offered, and those that the respondent chose before they were withdrawn."""
    had = chosen(value)
    return [option for option in question.options if not option.is_withdrawn or option.id in had]


def _choices(question: Question, value: Value, full: frozenset[UUID]) -> list[SelectChoice]:
    had, found = chosen(value), []
    for option in _options_for(question, value):
        is_full = option.id in full and option.id not in had
        label = option.label
        if is_full:
            label = _("%(option)s (full)", option=option.label)
        elif option.is_withdrawn:
            label = _("%(option)s (no longer offered)", option=option.label)
        found.append(SelectChoice(str(option.id), label, {"disabled": True} if is_full else {}))
    return found


def _or_none(choices: list[SelectChoice], question: Question) -> list[SelectChoice]:
    """A button that was pressed stays pressed: who may leave the question open can take the answer back."""
    return choices if question.is_required else [*choices, SelectChoice("", NO_ANSWER)]


def _countries() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in [("", ""), *countries()]]


def _day_in(value: Value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _hint_for_upload(question: Question) -> Any:
    if question.kind is Kind.PICTURE:
        return _("JPEG, PNG, WebP or GIF, 10 MB or less.")
    return _("PDF, PPTX, ODP, DOCX, ODT, XLSX, CSV, TXT, MD, or a picture; 10 MB or less, without macros.")


def _upload_in(question: Question, sent: Any) -> Upload:
    """The file that was sent, as it will be kept. What `document_in` and `made_anew` refuse."""
    content, name = sent.read(), sent.filename or ""
    if question.kind is Kind.FILE:
        return Upload(document_in(content, name))
    picture = made_anew(content)
    # Of a picture, which is made anew, the name that it had is kept nowhere.
    return Upload(Document(picture.content_type, picture.body, PICTURE_NAME))


def _for_scripts(conditions: Conditions) -> str | None:
    """When something is asked, as `questions.js` reads it; None: always."""
    if not conditions:
        return None
    of = [
        {
            "on": field_of(one.on),
            "test": one.test.value,
            "options": sorted(map(str, one.options)),
            "number": one.number,
        }
        for one in conditions.of
    ]
    return json.dumps({"joined": conditions.joined.value, "of": of})
