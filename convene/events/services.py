from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, update

from convene.accounts.errors import AccountIsClosed
from convene.accounts.models import Account
from convene.accounts.queries import account_with
from convene.accounts.services import create_account, make_sign_in_link
from convene.calendar.rules import Entry
from convene.calendar.services import move_pages, move_place, sync_items
from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events import emails
from convene.events.catalogue import Act, Dye, Kind, State, Visibility
from convene.events.errors import (
    AddressIsInUse,
    AddressIsKnown,
    ChangedMeanwhile,
    DoesNotFitItsState,
    RoomNameIsTaken,
)
from convene.events.models import DAY_TURNS_AT, Event, Room
from convene.events.queries import is_room_called, room_of, rooms_of, said_of, slugs_taken
from convene.events.rules import (
    INVITATION_LIVES,
    LONGEST_SLUG,
    must_be_likely_days,
    slug_for,
    span_in_calendars,
    why_not,
    with_one_moved,
)
from convene.permissions.catalogue import Role, Scope
from convene.permissions.models import Grant
from convene.permissions.queries import grant_at
from convene.permissions.services import give_role, take_role
from convene.teams.services import create_team, rename_team
from convene.web.meanwhile import mark_of

#: Held while an address is chosen, so that of two events that begin at once each gets its own.
ADDRESSES = ("addresses of events", UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What an organiser says of an event."""

    title: str
    kind: Kind
    starts_on: date
    ends_on: date
    zone: str
    from_time: time | None = None
    until_time: time | None = None
    summary: str = ""
    description: str = ""
    aims: str = ""
    place: str = ""
    address: str = ""
    website: str = ""
    join_url: str = ""
    contact_email: str = ""
    visibility: Visibility = Visibility.PUBLIC
    dye: Dye = Dye.PETROL
    language: str = "en"


@use_case
def begin_event(
    account_id: UUID, facts: EventFacts, *, team_id: UUID | None = None, team_name: str = "", by: str
) -> UUID:
    """Begin an event in a team, or, without one, in a new team that the account owns.

    AddressIsInUse, EndsBeforeItStarts, LastsTooLong: neither event nor team is begun.
    """
    if team_id is None:
        team_id = create_team(team_name, by=by)
        give_role(Scope.TEAM, team_id, account_id, Role.OWNER, by=by)
    return create_event(team_id, facts, by=by)


@use_case
def create_event(
    team_id: UUID,
    facts: EventFacts,
    *,
    slug: str | None = None,
    day_turns_at: time = DAY_TURNS_AT,
    by: str,
) -> UUID:
    """Begin an event as a draft. Without a slug it gets a free one made from its title.

    AddressIsInUse, EndsBeforeItStarts, LastsTooLong: nothing is begun.
    """
    must_be_likely_days(facts.starts_on, facts.ends_on, facts.from_time, facts.until_time)
    hold(ADDRESSES)
    if slug is not None and slugs_taken([slug]):
        raise AddressIsInUse
    event = Event(
        id=uuid4(),
        team_id=team_id,
        slug=slug or _free_slug(facts.title),
        state=State.DRAFT,
        day_turns_at=day_turns_at,
        revision=1,
        created_at=now(),
        changed_at=now(),
        **_columns(facts),
    )
    db.session.add(event)
    concerning(event_id=event.id)
    return event.id


@use_case
def change_event(event_id: UUID, facts: EventFacts, *, slug: str, seen: str | None = None, by: str) -> None:
    """Change what an event says of itself. Its address can change until it is published.

    What stands in calendars follows at once, sessions too: their place is the event's.
    `seen` is the mark (`web.meanwhile`) of the event as the organiser had it on the page. None: whoever saves last
    wins.
    AddressIsInUse, AddressIsKnown, ChangedMeanwhile, EndsBeforeItStarts, LastsTooLong: nothing is changed.
    """
    event = _held(event_id)
    if seen is not None and seen != mark_of(said_of(event)):
        raise ChangedMeanwhile(event.title)
    must_be_likely_days(facts.starts_on, facts.ends_on, facts.from_time, facts.until_time)
    if slug != event.slug:
        if event.published_at is not None:
            raise AddressIsKnown
        hold(ADDRESSES)
        if slugs_taken([slug]):
            raise AddressIsInUse
        move_pages(event_id, f"/e/{event.slug}/", f"/e/{slug}/", by=by)
        event.slug = slug
    where = event.where
    for name, value in _columns(facts).items():
        setattr(event, name, value)
    if event.published_at is not None:
        _keep_in_calendars(event)
    if event.where != where:
        move_place(event_id, "session", event.where, by=by)  # what a feed and the event's page say of it is one truth
    show_anew(event_id)


@use_case
def publish_event(event_id: UUID, *, by: str) -> None:
    """Open the pages of an event to everybody who may find it. DoesNotFitItsState: it is published."""
    event = _held_for(Act.PUBLISH, event_id)
    event.state = State.PUBLISHED
    event.published_at = event.published_at or now()
    _keep_in_calendars(event)
    show_anew(event_id)


@use_case
def withdraw_event(event_id: UUID, *, by: str) -> None:
    """Close its pages again: a draft, for those who organise it. Registrations and calendars are kept.

    DoesNotFitItsState: it is a draft.
    """
    _held_for(Act.WITHDRAW, event_id).state = State.DRAFT
    show_anew(event_id)


@use_case
def archive_event(event_id: UUID, *, by: str) -> None:
    """Keep its pages to read, and close everything else. DoesNotFitItsState: it is not published."""
    _held_for(Act.ARCHIVE, event_id).state = State.ARCHIVED
    show_anew(event_id)


@use_case
def show_anew(event_id: UUID) -> None:
    """Note that what the public pages of an event show has changed: the next request makes them anew."""
    _show_anew_where(Event.id == event_id)


@use_case
def add_room(
    event_id: UUID,
    name: str,
    *,
    capacity: int | None = None,
    note: str = "",
    source_id: str | None = None,
    by: str,
) -> UUID:
    """Add a room, below the others. RoomNameIsTaken: the event has one of this name."""
    _must_be_a_free_name(event_id, name)
    room = Room(
        id=uuid4(),
        event_id=event_id,
        name=name,
        capacity=capacity,
        note=note,
        position=max((room.position for room in rooms_of(event_id)), default=-1) + 1,
        source_id=source_id,
    )
    db.session.add(room)
    db.session.flush()  # sessions of the same use case stand in it
    concerning(room_id=room.id)
    show_anew(event_id)
    return room.id


@use_case
def change_room(
    event_id: UUID,
    room_id: UUID,
    name: str,
    *,
    capacity: int | None,
    note: str,
    seen: str | None = None,
    by: str,
) -> None:
    """Change what is said of a room; `seen` as in `change_event`.

    RoomNameIsTaken: another of the event has this name. ChangedMeanwhile.
    """
    hold(("event", event_id))
    room = room_of(event_id, room_id)
    if room is None:
        raise NotFound
    if seen is not None and seen != mark_of(said_of(room)):
        raise ChangedMeanwhile(room.name)
    _must_be_a_free_name(event_id, name, but=room_id)
    room.name, room.capacity, room.note = name, capacity, note
    show_anew(event_id)


@use_case
def move_room(event_id: UUID, room_id: UUID, *, up: bool, by: str) -> None:
    """Let a room change places with the one above or below it."""
    hold(("event", event_id))
    rooms = rooms_of(event_id)
    moved = next((room for room in rooms if room.id == room_id), None)
    if moved is None:
        raise NotFound
    for position, room in enumerate(with_one_moved(rooms, moved, up=up)):
        room.position = position
    show_anew(event_id)


@use_case
def invite(event_id: UUID, email: str, scope: Scope, role: Role, *, by: str) -> None:
    """Give a role to whoever has this address, on the event or on its team, and mail them the way in.

    An account is made where there is none. The mail stands in no event's outbox: its link signs in as somebody else.
    AccountIsClosed: no link would open anything.
    """
    event = db.session.get_one(Event, event_id)
    account = account_with(email)
    if account is not None and account.disabled_at is not None:
        raise AccountIsClosed
    account_id = account.id if account is not None else create_account(email, by=by)
    give_role(scope, event.team_id if scope is Scope.TEAM else event_id, account_id, role, by=by)
    _mail_invitation(event, account_id, role, by)


@use_case
def invite_again(event_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Mail somebody who has a role a new link: the mail with the one before did not arrive. AccountIsClosed."""
    grant = _held_grant(event_id, grant_id)
    if db.session.get_one(Account, grant.account_id).disabled_at is not None:
        raise AccountIsClosed
    _mail_invitation(db.session.get_one(Event, event_id), grant.account_id, grant.role, by)


@use_case
def change_role(event_id: UUID, grant_id: UUID, role: Role, *, by: str) -> None:
    """Give somebody at an event or in its team another role. LastOwner: nobody else could give roles."""
    grant = _held_grant(event_id, grant_id)
    if grant.role != role:
        scope, scope_id, account_id, former = grant.scope, grant.scope_id, grant.account_id, grant.role
        take_role(scope, scope_id, account_id, former, by=by)
        give_role(scope, scope_id, account_id, role, by=by)
        concerning(account_id=account_id)
    concerning(event_id=event_id)


@use_case
def take_role_away(event_id: UUID, grant_id: UUID, *, by: str) -> None:
    """Take a role at an event or in its team from somebody. LastOwner: nobody else could give roles."""
    grant = _held_grant(event_id, grant_id)
    account_id = grant.account_id
    take_role(grant.scope, grant.scope_id, account_id, grant.role, by=by)
    concerning(event_id=event_id, account_id=account_id)


@use_case
def rename_team_of(event_id: UUID, name: str, *, by: str) -> None:
    """Change the name that stands on this event and on the others of its team."""
    event = db.session.get_one(Event, event_id)
    rename_team(event.team_id, name, by=by)
    concerning(team_id=event.team_id)
    _show_anew_where(Event.team_id == event.team_id)


def _mail_invitation(event: Event, account_id: UUID, role: Role, by: str) -> None:
    secret = make_sign_in_link(account_id, lives=INVITATION_LIVES, by=by)
    emails.invitation(account_id, event, role, secret)
    concerning(event_id=event.id, account_id=account_id)


def _show_anew_where(which: ColumnElement[bool]) -> None:
    db.session.execute(update(Event).where(which).values(revision=Event.revision + 1, changed_at=now()))


def _held_grant(event_id: UUID, grant_id: UUID) -> Grant:
    """The grant as it is once every other change of roles is kept out: of two who change one role at the same
    moment, the second would else add to what the first gave instead of changing it. NotFound: it is no more.
    """
    event = db.session.get_one(Event, event_id)
    hold((Scope.EVENT.value, event_id), (Scope.TEAM.value, event.team_id))
    grant = grant_at(grant_id, event_id=event_id, team_id=event.team_id)
    if grant is None:
        raise NotFound
    return grant


def _held(event_id: UUID) -> Event:
    """The event as it is once every other change of it is kept out: read before, it might be what was."""
    hold(("event", event_id))
    anew = select(Event).where(Event.id == event_id).execution_options(populate_existing=True)
    return db.session.scalars(anew).one()


def _held_for(act: Act, event_id: UUID) -> Event:
    event = _held(event_id)
    reason = why_not(act, event.state)
    if reason is not None:
        raise DoesNotFitItsState(reason)
    return event


def _must_be_a_free_name(event_id: UUID, name: str, *, but: UUID | None = None) -> None:
    hold(("event", event_id))
    if is_room_called(event_id, name, but=but):
        raise RoomNameIsTaken


def _keep_in_calendars(event: Event) -> None:
    """The event as a whole, for calendars that have no session of it yet."""
    starts_local, ends_local = span_in_calendars(event.starts_on, event.ends_on, event.from_time, event.until_time)
    entry = Entry(
        kind="event",
        subject_id=event.id,
        starts_local=starts_local,
        ends_local=ends_local,
        zone=event.zone,
        summary=event.title,
        description=event.summary,
        place=event.where,
        path=f"/e/{event.slug}/",
    )
    sync_items(event.id, "event", [entry])


def _columns(facts: EventFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in EventFacts.__slots__}


def _free_slug(title: str) -> str:
    wished = slug_for(title)
    shorter = wished[: LONGEST_SLUG - 9].strip("-")  # so that what makes it unique has room
    candidates = [wished, *(f"{shorter}-{n}" for n in range(2, 200))]
    taken = slugs_taken(candidates)
    return next((slug for slug in candidates if slug not in taken), f"{shorter}-{uuid4().hex[:8]}")
