"""The organiser's page of calendars: what stands in whose, what was answered, and sending it once more."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.audit.models import AuditLine
from convene.calendar.models import CalendarAnswer, CalendarInvitation
from convene.calendar.rules import Standing
from convene.calendar.services.answers import take_answer
from convene.database import db
from convene.engines.ics import Answer, Reply
from convene.events.models import Event
from convene.events.services import changing
from convene.outbox.models import Message
from convene.outbox.services import claim_next, record_failure
from convene.permissions.catalogue import Role
from convene.programme.services import drafting
from convene.registration.catalogue import ByMail
from convene.registration.services import self_service, signing_up
from convene.web.paging import part_of
from tests.factories.agendas import add_room, move, publish
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import make_session
from tests.support.calendar_client import CalendarClient
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

PAGE = "/organise/forum/calendars/"
JANE = "jane@example.org"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(slug="forum", title="Regional Network Forum", place="Riverside Hotel")


@pytest.fixture
def talk(forum: Event) -> UUID:
    session_id = make_session(forum, "Water and care", "09:20", room_id=add_room(forum))
    publish(forum)
    return session_id


@pytest.fixture
def noor(visitor: Visitor, forum: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


@pytest.fixture
def reads_answers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come to a mailbox that Convene reads."""
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_address="rsvp@example.org"))


def invited(event: Event, session_id: UUID, email: str = JANE, name: str = "Jane Trần") -> UUID:
    """Somebody who is signed up for a session and wants it in their calendar."""
    registration_id = make_registration(event.id, email, name=name)
    signing_up.sign_up(registration_id, session_id)
    self_service.choose_calendar(registration_id, ByMail.SESSIONS)
    return registration_id


def invitation_of(email: str = JANE) -> CalendarInvitation:
    return db.session.scalars(select(CalendarInvitation).where(CalendarInvitation.attendee == email)).one()


def answer(said: Answer, email: str = JANE, *, from_email: str = "", comment: str = "", number: int = 1) -> Reply:
    row = invitation_of(email)
    return Reply(
        token=row.token,
        message_id=f"<{number}.{email}>",
        in_reply_to="",
        from_email=from_email or email,
        uid=row.uid,
        attendee=email,
        answer=said,
        sequence=row.sequence,
        made_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        comment=comment,
    )


def fail(problem: str) -> None:
    message_id = claim_next()
    assert message_id is not None
    record_failure(message_id, problem, is_final=True)


def rows_of(visitor: Visitor) -> list[str]:
    return [" ".join(row.text_content().split()) for row in visitor.tree.xpath("//main//tbody/tr")]


def toggles(visitor: Visitor) -> list[str]:
    return [" ".join(each.text_content().split()) for each in visitor.tree.xpath("//nav[@aria-label='Lists']/a")]


def test_an_empty_page_says_how_people_come_to_invitations(noor: Visitor) -> None:
    noor.open(PAGE)
    assert "Nothing stands in a calendar yet" in noor.text
    assert "“Put it into my calendar”" in noor.text
    assert "Send all once more" not in noor.text
    assert "Calendars" in noor.tree.xpath("//nav[@class='life']//a[@aria-current]")[0].text_content()


def test_each_invitation_says_what_stands_where_and_what_they_answered(
    noor: Visitor, forum: Event, talk: UUID, reads_answers: None
) -> None:
    registration_id = invited(forum, talk)
    noor.open(PAGE)
    assert "0 entries stand in the calendars of 0 addresses." in noor.text
    assert "1 mail waits since Today" in noor.text
    sent_mails()
    take_answer(answer(Answer.ACCEPTED, comment="With a colleague"))
    noor.open(PAGE)
    assert "1 entry stands in the calendar of 1 address." in noor.text
    assert "1 accepted, 0 maybe, 0 declined, 0 not answered. No mail waits." in noor.text
    (row,) = rows_of(noor)
    for words in ("Jane Trần jane@example.org", "Water and care 4 Mar 2027, 09:20–10:05", "Invited, version 0",
                  "Kept in the local mailbox", "Accepted “With a colleague”"):  # fmt: skip
        assert words.replace("“", "").replace("”", "") in row
    assert noor.tree.xpath(f"//main//th/a[@href='/organise/forum/people/{registration_id}']")
    assert noor.tree.xpath("//main//td[@data-label='What']/a[contains(@href, '/organise/forum/agenda/')]")
    move(forum, talk, "10:00")
    publish(forum)
    (row,) = rows_of(noor.open(PAGE))
    assert "Updated, version 1" in row
    assert "before time or place changed" in row
    assert "Waiting" in row


def test_what_is_off_and_what_is_not_published_so_is_shown_as_that(noor: Visitor, forum: Event, talk: UUID) -> None:
    invited(forum, talk)
    sent_mails()
    changing.withdraw_event(forum.id, by="test")
    move(forum, talk, "11:00")
    publish(forum)
    (row,) = rows_of(noor.open(PAGE))
    assert "not what is published" in row
    assert toggles(noor) == ["Not what is published 1", "Not answered yet 1", "All"]
    changing.publish_event(forum.id, by="test")
    drafting.withdraw_session(forum.id, talk, by="test")
    publish(forum)
    sent_mails()
    (row,) = rows_of(noor.open(PAGE))
    assert "Taken off" in row
    assert toggles(noor) == ["Taken off 1", "All"]
    assert "0 entries stand" in noor.text


def test_who_never_was_sent_anything_stands_in_no_list(noor: Visitor, forum: Event, talk: UUID) -> None:
    registration_id = invited(forum, talk)
    signing_up.sign_off(registration_id, talk)
    assert "Nothing stands in a calendar yet" in noor.open(PAGE).text


def test_lists_are_narrowed_by_state_and_by_words(noor: Visitor, forum: Event, talk: UUID, reads_answers: None) -> None:
    people = {"ali@example.org": "Ali", "kim@example.org": "Kim", "mai@example.org": "Mai", JANE: "Jane Trần"}
    for email, name in people.items():
        invited(forum, talk, email, name)
    sent_mails()
    take_answer(answer(Answer.DECLINED, "ali@example.org"))
    take_answer(answer(Answer.TENTATIVE, "kim@example.org"))
    take_answer(answer(Answer.ACCEPTED, "mai@example.org"))
    noor.open(PAGE)
    assert toggles(noor) == ["Accepted 1", "Maybe 1", "Declined 1", "Not answered yet 1", "All"]
    names = {"accepted": "Mai", "perhaps": "Kim", "declined": "Ali", "silent": "Jane"}
    for show, name in names.items():
        (row,) = rows_of(noor.open(f"{PAGE}?show={show}"))
        assert row.startswith(name)
    move(forum, talk, "10:00")
    publish(forum)
    fail("550 no such user")
    noor.open(PAGE)
    assert toggles(noor)[:3] == ["Mail waits 3", "Mail failed 1", "Not what is published 4"]
    assert "1 mail could not be sent" in noor.text
    noor.follow_link("Show what failed")
    (row,) = rows_of(noor)
    assert "The mail server says: “550 no such user”" in row
    for search, found in (("jane", 1), ("KIM@example", 1), ("water mai", 1), ("water", 4), ("nobody", 0)):
        noor.open(PAGE).fill_in(q=search).press("Show")
        assert len(rows_of(noor)) == found
    assert "Nothing matches" in noor.text
    assert len(rows_of(noor.open(f"{PAGE}?show=nonsense&q=%00%01"))) == 4


def test_a_long_list_has_pages(noor: Visitor, forum: Event, talk: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        invited(forum, talk, f"person{number}@example.org", f"Person {number}")
    monkeypatch.setattr("convene.events.pages.calendars.part_of", partial(part_of, per_page=2))
    noor.open(f"{PAGE}?q=person")
    assert "1 to 2 of 3" in noor.text
    noor.follow_link("Next page")
    assert "3 to 3 of 3" in noor.text
    assert "page=1" in noor.tree.xpath("//a[@rel='prev']/@href")[0]
    assert "q=person" in noor.tree.xpath("//a[@rel='prev']/@href")[0]


def test_one_is_sent_once_more(noor: Visitor, forum: Event, talk: UUID) -> None:
    invited(forum, talk)
    invited(forum, talk, "ali@example.org", "Ali")
    sent_mails()
    noor.open(f"{PAGE}?q=jane").press("Send once more Jane")
    assert "1 mail is on its way." in noor.text
    assert len(rows_of(noor)) == 1, "the list is as it was narrowed"
    assert "Sent once more, version 1" in rows_of(noor)[0]
    calendar = CalendarClient(JANE).receive_all(sent_mails(JANE)[-1:])
    assert [kept.summary for kept in calendar.entries.values()] == ["Water and care"]
    assert len(sent_mails("ali@example.org")) == 2, "the confirmation and the invitation"


def test_all_are_sent_once_more_after_it_is_said_how_many_mails_that_is(
    noor: Visitor, forum: Event, talk: UUID
) -> None:
    invited(forum, talk)
    gone = invited(forum, talk, "ali@example.org", "Ali")
    sent_mails()
    signing_up.sign_off(gone, talk)
    sent_mails()
    noor.open(PAGE).follow_link("Send all once more…")
    assert "Send 2 mails into calendars?" in noor.text
    assert "1 puts an entry in, with the time and the place that are published now." in noor.text
    assert "1 takes an entry out that is off." in noor.text
    noor.press("Send these 2 mails")
    assert "2 mails are on their way." in noor.text
    assert "2 mails wait since Today" in noor.text
    line = db.session.scalars(select(AuditLine).where(AuditLine.what == "calendar.send_again")).one()
    assert line.event_id == forum.id
    assert "had invitations into calendars sent once more" in noor.open("/organise/forum/log").text


def test_those_that_a_list_shows_are_sent_once_more(noor: Visitor, forum: Event, talk: UUID) -> None:
    for email in (JANE, "ali@example.org", "kim@example.org"):
        invited(forum, talk, email, email.partition("@")[0])
    sent_mails()
    move(forum, talk, "10:00")
    publish(forum)
    fail("550 no such user")
    failed = db.session.scalars(select(Message.to_email).where(Message.state == "failed")).one()
    sent_mails()
    noor.open(f"{PAGE}?show=failed").follow_link("Send the one that this list shows once more…")
    assert "Send 1 mail into a calendar?" in noor.text
    noor.press("Send this mail")
    assert "1 mail is on its way." in noor.text
    assert [row.to_email for row in db.session.scalars(select(Message).where(Message.state == "waiting"))] == [failed]


def test_of_an_event_that_nobody_sees_nothing_is_sent_once_more(noor: Visitor, forum: Event, talk: UUID) -> None:
    invited(forum, talk)
    sent_mails()
    changing.withdraw_event(forum.id, by="test")
    noor.open(PAGE)
    assert "once more…" not in noor.text
    noor.open(f"{PAGE}again")
    assert "The event is a draft: nobody is told of it before it is published." in noor.text
    assert invitation_of().sequence == 0


def test_what_is_over_is_not_sent_once_more(
    noor: Visitor, forum: Event, talk: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(forum, talk)
    sent_mails()
    monkeypatch.setattr("convene.calendar.showing.entries.now", lambda: datetime(2028, 1, 1, tzinfo=UTC))
    (row,) = rows_of(noor.open(PAGE))
    assert "· over" in row
    assert "Send once more" not in row
    assert "Nothing is to be sent" in noor.follow_link("Send all once more…").text


def test_it_is_said_why_no_answers_come(
    app: Flask, noor: Visitor, forum: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "What is pressed in a calendar program does not come back here" in noor.open(PAGE).text
    assert "CONVENE_REPLY_ADDRESS" in noor.text
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_address="rsvp@example.org"))
    assert "CONVENE_REPLY_ADDRESS" not in noor.open(PAGE).text


@pytest.mark.parametrize(
    ("button", "standing"), [("It is theirs", Standing.COUNTS), ("Put it aside", Standing.PUT_ASIDE)]
)
def test_an_answer_that_waits_is_settled(
    noor: Visitor, forum: Event, talk: UUID, reads_answers: None, button: str, standing: Standing
) -> None:
    invited(forum, talk)
    sent_mails()
    take_answer(answer(Answer.DECLINED, from_email="office@example.org", comment="On leave"))
    noor.open(PAGE)
    assert "1 answer waits for you" in noor.text
    assert "Calendars 1 answer waits" in " ".join(noor.tree.xpath("//nav[@class='life']")[0].text_content().split())
    assert "Invited: jane@example.org. Answered by: office@example.org." in noor.text
    answer_id = db.session.scalars(select(CalendarAnswer.id)).one()
    noor.press(button)
    assert "waits for you" not in noor.text
    assert db.session.scalars(select(CalendarAnswer.standing)).one() is standing
    noor.post(f"{PAGE}answers/{answer_id}", {"csrf_token": noor.tree.xpath("//input[@name='csrf_token']/@value")[0]})
    assert "This answer is settled already." in noor.text


def test_another_time_that_is_proposed_is_answered_by_hand(
    noor: Visitor, forum: Event, talk: UUID, reads_answers: None
) -> None:
    invited(forum, talk)
    sent_mails()
    times = datetime(2027, 3, 4, 4, tzinfo=UTC), datetime(2027, 3, 4, 4, 45, tzinfo=UTC)
    take_answer(replace(answer(Answer.TENTATIVE, comment="After lunch?"), is_counter=True, proposes=times))
    noor.open(PAGE)
    assert "1 other time is proposed" in noor.text
    (section,) = noor.tree.xpath("//section[@aria-labelledby='proposals']")
    assert "11:00–11:45" in section.text_content()
    links = section.xpath(".//a/@href")
    assert any(link.startswith("/organise/forum/agenda/") for link in links)
    assert "mailto:jane%40example.org?subject=Water%20and%20care" in links
    noor.press("I have answered it")
    assert "proposed" not in noor.text.replace("proposes", "")
    assert "09:20–10:05" in rows_of(noor)[0], "nothing has moved"


def test_the_list_is_taken_out_as_a_file(noor: Visitor, forum: Event, talk: UUID, reads_answers: None) -> None:
    invited(forum, talk)
    invited(forum, talk, "ali@example.org", "Ali")
    sent_mails()
    take_answer(answer(Answer.ACCEPTED, comment="=1+1"))
    noor.open(f"{PAGE}?q=jane").press("Download as CSV")
    assert noor.response.mimetype == "text/csv"
    head, row = csv.reader(io.StringIO(noor.response.get_data(as_text=True).removeprefix("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert told["Their line"] == "'=1+1"
    assert (told["What"], told["When"], told["Version (SEQUENCE)"], told["Answer"]) == (
        "Water and care",
        "4 Mar 2027, 09:20–10:05",
        "0",
        "Accepted",
    )
    assert db.session.scalars(select(AuditLine).where(AuditLine.what == "calendar.note_export")).one()


def test_the_page_takes_as_many_statements_for_three_as_for_one(
    noor: Visitor,
    forum: Event,
    talk: UUID,
    reads_answers: None,
    count_statements: Callable[[Callable[[], object]], int],
) -> None:
    counted = []
    for number in (1, 2):
        for each in range(number):
            email = f"{number}.{each}@example.org"
            invited(forum, talk, email)
            sent_mails()
            take_answer(answer(Answer.ACCEPTED, email))
            take_answer(answer(Answer.DECLINED, email, from_email="office@example.org", number=2))
        noor.open(PAGE)
        counted.append(count_statements(lambda: noor.open(PAGE)))
    assert len(rows_of(noor)) == 3
    assert counted[0] == counted[1]


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.OWNER])
def test_those_alone_who_may_read_mails_see_whose_calendar_it_is(
    app: Flask, forum: Event, talk: UUID, visitor: Visitor, role: Role
) -> None:
    invited(forum, talk)
    give(forum, "somebody@example.org", role)
    visitor.signed_in_as("somebody@example.org")
    visitor.open(PAGE, expect=200 if role is Role.ORGANISER else 403)
    for act in ("again", "calendars.csv", f"{invitation_of().id}/again"):
        token = (
            {"csrf_token": visitor.tree.xpath("//input[@name='csrf_token']/@value")[0]} if visitor.status == 200 else {}
        )
        visitor.post(PAGE + act, token, follow=False)
        assert (visitor.status < 400) is (role is Role.ORGANISER), act
        if role is Role.ORGANISER:
            visitor.open(PAGE)


def test_an_invitation_of_another_event_is_not_there(noor: Visitor, forum: Event, talk: UUID) -> None:
    invited(forum, talk)
    sent_mails()
    make_open_event(team_id=forum.team_id, slug="sister")
    noor.open(PAGE)
    token = noor.tree.xpath("//input[@name='csrf_token']/@value")[0]
    noor.post(f"/organise/sister/calendars/{invitation_of().id}/again", {"csrf_token": token}, expect=404)
    assert invitation_of().sequence == 0
