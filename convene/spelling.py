"""How what people type is spelled before it is kept or compared.

Pasted text brings control characters, odd spaces, lone surrogates and direction marks that reorder what follows; and
one address is typed in several ways. Forms, services and queries all ask here, so this module knows no framework.
"""

import functools
import unicodedata
from uuid import UUID

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

# These change the direction of everything behind them: a name with one rewrites the line that it stands in.
DIRECTION_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Offices name their own networks .local, and an installation that is being tried out writes to .test: the mail server
# there knows what it delivers. (The list is email-validator's own; changing it is its documented way.)
SPECIAL_USE_DOMAIN_NAMES[:] = [name for name in SPECIAL_USE_DOMAIN_NAMES if name not in {"local", "test"}]


#: Room for the longest names, and for no message in place of one.
LONGEST_NAME_IN_MAIL = 60
#: Marks of addresses, links and templates.
NO_PART_OF_NAMES = str.maketrans(dict.fromkeys("<>[]{}|\\@:=/%#*_~^`", " "))


def clean_line(text: str) -> str:
    """One line of text: composed letters, no control characters, no overrides, single spaces, trimmed."""
    return " ".join(_without_controls(text.replace("\t", " ").replace("\n", " ").replace("\r", " ")).split())


def clean_text(text: str) -> str:
    """Several lines: the same, with line feeds kept and everything else of the kind removed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_without_controls(line.replace("\t", "    ")).rstrip() for line in lines).strip("\n")


def _without_controls(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.translate(DIRECTION_OVERRIDES))
    return "".join(letter for letter in composed if unicodedata.category(letter) not in {"Cc", "Cs"})


@functools.lru_cache(maxsize=512)  # one request asks for the same address six times, from its limit to its mail
def normalised_address(text: str) -> str:
    """An address for comparison: composed, the whole in lower case, as people mean it.

    Strictly the part before the @ may differ by case; no provider that people use does so, and treating
    Jane@ and jane@ as two people would register them twice.
    """
    try:
        return validate_email(text, check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        return clean_line(text).casefold()


def without_marks(text: str) -> str:
    """The letters without their marks, all small, as names are compared: São Paulo is found as sao paulo."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()


def name_key(text: str) -> str:
    """A name as it is compared, of a person or of a tag: without marks, all small, single spaces."""
    return " ".join(without_marks(text).split())


#: Letters that Unicode does not take apart, as they are typed on a keyboard without them.
PLAIN_LETTERS = str.maketrans(
    {"đ": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def as_sought(name: str) -> str:
    """A name as it is looked for and sorted: small letters without marks, Đ as d."""
    return without_marks(name).translate(PLAIN_LETTERS)


def by_name(name: str) -> tuple[str, str]:
    """The key to sort names with: letters with marks beside those without. `database.in_order` is the same in SQL."""
    return as_sought(name), name


def is_same_address(one: str, other: str) -> bool:
    """Whether two spellings lead to one mailbox, as people mean it."""
    return normalised_address(one) == normalised_address(other)


def number_in(text: str) -> int | None:
    """The number that an address or a hidden field says, of six digits at most; None: it says none."""
    return int(text) if text.isdecimal() and len(text) < 7 else None


def id_in(text: object) -> UUID | None:
    """The id that a field, an address or a script carries, or None: it carries none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def name_in_mail(name: str) -> str:
    """A name as it stands in a mail that goes out by itself: no message fits into it, and no mark of a link."""
    plain = " ".join(name.translate(NO_PART_OF_NAMES).split())
    return plain if len(plain) <= LONGEST_NAME_IN_MAIL else f"{plain[: LONGEST_NAME_IN_MAIL - 1].rstrip()}…"
