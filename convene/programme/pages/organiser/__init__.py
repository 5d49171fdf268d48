"""The draft of an agenda, as its organisers see and change it. One module for each story."""

from convene.programme.pages.organiser import (
    grid,
    importing,
    materials,
    people,
    proposing,
    publishing,
    rooms,
    session,
    table,
    tracks,
)
from convene.programme.pages.organiser.frame import draft

__all__ = [
    "draft",
    "grid",
    "importing",
    "materials",
    "people",
    "proposing",
    "publishing",
    "rooms",
    "session",
    "table",
    "tracks",
]
