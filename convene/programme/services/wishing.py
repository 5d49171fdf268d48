"""What the places of sessions must be like: for organisers, and for what is proposed. None of it is ever published, so
the draft counts as unchanged."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.programme.catalogue import RuleKind
from convene.programme.conditions import PlaceWishes
from convene.programme.errors import RuleNeedsTwoSessions
from convene.programme.models import Agenda, AgendaRule, AgendaRuleMember, Session
from convene.programme.queries.conditions import rules_of, said_of_wishes, wishes_in
from convene.programme.services.writing import session_of
from convene.web.meanwhile import must_be_as_seen


@use_case
def wish_place(event_id: UUID, session_id: UUID, wishes: PlaceWishes, *, seen: str | None = None, by: str) -> None:
    """Say what the place of a session must be like. `seen` is the mark of what was said before
    (`queries.said_of_wishes`). ChangedMeanwhile."""
    session = _held(event_id, session_id)
    must_be_as_seen(seen, said_of_wishes(wishes_in(session)), session.title)
    session.is_pinned = wishes.is_pinned
    session.needs = sorted(wishes.needs)
    session.seats = wishes.seats
    session.on_days = [each.isoformat() for each in sorted(wishes.days)]
    session.not_before, session.not_after = wishes.not_before, wishes.not_after


@use_case
def pin_session(event_id: UUID, session_id: UUID, *, is_pinned: bool, by: str) -> None:
    """Let a session keep its place when an agenda is proposed, or not any more. Twice is once."""
    _held(event_id, session_id).is_pinned = is_pinned


@use_case
def add_rule(event_id: UUID, kind: RuleKind, session_ids: Sequence[UUID], *, gap: int = 0, by: str) -> UUID:
    """Say what sessions have to do with each other. `session_ids` in their order, `gap`: minutes between them, of an
    order only. One that there is already is no second one. RuleNeedsTwoSessions, NotFound."""
    hold(("event", event_id))
    members = tuple(dict.fromkeys(session_ids))
    if len(members) < 2:
        raise RuleNeedsTwoSessions
    known = set(db.session.scalars(select(Session.id).where(Session.event_id == event_id, Session.id.in_(members))))
    if known != set(members):
        raise NotFound
    kept = gap if kind is RuleKind.IN_ORDER else 0
    for rule in rules_of(event_id):
        if (rule.kind, rule.session_ids, rule.gap) == (kind, members, kept):
            return rule.id
    row = AgendaRule(id=uuid4(), event_id=event_id, kind=kind, gap=kept, created_at=now())
    row.members = [AgendaRuleMember(session_id=each, position=position) for position, each in enumerate(members)]
    db.session.add(row)
    db.session.flush()
    concerning(session_id=members[0])
    return row.id


@use_case
def remove_rule(event_id: UUID, rule_id: UUID, *, by: str) -> None:
    """Let sessions stand to each other as they like. Twice is once. NotFound: it is of another event."""
    hold(("event", event_id))
    row = db.session.get(AgendaRule, rule_id)
    if row is not None and row.event_id != event_id:
        raise NotFound
    if row is not None:
        db.session.delete(row)
        db.session.flush()


@use_case
def say_ways(event_id: UUID, *, walk: int, walk_between: int, by: str) -> None:
    """Say how many minutes people need from one room to another, and from one building to another."""
    hold(("event", event_id))
    agenda = db.session.get(Agenda, event_id)
    if agenda is None:
        agenda = Agenda(event_id=event_id)
        db.session.add(agenda)
    agenda.walk_minutes, agenda.walk_between_buildings = walk, walk_between
    db.session.flush()


def _held(event_id: UUID, session_id: UUID) -> Session:
    hold(("event", event_id))
    session = session_of(event_id, session_id)
    db.session.refresh(session)  # as it is now that others are kept out
    concerning(session_id=session.id)
    return session
