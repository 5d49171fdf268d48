"""Double opt-in: an address is asked first, its owner says yes by a button, and leaves by one."""

from datetime import date, timedelta
from email.message import EmailMessage
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.events.catalogue import Visibility
from convene.subscriptions import services
from convene.subscriptions.catalogue import SubscriptionState
from convene.subscriptions.errors import NoSuchSeries
from convene.subscriptions.models import Subscription
from convene.subscriptions.tasks import forget_subscriptions
from tests.factories.events import make_event, make_team
from tests.factories.subscriptions import ask_to_follow, make_follower, make_series, subscription_with
from tests.support.at_once import at_once
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

JANE = "jane@example.org"


@pytest.fixture
def series_id(app: Flask) -> UUID:
    return make_series(make_event(slug="forum"))


def state_of(series_id: UUID, email: str = JANE) -> SubscriptionState:
    return subscription_with(series_id, email).state


def test_an_address_is_asked_says_yes_leaves_and_comes_back(series_id: UUID, visitor: Visitor) -> None:
    visitor.open("/series/regional-forums/follow").fill_in(email=JANE).press("Tell me")
    assert "A mail is on its way" in visitor.text
    assert state_of(series_id) is SubscriptionState.ASKED
    (mail,) = sent_mails(JANE)
    assert mail["Subject"] == "Confirm that you want to hear about Regional forums"
    assert mail["List-Unsubscribe"] is None
    visitor.open(link_in(mail, "confirm"))
    assert state_of(series_id) is SubscriptionState.ASKED, "mail scanners open links"
    visitor.press("Yes, tell me")
    assert "You will hear about the next edition" in visitor.text
    assert state_of(series_id) is SubscriptionState.CONFIRMED
    visitor.press("Unsubscribe")
    assert "You are unsubscribed" in visitor.text
    assert state_of(series_id) is SubscriptionState.ENDED
    visitor.press("Come back")
    assert "You will hear about the next edition" in visitor.text
    assert state_of(series_id) is SubscriptionState.CONFIRMED


def test_several_series_are_asked_for_by_one_mail_and_chosen_on_one_page(series_id: UUID, visitor: Visitor) -> None:
    webinars = make_series(make_event(slug="webinar"), slug="webinars", title="Webinars")
    visitor.open("/").fill_in(series=["webinars", "regional-forums"]).press("Tell me")
    ticked = visitor.tree.xpath("//input[@name='series' and @checked]/@value")
    assert sorted(ticked) == ["regional-forums", "webinars"]
    visitor.fill_in(email=JANE).press("Tell me")
    (mail,) = sent_mails(JANE)
    assert mail["Subject"] == "Confirm that you want to hear about 2 series"
    assert "Webinars" in text_of(mail)
    visitor.open(link_in(mail, "confirm")).fill_in(series=[str(subscription_with(webinars, JANE).id)])
    visitor.press("Yes, tell me")
    assert state_of(webinars) is SubscriptionState.CONFIRMED
    assert state_of(series_id) is SubscriptionState.ASKED


def test_who_follows_already_is_told_so_once_a_day(series_id: UUID) -> None:
    make_follower(series_id, JANE)
    for _ in range(3):
        services.follow([series_id], JANE.upper(), language="en")
    subjects = [mail["Subject"] for mail in sent_mails(JANE)]
    assert subjects.count("You follow already") == 1
    with time_machine.travel(now() + timedelta(hours=25)):
        services.follow([series_id], JANE, language="en")
        assert [mail["Subject"] for mail in sent_mails(JANE)].count("You follow already") == 2
    assert state_of(series_id) is SubscriptionState.CONFIRMED


@pytest.mark.parametrize("hidden", ["draft", "unlisted"])
def test_a_series_that_nobody_may_see_cannot_be_followed(app: Flask, visitor: Visitor, hidden: str) -> None:
    event = make_event(slug="forum", published=hidden != "draft", visibility=Visibility.UNLISTED)
    series_id = make_series(event)
    visitor.open("/series/regional-forums/follow", expect=404)
    assert "Stay in the loop" not in visitor.open("/").text
    with pytest.raises(NoSuchSeries):
        services.follow([series_id], JANE, language="en")


def test_an_address_that_nobody_confirms_and_one_that_has_left_are_forgotten(series_id: UUID) -> None:
    ask_to_follow(series_id, "never@example.org")
    services.leave(make_follower(series_id, "left@example.org"))
    make_follower(series_id, JANE)
    left: list[list[str]] = []
    for days in (6, 8, 31):
        with time_machine.travel(now() + timedelta(days=days)):
            forget_subscriptions()
        db.session.rollback()
        left.append(sorted(db.session.scalars(select(Subscription.email))))
    assert left == [[JANE, "left@example.org", "never@example.org"], [JANE, "left@example.org"], [JANE]]


def test_a_link_to_confirm_that_is_too_old_says_what_to_do(series_id: UUID, visitor: Visitor) -> None:
    ask_to_follow(series_id, JANE)
    path = link_in(sent_mails(JANE)[0], "confirm")
    with time_machine.travel(now() + timedelta(days=8)):
        forget_subscriptions()
    assert "This link is too old" in visitor.open(path, expect=410).text


def test_an_address_typed_for_many_series_is_asked_once_an_hour_and_who_types_it_learns_nothing(
    app: Flask, visitor: Visitor
) -> None:
    team_id = make_team()
    ids = [make_series(make_event(team_id=team_id), slug=f"s-{n}", title=f"Series {n}") for n in range(3)]
    for n in range(3):
        visitor.open(f"/series/s-{n}/follow").fill_in(email=JANE).press("Tell me")
        assert "A mail is on its way" in visitor.text
        sent_mails(JANE)
    (mail,) = sent_mails(JANE)
    visitor.open(link_in(mail, "confirm"))  # the one link offers all that was asked for since
    assert len(visitor.tree.xpath("//input[@name='series' and @type='checkbox']")) == 3
    services.follow([ids[0]], "rosa@example.org", language="en")
    assert len(sent_mails("rosa@example.org")) == 1, "another address is asked at once"
    with time_machine.travel(now() + timedelta(minutes=61)):
        services.follow([ids[0]], JANE, language="en")
        assert len(sent_mails(JANE)) == 2


def test_leaving_and_asking_in_turn_mails_no_more_than_one_question_an_hour(series_id: UUID) -> None:
    asked = ask_to_follow(series_id, JANE)
    assert len(sent_mails(JANE)) == 1
    services.confirm(asked, [asked])
    for _ in range(3):
        services.leave(asked)
        services.follow([series_id], JANE, language="en")
        assert len(sent_mails(JANE)) == 2, "the first was answered; the second was not, and is asked no more"


def says_yes_to_other_talks(visitor: Visitor, question: EmailMessage, other_id: UUID) -> None:
    visitor.open(link_in(question, "confirm"))
    assert "Other talks" in visitor.text
    visitor.press("Yes, tell me")
    assert state_of(other_id) is SubscriptionState.CONFIRMED


def test_who_has_confirmed_one_series_can_follow_another_at_once(series_id: UUID, visitor: Visitor) -> None:
    asked = ask_to_follow(series_id, JANE)
    assert len(sent_mails(JANE)) == 1
    services.confirm(asked, [asked])
    other_id = make_series(make_event(), slug="other", title="Other talks")
    services.follow([other_id], JANE, language="en")
    _first, question = sent_mails(JANE)
    says_yes_to_other_talks(visitor, question, other_id)


def test_the_link_of_a_series_that_is_confirmed_offers_what_was_asked_for_since(
    series_id: UUID, visitor: Visitor
) -> None:
    asked = ask_to_follow(series_id, JANE)
    (question,) = sent_mails(JANE)
    other_id = make_series(make_event(), slug="other", title="Other talks")
    services.follow([other_id], JANE, language="en")
    assert len(sent_mails(JANE)) == 1, "the question of a minute ago is not answered yet"
    services.confirm(asked, [asked])
    says_yes_to_other_talks(visitor, question, other_id)


def test_a_stranger_who_types_the_address_of_somebody_who_has_left_takes_nothing_from_them(
    series_id: UUID, visitor: Visitor
) -> None:
    jane = make_follower(series_id, JANE)
    services.leave(jane)
    with time_machine.travel(now() + timedelta(hours=2)):
        ask_to_follow(series_id, JANE)
        row = subscription_with(series_id, JANE)
        assert (row.state, row.link_version) == (SubscriptionState.ENDED, 1)
        assert None not in {row.confirmed_at, row.ended_at}
        question = sent_mails(JANE)[-1]
        visitor.open(link_in(question, "confirm")).press("Yes, tell me")
        assert state_of(series_id) is SubscriptionState.CONFIRMED
        services.leave(jane)
        services.come_back(jane, 1)
        assert state_of(series_id) is SubscriptionState.CONFIRMED


def test_a_question_that_is_no_longer_asked_is_not_mailed(series_id: UUID) -> None:
    services.leave(ask_to_follow(series_id, JANE))
    assert sent_mails(JANE) == []


def test_one_address_20_times_at_once_is_one_row_and_one_mail(app: Flask, series_id: UUID) -> None:
    at_once(app, [partial(services.follow, [series_id], JANE, language="en") for _ in range(20)])
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 1
    assert len(sent_mails(JANE)) == 1


def test_confirming_and_leaving_at_once_end_in_one_of_the_two(app: Flask, series_id: UUID) -> None:
    for number in range(5):
        subscription_id = ask_to_follow(series_id, f"person{number}@example.org")
        yes = partial(services.confirm, subscription_id, [subscription_id])
        no = partial(services.leave, subscription_id)
        at_once(app, [yes, no, yes, no])
        row = subscription_with(series_id, f"person{number}@example.org")
        assert row.state is SubscriptionState.ENDED  # yes then no, or no and then nothing is asked any more
        assert row.ended_at is not None


def test_a_link_confirms_nothing_of_another_address(series_id: UUID) -> None:
    mine, theirs = ask_to_follow(series_id, JANE), ask_to_follow(series_id, "rosa@example.org")
    services.confirm(mine, [mine, theirs])
    assert state_of(series_id) is SubscriptionState.CONFIRMED
    assert state_of(series_id, "rosa@example.org") is SubscriptionState.ASKED


def test_the_page_of_an_event_that_is_over_leads_to_the_next_edition(app: Flask, visitor: Visitor) -> None:
    day = date(2020, 3, 4)
    team_id = make_team()
    past = make_event(team_id=team_id, slug="past", starts_on=day, ends_on=day)
    coming = make_event(team_id=team_id, slug="coming", starts_on=date(2090, 3, 4), ends_on=date(2090, 3, 4))
    make_event(team_id=team_id, slug="alone", starts_on=day, ends_on=day)
    make_series(past, coming)
    assert "Next edition" in visitor.open("/e/past/").text
    assert visitor.response.headers.getlist("Set-Cookie") == []
    visitor.follow_link("Tell me of the next edition of Regional forums")
    assert "Hear about the next edition" in visitor.text
    assert "Next edition" not in visitor.open("/e/coming/").text
    assert "Next edition" not in visitor.open("/e/alone/").text
