"""Who may fetch a material, from when on, and until when one can be handed in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from convene.events.rules import is_over
from convene.programme.catalogue import Available, Reach
from convene.programme.structure import (
    SessionFacts,
    instant_of,
)

#: So long after an event those on stage can send their slides.
HAND_IN_AFTERWARDS = timedelta(days=60)


ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who may fetch a material, and from when on."""

    reach: Reach = Reach.EVERYBODY
    available: Available = Available.AT_ONCE
    available_local: datetime | None = None
    is_hidden: bool = False


def opens_at(terms: Terms, session: SessionFacts, zone: str) -> datetime:
    """The instant from which on a material can be fetched; NEVER while the session that it waits for has no time."""
    if terms.available is Available.AFTER_SESSION:
        return session.ends_at(zone) or NEVER
    if terms.available is Available.AT_A_TIME:
        return instant_of(terms.available_local, zone) if terms.available_local else NEVER
    return ALWAYS


def may_fetch(terms: Terms, session: SessionFacts | None, zone: str, reader: Reach, at: datetime) -> bool:
    """Whether a reader who is no organiser can fetch a material now. `session`: as it is published, or None."""
    if session is None or session.is_withdrawn or terms.is_hidden:
        return False
    reaches = {Reach.EVERYBODY: {Reach.EVERYBODY}, Reach.REGISTERED: {Reach.EVERYBODY, Reach.REGISTERED}}
    return terms.reach in reaches.get(reader, set()) and opens_at(terms, session, zone) <= at


def may_hand_in(ends_on: date, day_turns_at: time, zone: str, at: datetime) -> bool:
    """Whether those on stage can still add to their sessions: until some weeks after the event, as slides come late."""
    return not is_over(hand_in_until(ends_on), day_turns_at, zone, at)


def hand_in_until(ends_on: date) -> date:
    """The last day on which those on stage can add to their sessions."""
    return ends_on + HAND_IN_AFTERWARDS
