"""What columns of an agenda may hold."""

from enum import StrEnum


class Column(StrEnum):
    """What a column of an agenda holds."""

    DATE = "date"
    START = "start"
    END = "end"
    DURATION = "duration"
    SPAN = "time span"
    TITLE = "title"
    SUBTITLE = "subtitle"
    FORMAT = "format"
    ROOM = "room"
    TRACK = "track"
    SPEAKERS = "speakers"
    PANELLISTS = "panellists"
    MODERATORS = "moderators"
    FACILITATORS = "facilitators"
    RAPPORTEURS = "rapporteurs"
    HOST = "host"
    EMAIL = "e-mail"
    ABSTRACT = "abstract"
    DESCRIPTION = "description"
    LANGUAGE = "language"
    ID = "id"
    IGNORE = "ignore"


PEOPLE = (
    *(Column.SPEAKERS, Column.PANELLISTS, Column.MODERATORS),
    *(Column.FACILITATORS, Column.RAPPORTEURS, Column.HOST),
)
TEXTS = (Column.ABSTRACT, Column.DESCRIPTION)
SEVERAL = frozenset((*PEOPLE, *TEXTS, Column.EMAIL, Column.IGNORE))
"""What several columns may hold together, as "Speaker 1" and "Speaker 2"."""
TIMES = (Column.START, Column.END, Column.SPAN, Column.DURATION)

_ROLES = {
    Column.SPEAKERS: "speaker",
    Column.PANELLISTS: "panellist",
    Column.MODERATORS: "moderator",
    Column.FACILITATORS: "facilitator",
    Column.RAPPORTEURS: "rapporteur",
    Column.HOST: "host",
}


def role_of(meaning: Column) -> str:
    """What those in such a column do on stage; nothing for other columns."""
    return _ROLES.get(meaning, "")
