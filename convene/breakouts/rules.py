"""What a breakout begins with, and what stands against a change: decided on paper."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from convene.breakouts.catalogue import MOST_GROUPS, MOST_ROUNDS, Preset, RuleKind
from convene.breakouts.errors import MoreRoundsThanGroups, TooManyGroups, TooManyRounds
from convene.breakouts.structure import BETWEEN, GroupFacts, Participant, RoundFacts, Rule
from convene.errors import Refused

SPREAD_AT_FIRST = (Rule(RuleKind.SPREAD, "organisation"), Rule(RuleKind.SPREAD, "country"))
RULES_AT_FIRST: Mapping[Preset, tuple[Rule, ...]] = {
    Preset.MIX: (Rule(RuleKind.NEW_PEOPLE), *SPREAD_AT_FIRST),
    Preset.TOPICS: (Rule(RuleKind.WISHES), *SPREAD_AT_FIRST, Rule(RuleKind.NEW_PEOPLE)),
    Preset.STATIONS: (Rule(RuleKind.NEW_PEOPLE), Rule(RuleKind.WISHES), *SPREAD_AT_FIRST),
    Preset.WORLD_CAFE: (Rule(RuleKind.NEW_PEOPLE), *SPREAD_AT_FIRST),
    Preset.SAME_ROLE: (Rule(RuleKind.WISHES), *SPREAD_AT_FIRST),
}
#: What the first rule weighs; each after it half as much.
WEIGHT_OF_THE_FIRST = 32


def why_not_set_up(rounds: int, groups: int, *, visits_each_once: bool) -> Refused | None:
    """What stands against so many rounds in so many groups."""
    if not 1 <= rounds <= MOST_ROUNDS:
        return TooManyRounds()
    if not 1 <= groups <= MOST_GROUPS:
        return TooManyGroups()
    if visits_each_once and rounds > groups:
        return MoreRoundsThanGroups(groups)
    return None


def spans_of_rounds(minutes: int, rounds: int) -> list[tuple[int, int]]:
    """How many minutes after their session rounds begin, and how many each lasts, if it is divided evenly: by five
    minutes where that goes, and what is left over is at the end."""
    each = max(1, minutes // rounds)
    each = each - each % 5 if each > 5 else each
    return [(each * number, each) for number in range(rounds)]


def weights_of(rules: Sequence[Rule]) -> list[int]:
    """What each rule weighs, by its place: the first most, and each after it half as much, but never nothing."""
    return [max(1, WEIGHT_OF_THE_FIRST >> place) for place in range(len(rules))]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many may sit in a group."""

    smallest: int
    largest: int


#: By how much the size of a group may differ from an even one: for the sake of wishes, and where as few as possible are
#: to move. By one person at least.
FOR_WISHES, FOR_FEW_MOVES = 0.1, 0.3


def limits_of(
    groups: Sequence[GroupFacts],
    people: int,
    *,
    give: float = 0.0,
    rounds: int = 1,
    staying: Mapping[UUID, int] | None = None,
) -> dict[UUID, Limits]:
    """How many may sit in each group, where organisers say nothing: as even as the numbers are, or with some `give`.

    `staying`: how many are with a group in every round while all others come to each group once at most. Where there
    are so many rounds that these others cannot fill even groups, only they are divided evenly: with one who stays at
    each of two of three groups, ten do not come to each of them once in fours.
    """
    if not groups:
        return {}
    with_it = staying or {}
    others = people - sum(with_it.values())
    even = (people // len(groups), -(-people // len(groups)))
    share = (others // len(groups), -(-others // len(groups)))
    fills_up = all(rounds * (even[1] - with_it.get(group.id, 0)) <= others for group in groups)
    found = {}
    for group in groups:
        stay = with_it.get(group.id, 0)
        floor, ceiling = even if not with_it or fills_up else (stay + share[0], stay + share[1])
        if give:
            floor = max(0, floor - max(1, int(floor * give)))
            ceiling += max(1, int(ceiling * give))
        largest = group.largest if group.largest is not None else max(ceiling, group.smallest or 0)
        smallest = group.smallest if group.smallest is not None else min(floor, largest)
        found[group.id] = Limits(smallest, largest)
    return _with_room_for_all(found, groups, people)


def _with_room_for_all(limits: Mapping[UUID, Limits], groups: Sequence[GroupFacts], people: int) -> dict[UUID, Limits]:
    """Those limits that organisers have not set give way, where the others leave too few seats or ask for too many."""
    found = dict(limits)
    lacking = people - sum(each.largest for each in found.values())
    free = [group for group in groups if group.largest is None]
    if lacking > 0 and free:
        more = -(-lacking // len(free))
        for group in free:
            found[group.id] = Limits(found[group.id].smallest, found[group.id].largest + more)
    asked = sum(each.smallest for each in found.values()) - people
    loose = [group for group in groups if group.smallest is None]
    if asked > 0 and loose:
        less = -(-asked // len(loose))
        for group in loose:
            found[group.id] = Limits(max(0, found[group.id].smallest - less), found[group.id].largest)
    return found


def best_group_for(
    groups: Sequence[GroupFacts],
    limits: Mapping[UUID, Limits],
    sizes: Mapping[UUID, int],
    *,
    wishes: Sequence[UUID] = (),
    been_in: Collection[UUID] = (),
    kept_apart_from: Collection[UUID] = (),
    drawn_to: Collection[UUID] = (),
) -> UUID | None:
    """The group in which somebody is best seated who comes late, so that nobody else moves.

    `been_in`: groups that they sit in at other rounds and shall not come to twice. `kept_apart_from`, `drawn_to`:
    groups in which people sit from whom they must be apart, or with whom together. Full groups come last, and a group
    that they must not be in never. None: there is none.
    """
    open_to = [each for each in groups if each.id not in kept_apart_from]
    if not open_to:
        return None

    def how_bad(group: GroupFacts) -> tuple[object, ...]:
        size = sizes.get(group.id, 0)
        return (
            group.id not in drawn_to if drawn_to else False,
            size >= limits[group.id].largest,
            group.id in been_in,
            wishes.index(group.id) if group.id in wishes else len(wishes) + 1,
            size - limits[group.id].largest,
            group.position,
        )

    return min(open_to, key=how_bad).id


def where_wishes_stand_by_themselves(participants: Sequence[Participant], names: Sequence[str]) -> str:
    """The key of what is known of people that names the groups most often, so that nobody has to say where wishes
    stand; "" where it does for fewer than a third of them."""
    wanted = {each.strip().casefold() for each in names}
    counts: Counter[str] = Counter()
    for one in participants:
        for key, words in one.known.items():
            counts[key] += any(each.strip().casefold() in wanted for each in words.split(BETWEEN))
    best = max(sorted(counts), key=lambda key: counts[key], default="")
    return best if best and counts[best] * 3 >= len(participants) else ""


def rapporteurs_for(
    groups: Sequence[GroupFacts], seated: Mapping[UUID, Sequence[Participant]], barred: Collection[UUID]
) -> dict[UUID, Participant]:
    """Somebody of each group who can report for it, where nobody does yet, by group.

    `seated`: who sits in each group. `barred`: people, by their ids, who lead no group. Who stays with a group already
    is not asked twice. Organisations take turns; among those alike, the ids of group and person decide, so that it is
    neither always the first by name, nor another one each time.
    """
    taken = {*barred, *(each for group in groups for each in group.stay_with_it)}
    found: dict[UUID, Participant] = {}
    asked: Counter[str] = Counter()
    for group in groups:
        able = [one for one in seated.get(group.id, ()) if one.person_id not in taken]
        if group.rapporteur_id is not None or not able:
            continue
        chosen = min(able, key=lambda one: (asked[one.organisation.casefold()], one.id.int ^ group.id.int))
        found[group.id] = chosen
        taken.add(chosen.person_id)
        asked[chosen.organisation.casefold()] += 1
    return found


def round_to_report_of(rounds: Sequence[RoundFacts], wall: datetime) -> RoundFacts:
    """Of which round a group reports at a time on the wall: the one that is on, else the next, else the last."""
    for one in rounds:
        if one.ends_local is None or wall < one.ends_local:
            return one
    return rounds[-1]
