import secrets
import unicodedata

from convene.spelling import name_key, normalised_address

#: Without those that are taken for one another when somebody reads a code out: 0 and O, 1 and I.
LETTERS_OF_CODES = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def identity_of(own_address: str | None, contact: str, name: str) -> str:
    """Who somebody is at an event: their own address, or the name under which another one's address speaks for them.

    Two colleagues of one assistant are two people; the same colleague written down twice is one.
    """
    if own_address:
        return normalised_address(own_address)
    return f"{normalised_address(contact)} {name_key(name)}"


def code_in(typed: str) -> str:
    """A code as it is compared: as its letters and digits are, whatever was typed around them."""
    composed = unicodedata.normalize("NFKC", typed).upper()
    return "".join(each for each in composed if each.isalnum())


def new_code(length: int = 10) -> str:
    """A code that nobody guesses: 32 letters and digits to the power of its length."""
    return "".join(secrets.choice(LETTERS_OF_CODES) for _ in range(length))
