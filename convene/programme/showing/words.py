"""The words for what a session is, in the reader's language."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from babel.lists import format_list
from flask import g
from flask_babel import get_locale
from flask_babel import gettext as _

from convene.events.catalogue import Attribution
from convene.events.rules import Defaults
from convene.programme.catalogue import Format, MaterialKind, Reach, StageRole
from convene.programme.structure import RoomFacts
from convene.web.languages import is_language_code, language_word


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


def languages_line(languages: Sequence[str]) -> str:
    """ "Thai and Khmer", in the reader's language."""
    return str(format_list([language_word(code) for code in languages], locale=get_locale()))


def attribution_words(rule: Attribution) -> str:
    """What may be said outside of what was said in a session."""
    words = {
        Attribution.OPEN: _("What is said may be used, and who said it."),
        Attribution.CHATHAM_HOUSE: _("Chatham House Rule: what is said may be used, but not who said it."),
        Attribution.CLOSED: _("What is said stays in the room."),
    }
    return str(words[rule])


def recording_default_words(defaults: Defaults) -> str:
    """What holds for a session that says nothing of being recorded."""
    return str(_("This session may be recorded.") if defaults.is_recorded else _("This session is not recorded."))


def material_kind_word(kind: MaterialKind) -> str:
    """The word for what a material is."""
    return dict(material_kinds())[kind.value]


def material_kinds() -> list[tuple[str, str]]:
    """Every kind of material with its word, for a select."""
    words = {
        MaterialKind.SLIDES: _("Slides"),
        MaterialKind.HANDOUT: _("Handout"),
        MaterialKind.NOTES: _("Notes"),
        MaterialKind.LINK: _("Link"),
        MaterialKind.RECORDING: _("Recording"),
    }
    return [(kind.value, str(word)) for kind, word in words.items()]


def reaches() -> list[tuple[str, str]]:
    """For whom a material can be, in words."""
    words = {
        Reach.EVERYBODY: _("For everybody"),
        Reach.REGISTERED: _("For those who are registered, by their link"),
        Reach.ORGANISERS: _("For organisers only"),
    }
    return [(reach.value, str(word)) for reach, word in words.items()]


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
    code = language if is_language_code(language) else ""
    # Most titles are Latin: asking each letter for its name would cost more than the rest of the page.
    other = "" if text.isascii() else next((letter for letter in text if letter > "\u058f" and letter.isalpha()), "")
    if other:
        script = unicodedata.name(other, "").split(" ")[0]
        if script == "ARABIC" and code.split("-")[0] in _WRITTEN_IN_ARABIC:
            return code
        if script in _SCRIPTS:
            return _SCRIPTS[script]
    return code if code and code != str(get_locale()).replace("_", "-") else None


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
