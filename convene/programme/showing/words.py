"""The words for what a session is, in the reader's language."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from babel import Locale, UnknownLocaleError
from flask import g
from flask_babel import get_locale
from flask_babel import gettext as _

from convene.programme.catalogue import Format, StageRole
from convene.programme.structure import RoomFacts


def format_word(kind: Format) -> str:
    """The word for how a session is held."""
    return _words_of_formats()[kind]


def format_words() -> list[tuple[str, str]]:
    """Every format with its word, for a select."""
    return [(kind.value, word) for kind, word in _words_of_formats().items()]


def role_word(role: StageRole) -> str:
    """The word for what somebody does on stage."""
    return _words_of_roles()[role]


def role_words() -> list[tuple[str, str]]:
    """Every role with its word, for a select."""
    return [(role.value, word) for role, word in _words_of_roles().items()]


def language_word(language: str) -> str:
    """A language as the reader calls it; what is no code stays as it was written."""
    if not _is_code(language):
        return language
    try:
        return str(Locale.parse(language, sep="-").get_display_name(str(get_locale())) or language)
    except (UnknownLocaleError, ValueError):
        return language


def room_words(room: RoomFacts) -> str:
    """What people need to know of a room: "30 seats · captions"."""
    seats = _("%(number)s seats", number=room.capacity) if room.capacity else ""
    return " · ".join(filter(None, [seats, room.note]))


_SCRIPTS = {"THAI": "th", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "HEBREW": "he", "ARABIC": "ar"}
_WRITTEN_IN_ARABIC = {"ar", "fa", "ur", "ps", "ckb", "sd", "ug", "ku"}


def language_of(text: str, language: str = "") -> str | None:
    """The language to mark a title or name with, so that it is spoken and set in its own script; None: the page's.

    The script decides before the session's language: a title in Thai stands in Thai whatever the session is held in.
    """
    code = language if _is_code(language) else ""
    # Most titles are Latin: asking each letter for its name would cost more than the rest of the page.
    other = "" if text.isascii() else next((letter for letter in text if letter > "\u058f" and letter.isalpha()), "")
    if other:
        script = unicodedata.name(other, "").split(" ")[0]
        if script == "ARABIC" and code.split("-")[0] in _WRITTEN_IN_ARABIC:
            return code
        if script in _SCRIPTS:
            return _SCRIPTS[script]
    return code if code and code != str(get_locale()).replace("_", "-") else None


def _is_code(language: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language))


def _words_of_formats() -> dict[Format, str]:
    words: dict[Format, str] = once(
        "words_of_formats",
        lambda: {
            Format.PLENARY: _("Plenary"),
            Format.KEYNOTE: _("Keynote"),
            Format.PANEL: _("Panel"),
            Format.FIRESIDE_CHAT: _("Fireside chat"),
            Format.LIGHTNING_TALKS: _("Lightning talks"),
            Format.TALK: _("Talk"),
            Format.WORKSHOP: _("Workshop"),
            Format.GROUP_WORK: _("Group work"),
            Format.BREAKOUT: _("Breakout"),
            Format.BRAINSTORM: _("Brainstorm"),
            Format.BREAK: _("Break"),
            Format.SOCIAL: _("Social"),
        },
    )
    return words


def _words_of_roles() -> dict[StageRole, str]:
    words: dict[StageRole, str] = once(
        "words_of_roles",
        lambda: {
            StageRole.SPEAKER: _("Speaker"),
            StageRole.PANELLIST: _("Panellist"),
            StageRole.MODERATOR: _("Moderator"),
            StageRole.FACILITATOR: _("Facilitator"),
            StageRole.RAPPORTEUR: _("Rapporteur"),
        },
    )
    return words


def once(name: str, make: Callable[[], Any]) -> Any:
    # 300 sessions ask for the same words: they are translated once a request.
    known: dict[str, Any] = g.setdefault("words_of_sessions", {})
    key = f"{name} {get_locale()}"
    if key not in known:
        known[key] = make()
    return known[key]
