"""The page of a team by itself: its events, who works on all of them, how it is called."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from convene.accounts.queries import account_with
from convene.database import db
from convene.events.models import Event
from convene.events.services import giving_roles
from convene.events.services.keeping_series import SeriesFacts, begin_series
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on, roles_at
from convene.permissions.services import give_role
from convene.teams.models import Team
from tests.factories.events import give, make_account, make_event, make_team
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    make_account("noor@example.org", "Noor Idris")
    return visitor.signed_in_as("noor@example.org")


def page_of(event: Event) -> str:
    return f"/organise/teams/{event.team_id}"


def test_it_is_found_from_the_list_of_events_and_lists_all_of_its_own(noor: Visitor) -> None:
    team_id = make_team("Network Secretariat", "noor@example.org")
    first = make_event(team_id=team_id, slug="first", title="First Forum")
    make_event(team_id=team_id, slug="second", title="Second Forum", published=False)
    make_event(team_id=make_team("Others", "other@example.org"), slug="elsewhere", title="Elsewhere")
    begin_series(first.id, SeriesFacts(title="Regional forums"), by="test")
    noor.open("/organise/").follow_link("Network Secretariat")
    assert noor.path == page_of(first)
    assert "First Forum" in noor.text
    assert "Second Forum" in noor.text
    assert "Elsewhere" not in noor.text
    assert "Regional forums 1 edition" in " ".join(noor.text.split())


def test_somebody_is_invited_to_the_team_and_comes_in_by_the_link(noor: Visitor) -> None:
    event = make_event()
    noor.open(page_of(event)).fill_in(email="laurie@example.org", role="organiser").press("Invite")
    assert "An invitation is on its way" in noor.text
    (mail,) = sent_mails("laurie@example.org")
    assert mail["Subject"] == "You are invited to work with Network Secretariat"
    assert "Network Secretariat invites you to work on every one of its events." in text_of(mail)
    laurie = noor.another().open(link_in(mail)).press("Sign in")
    assert laurie.path == page_of(event)
    laurie.open(f"/organise/{event.slug}/")
    assert "noor@example.org" not in laurie.open(page_of(event)).text, "addresses are for those who give roles"
    assert "Invite somebody" not in laurie.text
    account = account_with("laurie@example.org")
    assert account is not None
    assert f"gave somebody a role: {account.email}" in noor.open(page_of(event)).text


def test_a_role_in_the_team_is_changed_and_taken_away(noor: Visitor) -> None:
    event = make_event()
    giving_roles.invite(Scope.TEAM, event.team_id, "laurie@example.org", Role.VIEWER, by="test")
    laurie = account_with("laurie@example.org")
    assert laurie is not None
    token = noor.open(page_of(event)).tree.xpath("//input[@name='csrf_token']/@value")[0]

    def held() -> str:
        grant = next(one for one in grants_on(Scope.TEAM, event.team_id) if one.account_id == laurie.id)
        return f"{page_of(event)}/roles/{grant.id}"

    noor.post(held(), {"csrf_token": token, "role": "king"}, expect=422)
    noor.post(held(), {"csrf_token": token, "role": "programme"}, expect=200)
    assert roles_at(laurie.id, team_id=event.team_id) == {Role.PROGRAMME}
    noor.open(f"{held()}/take-away")
    assert "It counts on every event of the team." in noor.text
    noor.press("Take the role away")
    assert not roles_at(laurie.id, team_id=event.team_id)


def test_the_last_owner_is_told_why_they_stay(noor: Visitor) -> None:
    noor.open(page_of(make_event())).follow_link("Take away")
    assert "You may lose this page with it." in noor.text
    noor.press("Take the role away", expect=422)
    assert "This is the last owner. Make somebody else an owner first." in noor.text


def test_an_owner_who_leaves_is_led_out(noor: Visitor) -> None:
    event = make_event()
    giving_roles.invite(Scope.TEAM, event.team_id, "second@example.org", Role.OWNER, by="test")
    noor.open(page_of(event)).follow_link("Take away").press("Take the role away")
    assert noor.path == "/organise/"
    noor.open(f"/organise/{event.slug}/", expect=404)
    noor.open(page_of(event), expect=404)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ORGANISER])
def test_a_role_at_one_event_does_not_open_the_team(visitor: Visitor, role: Role) -> None:
    event = make_event()
    give(event, "guest@example.org", role)
    visitor.signed_in_as("guest@example.org").open(page_of(event), expect=404)
    visitor.open(f"/organise/teams/{uuid4()}", expect=404)
    assert "Your team" not in visitor.open("/organise/").text
    if role is Role.OWNER:
        visitor.open(f"/organise/{event.slug}/team")
        token = visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]
        (owner,) = grants_on(Scope.TEAM, event.team_id)
        data = {"csrf_token": token, "role": "viewer", "name": "Mine now", "email": "friend@example.org"}
        for path in (
            f"{page_of(event)}/invitations",
            f"{page_of(event)}/name",
            f"{page_of(event)}/roles/{owner.id}",
            f"{page_of(event)}/roles/{owner.id}/take-away",
            f"/organise/{event.slug}/team/{owner.id}/role",
            f"/organise/{event.slug}/team/{owner.id}/take-away",
        ):
            visitor.post(path, data, expect=404)
        assert [grant.role for grant in grants_on(Scope.TEAM, event.team_id)] == [Role.OWNER]


def test_an_organiser_reads_the_page_and_gives_no_roles(visitor: Visitor) -> None:
    event = make_event()
    account_id = make_account("organiser@example.org")
    give_role(Scope.TEAM, event.team_id, account_id, Role.ORGANISER, by="test")
    visitor.signed_in_as("organiser@example.org").open(page_of(event))
    token = visitor.open("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "role": "owner", "name": "Mine now", "email": "organiser@example.org"}
    visitor.post(f"{page_of(event)}/invitations", data, expect=403)
    visitor.post(f"{page_of(event)}/name", data, expect=403)


def test_the_team_gets_another_name(noor: Visitor) -> None:
    event = make_event()
    noor.open(page_of(event)).fill_in(name="Forum Office").press("Save the name")
    db.session.expire_all()
    assert db.session.get_one(Team, event.team_id).name == "Forum Office"
    assert "Forum Office" in noor.another().open(f"/e/{event.slug}/").text
    noor.fill_in(name=" ").press("Save the name", expect=422)
    assert "Enter the name of the team" in noor.text


def test_it_asks_as_often_for_one_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event(slug="one")
    begin_series(event.id, SeriesFacts(title="First"), by="test")
    giving_roles.invite(Scope.TEAM, event.team_id, "o1@example.org", Role.ORGANISER, by="test")
    noor.open(page_of(event))
    one = count_statements(lambda: noor.open(page_of(event)))
    for number in (2, 3):
        at = date(2024, 3, number)
        more = make_event(team_id=event.team_id, slug=f"more-{number}", starts_on=at, ends_on=at)
        begin_series(more.id, SeriesFacts(title=f"Series {number}"), by="test")
        giving_roles.invite(Scope.TEAM, event.team_id, f"o{number}@example.org", Role.ORGANISER, by="test")
    assert count_statements(lambda: noor.open(page_of(event))) == one
