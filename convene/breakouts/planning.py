"""What the engine is asked for groups: from what stands here to its problem, and back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from convene.breakouts.catalogue import PairKind, RuleKind
from convene.breakouts.rules import FOR_FEW_MOVES, FOR_WISHES, Limits, limits_of, weights_of
from convene.breakouts.structure import (
    BETWEEN,
    Arrangement,
    GroupFacts,
    Pair,
    Participant,
    Rule,
    Seat,
    SeatMove,
    seats_by_round,
)
from convene.engines.breakout_allocator import Assignment, Fixed, Group, Person, Problem, Round, score

#: What one move weighs beside what else is wished, where as few as possible are moved.
WEIGHT_OF_A_MOVE = 100
MIX = "mix_"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that groups are worked out from."""

    arrangement: Arrangement
    participants: Sequence[Participant]
    seats: Sequence[Seat] = ()
    #: By registration, the first wish first: as they were said here.
    wishes: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    pairs: Sequence[Pair] = ()
    #: Rounds that have begun.
    begun: Collection[UUID] = ()
    #: How often two people met at earlier events, by their registrations here.
    met: Mapping[tuple[UUID, UUID], int] = field(default_factory=dict)
    #: What those are called, by person, who were to stay with a group and have no place any more.
    lost: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def unseated_rounds(self) -> list[UUID]:
        """The rounds to come in which nobody sits yet."""
        seated = {seat.round_id for seat in self.seats if seat.group_id is not None}
        return [one.id for one in self.arrangement.rounds if one.id not in seated and one.id not in self.begun]

    @property
    def with_seated_rounds_kept(self) -> "Facts":
        """The same with each round in which somebody sits as if it had begun: only the others are worked out."""
        empty = set(self.unseated_rounds)
        return replace(self, begun=frozenset(one.id for one in self.arrangement.rounds if one.id not in empty))

    @property
    def staying(self) -> dict[UUID, int]:
        """How many are with a group in every round while all others come to each group once, by group."""
        if not self.arrangement.visits_each_once:
            return {}
        with_it = self.arrangement.staying
        return Counter(with_it[one.person_id] for one in self.participants if one.person_id in with_it)

    def hidden(self, *, sees_confidential: bool) -> frozenset[str]:
        """Those of whom a confidential rule speaks, as the engine has them; nobody for who sees these."""
        people = {
            each for pair in self.pairs if pair.is_confidential and not sees_confidential for each in pair.person_ids
        }
        return frozenset(str(one.id) for one in self.participants if one.person_id in people)


def wishes_in(facts: Facts) -> dict[UUID, list[UUID]]:
    """What everybody wishes for: as they said here, or else as their answers or a list say it."""
    found = {each: list(groups) for each, groups in facts.wishes.items()}
    return {**wishes_in_answers(facts.arrangement, facts.participants), **found}


def wishes_in_answers(arrangement: Arrangement, participants: Sequence[Participant]) -> dict[UUID, list[UUID]]:
    """What people wish for as their answers or a list say it, by registration."""
    key, found = arrangement.wishes_from, {}
    by_name = {group.wished_as.strip().casefold(): group.id for group in arrangement.groups}
    by_name |= {group.name.strip().casefold(): group.id for group in arrangement.groups}
    for one in participants if key else ():
        said = [by_name.get(each.strip().casefold()) for each in one.known.get(key, "").split(BETWEEN)]
        if any(said):
            found[one.id] = list(dict.fromkeys(each for each in said if each is not None))
    return found


def topic_of(group: GroupFacts) -> str:
    """A group as a topic of the engine: named so that people read it in reasons, and each by another name."""
    return f"{group.letter}, {group.name}"


def problem_of(facts: Facts, *, keeps: bool = False, is_judged: bool = False) -> Problem:
    """The question to the engine. `keeps`: what stands now shall change as little as possible. `is_judged`: the problem
    that assignments are checked by, in which groups have no other size than organisers have said."""
    arrangement, wishes = facts.arrangement, wishes_in(facts)
    seats = seats_by_round(facts.seats)
    here = {one.id for one in facts.participants}
    rules = list(zip(arrangement.rules, weights_of(arrangement.rules), strict=True))
    limits = limits_of(
        arrangement.groups,
        _most_there(facts, seats),
        give=FOR_FEW_MOVES if keeps else FOR_WISHES if wishes and arrangement.preset.sits_by_wishes else 0.0,
        rounds=len(arrangement.rounds),
        staying=facts.staying,
    )
    anything = {each.id: Limits(0, len(facts.participants)) for each in arrangement.groups}
    if is_judged:
        limits = {
            each.id: Limits(each.smallest or 0, anything[each.id].largest if each.largest is None else each.largest)
            for each in arrangement.groups
        }
    topics = {group.id: topic_of(group) for group in arrangement.groups}
    locked = frozenset(str(each) for each in facts.begun)
    languages = next((rule.by for rule, _ in rules if rule.kind is RuleKind.LANGUAGE), "")
    return Problem(
        people=tuple(
            _person(one, facts, seats, [topics[each] for each in wishes.get(one.id, ())], languages)
            for one in facts.participants
        ),
        rounds=tuple(
            Round(
                str(each.id),
                tuple(
                    Group(
                        str(group.id),
                        # However many sit in a round that has begun, they do.
                        (anything if each.id in facts.begun else limits)[group.id].smallest,
                        (anything if each.id in facts.begun else limits)[group.id].largest,
                        topic=topics[group.id],
                        name=group.letter,
                    )
                    for group in arrangement.groups
                ),
                name=each.name or f"Round {each.position + 1}",
            )
            for each in arrangement.rounds
        ),
        together=_paired(facts, PairKind.TOGETHER),
        apart=_paired(facts, PairKind.APART),
        fixed=tuple(_fixed(facts, seats)),
        no_repeat_topic=arrangement.visits_each_once,
        facilitators_may_repeat=True,
        diversity=tuple(dict.fromkeys(rule.by for rule, _ in rules if rule.kind is RuleKind.SPREAD)),
        weights=_weights(rules, keeps=keeps),
        base=_base(arrangement, seats, here, facts.begun, keeps=keeps),
        locked_rounds=locked,
        met={
            (min(str(one), str(other)), max(str(one), str(other))): times for (one, other), times in facts.met.items()
        },
        not_alone=tuple(dict.fromkeys((rule.by, rule.value) for rule, _ in rules if rule.kind is RuleKind.NEVER_ALONE)),
    )


def assignment_of(facts: Facts) -> Assignment:
    """Where everybody who takes part sits now, as the engine has it."""
    here = {one.id for one in facts.participants}
    groups = {each.id for each in facts.arrangement.groups}
    found: dict[str, dict[str, str]] = {str(each.id): {} for each in facts.arrangement.rounds}
    for seat in facts.seats:
        if seat.registration_id in here and seat.group_id in groups and str(seat.round_id) in found:
            found[str(seat.round_id)][str(seat.registration_id)] = str(seat.group_id)
    return found


def moves_to(facts: Facts, assign: Assignment) -> list[SeatMove]:
    """What must be moved so that people sit as the engine says. Rounds that have begun, and who is held, stay."""
    seats, moves = seats_by_round(facts.seats), []
    for one in facts.arrangement.rounds:
        if one.id in facts.begun:
            continue
        given = assign.get(str(one.id), {})
        for person in facts.participants:
            seat = seats.get(one.id, {}).get(person.id)
            before = (seat.group_id, seat.is_held, seat.is_absent) if seat is not None else (None, False, False)
            group_id = UUID(given[str(person.id)]) if str(person.id) in given else None
            if group_id != before[0] and not before[1]:
                moves.append(SeatMove(one.id, person.id, before, (group_id, False, before[2])))
    return moves


def _person(
    one: Participant,
    facts: Facts,
    seats: Mapping[UUID, Mapping[UUID, Seat]],
    wishes: Sequence[str],
    languages: str,
) -> Person:
    absent = {
        str(each.id)
        for each in facts.arrangement.rounds
        if ((seat := seats.get(each.id, {}).get(one.id)) is not None and seat.is_absent)
        # Who came after a round had begun has no seat in it, and gets none.
        or (each.id in facts.begun and (seat is None or seat.group_id is None))
    }
    return Person(
        str(one.id),
        attrs={key: words for key, words in one.known.items() if words},
        prefs=tuple(wishes),
        facilitator=one.person_id in facts.arrangement.staying,
        absent=frozenset(absent),
        languages=frozenset(each.strip() for each in one.known.get(languages, "").split(BETWEEN) if each.strip())
        if languages
        else frozenset(),
        name=one.name,
    )


def _most_there(facts: Facts, seats: Mapping[UUID, Mapping[UUID, Seat]]) -> int:
    """How many there are in the fullest round that is still to come."""
    counts = [
        sum(1 for one in facts.participants if not ((seat := seats.get(each.id, {}).get(one.id)) and seat.is_absent))
        for each in facts.arrangement.rounds
        if each.id not in facts.begun
    ]
    return max(counts, default=len(facts.participants))


def _paired(facts: Facts, kind: PairKind) -> tuple[tuple[str, ...], ...]:
    """Those of each rule who take part; of one alone nothing is asked."""
    id_of = {one.person_id: str(one.id) for one in facts.participants}
    named = (
        tuple(id_of[each] for each in pair.person_ids if each in id_of) for pair in facts.pairs if pair.kind is kind
    )
    return tuple(each for each in named if len(each) > 1)


def _fixed(facts: Facts, seats: Mapping[UUID, Mapping[UUID, Seat]]) -> list[Fixed]:
    """Who is held where they sit, and who stays with a group, in the rounds that are still to come."""
    found: dict[tuple[UUID, UUID], UUID] = {}
    staying = facts.arrangement.staying
    for each in facts.arrangement.rounds:
        if each.id in facts.begun:
            continue
        for one in facts.participants:
            seat = seats.get(each.id, {}).get(one.id)
            if seat is not None and seat.is_absent:
                continue
            if seat is not None and seat.is_held and seat.group_id is not None:
                found[each.id, one.id] = seat.group_id
            elif one.person_id in staying:
                found[each.id, one.id] = staying[one.person_id]
    return [Fixed(str(person), str(one), str(group)) for (one, person), group in found.items()]


def term_of(rule: Rule) -> str:
    """By which term of its score the engine counts a rule."""
    return {
        RuleKind.WISHES: "regret",
        RuleKind.NEW_PEOPLE: "repeat",
        RuleKind.SPREAD: f"{MIX}{rule.by}",
        RuleKind.NEVER_ALONE: "alone",
        RuleKind.LANGUAGE: "no_common_language",
    }[rule.kind]


@dataclass(frozen=True, slots=True)
class Price:
    """What one wish costs the others: how much better each of these could be without it, as it is counted on the board.
    Of wishes: how many more would have their first."""

    rule: Rule
    gains: tuple[tuple[Rule, int], ...]

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule.to_json(), "gains": [[each.to_json(), count] for each, count in self.gains]}

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Price":
        gains = tuple((Rule.from_json(each), int(count)) for each, count in plain["gains"])
        return Price(Rule.from_json(plain["rule"]), gains)


def without(problem: Problem, rule: Rule) -> Problem:
    """The same question if one thing were not wished; all else weighs what it did."""
    return replace(problem, weights={**problem.weights, term_of(rule): 0})


def price_of(rule: Rule, rules: Sequence[Rule], problem: Problem, with_it: Assignment, without_it: Assignment) -> Price:
    """What a wish costs, from the groups that were found with it and those that were found without it."""
    before, after = score(problem, with_it).terms, score(problem, without_it).terms
    gains = []
    for other in rules:
        if term_of(other) == term_of(rule):
            continue
        if other.kind is RuleKind.WISHES:
            gain = first_wishes(problem, without_it) - first_wishes(problem, with_it)
        else:
            gain = before.get(term_of(other), 0) - after.get(term_of(other), 0)
        if gain > 0:
            gains.append((other, gain))
    return Price(rule, tuple(gains))


def first_wishes(problem: Problem, assign: Assignment) -> int:
    """At how many places people have their first wish."""
    topics = {(one.id, group.id): group.topic for one in problem.rounds for group in one.groups}
    return sum(
        topics.get((round_id, group_id)) == problem.person_of[person_id].prefs[0]
        for round_id, there in assign.items()
        for person_id, group_id in there.items()
        if problem.person_of[person_id].prefs and not problem.person_of[person_id].facilitator
    )


def _weights(rules: Sequence[tuple[Rule, int]], *, keeps: bool) -> dict[str, int]:
    found: dict[str, int] = {"repeat": 1, "change": WEIGHT_OF_A_MOVE if keeps else 0}
    for rule, weight in rules:
        found[term_of(rule)] = max(found.get(term_of(rule), 0), weight)
    return found


def _base(
    arrangement: Arrangement,
    seats: Mapping[UUID, Mapping[UUID, Seat]],
    here: Collection[UUID],
    begun: Collection[UUID],
    *,
    keeps: bool,
) -> Assignment | None:
    """What stands, as far as it binds: rounds that have begun, and all of it where it shall be kept."""
    found = {
        str(each.id): {
            str(person): str(seat.group_id)
            for person, seat in seats.get(each.id, {}).items()
            if seat.group_id is not None and person in here and not seat.is_absent
        }
        for each in arrangement.rounds
        if keeps or each.id in begun
    }
    return found or None
