"""Words of a note: how a text is compared, what its words are, and which of them say nothing."""

import unicodedata
from functools import lru_cache

LONGEST = 2_000
"""Characters of a text that are read; what a note is about stands before."""
_INSIDE = "'’-"
"""Signs that may stand inside a word."""
_COMMON = {
    "en": """a about after again all also always am an and another any anybody are around as at away back be
        because been before being but by can cannot could did do does doing done each else ever every
        everybody everyone everything few first five four for from get gets go goes got had has have he her
        here him hundred his how i if in into is isn't it it's its just keep less like lot made make makes
        many may me might more most much must my need needs never no nobody none nor not nothing now of off
        on once one only or other our out over own people per please put really same say says see second
        seven should six so some somebody something still such stop take takes tell ten than that that's the
        their them then there these they thing third three things this those three to too twice two under
        until up us use used very want wants was we well were what when where which while who whom whose why
        will with without would yes yet you your don't doesn't can't""",
    "de": """aber alle als am an auch auf aus bei bin bis da das dass dem den der des die doch ein eine einem
        einen einer er es für haben hat ich ihr im in ist ja kann kein keine man mehr mit muss nach nicht
        nichts noch nur ob oder ohne schon sehr sich sie sind so über um und uns unter viel vom von vor war
        was wenn wer wie wir wird zu zum zur""",
    "fr": """ai au aux avec ce ces cette chez comme dans de des du elle en est et eux faut ici il ils je la le
        les leur mais mes moi mon ne nos notre nous on ou où par pas plus pour qu que qui sa sans se ses si
        son sont sur ta tous tout très trop tu un une vos votre vous y""",
    "es": """al como con cuando de del desde donde el ella en entre es esta este hay la las le les lo los mas más
        me mi mucho muy nada ni no nos o para pero poco por porque que qué se sin sobre solo son su sus
        también tan te tiene todo todos un una uno y ya""",
    "pt": """ao as com da das do dos e é em foi há isso já lhe mais mas mesmo muito na nas não nem nos o os ou
        para pela pelo por quando que se sem ser só sua também tem uma um você""",
    "it": """alla anche c'è che chi ci come con da dal dei del della di e gli ha ho i il in la le lo ma mi molto
        ne nel nella non o per perché più quando se senza si sono su sul tutti un una""",
}
COMMON = frozenset(word for words in _COMMON.values() for word in words.split())
"""Words that say nothing of what a note is about."""


def clean(text: str) -> str:
    """A text that every reader can take: composed, without halves of characters, and not longer than is read."""
    return unicodedata.normalize("NFC", text[:LONGEST].encode("utf-8", "replace").decode("utf-8")).strip()


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """What two texts have in common that differ in case, signs and spaces alone; signs alone stay as they are."""
    lower = unicodedata.normalize("NFKC", clean(text)).casefold()
    return " ".join(_apart(lower).split()) or lower


def words(text: str) -> list[str]:
    """The words of a text in their order, as they are written. Of writing without spaces, whole phrases."""
    whole = (word.strip(_INSIDE) for word in _apart(clean(text), _INSIDE).split())
    return [word for word in whole if word and word[0].isalpha()]


def _apart(text: str, kept: str = "") -> str:
    """The text with a space for each sign. Marks belong to their letters: Thai and Arabic are unreadable without."""
    return "".join(
        sign if sign.isalnum() or sign in kept or unicodedata.category(sign).startswith("M") else " " for sign in text
    )


def telling(text: str) -> list[str]:
    """The words of a text that say something, in lower case."""
    lower = [word.casefold() for word in words(text)]
    return [word for word in lower if word not in COMMON and (len(word) > 2 or not word.isascii())]
