"""Words that somebody looks for in texts: marks and case aside, a plural with its singular, and what was meant where
nothing has them."""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from convene.spelling import without_marks

#: Shorter words are looked for as they are: without an ending they would be found everywhere.
SHORTEST_WITH_AN_ENDING = 5
SHORTEST_STEM = 4
#: What makes a plural in many of the languages that agendas are written in.
ENDINGS = ("s", "es", "x")
#: How like a word must be to what was typed: one wrong letter in five, two in eight.
LIKENESS = 0.75
LETTERS_MORE_OR_LESS = 2
LONGEST_MISTAKE = 30
MOST_MISTAKES = 3


def forms_of(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Each word as `has_all_forms` looks for it: as it was typed, and without the ending of a plural."""
    return [_forms(without_marks(word)) for word in words]


def has_all_forms(plain_text: str, forms: Iterable[tuple[str, ...]]) -> bool:
    """Whether each of the words stands in a text `without_marks`, in one of its forms."""
    return all(any(form in plain_text for form in each) for each in forms)


def has_all_words(text: str, words: Iterable[str]) -> bool:
    """Whether each of the words stands in a text."""
    return has_all_forms(without_marks(text), forms_of(words))


def meant(words: Sequence[str], texts: Sequence[str], finds: Callable[[list[str]], bool]) -> str:
    """What somebody may have meant who found nothing: their words, those that no text has replaced by the likest one.

    "" where there is none, or where it `finds` nothing either. Only words of about the same length that begin or end
    alike are compared: everybody can ask for this, of an agenda of any size.
    """
    everything = without_marks("\n".join(texts))
    missing = [word for word in words if not has_all_forms(everything, forms_of([word]))]
    if not missing or len(missing) > MOST_MISTAKES:
        return ""
    known = _words_in(texts)
    instead = {word: _likest(without_marks(word), known) for word in missing}
    if not all(instead.values()):
        return ""
    said = [instead.get(word, word) for word in words]
    return " ".join(said) if finds(said) else ""


def _forms(word: str) -> tuple[str, ...]:
    if len(word) < SHORTEST_WITH_AN_ENDING:
        return (word,)
    stems = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
    return word, *(stem for stem in stems if len(stem) >= SHORTEST_STEM)


def _words_in(texts: Iterable[str]) -> dict[str, str]:
    """Every word of some texts, without marks, and as it is written: in small letters where it is anywhere."""
    words: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]{4,}", "\n".join(texts)):
        if word.islower() or without_marks(word) not in words:
            words[without_marks(word)] = word
    return words


def _likest(word: str, known: dict[str, str]) -> str:
    if len(word) > LONGEST_MISTAKE:
        return ""
    near = [
        one
        for one in known
        if abs(len(one) - len(word)) <= LETTERS_MORE_OR_LESS and (one[:1] == word[:1] or one[-1:] == word[-1:])
    ]
    return next((known[one] for one in get_close_matches(word, near, n=1, cutoff=LIKENESS)), "")
