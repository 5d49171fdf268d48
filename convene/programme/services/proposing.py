"""A proposal for the agenda: asked for, worked out outside of any transaction, looked at, used, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from convene import queue
from convene.accounts.queries import account_of_actor
from convene.clock import now
from convene.database import bookkeeping, concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.queries import held_event_taking_place
from convene.programme.catalogue import ProposalState
from convene.programme.errors import (
    DraftChangedSinceAsked,
    NoProposalToUse,
    NothingToPlan,
    ProposalUnderWay,
)
from convene.programme.loosening import Loosening, named_in, without
from convene.programme.models import AgendaProposal, Session
from convene.programme.planning import Weighed, Wishes, movable
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.proposals import (
    LEASES,
    is_outdated,
    proposal_of,
    proposal_under_way,
)
from convene.programme.services.writing import begin_change, session_of, set_place
from convene.programme.structure import Place, place_of

TASK = "propose agendas"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A session that a proposal has elsewhere than the draft, and what it would cost to have it elsewhere still."""

    session_id: UUID
    place: Place | None
    why: Weighed | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "session": str(self.session_id),
            "place": self.place.to_json() if self.place else None,
            "why": self.why.to_json() if self.why else None,
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Proposed":
        place = Place.from_json(plain["place"]) if plain["place"] else None
        why = Weighed.from_json(plain["why"]) if plain["why"] else None
        return Proposed(UUID(plain["session"]), place, why)


@use_case
def ask_for_proposal(event_id: UUID, wishes: Wishes, *, by: str) -> UUID:
    """Have an agenda worked out. EventIsCancelled, NothingToPlan, ProposalUnderWay."""
    held_event_taking_place(event_id)
    if proposal_under_way(event_id) is not None:
        raise ProposalUnderWay
    left_out = named_in(wishes.without, Loosening.SESSION)
    if not movable(draft_of(event_id), wishes.scope, without(conditions_of(event_id), wishes.without), left_out):
        raise NothingToPlan
    proposal = AgendaProposal(
        id=uuid4(),
        event_id=event_id,
        asked_by_id=account_of_actor(by),
        asked_at=now(),
        wishes=wishes.to_json(),
        state=ProposalState.WAITING,
    )
    db.session.add(proposal)
    db.session.flush()
    queue.wake(TASK)
    return proposal.id


@bookkeeping
def begin_proposal() -> UUID | None:
    """Take up the proposal that has waited longest (`leases.take_up`)."""
    return LEASES.take_up()


@bookkeeping
def record_progress(proposal_id: UUID, percent: int, best_score: int | None) -> bool:
    """Say how far it is. Returns whether to go on (`leases.tell`)."""
    return LEASES.tell(proposal_id, percent, best_score)


@bookkeeping
def end_proposal(
    proposal_id: UUID, state: ProposalState, *, mark: str, places: Sequence[Proposed], outcome: dict[str, Any]
) -> None:
    """Keep what was found. Nothing where it was dropped meanwhile, or its event deleted."""
    LEASES.end(proposal_id, state, mark=mark, places=[each.to_json() for each in places], outcome=outcome)


@use_case
def stop_proposal(event_id: UUID, proposal_id: UUID, *, by: str) -> None:
    """Let it end soon, with the best that it has by then. One that nobody has begun is dropped."""
    proposal = _held(event_id, proposal_id)
    if proposal.state is ProposalState.WAITING:
        proposal.state, proposal.ended_at = ProposalState.DROPPED, now()
    proposal.is_told_to_stop = True


@use_case
def use_proposal(event_id: UUID, proposal_id: UUID, *, by: str) -> int:
    """Give the sessions their places as proposed. Returns how many. NoProposalToUse, DraftChangedSinceAsked."""
    begin_change(event_id)
    proposal = _held(event_id, proposal_id)
    if proposal.state is not ProposalState.READY:
        raise NoProposalToUse
    if is_outdated(proposal, draft_of(event_id)):
        raise DraftChangedSinceAsked
    before = []
    for each in map(Proposed.from_json, proposal.places):
        session = session_of(event_id, each.session_id)
        before.append(Proposed(session.id, _place_now(session)).to_json())
        _move(session, each.place)
    proposal.state, proposal.before, proposal.ended_at = ProposalState.USED, before, now()
    return len(before)


@use_case
def take_proposal_back(event_id: UUID, proposal_id: UUID, *, by: str) -> int:
    """Give the sessions back the places that they had before. Returns how many: what was moved since is left as it is,
    and so is what is gone. NoProposalToUse."""
    begin_change(event_id)
    proposal = _held(event_id, proposal_id)
    if proposal.state is not ProposalState.USED:
        raise NoProposalToUse
    put = {each.session_id: each.place for each in map(Proposed.from_json, proposal.places)}
    moved = 0
    for each in map(Proposed.from_json, proposal.before):
        session = db.session.get(Session, each.session_id)
        if session is None or _place_now(session) != put[each.session_id]:
            continue
        _move(session, each.place)
        moved += 1
    proposal.state = ProposalState.DROPPED
    return moved


@use_case
def drop_proposal(event_id: UUID, proposal_id: UUID, *, by: str) -> None:
    """Leave the draft as it is. Twice is once."""
    proposal = _held(event_id, proposal_id)
    if proposal.state in {ProposalState.READY, ProposalState.IMPOSSIBLE, ProposalState.FAILED}:
        proposal.state = ProposalState.DROPPED


def _place_now(session: Session) -> Place | None:
    return place_of(session.day, session.starts_local, session.room_id, session.fold)


def _move(session: Session, place: Place | None) -> None:
    set_place(session, place)
    session.changed_at = now()


def _held(event_id: UUID, proposal_id: UUID) -> AgendaProposal:
    hold(("agenda proposal", proposal_id))
    proposal = proposal_of(event_id, proposal_id)
    if proposal is None:
        raise NotFound
    db.session.refresh(proposal)
    concerning(event_id=event_id)
    return proposal
