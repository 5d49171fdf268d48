from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask

from convene.accounts.queries import account_with
from convene.clock import now
from convene.events.catalogue import Relation
from convene.events.queries import links_of
from convene.events.services import arranging_rooms, changing, giving_roles, linking_events
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on, roles_at
from convene.permissions.services import give_role
from tests.factories.events import give, make_account, make_event, make_team
from tests.support.at_once import at_once
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    make_account("noor@example.org", "Noor Idris")
    return visitor.signed_in_as("noor@example.org")


def test_the_log_says_who_did_what_in_the_time_of_the_event(noor: Visitor) -> None:
    event = make_event(published=False)
    # Tomorrow, and all of it: a cookie of a later hour than the clock's is none.
    with time_machine.travel((now() + timedelta(days=1)).replace(hour=9, minute=20, second=0)):
        noor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/publish").press("Publish the event")
        arranging_rooms.add_room(event.id, "Hall", by="command line")
        changing.show_anew(event.id)
        noor.open(f"/organise/{event.slug}/log")
        overview = noor.another().signed_in_as("noor@example.org").open(f"/organise/{event.slug}/").text
    lines = [" ".join(each.text_content().split()) for each in noor.tree.xpath("//ul[@class='log push-s']/li")]
    assert lines[0] == "Today 16:20 Convene had the public pages made anew"
    assert lines[1] == "Today 16:20 Somebody on the command line added a room: Hall"
    assert lines[2] == "Today 16:20 Noor Idris published the event"
    assert lines[-1].endswith("test began the event")
    assert "Noor Idris published the event" in overview


def test_the_log_is_paged_and_asks_as_often_for_one_line_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event(published=False)
    arranging_rooms.add_room(event.id, "Room 0", by=f"account:{make_account()}")
    path = f"/organise/{event.slug}/log"
    noor.open(path)
    one = count_statements(lambda: noor.open(path))
    for number in (1, 2):
        somebody = make_account(f"somebody{number}@example.org", f"Somebody {number}")
        arranging_rooms.add_room(event.id, f"Room {number}", by=f"account:{somebody}")
    assert count_statements(lambda: noor.open(path)) == one
    for _ in range(60):
        changing.show_anew(event.id)
    noor.open(path)
    noor.follow_link("Next page")
    assert "test began the event" in noor.text


def test_the_log_names_linked_events_and_no_event_that_the_reader_may_not_know_of(visitor: Visitor) -> None:
    event, other = make_event(slug="one"), make_event(slug="other", title="Hidden Workshop", published=False)
    linking_events.link_event(event.id, Relation.FOLLOWS, other.id, by="test")
    linking_events.link_event_elsewhere(event.id, Relation.ON_THE_MARGINS_OF, "World Congress", by="test")
    give(event, "guest@example.org", Role.ORGANISER)
    path = f"/organise/{event.slug}/log"
    own = visitor.signed_in_as("noor@example.org").open(path).text
    assert "test linked the event to another one: Hidden Workshop" in own
    assert "test linked the event to one elsewhere: World Congress" in own
    guest = visitor.another().signed_in_as("guest@example.org").open(path).text
    assert "test linked the event to another one" in guest
    assert "Hidden Workshop" not in guest
    linking_events.remove_link(event.id, links_of(event.id)[0].link.id, by="test")
    assert "test removed a link to another event: Hidden Workshop" in visitor.open(path).text


def test_somebody_is_invited_by_mail_and_comes_in_by_its_link(noor: Visitor) -> None:
    event = make_event()
    noor.open(f"/organise/{event.slug}/team").fill_in(email="Laurie@Example.org", role="programme").press("Invite")
    assert "An invitation is on its way" in noor.text
    (mail,) = sent_mails("Laurie@example.org")
    assert "Network Secretariat invites you to work on “Regional Network Forum”" in text_of(mail)
    assert "builds and publishes the agenda" in text_of(mail)
    laurie = noor.another().open(link_in(mail)).press("Sign in")
    assert laurie.path == f"/organise/{event.slug}/"
    laurie.open(f"/organise/{event.slug}/team", expect=403)


def test_the_link_of_an_invitation_lives_for_three_days(noor: Visitor) -> None:
    event = make_event()
    noor.open(f"/organise/{event.slug}/team").fill_in(email="laurie@example.org").press("Invite")
    (mail,) = sent_mails("laurie@example.org")
    with time_machine.travel(now() + timedelta(days=2, hours=23)):
        noor.another().open(link_in(mail))
    with time_machine.travel(now() + timedelta(days=3, minutes=1)):
        noor.another().open(link_in(mail), expect=410)


def test_an_invitation_stands_in_no_outbox_where_others_could_use_its_link(noor: Visitor) -> None:
    event = make_event()
    give(event, "organiser@example.org", Role.ORGANISER)
    noor.open(f"/organise/{event.slug}/team").fill_in(email="boss@example.org", role="owner").press("Invite")
    sent_mails()
    organiser = noor.another().signed_in_as("organiser@example.org")
    assert "No mail yet" in organiser.open(f"/organise/{event.slug}/mail/").text


def test_inviting_an_account_that_is_there_gives_it_the_role_once(noor: Visitor) -> None:
    event = make_event()
    make_account("laurie@example.org", "Laurie Smith")
    for _ in range(2):
        noor.open(f"/organise/{event.slug}/team").fill_in(email="LAURIE@example.org", role="viewer").press("Invite")
    assert [grant.role for grant in grants_on(Scope.EVENT, event.id)] == [Role.VIEWER]
    assert "Laurie Smith" in noor.text


def test_of_two_who_invite_the_same_address_at_once_neither_is_refused(app: Flask, noor: Visitor) -> None:
    event_id = make_event().id
    invite = partial(giving_roles.invite, Scope.EVENT, event_id, "new@example.org", by="test")
    assert at_once(app, [partial(invite, role) for role in (Role.VIEWER, Role.PROGRAMME)]) == [None, None]
    assert {grant.role for grant in grants_on(Scope.EVENT, event_id)} == {Role.VIEWER, Role.PROGRAMME}


def test_a_role_is_changed_and_taken_away(noor: Visitor) -> None:
    event = make_event()
    give(event, "laurie@example.org", Role.VIEWER)
    laurie = account_with("laurie@example.org")
    assert laurie is not None
    noor.open(f"/organise/{event.slug}/team")
    (grant,) = grants_on(Scope.EVENT, event.id)
    token = noor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    noor.post(f"/organise/{event.slug}/team/{grant.id}/role", {"csrf_token": token, "role": "front desk"}, expect=200)
    assert roles_at(laurie.id, event_id=event.id) == {Role.FRONT_DESK}
    (grant,) = grants_on(Scope.EVENT, event.id)
    noor.post(f"/organise/{event.slug}/team/{grant.id}/role", {"csrf_token": token, "role": "king"}, expect=422)
    noor.post(f"/organise/{event.slug}/team/{grant.id}/take-away", {"csrf_token": token}, expect=200)
    assert "The role is taken away" in noor.text
    assert not roles_at(laurie.id, event_id=event.id)


def test_the_team_page_asks_as_often_for_one_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event(team_id=make_team())
    path = f"/organise/{event.slug}/team"
    give(event, "v1@example.org", Role.VIEWER)
    noor.open(path)
    one = count_statements(lambda: noor.open(path))
    for number in (2, 3):
        give_role(Scope.TEAM, event.team_id, make_account(f"o{number}@example.org"), Role.ORGANISER, by="test")
        give(event, f"v{number}@example.org", Role.VIEWER)
    assert count_statements(lambda: noor.open(path)) == one
