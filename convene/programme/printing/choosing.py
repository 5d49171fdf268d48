"""From the name of a paper to the paper."""

from convene.programme.printing.agenda import agenda_as_list
from convene.programme.printing.booklet import agenda_as_booklet
from convene.programme.printing.doors import signs_for_doors
from convene.programme.printing.papers import Paper, Printable
from convene.programme.printing.wall import agenda_for_wall

_MADE = {
    Paper.LIST: agenda_as_list,
    Paper.WALL: agenda_for_wall,
    Paper.BOOKLET: agenda_as_booklet,
    Paper.DOORS: signs_for_doors,
}


def printed(agenda: Printable, paper: Paper) -> bytes:
    """The agenda as PDF, in the language of the reader."""
    return _MADE[paper](agenda)
