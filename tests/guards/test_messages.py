"""Mails: each has its three parts, and the parts have the words that the layout of mails expects."""

from pathlib import Path

import pytest
from flask import Flask

from convene.outbox.catalogue import names

TEMPLATES = Path(__file__).parents[2] / "templates" / "emails"


def test_every_message_has_its_subject_its_text_and_its_html(app: Flask) -> None:
    assert names()
    missing = [
        f"{name}.{part}"
        for name in names()
        for part in ("subject.txt", "txt", "html")
        if not (TEMPLATES / f"{name}.{part}").exists()
    ]
    assert missing == []


def test_every_mail_template_belongs_to_a_message(app: Flask) -> None:
    files = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/[!_]*.*")}
    known = {f"{name}.{part}" for name in names() for part in ("subject.txt", "txt", "html")}
    assert files - known == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/*.subject.txt")), ids=lambda path: path.name)
def test_a_subject_is_one_line(path: Path) -> None:
    assert len(path.read_text().strip().splitlines()) == 1
