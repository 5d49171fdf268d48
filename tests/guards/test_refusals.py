"""Refusals reach the person: each is shown where it was said, and what is gone is a page of its own everywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import convene
from convene.errors import NotAllowed, NotFound, Refused
from convene.web.forms import OneButton

CONVENE = Path(convene.__path__[0])
PAGES = sorted(path for path in CONVENE.rglob("*.py") if "pages" in path.relative_to(CONVENE).parts)
EVERYWHERE = {"NotFound", "NotAllowed"}


def handlers(path: Path) -> list[tuple[ast.ExceptHandler, set[str]]]:
    """What a page catches, and by which names."""
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ExceptHandler)]
    return [
        (one, {node.id for node in ast.walk(one.type) if isinstance(node, ast.Name)} if one.type else set())
        for one in found
    ]


def caught() -> Iterator[tuple[Path, ast.ExceptHandler, set[str]]]:
    """What pages catch, where, and by which names."""
    for path in PAGES:
        for one, names in handlers(path):
            yield path.relative_to(CONVENE), one, names


def test_no_page_catches_what_has_a_page_of_its_own() -> None:
    assert len(PAGES) > 60
    wrong = [f"{path}: {ast.unparse(one)}" for path, one, names in caught() if names & EVERYWHERE]
    assert not wrong, "\n".join(wrong)


def test_every_page_that_catches_any_refusal_hands_it_on_to_its_form() -> None:
    """Not its sentence alone: `add_refusal` knows which of them belong into no form."""
    wrong = []
    for path, one, names in caught():
        if "Refused" not in names:
            continue
        given = [
            argument
            for node in ast.walk(one)
            if isinstance(node, ast.Call)
            for argument in node.args
            if isinstance(argument, ast.Name) and argument.id == one.name
        ]
        if not given:
            wrong.append(f"{path}: {ast.unparse(one)}")
    assert not wrong, "\n".join(wrong)


def test_what_somebody_else_changed_meanwhile_is_told_in_one_way() -> None:
    """By `web.meanwhile.tell_refusal`: no page asks itself what was refused, and none lists what differs."""
    wrong = []
    for path in PAGES:
        source = path.read_text()
        lists = [
            node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Theirs"
        ]
        if lists or "ChangedMeanwhile" in source.replace("AgendaChangedMeanwhile", ""):
            wrong.append(str(path.relative_to(CONVENE)))
    assert wrong == []


@pytest.mark.parametrize("refused", [NotFound(), NotAllowed()])
def test_what_is_gone_or_not_allowed_is_no_answer_to_correct(app: Flask, refused: Refused) -> None:
    with app.test_request_context(), pytest.raises(type(refused)):
        OneButton().add_refusal(refused)
