"""What stands in whose calendar: a ledger that other features tell things to, and that never asks back.

An *item* is a session (or a whole event) as calendars see it. Its UID is random and kept for ever, its SEQUENCE
rises when time, place or state change; both are the same in every file that Convene makes. Features hand over what
should stand there (`services.items.sync_items`), files are built by `convene.engines.ics`.
"""
