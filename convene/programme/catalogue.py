"""The words that a session is described with."""

from enum import StrEnum


class Format(StrEnum):
    """How a session is held."""

    PLENARY = "plenary"
    KEYNOTE = "keynote"
    PANEL = "panel"
    FIRESIDE_CHAT = "fireside chat"
    LIGHTNING_TALKS = "lightning talks"
    TALK = "talk"
    WORKSHOP = "workshop"
    GROUP_WORK = "group work"
    BREAKOUT = "breakout"
    BRAINSTORM = "brainstorm"
    BREAK = "break"
    SOCIAL = "social"


class StageRole(StrEnum):
    """What somebody does on stage."""

    SPEAKER = "speaker"
    PANELLIST = "panellist"
    MODERATOR = "moderator"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
