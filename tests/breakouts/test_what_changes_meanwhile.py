"""People cancel, rounds begin, sessions move, and two organisers work at once, while groups stand."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from convene.breakouts import tasks
from convene.breakouts.catalogue import PairKind, Preset, RuleKind, RunState, WhyFailed
from convene.breakouts.errors import MoreRoundsThanGroups, NotExpectedHere, NotLeadingIsSeen, RoundHasBegun
from convene.breakouts.models import AllocationRun
from convene.breakouts.planning import problem_of
from convene.breakouts.queries.arrangements import pairs_of, seats_of
from convene.breakouts.queries.facts import facts_of
from convene.breakouts.queries.unseated import unseated_at
from convene.breakouts.services import at_the_door, moving, proposing, setting_up
from convene.breakouts.services.setting_up import GroupText
from convene.breakouts.structure import Arrangement, Rule
from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import take_role
from convene.registration.catalogue import How, Mode
from convene.registration.services.checking_in import check_in
from convene.registration.services.self_service import cancel
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import DAY, add_room, add_session, move, publish
from tests.factories.breakouts import arranged, board_of, people_of, seat_in_turn, show_groups, split, tell
from tests.factories.events import give, make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

BANGKOK = ZoneInfo("Asia/Bangkok")
OWNER = "noor@example.org"


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def session_id(event: Event) -> UUID:
    return add_session(event, "Stations", "10:00", minutes=60, room_id=add_room(event))


def people(event: Event, count: int) -> list[UUID]:
    return [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(count)]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=BANGKOK)


def work_out(arrangement: Arrangement, run_id: UUID | None = None) -> AllocationRun:
    run_id = run_id or proposing.ask_for_groups(arrangement.event_id, arrangement.id, by="test")
    tasks.work_out_groups()
    db.session.rollback()
    return db.session.get_one(AllocationRun, run_id, populate_existing=True)


def sizes(arrangement: Arrangement, number: int, *, shown: bool = False) -> list[int]:
    """How many of those who take part sit in each group of a round."""
    db.session.rollback()
    seats = seats_of(arrangement.id) if shown else facts_of(arrangement).seats
    there = [each for each in seats if each.round_id == arrangement.rounds[number].id]
    return [
        sum((each.published_group_id if shown else each.group_id) == group.id for each in there)
        for group in arrangement.groups
    ]


def test_where_everybody_is_held_and_it_cannot_be_that_is_said_and_the_worker_lives(
    event: Event, session_id: UUID
) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    for each in people(event, 6):
        moving.move_person(
            event.id, arrangement.id, arrangement.rounds[0].id, each, arrangement.groups[0].id, by="test"
        )
    for group in arrangement.groups[1:]:
        setting_up.change_group(event.id, arrangement.id, group.id, GroupText(group.name, smallest=2), by="test")
    assert work_out(arranged(arrangement.id)).state in {RunState.IMPOSSIBLE, RunState.FAILED}


def test_a_round_that_has_begun_uneven_is_no_reason_to_give_up_the_next(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX, rounds=2)
    ids = people(event, 12)
    seat_in_turn(arrangement, ids)
    for each in ids:
        for one in arrangement.rounds:
            moving.hold_person(event.id, arrangement.id, one.id, each, is_held=False, by="test")
    show_groups(arrangement)
    first = arrangement.rounds[0].id
    seats = {each.registration_id: each.group_id for each in seats_of(arrangement.id) if each.round_id == first}
    of_last = [each for each in ids if seats[each] == arrangement.groups[2].id]
    with time_machine.travel(at(10, 10), tick=False):
        for each in [*of_last, *[one for one in ids if one not in of_last][:2]]:
            cancel(each)
        setting_up.pair_people(
            event.id,
            arrangement.id,
            PairKind.APART,
            people_of([one for one in ids if seats[one] == arrangement.groups[0].id][:2]),
            by="test",
        )
        found = work_out(arrangement, proposing.repair_groups(event.id, arrangement.id, by="test"))
    assert found.state is RunState.DONE
    assert sum(sizes(arrangement, 1)) == 6
    assert min(sizes(arrangement, 1)) >= 1


def test_the_same_station_twice_in_rounds_that_are_over_is_no_reason_to_give_up_the_last(
    event: Event, session_id: UUID
) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=3)
    ids = people(event, 6)
    for one in arrangement.rounds[:2]:
        moving.move_person(event.id, arrangement.id, one.id, ids[0], arrangement.groups[0].id, by="test")
    with time_machine.travel(at(10, 25), tick=False):
        assert work_out(arrangement).state is RunState.DONE
    assert sum(sizes(arrangement, 2)) == 6


def test_to_remove_a_round_twice_removes_one(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=3)
    second = arrangement.rounds[1]
    for _ in range(2):
        setting_up.remove_round(event.id, arrangement.id, second.id, by="test")
    left = arranged(arrangement.id).rounds
    assert [one.id for one in left] == [arrangement.rounds[0].id, arrangement.rounds[2].id]
    assert [one.position for one in left] == [0, 1]


def test_a_round_that_somebody_adds_outlives_what_another_organiser_saves(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    noor = visitor.signed_in_as(OWNER).open(f"{board_of(arrangement)}rounds/{arrangement.rounds[0].id}")
    setting_up.add_round(event.id, arrangement.id, by="another")
    noor.fill_in(name="Morning").press("Save")
    assert [one.name for one in arranged(arrangement.id).rounds] == ["Morning", "", ""]


def test_a_wish_that_was_moved_meanwhile_is_not_taken_for_another(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    noor = visitor.signed_in_as(OWNER).open(f"{board_of(arrangement)}rules")
    last = arrangement.rules[-1]
    setting_up.move_rule(event.id, arrangement.id, last, up=True, by="another")
    noor.press("Remove People come into the groups that they wish for")
    assert {each.kind for each in arranged(arrangement.id).rules} == {RuleKind.SPREAD, RuleKind.NEW_PEOPLE}
    noor.press("Up New people in every round")
    assert arranged(arrangement.id).rules[0] == Rule(RuleKind.NEW_PEOPLE)


def test_a_group_in_which_only_cancelled_people_sit_is_empty(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 4)
    for each in ids[:3]:
        moving.move_person(
            event.id, arrangement.id, arrangement.rounds[0].id, each, arrangement.groups[0].id, by="test"
        )
        cancel(each)
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, ids[3], arrangement.groups[1].id, by="test")
    late = make_registration(event.id, "late@example.org", name="Late")
    at_the_door.seat_now(event.id, arrangement.id, late, by="desk")
    assert sizes(arrangement, 0) == [1, 1, 0]
    setting_up.remove_group(event.id, arrangement.id, arrangement.groups[2].id, by="test")
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, late, arrangement.groups[1].id, by="test")
    setting_up.remove_group(event.id, arrangement.id, arrangement.groups[0].id, by="test")
    assert [one.id for one in arranged(arrangement.id).groups] == [arrangement.groups[1].id]


def test_whom_it_is_for_no_more_is_shown_no_group(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    seat_in_turn(arrangement, people(event, 3))
    assert sizes(show_groups(arrangement), 0, shown=True) == [1, 1, 1]
    setting_up.say_how(event.id, arrangement.id, visits_each_once=False, wishes_from="", mode=Mode.ONLINE, by="test")
    assert sizes(show_groups(arrangement), 0, shown=True) == [0, 0, 0]


def test_the_desk_sees_who_was_shown_no_group_and_one_tap_shows_the_one_they_were_drafted_into(
    event: Event, session_id: UUID
) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 3)
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    late = make_registration(event.id, "late@example.org", name="Late")
    moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, late, arrangement.groups[2].id, by="test")
    with time_machine.travel(at(9), tick=False):
        check_in(event.id, late, event.id, how=How.BY_NAME, desk="Door", by="desk")
        assert [each.name for each in unseated_at(db.session.get_one(Event, event.id)).people] == ["Late"]
        given = at_the_door.seat_now(event.id, arrangement.id, late, by="desk")
        db.session.rollback()
        assert list(given.values()) == [arrangement.groups[2].id]
        assert unseated_at(db.session.get_one(Event, event.id)).people == []
    assert sizes(arrangement, 0, shown=True) == [1, 1, 2]


def test_who_takes_no_part_is_not_seated_at_the_door(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    setting_up.say_how(event.id, arrangement.id, visits_each_once=False, wishes_from="", mode=Mode.ONLINE, by="test")
    with pytest.raises(NotExpectedHere):
        at_the_door.seat_now(event.id, arrangement.id, people(event, 1)[0], by="desk")


def test_the_reason_of_a_confidential_rule_stays_confidential_once_the_rule_is_gone(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id, "One", "Other", preset=Preset.MIX)
    ids = people(event, 6)
    rule_id = setting_up.pair_people(
        event.id, arrangement.id, PairKind.APART, people_of(ids[:3]), is_confidential=True, by="test"
    )
    found = work_out(arranged(arrangement.id))
    setting_up.part_pair(event.id, arrangement.id, rule_id, sees_confidential=True, by="test")
    page = visitor.signed_in_as(OWNER).open(board_of(arrangement)).text
    assert found.outcome["message"] not in page
    assert "only the safeguarding lead sees" in page


def test_a_rule_still_means_somebody_who_cancels_and_registers_anew(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    ids = people(event, 3)
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, people_of(ids[:2]), by="test")
    cancel(ids[0])
    assert problem_of(facts_of(arranged(arrangement.id))).apart == ()
    again = make_registration(event.id, "p0@example.org", name="P 0")
    assert again != ids[0]
    (apart,) = problem_of(facts_of(arranged(arrangement.id))).apart
    assert set(apart) == {str(again), str(ids[1])}


def test_who_may_keep_confidential_rules_no_more_saves_none_for_all_to_read(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    people(event, 2)
    give(event, "lead@example.org", Role.SAFEGUARDING_LEAD)
    give(event, "lead@example.org", Role.FACILITATOR)
    lead = visitor.signed_in_as("lead@example.org").open(f"{board_of(arrangement)}rules")
    take_role(Scope.EVENT, event.id, make_account("lead@example.org"), Role.SAFEGUARDING_LEAD, by="test")
    lead.fill_in(people="P 0\nP 1", is_confidential=True).press("Keep to this", expect=422)
    assert "Only the safeguarding lead keeps confidential rules." in lead.text
    assert pairs_of(arrangement.id) == []


def test_who_does_not_lead_cannot_be_kept_confidential(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 1)
    with pytest.raises(NotLeadingIsSeen):
        setting_up.pair_people(
            event.id, arrangement.id, PairKind.NOT_LEADING, people_of(ids), is_confidential=True, by="test"
        )


def test_a_round_that_was_added_since_is_on_nobodys_phone(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    ids = people(event, 3)
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    setting_up.add_round(event.id, arrangement.id, by="test")
    page = f"/g/{sign(Purpose.MY_GROUP, ids[0])}"
    with time_machine.travel(at(9), tick=False):
        assert "Offenders" in visitor.open(page).text
        assert "No group" not in visitor.text
    assert arranged(arrangement.id).differs_from_published


def test_what_a_group_is_called_is_seen_at_once_and_is_no_change_that_nobody_has_seen(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 3)
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    first = arrangement.groups[0]
    setting_up.change_group(event.id, arrangement.id, first.id, GroupText("Grooming", place="Table 7"), by="test")
    assert not arranged(arrangement.id).differs_from_published
    with time_machine.travel(at(9), tick=False):
        page = visitor.open(f"/g/{sign(Purpose.MY_GROUP, ids[0])}").text
    assert "Grooming" in page
    assert "Table 7" in page


def test_rounds_begin_by_the_agenda_that_was_published_not_by_the_draft(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 3)
    publish(event)
    move(event, session_id, "14:00")
    stands = arranged(arrangement.id)
    assert stands.rounds[0].starts_local is not None
    assert stands.rounds[0].starts_local.hour == 10
    with time_machine.travel(at(10, 30), tick=False), pytest.raises(RoundHasBegun):
        moving.move_person(event.id, arrangement.id, stands.rounds[0].id, ids[0], stands.groups[0].id, by="test")
    publish(event)
    with time_machine.travel(at(10, 30), tick=False):
        moving.move_person(event.id, arrangement.id, stands.rounds[0].id, ids[0], stands.groups[0].id, by="test")


def test_the_board_notices_who_cancels_and_who_registers(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 2)
    noor = visitor.signed_in_as(OWNER).open(board_of(arrangement))
    before = noor.tree.xpath("//@data-mark")[0]
    cancel(ids[0])
    make_registration(event.id, "new@example.org", name="New")
    assert noor.open(board_of(arrangement)).tree.xpath("//@data-mark")[0] != before


def test_a_group_that_has_lost_its_facilitator_says_so_to_organisers_and_names_them_to_nobody(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 6)
    seat_in_turn(arrangement, ids)
    first = arrangement.groups[0]
    (leads,) = people_of(ids[:1])
    setting_up.change_group(event.id, arrangement.id, first.id, GroupText(first.name, facilitator_id=leads), by="test")
    show_groups(arrangement)
    page = f"/g/{sign(Purpose.MY_GROUP, ids[3])}"
    with time_machine.travel(at(9), tick=False):
        assert "P 0" in visitor.open(page).text
        cancel(ids[0])
        assert "P 0" not in visitor.open(page).text
        board = visitor.signed_in_as(OWNER).open(board_of(arrangement)).text
    assert "P 0 was to stay with A" in board


def test_a_wish_that_stands_in_an_answer_is_the_reason_on_the_phone_too(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 3)
    tell({ids[0]: "Deterrence; Offenders"}, heading="Topics", by="test")
    setting_up.say_how(
        event.id, arrangement.id, visits_each_once=False, wishes_from="told:Topics", mode=None, by="test"
    )
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    with time_machine.travel(at(9), tick=False):
        assert "Your second wish" in visitor.open(f"/g/{sign(Purpose.MY_GROUP, ids[0])}").text


def test_reasons_name_groups_and_rounds_as_people_call_them(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    ids = people(event, 3)
    for one in arrangement.rounds:
        moving.move_person(event.id, arrangement.id, one.id, ids[0], arrangement.groups[0].id, by="test")
    page = visitor.signed_in_as(OWNER).open(board_of(arrangement)).text
    assert "P 0 has the topic A, Offenders again in “Round 2”" in page
    assert str(arrangement.groups[0].id) not in page.replace(f"/groups/{arrangement.groups[0].id}", "")


def test_sizes_that_nobody_has_set_are_not_told_as_broken_rules(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    ids = people(event, 6)
    for each in ids[:4]:
        moving.move_person(
            event.id, arrangement.id, arrangement.rounds[0].id, each, arrangement.groups[0].id, by="test"
        )
    noor = visitor.signed_in_as(OWNER)
    assert "room for" not in noor.open(board_of(arrangement)).text
    first = arrangement.groups[0]
    setting_up.change_group(event.id, arrangement.id, first.id, GroupText(first.name, largest=3), by="test")
    assert "has 4 people and room for 3" in noor.open(board_of(arrangement)).text


def test_a_search_that_was_stopped_before_it_began_says_so(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    people(event, 6)
    run_id = proposing.ask_for_groups(event.id, arrangement.id, by="test")
    proposing.stop_run(event.id, arrangement.id, run_id, by="test")
    assert db.session.get_one(AllocationRun, run_id).outcome == {"why": WhyFailed.STOPPED}
    assert "stopped before it had begun" in visitor.signed_in_as(OWNER).open(board_of(arrangement)).text


def test_nobody_can_be_asked_to_come_to_more_stations_than_there_are(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=3)
    with pytest.raises(MoreRoundsThanGroups):
        setting_up.remove_group(event.id, arrangement.id, arrangement.groups[0].id, by="test")
    with pytest.raises(MoreRoundsThanGroups):
        setting_up.add_round(event.id, arrangement.id, by="test")
    mixed = split(event, add_session(event, "Mix", "12:00"), "One", "Other", preset=Preset.MIX, rounds=3)
    with pytest.raises(MoreRoundsThanGroups):
        setting_up.say_how(event.id, mixed.id, visits_each_once=True, wishes_from="", mode=None, by="test")


def test_the_link_to_a_card_ends_when_its_rapporteur_is_replaced_and_not_when_there_is_a_first(
    event: Event, session_id: UUID
) -> None:
    arrangement = split(event, session_id)
    one, other = people_of(people(event, 2))
    first = arrangement.groups[0]
    versions = []
    for each in (one, other):
        setting_up.change_group(
            event.id, arrangement.id, first.id, GroupText(first.name, rapporteur_id=each), by="test"
        )
        versions.append(arranged(arrangement.id).groups[0].link_version)
    assert versions == [1, 2]


def test_a_search_for_groups_that_are_gone_ends_quietly(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    people(event, 4)
    proposing.ask_for_groups(event.id, arrangement.id, by="test")
    run_id = proposing.begin_run()
    assert run_id is not None
    setting_up.undo_split(event.id, arrangement.id, by="test")
    tasks._work_out(run_id)
    tasks.work_out_groups()
