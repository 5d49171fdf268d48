"""Reads and writes schedule files: bytes in, frozen dataclasses out, and back.

reading         read(bytes) -> Reading: tells the formats apart, limits, encodings
schedule_json   schedule.json: parse to plain values, write_json
schedule_xml    schedule.xml: parse to the same plain values, write_xml
understanding   plain values -> Schedule, leniently, with remarks
layout          Schedule -> days and rooms, every value one that the schemas accept
schedule        the dataclasses
remarks         Remark, UnreadableSchedule
spelling, times how single values are spelled
"""

from convene.engines.schedule_files.reading import Reading, read
from convene.engines.schedule_files.remarks import Remark, UnreadableSchedule
from convene.engines.schedule_files.schedule import Link, Person, Room, Schedule, Session, Track
from convene.engines.schedule_files.schedule_json import write_json
from convene.engines.schedule_files.schedule_xml import write_xml

__all__ = [
    "Link",
    "Person",
    "Reading",
    "Remark",
    "Room",
    "Schedule",
    "Session",
    "Track",
    "UnreadableSchedule",
    "read",
    "write_json",
    "write_xml",
]
