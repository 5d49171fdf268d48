"""Where to go next, never to another site."""

from flask import redirect
from werkzeug.wrappers import Response


def safe_path(target: str | None, otherwise: str) -> str:
    """`target` if it is a path on this site, else `otherwise`.

    Browsers take `//host`, `/\\host`, `/<tab>/host` and `https:host` for other sites; so a path is only what
    begins with one slash, has no backslash, and no character that a browser would drop.
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    if "\\" in target or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in target):
        return otherwise
    return otherwise if target.replace("/", "", 1).startswith("/") else target


def see_other(path: str) -> Response:
    """The answer to a POST that was done: look there. 303, so that a reload repeats nothing."""
    return redirect(path, code=303)
