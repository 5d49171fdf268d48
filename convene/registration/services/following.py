"""The step that tells the ledger of calendars who takes part in what: after whatever gives or takes a place."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from convene.calendar.rules import Following, Subject
from convene.calendar.services.followers import follow, forget_followers
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import FOLLOWER_SOURCE, ByMail, PoolKind, RegistrationState
from convene.registration.emails import way_in_of
from convene.registration.models import Invitation, Registration, SeatPool, SeatTaken
from convene.registration.services.holding_dates import end_holds

NOTHING: frozenset[Subject] = frozenset()


def tell_who_follows(event_id: UUID, registration_ids: Collection[UUID]) -> None:
    """Tell what each of these follows now: who has a place the event, and the sessions that they signed up for.

    Whom no mail reaches can still subscribe to a calendar of their own. A constant number of statements.
    """
    if not registration_ids:
        return
    db.session.flush()
    known = db.session.execute(
        select(
            Registration.id,
            Registration.state,
            Registration.email,
            Registration.name,
            Registration.language,
            Registration.by_mail,
            Registration.link_version,
        ).where(Registration.id.in_(registration_ids))
    ).all()
    coming = {row.id for row in known if row.state is RegistrationState.CONFIRMED}
    sessions = _sessions_of(coming)
    whole = Subject("event", event_id)
    is_public = db.session.get_one(Event, event_id).is_public
    follow(
        event_id,
        FOLLOWER_SOURCE,
        [
            Following(
                row.id,
                row.email,
                row.name,
                row.language,
                subjects,
                _by_mail(row.by_mail, subjects, whole) if row.email else NOTHING,
                way_in_of(row.id, row.link_version),
            )
            for row in known
            for subjects in [frozenset({whole, *sessions.get(row.id, ())}) if row.id in coming else NOTHING]
        ],
        is_public=is_public,
    )
    if ended := set(registration_ids) - coming:
        theirs = select(Registration.identity_key).where(Registration.id.in_(ended))
        invited = select(Invitation.id).where(Invitation.event_id == event_id, Invitation.email_key.in_(theirs))
        end_holds(event_id, db.session.scalars(invited).all())
    if gone := set(registration_ids) - {row.id for row in known}:
        forget_followers(FOLLOWER_SOURCE, gone, is_public=is_public)


def _by_mail(wanted: ByMail, subjects: frozenset[Subject], whole: Subject) -> frozenset[Subject]:
    """What of what they follow they want by mail."""
    match wanted:
        case ByMail.NOTHING:
            return NOTHING
        case ByMail.EVENT:
            return subjects & {whole}
        case ByMail.SESSIONS:
            return subjects - {whole}


def _sessions_of(registration_ids: Collection[UUID]) -> dict[UUID, set[Subject]]:
    rows = db.session.execute(
        select(SeatTaken.registration_id, SeatPool.subject_id)
        .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
        .where(SeatTaken.registration_id.in_(registration_ids), SeatPool.kind == PoolKind.SESSION)
    )
    found: dict[UUID, set[Subject]] = {}
    for registration_id, session_id in rows:
        found.setdefault(registration_id, set()).add(Subject("session", session_id))
    return found
