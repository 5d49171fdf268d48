"""Reads and writes schedule files: bytes in, frozen dataclasses out, and back.

reading         read(bytes) -> Reading: schedule.json and schedule.xml; read_any: tables as well
schedule_json   schedule.json: parse to plain values, write_json
schedule_xml    schedule.xml: parse to the same plain values, write_xml
understanding   plain values -> Schedule, leniently, with remarks
layout          Schedule -> days and rooms, every value one that the schemas accept
schedule        the dataclasses
remarks         Remark, UnreadableSchedule
spelling, times how single values are spelled

tables          read_table(bytes), read_pasted(text) -> Table: which sheet, where the headings stand
grid            rows of cells, with limits; workbooks (XLSX) and texts_of_tables (everything else) make them
kinds, decoding which kind of file, in which encoding
grids           read_grid(bytes, likeness): the same rows for whoever looks for something else than an agenda
columns         what a column may hold; headings and heading_words recognise it, finding finds where headings stand
table_understanding         understand_table(Table, TableContext) -> TableReading: sessions, problems, remarks
table_columns, _rows, _times    the same for each column, for each row, for the times of a row
written_days, written_times, people_cells   how people write dates, times and each other; address_cells, group_words
problems        Problem: what is wrong in a row, and what to write instead
"""

from convene.engines.schedule_files.columns import Column
from convene.engines.schedule_files.grids import ChosenGrid, read_grid
from convene.engines.schedule_files.kinds import is_table
from convene.engines.schedule_files.problems import Problem
from convene.engines.schedule_files.reading import Reading, read, read_any
from convene.engines.schedule_files.remarks import Remark, UnreadableSchedule
from convene.engines.schedule_files.schedule import Lengths, Link, Person, Room, Schedule, Session, Track
from convene.engines.schedule_files.schedule_json import write_json
from convene.engines.schedule_files.schedule_xml import write_xml
from convene.engines.schedule_files.table_columns import ColumnReading
from convene.engines.schedule_files.table_understanding import TableContext, TableReading, understand_table
from convene.engines.schedule_files.tables import Table, read_pasted, read_table

__all__ = [
    "ChosenGrid",
    "Column",
    "ColumnReading",
    "Lengths",
    "Link",
    "Person",
    "Problem",
    "Reading",
    "Remark",
    "Room",
    "Schedule",
    "Session",
    "Table",
    "TableContext",
    "TableReading",
    "Track",
    "UnreadableSchedule",
    "is_table",
    "read",
    "read_any",
    "read_grid",
    "read_pasted",
    "read_table",
    "understand_table",
    "write_json",
    "write_xml",
]
