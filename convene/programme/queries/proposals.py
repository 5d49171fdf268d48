"""Agendas that the solver was asked for."""

import hashlib
from uuid import UUID

from sqlalchemy import or_, select

from convene.clock import now
from convene.database import db
from convene.engines.agenda_solver import Problem
from convene.programme.catalogue import ProposalState
from convene.programme.models import AgendaProposal
from convene.programme.planning import Wishes, problem_of, without_readers
from convene.programme.queries.answers import who_cannot
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import stars_by_reader
from convene.programme.structure import Structure

UNDER_WAY = tuple(state for state in ProposalState if state.is_under_way)


def proposal_of(event_id: UUID, proposal_id: UUID) -> AgendaProposal | None:
    """A proposal of the event."""
    return db.session.scalar(
        select(AgendaProposal).where(AgendaProposal.event_id == event_id, AgendaProposal.id == proposal_id)
    )


def proposals_of(event_id: UUID, most: int = 10) -> list[AgendaProposal]:
    """The last proposals of an event, newest first."""
    return list(
        db.session.scalars(
            select(AgendaProposal)
            .where(AgendaProposal.event_id == event_id)
            .order_by(AgendaProposal.asked_at.desc(), AgendaProposal.id)
            .limit(most)
        )
    )


def proposal_under_way(event_id: UUID) -> AgendaProposal | None:
    """The one that is being worked out, or waits for it."""
    return db.session.scalar(
        select(AgendaProposal).where(AgendaProposal.event_id == event_id, AgendaProposal.state.in_(UNDER_WAY)).limit(1)
    )


def proposal_to_work_on() -> UUID | None:
    """The one that has waited longest, and that nobody works on now. One statement."""
    is_free = or_(AgendaProposal.leased_until.is_(None), AgendaProposal.leased_until < now())
    return db.session.scalar(
        select(AgendaProposal.id)
        .where(AgendaProposal.state.in_(UNDER_WAY), is_free)
        .order_by(AgendaProposal.asked_at, AgendaProposal.id)
        .limit(1)
    )


def problem_for(event_id: UUID, structure: Structure, wishes: Wishes) -> Problem:
    """What the solver is asked by these wishes of the draft that was read. Three statements, however large it is."""
    return problem_of(
        structure,
        wishes,
        names=names_of_people(structure.person_ids()),
        stars=stars_by_reader(event_id),
        absent=who_cannot(event_id),
    )


def mark_of_problem(problem: Problem) -> str:
    """A mark of everything in a question by which an answer that fitted could fit no more."""
    return hashlib.blake2b(repr(without_readers(problem)).encode(), digest_size=32).hexdigest()


def is_outdated(proposal: AgendaProposal, structure: Structure) -> bool:
    """Whether a proposal answers another question than its wishes ask of the draft by now. Three statements."""
    problem = problem_for(proposal.event_id, structure, Wishes.from_json(proposal.wishes))
    return mark_of_problem(problem) != proposal.mark
