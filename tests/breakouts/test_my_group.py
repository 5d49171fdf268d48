"""Somebody's group behind their own link: where to go, with whom, why; and it hears of another one by itself."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from convene.breakouts.catalogue import Preset
from convene.breakouts.queries.arrangements import wishes_of
from convene.breakouts.services import at_the_door, moving, publishing, setting_up, wishing
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services.caring import choose_sensitivity
from convene.live import LiveEvent
from convene.registration.models import Registration
from convene.registration.services.self_service import cancel
from convene.stewardship.services import cancel_event
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import add_session, publish
from tests.factories.breakouts import arranged, seat_in_turn, show_groups, split
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

BEFORE = datetime(2027, 3, 4, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def arrangement(event: Event) -> Arrangement:
    return split(event, add_session(event, "Rapid mapping", "10:00", minutes=60), preset=Preset.STATIONS, rounds=3)


@pytest.fixture
def people(event: Event) -> list[UUID]:
    return [
        make_registration(event.id, f"p{number}@example.org", name=f"Person {number}", organisation=f"NGO {number}")
        for number in range(6)
    ]


def path(registration_id: UUID) -> str:
    db.session.rollback()
    row = db.session.get_one(Registration, registration_id)
    return f"/g/{sign(Purpose.MY_GROUP, registration_id, row.link_version)}"


def ask(visitor: Visitor, registration_id: UUID, mark: str = "") -> TestResponse:
    address = f"{path(registration_id)}/now"
    db.session.rollback()
    return visitor._request("GET", address, headers={"If-None-Match": f'"{mark}"'})


def mark_on(visitor: Visitor) -> str:
    return str(visitor.tree.xpath("//@data-mark")[0])


def test_the_group_stands_first_with_where_with_whom_and_why(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    setting_up.change_group(
        event.id, arrangement.id, arrangement.groups[0].id, setting_up.GroupText("Offenders", place="Table 2"), by="t"
    )
    setting_up.take_wishes(event.id, arrangement.id, takes=True, by="test")
    wishing.wish_groups(arrangement.id, people[0], [arrangement.groups[1].id, arrangement.groups[0].id])
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE):
        text = visitor.open(path(people[0])).text
    for words in (
        "Next · Round 1 of 3",
        "Group A",
        "Offenders",
        "Table 2",
        "10:00–10:20",
        "Your second wish.",
        "No one else from your organisation.",
        "With 1 other",
        "Person 3 NGO 3",
    ):
        assert words in text
    assert "new to you" not in text, "nobody has met anybody before the first round"
    assert "Person 1" not in text, "who sits elsewhere"


def test_in_a_later_round_it_says_how_many_are_new(visitor: Visitor, event: Event, people: list[UUID]) -> None:
    session = add_session(event, "Three", "10:00", minutes=60)
    arrangement = split(event, session, preset=Preset.MIX, rounds=2)
    first, second = arrangement.rounds
    group = arrangement.groups[0]
    for registration_id in people[:2]:
        moving.move_person(event.id, arrangement.id, first.id, registration_id, group.id, by="test")
    for registration_id in people[:3]:
        moving.move_person(event.id, arrangement.id, second.id, registration_id, group.id, by="test")
    show_groups(arrangement)
    with time_machine.travel(BEFORE.replace(hour=10, minute=35)):
        text = visitor.open(path(people[0])).text
    assert "Now · Round 2 of 2" in text
    assert "1 of 2 is new to you." in text


@pytest.mark.parametrize(
    ("sensitivity", "seen", "hidden"),
    [
        (Sensitivity.OPEN, ["Person 3", "NGO 3"], ["no names are shown"]),
        (Sensitivity.TRUSTED, ["Person 3"], ["NGO 3"]),
        (Sensitivity.HIGH_CARE, ["With 1 other", "no names are shown"], ["Person 3", "NGO 3", "your organisation"]),
    ],
)
def test_who_is_seen_follows_the_care_that_the_event_takes(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID],
    sensitivity: Sensitivity, seen: list[str], hidden: list[str],
) -> None:  # fmt: skip
    choose_sensitivity(event.id, sensitivity, make_account("noor@example.org"), by="test")
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE):
        text = visitor.open(path(people[0])).text
    assert all(words in text for words in seen)
    assert not any(words in text for words in hidden)


def test_who_has_cancelled_is_not_shown_and_is_told_so(
    visitor: Visitor, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE, tick=False):
        mark = mark_on(visitor.open(path(people[3])))
        cancel(people[3])
        assert "Person 3" not in visitor.open(path(people[0])).text
        assert "This registration is cancelled, and has no group." in visitor.open(path(people[3])).text
        assert "no group" in ask(visitor, people[3], mark).get_data(as_text=True)


def test_of_a_cancelled_event_there_are_no_groups(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    cancel_event(event.id, by="test")
    with time_machine.travel(BEFORE):
        text = visitor.open(path(people[0])).text
    assert "The event is cancelled: there are no groups." in text
    assert "Offenders" not in text


def test_before_groups_are_shown_it_says_when_they_will_stand_there(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    with time_machine.travel(BEFORE):
        text = visitor.open(path(people[0])).text
        assert "Rapid mapping" not in text, "the agenda was never published: its sessions are nobody's"
        publish(event)
        text = visitor.open(path(people[0])).text
    assert "Your group stands here as soon as the organisers show the groups." in text
    assert "Offenders" not in text


def test_who_has_no_group_is_told_where_to_ask(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people[:3])
    show_groups(arrangement)
    with time_machine.travel(BEFORE):
        assert "You have no group in this round" in visitor.open(path(people[4])).text
        at_the_door.seat_now(event.id, arrangement.id, people[4], by="desk")
        assert "You have no group in this round" not in visitor.open(path(people[4])).text


def test_the_way_in_online_is_for_the_group_alone(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    link = "https://meet.example.org/offenders"
    setting_up.change_group(
        event.id, arrangement.id, arrangement.groups[0].id, setting_up.GroupText("Offenders", link=link), by="test"
    )
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE):
        has = [link in visitor.open(path(each)).response.get_data(as_text=True) for each in people[:3]]
    assert has == [True, False, False]


def test_a_link_to_something_else_or_of_an_older_version_opens_nothing(
    visitor: Visitor, people: list[UUID], event: Event
) -> None:
    other = make_registration(make_open_event(slug="elsewhere").id, "other@example.org")
    visitor.open(f"/g/{sign(Purpose.MANAGE_REGISTRATION, people[0])}", expect=404)
    for suffix in ("", "/now"):
        visitor.open(f"/g/{sign(Purpose.MY_GROUP, people[0], 7)}{suffix}", expect=404)
        visitor.open(f"/g/{sign(Purpose.MY_GROUP, event.id)}{suffix}", expect=404)
    assert "Person" not in visitor.open(path(other)).text


def test_an_open_page_hears_of_another_group_and_of_nothing_else(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID],
    count_statements: Callable[[Callable[[], object]], int],
) -> None:  # fmt: skip
    jane, first, to = people[0], arrangement.rounds[0], arrangement.groups[2]
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE, tick=False):
        mark = mark_on(visitor.open(path(jane)))
        assert ask(visitor, jane, mark).status_code == 304
        address = f"{path(jane)}/now"
        db.session.rollback()
        had = {"If-None-Match": f'"{mark}"'}
        assert count_statements(lambda: visitor._request("GET", address, headers=had)) == 1

        moving.move_person(event.id, arrangement.id, first.id, jane, to.id, by="test")
        drafted = ask(visitor, jane, mark)
        assert drafted.status_code == 304, "what nobody was shown is no news"
        mark = drafted.get_etag()[0] or ""
        had = {"If-None-Match": f'"{mark}"'}
        assert count_statements(lambda: visitor._request("GET", address, headers=had)) == 1

        show_groups(arrangement)
        shown = ask(visitor, jane, mark)
        assert shown.status_code == 200
        assert "Help-seeking" in shown.get_data(as_text=True)
        assert ask(visitor, jane, shown.get_etag()[0] or "").status_code == 304
        publishing.withdraw_groups(event.id, arrangement.id, by="test")
        assert "Help-seeking" not in ask(visitor, jane, mark).get_data(as_text=True)


@pytest.mark.parametrize("mark", ["", "-", "a-b", "a-b-c", "a-b-c-d", "é"])
def test_who_comes_with_no_mark_or_an_odd_one_is_told_all(
    visitor: Visitor, arrangement: Arrangement, people: list[UUID], mark: str
) -> None:
    seat_in_turn(arrangement, people[:1])
    show_groups(arrangement)
    assert "Offenders" in ask(visitor, people[0], mark).get_data(as_text=True)


def test_an_open_page_hears_that_the_next_round_begins(
    visitor: Visitor, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE.replace(hour=10, minute=19), tick=False):
        mark = mark_on(visitor.open(path(people[0])))
        assert ask(visitor, people[0], mark).status_code == 304
    with time_machine.travel(BEFORE.replace(hour=10, minute=20), tick=False):
        assert "Round 2 of 3" in ask(visitor, people[0], mark).get_data(as_text=True)


def test_more_rounds_and_people_take_no_more_statements(
    visitor: Visitor, event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counted = []
    for number, rounds, count in ((0, 1, 1), (1, 3, 9)):
        event = make_open_event(slug=f"counted-{number}")
        mine = [make_registration(event.id, f"p{each}@example.org", name=f"P {each}") for each in range(count)]
        arrangement = split(
            event, add_session(event, "Split", "10:00", minutes=60), preset=Preset.TOPICS, rounds=rounds
        )
        seat_in_turn(arrangement, mine)
        show_groups(arrangement)
        with time_machine.travel(BEFORE):
            counted.append(count_statements(partial(visitor.open, path(mine[0]))))
    assert counted[0] == counted[1]


def test_it_can_be_published_again_with_the_same_groups(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    with time_machine.travel(BEFORE, tick=False):
        mark = mark_on(visitor.open(path(people[0])))
        show_groups(arranged(arrangement.id))
        assert ask(visitor, people[0], mark).status_code == 304


def test_the_page_of_ones_place_names_the_group_and_leads_to_it(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    publish(event)
    place = f"/r/{sign(Purpose.MANAGE_REGISTRATION, people[0])}"
    with time_machine.travel(BEFORE):
        assert "It stands here as soon as" in visitor.open(place).text
        seat_in_turn(arrangement, people)
        show_groups(arrangement)
        assert "Your next group: A, Offenders." in visitor.open(place).text
        assert "Round 1 of 3" in visitor.follow_link("See my group").text


def test_where_nothing_splits_into_groups_the_page_of_ones_place_says_nothing_of_it(
    visitor: Visitor, people: list[UUID]
) -> None:
    assert "My group" not in visitor.open(f"/r/{sign(Purpose.MANAGE_REGISTRATION, people[0])}").text


def test_wishes_are_given_changed_and_kept_by_one_button(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    jane, (one, other, third) = people[0], arrangement.groups
    assert "Your wishes" not in visitor.open(path(jane)).text
    setting_up.take_wishes(event.id, arrangement.id, takes=True, by="test")

    def answers(*places: int) -> dict[str, str]:
        names = [f"{arrangement.id.hex}-groups_wished-{each.id.hex}" for each in (one, other, third)]
        return {name: str(place or "") for name, place in zip(names, places, strict=True)}

    visitor.open(path(jane)).fill_in(**answers(2, 0, 1)).press("Keep my wishes")
    assert "Your wishes are kept." in visitor.text
    assert wishes_of(arrangement.id)[jane] == [third.id, one.id]
    visitor.open(path(jane)).fill_in(**answers(1, 1, 0)).press("Keep my wishes", expect=422)
    assert "Two of them have the same place." in visitor.text
    assert wishes_of(arrangement.id)[jane] == [third.id, one.id]
    visitor.open(path(jane)).fill_in(**answers(0, 1, 0))
    setting_up.take_wishes(event.id, arrangement.id, takes=False, by="test")
    visitor.press("Keep my wishes", expect=409)
    assert "Wishes are not taken any more" in visitor.text
    db.session.rollback()
    assert wishes_of(arrangement.id)[jane] == [third.id, one.id]


def test_nobody_wishes_at_another_event(
    visitor: Visitor, event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    other = make_open_event(slug="elsewhere")
    there = split(other, add_session(other, "Theirs", "10:00"))
    for one, at in ((event, arrangement), (other, there)):
        setting_up.take_wishes(one.id, at.id, takes=True, by="test")
    assert "Theirs" not in visitor.open(path(people[0])).text
    visitor.fill_in(breakout=there.id.hex).press("Keep my wishes", expect=404)
    assert wishes_of(there.id) == {}


def test_phones_are_told_of_what_they_show_and_not_of_what_is_wished(
    event: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    def told() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(LiveEvent)) or 0

    seat_in_turn(arrangement, people[:5])
    assert told() == 0, "a draft is nobody's"
    show_groups(arrangement)
    first, group = arrangement.rounds[0], arrangement.groups[0]
    of = (event.id, arrangement.id)
    for change in (
        lambda: setting_up.change_group(*of, group.id, setting_up.GroupText("Offenders", place="Table 9"), by="t"),
        lambda: setting_up.change_round(*of, first.id, "Morning", after_minutes=5, minutes=20, by="t"),
        lambda: setting_up.choose_rapporteurs(*of, by="t"),
        lambda: at_the_door.seat_now(*of, people[5], by="t"),
        lambda: show_groups(arranged(arrangement.id)),
        lambda: publishing.withdraw_groups(*of, by="t"),
    ):
        before = told()
        change()
        assert told() > before
    show_groups(arranged(arrangement.id))
    before = told()
    setting_up.move_rule(*of, arrangement.rules[0], up=False, by="t")
    moving.move_person(*of, first.id, people[0], group.id, by="t")
    assert told() == before
