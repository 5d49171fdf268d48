"""Calendar files (RFC 5545) that open at the right time everywhere. The idea is in README.md.

    item            what goes in: Item, Feed, Status, and the refusal BadItem
    build           what comes out: build_download, build_feed
    timezones       zones, hours that do not exist, and definitions of zones that every reader understands
    content_lines   cleaning, escaping and folding of text
    __main__        `python -m convene.engines.ics < items.json > calendar.ics`

Nothing here reads a clock or draws a random number: equal items give equal bytes, so that a feed's hash
changes exactly when its content does.
"""

from convene.engines.ics.build import build_download, build_feed
from convene.engines.ics.item import BadItem, Feed, Item, Status
from convene.engines.ics.timezones import spring_gap, why_not_a_time, zones_that_an_event_may_choose

__all__ = [
    "BadItem",
    "Feed",
    "Item",
    "Status",
    "build_download",
    "build_feed",
    "spring_gap",
    "why_not_a_time",
    "zones_that_an_event_may_choose",
]
