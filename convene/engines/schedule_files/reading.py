"""Reads a schedule file of any kind; tells them apart by what stands in it, not by its name."""

from collections.abc import Mapping
from dataclasses import dataclass

from convene.engines.schedule_files import schedule_json, schedule_xml
from convene.engines.schedule_files.columns import Column
from convene.engines.schedule_files.decoding import decoded, refuse_large
from convene.engines.schedule_files.kinds import Kind, kind_of, refuse_html
from convene.engines.schedule_files.remarks import Remark, Remarks, UnreadableSchedule
from convene.engines.schedule_files.schedule import Lengths, Schedule
from convene.engines.schedule_files.table_understanding import TableContext, TableReading, understand_table
from convene.engines.schedule_files.tables import read_table
from convene.engines.schedule_files.understanding import understand


@dataclass(frozen=True, slots=True)
class Reading:
    schedule: Schedule
    remarks: tuple[Remark, ...]
    """What was odd, and how it was understood, in the order of the file."""


def read(content: bytes, lengths: Lengths | None = None) -> Reading:
    """Reads schedule.json or schedule.xml, in UTF-8, UTF-16 or UTF-32, with or without a byte-order mark.

    `lengths`: of what its lines are cut to where the schedule goes.

    Raises UnreadableSchedule, and nothing else, where the file as a whole is none or is too large to be one.
    """
    refuse_large(content)
    remarks = Remarks()
    text = decoded(content, remarks).lstrip("\ufeff\x00 \t\r\n")
    refuse_html(text)
    if text.startswith("<"):
        file = schedule_xml.parse(text)
    elif text.startswith(("{", "[")):
        file = schedule_json.parse(text, remarks)
    elif not text:
        raise UnreadableSchedule("The file is empty. Export it again from the program it comes from.")
    else:
        raise UnreadableSchedule(
            "The file is neither schedule.json nor schedule.xml. Choose one of these two.",
        )
    return Reading(understand(file, remarks, lengths or Lengths()), remarks.all())


def read_any(
    content: bytes,
    context: TableContext,
    *,
    sheet: str | None = None,
    columns: Mapping[int, Column] | None = None,
    corrections: Mapping[tuple[int, int], str] | None = None,
    takes_groups: bool = False,
    moves_days: bool = False,
    lengths: Lengths | None = None,
) -> Reading | TableReading:
    """Reads schedule.json, schedule.xml, CSV or XLSX, whichever it is. `lengths` are as in `read`; the rest of what is
    given is for tables.

    Raises UnreadableSchedule, and nothing else, where the file is none of these or too large.
    """
    if kind_of(content) in {Kind.JSON, Kind.XML}:
        return read(content, lengths)
    return understand_table(
        read_table(content, sheet=sheet),
        context,
        columns,
        corrections,
        takes_groups=takes_groups,
        moves_days=moves_days,
        lengths=lengths,
    )
