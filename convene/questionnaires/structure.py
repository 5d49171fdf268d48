"""A questionnaire as plain values: what pages show, rules decide on and copies are made from.

A value that was answered is plain, too, and is kept as it is here: text (also days as "2027-03-04", and countries
by code), whole numbers, True or False, lists of codes or of ids of options (chosen, or ranked from the first), and for
uploads what is known of the file (`file_id`, `name`, `size`). None: not answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from convene.questionnaires.catalogue import Joined, Kind, Purpose, Test

Value = str | int | bool | list[str] | dict[str, Any] | None
Values = Mapping[UUID, Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the answer to the question `on`. `number` is for at least and at most."""

    on: UUID
    test: Test
    options: frozenset[UUID] = frozenset()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """When something is asked: where all, or any, of these hold; where there are none, always."""

    of: tuple[Condition, ...] = ()
    joined: Joined = Joined.ALL

    def __bool__(self) -> bool:
        return bool(self.of)


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen. One that is withdrawn was chosen by somebody, and is offered to nobody else."""

    id: UUID
    label: str
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. Whoever makes one new leaves out the id.

    `least` and `most` are of a number, or of how many are chosen or ranked. `words` are what a consent agrees to, or
    what a question without an answer says (Markdown); `version` counts what a consent has said. `erased_after_days`
    counts from the end of the event (None: as long as the respondent is kept).
    """

    id: UUID
    kind: Kind
    label: str
    help: str = ""
    is_required: bool = False
    is_private: bool = False
    erased_after_days: int | None = None
    purpose: Purpose | None = None
    least: int | None = None
    most: int | None = None
    words: str = ""
    version: int = 1
    options: tuple[Option, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    is_withdrawn: bool = False

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that can be chosen now."""
        return tuple(option for option in self.options if not option.is_withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions under one heading."""

    id: UUID
    title: str
    words: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    questions: tuple[Question, ...] = ()

    @property
    def asking(self) -> tuple[Question, ...]:
        """Its questions without those that are withdrawn."""
        return tuple(question for question in self.questions if not question.is_withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """All of it, in order."""

    id: UUID
    revision: int
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> list[Question]:
        """Those that are asked today, in order, what only says something among them."""
        return [question for section in self.sections for question in section.asking]

    @property
    def answerable(self) -> list[Question]:
        """Those of them that are answered."""
        return [question for question in self.questions if question.kind.is_answered]

    @property
    def withdrawn(self) -> list[Question]:
        """Those that are not asked any more, whose answers are kept."""
        return [question for section in self.sections for question in section.questions if question.is_withdrawn]

    def everything(self) -> Iterator[tuple[Section, Question]]:
        """Each question with its section, withdrawn ones as well."""
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def question(self, question_id: UUID) -> Question | None:
        """A question by its id, withdrawn or not."""
        return next((question for _, question in self.everything() if question.id == question_id), None)

    def section(self, section_id: UUID) -> Section | None:
        """A section by its id."""
        return next((section for section in self.sections if section.id == section_id), None)

    def section_of(self, question_id: UUID) -> Section | None:
        """The section that a question stands in."""
        return next((section for section, question in self.everything() if question.id == question_id), None)

    def with_purpose(self, purpose: Purpose) -> Question | None:
        """The question whose answers mean this, if it is asked today."""
        return next((question for question in self.questions if question.purpose is purpose), None)
