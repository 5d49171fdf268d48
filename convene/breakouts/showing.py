"""What the pages of breakout groups show: people in their groups, and how good it is in sentences."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.breakouts.catalogue import PairKind, Preset, RuleKind
from convene.breakouts.planning import MIX, Facts, Price, assignment_of, problem_of, wishes_in
from convene.breakouts.queries.participants import COUNTRY, ORGANISATION, Known
from convene.breakouts.structure import GroupFacts, Participant, RoundFacts, Rule, Seat, seats_by_round
from convene.engines.breakout_allocator import bounds, check, score
from convene.web.languages import clock_time, country_name, join_words

#: The dyes that groups wear in turn.
DYES = ("madder", "indigo", "spruce", "plum", "saffron", "petrol", "moss", "slate")


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody in a group of a round. `note`: which wish it is, or that they lead."""

    id: UUID
    name: str
    words: str
    note: str = ""
    leads: bool = False
    is_held: bool = False
    is_new: bool = False
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group in a round, with those who sit in it."""

    facts: GroupFacts
    dye: str
    people: Sequence[PersonShown]
    words: str


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round as its organisers see it."""

    facts: RoundFacts
    label: str
    time: str
    has_begun: bool
    groups: Sequence[GroupShown]
    #: Who is there and has no group; and who is absent.
    unseated: Sequence[PersonShown]
    absent: Sequence[PersonShown]


@dataclass(frozen=True, slots=True)
class Standing:
    """How good the groups are as they stand: what is kept, what is not, and what is broken."""

    sentences: Sequence[str] = ()
    broken: Sequence[str] = ()
    held: int = 0


def preset_words(preset: Preset) -> tuple[str, str]:
    """How a preset is called, and what it does."""
    words: dict[Preset, tuple[str, str]] = {
        Preset.MIX: (_("Mix everybody"), _("Tables without a topic. New people at each, in every round.")),
        Preset.TOPICS: (
            _("By topic, ranked wishes"),
            _("Each group has a topic, and people come into the one that they wish for, as far as there is room."),
        ),
        Preset.STATIONS: (
            _("Stations in turn"),
            _("People go from station to station: another one each round, with new people."),
        ),
        Preset.WORLD_CAFE: (
            _("World café"),
            _("A host stays at each table; everybody else goes on to another table each round."),
        ),
        Preset.SAME_ROLE: (
            _("Same role together"),
            _("Those of one sector, role or language sit together: name a group for each, as people answered."),
        ),
    }
    return words[preset]


def round_label(one: RoundFacts, count: int) -> str:
    """How a round is called."""
    if one.name:
        return one.name
    return str(_("Round %(number)s", number=one.position + 1)) if count > 1 else str(_("Groups"))


def round_time(one: RoundFacts) -> str:
    """From when until when."""
    if one.starts_local is None or one.ends_local is None:
        return ""
    return str(
        _("%(from)s to %(until)s", **{"from": clock_time(one.starts_local), "until": clock_time(one.ends_local)})
    )


def dye_of(group: GroupFacts) -> str:
    return DYES[group.position % len(DYES)]


def who_words(person: Participant) -> str:
    """Organisation and country, as they stand beside a name."""
    return ", ".join(filter(None, [person.organisation, country_name(person.country) if person.country else ""]))


def wish_words(rank: int) -> str:
    """Which wish a group is (1 is the first)."""
    known = {1: _("1st wish"), 2: _("2nd wish"), 3: _("3rd wish")}
    return str(known.get(rank, _("%(number)sth wish", number=rank)))


def rounds_shown(facts: Facts, only: Collection[UUID] | None = None) -> list[RoundShown]:
    """The rounds with everybody in their groups; `only` some of them."""
    arrangement, wishes = facts.arrangement, wishes_in(facts)
    seats = seats_by_round(facts.seats)
    leads: dict[tuple[UUID, UUID], list[str]] = {}
    for group in arrangement.groups:
        for person_id, word in ((group.facilitator_id, _("leads")), (group.rapporteur_id, _("reports"))):
            if person_id is not None:
                leads.setdefault((person_id, group.id), []).append(str(word))
    found = []
    for one in arrangement.rounds:
        if only is not None and one.id not in only:
            continue
        there = seats.get(one.id, {})
        people: dict[UUID | None, list[PersonShown]] = {each.id: [] for each in arrangement.groups}
        unseated, absent = [], []
        for person in facts.participants:
            shown = _person(person, there.get(person.id), wishes.get(person.id, ()), leads)
            seat = there.get(person.id)
            if seat is not None and seat.is_absent:
                absent.append(shown)
            elif seat is None or seat.group_id not in people:
                unseated.append(shown)
            else:
                people[seat.group_id].append(shown)
        found.append(
            RoundShown(
                one,
                round_label(one, len(arrangement.rounds)),
                round_time(one),
                one.id in facts.begun,
                [
                    GroupShown(
                        group,
                        dye_of(group),
                        sorted(people[group.id], key=lambda each: not each.leads),
                        _size_words(people[group.id], facts),
                    )
                    for group in arrangement.groups
                ],
                unseated,
                absent,
            )
        )
    return found


def _person(
    person: Participant, seat: Seat | None, wishes: Sequence[UUID], leads: Mapping[tuple[UUID, UUID], list[str]]
) -> PersonShown:
    group_id = seat.group_id if seat is not None else None
    roles = leads.get((person.person_id, group_id), []) if group_id is not None else []
    note = ""
    if roles:
        note = join_words(roles)
    elif group_id is not None and group_id in wishes:
        note = wish_words(list(wishes).index(group_id) + 1)
    elif wishes and group_id is not None:
        note = str(_("not wished for"))
    return PersonShown(
        person.id,
        person.name,
        who_words(person),
        note,
        leads=bool(roles),
        is_held=seat is not None and seat.is_held,
        is_new=seat is not None and seat.group_id != seat.published_group_id and seat.published_group_id is not None,
        is_absent=seat is not None and seat.is_absent,
    )


def _size_words(people: Sequence[PersonShown], facts: Facts) -> str:
    ids = {each.id for each in people}
    countries = {one.country for one in facts.participants if one.id in ids and one.country}
    count = ngettext("%(num)s person", "%(num)s people", len(people))
    if len(countries) < 2:
        return str(count)
    return str(
        _(
            "%(people)s, %(countries)s",
            people=count,
            countries=ngettext("%(num)s country", "%(num)s countries", len(countries)),
        )
    )


def standing_of(facts: Facts, labels: Mapping[str, str], *, sees_confidential: bool) -> Standing:
    """How good the groups are as they stand: every figure beside what is possible at all."""
    held = len({seat.registration_id for seat in facts.seats if seat.is_held})
    assign, lost = assignment_of(facts), _lost_sentences(facts)
    if not any(assign.values()):
        return Standing(broken=lost, held=held)
    problem = problem_of(facts)
    least, terms = bounds(problem), score(problem, assign).terms
    hidden = facts.hidden(sees_confidential=sees_confidential)
    broken = [  # those without a group stand on the board as such
        each
        for each in check(problem_of(facts, is_judged=True), assign)
        if each.kind != "unassigned" and not _is_hidden(each.kind, each.people, hidden)
    ]
    return Standing(
        [
            *_wish_sentences(facts),
            *_term_sentences(facts.arrangement.rules, len(facts.arrangement.rounds), terms, least, labels),
        ],
        [*lost, *(each.message for each in broken)],
        held,
    )


def _lost_sentences(facts: Facts) -> list[str]:
    """Which groups have lost who was to stay with them: without a place any more, or absent where they are awaited."""
    away = {seat.registration_id for seat in facts.seats if seat.is_absent and seat.round_id not in facts.begun}
    absent = {one.person_id: one.name for one in facts.participants if one.id in away}
    found = []
    for group in facts.arrangement.groups:
        for person_id in dict.fromkeys(group.stay_with_it):
            words = {"letter": group.letter, "topic": group.name}
            if person_id in facts.lost:
                found.append(
                    _(
                        "%(name)s was to stay with %(letter)s, %(topic)s, and has no place any more. Choose somebody "
                        "else.",
                        name=facts.lost[person_id],
                        **words,
                    )
                )
            elif person_id in absent:
                found.append(
                    _(
                        "%(name)s was to stay with %(letter)s, %(topic)s, and is absent. Choose somebody else.",
                        name=absent[person_id],
                        **words,
                    )
                )
    return [str(each) for each in found]


def _is_hidden(kind: str, people: Sequence[str], hidden: Collection[str]) -> bool:
    """Whether a broken rule is one that only the safeguarding lead sees."""
    return kind in {"apart", "together"} and any(each in hidden for each in people)


def _wish_sentences(facts: Facts) -> list[str]:
    """How many have their first wish, their second, a later one, none."""
    wishes, leads = wishes_in(facts), set(facts.arrangement.staying)
    if not wishes:
        return []
    persons = {one.id: one.person_id for one in facts.participants}
    got: Counter[int] = Counter()
    for seat in facts.seats:
        wished = wishes.get(seat.registration_id)
        if not wished or seat.group_id is None or persons.get(seat.registration_id) in {None, *leads}:
            continue
        got[wished.index(seat.group_id) + 1 if seat.group_id in wished else 0] += 1
    total = sum(got.values())
    if not total:
        return []
    of_rounds = str(_("over all rounds")) if len(facts.arrangement.rounds) > 1 else ""
    more = total - got[1] - got[2] - got[0]
    parts = [
        _("%(first)s of %(total)s have their first wish", first=got[1], total=total),
        _("%(count)s their second", count=got[2]) if got[2] else "",
        _("%(count)s a later one", count=more) if more else "",
        _("%(count)s none", count=got[0]) if got[0] else "",
    ]
    words = ", ".join(str(each) for each in parts if each)
    return [f"{words} ({of_rounds})" if of_rounds else str(words)]


def _term_sentences(
    rules: Sequence[Rule], rounds: int, terms: Mapping[str, int], least: Mapping[str, int], labels: Mapping[str, str]
) -> list[str]:
    found = []
    for rule in rules:
        match rule.kind:
            case RuleKind.NEW_PEOPLE if rounds > 1:
                found.append(
                    _beside(terms.get("repeat", 0), least.get("repeat", 0), *_meetings(terms.get("repeat", 0)))
                )
            case RuleKind.SPREAD:
                name, count = labels.get(rule.by) or str(_("what is no longer asked")), terms.get(f"{MIX}{rule.by}", 0)
                none = _("no two with the same %(attribute)s in one group", attribute=name)
                some = ngettext(
                    "%(num)s pair with the same %(attribute)s in one group",
                    "%(num)s pairs with the same %(attribute)s in one group",
                    count,
                    attribute=name,
                )
                found.append(_beside(count, least.get(f"{MIX}{rule.by}", 0), str(none), str(some)))
            case RuleKind.LANGUAGE:
                count = terms.get("no_common_language", 0)
                some = ngettext(
                    "%(num)s person shares a language with too few of their group",
                    "%(num)s people share a language with too few of their group",
                    count,
                )
                found.append(
                    _beside(count, 0, str(_("everybody shares a language with some of their group")), str(some))
                )
            case _:
                pass
    alone = [rule for rule in rules if rule.kind is RuleKind.NEVER_ALONE]
    if alone:
        count = terms.get("alone", 0)
        some = ngettext(
            "once somebody is the only one of a kind in their group",
            "%(num)s times somebody is the only one of a kind in their group",
            count,
        )
        found.append(_beside(count, least.get("alone", 0), str(_("nobody is the only one of a kind")), str(some)))
    return found


def _meetings(count: int) -> tuple[str, str]:
    return str(_("nobody meets the same person twice")), str(
        ngettext("%(num)s repeated meeting", "%(num)s repeated meetings", count)
    )


def _beside(count: int, least: int, none: str, some: str) -> str:
    """A figure beside what is possible at all."""
    if not count:
        return none
    if least:
        return str(_("%(figure)s, %(least)s of them unavoidable", figure=some, least=min(least, count)))
    return some


def rule_words(rule: Rule, labels: Mapping[str, str]) -> str:
    """A rule as a sentence."""
    name = labels.get(rule.by) or str(_("what is no longer asked"))
    words: dict[RuleKind, str] = {
        RuleKind.WISHES: _("People come into the groups that they wish for"),
        RuleKind.NEW_PEOPLE: _("New people in every round"),
        RuleKind.SPREAD: _("Spread people of the same %(attribute)s", attribute=name),
        RuleKind.NEVER_ALONE: _(
            "Never exactly one with “%(value)s” as %(attribute)s in a group", value=rule.value, attribute=name
        ),
        RuleKind.LANGUAGE: _("Everybody shares a language (%(attribute)s) with some of their group", attribute=name),
    }
    return str(words[rule.kind])


def price_words(price: Price, labels: Mapping[str, str]) -> str:
    """What a wish costs the others, in words."""
    if not price.gains:
        return str(_("costs the others nothing"))
    return str(_("without it: %(gains)s", gains=join_words([_gain_words(*each, labels) for each in price.gains])))


def _gain_words(rule: Rule, count: int, labels: Mapping[str, str]) -> str:
    name = labels.get(rule.by) or str(_("what is no longer asked"))
    words: dict[RuleKind, str] = {
        RuleKind.WISHES: ngettext("%(num)s more has their first wish", "%(num)s more have their first wish", count),
        RuleKind.NEW_PEOPLE: ngettext("%(num)s repeated meeting less", "%(num)s repeated meetings less", count),
        RuleKind.SPREAD: ngettext(
            "%(num)s pair less of the same %(attribute)s",
            "%(num)s pairs less of the same %(attribute)s",
            count,
            attribute=name,
        ),
        RuleKind.NEVER_ALONE: ngettext("%(num)s less alone of a kind", "%(num)s less alone of a kind", count),
        RuleKind.LANGUAGE: ngettext(
            "%(num)s more shares a language with enough of their group",
            "%(num)s more share a language with enough of their group",
            count,
        ),
    }
    return str(words[rule.kind])


def key_of(rule: Rule) -> str:
    """By what a form names a rule."""
    return f"{rule.kind.value}|{rule.by}|{rule.value}"


def pair_words() -> dict[PairKind, str]:
    """What must hold for some people, in a word or two."""
    return {
        PairKind.TOGETHER: str(_("Together")),
        PairKind.APART: str(_("Apart")),
        PairKind.NOT_LEADING: str(_("Not leading")),
    }


def known_labels(known: Sequence[Known]) -> dict[str, str]:
    """How that which is known of people is called, by its key."""
    ours = {ORGANISATION: str(_("organisation")), COUNTRY: str(_("country"))}
    return {each.key: each.label or ours.get(each.key, each.key) for each in known}
