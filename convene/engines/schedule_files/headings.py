"""Which column is what, told from its heading, in many languages and whatever its case, accents and punctuation."""

import re
from dataclasses import dataclass
from functools import cache

from convene.engines.schedule_files.columns import Column, role_of
from convene.engines.schedule_files.heading_words import WEAK_WORDS, WORDS
from convene.engines.schedule_files.written_days import folded

LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class Heading:
    meaning: Column
    is_sure: bool
    is_weak: bool = False
    """A word that means this only where no other column does: "Session" beside "Title"."""


_PUNCTUATION = re.compile(r"[\s.,;:·/\\|()\[\]{}*#°º_\-–—'’\"“”«»?!+&№]+")
_BRACKETED = re.compile(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]")
_PARTS = re.compile(r"\s*(?:[/|\n&+]|\s-\s|\s–\s)\s*")


def plain_heading(text: str) -> str:
    """Words in small letters, with single spaces; `Título (máx. 80)` is `titulo max 80`."""
    return _PUNCTUATION.sub(" ", folded(text[:LONGEST_HEADING]).replace("đ", "d")).strip()


@cache
def _meanings() -> dict[str, Heading]:
    found: dict[str, Heading] = {}
    for words, is_weak in ((WORDS, False), (WEAK_WORDS, True)):
        for meaning, listed in words.items():
            for word in listed.replace("\n", "|").split("|"):
                if len(plain := plain_heading(word)) > 1:  # "A" heads a column of anything
                    found.setdefault(plain, Heading(meaning, is_sure=True, is_weak=is_weak))
    return found


def heading_of(text: str) -> Heading | None:
    """What a heading means; not sure where only a part of it is known. None where none is."""
    if not text.strip() or len(text) > LONGEST_HEADING:
        return None
    for spelling in (text, _BRACKETED.sub(" ", text)):
        plain = plain_heading(spelling)
        for candidate in (plain, plain.rstrip("0123456789 "), plain.removesuffix(" s").removesuffix(" en")):
            if candidate and candidate in _meanings():
                return _meanings()[candidate]
    parts = [_meanings().get(plain_heading(part)) for part in _PARTS.split(_BRACKETED.sub(" ", text))]
    known = [part for part in parts if part is not None]
    if known and len(parts) > 1:
        meanings = {part.meaning for part in known}
        if meanings == {Column.START, Column.END}:
            return Heading(Column.SPAN, is_sure=True)
        return Heading(known[0].meaning, is_sure=len(meanings) == 1, is_weak=known[0].is_weak)
    return _of_a_part(plain_heading(_BRACKETED.sub(" ", text)))


def _of_a_part(plain: str) -> Heading | None:
    """`Speaker phone` is to be ignored, `email of the chair` holds addresses; else the last known word counts:
    `names of all speakers` are speakers."""
    words = plain.split()[:12]
    if len(words) < 2:
        return None
    known = [_meanings()[word] for word in words if len(word) > 2 and word in _meanings()]
    if not known or len(words) > 6:
        return None
    ignored = next((heading for heading in known if heading.meaning == Column.IGNORE), None)
    address = next((heading for heading in known if heading.meaning == Column.EMAIL), None)
    strong = [heading for heading in known if not heading.is_weak]
    chosen = ignored or address or (strong or known)[-1]
    return Heading(chosen.meaning, is_sure=False, is_weak=chosen.is_weak)


def role_named(text: str) -> str:
    """`Moderated by` and `Modération` name a role; so do the headings of columns of people."""
    heading = _meanings().get(plain_heading(text)) if len(text) <= LONGEST_HEADING else None
    return role_of(heading.meaning) if heading and not heading.is_weak else ""


def role_within(text: str) -> str:
    """The role that a part of a heading names: `Speaker email` holds addresses of speakers. Nothing where none does."""
    words = plain_heading(text).split()[:12]
    parts = (" ".join(words[begin : begin + length]) for length in (3, 2, 1) for begin in range(len(words)))
    return next((role for part in parts if (role := role_named(part))), "")
