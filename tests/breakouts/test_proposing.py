"""Groups are worked out: around whoever is held, with what must hold, and again where somebody interferes."""

from datetime import date
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from convene.breakouts import tasks
from convene.breakouts.catalogue import PairKind, Preset, RuleKind, RunKind, RunState
from convene.breakouts.errors import GroupsAreBeingWorkedOut, NobodyToSeat, TwoGroupsAlike
from convene.breakouts.models import AllocationRun
from convene.breakouts.planning import Price
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.services import moving, proposing, setting_up, wishing
from convene.breakouts.showing import price_words
from convene.breakouts.structure import Arrangement, Rule
from convene.database import db
from convene.events.models import Event
from convene.events.services.keeping_series import SeriesFacts, begin_series, put_into_series
from convene.programme.queries.draft import names_of_sessions
from convene.questionnaires.services.answering import keep_answers
from convene.registration.catalogue import How
from convene.registration.queries.form import form_id_of
from convene.registration.services.checking_in import check_in
from convene.registration.services.self_service import cancel
from tests.factories.agendas import DAY, add_session
from tests.factories.breakouts import TOPICS, arranged, people_of, show_groups, split, tell
from tests.factories.questionnaires import form
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

OWNER = "noor@example.org"


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


def people(event: Event, count: int) -> list[UUID]:
    return [
        make_registration(event.id, f"p{number}@example.org", name=f"P {number}", organisation=f"NGO {number % 4}")
        for number in range(count)
    ]


def work_out(event: Event, arrangement: Arrangement) -> AllocationRun:
    run_id = proposing.ask_for_groups(event.id, arrangement.id, by="test")
    tasks.work_out_groups()
    return run(run_id)


def run(run_id: UUID) -> AllocationRun:
    db.session.rollback()
    return db.session.scalars(
        select(AllocationRun).where(AllocationRun.id == run_id).execution_options(populate_existing=True)
    ).one()


def groups_of(arrangement: Arrangement) -> dict[UUID, list[UUID | None]]:
    """The groups of everybody, round by round."""
    db.session.rollback()
    found: dict[UUID, list[UUID | None]] = {}
    order = {one.id: one.position for one in arrangement.rounds}
    for seat in sorted(seats_of(arrangement.id), key=lambda one: order[one.round_id]):
        found.setdefault(seat.registration_id, []).append(seat.group_id)
    return found


def test_everybody_sits_once_in_each_round_and_comes_to_no_station_twice(event: Event) -> None:
    arrangement = split(event, add_session(event, "Stations", minutes=60), preset=Preset.STATIONS, rounds=3)
    ids = people(event, 14)
    assert work_out(event, arrangement).state is RunState.DONE
    seats = groups_of(arrangement)
    assert set(seats) == set(ids)
    for each in seats.values():
        assert None not in each
        assert len(each) == len(set(each)) == 3


def test_people_come_into_the_group_that_a_list_says_they_wish_for(event: Event) -> None:
    arrangement = split(event, add_session(event), rounds=1)
    ids = people(event, 9)
    tell({each: f"{TOPICS[number % 3]}; {TOPICS[(number + 1) % 3]}" for number, each in enumerate(ids)}, by="test")
    setting_up.say_how(
        event.id, arrangement.id, visits_each_once=False, wishes_from="told:Topics (ranked)", mode=None, by="test"
    )
    work_out(event, arranged(arrangement.id))
    by_name = {one.name: one.id for one in arrangement.groups}
    seats = groups_of(arrangement)
    assert [seats[each] for each in ids] == [[by_name[TOPICS[number % 3]]] for number in range(9)]


def test_who_is_held_stays_and_who_must_be_apart_is(event: Event) -> None:
    arrangement = split(event, add_session(event), preset=Preset.MIX)
    ids = people(event, 9)
    last = arrangement.groups[2].id
    for each in ids[:2]:
        moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, each, last, by="test")
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, people_of([ids[0], ids[2]]), by="test")
    setting_up.pair_people(event.id, arrangement.id, PairKind.TOGETHER, people_of([ids[3], ids[4], ids[5]]), by="test")
    assert work_out(event, arrangement).state is RunState.DONE
    seats = groups_of(arrangement)
    assert seats[ids[0]] == seats[ids[1]] == [last]
    assert seats[ids[2]] != [last]
    assert seats[ids[3]] == seats[ids[4]] == seats[ids[5]]


def test_what_cannot_be_is_said_by_name_and_nobody_is_moved(event: Event, visitor: Visitor) -> None:
    arrangement = split(event, add_session(event), "One", "Other", preset=Preset.MIX)
    ids = people(event, 6)
    work_out(event, arrangement)
    before = groups_of(arrangement)
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, people_of(ids[:3]), by="test")
    found = work_out(event, arranged(arrangement.id))
    assert found.state is RunState.IMPOSSIBLE
    assert all(f"P {number}" in found.outcome["message"] for number in range(3))
    assert groups_of(arrangement) == before
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/groups/{code}/")
    assert "P 0" in page.text
    assert found.outcome["message"] in page.text


def test_the_reason_that_only_the_safeguarding_lead_sees_is_told_to_nobody_else(event: Event, visitor: Visitor) -> None:
    arrangement = split(event, add_session(event), "One", "Other", preset=Preset.MIX)
    ids = people(event, 6)
    setting_up.pair_people(
        event.id, arrangement.id, PairKind.APART, people_of(ids[:3]), is_confidential=True, by="test"
    )
    found = work_out(event, arranged(arrangement.id))
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    owner = visitor.signed_in_as(OWNER)
    page = owner.open(f"/organise/forum/groups/{code}/")
    assert found.outcome["message"] not in page.text
    assert "only the safeguarding lead sees" in page.text
    rules = owner.open(f"/organise/forum/groups/{code}/rules")
    assert "P 0" not in rules.text


def test_a_move_made_while_groups_are_worked_out_is_kept(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    arrangement = split(event, add_session(event), preset=Preset.MIX)
    ids = people(event, 9)
    group_id = arrangement.groups[1].id
    asked = []
    use = proposing.use_groups

    def move_first(*args: object, **more: object) -> bool:
        if not asked:
            moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, ids[0], group_id, by="another")
        asked.append(use(*args, **more))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(proposing, "use_groups", move_first)
    assert work_out(event, arrangement).state is RunState.DONE
    assert asked == [False, True]
    seats = groups_of(arrangement)
    assert seats[ids[0]] == [group_id]
    assert None not in [each for (each,) in seats.values()]


def test_a_proposal_is_undone_as_one_change(event: Event) -> None:
    arrangement = split(event, add_session(event), preset=Preset.MIX)
    people(event, 6)
    work_out(event, arrangement)
    moving.undo_last(event.id, arrangement.id, by="test")
    assert {each for (each,) in groups_of(arrangement).values()} == {None}


def test_one_run_at_a_time_and_none_for_nobody(event: Event) -> None:
    arrangement = split(event, add_session(event))
    with pytest.raises(NobodyToSeat):
        proposing.ask_for_groups(event.id, arrangement.id, by="test")
    people(event, 3)
    run_id = proposing.ask_for_groups(event.id, arrangement.id, by="test")
    with pytest.raises(GroupsAreBeingWorkedOut):
        proposing.ask_for_groups(event.id, arrangement.id, by="test")
    proposing.stop_run(event.id, arrangement.id, run_id, by="test")
    assert run(run_id).state is RunState.FAILED


def test_a_repair_moves_two_at_most_where_seven_stay_away_and_five_walk_in(event: Event) -> None:
    arrangement = split(event, add_session(event, "Topics", "15:00"), "A", "B", "C", "D", preset=Preset.MIX, rounds=2)
    ids = people(event, 28)
    work_out(event, arrangement)
    show_groups(arrangement)
    before = groups_of(arrangement)
    with time_machine.travel(f"{DAY.isoformat()}T01:00:00+00:00", tick=False):
        for each in ids[7:]:
            check_in(event.id, each, event.id, how=How.BY_NAME, desk="Door", by="desk")
        late = [make_registration(event.id, f"w{n}@example.org", name=f"W {n}") for n in range(5)]
        for each in late:
            check_in(event.id, each, event.id, how=How.BY_NAME, desk="Door", by="desk")
        run_id = proposing.repair_groups(event.id, arrangement.id, by="test")
        tasks.work_out_groups()
    assert run(run_id).state is RunState.DONE
    after = groups_of(arrangement)
    assert all(after[each] == [None, None] for each in ids[:7])
    assert all(None not in after[each] for each in [*ids[7:], *late])
    moved = [each for each in ids[7:] if after[each] != before[each]]
    assert len(moved) <= 2


def test_who_has_cancelled_is_seated_no_more(event: Event) -> None:
    arrangement = split(event, add_session(event), preset=Preset.MIX)
    ids = people(event, 4)
    cancel(ids[0])
    work_out(event, arrangement)
    assert set(groups_of(arrangement)) == set(ids[1:])


def test_who_met_at_the_last_edition_meets_others_at_this_one(event: Event) -> None:
    """Two tables of two: the same four people, who sat 0 with 1 and 2 with 3 before."""
    before = make_open_event(slug="before", team_id=event.team_id, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 4))
    series_id = begin_series(before.id, SeriesFacts(title="Forums"), by="test")
    put_into_series(event.id, series_id, 2, by="test")
    last = split(before, add_session(before, day=before.starts_on), "One", "Other", preset=Preset.MIX)
    for number, registration_id in enumerate(people(before, 4)):
        group = last.groups[number // 2]
        moving.move_person(before.id, last.id, last.rounds[0].id, registration_id, group.id, by="test")
    show_groups(last)
    arrangement = split(event, add_session(event), "One", "Other", preset=Preset.MIX)
    for rule in arrangement.rules:
        if rule != Rule(RuleKind.NEW_PEOPLE):
            setting_up.remove_rule(event.id, arrangement.id, rule, by="test")
    ids = people(event, 4)
    work_out(event, arrangement)
    seats = groups_of(arrangement)
    assert seats[ids[0]] != seats[ids[1]]
    assert seats[ids[2]] != seats[ids[3]]


def test_the_registration_form_asks_for_wishes_and_they_count(event: Event, visitor: Visitor) -> None:
    arrangement = split(event, add_session(event, "Rapid mapping"))
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    noor = visitor.signed_in_as(OWNER).open(f"/organise/forum/groups/{code}/rules")
    noor.press("Ask it when people register")
    assert "Which groups would you like at “Rapid mapping”?" in noor.text
    assert "Ask it when people register" not in noor.text
    form_id = form_id_of(event.id)
    assert form_id is not None
    (asked,) = form(form_id).answerable
    assert [one.label for one in asked.options] == list(TOPICS)
    ids = people(event, 3)
    for number, each in enumerate(ids):
        keep_answers(form_id, each, {asked.id: [str(asked.options[number].id)]}, by="test")
    first = arrangement.groups[0]
    setting_up.change_group(event.id, arrangement.id, first.id, setting_up.GroupText("Perpetrators"), by="test")
    stands = arranged(arrangement.id)
    work_out(event, stands)
    seats = groups_of(stands)
    assert [seats[each] for each in ids] == [[one.id] for one in stands.groups], "also by a name that was changed since"


def test_groups_that_are_called_the_same_are_not_asked_for(event: Event) -> None:
    arrangement = split(event, add_session(event), "Table", "Table ")
    with pytest.raises(TwoGroupsAlike):
        wishing.ask_when_registering(event.id, arrangement.id, "Which?", by="test")
    assert form_id_of(event.id) is None


def test_what_each_wish_costs_the_others_is_told_and_moves_nobody(event: Event, visitor: Visitor) -> None:
    """Four of one organisation wish for one table, and are to be spread: without that, more have what they wish."""
    arrangement = split(event, add_session(event), "Red", "Blue", preset=Preset.TOPICS)
    ids = [make_registration(event.id, f"p{n}@example.org", name=f"P {n}", organisation="NGO 1") for n in range(4)]
    ids += [
        make_registration(event.id, f"q{n}@example.org", name=f"Q {n}", organisation=f"NGO {n + 2}") for n in range(4)
    ]
    tell({each: "Red" if number < 4 else "Blue" for number, each in enumerate(ids)}, heading="Topics", by="test")
    setting_up.say_how(
        event.id, arrangement.id, visits_each_once=False, wishes_from="told:Topics", mode=None, by="test"
    )
    spread = Rule(RuleKind.SPREAD, "organisation")
    for rule in arranged(arrangement.id).rules:
        if rule not in {spread, Rule(RuleKind.WISHES)}:
            setting_up.remove_rule(event.id, arrangement.id, rule, by="test")
    setting_up.move_rule(event.id, arrangement.id, spread, up=True, by="test")
    work_out(event, arranged(arrangement.id))
    before = groups_of(arrangement)
    run_id = proposing.ask_for_groups(event.id, arrangement.id, RunKind.PRICES, by="test")
    tasks.work_out_groups()
    prices = [Price.from_json(each) for each in run(run_id).outcome["prices"]]
    assert run(run_id).state is RunState.DONE
    assert groups_of(arrangement) == before
    (of_spread, of_wishes) = prices
    assert of_spread.rule == spread
    ((wished, count),) = of_spread.gains
    assert wished.kind is RuleKind.WISHES
    assert count >= 1
    assert of_wishes.rule == Rule(RuleKind.WISHES)
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    page = visitor.signed_in_as(OWNER).open(f"/organise/forum/groups/{code}/").text
    assert f"Spread people of the same organisation: without it: {count} more ha" in page
    assert "People come into the groups that they wish for: " in page


def test_a_wish_that_costs_nothing_says_so(event: Event) -> None:
    wishes, spread = Rule(RuleKind.WISHES), Rule(RuleKind.SPREAD, "organisation")
    assert price_words(Price(wishes, ()), {}) == "costs the others nothing"
    assert price_words(Price(wishes, ((spread, 2),)), {"organisation": "organisation"}) == (
        "without it: 2 pairs less of the same organisation"
    )


def test_a_search_for_prices_can_be_stopped(event: Event, visitor: Visitor) -> None:
    arrangement = split(event, add_session(event, "Rapid mapping"))
    people(event, 6)
    work_out(event, arrangement)
    code = names_of_sessions(event.id, [arrangement.session_id])[arrangement.session_id][0]
    noor = visitor.signed_in_as(OWNER).open(f"/organise/forum/groups/{code}/")
    noor.press("What does each cost the others?")
    noor.press("Stop now")
    assert "Nobody was moved" in noor.text
