"""The dyes of papers, and of the agenda that is taken along, are those of the pages."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROLES = ("solid", "ink", "wash", "edge", "deep")
PALETTE = (PROJECT / "frontend" / "palette.mjs").read_text()


def of_pages() -> dict[str, dict[str, list[str]]]:
    """Every dye with its roles, light and dark."""
    lines = re.findall(r"^  (\w+): \{\n    (solid: .*),$", PALETTE, re.MULTILINE)
    return {
        name: {role: re.search(rf'{role}: \["(#\w+)", "(#\w+)"\]', roles).groups() for role in ROLES}  # type: ignore[union-attr]
        for name, roles in lines
    }


def test_paper_has_the_dyes_of_pages() -> None:
    paper = (PROJECT / "templates" / "print" / "house.typ").read_text()
    dyes = of_pages()
    assert len(dyes) == 8
    for name, roles in dyes.items():
        said = ", ".join(f'{role}: rgb("{roles[role][0]}")' for role in ROLES)
        assert f"  {name}: ({said})," in paper


def test_what_is_taken_along_has_the_dyes_of_pages() -> None:
    sheet = (PROJECT / "templates" / "programme" / "offline" / "style.css").read_text()
    light, dark = sheet.split("@media (prefers-color-scheme: dark) {\n  .madder")
    for name, roles in of_pages().items():
        assert f".{name} {{ --dye: {roles['solid'][0]}; }}" in light
        assert f"{name} {{ --dye: {roles['solid'][1]}; }}" in f".madder{dark}"
