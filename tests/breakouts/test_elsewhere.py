"""What other pages say of breakout groups: the page of a session, all that is kept of somebody, the next edition."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from convene.breakouts.catalogue import Preset, RuleKind
from convene.breakouts.models import BreakoutGroup
from convene.breakouts.queries.arrangements import breakouts_of, seats_of
from convene.breakouts.services import publishing, setting_up, wishing
from convene.breakouts.services.setting_up import GroupText
from convene.breakouts.structure import Arrangement, Rule
from convene.database import db
from convene.events.models import Event, Room
from convene.programme.queries.draft import names_of_sessions
from convene.registration.models import Registration
from convene.stewardship.catalogue import USUAL_PARTS, Part
from convene.stewardship.services import clone_event
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import add_room, add_session, publish
from tests.factories.breakouts import arranged, people_of, seat_in_turn, show_groups, split
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def arrangement(event: Event) -> Arrangement:
    session_id = add_session(event, "Rapid mapping", "10:00", minutes=60, room_id=add_room(event))
    publish(event)
    return split(event, session_id, preset=Preset.STATIONS, rounds=2)


def page_of_session(visitor: Visitor, arrangement: Arrangement) -> str:
    db.session.rollback()
    code = names_of_sessions(arrangement.event_id, [arrangement.session_id])[arrangement.session_id][0]
    return visitor.open(f"/e/forum/sessions/{code}").text


def test_the_page_of_a_session_says_that_it_splits_once_people_are_shown_or_asked(
    event: Event, arrangement: Arrangement, visitor: Visitor
) -> None:
    says = "This session splits into groups"
    assert says not in page_of_session(visitor, arrangement)
    setting_up.take_wishes(event.id, arrangement.id, takes=True, by="test")
    assert "There they also say which groups they would like." in page_of_session(visitor, arrangement)
    setting_up.take_wishes(event.id, arrangement.id, takes=False, by="test")
    assert says not in page_of_session(visitor, arrangement)
    seat_in_turn(arrangement, [make_registration(event.id)])
    show_groups(arrangement)
    page = page_of_session(visitor, arrangement)
    assert "3 groups, 2 rounds." in page
    assert "Offenders" in page
    first = arrangement.groups[0]
    setting_up.change_group(event.id, arrangement.id, first.id, GroupText("Grooming"), by="test")
    assert "Grooming" in page_of_session(visitor, arrangement)
    publishing.withdraw_groups(event.id, arrangement.id, by="test")
    assert says not in page_of_session(visitor, arrangement)


def test_all_that_is_kept_of_somebody_names_their_groups_and_wishes(
    event: Event, arrangement: Arrangement, visitor: Visitor
) -> None:
    jane = make_registration(event.id)
    setting_up.take_wishes(event.id, arrangement.id, takes=True, by="test")
    wishing.wish_groups(arrangement.id, jane, [arrangement.groups[1].id])
    seat_in_turn(arrangement, [jane])
    path = f"/r/{sign(Purpose.MANAGE_REGISTRATION, jane)}/kept-of-me"
    kept = visitor.open(f"{path}.json").response.get_json()
    assert kept["groups"] == [], "what nobody was shown is a draft"
    show_groups(arrangement)
    kept = visitor.open(f"{path}.json").response.get_json()
    assert [(each["round"], each["group"]) for each in kept["groups"]] == [(1, "Offenders"), (2, "Deterrence")]
    assert kept["group_wishes"] == [{"session": "Rapid mapping", "wish": 1, "group": "Deterrence"}]
    assert "Your breakout groups" in visitor.open(path).text


def copy_of(event: Event, parts: frozenset[Part] = USUAL_PARTS) -> UUID:
    return clone_event(event.id, title="Next", starts_on=date(2028, 3, 2), parts=parts, by="test").event_id


def test_groups_go_along_to_the_next_edition_with_nobody_in_them(event: Event, arrangement: Arrangement) -> None:
    jane = make_registration(event.id)
    room = db.session.scalars(select(Room).where(Room.event_id == event.id)).one()
    text = GroupText(
        "Offenders", room.id, "Table 2", "https://meet.example.org/a", 2, 8, facilitator_id=people_of([jane])[0]
    )
    setting_up.change_group(event.id, arrangement.id, arrangement.groups[0].id, text, by="test")
    question = Rule(RuleKind.SPREAD, "question:0b2f3c5e")
    for rule in (question, Rule(RuleKind.SPREAD, "told:Sector")):
        setting_up.add_rule(event.id, arrangement.id, rule, by="test")
    seat_in_turn(arrangement, [jane])
    show_groups(arrangement)
    copy_id = copy_of(event)
    db.session.rollback()
    (copy,) = breakouts_of(copy_id)
    before = arranged(arrangement.id)
    assert copy.session_id != before.session_id
    assert [(one.position, one.after_minutes, one.minutes) for one in copy.rounds] == [
        (one.position, one.after_minutes, one.minutes) for one in before.rounds
    ]
    assert [one.name for one in copy.groups] == [one.name for one in before.groups]
    first = copy.groups[0]
    assert (first.place, first.smallest, first.largest, first.room) == ("Table 2", 2, 8, room.name)
    assert (first.link, first.facilitator_id) == ("", None)
    assert first.room_id != room.id
    assert copy.rules == tuple(each for each in before.rules if each != question)
    assert not copy.is_published
    assert seats_of(copy.id) == []


def test_without_agenda_or_unticked_no_groups_go_along(event: Event, arrangement: Arrangement) -> None:
    for parts in (USUAL_PARTS - {Part.GROUPS}, USUAL_PARTS - {Part.AGENDA}):
        copy_id = copy_of(event, parts)
        db.session.rollback()
        assert breakouts_of(copy_id) == []
    assert db.session.scalars(select(BreakoutGroup)).all()
    assert db.session.scalars(select(Registration)).all() == []
