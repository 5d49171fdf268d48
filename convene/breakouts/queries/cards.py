"""What groups have reported of each round."""

from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import select

from convene.breakouts.models import BreakoutRound, RapporteurCard
from convene.breakouts.queries.arrangements import breakout_of_group
from convene.breakouts.structure import Arrangement, Card, CardText, GroupFacts
from convene.database import db
from convene.events.catalogue import State
from convene.events.models import Event
from convene.programme.models import Session
from convene.web.signed_links import Link

#: In these states of an event the links of its groups lead to something.
SHOWS_CARDS = frozenset({State.PUBLISHED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class SessionOfCards:
    """The session whose groups report."""

    id: UUID
    code: str
    title: str
    language: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class BehindACardLink:
    """Which group a link belongs to, and where it sits."""

    event: Event
    session: SessionOfCards
    arrangement: Arrangement
    group: GroupFacts

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is written on its cards."""
        return self.event.is_cancelled or self.session.is_withdrawn


def behind_card_link(link: Link) -> BehindACardLink | None:
    """Which group a signed link belongs to, or None: it was renewed, or the event is not public. Five statements."""
    arrangement = breakout_of_group(link.id)
    group = arrangement.group(link.id) if arrangement is not None else None
    if arrangement is None or group is None or group.link_version != link.version or not arrangement.rounds:
        return None
    event = db.session.get_one(Event, arrangement.event_id)
    if event.state not in SHOWS_CARDS:
        return None
    return BehindACardLink(event, session_of_cards(arrangement.session_id), arrangement, group)


def session_of_cards(session_id: UUID) -> SessionOfCards:
    """What pages say of the session whose groups report. One statement."""
    row = db.session.execute(
        select(Session.id, Session.code, Session.title, Session.language, Session.withdrawn_at).where(
            Session.id == session_id
        )
    ).one()
    return SessionOfCards(row.id, row.code, row.title, row.language, row.withdrawn_at is not None)


def cards_of(breakout_id: UUID) -> list[Card]:
    """Every card of a breakout that was begun, by round and group. One statement."""
    rows = db.session.scalars(
        select(RapporteurCard)
        .join(BreakoutRound, BreakoutRound.id == RapporteurCard.round_id)
        .where(BreakoutRound.breakout_id == breakout_id)
        .order_by(BreakoutRound.position, RapporteurCard.begun_at, RapporteurCard.id)
        .execution_options(populate_existing=True)
    )
    return [card_in(row) for row in rows]


def card_of(group_id: UUID, round_id: UUID) -> Card:
    """The card of a group for a round, empty where nothing was written yet. One statement."""
    row = row_of_card(group_id, round_id)
    return card_in(row) if row is not None else Card(round_id, group_id)


def row_of_card(group_id: UUID, round_id: UUID) -> RapporteurCard | None:
    """The row of a card. One statement."""
    return db.session.scalar(
        select(RapporteurCard)
        .where(RapporteurCard.group_id == group_id, RapporteurCard.round_id == round_id)
        .execution_options(populate_existing=True)
    )


def card_in(row: RapporteurCard) -> Card:
    """A row as a plain value."""
    text = CardText(**{each.name: getattr(row, each.name) for each in fields(CardText)})
    return Card(row.round_id, row.group_id, text, row.revision, row.begun_at, row.changed_at)
