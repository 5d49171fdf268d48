from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from convene.accounts.services import make_sign_in_link
from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.outbox.services import claim_next, enqueue, record_failure
from convene.permissions.catalogue import Role
from tests.factories.events import give, make_account, make_event, make_team
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

NO_SERVER = "ConnectionRefusedError: no connection to the mail server"


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def write(event: Event, to: str = "jane@example.org") -> UUID:
    """A message of the event, waiting. It speaks of the event, so that it can be rendered again and again."""
    return enqueue(
        "events/invitation",
        to,
        to_name="Jane Vũ",
        ids={"event_id": event.id},
        private={"secret": make_sign_in_link(make_account(), by="test"), "role": "viewer"},
        event_id=event.id,
    )


def fail(problem: str, *, is_final: bool) -> None:
    message_id = claim_next()
    assert message_id is not None
    record_failure(message_id, problem, is_final=is_final)


def test_an_empty_outbox_says_when_the_first_message_comes(noor: Visitor) -> None:
    event = make_event()
    assert "No mail yet" in noor.open(f"/organise/{event.slug}/mail/").text
    for show, words in (("waiting", "Nothing waits"), ("failed", "Nothing has failed"), ("nonsense", "No mail yet")):
        assert words in noor.open(f"/organise/{event.slug}/mail/?show={show}").text


def test_tabs_count_and_show_each_state(noor: Visitor) -> None:
    event = make_event()
    write(event, "sent@example.org")
    sent_mails()
    write(event, "failed@example.org")
    fail("550 no such user", is_final=True)
    write(event, "waiting@example.org")
    noor.open(f"/organise/{event.slug}/mail/")
    tabs = [" ".join(each.text_content().split()) for each in noor.tree.xpath("//nav[@class='tabs']//a")]
    assert tabs == ["All 3", "Waiting 1", "Kept in the local mailbox 1", "Failed 1"]
    for state in ("sent", "failed", "waiting"):
        noor.open(f"/organise/{event.slug}/mail/?show={state}")
        assert f"{state}@example.org" in noor.text
        assert noor.text.count("@example.org") - noor.text.count("noor@example.org") == 2
    noor.open(f"/organise/{event.slug}/mail/?show=failed")
    assert "The mail server says: “550 no such user”" in noor.text
    assert "tried once" in noor.text


def test_a_sent_message_is_read_as_it_went_and_a_waiting_one_as_it_would_go(noor: Visitor) -> None:
    event = make_event()
    sent = write(event)
    sent_mails()
    waiting = write(event)
    noor.open(f"/organise/{event.slug}/mail/{sent}")
    assert "As it was written" in noor.text
    assert "Network Secretariat invites you" in noor.text
    noor.open(f"/organise/{event.slug}/mail/{waiting}")
    assert "As it would be sent now" in noor.text
    assert "Send again" not in noor.text


def test_a_message_that_cannot_be_written_has_a_page_that_says_so(noor: Visitor) -> None:
    event = make_event()
    message_id = enqueue("nobody/knows", "jane@example.org", event_id=event.id)
    assert "It cannot be written" in noor.open(f"/organise/{event.slug}/mail/{message_id}").text
    sent_mails()
    assert "Convene could not write it" in noor.open(f"/organise/{event.slug}/mail/{message_id}").text


def test_a_failed_message_is_sent_again(noor: Visitor) -> None:
    event = make_event()
    message_id = write(event)
    fail("550 no such user", is_final=True)
    noor.open(f"/organise/{event.slug}/mail/{message_id}").press("Send again")
    assert "The message goes out again" in noor.text
    assert [mail["to"] for mail in sent_mails()] == ["Jane Vũ <jane@example.org>"]
    db.session.expire_all()
    assert db.session.get_one(Message, message_id).state == MessageState.SENT


def test_the_banner_says_since_when_mail_waits_and_why(noor: Visitor) -> None:
    event = make_event()
    overview = f"/organise/{event.slug}/"
    at = now().replace(hour=9, minute=20, second=0)  # 16:20 in Bangkok
    with time_machine.travel(at, tick=False):
        noor.signed_in_as("noor@example.org")
        write(event)
        write(event)
        assert "messages wait" not in noor.open(overview).text
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        assert "2 messages wait since 16:20. Nothing has tried to send yet" in noor.open(overview).text
        fail(NO_SERVER, is_final=False)
        fail(NO_SERVER, is_final=False)
        for page in ("", "settings", "rooms", "mail/", "team", "log"):
            assert "2 messages wait since 16:20. No mail server answers." in noor.open(overview + page).text
        noor.follow_link("See why")
        assert noor.tree.xpath("//nav[@class='tabs']//a[@aria-current]")[0].text_content().startswith("Waiting")


def test_the_banner_says_what_failed_and_goes_when_it_is_sent(noor: Visitor) -> None:
    event = make_event()
    message_id = write(event)
    fail("550 no such user", is_final=True)
    assert "1 message could not be sent" in noor.open(f"/organise/{event.slug}/").text
    noor.open(f"/organise/{event.slug}/mail/{message_id}").press("Send again")
    sent_mails()
    assert "could not be sent" not in noor.open(f"/organise/{event.slug}/").text


def test_a_message_sent_again_after_days_does_not_seem_to_wait_since_then(noor: Visitor) -> None:
    event = make_event()
    with time_machine.travel(now() - timedelta(days=3)):
        message_id = write(event)
        fail("550 no such user", is_final=True)
    overview = f"/organise/{event.slug}/"
    at = now().replace(hour=9, minute=20, second=0)  # 16:20 in Bangkok
    with time_machine.travel(at, tick=False):
        noor.signed_in_as("noor@example.org").open(f"{overview}mail/{message_id}").press("Send again")
        assert "waits since" not in noor.open(overview).text
        fail(NO_SERVER, is_final=False)
        assert "waits since" not in noor.open(overview).text, "it was tried at once, and not three days ago"
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        assert "1 message waits since 16:20" in noor.open(overview).text


def test_mail_of_another_event_is_not_there(noor: Visitor) -> None:
    event, other = make_event(), make_event()
    message_id = write(other)
    noor.open(f"/organise/{event.slug}/mail/{message_id}", expect=404)
    noor.open(f"/organise/{event.slug}/mail/")
    token = noor.open(f"/organise/{event.slug}/rooms").tree.xpath("//input[@name='csrf_token']/@value")[0]
    noor.post(f"/organise/{event.slug}/mail/{message_id}/again", {"csrf_token": token}, expect=404)


def test_only_those_who_may_read_mail_are_told_of_it(visitor: Visitor) -> None:
    event = make_event()
    message_id = write(event)
    fail("550 no such user", is_final=True)
    give(event, "viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("viewer@example.org").open(f"/organise/{event.slug}/")
    assert "could not be sent" not in visitor.text
    assert "Mail" not in visitor.text
    visitor.open(f"/organise/{event.slug}/mail/{message_id}", expect=403)


def test_the_outbox_asks_the_database_as_often_for_one_message_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event()
    write(event)
    path = f"/organise/{event.slug}/mail/"
    noor.open(path)
    one = count_statements(lambda: noor.open(path))
    write(event)
    write(event)
    assert count_statements(lambda: noor.open(path)) == one


def test_names_and_subjects_of_200_letters_fit(noor: Visitor) -> None:
    event = make_event(title="W" * 200, team_id=make_team("N" * 200))
    enqueue("events/invitation", "a@example.org", to_name="W" * 200, ids={"event_id": event.id},
            private={"secret": make_sign_in_link(make_account(), by="test"), "role": "viewer"},
            event_id=event.id)  # fmt: skip
    assert len(sent_mails()) == 1
    noor.open(f"/organise/{event.slug}/mail/")
    assert "W" * 200 in noor.text
