"""Codes of sessions, and letters of tracks."""

import re
import secrets
from collections.abc import Collection, Sequence

#: No vowels, so that no word arises; none of 0 O 1 I L, which are read for one another.
CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6


CODE_OF_A_FILE = re.compile(r"[0-9A-Z]{6}")


def new_code(taken: Collection[str]) -> str:
    """A code for a session, random, and none of those taken."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def letters_for(names: Sequence[str]) -> list[str]:
    """A letter for each track, in order: the first of its name that no track before it has, where there is one."""
    taken: set[str] = set()
    letters = []
    for name in names:
        own = [letter.upper() for letter in name if letter.isalnum() and len(letter.upper()) == 1]
        others = [*own, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        letter = next((each for each in others if each not in taken), (own or ["A"])[0])
        taken.add(letter)
        letters.append(letter)
    return letters


def code_for(wished: str | None, taken: Collection[str]) -> str:
    """The code of a file if it can be one here, else a new one."""
    if wished and CODE_OF_A_FILE.fullmatch(wished) and wished not in taken:
        return wished
    return new_code(taken)
