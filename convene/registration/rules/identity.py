import secrets
import unicodedata

from convene.spelling import name_key, normalised_address

#: Without those that are taken for one another when somebody reads a code out: 0 and O, 1 and I.
LETTERS_OF_CODES = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

#: Room for the longest names, and for no message in place of one.
LONGEST_NAME_IN_MAIL = 60
#: Marks of addresses, links and templates.
NO_PART_OF_NAMES = str.maketrans(dict.fromkeys("<>[]{}|\\@:=/%#*_~^`", " "))


def identity_of(own_address: str | None, contact: str, name: str) -> str:
    """Who somebody is at an event: their own address, or the name under which another one's address speaks for them.

    Two colleagues of one assistant are two people; the same colleague written down twice is one.
    """
    if own_address:
        return normalised_address(own_address)
    return f"{normalised_address(contact)} {name_key(name)}"


def name_in_mail(name: str) -> str:
    """A name as it stands in a mail that goes out by itself: no message fits into it, and no mark of a link."""
    plain = " ".join(name.translate(NO_PART_OF_NAMES).split())
    return plain if len(plain) <= LONGEST_NAME_IN_MAIL else f"{plain[: LONGEST_NAME_IN_MAIL - 1].rstrip()}…"


def code_in(typed: str) -> str:
    """A code as it is compared: as its letters and digits are, whatever was typed around them."""
    composed = unicodedata.normalize("NFKC", typed).upper()
    return "".join(each for each in composed if each.isalnum())


def new_code(length: int = 10) -> str:
    """A code that nobody guesses: 32 letters and digits to the power of its length."""
    return "".join(secrets.choice(LETTERS_OF_CODES) for _ in range(length))
