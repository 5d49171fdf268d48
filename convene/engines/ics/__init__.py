"""Calendar files (RFC 5545) that open at the right time everywhere. The idea is in README.md.

    item            what goes in: Item, Feed, Message, Status, and the refusal BadItem
    build           what comes out: build_download, build_feed, and build_message for a mail
    replies         what comes back: read_reply, for the mail that a calendar program sends
    timezones       zones, hours that do not exist, and definitions of zones that every reader understands
    content_lines   cleaning, escaping and folding of text
    __main__        `python -m convene.engines.ics < items.json > calendar.ics`

Nothing here reads a clock or draws a random number: equal items give equal bytes, so that a feed's hash
changes exactly when its content does.
"""

from convene.engines.ics.build import CANCELLED_PREFIX, build_download, build_feed, build_message
from convene.engines.ics.item import BadItem, Feed, Item, Message, Method, Party, Status
from convene.engines.ics.replies import LONGEST_COMMENT, LONGEST_MAIL, Answer, BadReply, Reply, read_reply
from convene.engines.ics.timezones import spring_gap, why_not_a_time, zones_that_an_event_may_choose

__all__ = [
    "CANCELLED_PREFIX",
    "LONGEST_COMMENT",
    "LONGEST_MAIL",
    "Answer",
    "BadItem",
    "BadReply",
    "Feed",
    "Item",
    "Message",
    "Method",
    "Party",
    "Reply",
    "Status",
    "build_download",
    "build_feed",
    "build_message",
    "read_reply",
    "spring_gap",
    "why_not_a_time",
    "zones_that_an_event_may_choose",
]
