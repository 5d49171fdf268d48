from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Select, or_, select

from convene.accounts.models import Account
from convene.accounts.queries import accounts_of
from convene.clock import now
from convene.database import db
from convene.events.catalogue import PUBLIC_STATES, Visibility
from convene.events.models import Event, LooseningAsked, Partner, Room
from convene.events.rules import LONGEST_SLUG, has_waited_out, slug_for
from convene.permissions.catalogue import Permission, Scope
from convene.permissions.queries import accounts_that_may, scopes_where
from convene.teams.models import Team
from convene.web.searching import has_words

#: Columns of events and rooms that follow from what happens, not from what is written on their pages.
NOT_SAID = frozenset(
    {"id", "team_id", "event_id", "state", "revision", "published_at", "created_at", "changed_at", "position",
     "source_id", "series_id", "edition", "sensitivity", "safeguarding_name", "safeguarding_contact"}
)  # fmt: skip

MOST_OFFERED = 200


def event_at(slug: str) -> Event | None:
    """The event with this address."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def events_of(account_id: UUID, *, title: str = "") -> Select[Event]:
    """The events that an account has a role at, the latest first; those only whose title has each word of `title`."""
    teams = scopes_where(account_id, Permission.SEE_EVENT, Scope.TEAM)
    events = scopes_where(account_id, Permission.SEE_EVENT, Scope.EVENT)
    return (
        select(Event)
        .where(or_(Event.team_id.in_(teams), Event.id.in_(events)))
        .where(has_words(title, Event.title))
        .order_by(Event.starts_on.desc(), Event.title)
    )


def events_among(account_id: UUID, event_ids: Sequence[UUID]) -> list[Event]:
    """Those of these events that an account has a role at, in the order given."""
    rows = db.session.scalars(events_of(account_id).where(Event.id.in_(event_ids)))
    known = {event.id: event for event in rows}
    return [known[event_id] for event_id in event_ids if event_id in known]


def teams_where_events_may_be_made(account_id: UUID) -> list[Team]:
    """The teams in which an account may start an event, by name."""
    ids = scopes_where(account_id, Permission.CREATE_EVENT, Scope.TEAM)
    return list(db.session.scalars(select(Team).where(Team.id.in_(ids)).order_by(Team.name)))


def events_that_may_be_used_again(account_id: UUID) -> list[Event]:
    """The events of the teams in which an account may start one, the latest first; not more than a list can offer."""
    teams = scopes_where(account_id, Permission.CREATE_EVENT, Scope.TEAM)
    mine = select(Event).where(Event.team_id.in_(teams))
    return list(db.session.scalars(mine.order_by(Event.starts_on.desc(), Event.title).limit(MOST_OFFERED)))


def last_begun_by_teams_of(account_id: UUID) -> Event | None:
    """Of these, the one that was begun last: the next may be in its team and zone."""
    teams = scopes_where(account_id, Permission.CREATE_EVENT, Scope.TEAM)
    return db.session.scalar(select(Event).where(Event.team_id.in_(teams)).order_by(Event.created_at.desc()).limit(1))


def slug_of(event_id: UUID) -> str:
    """The address of an event."""
    return db.session.execute(select(Event.slug).where(Event.id == event_id)).scalar_one()


def listed_events(today: date, *, past: bool) -> Select[Event]:
    """What the home page lists: public events to come, the next first, or past ones, the latest first."""
    listed = select(Event).where(Event.state.in_(PUBLIC_STATES), Event.visibility == Visibility.PUBLIC)
    if past:
        return listed.where(Event.ends_on < today).order_by(Event.starts_on.desc(), Event.title)
    return listed.where(Event.ends_on >= today).order_by(Event.starts_on, Event.title)


def rooms_of(event_id: UUID) -> list[Room]:
    """The rooms of an event, in their order."""
    return list(db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.name)))


def partners_of(event_id: UUID) -> list[Partner]:
    """The partners of an event, in their order."""
    mine = select(Partner).where(Partner.event_id == event_id)
    return list(db.session.scalars(mine.order_by(Partner.position, Partner.name)))


def room_of(event_id: UUID, room_id: UUID) -> Room | None:
    """A room, if it is one of this event."""
    return db.session.scalar(select(Room).where(Room.event_id == event_id, Room.id == room_id))


def is_room_called(event_id: UUID, name: str, *, but: UUID | None = None) -> bool:
    """Whether the event has a room of this name (other than `but`), whatever is a capital letter in it."""
    known = db.session.execute(select(Room.id, Room.name).where(Room.event_id == event_id))
    # Not the database's lower(): that of SQLite knows the letters of ASCII only.
    return any(room_id != but and other.casefold() == name.casefold() for room_id, other in known)


def said_of(row: Event | Room) -> dict[str, object]:
    """Everything that organisers say of an event or a room, by the names of its columns."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in NOT_SAID}


def slugs_taken(slugs: Collection[str]) -> set[str]:
    """Which of these addresses are in use."""
    return set(db.session.scalars(select(Event.slug).where(Event.slug.in_(slugs))))


def free_slug(title: str) -> str:
    """An address for a title that no event has. Whoever takes it holds `ADDRESSES` (`services.beginning`)."""
    wished = slug_for(title)
    shorter = wished[: LONGEST_SLUG - 9].strip("-")  # so that what makes it unique has room
    candidates = [wished, *(f"{shorter}-{n}" for n in range(2, 200))]
    taken = slugs_taken(candidates)
    return next((slug for slug in candidates if slug not in taken), f"{shorter}-{uuid4().hex[:8]}")


def team_of(event: Event) -> Team:
    """The team that owns an event."""
    return db.session.get_one(Team, event.team_id)


def loosening_asked_at(event_id: UUID) -> LooseningAsked | None:
    """What waits for a second organiser to confirm. What is too old waits no more. One statement."""
    asked = db.session.scalar(select(LooseningAsked).where(LooseningAsked.event_id == event_id))
    return None if asked is None or has_waited_out(asked.asked_at, now()) else asked


def others_who_may_confirm(event: Event, account_id: UUID) -> list[Account]:
    """Those who may edit the event, but for one of them. Two statements."""
    may_edit = accounts_that_may(Permission.EDIT_EVENT, event_id=event.id, team_id=event.team_id)
    known = accounts_of(may_edit - {account_id})
    return sorted((one for one in known.values() if one.disabled_at is None), key=lambda one: one.email)


def said_of_safeguarding(event: Event) -> dict[str, object]:
    """What is said of the safeguarding lead, by the names of the questions."""
    return {"name": event.safeguarding_name, "contact": event.safeguarding_contact}
