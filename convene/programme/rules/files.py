"""What files say of sessions: their words for formats, their days and times."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from convene.programme.catalogue import Format
from convene.programme.structure import (
    day_of,
)
from convene.sentences import Sentence, says

#: No night is longer: a session that begins later belongs to the day on the calendar, whatever a file says.
NIGHT_ENDS = time(12)


#: Words of files, in small letters, and the format that is meant. They stand by themselves, or as their plural; where a
#: sign * stands a longer word may go on, as in the compounds of German: "Kaffeepause", "Podiumsdiskussion".
FORMATS_OF_WORDS = {
    "lightning": Format.LIGHTNING_TALKS,
    "keynote*": Format.KEYNOTE,
    "plenar*": Format.PLENARY,  # plenary, plenaria, Plenarsitzung
    "*plenum*": Format.PLENARY,
    "plenária": Format.PLENARY,
    "plénière": Format.PLENARY,
    "opening": Format.PLENARY,
    "closing": Format.PLENARY,
    "ceremon*": Format.PLENARY,
    "fireside": Format.FIRESIDE_CHAT,
    "panel*": Format.PANEL,
    "podium*": Format.PANEL,
    "roundtable": Format.PANEL,
    "round table": Format.PANEL,
    "round-table": Format.PANEL,
    "*workshop*": Format.WORKSHOP,
    "tutorial*": Format.WORKSHOP,
    "training*": Format.WORKSHOP,
    "hands-on": Format.WORKSHOP,
    "breakout*": Format.BREAKOUT,
    "break-out": Format.BREAKOUT,
    "break out": Format.BREAKOUT,
    "brainstorm*": Format.BRAINSTORM,
    "meeting": Format.GROUP_WORK,
    "meetup": Format.GROUP_WORK,
    "group work": Format.GROUP_WORK,
    "groupwork": Format.GROUP_WORK,
    "*gruppenarbeit*": Format.GROUP_WORK,
    "travail de groupe": Format.GROUP_WORK,
    "trabajo en grupo": Format.GROUP_WORK,
    "assembl*": Format.GROUP_WORK,
    "coffee*": Format.BREAK,
    "lunch*": Format.BREAK,
    "tea": Format.BREAK,
    "break": Format.BREAK,
    "breakfast": Format.BREAK,
    "*pause": Format.BREAK,
    "pausa": Format.BREAK,
    "mittag*": Format.BREAK,
    "kaffee*": Format.BREAK,
    "almuerzo": Format.BREAK,
    "déjeuner": Format.BREAK,
    "party": Format.SOCIAL,
    "social": Format.SOCIAL,
    "*dinner": Format.SOCIAL,
    "reception": Format.SOCIAL,
    "concert": Format.SOCIAL,
    "performance": Format.SOCIAL,
    "film": Format.SOCIAL,
    "filmabend": Format.SOCIAL,
    "filmvorführung": Format.SOCIAL,
    "contest": Format.SOCIAL,
    "game": Format.SOCIAL,
}
#: What looks like one of them and is none: nobody dances at a third-party demo.
NO_FORMATS = re.compile(r"\b(?:(?:third|first|multi|political)[ -]party|menopause)\b")
#: Asked after all others: a "panel presentation" is a panel. Within a longer word as well ("Impulsvortrag"): a talk is
#: what would be guessed anyway.
WORDS_OF_TALKS = (
    *("talk", "lecture", "presentation", "présentation", "speech", "address", "paper", "intervention", "conférence"),
    *(
        "exposé",
        "vortrag",
        "vorträge",
        "referat",
        "ponencia",
        "presentación",
        "presentaciones",
        "charla",
        "conferencia",
    ),
    *("apresentação", "palestra", "presentazione", "presentasi", "trình bày", "báo cáo"),
)


def format_for(word: str) -> Format:
    """The format that a file's word for it means; a talk where nothing else is known."""
    return known_format(word) or Format.TALK


def known_format(word: str) -> Format | None:
    """The same, or None where it is a guess."""
    small = " ".join(word.lower().replace("_", " ").split())
    if small in set(Format):
        return Format(small)
    without = NO_FORMATS.sub(" ", small)
    found = next((format_ for pattern, format_ in _PATTERNS if pattern.search(without)), None)
    return found or (Format.TALK if any(each in small for each in WORDS_OF_TALKS) else None)


def _pattern(word: str) -> re.Pattern[str]:
    before = "" if word.startswith("*") else r"\b"
    after = "" if word.endswith("*") else r"(?:s|es|n|en)?\b"
    return re.compile(before + re.escape(word.strip("*")) + after)


#: The table is asked from the longest word on: "breakout" before "break".
_PATTERNS = [
    (_pattern(word), FORMATS_OF_WORDS[word])
    for word in sorted(FORMATS_OF_WORDS, key=lambda word: len(word.strip("*")), reverse=True)
]


def remarks_on_formats(words: Iterable[tuple[str, int | None]]) -> list[tuple[Sentence, tuple[int, ...]]]:
    """What to say of a file's words for formats that are not known, and in which rows they stand; each word once.

    `words` with their rows, in the order of the file; None where a file has no rows.
    """
    rows: dict[str, list[int]] = {}
    for word, row in words:
        if word.strip() and known_format(word) is None:
            rows.setdefault(word.strip(), []).extend([row] if row is not None else [])
    return [
        (
            says("The format “%(word)s” is not known here. It is kept, and read as a talk.", word=word),
            tuple(sorted(found)),
        )
        for word, found in rows.items()
    ]


def day_in_agenda(wall: datetime, day: date, day_turns_at: time) -> date:
    """The day that a session of a file stands in: the file's, if it begins on it or in the night after it."""
    nights_later = (wall.date() - day).days
    if nights_later == 0 or (nights_later == 1 and wall.time() < NIGHT_ENDS):
        return day
    return day_of(wall, day_turns_at)


def shifted(wall: datetime, fold: int, zone: str, gap: tuple[datetime, datetime] | None) -> tuple[datetime, int]:
    """When a session that was moved by whole days begins: at the same hour on the wall. One whose hour is skipped there
    (`gap`) begins when the gap is over. The second of two equal hours is meant only where there are two."""
    if gap is not None:
        return gap[1], 0
    rules = ZoneInfo(zone)
    is_there_twice = wall.replace(tzinfo=rules, fold=0).utcoffset() != wall.replace(tzinfo=rules, fold=1).utcoffset()
    return wall, fold if is_there_twice else 0
