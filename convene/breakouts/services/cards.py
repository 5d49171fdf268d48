"""Groups report: what a rapporteur types is saved, and two phones on one card lose nothing."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from convene.breakouts.errors import CardChangedMeanwhile, CardsAreClosed, EmptyCardIsNotReady
from convene.breakouts.models import BreakoutGroup, RapporteurCard
from convene.breakouts.queries.arrangements import breakout_of_group
from convene.breakouts.queries.cards import card_in, row_of_card, session_of_cards
from convene.breakouts.services.writing import held_breakout
from convene.breakouts.structure import Card, CardText
from convene.clock import now
from convene.database import bookkeeping, concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.web.meanwhile import put_together


@dataclass(frozen=True, slots=True)
class Saved:
    """A card as it stands now. `taken`: the fields that somebody else alone has changed meanwhile."""

    card: Card
    taken: frozenset[str] = frozenset()


@bookkeeping
def save_card(group_id: UUID, round_id: UUID, text: CardText, *, seen: str | None, by: str = "rapporteur") -> Saved:
    """Write on the card of a group, over what was `seen` there (`web.meanwhile.mark_of`). The same once more changes
    nothing; what only somebody else has changed meanwhile stays as they wrote it. It is saved every few seconds, so
    the log says alone when a card was begun, and when it was ready.

    NotFound, CardsAreClosed, CardChangedMeanwhile: both changed the same field. EmptyCardIsNotReady.
    """
    arrangement = breakout_of_group(group_id)
    if arrangement is None or arrangement.round(round_id) is None:
        raise NotFound
    event = db.session.get_one(Event, arrangement.event_id)
    session = session_of_cards(arrangement.session_id)
    if event.is_cancelled or session.is_withdrawn:
        raise CardsAreClosed
    hold(("card", group_id))  # the first two words of a card would else be two rows
    row = row_of_card(group_id, round_id)
    before = card_in(row) if row is not None else Card(round_id, group_id)
    together = put_together(text.said(), before.text.said(), seen)
    if together.both:
        raise CardChangedMeanwhile
    after = CardText(**together.said)
    if after == before.text:
        return Saved(before, together.taken)
    if after.is_ready and not after.has_words:
        raise EmptyCardIsNotReady
    if row is None:
        row = begin_card(event.id, session.id, group_id, round_id, by=by)
    for name, value in after.said().items():
        setattr(row, name, value)
    row.revision += 1
    row.changed_at = now()
    if after.is_ready != before.text.is_ready:
        say_card_is_ready(event.id, session.id, by=by)
    db.session.flush()
    return Saved(card_in(row), together.taken)


@use_case
def begin_card(event_id: UUID, session_id: UUID, group_id: UUID, round_id: UUID, *, by: str) -> RapporteurCard:
    """The first words on a card: a part of `save_card`, for the log."""
    concerning(event_id=event_id, session_id=session_id)
    row = RapporteurCard(id=uuid4(), group_id=group_id, round_id=round_id, revision=0, begun_at=now())
    db.session.add(row)
    return row


@use_case
def say_card_is_ready(event_id: UUID, session_id: UUID, *, by: str) -> None:
    """A card is ready, or is written on once more: a part of `save_card`, for the log."""
    concerning(event_id=event_id, session_id=session_id)


@use_case
def renew_card_link(event_id: UUID, breakout_id: UUID, group_id: UUID, *, by: str) -> None:
    """Make every link to the card of a group given out before worthless. NotFound."""
    held_breakout(event_id, breakout_id)
    row = db.session.get(BreakoutGroup, group_id)
    if row is None or row.breakout_id != breakout_id:
        raise NotFound
    row.link_version += 1
