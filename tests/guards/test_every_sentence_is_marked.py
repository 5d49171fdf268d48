"""What code says to people is marked where it is written: in what is flashed, refused, asked and found wrong.

tests/guards/test_every_word_is_marked.py reads the pages; a sentence that no page of its world shows is found here.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import convene
from convene.app import load_every
from convene.errors import Refused

CONVENE = Path(convene.__path__[0])
#: Engines and commands speak English to whoever runs them, and the demo tells what somebody has typed.
IN_ENGLISH = {"cli", "demo", "engines"}
#: What the gallery shows its components with was typed by nobody.
EXAMPLES = {CONVENE / "gallery" / "facts.py"}
FILES = [
    path
    for path in sorted(CONVENE.rglob("*.py"))
    if path.relative_to(CONVENE).parts[0] not in IN_ENGLISH and path not in EXAMPLES
]
MARKS = {"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "says", "says_one_or_many"}
#: Calls whose first argument is read by people, and keywords that are, whatever is called.
SAYING = {"flash", "add_error", "answered", "ValidationError", "StopValidation"}
READ = {"label", "message", "sentence", "hint"}
WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def refusals() -> set[str]:
    """The names of all refusals of all features."""
    load_every("errors")
    found, waiting = {"Refused"}, [Refused]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.add(kind.__name__)
            waiting.append(kind)
    return found


def unmarked(source: str, is_form: bool = True) -> list[str]:
    """Every text that is said to somebody and stands in no mark, with its line."""
    saying = SAYING | refusals() | ({"ValueError"} if is_form else set())
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and {ast.unparse(base).split(".")[-1] for base in node.bases} & saying:
            found += [each for call in calls_of_super(node) for each in literals(call.args[:1])]
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")[-1]
            asks = name.endswith("Field")
            said = node.args[:1] if name in saying or asks else []
            read = READ | {"description"} if asks else READ
            found += literals([*said, *(each.value for each in node.keywords if each.arg in read)])
    return sorted({f"{each.lineno}: {each.value!r}" for each in found})


def calls_of_super(node: ast.ClassDef) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            yield call


def literals(said: list[ast.expr]) -> Iterator[ast.Constant]:
    """The texts with words in expressions, but for what stands in a mark."""
    for expression in said:
        if isinstance(expression, ast.Call) and ast.unparse(expression.func).split(".")[-1] in MARKS:
            continue
        if isinstance(expression, ast.Constant) and isinstance(expression.value, str) and WORD.search(expression.value):
            yield expression
        yield from literals([each for each in ast.iter_child_nodes(expression) if isinstance(each, ast.expr)])


def test_what_is_said_to_people_is_marked() -> None:
    assert len(FILES) > 300
    found = {
        str(path.relative_to(CONVENE)): unmarked(path.read_text(), path.name in {"forms.py", "fields.py"})
        for path in FILES
    }
    wrong = [f"{name}:{said}: wrap it in _() or says()" for name, each in found.items() for said in each]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "planted",
    [
        'flash("Saved.")',
        'flash("Saved." if done else _("Nothing to save."))',
        'flash(f"{name} is cancelled.")',
        'raise Refused("There is no such room.")',
        'raise RegistrationClosed("It is closed.", field="email")',
        'form.add_error("Choose another.", "name")',
        'raise ValidationError("Enter a day")',
        'raise ValueError("Enter a day")',
        'name = LineField("Name", most=20)',
        'name = LineField(_("Name"), [answered("Enter a name")])',
        'name = LineField(_("Name"), description="As on the badge.")',
        'name = StringField(_("Name"), [Length(max=3, message="Too long")])',
        'Link(label="Rooms", url="/rooms")',
        'class NoRoom(Refused):\n    def __init__(self):\n        super().__init__("There is none.")',
    ],
)
def test_a_planted_sentence_without_a_mark_is_found(planted: str) -> None:
    assert len(unmarked(planted)) == 1


@pytest.mark.parametrize(
    "right",
    [
        'flash(_("Saved."))',
        'raise Refused(says("%(room)s is taken.", room="Ballroom"), field="room")',
        'raise Refused(reason, field="room")',
        'name = LineField(_("Name"), [answered(_("Enter a name"))], render_kw={"autocomplete": "name"})',
        'raise ValidationError(str(_("Enter a day")))',
        'Entry(description="what somebody typed")',
    ],
)
def test_what_is_marked_or_for_programs_is_left_alone(right: str) -> None:
    assert unmarked(right) == []


def test_no_mark_stands_inside_of_an_f_string() -> None:
    """There the collection of sentences does not find it."""
    hidden = [
        f"{path.relative_to(CONVENE)}:{call.lineno}"
        for path in FILES
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKS
    ]
    assert hidden == []
