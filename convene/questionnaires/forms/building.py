"""Forms by which organisers say what is asked."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms import Form as Part
from wtforms.validators import NumberRange, Optional

from convene.questionnaires.catalogue import PURPOSES, Joined, Kind, Purpose, Test
from convene.questionnaires.queries import said_of_question, said_of_section
from convene.questionnaires.rules import LARGEST_NUMBER, ways_to_test
from convene.questionnaires.services.building import QuestionFacts
from convene.questionnaires.structure import Condition, Conditions, Question, Section
from convene.spelling import clean_line
from convene.web.fields import LineField, TextField, WholeNumberField, answered
from convene.web.forms import Form
from convene.web.languages import say
from convene.web.meanwhile import mark_of

LONGEST_LABEL = 300
LONGEST_HELP = 500
MOST_OPTIONS = 300
FEWEST_LINES = 2
MOST_LINES = 40
TOO_LONG = _("Enter a number of nine digits or fewer")
A_TEST = re.compile(r"([0-9a-f]{32}):([a-z ]+):([0-9a-f]{32})?")


class OneCondition(Part):  # type: ignore[misc]
    """One line of when something is asked: an earlier question and what was answered, in one list."""

    rests_on = SelectField(_("Only if"), default="", validate_choice=False)
    number = WholeNumberField(_("Number"), [Optional()])


class AskedWhen(Form):
    """When something is asked. `offer` says by which questions it can be decided."""

    conditions = FieldList(FormField(OneCondition), max_entries=MOST_LINES)
    joined = RadioField(
        _("If there are several"),
        choices=[
            SelectChoice(Joined.ALL.value, _("All must be so")),
            SelectChoice(Joined.ANY.value, _("One is enough")),
        ],
        default=Joined.ALL.value,
    )
    seen = HiddenField()

    def offer(self, earlier: Iterable[Question], told: Conditions) -> None:
        """Name the earlier questions; on a page that is new, the conditions that there are, and lines for more."""
        choices = [SelectChoice("", _("Always asked")), *_tests(earlier)]
        if not self.is_submitted():
            for line in _lines_of(told):
                self.conditions.append_entry(line)
            self.joined.data = told.joined.value
            for _number in range(max(FEWEST_LINES - len(self.conditions), 1)):
                self.conditions.append_entry({"rests_on": "", "number": None})
        for line in self.conditions:
            line.form.rests_on.choices = choices

    @property
    def can_be_asked_when(self) -> bool:
        """Whether anything stands before it that a condition could rest on."""
        return any(len(line.form.rests_on.choices) > 1 for line in self.conditions)

    @property
    def has_several(self) -> bool:
        """Whether more than one line says something, or is wrong."""
        return any(line.form.rests_on.data or line.form.errors for line in list(self.conditions)[1:])

    @property
    def has_numbers(self) -> bool:
        """Whether a condition could ask for a number."""
        tests = {Test.AT_LEAST.value, Test.AT_MOST.value}
        every = (choice.value.split(":") for line in self.conditions for choice in line.form.rests_on.choices)
        return any(len(parts) == 3 and parts[1] in tests for parts in every)

    @property
    def told(self) -> Conditions:
        """What was chosen. Several answers of one choice are one condition: any of them is enough."""
        found: list[Condition] = []
        for line in self.conditions:
            one = _condition_in(str(line.form.rests_on.data or ""), line.form.number.data)
            if one is None:
                continue
            same = next((each for each in found if (each.on, each.test) == (one.on, one.test) and one.options), None)
            if same is None:
                found.append(one)
            else:
                found[found.index(same)] = Condition(one.on, one.test, same.options | one.options)
        return Conditions(tuple(found), Joined(self.joined.data or Joined.ALL.value) if found else Joined.ALL)


class EditSection(AskedWhen):
    """A heading."""

    title = LineField(_("Heading"), [answered(_("Enter a heading"))])
    words = TextField(
        _("What stands below it"), most=5_000, description=_("Markdown can be used."), render_kw={"rows": 3}
    )

    def __init__(self, section: Section | None) -> None:
        said = said_of_section(section) if section is not None else {"title": "", "words": ""}
        super().__init__(data={name: said[name] for name in ("title", "words")}, seen=mark_of(said))


class EditQuestion(AskedWhen):
    """A question of one kind: what goes not with the kind is taken out."""

    label = LineField(_("Question"), [answered(_("Enter the question"))], most=LONGEST_LABEL)
    words = TextField(_("Words"), most=5_000, render_kw={"rows": 4})
    options = TextField(
        _("Answers to choose from"),
        description=_("One a line. An answer keeps who has chosen it for as long as its words stay the same."),
        render_kw={"rows": 7},
    )
    options_are_reworded = BooleanField(
        _("The lines that I change are the same answers in other words"),
        description=_("Who has chosen one keeps it under its new words. A slip of the pen, for instance."),
    )
    least = WholeNumberField(_("At least"), [Optional(), NumberRange(-LARGEST_NUMBER, LARGEST_NUMBER, TOO_LONG)])
    most = WholeNumberField(_("At most"), [Optional(), NumberRange(-LARGEST_NUMBER, LARGEST_NUMBER, TOO_LONG)])
    is_required = BooleanField(_("An answer is needed"))
    help = LineField(_("A line of help"), most=LONGEST_HELP, description=_("Stands below the question."))
    is_private = BooleanField(
        _("Private"), description=_("Read by owners and organisers alone, not by the front desk; marked in lists.")
    )
    erased_after_days = WholeNumberField(
        _("Days after the event until the answers are erased"),
        [Optional(), NumberRange(0, 3_650, message=_("Enter a number of days from 0 to 3650, or leave this empty"))],
        description=_("Leave this empty to keep them as long as the registration."),
    )
    purpose = SelectField(
        _("What it means to Convene"),
        default="",
        description=_("Badges, lists for the kitchen and the hotel find the answers by this."),
    )
    section_id = SelectField(_("Section"), validate_choice=False)
    #: The id of a question to be, drawn with the page: sent a second time, after a step back, it is the same one.
    drawn = HiddenField(default=lambda: uuid4().hex)

    def __init__(self, kind: Kind, question: Question | None, sections: Iterable[Section], section: Section | None):
        said = said_of_question(question) if question is not None else {"is_required": False}
        data = {name: value for name, value in said.items() if name not in {"kind", "conditions"}}
        super().__init__(data=data | {"section_id": section.id.hex if section else ""}, seen=mark_of(said))
        self.kind = kind
        self.purpose.choices = [
            SelectChoice("", _("Nothing more")),
            *(SelectChoice(each.value, say(words)) for each, words in PURPOSES.items()),
        ]
        self.section_id.choices = [SelectChoice(each.id.hex, each.title or gettext("No heading")) for each in sections]
        self._leave_out(question)

    def _leave_out(self, question: Question | None) -> None:
        kind, unused = self.kind, set()
        if not kind.has_options:
            unused.add("options")
        if not kind.has_options or question is None or not question.kind.has_options:
            unused.add("options_are_reworded")
        if not kind.has_limits:
            unused |= {"least", "most"}
        if kind not in {Kind.CONSENT, Kind.WORDS}:
            unused.add("words")
        if not kind.is_answered:
            unused |= {"is_required", "help", "is_private", "erased_after_days", "purpose"}
        if question is not None or len(self.section_id.choices) < 2:
            unused.add("section_id")  # those that are there are moved in the list
        for name in unused:
            del self[name]
        if kind is Kind.CONSENT:
            self.label.label.text = gettext("Short name")
            self.label.description = gettext("For lists: “Newsletter”. People read the words below.")
            self.words.label.text = gettext("What somebody agrees to")
            self.words.validators = [*self.words.validators, answered(_("Enter what somebody agrees to"))]
            self.words.description = gettext(
                "Other words are a new version. Which one somebody has agreed to is kept with their answer."
            )
        elif kind is Kind.WORDS:
            self.label.label.text = gettext("Name of this text")
            self.label.description = gettext("For you: it is shown to nobody else.")
            self.words.label.text = gettext("Text")
            self.words.validators = [*self.words.validators, answered(_("Enter the text"))]
            self.words.description = gettext("Markdown can be used.")

    @property
    def has_more(self) -> bool:
        """Whether anything is said, or wrong, in what is folded away."""
        more = [self._fields.get(name) for name in ("help", "is_private", "erased_after_days", "purpose")]
        return any(field is not None and (field.data not in (None, "", False) or field.errors) for field in more)

    @property
    def facts(self) -> QuestionFacts:
        """What was said, for the use case."""
        data = self.data
        purpose = data.get("purpose") or ""
        return QuestionFacts(
            kind=self.kind,
            label=self.label.data,
            help=data.get("help") or "",
            is_required=bool(data.get("is_required")),
            is_private=bool(data.get("is_private")),
            erased_after_days=data.get("erased_after_days"),
            purpose=Purpose(purpose) if purpose else None,
            least=data.get("least"),
            most=data.get("most"),
            words=data.get("words") or "",
            options=self.labels,
            options_are_reworded=bool(data.get("options_are_reworded")),
            conditions=self.told,
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The options that were written, one a line."""
        lines = str(self.data.get("options") or "").split("\n")
        return tuple(clean_line(line)[:LONGEST_LABEL] for line in lines if line.strip())[:MOST_OPTIONS]


class TakeOver(Form):
    """The form of another event."""

    event_id = RadioField(_("Event"), [answered(_("Choose an event"))], validate_choice=False)


def _tests(earlier: Iterable[Question]) -> Iterable[SelectChoice]:
    """What can be asked of earlier answers, in a group for each question: the nearest first, which is mostly meant."""
    for question in reversed(list(earlier)):
        for test in ways_to_test(question.kind):
            for option_id, words in _said_of_test(question, test):
                value = f"{question.id.hex}:{test.value}:{option_id}"
                yield SelectChoice(value, f"{question.label}: {words}", optgroup=question.label)


def _said_of_test(question: Question, test: Test) -> list[tuple[str, str]]:
    """A test in words, once for each option where it is about one."""
    if test is Test.IS:
        return [(one.id.hex, gettext("is “%(option)s”", option=one.label)) for one in question.offered]
    if test is Test.IS_NOT:
        return [
            (one.id.hex, gettext("is something else than “%(option)s”", option=one.label)) for one in question.offered
        ]
    words = {
        Test.YES: gettext("is yes"),
        Test.NO: gettext("is no"),
        Test.ANSWERED: gettext("is answered"),
        Test.AT_LEAST: gettext("is at least the number beside"),
        Test.AT_MOST: gettext("is at most the number beside"),
    }
    return [("", words[test])]


def _lines_of(told: Conditions) -> Iterable[dict[str, Any]]:
    for one in told.of:
        for named in sorted(option.hex for option in one.options) or [""]:
            yield {"rests_on": f"{one.on.hex}:{one.test.value}:{named}", "number": one.number}


def _condition_in(chosen: str, number: int | None) -> Condition | None:
    """The condition of a line; None: there is none. What was made up fits no question, which the use case says."""
    found = A_TEST.fullmatch(chosen)
    if found is None or found[2] not in set(Test):
        return None
    options = frozenset([UUID(found[3])]) if found[3] else frozenset()
    return Condition(UUID(found[1]), Test(found[2]), options, number if not options else None)
