"""The texts that can be translated: collect them, and turn them into a language that shows what was forgotten.

    python scripts/translations.py extract translations/messages.pot
    python scripts/translations.py pseudo DIRECTORY

`extract` collects every marked text of code and templates. `pseudo` writes a catalogue in which each text stands
between ⟦ and ⟧, its letters wearing accents: on a page in it, whatever is readable was not marked. Tests use it
(tests/guards/test_every_word_is_marked.py); people see it in the gallery only.
"""

import argparse
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from convene.gallery.disguise import PSEUDO, disguised  # noqa: E402, found only from here

METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "says": (1,),
    "says_one_or_many": (1, 2),
    "add": (1,),  # remarks.add() and problems.add() of the engine that reads schedules: engines know no sentences
    "UnreadableSchedule": (1,),  # and its refusals
}
OF_TEMPLATES = {"silent": "false"}


def collected() -> Catalog:
    """Every marked text, with the places where it stands."""
    catalog = Catalog(project="Convene", charset="utf-8")
    for part in ("convene", "templates"):
        found = extract_from_dir(
            PROJECT / part,
            method_map=METHODS,
            options_map={"**.html": OF_TEMPLATES, "**.txt": OF_TEMPLATES},
            keywords=KEYWORDS,
        )
        for name, line, text, comments, context in found:
            catalog.add(text, None, [(f"{part}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def pseudo_catalog() -> Catalog:
    """The catalogue of the language that shows what was forgotten."""
    catalog = Catalog(locale=PSEUDO, charset="utf-8")
    for message in collected():
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            forms = tuple(disguised(text) for text in message.id[: catalog.num_plurals])
            catalog.add(message.id, forms, flags=message.flags)
        else:
            catalog.add(message.id, disguised(message.id), flags=message.flags)
    return catalog


def write_pseudo(directory: Path) -> Path:
    """Write the catalogue where Flask-Babel looks for it below `directory`; returns `directory`."""
    place = directory / PSEUDO / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, pseudo_catalog())
    return directory


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="The texts that can be translated.")
    parser.add_argument("what", choices=["extract", "pseudo"])
    parser.add_argument("where", type=Path)
    given = parser.parse_args(arguments)
    if given.what == "pseudo":
        write_pseudo(given.where)
        return 0
    catalog = collected()
    given.where.parent.mkdir(parents=True, exist_ok=True)
    with given.where.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True)
    print(f"{len(catalog)} texts in {given.where}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
