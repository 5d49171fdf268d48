"""Agendas that the solver was asked for."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.engines.agenda_solver import Problem
from convene.leases import Leases
from convene.programme.catalogue import ProposalState
from convene.programme.conditions import Conditions
from convene.programme.models import AgendaProposal
from convene.programme.planning import Wishes, problem_of, without_readers
from convene.programme.queries.answers import who_cannot
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import stars_by_reader
from convene.programme.structure import Structure

UNDER_WAY = tuple(state for state in ProposalState if state.is_under_way)
LEASES = Leases(AgendaProposal, "agenda proposal", ProposalState.WAITING, ProposalState.RUNNING, ProposalState.FAILED)


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


def problem_for(
    event_id: UUID,
    structure: Structure,
    wishes: Wishes,
    *,
    only: UUID | None = None,
    conditions: Conditions | None = None,
) -> Problem:
    """What the solver is asked by these wishes of the draft that was read; `only`: of one session alone. Twelve
    statements, however large it is; three where the `conditions` are given."""
    return problem_of(
        structure,
        wishes,
        names=names_of_people(structure.person_ids()),
        stars=stars_by_reader(event_id),
        absent=who_cannot(event_id),
        conditions=conditions or conditions_of(event_id),
        only=only,
    )


def mark_of_problem(problem: Problem) -> str:
    """A mark of everything in a question by which an answer that fitted could fit no more."""
    return hashlib.blake2b(json.dumps(_plain(without_readers(problem))).encode(), digest_size=32).hexdigest()


def _plain(value: Any) -> Any:
    """A value of a question as plain values that are the same in every process: a set has no order of its own there."""
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, each.name)) for each in fields(value) if each.compare]
    if isinstance(value, Mapping):
        return [[key, _plain(each)] for key, each in sorted(value.items())]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def is_outdated(proposal: AgendaProposal, structure: Structure, conditions: Conditions | None = None) -> bool:
    """Whether a proposal answers another question than its wishes ask of the draft by now. Twelve statements; three
    where the `conditions` are given."""
    problem = problem_for(proposal.event_id, structure, Wishes.from_json(proposal.wishes), conditions=conditions)
    return mark_of_problem(problem) != proposal.mark
