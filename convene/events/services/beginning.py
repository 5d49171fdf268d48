"""How an event begins: as a draft, in a team."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID, uuid4

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.catalogue import Dye, Kind, State, Visibility
from convene.events.errors import (
    AddressIsInUse,
)
from convene.events.models import DAY_TURNS_AT, Event
from convene.events.queries import free_slug, slugs_taken
from convene.events.rules import (
    must_be_likely_days,
)
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.teams.services import create_team

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
    directions: str = ""
    access: str = ""
    map_link: str = ""
    website: str = ""
    join_url: str = ""
    contact_email: str = ""
    visibility: Visibility = Visibility.PUBLIC
    dye: Dye = Dye.PETROL
    language: str = "en"

    @property
    def columns(self) -> dict[str, object]:
        """The same, by the names of the columns of an event."""
        return {name: getattr(self, name) for name in EventFacts.__slots__}


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
        slug=slug or free_slug(facts.title, facts.starts_on),
        state=State.DRAFT,
        day_turns_at=day_turns_at,
        revision=1,
        created_at=now(),
        changed_at=now(),
        **facts.columns,
    )
    db.session.add(event)
    concerning(event_id=event.id)
    return event.id
