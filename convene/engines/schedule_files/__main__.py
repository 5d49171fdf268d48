"""`python -m convene.engines.schedule_files to-xml|to-json|check < in > out`; remarks to standard error.

Tables say less than schedules do: `--zone`, `--first-day`, `--last-day` and `--title` say what they leave out.
"""

import argparse
import sys
from datetime import date

from convene.engines.schedule_files import (
    Reading,
    TableContext,
    TableReading,
    UnreadableSchedule,
    read,
    read_any,
    write_json,
    write_xml,
)


def main() -> int:
    given = _parser().parse_args()
    content = sys.stdin.buffer.read()
    try:
        context = _context(given)
        reading = read(content) if context is None else read_any(content, context, sheet=given.sheet)
    except UnreadableSchedule as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except ValueError as wrong:  # of the options
        print(wrong, file=sys.stderr)
        return 2
    if isinstance(reading, TableReading):
        for column in reading.columns:
            guess = "" if column.is_sure else " (a guess)"
            print(f"column {column.index + 1} “{column.heading}”: {column.meaning}{guess}", file=sys.stderr)
        for problem in reading.problems:
            print(f"row {problem.row}: {problem}", file=sys.stderr)
        for name, rows in reading.left_out.items():
            print(f"left out, no name: “{name}” (rows {', '.join(map(str, rows))})", file=sys.stderr)
    for remark in reading.remarks:
        print(f"{remark.where}: {remark}" if remark.where else remark, file=sys.stderr)
    sys.stdout.buffer.write(_answer(given.task, reading))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m convene.engines.schedule_files",
        description="Reads schedule.json or schedule.xml from standard input; with --zone and --first-day tables too.",
    )
    parser.add_argument("task", choices=("to-xml", "to-json", "check"))
    parser.add_argument("--zone", help="time zone of the times in a table, such as Asia/Bangkok")
    parser.add_argument("--first-day", type=date.fromisoformat, help="of the event, such as 2024-03-07")
    parser.add_argument("--last-day", type=date.fromisoformat, help="of the event, where it has several")
    parser.add_argument("--title", default="", help="of the event")
    parser.add_argument("--sheet", help="of a workbook; else the one that looks most like an agenda")
    return parser


def _context(given: argparse.Namespace) -> TableContext | None:
    if given.zone is None and given.first_day is None:
        return None
    if given.zone is None or given.first_day is None:
        raise ValueError("A table needs both --zone and --first-day.")
    return TableContext(given.zone, given.first_day, given.last_day or given.first_day, given.title)


def _answer(task: str, reading: Reading | TableReading) -> bytes:
    schedule = reading.schedule
    if task == "to-xml":
        return write_xml(schedule)
    if task == "to-json":
        return write_json(schedule)
    days = (schedule.ends_on - schedule.starts_on).days + 1
    counts = f"{len(schedule.sessions)} sessions, {len(schedule.rooms)} rooms, {days} days"
    problems = f", {len(reading.problems)} problems" if isinstance(reading, TableReading) else ""
    return f"{schedule.title}: {counts}{problems}, {len(reading.remarks)} remarks\n".encode()


if __name__ == "__main__":
    raise SystemExit(main())
