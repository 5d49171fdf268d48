"""Refusals reach the person: each is shown where it was said, and what is gone is a page of its own everywhere."""

import ast
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


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(CONVENE)))
def test_no_page_catches_what_has_a_page_of_its_own(path: Path) -> None:
    assert not [ast.unparse(one) for one, names in handlers(path) if names & EVERYWHERE]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(CONVENE)))
def test_every_page_that_catches_any_refusal_hands_it_on_to_its_form(path: Path) -> None:
    """Not its sentence alone: `add_refusal` knows which of them belong into no form."""
    for one, names in handlers(path):
        if "Refused" not in names:
            continue
        given = [
            argument
            for node in ast.walk(one)
            if isinstance(node, ast.Call)
            for argument in node.args
            if isinstance(argument, ast.Name) and argument.id == one.name
        ]
        assert given, ast.unparse(one)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(CONVENE)))
def test_what_somebody_else_changed_meanwhile_is_told_in_one_way(path: Path) -> None:
    """By `web.meanwhile.tell_refusal`: no page asks itself what was refused, and none lists what differs."""
    assert "ChangedMeanwhile" not in path.read_text().replace("AgendaChangedMeanwhile", "")
    assert not [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Theirs"
    ]


@pytest.mark.parametrize("refused", [NotFound(), NotAllowed()])
def test_what_is_gone_or_not_allowed_is_no_answer_to_correct(app: Flask, refused: Refused) -> None:
    with app.test_request_context(), pytest.raises(type(refused)):
        OneButton().add_refusal(refused)
