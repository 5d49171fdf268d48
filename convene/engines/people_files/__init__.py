"""Reads lists of people: rows of cells in, frozen dataclasses out. Which file the cells come from it does not know.

understanding   understand_people(rows, numbers, PeopleContext) -> PeopleReading: people, problems, remarks; likeness
columns         what a column may hold, and the words that stand above it in fourteen languages
countries       names of countries as people write them
addresses       e-mail addresses as they stand in cells
problems        Problem, Remark: what is wrong, and what was read in a way that may be
"""

from convene.engines.people_files.columns import Column, plain
from convene.engines.people_files.countries import Countries
from convene.engines.people_files.problems import Problem, Remark
from convene.engines.people_files.understanding import (
    MOST_ROWS,
    ColumnReading,
    FilePerson,
    PeopleContext,
    PeopleReading,
    likeness,
    understand_people,
)

__all__ = [
    "MOST_ROWS",
    "Column",
    "ColumnReading",
    "Countries",
    "FilePerson",
    "PeopleContext",
    "PeopleReading",
    "Problem",
    "Remark",
    "likeness",
    "plain",
    "understand_people",
]
