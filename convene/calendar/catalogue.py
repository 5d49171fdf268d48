"""Whose calendars there are, and where those who follow something find what is theirs: the feature that told of them
knows, and says it here.

As with the messages of the outbox a feature's `emails.py` gives the function, and the ledger never asks who they are.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from uuid import UUID

from convene.sentences import Sentence


class FeedKind(StrEnum):
    """Whose own calendar a secret address leads to. The calendar of an event, for everybody, has no secret."""

    STARS = "stars"  # of a reader, at an event
    REGISTRATION = "registration"  # of somebody who has a place there
    STAGE = "stage"  # of somebody on its stage
    TEAM = "team"  # of an account: all events of a team


#: From the rows of one feature that are reached at one address to the page of whoever reads its mails. None: there is
#: no such row any more.
OwnPage = Callable[[Sequence[UUID]], str | None]

_pages: dict[str, OwnPage] = {}


def own_page(source: str) -> Callable[[OwnPage], OwnPage]:
    """Mark the function of an `emails.py` that says where followers told by `source` find what is theirs."""

    def mark(page: OwnPage) -> OwnPage:
        _pages[source] = page
        return page

    return mark


def page_of_followers(source: str, source_ids: Sequence[UUID]) -> str | None:
    """The address of the personal page of whoever follows by these rows, with its key. It stands in mails to them, and
    nowhere else."""
    return _pages[source](source_ids)


_mails_pages: dict[str, OwnPage] = {}


def mails_page(source: str) -> Callable[[OwnPage], OwnPage]:
    """Mark the function of an `emails.py` that says where followers told by `source` end the mails to their calendar.

    It stands in each of these, and they are passed on: so its key opens that and nothing else.
    """

    def mark(page: OwnPage) -> OwnPage:
        _mails_pages[source] = page
        return page

    return mark


def page_that_ends_mails(source: str, source_id: UUID) -> str | None:
    """Where whoever follows by this row ends the mails to their calendar; None: there is no such page."""
    page = _mails_pages.get(source)
    return page([source_id]) if page is not None else None


#: From an event to where those who follow something say no to whoever organises it: what to do in words, and a page.
#: That page holds no key: anybody may read it. None: nothing is to be said.
WayOut = Callable[[UUID], tuple[Sentence, str | None] | None]

_ways_out: dict[str, WayOut] = {}


def way_out(source: str) -> Callable[[WayOut], WayOut]:
    """Mark the function of an `emails.py` that says what followers told by `source` do who do not come."""

    def mark(way: WayOut) -> WayOut:
        _ways_out[source] = way
        return way

    return mark


def ways_out(sources: Iterable[str], event_id: UUID) -> list[tuple[Sentence, str | None]]:
    """What whoever follows by these does who does not come: an answer in a calendar changes nothing else."""
    found = [_ways_out[source](event_id) for source in dict.fromkeys(sources) if source in _ways_out]
    return [each for each in found if each is not None]
