"""What holds for every style sheet, without a browser."""

import re
from pathlib import Path

import pytest

from convene.gallery.components import PROJECT as ROOT

SHEETS = sorted((ROOT / "frontend/src").rglob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def text_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_know_no_left_or_right(path: Path) -> None:
    found = re.findall(
        r"\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|\b(?:left|right|top|bottom)\s*:"
        r"|\btext-align:\s*(?:left|right)|\bfloat:\s*(?:left|right)",
        text_of(path),
    )
    assert found == [], "logical properties turn with the direction of writing"
