"""The step that tells the ledger of calendars in which sessions those on stage are: after whatever changes that."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from sqlalchemy import Select, select

from convene.calendar.queries.following import who_follows, who_wants_mail
from convene.calendar.rules import Following, Subject
from convene.calendar.services.followers import follow
from convene.database import db
from convene.events.models import Event
from convene.people.models import Person
from convene.programme.catalogue import HELD_FOR_STAGE, STAGE_FOLLOWERS, StageAnswer
from convene.programme.emails import way_in_of_stage
from convene.programme.models import Agenda, StageInvitation
from convene.programme.queries.telling import expected_on_stage
from convene.programme.queries.versions import structure_of
from convene.programme.structure import Structure

NOTHING: frozenset[Subject] = frozenset()


def tell_who_is_on_stage(event_id: UUID, person_ids: Collection[UUID]) -> None:
    """Tell what each of these follows now: the sessions of the published agenda in which they are, but for who
    cannot be there. A constant number of statements.

    Whoever is put on stage, or reached anew, between two publishes is mailed by the next one, or when they say that
    they will be there: to type an address is to write to nobody.
    """
    if not person_ids:
        return
    db.session.flush()
    invited = _invitations(event_id).where(StageInvitation.person_id.in_(person_ids))
    rows = [(invitation, name) for invitation, name in db.session.execute(invited)]
    if held := who_follows(HELD_FOR_STAGE, [invitation.id for invitation, _name in rows]):
        _hold(event_id, rows, held, is_public=db.session.get_one(Event, event_id).is_public)
    version_id = db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event_id))
    if version_id is None:
        return
    mailed = who_wants_mail([STAGE_FOLLOWERS], [invitation.id for invitation, _name in rows])
    follow(
        event_id,
        STAGE_FOLLOWERS,
        _followings(
            event_id,
            structure_of(version_id),
            rows,
            lambda one: one.id in mailed or one.answer is StageAnswer.CONFIRMED,
        ),
        is_public=db.session.get_one(Event, event_id).is_public,
    )


def tell_who_is_published(event_id: UUID, structure: Structure) -> None:
    """The same of everybody, as they are published this moment. The entries follow, and with them what is mailed."""
    rows = [(invitation, name) for invitation, name in db.session.execute(_invitations(event_id))]
    if rows:
        if held := who_follows(HELD_FOR_STAGE, [invitation.id for invitation, _name in rows]):
            _hold(event_id, rows, held, is_public=False)
        follow(event_id, STAGE_FOLLOWERS, _followings(event_id, structure, rows, lambda _one: True), is_public=False)


def hold_for_stage(event_id: UUID) -> set[str]:
    """Hold the days of the event for everybody who is expected on stage and reached. Returns their addresses."""
    rows = [(invitation, name) for invitation, name in db.session.execute(_invitations(event_id))]
    is_public = db.session.get_one(Event, event_id).is_public
    return _hold(event_id, rows, {one.id for one, _name in rows}, is_public=is_public)


def _hold(
    event_id: UUID, rows: Iterable[tuple[StageInvitation, str]], held: Collection[UUID], *, is_public: bool
) -> set[str]:
    """Bring what is held for these in line: where they are reached now, if they are expected. `held`: for whom it is.
    Returns the addresses at which it is."""
    event = db.session.get_one(Event, event_id)
    whole, found = frozenset({Subject("event", event_id)}), []
    expected = {one.id for one in expected_on_stage(event_id)}
    for one, name in rows:
        if one.id in held:
            subjects = whole if one.id in expected else NOTHING
            by_mail = subjects if one.wants_calendar else NOTHING
            way_in = way_in_of_stage(one)
            found.append(Following(one.id, one.email, name, event.language, subjects, by_mail, way_in, is_hold=True))
    follow(event_id, HELD_FOR_STAGE, found, is_public=is_public)
    return {each.email for each in found if each.by_mail}


def _invitations(event_id: UUID) -> Select[StageInvitation, str]:
    return (
        select(StageInvitation, Person.display_name)
        .join(Person, Person.id == StageInvitation.person_id)
        .where(StageInvitation.event_id == event_id)
        .order_by(StageInvitation.id)
    )


def _followings(
    event_id: UUID,
    structure: Structure,
    rows: Iterable[tuple[StageInvitation, str]],
    is_mailed: Callable[[StageInvitation], bool],
) -> list[Following]:
    language = db.session.scalar(select(Event.language).where(Event.id == event_id)) or "en"
    sessions = _sessions_by_person(structure)
    found = []
    for one, name in rows:
        subjects = sessions.get(one.person_id, NOTHING) if one.answer is not StageAnswer.DECLINED else NOTHING
        by_mail = subjects if one.email and one.wants_calendar and is_mailed(one) else NOTHING
        found.append(Following(one.id, one.email, name, language, subjects, by_mail, way_in_of_stage(one)))
    return found


def _sessions_by_person(structure: Structure) -> dict[UUID, frozenset[Subject]]:
    """Cancelled ones as well: they stand in calendars as such."""
    found: dict[UUID, set[Subject]] = {}
    for session in structure.sessions:
        if session.is_for_calendars:
            for one in session.everybody():
                found.setdefault(one.person_id, set()).add(Subject("session", session.id))
    return {person_id: frozenset(subjects) for person_id, subjects in found.items()}
