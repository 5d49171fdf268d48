"""What comes into calendars by mail: asked for, kept true through every change, and taken back."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import parser, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask, current_app
from icalendar import Calendar
from sqlalchemy import select

from convene.audit.models import AuditLine
from convene.calendar.errors import AnswerIsSettled
from convene.calendar.models import CalendarAnswer, CalendarInvitation, CalendarItem
from convene.calendar.queries.answers import answers_of_event, calendar_answers_at
from convene.calendar.rules import Standing
from convene.calendar.services.answers import settle_answer, take_answer
from convene.calendar.services.invitations import send_again as send_calendars_again
from convene.calendar.services.items import move_place
from convene.clock import now
from convene.database import db
from convene.engines.ics import Answer, Reply, Status
from convene.errors import NotFound, Refused
from convene.events.models import Event
from convene.events.services import changing
from convene.outbox.models import Message
from convene.outbox.sending import send_due
from convene.outbox.services import send_again
from convene.outbox.transport import CouldNotSend
from convene.programme.services import drafting
from convene.registration.catalogue import ByMail, RegistrationState
from convene.registration.models import Registration
from convene.registration.queries.importing import Stays, who_stays
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, opening, self_service, signing_up
from tests.factories.agendas import add_room, facts, move, publish, retitle
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.factories.sessions import chosen, make_session
from tests.support.answers import answers_waiting, counters_of
from tests.support.at_once import at_once
from tests.support.calendar_client import CalendarClient
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

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
def jane(forum: Event, talk: UUID) -> UUID:
    """Somebody who is signed up for the talk."""
    registration_id = make_registration(forum.id)
    signing_up.sign_up(registration_id, talk)
    return registration_id


def calendar_of(address: str = JANE) -> CalendarClient:
    """The calendar of somebody who opens each mail in the order in which it was written."""
    return CalendarClient(address).receive_all(sent_mails(address))


def told(address: str = JANE) -> list[str]:
    """What the mails to a calendar said so far, each its METHOD and SEQUENCE."""
    found = []
    for mail in sent_mails(address):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                body = part.get_payload(decode=True)
                assert isinstance(body, bytes)
                sequence = next(line for line in body.decode().splitlines() if line.startswith("SEQUENCE:"))
                found.append(f"{part.get_param('method')} {sequence.removeprefix('SEQUENCE:')}")
    return found


def _last_calendar(address: str = JANE) -> bytes:
    parts = [each for mail in sent_mails(address) for each in mail.walk() if each.get_content_type() == "text/calendar"]
    part = parts[-1]
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body


def times(client: CalendarClient) -> dict[str, str]:
    return {kept.summary: f"{kept.starts:%H:%M}–{kept.ends:%H:%M} {kept.location}" for kept in client.entries.values()}


def test_who_asks_for_nothing_is_sent_nothing(forum: Event, talk: UUID, jane: UUID) -> None:
    move(forum, talk, "10:00")
    publish(forum)
    assert told() == []


def test_each_session_of_mine_stands_in_my_calendar_under_the_uid_of_the_feed(
    forum: Event, talk: UUID, jane: UUID
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    assert times(calendar) == {"Water and care": "09:20–10:05 Ballroom, Riverside Hotel"}
    uid = db.session.scalar(select(CalendarItem.uid).where(CalendarItem.subject_id == talk))
    assert list(calendar.entries) == [uid]
    assert told() == ["REQUEST 0"]


def test_the_mail_is_built_as_programs_want_it(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    mail = sent_mails(JANE)[-1]
    assert mail["Subject"] == "Invitation: Water and care"
    assert text_of(mail).splitlines()[:7] == [
        "This is for your calendar. When time or place",
        "change, a mail like this one changes the entry.",
        "",
        "Water and care",
        "Regional Network Forum",
        "Thursday 4 March 2027, 09:20–10:05",
        "Bangkok time (UTC+7)",
    ]
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, file = mail.iter_parts()
    assert [each.get_content_type() for each in alternatives.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    part = list(alternatives.iter_parts())[-1]
    assert (part["Content-Transfer-Encoding"], part.get_param("charset")) == ("base64", "UTF-8")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body == file.get_payload(decode=True)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.count(b"ATTENDEE") == 1
    # Nobody reads answers here: programs are told so, and the sender is who organises.
    assert b"RSVP=FALSE" in body.replace(b"\r\n ", b"")
    assert f"mailto:{mail['From'].addresses[0].addr_spec}".encode() in body.replace(b"\r\n ", b"")
    assert mail["From"].addresses[0].display_name == "Regional Network Forum"


def test_what_moves_twice_before_the_mail_leaves_is_told_once(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    for hour in ("10:00", "11:00"):
        move(forum, talk, hour)
        publish(forum)
    assert times(calendar.receive_all(sent_mails(JANE))) == {"Water and care": "11:00–11:45 Riverside Hotel"}
    assert told() == ["REQUEST 0", "REQUEST 2"]


def test_what_moves_and_moves_back_before_the_mail_leaves_is_told_to_nobody(
    forum: Event, talk: UUID, jane: UUID
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert told() == ["REQUEST 0"]
    room_id = facts(forum, talk).room_id
    move(forum, talk, "10:00", room_id=room_id)
    publish(forum)
    move(forum, talk, "09:20", room_id=room_id)
    publish(forum)
    assert told() == ["REQUEST 0"]


def test_a_typo_mails_nobody(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    retitle(forum, talk, "Water & care")
    publish(forum)
    assert told() == ["REQUEST 0"]


def test_what_is_withdrawn_leaves_the_calendar(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    drafting.withdraw_session(forum.id, talk, by="test")
    publish(forum)
    assert times(calendar.receive_all(sent_mails(JANE))) == {}
    assert told() == ["REQUEST 0", "CANCEL 1"]
    assert b"STATUS:CANCELLED" in _last_calendar()


def test_who_cancels_and_comes_again_has_it_out_and_in_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.EVENT)
    calendar = calendar_of()
    assert list(times(calendar)) == ["Regional Network Forum"]
    self_service.cancel(jane)
    assert times(calendar.receive_all(sent_mails(JANE))) == {}
    assert b"STATUS" not in _last_calendar(), "the event goes on: only this one is taken off it (RFC 5546 3.2.5)"
    again = make_registration(forum.id)
    self_service.choose_calendar(again, ByMail.EVENT)
    assert list(times(calendar.receive_all(sent_mails(JANE)))) == ["Regional Network Forum"]


def test_who_signs_off_before_the_invitation_left_is_sent_nothing(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    signing_up.sign_off(jane, talk)
    assert told() == []
    signing_up.sign_up(jane, talk)
    assert list(times(calendar_of())) == ["Water and care"]


def test_another_address_has_it_there_and_no_more_here(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    here = calendar_of()
    self_service.change_address(jane, "jane@new.example")
    assert times(here.receive_all(sent_mails(JANE))) == {}
    assert list(times(calendar_of("jane@new.example"))) == ["Water and care"]


@pytest.mark.parametrize(
    "title",
    [
        "Regional Network Forum, Southeast Asia and the Pacific",
        "Bridging perspectives: research and industry, second edition (online) <x@y.example>",
        "การประชุมเครือข่ายระดับภูมิภาค, " * 4,
        'A “forum” of "many", and \\ more',
    ],
)
def test_whatever_an_event_is_called_its_mails_come_from_one_address(app: Flask, title: str) -> None:
    event = make_open_event(slug="named", title=title.strip())
    make_registration(event.id, by_mail=ByMail.EVENT)
    send_due()
    bodies = [
        one for one in db.session.scalars(select(Message.body).where(Message.name == "calendar/invitation")) if one
    ]
    (header,) = [parser.BytesHeaderParser(policy=policy.compat32).parsebytes(body)["From"] for body in bodies]
    # As strict mail servers read it: by the bytes, and with encoded words as letters.
    ((shown, address),) = getaddresses([" ".join(str(header).split())])
    assert address.endswith("@example.org") or "@" in address
    assert " ".join(str(make_header(decode_header(shown))).split()) == " ".join(title.split())


def test_a_mail_says_what_was_otherwise_before(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    sent_mails()
    move(forum, talk, "10:00")
    publish(forum)
    move(forum, talk, "11:00", room_id=add_room(forum, "Mekong"))
    publish(forum)
    text = " ".join(text_of(sent_mails(JANE)[-1]).split())
    assert "This has changed." in text
    assert "Before, it was: Thursday 4 March 2027, 09:20–10:05" in text, "what was never sent was never so"
    assert "The place was: Ballroom, Riverside Hotel" in text
    assert "11:00–11:45" in text
    move(forum, talk, "12:00", room_id=None)
    publish(forum)
    text = " ".join(text_of(sent_mails(JANE)[-1]).split())
    assert "Before, it was: Thursday 4 March 2027, 11:00–11:45" in text
    drafting.withdraw_session(forum.id, talk, by="test")
    publish(forum)
    assert "Before" not in text_of(sent_mails(JANE)[-1])


def test_another_place_of_the_event_is_told(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    item = db.session.scalars(select(CalendarItem).where(CalendarItem.subject_id == talk)).one()
    move_place(forum.id, "session", "Harbour Hall", "", is_public=True, by="test")
    assert times(calendar.receive_all(sent_mails(JANE))) == {"Water and care": f"09:20–10:05 {item.room}, Harbour Hall"}


@pytest.mark.parametrize(
    "title", ["Rivers, deltas and people", "Delta: water", 'A "forum" @ noon; [all]', "Hội nghị, 2027"]
)
def test_who_invites_is_named_whatever_stands_in_the_name(app: Flask, title: str) -> None:
    event = make_open_event(slug="forum", title=title)
    make_registration(event.id, by_mail=ByMail.EVENT)
    (sender,) = sent_mails(JANE)[-1]["From"].addresses
    assert sender.display_name == title
    assert sender.addr_spec == db.session.scalar(select(CalendarInvitation.organizer))


def test_an_address_with_marks_of_links_is_invited(app: Flask) -> None:
    event = make_open_event(slug="forum")
    make_registration(event.id, "r&d%1?@example.org", by_mail=ByMail.EVENT)
    assert b"mailto:r%26d%251%3F@example.org" in _last_calendar("r&d%1?@example.org").replace(b"\r\n ", b"")


def test_what_was_sent_again_counts_as_there(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert told() == ["REQUEST 0"]
    again(forum)
    signing_up.sign_off(jane, talk)
    assert times(calendar_of()) == {}
    assert told()[-1] == "CANCEL 1"


def test_what_was_tried_and_not_taken_may_be_there(
    forum: Event, talk: UUID, jane: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    with monkeypatch.context() as patch:
        patch.setattr("convene.outbox.sending.hand_over", _not_now)
        assert told() == []
    room_id = facts(forum, talk).room_id
    for hour in ("10:00", "09:20"):
        move(forum, talk, hour, room_id=room_id)
        publish(forum)
    assert times(calendar_of()) == {"Water and care": "09:20–10:05 Ballroom, Riverside Hotel"}


def test_what_was_let_be_is_not_sent_again_otherwise(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    signing_up.sign_off(jane, talk)
    signing_up.sign_up(jane, talk)
    again(forum)
    assert list(times(calendar.receive_all(sent_mails(JANE)))) == ["Water and care"]


def test_organisers_who_correct_a_name_correct_it_in_what_follows(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    self_service.change(jane, name="Jane <b>Vũ</b> https://example.org", organisation="", country="VN")
    move(forum, talk, "10:00")
    publish(forum)
    assert 'CN="Jane b Vũ b https example.org"' in _last_calendar().replace(b"\r\n ", b"").decode()


def test_a_list_that_is_taken_back_leaves_who_asked_for_their_calendar(forum: Event) -> None:
    registration_id = make_registration(forum.id, by_mail=ByMail.EVENT)
    assert who_stays([db.session.get_one(Registration, registration_id)]) == {registration_id: Stays.CHANGED}


def _not_now(*_: object) -> None:
    raise CouldNotSend("greylisted", 451, is_about_this_mail=True)


def again(event: Event) -> None:
    """An organiser has the invitation sent once more."""
    sent_mails()
    message = db.session.scalars(
        select(Message).where(Message.name == "calendar/invitation", Message.state == "sent")
    ).one()
    send_again(event.id, message.id, by="test")


def test_what_is_over_is_left_as_it_was(forum: Event, talk: UUID, jane: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert told() == ["REQUEST 0"]
    row = db.session.scalars(select(CalendarInvitation)).one()
    assert row.token not in row.organizer, "nobody reads answers here"
    item = db.session.scalars(select(CalendarItem).where(CalendarItem.subject_id == talk)).one()
    later = item.ends_local + timedelta(days=3)
    monkeypatch.setattr("convene.calendar.services.invitations.now", lambda: later.replace(tzinfo=UTC))
    self_service.choose_calendar(jane, ByMail.NOTHING)
    assert told() == ["REQUEST 0"]


def test_an_event_that_nobody_sees_tells_nobody_until_it_is_opened(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert told() == ["REQUEST 0"]
    changing.withdraw_event(forum.id, by="test")
    move(forum, talk, "10:00")
    publish(forum)
    assert told() == ["REQUEST 0"]
    self_service.change(jane, name="Jane Trần", organisation="NGO 9", country="VN")
    assert told() == ["REQUEST 0"]
    changing.publish_event(forum.id, by="test")
    assert told() == ["REQUEST 0", "REQUEST 1"]


def test_it_is_chosen_on_a_page_of_ones_own(forum: Event, talk: UUID, jane: UUID, visitor: Visitor) -> None:
    link = link_in(sent_mails(JANE)[0], "/r/")
    visitor.open(link).follow_link("Put it into my calendar")
    visitor.fill_in(by_mail="sessions").press("Save")
    assert f"What belongs into your calendar is mailed to {JANE}." in visitor.text
    assert list(times(calendar_of())) == ["Water and care"]
    visitor.fill_in(by_mail="event").press("Save")
    assert list(times(calendar_of())) == ["Regional Network Forum"]
    visitor.fill_in(by_mail="nothing").press("Save")
    assert "what this registration had put there is taken back." in visitor.text
    assert times(calendar_of()) == {}
    visitor.fill_in(by_mail="everything").press("Save", expect=422)
    assert db.session.scalar(select(Registration.by_mail)) is ByMail.NOTHING


def test_one_address_of_several_people_has_one_entry_until_nobody_there_comes(app: Flask) -> None:
    event = make_open_event(slug="many")
    opening.set_desk(event.id, DeskFacts(is_open=True, most_together=3), capacity=50, by="test")
    people = [answers(JANE), answers("", "Ali"), answers("", "Mai")]
    ids = joining.register_together(event.id, people, language="en", submission_key="key")
    assert len(ids) == 3
    for each in ids:
        self_service.choose_calendar(each, ByMail.EVENT)
    assert told() == ["REQUEST 0"]
    self_service.cancel(ids[1])
    self_service.cancel(ids[2])
    assert told() == ["REQUEST 0"]
    self_service.cancel(ids[0])
    assert told() == ["REQUEST 0", "CANCEL 1"]


def test_a_publish_takes_as_many_statements_for_nine_calendars_as_for_one(
    forum: Event, talk: UUID, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counted = []
    for number in (1, 8):
        for each in range(number):
            registration_id = make_registration(forum.id, f"{number}.{each}@example.org")
            signing_up.sign_up(registration_id, talk)
            self_service.choose_calendar(registration_id, ByMail.SESSIONS)
        sent_mails()
        move(forum, talk, f"{9 + number}:00")
        counted.append(count_statements(lambda: publish(forum)))
    assert counted[0] == counted[1]


def test_it_is_chosen_with_the_registration(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/register").fill_in(name="Jane Trần", email=JANE, by_mail=True).press("Register")
    assert list(times(calendar_of())) == ["Regional Network Forum"]
    visitor.another().open("/e/forum/register").fill_in(name="Ali", email="ali@example.org").press("Register")
    assert told("ali@example.org") == []


def test_who_waits_is_invited_once_they_have_a_place(app: Flask) -> None:
    event = make_open_event(slug="small", places=1)
    opening.set_desk(event.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=0), capacity=1, by="test")
    first = make_registration(event.id, "first@example.org")
    make_registration(event.id, JANE, by_mail=ByMail.EVENT)
    assert told() == []
    self_service.cancel(first)
    assert told() == ["REQUEST 0"]


# --- once more ------------------------------------------------------------------------------------------------------


def test_what_was_lost_is_there_once_it_is_sent_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    lost = sent_mails(JANE)
    assert send_calendars_again(forum.id, None, by="test") == 1
    (mail,) = sent_mails(JANE)[len(lost) :]
    assert mail["Subject"] == "Once more: Water and care"
    assert "the organisers send it" in text_of(mail)
    assert times(CalendarClient(JANE).receive_all([mail])) == {
        "Water and care": "09:20–10:05 Ballroom, Riverside Hotel"
    }
    assert told() == ["REQUEST 0", "REQUEST 1"]
    line = db.session.scalars(select(AuditLine).where(AuditLine.what == "calendar.send_again")).one()
    assert (line.by, line.event_id) == ("test", forum.id)


def test_what_is_off_is_taken_out_once_more(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = calendar_of()
    signing_up.sign_off(jane, talk)
    sent_mails()
    assert send_calendars_again(forum.id, None, by="test") == 1
    assert told() == ["REQUEST 0", "CANCEL 1", "CANCEL 2"]
    assert times(calendar.receive_all(sent_mails(JANE)[-1:])) == {}


def test_what_was_never_sent_and_is_off_is_not_sent_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    signing_up.sign_off(jane, talk)
    assert send_calendars_again(forum.id, None, by="test") == 0
    assert told() == []


def test_what_waits_is_replaced_by_what_is_sent_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert send_calendars_again(forum.id, None, by="test") == 1
    assert [str(mail["Subject"]) for mail in sent_mails(JANE)][-1] == "Invitation: Water and care", "the first they get"
    move(forum, talk, "10:00")
    publish(forum)
    assert send_calendars_again(forum.id, None, by="test") == 1
    assert told() == ["REQUEST 1", "REQUEST 3"]


def test_what_moves_to_and_fro_is_told_where_it_was_to_be_sent_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    lost = sent_mails(JANE)
    send_calendars_again(forum.id, None, by="test")
    room_id = facts(forum, talk).room_id
    for hour in ("10:00", "09:20"):
        move(forum, talk, hour, room_id=room_id)
        publish(forum)
    assert times(CalendarClient(JANE).receive_all(sent_mails(JANE)[len(lost) :])) == {
        "Water and care": "09:20–10:05 Ballroom, Riverside Hotel"
    }


def test_only_those_that_are_named_are_sent_again(forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    make_registration(forum.id, "ali@example.org", by_mail=ByMail.EVENT)
    sent_mails()
    (mine,) = db.session.scalars(select(CalendarInvitation.id).where(CalendarInvitation.attendee == JANE))
    assert send_calendars_again(forum.id, [mine], by="test") == 1
    assert send_calendars_again(uuid4(), [mine], by="test") == 0, "it is another event’s"
    assert (told(), told("ali@example.org")) == (["REQUEST 0", "REQUEST 1"], ["REQUEST 0"])


def test_what_is_over_is_not_sent_again(forum: Event, talk: UUID, jane: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    sent_mails()
    monkeypatch.setattr("convene.calendar.services.invitations.now", lambda: datetime(2028, 1, 1, tzinfo=UTC))
    assert send_calendars_again(forum.id, None, by="test") == 0


def test_to_send_again_takes_as_many_statements_for_nine_calendars_as_for_one(
    forum: Event, talk: UUID, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counted = []
    for number in (1, 8):
        for each in range(number):
            registration_id = make_registration(forum.id, f"{number}.{each}@example.org")
            signing_up.sign_up(registration_id, talk)
            self_service.choose_calendar(registration_id, ByMail.SESSIONS)
        sent_mails()
        counted.append(count_statements(lambda: send_calendars_again(forum.id, None, by="test")))
    assert counted[0] == counted[1]


def test_an_answer_is_about_what_is_so_now_also_where_that_was_sent_again(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    take_answer(answer(Answer.ACCEPTED))
    send_calendars_again(forum.id, None, by="test")
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, True)]
    move(forum, talk, "10:00")
    publish(forum)
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, False)]


def test_those_who_press_at_once_lose_no_version(app: Flask, forum: Event, talk: UUID, jane: UUID) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    sent_mails()
    move(forum, talk, "10:00")
    acts: list[Callable[[], object]] = [partial(send_calendars_again, forum.id, None, by="test") for _ in range(6)]
    at_once(app, [*acts, partial(publish, forum)])
    assert told() == ["REQUEST 0", "REQUEST 7"], "each is a version, and of those that waited the last leaves"
    assert times(CalendarClient(JANE).receive_all(sent_mails(JANE))) == {
        "Water and care": "10:00–10:45 Riverside Hotel"
    }


def test_what_is_sent_while_others_press_is_sent_in_the_order_of_its_versions(
    app: Flask, forum: Event, talk: UUID, jane: UUID
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    sent_mails()
    acts: list[Callable[[], object]] = [partial(send_calendars_again, forum.id, None, by="test") for _ in range(6)]
    at_once(app, [each for act in acts for each in (act, send_due)])
    versions = [int(each.removeprefix("REQUEST ")) for each in told()]
    assert versions == sorted(versions)
    assert versions[-1] == 6


# --- answers --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reads_answers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come to a mailbox that Convene reads."""
    monkeypatch.setitem(app.config, "CONVENE", replace(app.config["CONVENE"], reply_address="rsvp@example.org"))


def answer(said: Answer, sequence: int | None = 0, *, at: int = 0, number: int = 1, **instead: str) -> Reply:
    """What Jane's program answers to the invitation that she was sent last, `at` minutes later."""
    part = next(each for each in sent_mails(JANE)[-1].walk() if each.get_content_type() == "text/calendar")
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    told = {
        "token": str(event["ORGANIZER"]).partition("+")[2].partition("@")[0],
        "message_id": f"<{number}@example.org>",
        "in_reply_to": "",
        "from_email": JANE,
        "uid": str(event["UID"]),
        "attendee": JANE,
    }
    made_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    return Reply(**(told | instead), answer=said, sequence=sequence, made_at=made_at)


def answers_shown() -> list[tuple[Answer, Standing, bool]]:
    event_id = db.session.scalars(select(CalendarInvitation.event_id)).first()
    assert event_id is not None
    return [(each.answer, each.standing, each.is_of_now) for each in calendar_answers_at(event_id, JANE)]


def test_the_mail_asks_for_an_answer_to_an_address_of_its_own(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    body = _last_calendar().replace(b"\r\n ", b"")
    assert b"PARTSTAT=NEEDS-ACTION;RSVP=TRUE" in body
    row = db.session.scalars(select(CalendarInvitation)).one()
    assert row.organizer == f"rsvp+{row.token}@example.org" == sent_mails(JANE)[-1]["From"].addresses[0].addr_spec
    assert f"mailto:{row.organizer}".encode() in body
    move(forum, talk, "10:00")
    publish(forum)
    assert f"mailto:{row.organizer}".encode() in _last_calendar().replace(b"\r\n ", b""), "it stays the same"


def test_an_answer_stands_beside_the_registration_and_frees_no_place(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    declined = answer(Answer.DECLINED)
    assert take_answer(declined) is Standing.COUNTS
    assert take_answer(declined) is None, "the same mail again"
    assert answers_shown() == [(Answer.DECLINED, Standing.COUNTS, True)]
    assert chosen(jane) == {talk}
    assert db.session.get_one(Registration, jane).state is RegistrationState.CONFIRMED


def test_a_later_answer_counts_in_whatever_order_they_come(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert take_answer(answer(Answer.ACCEPTED, at=5)) is Standing.COUNTS
    assert take_answer(answer(Answer.DECLINED, at=2, number=2)) is Standing.OLDER
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, True)]
    # Google sends a second answer with the time of the first: what came later counts.
    assert take_answer(answer(Answer.TENTATIVE, at=5, number=3)) is Standing.COUNTS
    assert answers_shown()[0][0] is Answer.TENTATIVE


def test_an_answer_to_what_has_moved_since_is_known_to_be_one(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    early = answer(Answer.ACCEPTED)
    move(forum, talk, "10:00")
    publish(forum)
    assert take_answer(early) is Standing.COUNTS
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, False)]


@pytest.mark.parametrize(
    "forged",
    [
        {"from_email": "mallory@example.org"},
        {"attendee": "mallory@example.org"},
        {"attendee": "mallory@example.org", "from_email": "mallory@example.org"},
        {"uid": "another@example.org"},
    ],
    ids=str,
)
def test_what_anybody_can_forge_changes_nothing(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None, forged: dict[str, str]
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert take_answer(answer(Answer.ACCEPTED)) is Standing.COUNTS
    assert take_answer(answer(Answer.DECLINED, at=9, number=2, **forged)) is Standing.WAITS
    assert [each for each in answers_shown() if each[1] is Standing.COUNTS] == [
        (Answer.ACCEPTED, Standing.COUNTS, True)
    ]


def test_what_is_about_nothing_that_was_sent_is_not_kept(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    for token in ("", "0" * 32):
        assert take_answer(answer(Answer.DECLINED, token=token)) is Standing.OF_NOTHING
    assert db.session.scalars(select(CalendarAnswer)).all() == []


def test_no_answer_comes_before_all_that_follow(forum: Event, talk: UUID, jane: UUID, reads_answers: None) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    ahead = timedelta(days=20_000) // timedelta(minutes=1)
    assert take_answer(answer(Answer.DECLINED, 2**31 - 1)) is Standing.WAITS, "no such version was sent"
    assert take_answer(answer(Answer.DECLINED, at=ahead, number=2)) is Standing.COUNTS
    assert (
        take_answer(replace(answer(Answer.ACCEPTED, number=3), made_at=now() + timedelta(hours=1))) is Standing.COUNTS
    )
    assert answers_shown()[0][0] is Answer.ACCEPTED


def test_who_answers_from_another_address_waits_for_somebody_who_knows(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    in_reply_to = str(sent_mails(JANE)[-1]["Message-ID"])
    reply = answer(Answer.ACCEPTED, token="", in_reply_to=in_reply_to)
    assert take_answer(reply) is Standing.WAITS
    assert answers_shown() == [(Answer.ACCEPTED, Standing.WAITS, True)], "it is known what it is about"


def test_a_mail_that_a_server_pipes_in_is_read(forum: Event, talk: UUID, jane: UUID, reads_answers: None) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    said = answer(Answer.ACCEPTED)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{said.uid}",
             "SEQUENCE:0", "DTSTAMP:20270101T000000Z", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{JANE}",
             "END:VEVENT", "END:VCALENDAR"]  # fmt: skip
    head = f"From: {JANE}\nTo: rsvp+{said.token}@example.org\nContent-Type: text/calendar; method=REPLY\n\n"
    runner = current_app.test_cli_runner()
    mail = (head + "\n".join(lines)).encode()
    assert runner.invoke(args=["calendar", "read-reply"], input=mail).output == "The answer is noted.\n"
    assert runner.invoke(args=["calendar", "read-reply"], input=mail).output == "This mail was read before.\n"
    refused = runner.invoke(args=["calendar", "read-reply"], input=b"From: x\n\nhello")
    # A mail server would send it back to whoever stands in its From.
    assert (refused.exit_code, refused.output) == (0, "The mail holds no calendar file.\n")
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, True)]


def test_organisers_read_what_a_calendar_answered(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None, visitor: Visitor
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    take_answer(replace(answer(Answer.DECLINED), comment="I am on a boat then"))
    page = visitor.signed_in_as("noor@example.org").open(f"/organise/forum/people/{jane}")
    assert "Water and care: Declined · I am on a boat then" in page.text
    assert "An answer changes no registration." in page.text
    move(forum, talk, "10:00")
    publish(forum)
    assert "That was before time or place changed." in visitor.open(f"/organise/forum/people/{jane}").text


# --- answers that an organiser settles ------------------------------------------------------------------------------


@pytest.fixture
def by_another(forum: Event, talk: UUID, jane: UUID, reads_answers: None) -> CalendarAnswer:
    """An answer to Jane's invitation that somebody else has sent, and so waits."""
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    assert take_answer(answer(Answer.DECLINED, at=5, from_email="office@example.org")) is Standing.WAITS
    return db.session.scalars(select(CalendarAnswer)).one()


def test_an_answer_that_waits_counts_once_an_organiser_says_that_it_is_theirs(
    forum: Event, by_another: CalendarAnswer
) -> None:
    (waiting,) = answers_waiting(forum.id)
    assert (waiting.title, waiting.invited, waiting.from_email, waiting.speaks_for, waiting.answer) == (
        "Water and care",
        JANE,
        "office@example.org",
        JANE,
        Answer.DECLINED,
    )
    assert settle_answer(waiting.id, forum.id, counts=True, by="account:1") is Standing.COUNTS
    assert answers_waiting(forum.id) == []
    assert [(each.answer, each.settled_at is not None) for each in answers_of_event(forum.id)] == [
        (Answer.DECLINED, True)
    ]
    assert answers_shown() == [(Answer.DECLINED, Standing.COUNTS, True)]
    line = db.session.scalars(select(AuditLine).where(AuditLine.what == "calendar.settle_answer")).one()
    assert (line.by, line.event_id, line.ids) == ("account:1", forum.id, {"answer_id": str(waiting.id)})


def test_an_answer_that_is_put_aside_is_as_if_it_had_not_come(forum: Event, by_another: CalendarAnswer) -> None:
    take_answer(answer(Answer.ACCEPTED, number=2))
    assert settle_answer(by_another.id, forum.id, counts=False, by="test") is Standing.PUT_ASIDE
    assert [each.answer for each in answers_of_event(forum.id)] == [Answer.ACCEPTED]
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, True)]


def test_what_waited_counts_only_if_no_later_one_does(forum: Event, by_another: CalendarAnswer) -> None:
    assert take_answer(answer(Answer.ACCEPTED, at=9, number=2)) is Standing.COUNTS
    assert settle_answer(by_another.id, forum.id, counts=True, by="test") is Standing.OLDER
    assert answers_shown() == [(Answer.ACCEPTED, Standing.COUNTS, True)]


def test_what_waited_counts_where_it_was_given_later_and_came_earlier(forum: Event, by_another: CalendarAnswer) -> None:
    assert take_answer(answer(Answer.ACCEPTED, at=2, number=2)) is Standing.COUNTS
    assert settle_answer(by_another.id, forum.id, counts=True, by="test") is Standing.COUNTS
    assert answers_shown() == [(Answer.DECLINED, Standing.COUNTS, True)]
    assert [each.answer for each in answers_of_event(forum.id)] == [Answer.DECLINED]


def test_an_answer_to_a_version_that_never_was_is_to_the_last_once_it_is_theirs(
    forum: Event, by_another: CalendarAnswer
) -> None:
    assert take_answer(answer(Answer.TENTATIVE, 2**31 - 1, at=6, number=2)) is Standing.WAITS
    latest = answers_waiting(forum.id)[0]
    assert settle_answer(latest.id, forum.id, counts=True, by="test") is Standing.COUNTS
    assert take_answer(answer(Answer.ACCEPTED, at=7, number=3)) is Standing.COUNTS, "it comes before nothing"


def test_an_answer_is_settled_once_and_at_its_own_event(forum: Event, by_another: CalendarAnswer) -> None:
    with pytest.raises(NotFound):
        settle_answer(by_another.id, uuid4(), counts=True, by="test")
    with pytest.raises(NotFound):
        settle_answer(uuid4(), forum.id, counts=True, by="test")
    settle_answer(by_another.id, forum.id, counts=False, by="test")
    with pytest.raises(AnswerIsSettled):
        settle_answer(by_another.id, forum.id, counts=True, by="test")
    take_answer(answer(Answer.ACCEPTED, at=9, number=2))
    (counts,) = answers_of_event(forum.id)
    with pytest.raises(AnswerIsSettled):
        settle_answer(counts.id, forum.id, counts=False, by="test")


def test_another_time_that_is_proposed_is_shown_until_a_later_answer_comes(
    forum: Event, talk: UUID, jane: UUID, reads_answers: None
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    times = datetime(2027, 3, 4, 4, tzinfo=UTC), datetime(2027, 3, 4, 4, 45, tzinfo=UTC)
    take_answer(replace(answer(Answer.TENTATIVE), is_counter=True, proposes=times))
    (proposed,) = counters_of(forum.id)
    assert (proposed.standing, proposed.proposes, proposed.settled_at) == (Standing.COUNTS, times, None)
    assert settle_answer(proposed.id, forum.id, counts=True, by="test") is Standing.COUNTS
    assert [each.settled_at is not None for each in counters_of(forum.id)] == [True]
    take_answer(answer(Answer.ACCEPTED, at=3, number=2))
    assert counters_of(forum.id) == []
    assert [each.answer for each in answers_of_event(forum.id)] == [Answer.ACCEPTED]


# --- any history ----------------------------------------------------------------------------------------------------


class Story:
    """One participant, three sessions, three rooms, and organisers who cannot make up their minds."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.event = make_open_event(slug="forum", title="Forum")
        self.rooms = [add_room(self.event, name) for name in ("Ballroom", "Garden", "Pier")]
        self.sessions = [
            make_session(self.event, f"Talk {hour}", f"{hour}:00", room_id=room_id)
            for hour, room_id in zip((10, 12, 14), self.rooms, strict=True)
        ]
        self.withdrawn: set[UUID] = set()
        publish(self.event)
        self.come()

    def come(self) -> None:
        self.registration_id = make_registration(self.event.id)
        self_service.choose_calendar(self.registration_id, ByMail.SESSIONS)

    def move(self, one: UUID) -> None:
        starts = f"{self.dice.randrange(10, 17)}:{self.dice.choice(['00', '20'])}"
        move(self.event, one, starts, room_id=self.rooms[self.sessions.index(one)])

    def go_elsewhere(self, _one: UUID) -> None:
        move_place(
            self.event.id,
            "session",
            self.dice.choice(["Riverside Hotel", "Harbour Hall"]),
            "",
            is_public=True,
            by="test",
        )

    def withdraw_or_restore(self, one: UUID) -> None:
        act = drafting.restore_session if one in self.withdrawn else drafting.withdraw_session
        act(self.event.id, one, by="test")
        self.withdrawn ^= {one}

    def sign_up_or_off(self, one: UUID) -> None:
        if one not in chosen(self.registration_id):
            with suppress(Refused):  # it is withdrawn, or at the time of another
                signing_up.sign_up(self.registration_id, one)
        elif self.dice.random() < 0.3:
            signing_up.sign_off(self.registration_id, one)

    def publish(self, _one: UUID) -> None:
        publish(self.event)

    def send(self, _one: UUID) -> None:
        sent_mails()

    def leave_and_come_again(self, _one: UUID) -> None:
        if self.dice.random() < 0.3:
            self_service.cancel(self.registration_id)
            self.come()

    def go_on(self, steps: int) -> None:
        change = [self.move, self.move, self.withdraw_or_restore, self.go_elsewhere, self.leave_and_come_again]
        acts = [*change, *[self.sign_up_or_off] * 3, *[self.publish] * 3, *[self.send] * 3]
        for _step in range(steps):
            self.dice.choice(acts)(self.dice.choice(self.sessions))

    def arriving(self, mails: list[EmailMessage], *, surely: list[EmailMessage]) -> list[EmailMessage]:
        """Some are lost, but none of those that `surely` come; some come twice; all in any order."""
        sure = {id(mail) for mail in surely}
        arrive = [mail for mail in mails if id(mail) in sure or self.dice.random() < 0.7]
        arrive += self.dice.choices(arrive, k=len(arrive) // 2)
        self.dice.shuffle(arrive)
        return arrive

    def history(self) -> list[EmailMessage]:
        """What was mailed to the calendar while they made up their minds, oldest first."""
        mails: list[EmailMessage] = []
        while len(mails) < 12:
            self.go_on(20)
            mails = [mail for mail in sent_mails(JANE) if _uid_of(mail)]
        return mails

    def published(self) -> dict[str, tuple[datetime, datetime, str]]:
        """What stands in the published agenda of that which they are signed up for, by UID."""
        items = db.session.scalars(
            select(CalendarItem).where(CalendarItem.subject_id.in_(chosen(self.registration_id)))
        )
        return {
            item.uid: (item.starts_local, item.ends_local, item.location)
            for item in items
            if item.status is not Status.CANCELLED
        }


def seen_in(calendar: CalendarClient) -> dict[str, tuple[datetime, datetime, str]]:
    return {
        uid: (kept.starts.replace(tzinfo=None), kept.ends.replace(tzinfo=None), kept.location)
        for uid, kept in calendar.entries.items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_a_calendar_is_what_was_published(app: Flask, seed: int) -> None:
    story = Story(seed)
    mails = story.history()
    last_of_each = list({_uid_of(mail): mail for mail in mails}.values())
    calendar = CalendarClient(JANE).receive_all(story.arriving(mails, surely=last_of_each))
    assert seen_in(calendar) == story.published()


@pytest.mark.parametrize("seed", range(4, 10))
def test_whatever_was_lost_a_calendar_is_what_was_published_once_all_is_sent_again(app: Flask, seed: int) -> None:
    story = Story(seed)
    before = story.history()
    if seed % 2:  # some mails still wait, and are replaced
        story.go_on(6)
    send_calendars_again(story.event.id, None, by="test")
    mails = [mail for mail in sent_mails(JANE) if _uid_of(mail)]
    again = list({_uid_of(mail): mail for mail in mails}.values())
    assert not {id(mail) for mail in again} & {id(mail) for mail in mails[: len(before)]}, "each is written once more"
    calendar = CalendarClient(JANE).receive_all(story.arriving(mails, surely=again))
    assert seen_in(calendar) == story.published()


def _uid_of(mail: EmailMessage) -> str:
    """Of the entry that a mail is about; "": it says nothing to calendars."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
            return str(event["UID"])
    return ""
