"""Letters to groups: each gets a mail of their own, planned ones go out once, in time, to whom the list shows then."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message
from convene.outbox.sending import send_due
from convene.registration.catalogue import MailingState, RegistrationState
from convene.registration.errors import NobodyToWriteTo, NoLongerPlanned, TimeOfLetterIsPast, UnknownPlaceholders
from convene.registration.models import Mailing
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Filters
from convene.registration.rules.mailings import Due, When, decide_due, due_at
from convene.registration.services import managing, self_service, writing_to
from convene.registration.tasks import send_planned_letters
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.support.at_once import at_once
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

LETTERS = "/organise/forum/people/letters"
EVERYBODY = Filters()
WORDS = Words("What to bring to {event}", "Dear {name},\n\na coat. Your link: {link}")
NINE_TWO_DAYS_BEFORE = When(days_before=2, at_time=time(9))


@pytest.fixture
def event(app: Flask) -> Event:
    """From 4 to 5 March 2027 in Bangkok; three people take part, one of them has no address of their own."""
    event = make_open_event(slug="forum", places=None)
    for n, name in enumerate(("Nguyễn Thị Hồng", "สมชาย สุข", "محمد الأمين")):
        make_registration(event.id, f"p{n}@example.org", name=name)
    send_due()
    return event


def write(event: Event, words: Words = WORDS, when: When | None = None, filters: Filters = EVERYBODY) -> UUID:
    mailing_id = uuid4()
    writing_to.write_to(
        event.id, filters, words, when or When(), mailing_id=mailing_id, account_id=make_account(), by="test"
    )
    return mailing_id


def letters() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.name == "registration/letter")))


def state_of(mailing_id: UUID) -> MailingState:
    db.session.rollback()
    return db.session.scalars(select(Mailing.state).where(Mailing.id == mailing_id)).one()


def test_each_gets_one_mail_of_their_own_with_their_name_and_no_other_address(event: Event) -> None:
    write(event)
    send_due()
    mails = [each for each in sent_mails() if "What to bring" in str(each["Subject"])]
    assert sorted(str(mail["To"]) for mail in mails) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    for mail in mails:
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        others = {"p0@example.org", "p1@example.org", "p2@example.org"} - {str(mail["To"])}
        assert not [other for other in others if other in mail.as_string()]
        assert sum(name in text for name in ("Nguyễn Thị Hồng", "สมชาย สุข", "محمد الأمين")) == 1
        assert "/r/" in text


def test_a_letter_that_is_sent_twice_from_one_page_goes_out_once(event: Event) -> None:
    mailing_id = uuid4()
    for _ in range(2):
        count = writing_to.write_to(
            event.id, EVERYBODY, WORDS, When(), mailing_id=mailing_id, account_id=make_account(), by="test"
        )
        assert count == 3
    assert len(letters()) == 3


def test_whoever_cancelled_is_not_written_to_unless_they_are_asked_for(event: Event) -> None:
    self_service.cancel(make_registration(event.id, "gone@example.org", name="Kim Gone"))
    write(event)
    assert "gone@example.org" not in {each.to_email for each in letters()}
    write(event, filters=Filters(states=frozenset({RegistrationState.CANCELLED})))
    assert [each.to_email for each in letters()].count("gone@example.org") == 1


def test_whoever_cancels_while_a_letter_waits_does_not_get_it_but_those_whom_organisers_cancel_do(event: Event) -> None:
    left, cancelled = (make_registration(event.id, f"{each}@example.org") for each in ("left", "cancelled"))
    write(event)
    self_service.cancel(left)
    managing.cancel_for(cancelled, by="test")
    written_to = {str(each["To"]) for each in sent_mails() if "What to bring" in str(each["Subject"])}
    assert "left@example.org" not in written_to
    assert "cancelled@example.org" in written_to


def test_a_letter_to_nobody_is_refused(event: Event) -> None:
    with pytest.raises(NobodyToWriteTo):
        write(event, filters=Filters(search="nobody of this name"))


@pytest.mark.parametrize("unknown", ["{nmae}", "{event.__init__.__globals__}", "{0}", "{ }", "{name!r}"])
def test_words_in_braces_that_stand_for_nothing_are_refused(event: Event, unknown: str) -> None:
    with pytest.raises(UnknownPlaceholders):
        write(event, Words("Hello", f"Dear {unknown},"))
    with pytest.raises(UnknownPlaceholders):
        write(event, Words(f"Hello {unknown}", "Dear all"))


def test_a_planned_letter_goes_out_in_its_time_and_once(event: Event) -> None:
    mailing_id = write(event, when=NINE_TWO_DAYS_BEFORE)
    for moment, count in (
        (datetime(2027, 3, 2, 1, 59, tzinfo=UTC), 0),  # 8:59 in Bangkok
        (datetime(2027, 3, 2, 2, 0, tzinfo=UTC), 3),
        (datetime(2027, 3, 2, 2, 1, tzinfo=UTC), 3),
    ):
        with time_machine.travel(moment, tick=False):
            send_planned_letters()
            assert len(letters()) == count, moment
    assert state_of(mailing_id) is MailingState.SENT


def test_it_goes_to_those_whom_the_list_shows_then(event: Event) -> None:
    write(event, when=NINE_TWO_DAYS_BEFORE)
    self_service.cancel(make_registration(event.id, "gone@example.org", name="Kim Gone"))
    make_registration(event.id, "late@example.org", name="Lee Late")
    with time_machine.travel(datetime(2027, 3, 2, 3, 0, tzinfo=UTC)):
        send_planned_letters()
    assert {each.to_email for each in letters()} == {f"p{n}@example.org" for n in range(3)} | {"late@example.org"}


def test_it_moves_with_the_event(event: Event) -> None:
    event_id = event.id
    write(event, when=NINE_TWO_DAYS_BEFORE)
    row = db.session.get_one(Mailing, db.session.scalars(select(Mailing.id)).one())
    assert due_at(When(days_before=row.days_before, at_time=row.at_time), date(2027, 3, 11), "Asia/Bangkok") == (
        datetime(2027, 3, 9, 2, 0, tzinfo=UTC)
    )
    assert event_id


def test_two_workers_at_once_send_it_once(app: Flask, event: Event) -> None:
    mailing_id = write(event, when=NINE_TWO_DAYS_BEFORE)
    with time_machine.travel(datetime(2027, 3, 2, 3, 0, tzinfo=UTC)):
        answers = at_once(app, [lambda: writing_to.send_planned(mailing_id) for _ in range(8)])
    assert [each for each in answers if each is not None] == [MailingState.SENT]
    assert len(letters()) == 3


def test_a_late_one_is_still_sent_while_the_event_goes_on_and_dropped_once_it_is_over(event: Event) -> None:
    first = write(event, when=NINE_TWO_DAYS_BEFORE)
    with time_machine.travel(datetime(2027, 3, 4, 12, 0, tzinfo=UTC)):
        send_planned_letters()
    assert state_of(first) is MailingState.SENT
    second = write(event, when=NINE_TWO_DAYS_BEFORE)
    with time_machine.travel(datetime(2027, 3, 8, 12, 0, tzinfo=UTC)):
        send_planned_letters()
    assert state_of(second) is MailingState.DROPPED
    assert len(letters()) == 3


def test_one_that_is_meant_for_afterwards_is_sent_afterwards(event: Event) -> None:
    mailing_id = write(event, when=When(at_local=datetime(2027, 3, 9, 9, 0)))  # noqa: DTZ001, a wall time
    with time_machine.travel(datetime(2027, 3, 9, 2, 5, tzinfo=UTC)):
        send_planned_letters()
    assert state_of(mailing_id) is MailingState.SENT


def test_one_that_is_called_off_is_not_sent_and_is_called_off_once(event: Event) -> None:
    mailing_id = write(event, when=NINE_TWO_DAYS_BEFORE)
    writing_to.call_off(event.id, mailing_id, by="test")
    with pytest.raises(NoLongerPlanned):
        writing_to.call_off(event.id, mailing_id, by="test")
    with time_machine.travel(datetime(2027, 3, 2, 3, 0, tzinfo=UTC)):
        send_planned_letters()
    assert letters() == []


def test_a_letter_is_not_planned_for_the_past_nor_for_an_hour_that_the_clocks_leave_out(event: Event) -> None:
    with pytest.raises(TimeOfLetterIsPast):
        write(event, when=When(at_local=(now() - timedelta(days=1)).replace(tzinfo=None)))


@pytest.mark.parametrize(
    ("at", "due", "ends", "decided"),
    [
        (1, 2, 9, Due.WAIT),
        (2, 2, 9, Due.SEND),
        (8, 2, 9, Due.SEND),
        (9, 2, 9, Due.DROP),
        (12, 11, 9, Due.SEND),
        (10, 11, 9, Due.WAIT),
    ],
)
def test_what_is_done_about_a_planned_letter(at: int, due: int, ends: int, decided: Due) -> None:
    day = datetime(2027, 3, 1, tzinfo=UTC)
    assert decide_due(day + timedelta(days=due), day + timedelta(days=ends), day + timedelta(days=at)) is decided


# --- the pages -----------------------------------------------------------------------------------------------------


def test_an_organiser_steps_through_what_each_reads_and_sends_it(event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/?sort=name")
    visitor.fill_in(whom="all").press("Write to them…")
    assert "Write to 3 people" in visitor.text
    visitor.fill_in(subject="Hello {name}", text="Bring a coat, {name}.\n{link}").press("See how they read it")
    assert "Hello Nguyễn Thị Hồng" in visitor.text
    assert "/r/" not in visitor.response.get_data(as_text=True)
    visitor.press("The next one")
    assert "2 of 3" in visitor.text
    visitor.press("Send or plan the letter")
    assert "The letter goes to 3 people." in visitor.text
    assert len(letters()) == 3


def test_what_is_wrong_with_a_letter_is_said_and_nothing_is_lost(event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/write?state=confirmed")
    visitor.fill_in(subject="Hello", text="Dear {nmae}", when="before", days_before="2", at_time="")
    visitor.press("Send or plan the letter", expect=422)
    assert "Enter the time" in visitor.text
    visitor.fill_in(at_time="9:00").press("Send or plan the letter", expect=422)
    assert "“{nmae}” stands for nothing" in visitor.text
    assert "Dear {nmae}" in visitor.response.get_data(as_text=True)


def test_a_test_goes_to_whoever_writes_it_alone_and_the_words_stay(event: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/write?state=confirmed")
    visitor.fill_in(subject="Hello {name}", text="A coat: {link}").press("Mail a test to myself")
    assert "A test is on its way to noor@example.org." in visitor.text
    assert "A coat: {link}" in visitor.response.get_data(as_text=True)
    send_due()
    mail = sent_mails()[-1]
    assert (mail["To"], mail["Subject"]) == ("Noor Idris <noor@example.org>", "Hello Noor Idris")
    assert "/r/" not in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert letters() == []


def test_planned_letters_stand_in_a_list_and_are_called_off_there(event: Event, visitor: Visitor) -> None:
    write(event, when=NINE_TWO_DAYS_BEFORE)
    visitor.signed_in_as("noor@example.org").open(LETTERS)
    assert "Tuesday 2 March 2027 at 09:00 (2 days before it begins)" in visitor.text
    visitor.follow_link("Call it off… What to bring to {event}").press("Call it off")
    assert "is not sent" in visitor.text
    assert "Called off" in visitor.text
    assert (
        db.session.scalar(select(func.count()).select_from(Message).where(Message.name == "registration/letter")) == 0
    )
