from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import ACTIVE, RegistrationState
from convene.registration.models import Registration
from convene.spelling import normalised_address
from convene.web.searching import has_words
from convene.web.signed_links import Link

SEARCHED = (Registration.name, Registration.organisation, Registration.email)


#: Put together once: every registration asks.
ACTIVE_AS = select(Registration).where(
    Registration.event_id == bindparam("event_id"),
    Registration.identity_key == bindparam("identity_key"),
    Registration.state.in_(ACTIVE),
)


def registration_as(event_id: UUID, identity_key: str) -> Registration | None:
    """The active registration of a person at an event (`rules.identity.identity_of`)."""
    return db.session.scalar(ACTIVE_AS, {"event_id": event_id, "identity_key": identity_key})


def active_registration_with(event_id: UUID, email: str) -> Registration | None:
    """The registration of whoever has this address that is not cancelled or declined."""
    return registration_as(event_id, normalised_address(email))


def active_registrations_of_contact(event_id: UUID, email: str) -> list[Registration]:
    """The registrations whose mails go to this address: one's own, and those of colleagues without an address."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.event_id == event_id,
                Registration.email_key == normalised_address(email),
                Registration.state.in_(ACTIVE),
            )
            .order_by(Registration.created_at, Registration.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """Where somebody who means to come is reached (`email` "": nowhere), in which language, and how it stands."""

    state: RegistrationState
    email: str
    email_key: str
    language: str


def where_all_are_reached(event_id: UUID) -> list[Reached]:
    """Everybody who means to come to an event, in the order in which they registered. One statement of columns."""
    rows = db.session.execute(
        select(Registration.state, Registration.email, Registration.email_key, Registration.language)
        .where(Registration.event_id == event_id, Registration.state.in_(ACTIVE))
        .order_by(Registration.created_at, Registration.id)
    )
    return [Reached(*row) for row in rows]


def those_without_address(event_id: UUID, email: str) -> list[Registration]:
    """Those who are reached at this address and have none of their own: colleagues and guests. One statement."""
    return [each for each in active_registrations_of_contact(event_id, email) if not each.is_own_address]


def registration_behind(link: Link) -> tuple[Registration, Event] | None:
    """The registration that a signed link leads to and its event, or None: the link was revoked. One statement."""
    row = db.session.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.id == link.id, Registration.link_version == link.version)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def registration_of(event_id: UUID, registration_id: UUID) -> Registration | None:
    """One registration of an event."""
    return db.session.scalar(
        select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
    )


def names_of_registrations(event_id: UUID, registration_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names under which these registered at an event. One statement, none for none."""
    if not registration_ids:
        return {}
    rows = db.session.execute(
        select(Registration.id, Registration.name).where(
            Registration.event_id == event_id, Registration.id.in_(registration_ids)
        )
    )
    return {row.id: row.name for row in rows}


def registration_and_event(registration_id: UUID) -> tuple[Registration, Event] | None:
    """A registration and its event, for a mail about it. One statement."""
    row = db.session.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.id == registration_id)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def registrations_of(event_id: UUID, *, search: str = "") -> Select[Registration]:
    """The registrations of an event in whose name, organisation or address each word of a search stands, newest first.

    The list of organisers asks for more: `queries.listing`.
    """
    return (
        select(Registration)
        .where(Registration.event_id == event_id, has_words(search, *SEARCHED))
        .order_by(Registration.created_at.desc(), Registration.id)
    )


def countries_of(event_id: UUID) -> int:
    """From how many countries those come who have a place."""
    return (
        db.session.scalar(
            select(func.count(Registration.country.distinct())).where(
                Registration.event_id == event_id,
                Registration.state == RegistrationState.CONFIRMED,
                Registration.country != "",
            )
        )
        or 0
    )


def has_registrations(event_id: UUID) -> bool:
    """Whether anybody has ever registered for an event, in whatever state that is. One statement."""
    return db.session.scalar(select(Registration.id).where(Registration.event_id == event_id).limit(1)) is not None


def how_many_pending(event_id: UUID) -> int:
    """How many wait for the organisers to decide. One statement."""
    waiting = select(func.count()).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.PENDING
    )
    return db.session.scalar(waiting) or 0


def those_in_state(event_id: UUID, state: RegistrationState) -> list[Registration]:
    """Those in a state, in the order in which they came. At most 500: what is decided is decided in parts."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.event_id == event_id, Registration.state == state)
            .order_by(Registration.created_at, Registration.id)
            .limit(500)
        )
    )


def some_of(event_id: UUID, registration_ids: Collection[UUID]) -> list[Registration]:
    """Those of them that are of the event, in the order in which they came."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
            .order_by(Registration.created_at, Registration.id)
        )
    )


def some_registrations(registration_ids: Collection[UUID]) -> list[Registration]:
    """These, in the order in which they came. One statement."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.id.in_(registration_ids))
            .order_by(Registration.created_at, Registration.id)
        )
    )


def active_identities(event_id: UUID) -> dict[str, UUID]:
    """Whose registration is the active one of each who is known at an event. One statement."""
    rows = db.session.execute(
        select(Registration.identity_key, Registration.id).where(
            Registration.event_id == event_id, Registration.state.in_(ACTIVE)
        )
    )
    return {row[0]: row[1] for row in rows}
