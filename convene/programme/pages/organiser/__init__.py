"""The draft of an agenda, as its organisers see and change it. One module for each story."""

from convene.programme.pages.organiser import (
    availability,
    grid,
    importing,
    materials,
    moving,
    people,
    printing,
    proposing,
    publishing,
    rooms,
    run_sheet,
    running_late,
    session,
    table,
    telling,
    tracks,
    wishes,
)
from convene.programme.pages.organiser.frame import draft

__all__ = [
    "availability",
    "draft",
    "grid",
    "importing",
    "materials",
    "moving",
    "people",
    "printing",
    "proposing",
    "publishing",
    "rooms",
    "run_sheet",
    "running_late",
    "session",
    "table",
    "telling",
    "tracks",
    "wishes",
]
