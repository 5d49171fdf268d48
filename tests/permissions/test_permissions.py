from itertools import product
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from convene.database import db
from convene.permissions import services
from convene.permissions.catalogue import Permission, Role, Scope
from convene.permissions.errors import LastOwner
from convene.permissions.models import Grant
from convene.permissions.queries import may, permissions_at, roles_at, scopes_where
from convene.permissions.rules import PERMISSIONS, is_the_last_owner, permissions_of, roles_with
from tests.factories.events import give, make_account, make_event, make_team

WRITING = {
    Permission.EDIT_EVENT,
    Permission.EDIT_AGENDA,
    Permission.PUBLISH_AGENDA,
    Permission.MANAGE_REGISTRATIONS,
    Permission.SEND_MAIL,
    Permission.MANAGE_TEAM,
    Permission.CREATE_EVENT,
}
ABOUT_PARTICIPANTS = {
    Permission.SEE_REGISTRATIONS,
    Permission.EXPORT_REGISTRATIONS,
    Permission.SEE_FOLLOWERS,
    Permission.SEE_MAIL,
}


def test_every_role_stands_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_every_permission_can_be_had() -> None:
    assert not [permission for permission in Permission if not roles_with(permission)]


def test_an_owner_may_do_everything_and_alone_gives_roles() -> None:
    assert PERMISSIONS[Role.OWNER] == set(Permission) - {Permission.KEEP_CONFIDENTIAL_RULES}
    assert roles_with(Permission.KEEP_CONFIDENTIAL_RULES) == {Role.SAFEGUARDING_LEAD}
    assert roles_with(Permission.MANAGE_TEAM) == {Role.OWNER}


def test_whoever_may_do_anything_sees_the_event() -> None:
    assert all(Permission.SEE_EVENT in allowed for allowed in PERMISSIONS.values())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FACILITATOR, Role.FRONT_DESK, Role.SAFEGUARDING_LEAD])
def test_a_role_that_looks_on_changes_nothing(role: Role) -> None:
    assert not PERMISSIONS[role] & WRITING


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FACILITATOR, Role.PROGRAMME])
def test_who_makes_the_programme_or_looks_on_reads_nothing_of_participants(role: Role) -> None:
    assert not PERMISSIONS[role] & ABOUT_PARTICIPANTS


@given(st.frozensets(st.sampled_from(Role)), st.sampled_from(Permission))
def test_the_table_reads_the_same_in_both_directions(roles: frozenset[Role], permission: Permission) -> None:
    assert (permission in permissions_of(roles)) == bool(roles & roles_with(permission))


@given(st.frozensets(st.sampled_from(Role)), st.frozensets(st.sampled_from(Role)))
def test_another_role_never_takes_anything_away(some: frozenset[Role], more: frozenset[Role]) -> None:
    assert permissions_of(some) <= permissions_of(some | more)


@pytest.mark.parametrize(
    ("role", "owners", "is_last"), [(Role.OWNER, 1, True), (Role.OWNER, 2, False), (Role.VIEWER, 1, False)]
)
def test_the_last_owner(role: Role, owners: int, is_last: bool) -> None:
    assert is_the_last_owner(role, owners) is is_last


def test_a_role_allows_what_the_table_says_at_every_scope_and_nobody_else_anything(app: Flask) -> None:
    team_id, event_id = uuid4(), uuid4()
    accounts = {}
    for scope, role in product(Scope, Role):
        account_id = make_account(f"{scope}-{role}@example.org".replace(" ", "-"))
        accounts[account_id] = role
        services.give_role(scope, team_id if scope is Scope.TEAM else event_id, account_id, role, by="test")
    stranger = make_account("stranger@example.org")
    elsewhere = make_account("elsewhere@example.org")
    services.give_role(Scope.EVENT, uuid4(), elsewhere, Role.OWNER, by="test")
    services.give_role(Scope.EVENT, team_id, elsewhere, Role.OWNER, by="test")  # the id of a team is no event's
    for permission in Permission:
        allowed = {
            account_id
            for account_id in [*accounts, stranger, elsewhere]
            if may(account_id, permission, event_id=event_id, team_id=team_id)
        }
        assert allowed == {each for each, role in accounts.items() if permission in PERMISSIONS[role]}


def test_a_role_at_one_event_says_nothing_about_another_of_the_same_team(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id, slug="one"), make_event(team_id=team_id, slug="other")
    give(one, "guest@example.org", Role.ORGANISER)
    guest = make_account("guest@example.org")
    assert permissions_at(guest, event_id=one.id, team_id=team_id)
    assert not permissions_at(guest, event_id=other.id, team_id=team_id)
    assert scopes_where(guest, Permission.SEE_EVENT, Scope.EVENT) == [one.id]


def test_without_an_event_or_a_team_nobody_may_anything(app: Flask) -> None:
    make_team()
    assert permissions_at(make_account()) == frozenset()


def test_several_roles_add_up_and_one_given_twice_is_one(app: Flask) -> None:
    event = make_event()
    for role in (Role.VIEWER, Role.FRONT_DESK, Role.VIEWER):
        give(event, "guest@example.org", role)
    guest = make_account("guest@example.org")
    assert roles_at(guest, event_id=event.id) == {Role.VIEWER, Role.FRONT_DESK}
    assert db.session.query(Grant).filter_by(account_id=guest).count() == 2


def test_the_last_owner_of_a_team_stays(app: Flask) -> None:
    team_id = make_team()
    with pytest.raises(LastOwner):
        services.take_role(Scope.TEAM, team_id, make_account(), Role.OWNER, by="test")
    second = make_account("second@example.org")
    services.give_role(Scope.TEAM, team_id, second, Role.OWNER, by="test")
    services.take_role(Scope.TEAM, team_id, make_account(), Role.OWNER, by="test")
    assert roles_at(second, team_id=team_id) == {Role.OWNER}


def test_of_two_owners_who_leave_at_once_one_stays(app: Flask) -> None:
    import threading
    from concurrent.futures import ThreadPoolExecutor

    team_id = make_team()
    owners = [make_account(), make_account("second@example.org")]
    services.give_role(Scope.TEAM, team_id, owners[1], Role.OWNER, by="test")
    together = threading.Barrier(2)

    def leave(account_id: object) -> bool:
        with app.app_context():
            together.wait()
            try:
                services.take_role(Scope.TEAM, team_id, account_id, Role.OWNER, by="test")  # type: ignore[arg-type]
            except LastOwner:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, owners)) == [False, True]


def test_taking_away_what_nobody_has_is_no_reason_to_refuse(app: Flask) -> None:
    team_id = make_team()
    guest_id = make_account("guest@example.org")
    services.take_role(Scope.TEAM, team_id, guest_id, Role.VIEWER, by="test")
    assert roles_at(guest_id, team_id=team_id) == set()


def test_somebody_who_is_no_owner_can_be_asked_to_be_none(app: Flask) -> None:
    """The refusal is about the last owner, not about whoever is named."""
    team_id = make_team()
    services.take_role(Scope.TEAM, team_id, make_account("guest@example.org"), Role.OWNER, by="test")
    assert roles_at(make_account(), team_id=team_id) == {Role.OWNER}
