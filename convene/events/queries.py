from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select

from convene.accounts.models import Account
from convene.accounts.queries import accounts_of
from convene.clock import now
from convene.database import db, folded, hold
from convene.errors import NotFound
from convene.events.catalogue import PUBLIC_STATES, PartnerRole, Relation, State, Visibility
from convene.events.errors import EventIsCancelled
from convene.events.models import Event, LinkedEvent, LooseningAsked, Partner, Room, Series
from convene.events.rules import FOR_SEARCH_ENGINES, LONGEST_SLUG, has_waited_out, slug_for
from convene.permissions.catalogue import Permission, Scope
from convene.permissions.queries import accounts_that_may, scopes_where
from convene.teams.models import Team
from convene.web.searching import has_words

#: Columns of events and rooms that follow from what happens, not from what is written on their pages.
NOT_SAID = frozenset(
    {"id", "team_id", "event_id", "state", "state_before", "cancelled_at", "cancelled_reason", "revision",
     "published_at", "created_at", "changed_at", "position", "source_id", "series_id", "edition", "sensitivity",
     "safeguarding_name", "safeguarding_contact"}
)  # fmt: skip

MOST_OFFERED = 200


#: Put together once: to build a statement takes longer than to run it, and every page of an event asks the first.
EVENT_AT = select(Event).where(Event.slug == bindparam("slug"))
EVENT_ANEW = select(Event).where(Event.id == bindparam("event_id")).execution_options(populate_existing=True)


def event_at(slug: str) -> Event | None:
    """The event with this address."""
    return db.session.scalar(EVENT_AT, {"slug": slug})


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
    return _teams_where(account_id, Permission.CREATE_EVENT)


def events_that_may_be_used_again(account_id: UUID) -> list[Event]:
    """The events of the teams in which an account may start one, the latest first; not more than a list can offer."""
    teams = scopes_where(account_id, Permission.CREATE_EVENT, Scope.TEAM)
    mine = select(Event).where(Event.team_id.in_(teams))
    return list(db.session.scalars(mine.order_by(Event.starts_on.desc(), Event.title).limit(MOST_OFFERED)))


def public_events_of_team(team_id: UUID) -> list[UUID]:
    """The events of a team that everybody may see, by id. One statement."""
    return list(db.session.scalars(select(Event.id).where(Event.team_id == team_id, Event.state.in_(PUBLIC_STATES))))


def events_of_team(team_id: UUID) -> Select[Event]:
    """Every event of a team, the latest first."""
    return select(Event).where(Event.team_id == team_id).order_by(Event.starts_on.desc(), Event.title)


def teams_of(account_id: UUID) -> list[Team]:
    """The teams in which an account has a role, by name."""
    return _teams_where(account_id, Permission.SEE_EVENT)


def _teams_where(account_id: UUID, permission: Permission) -> list[Team]:
    ids = scopes_where(account_id, permission, Scope.TEAM)
    return list(db.session.scalars(select(Team).where(Team.id.in_(ids)).order_by(Team.name)))


def last_begun_by_teams_of(account_id: UUID) -> Event | None:
    """Of these, the one that was begun last: the next may be in its team and zone."""
    teams = scopes_where(account_id, Permission.CREATE_EVENT, Scope.TEAM)
    return db.session.scalar(select(Event).where(Event.team_id.in_(teams)).order_by(Event.created_at.desc()).limit(1))


def slug_of(event_id: UUID) -> str:
    """The address of an event."""
    return db.session.execute(select(Event.slug).where(Event.id == event_id)).scalar_one()


def is_named_in_public() -> ColumnElement[bool]:
    """Whether pages for everybody may say that the event is there: published, and listed."""
    return and_(Event.state.in_(PUBLIC_STATES), Event.visibility == Visibility.PUBLIC)


def listed_events(today: date, *, past: bool) -> Select[Event]:
    """What the home page lists: public events to come, the next first, or past ones, the latest first.

    One that is cancelled stays where people look for it, and says so; archived, it is announced no more.
    """
    listed = select(Event).where(is_named_in_public())
    if past:
        return listed.where(Event.ends_on < today).order_by(Event.starts_on.desc(), Event.title)
    is_announced = or_(Event.cancelled_at.is_(None), Event.state != State.ARCHIVED)
    return listed.where(Event.ends_on >= today, is_announced).order_by(Event.starts_on, Event.title)


def listed_slugs(most: int) -> list[str]:
    """The addresses of public events that search engines may list, the latest first. One statement."""
    listed = select(Event.slug).where(is_named_in_public(), Event.sensitivity.in_(FOR_SEARCH_ENGINES))
    return list(db.session.scalars(listed.order_by(Event.starts_on.desc(), Event.slug).limit(most)))


def listed_slugs_of_series(most: int) -> list[str]:
    """The addresses of series with an event that search engines may list, by title. One statement."""
    listed = select(Series.slug).where(_has_a_public_event(Event.sensitivity.in_(FOR_SEARCH_ENGINES)))
    return list(db.session.scalars(listed.order_by(Series.title, Series.id).limit(most)))


def rooms_of(event_id: UUID) -> list[Room]:
    """The rooms of an event, in their order."""
    return list(db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.name)))


def room_of(event_id: UUID, room_id: UUID) -> Room | None:
    """A room, if it is one of this event."""
    return db.session.scalar(select(Room).where(Room.event_id == event_id, Room.id == room_id))


def is_room_called(event_id: UUID, name: str, *, but: UUID | None = None) -> bool:
    """Whether the event has a room of this name (other than `but`), whatever is a capital letter in it."""
    known = db.session.execute(select(Room.id, Room.name).where(Room.event_id == event_id))
    # Not the database's lower(): that of SQLite knows the letters of ASCII only.
    return any(room_id != but and other.casefold() == name.casefold() for room_id, other in known)


def said_of(row: Event | Room | Partner | Series) -> dict[str, object]:
    """Everything that organisers say of an event, a room, a partner or a series, by the names of its columns."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in NOT_SAID}


def slugs_taken(slugs: Collection[str], by: type[Event] | type[Series] = Event) -> set[str]:
    """Which of these addresses are in use by events, or by series."""
    return set(db.session.scalars(select(by.slug).where(by.slug.in_(slugs))))


def free_slug(title: str, starts_on: date) -> str:
    """An address for a title that no event has. Whoever takes it holds `ADDRESSES` (`services.beginning`).

    Of two events of one title the later one says when it is: its year, else its month, before it is merely counted.
    """
    wished, year = slug_for(title), str(starts_on.year)
    when = [f"{starts_on:%m}"] if year in wished.split("-") else [year, f"{year}-{starts_on:%m}"]
    return _free_slug(wished, Event, when)


def free_slug_of_series(title: str) -> str:
    """An address for a title that no series has. Whoever takes it holds `ADDRESSES` (`services.keeping_series`)."""
    return _free_slug(slug_for(title, "series"), Series)


def _free_slug(wished: str, by: type[Event] | type[Series], endings: Sequence[str] = ()) -> str:
    """The first free one of `wished`, the same with each of these endings, and the same counted."""
    shorter = wished[: LONGEST_SLUG - 9].strip("-")  # so that what makes it unique has room
    candidates = [wished, *(f"{shorter}-{ending}" for ending in (*endings, *range(2, 200)))]
    taken = slugs_taken(candidates, by)
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


# --- partners -------------------------------------------------------------------------------------------------------


def partners_of(event_id: UUID) -> list[Partner]:
    """The partners of an event by role, each role in its order. One statement."""
    by_role = list(PartnerRole)
    rows = db.session.scalars(select(Partner).where(Partner.event_id == event_id)).all()
    return sorted(rows, key=lambda one: (by_role.index(one.role), one.position, one.name.casefold()))


def names_of_hosts(event: Event) -> list[str]:
    """Who invites: the partners that host an event, in their order, then its team. Two statements."""
    hosts = select(Partner.name).where(Partner.event_id == event.id, Partner.role == PartnerRole.HOST)
    names: dict[str, str] = {}
    for name in [*db.session.scalars(hosts.order_by(Partner.position, Partner.name)), team_of(event).name]:
        names.setdefault(name.casefold(), name)
    return list(names.values())


def partner_of(event_id: UUID, partner_id: UUID) -> Partner | None:
    """A partner, if it is one of this event, as it is now."""
    which = select(Partner).where(Partner.event_id == event_id, Partner.id == partner_id)
    return db.session.scalar(which.execution_options(populate_existing=True))


def count_partners(event_id: UUID) -> int:
    """How many partners an event names."""
    return db.session.scalar(select(func.count()).select_from(Partner).where(Partner.event_id == event_id)) or 0


# --- series ---------------------------------------------------------------------------------------------------------


def series_with(series_id: UUID | None) -> Series | None:
    """A series by its id."""
    return db.session.get(Series, series_id) if series_id is not None else None


def public_series_at(slug: str) -> Series | None:
    """The series with this address, if strangers may know of it: one of its events is public."""
    return db.session.scalar(select(Series).where(Series.slug == slug, _has_a_public_event()))


def public_series() -> Select[Series]:
    """The series that strangers may know of, by title."""
    return select(Series).where(_has_a_public_event()).order_by(folded(Series.title), Series.id)


def ids_of_public_series(team_id: UUID) -> set[UUID]:
    """Those series of a team that strangers may know of. One statement."""
    return set(db.session.scalars(select(Series.id).where(Series.team_id == team_id, _has_a_public_event())))


def is_series_public(series_id: UUID) -> bool:
    """Whether the page of a series is there for strangers."""
    return bool(db.session.scalar(select(exists().where(Event.series_id == series_id, is_named_in_public()))))


def _has_a_public_event(*also: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Event.series_id == Series.id, is_named_in_public(), *also).correlate(Series)


def series_of_team(team_id: UUID) -> list[Series]:
    """The series of a team, by title."""
    return list(db.session.scalars(select(Series).where(Series.team_id == team_id).order_by(Series.title)))


def place_in_series(event: Event) -> dict[str, object]:
    """Where an event stands in which series: what two people may change at once."""
    return {"series": str(event.series_id or ""), "edition": event.edition}


def titles_of_series(series_ids: Collection[UUID]) -> dict[UUID, str]:
    """How series are called, by their ids. One statement."""
    rows = db.session.execute(select(Series.id, Series.title).where(Series.id.in_(series_ids)))
    return {row.id: row.title for row in rows}


def editions_of(series_id: UUID) -> list[Event]:
    """Every event of a series, the latest edition first."""
    return list(db.session.scalars(select(Event).where(Event.series_id == series_id).order_by(*_LATEST_FIRST)))


def public_editions_of(series_ids: Collection[UUID]) -> list[Event]:
    """The events of some series that strangers may know of, the latest edition first. One statement."""
    where = (Event.series_id.in_(series_ids), is_named_in_public())
    return list(db.session.scalars(select(Event).where(*where).order_by(*_LATEST_FIRST)))


_LATEST_FIRST = (func.coalesce(Event.edition, 0).desc(), Event.starts_on.desc())


def editions_counted(team_id: UUID) -> dict[UUID, tuple[int, int]]:
    """For every series of a team that has events: how many, and the number of its last edition. One statement."""
    counted = (
        select(Event.series_id, func.count(), func.coalesce(func.max(Event.edition), 0))
        .where(Event.team_id == team_id, Event.series_id.is_not(None))
        .group_by(Event.series_id)
    )
    return {row[0]: (row[1], row[2] or 0) for row in db.session.execute(counted) if row[0] is not None}


# --- linked events --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link as it is seen from one of its ends. `other` is the event at the other end, if it is one of ours;
    `is_reverse`: the link was made there."""

    link: LinkedEvent
    other: Event | None
    is_reverse: bool


def links_of(event_id: UUID, *, public_only: bool = False) -> list[LinkSeen]:
    """What an event is linked to, from either end. `public_only`: of ours, those alone that strangers may know of.

    One statement.
    """
    is_reverse = LinkedEvent.other_event_id == event_id
    there = case((is_reverse, LinkedEvent.event_id), else_=LinkedEvent.other_event_id)
    asked = (
        select(LinkedEvent, Event)
        .outerjoin(Event, Event.id == there)
        .where(or_(LinkedEvent.event_id == event_id, is_reverse))
    )
    if public_only:
        asked = asked.where(or_(Event.id.is_(None), is_named_in_public()))
    rows = [LinkSeen(link, other, link.event_id != event_id) for link, other in db.session.execute(asked)]
    by_relation = list(Relation)
    return sorted(rows, key=lambda one: (one.is_reverse, by_relation.index(one.link.relation), str(one.link.id)))


def link_of(event_id: UUID, link_id: UUID) -> LinkSeen | None:
    """A link, if one of its ends is this event."""
    return next((one for one in links_of(event_id) if one.link.id == link_id), None)


def are_linked(event_id: UUID, other_event_id: UUID) -> bool:
    """Whether a link joins two events, from whichever end."""
    ends = ((event_id, other_event_id), (other_event_id, event_id))
    joined = or_(*(and_(LinkedEvent.event_id == a, LinkedEvent.other_event_id == b) for a, b in ends))
    return bool(db.session.scalar(select(exists().where(joined))))


def events_to_link(account_id: UUID, event_id: UUID, most: int) -> list[Event]:
    """The events that an account may edit, without this one, the latest first: a link shows on the pages of both.

    At most so many.
    """
    teams = scopes_where(account_id, Permission.EDIT_EVENT, Scope.TEAM)
    events = scopes_where(account_id, Permission.EDIT_EVENT, Scope.EVENT)
    mine = or_(Event.team_id.in_(teams), Event.id.in_(events))
    latest = select(Event).where(mine, Event.id != event_id).order_by(Event.starts_on.desc(), Event.title)
    return list(db.session.scalars(latest.limit(most)))


def titles_of_events(event_ids: Collection[UUID]) -> dict[UUID, str]:
    """How events are called, by their ids. One statement."""
    rows = db.session.execute(select(Event.id, Event.title).where(Event.id.in_(event_ids)))
    return {row.id: row.title for row in rows}


def nameable_events(account_id: UUID, event_ids: Collection[UUID]) -> set[UUID]:
    """Those of some events whose titles an account may read: it has a role there, or everybody may."""
    teams = scopes_where(account_id, Permission.SEE_EVENT, Scope.TEAM)
    events = scopes_where(account_id, Permission.SEE_EVENT, Scope.EVENT)
    may_see = or_(Event.team_id.in_(teams), Event.id.in_(events), is_named_in_public())
    return set(db.session.scalars(select(Event.id).where(Event.id.in_(event_ids), may_see)))


def held_event(event_id: UUID, *also: tuple[str, UUID]) -> Event:
    """The event as it is once every other change of it is kept out: read before, it might be what was.

    `also` is held in the same breath, in the one order that everybody has. NotFound: it was deleted while the page
    was open.
    """
    hold(("event", event_id), *also)
    event = db.session.scalar(EVENT_ANEW, {"event_id": event_id})
    if event is None:
        raise NotFound
    return event


def held_event_taking_place(event_id: UUID, *also: tuple[str, UUID]) -> Event:
    """The same for whatever promises or asks something. EventIsCancelled."""
    event = held_event(event_id, *also)
    if event.is_cancelled:
        raise EventIsCancelled
    return event
