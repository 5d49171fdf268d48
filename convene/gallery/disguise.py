"""The disguised language: every marked text wears accents between brackets, so what is readable was not marked."""

import re

from babel.support import NullTranslations
from flask_babel import Domain

#: A language that Babel knows and that nobody is likely to translate Convene into first: Esperanto.
PSEUDO = "eo"
OPEN, CLOSE = "\u27e6", "\u27e7"
ACCENTS = str.maketrans("aceghijosuzACEGHIJOSUZ", "áćéĝĥíĵóśúźÁĆÉĜĤÍĴÓŚÚŹ")
PLACES = re.compile(r"(%\(\w+\)[sd]|%%|%[sd]|<[^>]+>|&\w+;)")


def disguised(text: str) -> str:
    """The text with accents, between brackets; what is filled in later stays as it is."""
    pieces = [piece if PLACES.fullmatch(piece) else piece.translate(ACCENTS) for piece in PLACES.split(text)]
    return OPEN + "".join(pieces) + CLOSE


class _InDisguise(NullTranslations):
    """What Flask-Babel asks for a text; it needs no catalogue, as every text is its own."""

    def ugettext(self, message: str) -> str:
        return disguised(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return disguised(singular if number == 1 else plural)


class Disguise(Domain):  # type: ignore[misc]
    """`Disguise().as_default()`: the rest of this request speaks the disguised language."""

    def get_translations(self) -> NullTranslations:
        return _InDisguise()
