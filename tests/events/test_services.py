from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from threading import Barrier
from types import NoneType
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.database import db, hold
from convene.errors import NotFound
from convene.events.catalogue import State
from convene.events.errors import (
    AddressIsInUse,
    AddressIsKnown,
    DoesNotFitItsState,
    EndsBeforeItStarts,
    LastsTooLong,
    RoomNameIsTaken,
)
from convene.events.models import Event
from convene.events.queries import rooms_of, slug_of
from convene.events.rules import is_slug
from convene.events.services import arranging_rooms, beginning, changing, giving_roles
from convene.permissions.catalogue import Role, Scope
from convene.permissions.errors import LastOwner
from convene.permissions.queries import grants_on, permissions_at
from convene.permissions.rules import PERMISSIONS
from convene.teams.models import Team
from convene.teams.services import create_team
from tests.factories.events import FORUM, give, make_account, make_event, make_team
from tests.support.at_once import at_once

CHOSEN = (Role.ORGANISER, Role.FRONT_DESK, Role.OWNER, Role.ORGANISER)


def event_now(event: Event) -> Event:
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


def test_an_account_without_a_team_begins_one_with_its_first_event(app: Flask) -> None:
    account_id = make_account("new@example.org")
    event_id = beginning.begin_event(account_id, FORUM, team_name="Helplines", by="test")
    event = db.session.get_one(Event, event_id)
    assert db.session.get_one(Team, event.team_id).name == "Helplines"
    assert permissions_at(account_id, event_id=event_id, team_id=event.team_id) == PERMISSIONS[Role.OWNER]


def test_when_the_event_is_refused_no_team_is_begun(app: Flask) -> None:
    with pytest.raises(EndsBeforeItStarts):
        beginning.begin_event(
            make_account(), replace(FORUM, ends_on=FORUM.starts_on - timedelta(days=1)), team_name="T", by="test"
        )
    assert db.session.scalar(select(func.count()).select_from(Team)) == 0


def test_an_event_of_more_than_sixty_days_is_taken_for_a_slip(app: Flask) -> None:
    team_id = make_team()
    beginning.create_event(team_id, replace(FORUM, ends_on=FORUM.starts_on + timedelta(days=59)), by="test")
    with pytest.raises(LastsTooLong):
        beginning.create_event(team_id, replace(FORUM, ends_on=date(2028, 3, 5)), by="test")


def test_events_of_one_title_get_addresses_of_their_own_even_at_the_same_moment(app: Flask) -> None:
    team_id = make_team()

    def begin(_: int) -> None:
        with app.app_context():
            beginning.create_event(team_id, FORUM, by="test")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(begin, range(6)))
    db.session.rollback()
    slugs = set(db.session.scalars(select(Event.slug)))
    last = ("", "-2027", "-2027-03", "-2", "-3", "-4")
    assert slugs == {f"regional-network-forum{end}" for end in last}


@pytest.mark.parametrize(
    ("title", "starts_on", "slug"),
    [
        ("Network Forum", date(2028, 3, 2), "network-forum-2028"),
        ("Network Forum", date(2027, 9, 2), "network-forum-2027"),
        ("Network Forum 2027", date(2027, 9, 2), "network-forum-2027-09"),
        ("Network Forum 2028", date(2028, 3, 2), "network-forum-2028"),
    ],
)
def test_the_address_of_a_title_that_is_there_already_says_when_the_event_is(
    app: Flask, title: str, starts_on: date, slug: str
) -> None:
    team_id = make_team()
    for known in ("Network Forum", "Network Forum 2027") if "2027" in title else ("Network Forum",):
        make_event(team_id=team_id, title=known)
    assert make_event(team_id=team_id, title=title, starts_on=starts_on, ends_on=starts_on).slug == slug


def test_two_events_with_a_title_of_200_letters_have_addresses_that_can_be_saved_again(app: Flask) -> None:
    team_id = make_team()
    slugs = [make_event(team_id=team_id, title="W" * 200).slug for _ in range(2)]
    assert slugs[0] != slugs[1]
    assert all(is_slug(slug) for slug in slugs)


def test_the_address_changes_until_the_event_is_published(app: Flask) -> None:
    event = make_event(published=False)
    changing.change_event(event.id, FORUM, slug="forum-2027", by="test")
    assert event_now(event).slug == "forum-2027"
    changing.publish_event(event.id, by="test")
    changing.withdraw_event(event.id, by="test")
    with pytest.raises(AddressIsKnown):
        changing.change_event(event.id, FORUM, slug="another", by="test")
    assert event_now(event).slug == "forum-2027"


def test_an_address_that_changes_while_the_event_is_published_is_either_changed_or_kept(app: Flask) -> None:
    for number in range(4):
        event = make_event(published=False, slug=f"before-{number}")
        event_id, begin = event.id, Barrier(2)
        db.session.rollback()

        def publish(event_id: UUID = event_id, begin: Barrier = begin) -> str:
            with app.app_context():
                begin.wait()
                changing.publish_event(event_id, by="test")
                return slug_of(event_id)

        def move(event_id: UUID = event_id, begin: Barrier = begin, number: int = number) -> None:
            with app.app_context(), suppress(AddressIsKnown):
                begin.wait()
                changing.change_event(event_id, FORUM, slug=f"after-{number}", by="test")

        with ThreadPoolExecutor(2) as pool:
            published_under, _ = pool.submit(publish), pool.submit(move)
        assert event_now(event).slug == published_under.result()


def test_a_change_that_waited_for_a_publish_sees_that_the_address_is_known(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publish commits while the change of the address stands at the door of its hold."""
    event = make_event(published=False, slug="before")
    event_id = event.id

    def publish_first(*things: tuple[str, UUID]) -> None:
        monkeypatch.setattr("convene.events.queries.hold", hold)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(publish).result()
        hold(*things)

    def publish() -> None:
        with app.app_context():
            changing.publish_event(event_id, by="test")

    if db.engine.dialect.name == "sqlite":
        pytest.skip("its writer is alone: nothing comes between")
    monkeypatch.setattr("convene.events.queries.hold", publish_first)
    with pytest.raises(AddressIsKnown):
        changing.change_event(event_id, FORUM, slug="after", by="test")
    assert event_now(event).slug == "before"


@pytest.mark.parametrize("act", [changing.archive_event, changing.withdraw_event])
def test_a_draft_is_neither_archived_nor_withdrawn(app: Flask, act: Callable[..., None]) -> None:
    event = make_event(published=False)
    with pytest.raises(DoesNotFitItsState):
        act(event.id, by="test")
    assert event_now(event).state is State.DRAFT


def test_an_address_in_use_is_refused(app: Flask) -> None:
    first, second = make_event(), make_event(published=False)
    with pytest.raises(AddressIsInUse):
        changing.change_event(second.id, FORUM, slug=first.slug, by="test")


def test_every_change_that_the_public_sees_raises_the_revision(app: Flask) -> None:
    event = make_event()
    acts = [
        lambda: changing.change_event(event.id, FORUM, slug=event.slug, by="test"),
        lambda: changing.withdraw_event(event.id, by="test"),
        lambda: changing.publish_event(event.id, by="test"),
        lambda: changing.archive_event(event.id, by="test"),
        lambda: giving_roles.rename_team_of(event.team_id, "Another name", by="test"),
    ]
    for act in acts:
        before = event_now(event).revision
        act()
        assert event_now(event).revision == before + 1


def test_rooms_reach_the_public_by_a_version_of_the_agenda_and_not_before(app: Flask) -> None:
    event = make_event()
    before = event_now(event).revision
    room_id = arranging_rooms.add_room(event.id, "Ballroom", by="test")
    arranging_rooms.add_room(event.id, "Terrace", by="test")
    arranging_rooms.change_room(event.id, room_id, "Hall", capacity=3, note="", by="test")
    arranging_rooms.move_room(event.id, room_id, up=False, by="test")
    arranging_rooms.delete_room(event.id, room_id, by="test")
    assert event_now(event).revision == before
    assert [room.name for room in rooms_of(event.id)] == ["Terrace"]


def test_rooms_keep_their_order_and_have_names_of_their_own(app: Flask) -> None:
    event, other = make_event(), make_event()
    a, b, c = (arranging_rooms.add_room(event.id, name, by="test") for name in ("A", "B", "C"))
    arranging_rooms.add_room(other.id, "A", by="test")  # another event may have it
    arranging_rooms.move_room(event.id, c, up=True, by="test")
    arranging_rooms.move_room(event.id, a, up=True, by="test")  # it is first already
    assert [room.name for room in rooms_of(event.id)] == ["A", "C", "B"]
    with pytest.raises(RoomNameIsTaken):
        arranging_rooms.add_room(event.id, "B", by="test")
    with pytest.raises(RoomNameIsTaken):
        arranging_rooms.change_room(event.id, b, "A", capacity=None, note="", by="test")
    arranging_rooms.change_room(
        event.id, b, "B", capacity=30, note="step-free", by="test"
    )  # its own name is free to it
    with pytest.raises(NotFound):
        arranging_rooms.move_room(other.id, a, up=True, by="test")
    with pytest.raises(NotFound):
        arranging_rooms.change_room(other.id, a, "Z", capacity=None, note="", by="test")


def test_the_last_owner_of_a_team_stays(app: Flask) -> None:
    event = make_event()
    (owner,) = grants_on(Scope.TEAM, event.team_id)
    with pytest.raises(LastOwner):
        giving_roles.take_role_away(Scope.TEAM, event.team_id, owner.id, by="test")
    with pytest.raises(LastOwner):
        giving_roles.change_role(Scope.TEAM, event.team_id, owner.id, Role.VIEWER, by="test")
    giving_roles.invite(Scope.TEAM, event.team_id, "second@example.org", Role.OWNER, by="test")
    giving_roles.change_role(Scope.TEAM, event.team_id, owner.id, Role.VIEWER, by="test")
    assert sorted(grant.role for grant in grants_on(Scope.TEAM, event.team_id)) == [Role.OWNER, Role.VIEWER]


def test_of_two_owners_who_leave_at_the_same_moment_one_stays(app: Flask) -> None:
    event = make_event()
    giving_roles.invite(Scope.TEAM, event.team_id, "second@example.org", Role.OWNER, by="test")
    grants = [grant.id for grant in grants_on(Scope.TEAM, event.team_id)]
    team_id = event.team_id

    def leave(grant_id: object) -> bool:
        with app.app_context():
            try:
                giving_roles.take_role_away(Scope.TEAM, team_id, grant_id, by="test")
            except LastOwner:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, grants)) == [False, True]
    db.session.rollback()
    assert len(grants_on(Scope.TEAM, team_id)) == 1


def test_of_two_owners_who_change_one_role_at_the_same_moment_one_role_remains(app: Flask) -> None:
    for turn in range(5):
        event = make_event(slug=f"forum-{turn}")
        give(event, "helper@example.org", Role.VIEWER)
        (grant,) = grants_on(Scope.EVENT, event.id)
        changes = [
            partial(giving_roles.change_role, Scope.EVENT, event.id, grant.id, role, by="test") for role in CHOSEN
        ]
        answers = at_once(app, changes)
        assert {type(answer) for answer in answers} <= {NoneType, NotFound}
        assert None in answers
        (role,) = [each.role for each in grants_on(Scope.EVENT, event.id)]
        assert role in CHOSEN


def test_two_teams_of_one_name_begin_at_the_same_moment(app: Flask) -> None:
    team_ids = at_once(app, [partial(create_team, "Network Secretariat", by="test")] * 8)
    assert len(set(team_ids)) == 8
    assert set(db.session.scalars(select(Team.id))) == set(team_ids)


def test_a_grant_of_another_event_cannot_be_touched(app: Flask) -> None:
    event, other = make_event(), make_event(team_id=make_team("Others", owner="other@example.org"))
    give(other, "somebody@example.org", Role.VIEWER)
    (grant,) = grants_on(Scope.EVENT, other.id)
    with pytest.raises(NotFound):
        giving_roles.take_role_away(Scope.EVENT, event.id, grant.id, by="test")
    with pytest.raises(NotFound):
        giving_roles.change_role(Scope.EVENT, event.id, grant.id, Role.OWNER, by="test")


def test_the_audit_line_of_a_use_case_names_its_event(app: Flask) -> None:
    event = make_event(published=False)
    changing.publish_event(event.id, by="account:x")
    line = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc()).limit(1)).one()
    assert (line.what, line.by, line.event_id) == ("events.publish_event", "account:x", event.id)
