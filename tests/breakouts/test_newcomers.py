"""What newcomers stumbled over: refusals are sentences, numbers are numbers, names tell people apart."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine

from convene.breakouts import tasks
from convene.breakouts.catalogue import PairKind, Preset, RunKind, RunState
from convene.breakouts.errors import PairContradicts
from convene.breakouts.models import AllocationRun
from convene.breakouts.queries.arrangements import breakouts_of, pairs_of, seats_of
from convene.breakouts.services import moving, proposing, setting_up
from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import How
from convene.registration.services.checking_in import check_in
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import DAY, add_session
from tests.factories.breakouts import arranged, board_of, people_of, seat_in_turn, show_groups, split, tell
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

BOARDS = "/organise/forum/groups/"


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def session_id(event: Event) -> UUID:
    return add_session(event, "Rapid mapping", "10:00", minutes=60)


@pytest.fixture
def noor(visitor: Visitor, event: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def people(event: Event, count: int) -> list[UUID]:
    return [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(count)]


def at(hour: int) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=ZoneInfo("Asia/Bangkok"))


def test_a_refusal_on_the_board_is_a_sentence(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    seat_in_turn(arrangement, people(event, 1))
    noor.open(board_of(arrangement))
    moving.undo_last(event.id, arrangement.id, by="another")
    noor.press("Undo the move of 1 seat", expect=422)
    assert "There is nothing to undo any more." in noor.text
    assert "P 0" in noor.text, "the board stands below it"


def test_where_all_rounds_have_begun_nothing_is_offered_that_cannot_be(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    people(event, 3)
    with time_machine.travel(at(13), tick=False):
        noor = visitor.signed_in_as("noor@example.org").open(board_of(arrangement))
    assert "nobody is moved any more" in noor.text
    assert "Propose groups" not in noor.text


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ("0", "Enter a number of tables from 1 to 100"),
        ("200", "Enter a number of tables from 1 to 100"),
        ("-3", "Enter a number of tables from 1 to 100"),
        ("Same\nOther\nsame", "Two groups are called “Same”"),
        ("x" * 400, "is too long"),
    ],
)
def test_what_is_no_list_of_groups_is_said_and_kept(
    session_id: UUID, noor: Visitor, event: Event, groups: str, said: str
) -> None:
    noor.open(BOARDS).fill_in(groups=groups).press("Split the session", expect=422)
    assert said in noor.text
    assert noor.tree.xpath("//textarea[@name='groups']")[0].text.strip() == groups
    assert breakouts_of(event.id) == []


def test_topics_that_people_have_named_are_offered_as_groups(event: Event, session_id: UUID, noor: Visitor) -> None:
    ids = people(event, 4)
    tell(
        {
            ids[0]: "Offenders; Deterrence",
            ids[1]: "Deterrence; Offenders",
            ids[2]: "Help-seeking; Offenders",
            ids[3]: "Help-seeking",
        },
        by="test",
    )
    tell({each: f"Diet {number}" for number, each in enumerate(ids)}, heading="Diet", by="test")
    noor.open(BOARDS).follow_link("Make a group of each")
    noor.press("Split the session")
    (found,) = breakouts_of(event.id)
    assert [one.name for one in found.groups] == ["Deterrence", "Help-seeking", "Offenders"]
    assert found.preset is Preset.TOPICS
    assert found.wishes_from == "told:Topics (ranked)"


def test_two_of_one_name_and_organisation_are_told_apart_by_their_address(
    event: Event, session_id: UUID, noor: Visitor
) -> None:
    arrangement = split(event, session_id)
    for address in ("one@example.org", "two@example.org"):
        make_registration(event.id, address, name="Miriam Pérez", organisation="NGO 4")
    rules = f"{board_of(arrangement)}rules"
    noor.open(rules).fill_in(people="miriam perez, ngo 4\none@example.org").press("Keep to this", expect=422)
    assert "or the e-mail address instead" in noor.text
    noor.fill_in(people="TWO@example.org\none@example.org").press("Keep to this")
    db.session.rollback()
    assert [len(each.person_ids) for each in pairs_of(arrangement.id)] == [2]


def test_together_and_apart_contradict_each_other_at_once_but_betray_no_confidence(
    event: Event, session_id: UUID
) -> None:
    arrangement = split(event, session_id)
    ids = people_of(people(event, 3))
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, ids[:2], by="test")
    with pytest.raises(PairContradicts):
        setting_up.pair_people(event.id, arrangement.id, PairKind.TOGETHER, ids, by="test")
    setting_up.pair_people(event.id, arrangement.id, PairKind.APART, ids[1:], is_confidential=True, by="test")
    setting_up.pair_people(event.id, arrangement.id, PairKind.TOGETHER, ids[1:], by="test")


def test_a_group_with_people_is_removed_once_that_was_asked(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id)
    seat_in_turn(arrangement, people(event, 3))
    noor.open(f"{board_of(arrangement)}set-up").press("Remove Offenders")
    assert "People sit in it" in noor.text
    noor.press("Remove the group")
    assert [one.name for one in arranged(arrangement.id).groups] == ["Deterrence", "Help-seeking"]
    (lost,) = [each for each in seats_of(arrangement.id) if each.group_id is None]
    assert not lost.is_held


def test_a_round_that_is_added_is_proposed_alone(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    ids = people(event, 6)
    seat_in_turn(arrangement, ids)
    for each in ids:
        for one in arrangement.rounds:
            moving.hold_person(event.id, arrangement.id, one.id, each, is_held=False, by="test")
    before = {(each.round_id, each.registration_id): each.group_id for each in seats_of(arrangement.id)}
    setting_up.add_round(event.id, arrangement.id, by="test")
    noor.open(board_of(arrangement)).press("Propose the empty rounds")
    tasks.work_out_groups()
    db.session.rollback()
    after = {(each.round_id, each.registration_id): each.group_id for each in seats_of(arrangement.id)}
    assert {key: after[key] for key in before} == before
    for each in ids:
        assert len({group for (_, who), group in after.items() if who == each}) == 3


def test_undo_says_what_it_undoes(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.MIX)
    people(event, 6)
    proposing.ask_for_groups(event.id, arrangement.id, RunKind.PROPOSAL, by="test")
    tasks.work_out_groups()
    noor.open(board_of(arrangement)).press("Undo the proposal: 6 seats")
    assert "6 seats are as they were before." in noor.text


def test_a_repair_says_why_somebody_moves(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id, "A", "B", preset=Preset.MIX)
    ids = people(event, 8)
    for number, each in enumerate(ids):
        group = arrangement.groups[number // 4]
        moving.move_person(event.id, arrangement.id, arrangement.rounds[0].id, each, group.id, by="test")
        moving.hold_person(event.id, arrangement.id, arrangement.rounds[0].id, each, is_held=False, by="test")
    show_groups(arrangement)
    late = make_registration(event.id, "late@example.org", name="P 7", organisation="Another")
    with time_machine.travel(at(9)):
        for each in [*ids[3:], late]:
            check_in(event.id, each, event.id, how=How.BY_NAME, desk="Door", by="desk")
        run_id = proposing.repair_groups(event.id, arrangement.id, by="test")
        tasks.work_out_groups()
        assert db.session.get_one(AllocationRun, run_id).state is RunState.DONE
        page = visitor.signed_in_as("noor@example.org").open(board_of(arrangement)).text
    assert "has come" in page
    assert "P 7, Another" in page, "two of one name are told apart"
    show_groups(arranged(arrangement.id))
    with time_machine.travel(at(9)):
        assert "has come" not in visitor.open(board_of(arrangement)).text, "everybody was shown it: it is no news"


def test_a_wish_that_is_said_afterwards_does_not_make_the_reason_false(
    event: Event, session_id: UUID, visitor: Visitor
) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 3)
    tell({ids[0]: "Deterrence"}, heading="Topics", by="test")
    setting_up.say_how(
        event.id, arrangement.id, visits_each_once=False, wishes_from="told:Topics", mode=None, by="test"
    )
    setting_up.take_wishes(event.id, arrangement.id, takes=True, by="test")
    seat_in_turn(arrangement, ids)
    show_groups(arrangement)
    with time_machine.travel(at(9), tick=False):
        page = visitor.open(f"/g/{sign(Purpose.MY_GROUP, ids[0])}")
    assert "It is none of the groups that you wished for." in page.text
    ranked = page.tree.xpath("//select[option[@selected and @value='1']]/@name | //input[@value='1']/@name")
    assert ranked, "what a list said stands in the form, to be changed"


def test_a_round_that_ends_after_its_session_is_told(event: Event, session_id: UUID, noor: Visitor) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    page = f"{board_of(arrangement)}set-up"
    assert "it ends after its session does" not in noor.open(page).text
    noor.press("Add a round")
    assert "Round 3: it ends after its session does." in noor.text
