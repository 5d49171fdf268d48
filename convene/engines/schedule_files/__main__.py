"""`python -m convene.engines.schedule_files to-xml|to-json|check < in > out`; remarks to standard error."""

import argparse
import sys

from convene.engines.schedule_files import Reading, UnreadableSchedule, read, write_json, write_xml


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m convene.engines.schedule_files",
        description="Reads schedule.json or schedule.xml from standard input.",
    )
    parser.add_argument("task", choices=("to-xml", "to-json", "check"))
    task = parser.parse_args().task
    try:
        reading = read(sys.stdin.buffer.read())
    except UnreadableSchedule as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for remark in reading.remarks:
        print(f"{remark.where}: {remark}" if remark.where else remark, file=sys.stderr)
    sys.stdout.buffer.write(_answer(task, reading))
    return 0


def _answer(task: str, reading: Reading) -> bytes:
    schedule = reading.schedule
    if task == "to-xml":
        return write_xml(schedule)
    if task == "to-json":
        return write_json(schedule)
    days = (schedule.ends_on - schedule.starts_on).days + 1
    counts = f"{len(schedule.sessions)} sessions, {len(schedule.rooms)} rooms, {days} days"
    return f"{schedule.title}: {counts}, {len(reading.remarks)} remarks\n".encode()


if __name__ == "__main__":
    raise SystemExit(main())
