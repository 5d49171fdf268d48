"""Who met whom in groups that everybody was shown, counted: here, before at this event, and at earlier editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select

from convene.breakouts.company import Contacts, Pair, contacts_in, pairs_in
from convene.breakouts.models import Breakout, BreakoutRound, SeatInGroup
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.models import Event
from convene.programme.models import Session
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration


@dataclass(frozen=True, slots=True)
class WhoMet:
    """`so_far`: in the rounds that are over, of `over`; `planned`: in all `rounds`. `known_before`: how many pairs of
    those who sit here had met before, in other groups of this event or at earlier events of its series."""

    so_far: Contacts
    planned: Contacts
    over: int
    rounds: int
    known_before: int


@dataclass(slots=True)
class _Group:
    """Those who sat in a group of a round."""

    event_id: UUID
    breakout_id: UUID
    round_id: UUID
    starts: datetime | None
    ends: datetime | None
    people: set[UUID]


def who_met(event: Event, arrangement: Arrangement, wall: datetime) -> WhoMet:
    """Who met in the groups of a breakout, counted; `wall`: what the clocks of the event show. One statement.

    People are the same over events (`Registration.person_id`); who has cancelled has met nobody.
    """
    groups = _groups_shown(event)
    here = [each for each in groups if each.breakout_id == arrangement.id]
    over = [each for each in here if each.ends is not None and each.ends <= wall]
    known = _met_before(event, arrangement, groups)
    people = {one for each in here for one in each.people}
    return WhoMet(
        so_far=contacts_in([each.people for each in over], known),
        planned=contacts_in([each.people for each in here], known),
        over=len({each.round_id for each in over}),
        rounds=len(arrangement.rounds),
        known_before=sum(1 for one, other in known if one in people and other in people),
    )


def met_before(event: Event, arrangement: Arrangement) -> set[Pair]:
    """Those who met before a breakout, at this event or at earlier events of its series; people, not registrations. One
    statement."""
    return _met_before(event, arrangement, _groups_shown(event))


def _met_before(event: Event, arrangement: Arrangement, groups: Sequence[_Group]) -> set[Pair]:
    """Those who had met before the first round of a breakout."""
    starts = [each.starts for each in groups if each.breakout_id == arrangement.id and each.starts is not None]
    first = min(starts, default=None)
    return pairs_in(
        each.people
        for each in groups
        if each.event_id != event.id
        or (each.breakout_id != arrangement.id and first is not None and each.ends is not None and each.ends <= first)
    )


def _groups_shown(event: Event) -> list[_Group]:
    """All groups that were shown at this event, and at earlier events of its series."""
    is_earlier = and_(Event.series_id == event.series_id, Event.starts_on < event.starts_on)
    rows = db.session.execute(
        select(
            Event.id,
            Breakout.id,
            SeatInGroup.round_id,
            SeatInGroup.published_group_id,
            BreakoutRound.after_minutes,
            BreakoutRound.minutes,
            Session.starts_local,
            Registration.person_id,
        )
        .select_from(SeatInGroup)
        .join(BreakoutRound, BreakoutRound.id == SeatInGroup.round_id)
        .join(Breakout, Breakout.id == BreakoutRound.breakout_id)
        .join(Event, Event.id == Breakout.event_id)
        .join(Session, Session.id == Breakout.session_id)
        .join(Registration, Registration.id == SeatInGroup.registration_id)
        .where(
            or_(Event.id == event.id, is_earlier) if event.series_id is not None else Event.id == event.id,
            Breakout.published_at.is_not(None),
            SeatInGroup.published_group_id.is_not(None),
            Registration.state == RegistrationState.CONFIRMED,
            Session.withdrawn_at.is_(None),
        )
    )
    found: dict[tuple[UUID, UUID | None], _Group] = {}
    for event_id, breakout_id, round_id, group_id, after, minutes, starts, person_id in rows:
        begins = starts + timedelta(minutes=after) if starts is not None else None
        ends = begins + timedelta(minutes=minutes) if begins is not None else None
        group = found.setdefault((round_id, group_id), _Group(event_id, breakout_id, round_id, begins, ends, set()))
        group.people.add(person_id)
    return list(found.values())
