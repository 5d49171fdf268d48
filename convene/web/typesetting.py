"""What is printed: set by Typst from `templates/print/`, as PDF (PDF/UA-1 where it can be) or as pictures of its pages.

What people typed reaches a template as JSON and is never part of its source, so `#read("/etc/passwd")` in a name is
printed as it is. Fonts come from packages, the same on every machine; letters that these lack are looked for in the
fonts of the system, so that a machine with a Chinese font prints Chinese names. `unprintable` tells before paper is
spent which texts hold a letter that no font has.
"""

import importlib.util
import json
import logging
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask import current_app
from flask_babel import get_locale

log = logging.getLogger(__name__)

#: By the name of their package. Typst takes the first that has a letter.
FONTS = {
    "Noto Sans": "fontpkg_noto_sans",
    "Noto Sans Thai": "fontpkg_noto_sans_thai",
    "Noto Sans Khmer": "fontpkg_noto_sans_khmer",
    "Noto Sans Arabic": "fontpkg_noto_sans_arabic",
}
#: Where systems keep theirs. Asked only for letters that the packages do not have.
SYSTEM_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
FONT_FILES = {".ttf", ".otf", ".ttc"}


@dataclass(frozen=True, slots=True)
class Font:
    """A font of this machine: its family as Typst knows it, its file, and the letters that it has."""

    family: str
    file: Path
    letters: frozenset[int]


def pdf_of(template: str, data: dict[str, Any], texts: Iterable[str] = (), *, made_at: datetime | None = None) -> bytes:
    """A template of `templates/print/` with its data, as PDF, in the language of the reader.

    `texts` are those that may need a font of the system. With a letter that no font has it is no PDF/UA, and a box
    stands in its place: better than no paper. `made_at`: what the file says of when it was made, so that the same
    words are the same bytes in every process; else it is now.
    """
    import typst  # 80 MB that nobody loads who does not print

    try:
        return _compiled(template, data, texts, standard="ua-1", made_at=made_at)[0]
    except typst.TypstError as refused:
        # What is wrong with more than a letter fails here once more.
        log.warning("printed without PDF/UA", extra={"reason": str(refused)[:200]})
        return _compiled(template, data, texts, made_at=made_at)[0]


def pictures_of(
    template: str, data: dict[str, Any], texts: Iterable[str] = (), *, dots_per_inch: int = 110
) -> list[bytes]:
    """The pages of the same as PNG, to be looked at before they are printed."""
    return _compiled(template, data, texts, picture=dots_per_inch)


def unprintable(text: str) -> str:
    """The letters of a text that no font of this machine has, each once; "" if it can be printed.

    A letter with its marks must be in one font: from two they would not sit on each other.
    """
    return "".join(dict.fromkeys(cluster for cluster in _clusters(text) if _font_with(cluster) is None))


def words_in(told: object) -> Iterator[str]:
    """Every text of the data of a template, however deep it lies."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from words_in(each)


def printable(text: str) -> str:
    """The text, or "" if a letter of it would be a box: an empty line can be filled by hand."""
    return "" if unprintable(text) else text


def _compiled(
    template: str,
    data: dict[str, Any],
    texts: Iterable[str],
    *,
    standard: Literal["ua-1"] | None = None,
    picture: int | None = None,
    made_at: datetime | None = None,
) -> list[bytes]:
    import typst

    others = _fonts_needed_besides(texts)
    locale = get_locale()
    told = {
        "lang": locale.language if locale else "en",
        "rtl": bool(locale) and locale.text_direction == "rtl",
        "fonts": [*FONTS, *(font.family for font in others)],
        **data,
    }
    root = Path(current_app.root_path) / "templates" / "print"
    more: dict[str, Any] = {"format": "png", "ppi": picture} if picture else {"pdf_standards": standard}
    made = typst.compile(
        root / template,
        root=root,
        font_paths=[*_font_folders(), *sorted({font.file.parent for font in others})],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(told)},
        timestamp=made_at.replace(microsecond=0) if made_at else None,  # it takes no fractions
        **more,
    )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _fonts_needed_besides(texts: Iterable[str]) -> list[Font]:
    """Fonts of the system for letters that those of the packages do not have."""
    found: dict[str, Font] = {}
    for cluster in {cluster for text in texts for cluster in _clusters(text)}:
        font = _font_with(cluster)
        if font is not None and font.family not in FONTS:
            found[font.family] = font
    return [found[name] for name in sorted(found)]


@cache
def _font_with(cluster: str) -> Font | None:
    """The first font that has all of a letter with its marks."""
    wanted = {ord(letter) for letter in cluster}
    return next((font for font in _fonts() if wanted <= font.letters), None)


def _clusters(text: str) -> Iterator[str]:
    """The letters of a text, each with its marks, without what is not seen (spaces, joiners)."""
    cluster = ""
    for letter in unicodedata.normalize("NFC", text):
        if unicodedata.category(letter) in {"Cf", "Cc", "Zs", "Zl", "Zp"} or 0xFE00 <= ord(letter) <= 0xFE0F:
            continue
        if cluster and unicodedata.category(letter).startswith("M"):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _fonts() -> Iterator[Font]:
    """Those of the packages, and once these do not do, those of the system."""
    yield from _package_fonts()
    yield from _system_fonts()


@cache
def _package_fonts() -> tuple[Font, ...]:
    files = [next(file for file in _files_in(folder) if "Italic" not in file.name) for folder in _font_folders()]
    return tuple(Font(family, file, _faces_in(file)[0][1]) for family, file in zip(FONTS, files, strict=True))


@cache
def _system_fonts() -> tuple[Font, ...]:
    found: dict[str, Font] = {}
    for folder in SYSTEM_FOLDERS:
        for file in _files_in(folder):
            for family, letters in _faces_in(file):
                found.setdefault(family, Font(family, file, letters))
    return tuple(found[name] for name in sorted(found))


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in FONT_FILES) if folder.is_dir() else []


def _faces_in(file: Path) -> list[tuple[str, frozenset[int]]]:
    """The families of a font file, each with its letters. None of a file that cannot be read, or draws in colours."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with TTCollection(file, lazy=True) if file.suffix.lower() == ".ttc" else TTFont(file, lazy=True) as opened:
            faces = opened.fonts if isinstance(opened, TTCollection) else [opened]
            return [
                (str(face["name"].getBestFamilyName()), frozenset(face.getBestCmap() or {}))
                for face in faces
                if "glyf" in face or "CFF " in face or "CFF2" in face
            ]
    except (TTLibError, OSError, KeyError, ValueError, AssertionError) as problem:
        log.warning("a font cannot be read", extra={"file": file.name, "reason": str(problem)[:200]})
        return []


@cache
def _font_folders() -> tuple[Path, ...]:
    found = {package: importlib.util.find_spec(package) for package in FONTS.values()}
    folders = {package: Path(spec.origin).parent / "files" for package, spec in found.items() if spec and spec.origin}
    if len(folders) < len(found):
        raise RuntimeError(f"fonts are not installed: {sorted(found.keys() - folders.keys())}")
    return tuple(folders.values())
