"""Plain text in columns: how wide letters are on a screen of letters, and lines that keep to a width.

Chinese, Japanese and Korean letters are two columns wide, marks that sit on another letter are none.
"""

import unicodedata
from collections.abc import Iterator

#: What a mail shows without breaking it once more.
WIDTH = 78
_NO_WIDTH = {"Mn", "Me", "Cf", "Cc"}
#: The second and third parts of a Korean syllable stand in the square of the first.
_IN_A_SQUARE = range(0x1160, 0x1200)
#: What joins the next letter to the one before: a line never ends behind it.
_JOINS = {"\u200d", "\u17d2", "\u1039", "\u094d"}


def width_of(text: str) -> int:
    """How many columns a text is wide."""
    return sum(map(_width_of_letter, text))


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The text in lines of at most so many columns, broken between words.

    A word that is wider is broken between two letters, for many scripts put no spaces between words; an address on
    the web never is.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        together = f"{line} {word}" if line else word
        if width_of(together) <= width:
            line = together
            continue
        if line:
            lines.append(line)
        *full, line = [word] if "://" in word else _pieces(word, width)
        lines += full
    return [*lines, line] if line else lines


def _width_of_letter(letter: str) -> int:
    if letter.isascii():
        return int(letter.isprintable())
    if unicodedata.category(letter) in _NO_WIDTH or ord(letter) in _IN_A_SQUARE:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _pieces(word: str, width: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        begins_anew = not unicodedata.category(letter).startswith("M") and piece[-1:] not in _JOINS
        if piece and begins_anew and width_of(piece) + _width_of_letter(letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece
