"""Followers are told of an edition once, each by a mail of their own, with the button of RFC 8058 to leave."""

import email
import email.policy
import re
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from convene.accounts import services as accounts
from convene.clock import now
from convene.database import bookkeeping, db
from convene.events.models import Event, Series
from convene.events.services.changing import publish_event, withdraw_event
from convene.outbox.models import Message, MessageState
from convene.outbox.rendering import Mail
from convene.outbox.sending import send_due
from convene.outbox.transport import bytes_of
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.subscriptions import services
from convene.subscriptions.catalogue import SubscriptionState
from convene.subscriptions.errors import EditionIsOver, InNoSeries, NobodyFollows, NotPublic, ToldAlready
from convene.subscriptions.models import Announcement, Subscription
from tests.factories.events import give, make_account, make_event, make_team
from tests.factories.subscriptions import ask_to_follow, make_follower, make_series, subscription_with
from tests.support.at_once import at_once
from tests.support.mail import sent_mails, text_of
from tests.support.smtp import mail_server
from tests.support.visitor import Visitor


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event(slug="forum")
    make_series(event)
    db.session.rollback()
    return db.session.get_one(Event, event.id)


def told() -> list[str]:
    return [mail["To"] for mail in sent_mails() if "follow" not in mail["Subject"] and "hear" not in mail["Subject"]]


def series_id_of(event: Event) -> UUID:
    return db.session.scalars(select(Series.id)).one()


def test_a_follower_is_told_over_a_real_line_and_leaves_by_the_button_of_the_mail_provider(
    event: Event, visitor: Visitor
) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    sent_mails()
    services.announce(event.id, word="Bring a <b>friend</b>.", by="test")
    with mail_server() as server:
        assert send_due() == 1
    (received,) = server.received
    mail = email.message_from_bytes(received.body, policy=email.policy.default)
    assert received.receivers == ["kofi@example.org"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (url,) = re.fullmatch(r"<(https?://\S+)>", mail["List-Unsubscribe"]).groups()  # type: ignore[union-attr]
    html = mail.get_body(("html",))  # type: ignore[attr-defined]
    assert "&lt;b&gt;friend" in html.get_content()
    path = re.sub(r"^https?://[^/]+", "", url)
    provider = visitor.another()
    for _ in range(2):  # no cookie, no token of ours, and perhaps twice
        answer = provider.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert subscription_with(series_id_of(event), "kofi@example.org").state is SubscriptionState.ENDED
    assert "You are unsubscribed" in visitor.open(path).text


def test_opening_the_link_to_leave_leaves_nobody(event: Event, visitor: Visitor) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    services.announce(event.id, by="test")
    mail = sent_mails("kofi@example.org")[-1]
    visitor.open(re.sub(r"^<https?://[^/]+|>$", "", mail["List-Unsubscribe"]))
    assert "You will hear about the next edition" in visitor.text
    assert subscription_with(series_id_of(event), "kofi@example.org").state is SubscriptionState.CONFIRMED


def test_two_organisers_at_once_and_one_later_tell_everybody_once(app: Flask, event: Event) -> None:
    series_id, event_id = series_id_of(event), event.id
    for n in range(3):
        make_follower(series_id, f"person{n}@example.org")
    given = at_once(app, [partial(services.announce, event_id, by="test") for _ in range(6)])
    assert sorted(str(type(each).__name__) for each in given) == ["ToldAlready"] * 5 + ["int"]
    make_follower(series_id, "later@example.org")
    with pytest.raises(ToldAlready):
        services.announce(event_id, by="test")
    assert sorted(told()) == [f"person{n}@example.org" for n in range(3)]


def test_who_leaves_before_the_mail_goes_out_gets_none(event: Event) -> None:
    stays, goes = (make_follower(series_id_of(event), f"{name}@example.org") for name in ("stays", "goes"))
    services.announce(event.id, by="test")
    services.leave(goes)
    assert told() == ["stays@example.org"]
    assert stays


def test_an_event_that_is_withdrawn_meanwhile_is_told_to_nobody(event: Event) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    services.announce(event.id, by="test")
    withdraw_event(event.id, by="test")
    assert told() == []
    with pytest.raises(NotPublic):
        services.announce(event.id, by="test")


def test_what_was_told_to_nobody_since_the_event_was_withdrawn_can_be_told_once_it_is_public_again(
    event: Event, visitor: Visitor
) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    services.announce(event.id, word="The first word.", by="test")
    withdraw_event(event.id, by="test")
    publish_event(event.id, by="test")
    with pytest.raises(ToldAlready):  # the mail still waits, and goes out now
        services.announce(event.id, by="test")
    withdraw_event(event.id, by="test")
    assert told() == []
    publish_event(event.id, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/announce").fill_in(word="The second word.")
    visitor.press("Tell 1 person")
    assert "1 was told on" in visitor.text
    assert told() == ["kofi@example.org"]
    assert "The second word." in text_of(sent_mails("kofi@example.org")[-1])
    with pytest.raises(ToldAlready):
        services.announce(event.id, by="test")


def test_without_a_series_or_a_follower_nobody_is_told(app: Flask, event: Event) -> None:
    ask_to_follow(series_id_of(event), "asked@example.org")
    with pytest.raises(NobodyFollows):
        services.announce(event.id, by="test")
    with pytest.raises(InNoSeries):
        services.announce(make_event(slug="alone").id, by="test")
    assert db.session.scalar(select(func.count()).select_from(Announcement)) == 0


def test_five_thousand_followers_are_written_down_within_a_second(event: Event) -> None:
    series_id = series_id_of(event)

    @bookkeeping
    def many_follow() -> None:
        at = now()
        rows = [
            {"id": uuid4(), "series_id": series_id, "email": f"p{n}@example.org", "email_key": f"p{n}@example.org",
             "language": "en", "state": SubscriptionState.CONFIRMED, "link_version": 1, "asked_at": at,
             "confirmed_at": at}
            for n in range(5_000)
        ]  # fmt: skip
        db.session.execute(insert(Subscription), rows)

    many_follow()
    began = time.perf_counter()
    assert services.announce(event.id, by="test") == 5_000
    assert time.perf_counter() - began < 5, "well under a second on a machine that does nothing else"
    waiting = select(func.count()).where(Message.state == MessageState.WAITING, Message.event_id == event.id)
    assert db.session.scalar(waiting) == 5_000


def test_an_organiser_reads_the_mail_first_and_tells_them(event: Event, visitor: Visitor) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    make_follower(series_id_of(event), "mai@example.org")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/followers/")
    visitor.follow_link("Tell them of this edition")
    assert "The next edition of Regional forums is set" in visitor.text
    visitor.fill_in(word="Bring a friend.").press("Show the mail with it", expect=200)
    assert visitor.text.count("Bring a friend.") == 2
    assert told() == []
    visitor.press("Tell 2 people")
    assert "2 were told on" in visitor.text
    assert sorted(told()) == ["kofi@example.org", "mai@example.org"]
    assert all("Bring a friend." in text_of(mail) for mail in sent_mails() if mail["List-Unsubscribe"])


def test_an_organiser_finds_a_follower_downloads_the_list_and_ends_one(event: Event, visitor: Visitor) -> None:
    kofi = make_follower(series_id_of(event), "kofi@example.org")
    make_follower(series_id_of(event), "=mai@example.org")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/followers/?q=kofi")
    assert "kofi@example.org" in visitor.text
    assert "mai@example.org" not in visitor.text
    visitor.press("Download as CSV")
    assert "'=mai@example.org" in visitor.response.get_data(as_text=True)
    visitor.open(f"/organise/forum/followers/{kofi}/end").press("End it for them")
    row = subscription_with(series_id_of(event), "kofi@example.org")
    assert row.state is SubscriptionState.ENDED
    services.come_back(kofi, 1)
    assert subscription_with(series_id_of(event), "kofi@example.org").state is SubscriptionState.ENDED


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    event: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    paths = ["/organise/forum/followers/", "/organise/forum/announce", "/organise/forum/"]
    make_follower(series_id_of(event), "kofi@example.org")
    visitor.signed_in_as("noor@example.org").open(paths[0])
    for_one = [count_statements(lambda path=path: visitor.open(path)) for path in paths]  # type: ignore[misc]
    for n in range(2):
        make_follower(series_id_of(event), f"person{n}@example.org")
    assert [count_statements(lambda path=path: visitor.open(path)) for path in paths] == for_one  # type: ignore[misc]


def test_an_operator_sees_what_a_question_that_waits_is_and_does_not_drop_it(event: Event, visitor: Visitor) -> None:
    accounts.create_account("olu@example.org", name="Olu", is_operator=True, by="test")
    visitor.signed_in_as("olu@example.org")
    ask_to_follow(series_id_of(event), "asked@example.org")
    shown = visitor.open("/mail").text
    assert "The question to somebody who wants to hear about a series" in shown
    assert "opens nothing any more" not in shown


def test_followers_of_a_series_of_another_team_are_seen_by_nobody(app: Flask, visitor: Visitor) -> None:
    theirs = make_event(team_id=make_team("Others", "other@example.org"), slug="theirs")
    follower = make_follower(make_series(theirs), "kofi@example.org")
    make_event(slug="mine")
    visitor.signed_in_as("noor@example.org")
    visitor.open(f"/organise/mine/followers/{follower}/end", expect=404)
    assert "kofi@example.org" not in visitor.open("/organise/mine/followers/").text


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\u0085"], ids=ascii)
def test_a_line_break_in_a_title_or_in_the_word_begins_no_header(app: Flask, line_break: str) -> None:
    event = make_event(slug="forum", title=f"Forum{line_break}Bcc: c@evil.example")
    series_id = make_series(event, title=f"Series{line_break}Bcc: c@evil.example")
    make_follower(series_id, "kofi@example.org")
    services.announce(event.id, word=f"Hello{line_break}Bcc: c@evil.example", by="test")
    for mail in sent_mails("kofi@example.org"):
        assert {"Bcc", "Cc"}.isdisjoint(mail.keys())
        assert len(str(mail["Subject"]).splitlines()) == 1


@pytest.mark.parametrize("url", ["https://x.example/\r\nBcc: a@b.example", "https://x.example/>, <mailto:a@b.example",
                                 "javascript:alert(1)", "https://x.example/ y"])  # fmt: skip
def test_what_is_no_address_stands_in_no_header(event: Event, url: str) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    message = db.session.scalars(select(Message)).first()
    assert message is not None
    with pytest.raises(ValueError, match="leave"):
        bytes_of(message, Mail("Subject", "text", "<p>text</p>", (), url))


def test_owners_and_organisers_see_the_followers_and_the_front_desk_does_not(event: Event, visitor: Visitor) -> None:
    make_follower(series_id_of(event), "kofi@example.org")
    for role in (Role.ORGANISER, Role.FRONT_DESK):
        account_id = make_account(f"{role.name.lower()}@example.org")
        give_role(Scope.TEAM, event.team_id, account_id, role, by="test")
    for address in ("noor@example.org", "organiser@example.org"):
        visitor.another().signed_in_as(address).open("/organise/forum/followers/")
    desk = visitor.another().signed_in_as("front_desk@example.org")
    desk.open("/organise/forum/followers/", expect=403)
    assert "Followers" not in desk.open("/organise/forum/").text
    assert "only owners and organisers see it" in visitor.open("/series/regional-forums/follow").text


def test_who_organises_this_event_alone_neither_reads_nor_mails_those_who_follow_the_series(
    event: Event, visitor: Visitor
) -> None:
    """Followers follow every event of the team, and a role at one of them is none at the others."""
    kofi = make_follower(series_id_of(event), "kofi@example.org")
    give(event, "guest@example.org", Role.ORGANISER)
    visitor.signed_in_as("guest@example.org").open("/organise/forum/")
    assert visitor.tree.xpath("//a[contains(@href, 'followers') or contains(@href, 'announce')]") == []
    for path in ("followers/", f"followers/{kofi}/end", "announce"):
        visitor.open(f"/organise/forum/{path}", expect=403)
    token = visitor.open("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    for path in ("followers/followers.csv", f"followers/{kofi}/end", "announce"):
        answer = visitor.client.post(f"/organise/forum/{path}", data={"csrf_token": token, "act": "tell"})
        assert answer.status_code == 403
    assert told() == []
    assert subscription_with(series_id_of(event), "kofi@example.org").state is SubscriptionState.CONFIRMED


def test_an_event_that_is_over_is_told_to_nobody_as_the_next_edition(app: Flask, visitor: Visitor) -> None:
    day = date(2020, 3, 4)
    past = make_event(slug="past", starts_on=day, ends_on=day)
    make_follower(make_series(past), "kofi@example.org")
    with pytest.raises(EditionIsOver):
        services.announce(past.id, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/past/followers/")
    assert "kofi@example.org" in visitor.text
    assert "Tell them of this edition" not in visitor.text
    visitor.open("/organise/past/announce")
    assert "This event is over." in visitor.text
    assert visitor.tree.xpath("//button[@value='tell']") == []


def test_who_works_on_one_event_alone_sees_neither_the_mails_to_followers_nor_whom_they_went_to(
    event: Event, visitor: Visitor
) -> None:
    kofi = make_follower(series_id_of(event), "kofi@example.org")
    services.announce(event.id, by="test")
    (mail,) = [each for each in db.session.scalars(select(Message)) if each.event_id == event.id]
    give(event, "helper@example.org", Role.ORGANISER)
    helper = visitor.another().signed_in_as("helper@example.org")
    one = f"/organise/forum/mail/{mail.id}"
    send_due()
    assert "kofi@" in visitor.signed_in_as("noor@example.org").open("/organise/forum/mail/").text
    assert visitor.open(one).status == 200
    for path in ("/organise/forum/mail/", "/organise/forum/mail/?show=sent", "/organise/forum/find?q=kofi"):
        assert "kofi@" not in helper.open(path).text, path
    assert "No mail yet" in helper.open("/organise/forum/mail/").text
    helper.open(one, expect=404)
    token = helper.open("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    helper.post(f"{one}/again", {"csrf_token": token}, expect=404)
    assert db.session.get_one(Message, mail.id, populate_existing=True).state is MessageState.SENT
    assert kofi
