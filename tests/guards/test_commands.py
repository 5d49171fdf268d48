"""Every command of `flask` says what it does, and stands in the operator's document."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
NOT_OURS = {"run", "shell", "routes", "db"}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command below a group with its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


@pytest.fixture
def ours(app: Flask) -> list[tuple[str, click.Command]]:
    return [(name, command) for name, command in commands(app.cli) if name.split()[0] not in NOT_OURS]


def test_every_command_says_what_it_does_and_every_option_what_it_means(ours: list[tuple[str, click.Command]]) -> None:
    assert ours
    for name, command in ours:
        assert command.help, f"flask {name} has no help"
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"flask {name} {option.opts[0]} has no help"


def test_every_command_stands_once_in_the_operators_document(ours: list[tuple[str, click.Command]]) -> None:
    rows = re.findall(r"^\| `flask ([a-z -]+?)(?: [A-Z-][^`]*)?` \|", OPERATING.read_text(), flags=re.MULTILINE)
    assert sorted(row for row in rows if row.split()[0] not in NOT_OURS) == sorted(name for name, _ in ours)
