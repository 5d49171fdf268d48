"""What people type to find something, made harmless for pages and databases alike.

Anybody can write `?q=`. A NUL in it is an error on PostgreSQL, and each word is a comparison with every column of
every row; so a search is one clean line with few words.
"""

from sqlalchemy import ColumnElement, and_, literal, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from convene.database import folded
from convene.spelling import clean_line

LONGEST = 200
MOST_WORDS = 8


def search_line(text: str) -> str:
    """The search as it is shown again: one clean line, at most 200 characters."""
    return clean_line(text[:LONGEST])[:LONGEST]


def words_to_find(text: str) -> list[str]:
    """The words of a search, at most eight; none: everything is found."""
    return search_line(text).split()[:MOST_WORDS]


def is_named(name: str, text: str) -> bool:
    """Whether each word of a search stands in a name, case aside: for the few things that no table holds."""
    folded_name = name.casefold()
    return all(word.casefold() in folded_name for word in words_to_find(text))


def has_words(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether each word of a search stands in one of the columns, case aside; `%` and `_` are letters like others."""
    return and_(true(), *(or_(*(_has(word, column) for column in columns)) for word in words_to_find(text)))


def _has(word: str, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    pattern = "".join(f"/{letter}" if letter in "/%_" else letter for letter in word)
    return folded(column).like(folded(literal(f"%{pattern}%")), escape="/")
