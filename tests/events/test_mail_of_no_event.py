"""Links to sign in and invitations: an operator sees that they wait, and an owner whom they did not reach."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.accounts import services as accounts
from convene.accounts.errors import AccountIsClosed
from convene.accounts.queries import account_with
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.services import giving_roles
from convene.outbox.models import Message, MessageState
from convene.outbox.rules import NO_CONNECTION
from convene.outbox.services import claim_next, enqueue, record_failure
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on
from tests.factories.events import give, make_account, make_event
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

REFUSED = "5.1.1 no such user"


@pytest.fixture
def olu(visitor: Visitor) -> Visitor:
    """An operator, signed in."""
    accounts.create_account("olu@example.org", name="Olu Operator", is_operator=True, by="test")
    return visitor.signed_in_as("olu@example.org")


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    """An owner, signed in, who runs nothing."""
    make_account("noor@example.org", "Noor Idris")
    return visitor.another().signed_in_as("noor@example.org")


def fail(problem: str = REFUSED, *, is_final: bool = True) -> UUID:
    """Have the message that is due first fail."""
    message_id = claim_next()
    assert message_id is not None
    record_failure(message_id, problem, is_final=is_final)
    return message_id


def ask_for_a_link(email: str = "jane@example.org", name: str = "Jane Vũ") -> None:
    make_account(email, name)
    accounts.mail_sign_in_link(email)


def state_of(message_id: UUID) -> MessageState:
    db.session.rollback()
    return db.session.get_one(Message, message_id).state


def team(event: Event) -> str:
    return f"/organise/{event.slug}/team"


# --- the operator's page ------------------------------------------------------------------------------------------


def test_an_operator_sees_to_whom_what_and_why_and_not_a_word_of_the_mail(olu: Visitor) -> None:
    assert "Nothing waits" in olu.open("/mail").text
    event = make_event()
    ask_for_a_link()
    secret = db.session.scalars(select(Message)).one().private["secret"]
    fail()
    giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
    fail(NO_CONNECTION, is_final=False)
    olu.open("/organise/").follow_link("Mail")
    assert "Jane Vũ" in olu.text
    assert "A link to sign in" in olu.text
    assert f"The mail server says: “{REFUSED}”" in olu.text
    assert "An invitation to work on an event" in olu.text
    assert "It is tried again by itself" in olu.text
    assert secret not in olu.response.get_data(as_text=True)
    assert event.title not in olu.text


def test_mail_of_an_event_and_what_was_sent_are_not_on_it(olu: Visitor, noor: Visitor) -> None:
    ask_for_a_link("sent@example.org")
    sent_mails()
    event = make_event()
    giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
    message_id = db.session.scalars(select(Message.id).where(Message.to_email == "laurie@example.org")).one()
    sent_mails()
    olu.open("/mail")
    assert "Nothing waits" in olu.text
    of_an_event = enqueue("events/invitation", "kim@example.org", event_id=event.id)
    assert "Nothing waits" in olu.open("/mail").text
    token = olu.open("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    for each in (message_id, of_an_event):
        olu.post(f"/mail/{each}/again", {"csrf_token": token}, expect=404)


def test_the_page_is_for_operators(app: Flask, noor: Visitor) -> None:
    make_event()
    assert noor.open("/organise/").tree.xpath("//a[@href='/mail']") == []
    noor.open("/mail", expect=404)
    noor.another().open("/mail", expect=303, follow=False)


def test_a_failed_link_is_sent_again_and_opens(olu: Visitor) -> None:
    ask_for_a_link()
    message_id = fail()
    olu.open("/mail").press("Send again")
    assert "The message goes out again" in olu.text
    assert "It is tried again by itself" in olu.text
    (mail,) = sent_mails("jane@example.org")
    assert state_of(message_id) is MessageState.SENT
    olu.another().open(link_in(mail)).press("Sign in", follow=False)
    assert "Nothing waits" in olu.open("/mail").text


def test_a_link_that_is_too_old_is_dropped(olu: Visitor) -> None:
    with time_machine.travel(now() - timedelta(hours=1)):
        ask_for_a_link()
        message_id = fail()
    olu.open("/mail")
    assert "Send again" not in olu.text
    assert "Its link opens nothing any more" in olu.text
    olu.press("Drop")
    assert "The message is dropped" in olu.text
    assert "Nothing waits" in olu.text
    assert state_of(message_id) is MessageState.REPLACED
    assert db.session.get_one(Message, message_id).private == {}


def test_a_link_that_becomes_too_old_while_the_page_is_open_is_not_sent(olu: Visitor) -> None:
    ask_for_a_link()
    fail()
    olu.open("/mail")
    with time_machine.travel(now() + timedelta(hours=1)):
        olu.signed_in_as("olu@example.org").open("/mail").press("Drop")
        assert "The message is dropped" in olu.text
    assert sent_mails() == []


def test_a_link_that_waited_until_it_was_too_old_is_not_mailed(app: Flask) -> None:
    with time_machine.travel(now() - timedelta(hours=1)):
        ask_for_a_link()
        message_id = fail(NO_CONNECTION, is_final=False)
    assert sent_mails() == []
    assert state_of(message_id) is MessageState.REPLACED


def test_a_newer_link_that_waits_is_not_overtaken(olu: Visitor) -> None:
    ask_for_a_link()
    older = fail()
    ask_for_a_link()
    olu.open("/mail").press("Send again", expect=409)
    assert "A newer message about the same thing is waiting" in olu.text
    assert state_of(older) is MessageState.FAILED


def test_the_banner_tells_operators_since_when_and_why(olu: Visitor, noor: Visitor) -> None:
    at = now().replace(hour=9, minute=20, second=0)
    with time_machine.travel(at, tick=False):
        ask_for_a_link()
        ask_for_a_link("other@example.org")
        olu.signed_in_as("olu@example.org")
        noor.signed_in_as("noor@example.org")
        assert "wait since" not in olu.open("/organise/").text
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        assert (
            "2 links to sign in or invitations wait since 09:20 UTC. Nothing has tried" in olu.open("/organise/").text
        )
        assert "wait since" not in noor.open("/organise/").text
        fail(NO_CONNECTION, is_final=False)
        fail()
        olu.open("/organise/")
        assert "1 link to sign in or invitation waits since 09:20 UTC. No mail server answers. We try again" in olu.text
        olu.follow_link("See why")
        assert "No mail server answers" in olu.text


def test_the_page_asks_the_database_as_often_for_one_message_as_for_three(
    olu: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    ask_for_a_link()
    fail()
    olu.open("/mail")
    one = count_statements(lambda: olu.open("/mail"))
    for number in (2, 3):
        ask_for_a_link(f"person{number}@example.org")
        fail()
    assert count_statements(lambda: olu.open("/mail")) == one


# --- beside the role ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", list(Scope))
def test_a_role_says_that_its_invitation_failed_and_invites_again(noor: Visitor, scope: Scope) -> None:
    event = make_event()
    of_team = f"/organise/teams/{event.team_id}"
    path, there = (team(event), f"/organise/{event.slug}/") if scope is Scope.EVENT else (of_team, of_team)
    noor.open(path).fill_in(email="laurie@example.org", role="viewer").press("Invite")
    assert "Invitation not sent" not in noor.text, "it is being sent"
    fail()
    noor.open(path)
    assert f"Invitation not sent The mail server says: “{REFUSED}”" in noor.text
    assert noor.text.count("Invitation not sent") == 1
    noor.press("Invite again")
    assert "Another invitation, with a new link, is on its way" in noor.text
    assert "Invitation not sent" not in noor.text
    (mail,) = sent_mails("laurie@example.org")
    assert "invites you to work on" in text_of(mail)
    assert "Invitation not sent" not in noor.open(path).text
    assert noor.another().open(link_in(mail)).press("Sign in").path == there


def test_a_role_says_that_its_invitation_waits(noor: Visitor) -> None:
    event = make_event()
    at = now()
    with time_machine.travel(at, tick=False):
        noor.signed_in_as("noor@example.org")
        giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
        assert "Invitation waits" not in noor.open(team(event)).text
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        assert "Invitation waits Nothing has tried to send it yet." in noor.open(team(event)).text
        fail(NO_CONNECTION, is_final=False)
        assert "Invitation waits No mail server answers." in noor.open(team(event)).text


def test_a_role_says_that_its_invitation_was_dropped(noor: Visitor, olu: Visitor) -> None:
    event = make_event()
    with time_machine.travel(now() - timedelta(days=4)):
        giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
        fail()
    olu.open("/mail").press("Drop")
    assert "Invitation not sent It waited until its link was too old." in noor.open(team(event)).text
    noor.press("Invite again")
    assert len(sent_mails("laurie@example.org")) == 1


def test_an_invitation_to_another_event_is_told_there(noor: Visitor) -> None:
    event, other = make_event(), make_event()
    giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
    fail()
    give(other, "laurie@example.org", Role.VIEWER)
    assert "Invitation not sent" not in noor.open(team(other)).text


def test_nobody_invites_again_to_what_is_not_theirs(noor: Visitor) -> None:
    event = make_event()
    giving_roles.invite(Scope.TEAM, event.team_id, "laurie@example.org", Role.ORGANISER, by="test")
    fail()
    of_team = f"/organise/teams/{event.team_id}"
    assert "Invitation not sent" in noor.open(of_team).text
    assert "Another invitation" in noor.press("Invite again").text
    give(event, "guest@example.org", Role.OWNER)
    guest = noor.another().signed_in_as("guest@example.org").open(team(event))
    assert "Invitation not sent" not in guest.text
    token = guest.tree.xpath("//input[@name='csrf_token']/@value")[0]
    grant = next(each for each in grants_on(Scope.TEAM, event.team_id) if each.role is Role.ORGANISER)
    guest.post(f"{team(event)}/{grant.id}/invite-again", {"csrf_token": token}, expect=404)
    guest.post(f"{of_team}/roles/{grant.id}/invite-again", {"csrf_token": token}, expect=404)
    elsewhere = make_event()
    noor.post(f"{team(elsewhere)}/{UUID(int=7)}/invite-again", {"csrf_token": token}, expect=None)
    assert noor.status in {400, 404}


def test_a_closed_account_is_not_invited(noor: Visitor) -> None:
    event = make_event()
    giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
    fail()
    account = account_with("laurie@example.org")
    assert account is not None
    accounts.close_account(account.id, by="test")
    said = "The account with this address is closed. Whoever runs this Convene can open it again."
    assert said in noor.open(team(event)).press("Invite again", expect=422).text
    token = noor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    again = {"csrf_token": token, "email": "laurie@example.org", "role": "organiser"}
    assert said in noor.post(team(event), again, expect=422).text
    (grant,) = grants_on(Scope.EVENT, event.id)
    with pytest.raises(AccountIsClosed):
        giving_roles.invite_again(Scope.EVENT, event.id, grant.id, by="test")
    assert [each.role for each in grants_on(Scope.EVENT, event.id)] == [Role.VIEWER]


def test_the_team_page_asks_as_often_for_one_invitation_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event()
    giving_roles.invite(Scope.EVENT, event.id, "one@example.org", Role.VIEWER, by="test")
    fail()
    noor.open(team(event))
    one = count_statements(lambda: noor.open(team(event)))
    for number in (2, 3):
        giving_roles.invite(Scope.EVENT, event.id, f"person{number}@example.org", Role.VIEWER, by="test")
        fail()
    assert count_statements(lambda: noor.open(team(event))) == one
    assert noor.text.count("Invitation not sent") == 3
