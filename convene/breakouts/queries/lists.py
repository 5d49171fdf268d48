"""Who sits where, for lists on paper and files: as everybody was shown it, or as it is drafted while nobody was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from convene.breakouts.models import Breakout, BreakoutGroup, BreakoutRound, SeatInGroup
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.queries.participants import participants_of
from convene.breakouts.structure import Arrangement, GroupFacts, RoundFacts, letter_of
from convene.database import db
from convene.programme.queries.people import names_of_people
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration
from convene.spelling import by_name


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who has a place and takes part, or sits in a group. `groups`: their group in each round, or None."""

    id: UUID
    name: str
    organisation: str
    email: str
    groups: tuple[GroupFacts | None, ...]


@dataclass(frozen=True, slots=True)
class GroupLists:
    """All that lists are made of. `people` by name."""

    arrangement: Arrangement
    is_draft: bool
    people: Sequence[Listed]
    #: Those who lead or report, by person.
    names: Mapping[UUID, str]

    def those_in(self, group: GroupFacts, one: RoundFacts) -> list[Listed]:
        """Who sits in a group in a round, by name."""
        at = self.arrangement.rounds.index(one)
        return [each for each in self.people if (there := each.groups[at]) is not None and there.id == group.id]

    def leads(self, group: GroupFacts) -> str:
        return self.names.get(group.facilitator_id, "") if group.facilitator_id else ""

    def reports(self, group: GroupFacts) -> str:
        return self.names.get(group.rapporteur_id, "") if group.rapporteur_id else ""


def lists_of(arrangement: Arrangement) -> GroupLists:
    """The lists of a breakout. Twelve statements at most, however many people and groups there are."""
    is_draft = not arrangement.is_published
    group_of = {
        (seat.round_id, seat.registration_id): seat.group_id if is_draft else seat.published_group_id
        for seat in seats_of(arrangement.id)
    }
    expected = {one.id for one in participants_of(arrangement.event_id, arrangement.session_id, arrangement.mode)}
    seated = {registration_id for (_, registration_id), group_id in group_of.items() if group_id is not None}
    rows = db.session.execute(
        select(Registration.id, Registration.name, Registration.organisation, Registration.email).where(
            Registration.id.in_(expected | seated), Registration.state == RegistrationState.CONFIRMED
        )
    )
    people = [
        Listed(
            row.id,
            row.name,
            row.organisation,
            row.email,
            tuple(arrangement.group(group_of.get((one.id, row.id))) for one in arrangement.rounds),
        )
        for row in rows
    ]
    roles = {each for group in arrangement.groups for each in (group.facilitator_id, group.rapporteur_id) if each}
    return GroupLists(
        arrangement, is_draft, sorted(people, key=lambda one: (by_name(one.name), one.id)), names_of_people(roles)
    )


def letters_shown(event_id: UUID, registration_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The letters of the groups that these people were shown, breakout by breakout and round by round. One
    statement."""
    rows = db.session.execute(
        select(SeatInGroup.registration_id, BreakoutGroup.position)
        .join(BreakoutRound, BreakoutRound.id == SeatInGroup.round_id)
        .join(Breakout, Breakout.id == BreakoutRound.breakout_id)
        .join(BreakoutGroup, BreakoutGroup.id == SeatInGroup.published_group_id)
        .where(
            Breakout.event_id == event_id,
            Breakout.published_at.is_not(None),
            SeatInGroup.registration_id.in_(registration_ids),
        )
        .order_by(Breakout.created_at, Breakout.id, BreakoutRound.position)
    )
    found: dict[UUID, list[str]] = {}
    for registration_id, position in rows:
        found.setdefault(registration_id, []).append(letter_of(position))
    return found
