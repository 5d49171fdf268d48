"""The sessions that somebody has signed up for, as a calendar file."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from convene.calendar.queries import feed_of, items_about


def own_calendar_of(name: str, session_ids: Collection[UUID], base_url: str, *, join: str = "") -> bytes:
    """Some sessions of an event, each the same entry as in the calendar of all. One statement.

    `join`: a line on how to take part online. Its link is for those who have a place, and stands in no other file.
    """
    items = items_about("session", session_ids, base_url)
    if join:
        items = [replace(one, description="\n\n".join(filter(None, [join, one.description]))) for one in items]
    return feed_of(name, items)
