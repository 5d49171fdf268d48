"""An event is cancelled as a whole: everybody hears of it once, calendars take it out, and it can be taken back."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene import clock
from convene.calendar.models import CalendarInvitation, CalendarItem
from convene.calendar.queries.entries import items_of
from convene.calendar.services.followers import forget_followers
from convene.database import db
from convene.engines.ics import Status
from convene.errors import Refused
from convene.events.catalogue import State
from convene.events.errors import DoesNotFitItsState, EventIsCancelled, EventIsOver
from convene.events.models import Event
from convene.events.services import changing
from convene.outbox.catalogue import names
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import waiting_of
from convene.outbox.sending import send_due
from convene.permissions.catalogue import Role
from convene.programme.catalogue import MayMove, StageAnswer
from convene.programme.models import StageInvitation
from convene.programme.planning import Wishes
from convene.programme.services import drafting
from convene.programme.services.answering import answer_for_stage
from convene.programme.services.asking import ask_to_speak, set_stage_address
from convene.programme.services.availability import set_availability_day
from convene.programme.services.proposing import ask_for_proposal
from convene.registration.catalogue import ByMail, DoorAct, DoorOutcome, How, OfferOutcome, RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import RegistrationClosed
from convene.registration.models import Offer, Registration
from convene.registration.queries.seating import events_with_something_to_settle
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Filters
from convene.registration.rules.mailings import When
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import (
    checking_in,
    joining,
    managing,
    opening,
    self_service,
    signing_up,
    walking_in,
    writing_to,
)
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from convene.stewardship.catalogue import HELD_WHILE_CANCELLED
from convene.stewardship.services import cancel_event, clone_event, let_event_take_place, move_dates
from tests.factories.agendas import add_room, facts, move, publish, put_on_stage
from tests.factories.events import give
from tests.factories.registrations import answers, make_open_event, make_registration
from tests.factories.sessions import code_of, make_session
from tests.stewardship.editions import FIRST_DAY, edition
from tests.support.at_once import at_once
from tests.support.calendar_client import CalendarClient
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

JANE, ALI, MAI, KOFI, OLU = (f"{name}@example.org" for name in ("jane", "ali", "mai", "kofi", "olu"))
NOOR = "noor@example.org"
WHY = "The venue is flooded.\nWe hope to meet in autumn."


@pytest.fixture
def forum(app: Flask) -> Event:
    """Three places; a talk to sign up for, one that was withdrawn, and one on the second day."""
    event = make_open_event(slug="forum", title="Regional Network Forum", places=3, place="Riverside Hotel")
    opening.set_desk(
        event.id, DeskFacts(is_open=True, keeps_waitlist=True, allows_transfer=True), capacity=3, by="test"
    )
    return event


@pytest.fixture
def talk(forum: Event) -> UUID:
    session_id = make_session(forum, "Water and care", "09:20", room_id=add_room(forum))
    gone = make_session(forum, "A walk by the river", "14:00")
    publish(forum)
    drafting.withdraw_session(forum.id, gone, by="test")
    publish(forum)
    return session_id


def subjects_to(address: str) -> list[str]:
    """What the mails to somebody are called that are for them, and not for their calendar."""
    return [
        str(mail["Subject"])
        for mail in sent_mails(address)
        if not any(part.get_content_type() == "text/calendar" for part in mail.walk())
    ]


def last_to(address: str) -> str:
    mails = [
        mail
        for mail in sent_mails(address)
        if not any(part.get_content_type() == "text/calendar" for part in mail.walk())
    ]
    return text_of(mails[-1]).replace("\r\n", "\n")


def calendar_of(address: str) -> CalendarClient:
    return CalendarClient(address).receive_all(sent_mails(address))


def seen_in(calendar: CalendarClient) -> dict[str, str]:
    return {kept.summary: f"{kept.starts:%d %H:%M}, {kept.location}" for kept in calendar.entries.values()}


def told(address: str) -> list[str]:
    """Which of the two mails about the event as a whole somebody got, in their order."""
    return [
        each.split(":")[0]
        for each in subjects_to(address)
        if each.startswith(("Cancelled:", "It takes place after all:"))
    ]


def state_of(event: Event) -> State:
    db.session.rollback()
    return db.session.get_one(Event, event.id, populate_existing=True).state


def on_stage(event: Event, session_id: UUID, name: str, email: str = "") -> UUID:
    person_id = put_on_stage(event, session_id, name)
    if email:
        set_stage_address(event.id, person_id, email, by="test")
    return person_id


# --- the story ------------------------------------------------------------------------------------------------------


def test_everybody_whom_it_concerns_gets_one_mail_that_is_true_of_them(
    forum: Event, talk: UUID, visitor: Visitor
) -> None:
    jane, _ali, _third = [make_registration(forum.id, each) for each in (JANE, ALI, "third@example.org")]
    make_registration(forum.id, MAI)  # all places are taken
    opening.set_desk(forum.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    make_registration(forum.id, KOFI)
    gone = make_registration(forum.id, "gone@example.org")
    self_service.cancel(gone)
    both = on_stage(forum, talk, "Jane Trần", "JANE@example.org")
    on_stage(forum, talk, "Olu Adeyemi", OLU)
    on_stage(forum, talk, "Nobody Knows")
    declined = on_stage(forum, talk, "Busy Elsewhere", "busy@example.org")
    ask_to_speak(forum.id, [both, declined], by="test")
    row = db.session.scalars(select(StageInvitation).where(StageInvitation.person_id == declined)).one()
    answer_for_stage(row.id, StageAnswer.DECLINED)
    people = [Invitee(name=name, email=f"{name}@example.org") for name in ("invited", "no")]
    list_invitees(forum.id, people, language="en", by="test")
    send_invitations(forum.id, by="test")
    sent_mails()
    no = link_in(sent_mails("no@example.org")[-1], "/i/")
    visitor.open(f"{no}/decline").press()

    organiser = visitor.another().signed_in_as(NOOR)
    organiser.open("/organise/forum/publish").follow_link("Cancel the event")
    for words in (
        "3 people have a place",
        "1 person is on the waitlist",
        "1 person has asked for a place",
        "2 people on stage, with an address",
        "1 person is invited and has not answered",
        "7 addresses get one mail each",
        "Move the dates instead",
    ):
        assert words in organiser.text
    organiser.fill_in(reason=WHY).press("Cancel the event")
    assert "The event is cancelled. 7 people are mailed." in organiser.text
    assert "The event is cancelled. Nobody can register" in organiser.text

    for address in (JANE, ALI, MAI, KOFI, OLU, "invited@example.org"):
        assert told(address) == ["Cancelled"], address
    for nobody in ("gone@example.org", "busy@example.org", "no@example.org"):
        assert told(nobody) == []
    to_jane = last_to(JANE)
    assert "Thursday" in to_jane or "4–5 March 2027" in to_jane
    for words in (WHY, "Riverside Hotel", "Bangkok time (UTC+7)", "because you have a place", "/r/", "/speak/"):
        assert words in to_jane
    assert "because you asked for a" in last_to(KOFI)
    assert "because you are on stage" in last_to(OLU)
    assert "You need not answer" in last_to("invited@example.org")
    assert "/i/" not in last_to("invited@example.org")
    db.session.rollback()
    assert db.session.get_one(Registration, jane).state is RegistrationState.CONFIRMED, "none is touched"


def test_calendars_take_it_out_and_it_comes_back_under_the_same_uids(forum: Event, talk: UUID) -> None:
    other = make_session(forum, "Panel", "11:00")
    publish(forum)
    jane, ali = make_registration(forum.id, JANE), make_registration(forum.id, ALI)
    for each in (talk, other):
        signing_up.sign_up(jane, each)
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    self_service.choose_calendar(ali, ByMail.EVENT)
    calendars = {address: calendar_of(address) for address in (JANE, ALI)}
    before = {address: dict(calendar.entries) for address, calendar in calendars.items()}
    assert [len(each) for each in before.values()] == [2, 1]
    sequences = _sequences(forum)

    cancel_event(forum.id, reason=WHY, by="test")
    assert [calendar_of(address).entries for address in (JANE, ALI)] == [{}, {}]
    off = _sequences(forum)
    assert {uid: number - sequences[uid] for uid, number in off.items()} == {
        **dict.fromkeys(off, 1),
        _uid_of(forum, "A walk by the river"): 0,
    }
    assert {item.status for item in items_of(forum.id, "https://example.org")} == {Status.CANCELLED}

    let_event_take_place(forum.id, by="test")
    assert {address: calendar_of(address).entries for address in (JANE, ALI)} == before
    on = _sequences(forum)
    assert {uid: number - off[uid] for uid, number in on.items()} == {
        **dict.fromkeys(on, 1),
        _uid_of(forum, "A walk by the river"): 0,
    }
    confirmed = {item.summary for item in items_of(forum.id, "https://example.org") if item.status is Status.CONFIRMED}
    assert confirmed == {"Water and care", "Panel"}


def test_what_was_over_when_the_event_broke_off_took_place(forum: Event, talk: UUID) -> None:
    second_day = make_session(forum, "Panel", "11:00", day=forum.ends_on)
    publish(forum)
    with time_machine.travel(datetime(2027, 3, 4, 23, tzinfo=UTC)):
        cancel_event(forum.id, by="test")
    db.session.rollback()
    items = db.session.scalars(select(CalendarItem).where(CalendarItem.event_id == forum.id)).all()
    states = {item.subject_id: item.status for item in items}
    assert states[talk] is Status.CONFIRMED
    assert states[second_day] is states[forum.id] is Status.CANCELLED


def _sequences(event: Event) -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(select(CalendarItem.uid, CalendarItem.sequence).where(CalendarItem.event_id == event.id))
    return {uid: sequence for uid, sequence in rows}  # noqa: C416, a Row is no tuple to mypy


def _uid_of(event: Event, title: str) -> str:
    uid = db.session.scalar(
        select(CalendarItem.uid).where(CalendarItem.event_id == event.id, CalendarItem.summary == title)
    )
    assert uid is not None
    return uid


def test_what_was_told_is_taken_back_from_everybody_who_was_told(forum: Event, talk: UUID, visitor: Visitor) -> None:
    jane = make_registration(forum.id, JANE)
    gone = make_registration(forum.id, ALI)
    on_stage(forum, talk, "Olu Adeyemi", OLU)
    cancel_event(forum.id, by="test")
    sent_mails()
    self_service.cancel(gone)  # because it is cancelled: they may want to come after all
    organiser = visitor.signed_in_as(NOOR)
    organiser.open("/organise/forum/").follow_link("It takes place after all")
    assert "3 addresses that were mailed of the cancellation are mailed that it takes place." in organiser.text
    organiser.press("Let it take place")
    assert "3 people are mailed so." in organiser.text
    for address in (JANE, ALI, OLU):
        assert told(address) == ["Cancelled", "It takes place after all"]
    assert "Your place is kept" in last_to(JANE)
    assert "You have no place any more" in last_to(ALI)
    assert state_of(forum) is State.PUBLISHED
    visitor.another().open("/e/forum/").follow_link("Register")
    assert jane


def test_cancelled_and_taken_back_before_a_mail_has_gone_tells_nobody(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    signing_up.sign_up(jane, talk)
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    so_far = len(sent_mails())
    cancel_event(forum.id, by="test")
    assert let_event_take_place(forum.id, by="test") == 0
    assert len(sent_mails()) == so_far


def test_what_waited_is_held_back_and_goes_out_once_it_takes_place(forum: Event, visitor: Visitor) -> None:
    make_registration(forum.id, JANE)
    cancel_event(forum.id, by="test")
    assert subjects_to(JANE) == ["Cancelled: Regional Network Forum"], "no confirmation of what does not take place"
    assert waiting_of(forum.id).waiting == 0, "nobody is alarmed of mail that shall wait"
    organiser = visitor.signed_in_as(NOOR).open("/organise/forum/mail/")
    assert "Held back" in organiser.text
    organiser.follow_link("Confirmation of a registration")
    assert "It goes out when the event takes place after all." in organiser.text
    let_event_take_place(forum.id, by="test")
    assert sorted(subjects_to(JANE)) == [
        "Cancelled: Regional Network Forum",
        "It takes place after all: Regional Network Forum",
        "You are registered: Regional Network Forum",
    ]


def test_cancelled_told_taken_back_and_cancelled_again_leaves_everybody_with_the_last_word(forum: Event) -> None:
    make_registration(forum.id, JANE)
    sent_mails()
    cancel_event(forum.id, by="test")
    assert told(JANE) == ["Cancelled"]
    let_event_take_place(forum.id, by="test")
    cancel_event(forum.id, reason="Another reason.", by="test")
    assert told(JANE) == ["Cancelled", "Cancelled"], "with the reason of now"
    assert "Another reason." in last_to(JANE)
    let_event_take_place(forum.id, by="test")
    cancel_event(forum.id, by="test")
    assert let_event_take_place(forum.id, by="test") == 1, "the last that they know is that it is cancelled"
    assert told(JANE) == ["Cancelled", "Cancelled", "It takes place after all"]
    assert let_go_again(forum) == 0


def let_go_again(event: Event) -> int:
    """Cancelled and taken back while nothing leaves: how many are told."""
    cancel_event(event.id, by="test")
    return let_event_take_place(event.id, by="test")


def test_a_mail_that_waits_is_true_in_the_moment_in_which_it_goes(forum: Event) -> None:
    jane = make_registration(forum.id, JANE)
    sent_mails()
    cancel_event(forum.id, reason=WHY, by="test")
    self_service.cancel(jane)
    assert told(JANE) == [], "they do not come any more"


def test_a_link_that_is_asked_for_meanwhile_goes_out_and_says_that_it_is_cancelled(
    forum: Event, visitor: Visitor
) -> None:
    make_registration(forum.id, JANE)
    cancel_event(forum.id, by="test")
    sent_mails()
    self_service.send_my_link(forum.id, JANE)
    assert "Cancelled: Regional Network Forum" in last_to(JANE)
    visitor.open(link_in(sent_mails(JANE)[-1], "/r/"))
    assert "This event is cancelled." in visitor.text


def test_one_address_of_several_people_gets_one_mail(app: Flask) -> None:
    event = make_open_event(slug="many", title="Many")
    opening.set_desk(event.id, DeskFacts(is_open=True, most_together=3), capacity=50, by="test")
    people = [answers(JANE), answers("", "Ali"), answers("", "Mai")]
    joining.register_together(event.id, people, language="en", submission_key="key")
    assert cancel_event(event.id, by="test") == 1
    assert told(JANE) == ["Cancelled"]


def test_offers_stand_still_and_go_on_for_as_long_as_they_had_left(forum: Event) -> None:
    opening.set_desk(forum.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=48), capacity=1, by="test")
    jane, ali = make_registration(forum.id, JANE), make_registration(forum.id, ALI)
    self_service.cancel(jane)
    sent_mails()
    offer = db.session.scalars(select(Offer).where(Offer.registration_id == ali)).one()
    expires_at = offer.expires_at
    cancel_event(forum.id, by="test")
    sent_mails()
    with pytest.raises(EventIsCancelled):
        self_service.accept_offer(ali)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert events_with_something_to_settle() == []
        opening.settle(forum.id)
        assert db.session.get_one(Registration, ali).state is RegistrationState.WAITLISTED
        let_event_take_place(forum.id, by="test")
        db.session.expire_all()
        offer = db.session.scalars(select(Offer).where(Offer.registration_id == ali)).one()
        assert offer.outcome is OfferOutcome.RUNNING
        assert abs(offer.expires_at - expires_at - timedelta(days=4)) < timedelta(minutes=1)
        assert "A place for you: Regional Network Forum" in subjects_to(ALI)[-2:]
        self_service.accept_offer(ali)


def test_who_gave_a_place_back_meanwhile_makes_room_for_the_next(forum: Event) -> None:
    opening.set_desk(forum.id, DeskFacts(is_open=True, keeps_waitlist=True, offer_hours=0), capacity=1, by="test")
    jane, ali = make_registration(forum.id, JANE), make_registration(forum.id, ALI)
    cancel_event(forum.id, by="test")
    self_service.cancel(jane)
    db.session.expire_all()
    assert db.session.get_one(Registration, ali).state is RegistrationState.WAITLISTED
    let_event_take_place(forum.id, by="test")
    db.session.expire_all()
    assert db.session.get_one(Registration, ali).state is RegistrationState.CONFIRMED


# --- what is closed -------------------------------------------------------------------------------------------------


def test_pages_stay_and_say_so_everywhere(forum: Event, talk: UUID, visitor: Visitor) -> None:
    cancel_event(forum.id, reason=WHY, by="test")
    page = visitor.open("/e/forum/")
    assert page.tree.findtext(".//title") == "Cancelled: Regional Network Forum · Convene"
    for words in ("This event is cancelled. It does not take place.", "The venue is flooded.", "was to be on"):
        assert words in page.text
    assert '"eventStatus": "https://schema.org/EventCancelled"' in page.response.get_data(as_text=True)
    assert "Add to your calendar" not in page.text
    for path in ("agenda", "people", f"sessions/{code_of(talk)}", "calendar", "my-agenda"):
        shown = visitor.open(f"/e/forum/{path}")
        assert "This event is cancelled." in shown.text, path
        assert "Cancelled: Regional Network Forum" in (shown.tree.findtext(".//title") or ""), path
    home = visitor.open("/").text
    assert "Regional Network Forum" in home
    assert "Cancelled" in home
    for path, says in (
        ("schedule.json", '"title": "Cancelled: Regional Network Forum"'),
        ("schedule.xml", "<title>Cancelled: Regional Network Forum</title>"),
        ("agenda.txt", "Cancelled: Regional Network Forum"),
        ("calendar.ics", "SUMMARY:Cancelled: Water and care"),
        ("event.ics", "STATUS:CANCELLED"),
    ):
        shown = visitor.open(f"/e/forum/{path}")
        assert says in shown.response.get_data(as_text=True).replace("\r\n ", ""), path


def test_a_page_that_a_browser_has_kept_is_not_true_any_more(forum: Event, talk: UUID, visitor: Visitor) -> None:
    tag = visitor.open("/e/forum/agenda").response.headers["ETag"]
    cancel_event(forum.id, by="test")
    visitor.open("/e/forum/agenda", headers={"If-None-Match": tag}, expect=200)
    assert "This event is cancelled." in visitor.text


def test_nobody_can_register_and_is_told_why(forum: Event, talk: UUID, visitor: Visitor) -> None:
    list_invitees(forum.id, [Invitee(name="Invited", email="invited@example.org")], language="en", by="test")
    send_invitations(forum.id, by="test")
    invitation = link_in(sent_mails("invited@example.org")[-1], "/i/")
    jane = make_registration(forum.id, JANE)
    visitor.open("/e/forum/register")
    cancel_event(forum.id, by="test")
    says = "This event is cancelled: it does not take place. Nobody can register."
    visitor.fill_in(name="Late", email="late@example.org").press("Register", expect=409)
    assert says in visitor.text
    assert says in visitor.open("/e/forum/").text
    assert says in visitor.open(invitation).text
    place = visitor.open(f"/r/{link_to(db.session.get_one(Registration, jane))}")
    assert "Your registration is kept as it is." in place.text
    assert "Put it into my calendar" not in place.text
    assert "At the door" not in place.text


def test_nothing_is_promised_or_asked_any_more(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    opening.set_desk(forum.id, DeskFacts(is_open=True, asks_approval=True), capacity=9, by="test")
    kofi = make_registration(forum.id, KOFI)
    olu = on_stage(forum, talk, "Olu Adeyemi", OLU)
    list_invitees(forum.id, [Invitee(name="Invited", email="invited@example.org")], language="en", by="test")
    cancel_event(forum.id, by="test")
    refused: list[Callable[[], object]] = [
        lambda: signing_up.sign_up(jane, talk),
        lambda: self_service.transfer(jane, name="Ali", email=ALI),
        lambda: managing.approve(forum.id, [kofi], by="test"),
        lambda: managing.admit_beyond(kofi, by="test"),
        lambda: send_invitations(forum.id, by="test"),
        lambda: ask_to_speak(forum.id, [olu], by="test"),
        lambda: set_availability_day(forum.id, FIRST_DAY, by="test"),
        lambda: publish(forum),
        lambda: ask_for_proposal(
            forum.id, Wishes(scope=MayMove.ALL, from_time=time(9), until_time=time(18)), by="test"
        ),
        lambda: checking_in.check_in(forum.id, jane, forum.id, how=How.BY_NAME, desk="", by="test"),
        lambda: checking_in.join_online(jane),
        lambda: walking_in.admit_walk_in(forum.id, walking_in.WalkIn(name="Ali"), by="test"),
    ]
    for act in refused:
        with pytest.raises(EventIsCancelled):
            act()
    for act, refusal in (
        (lambda: joining.register(forum.id, answers(MAI), language="en"), RegistrationClosed),
        (lambda: changing.withdraw_event(forum.id, by="test"), DoesNotFitItsState),
        (lambda: changing.publish_event(forum.id, by="test"), DoesNotFitItsState),
        (lambda: cancel_event(forum.id, by="test"), DoesNotFitItsState),
    ):
        with pytest.raises(refusal):
            act()
    self_service.cancel(jane)  # giving a place back is nobody's promise


def test_a_desk_that_was_cut_off_let_in_whom_it_let_in_before(forum: Event) -> None:
    jane, ali = make_registration(forum.id, JANE), make_registration(forum.id, ALI)
    before = clock.now()
    with time_machine.travel(before + timedelta(hours=1)):
        cancel_event(forum.id, by="test")
    with time_machine.travel(before + timedelta(hours=2)):
        slips = [
            checking_in.Slip(
                id=UUID(int=number),
                act=DoorAct.IN,
                subject_id=forum.id,
                made_at=before + timedelta(minutes=minutes),
                registration_id=who,
            )
            for number, (who, minutes) in enumerate(((jane, 30), (ali, 90)), 1)
        ]
        given = checking_in.hand_in_slips(forum.id, slips, desk="", by="test")
    assert [one.outcome for one in given] == [DoorOutcome.CHECKED_IN, DoorOutcome.NOT_ADMITTED]


def test_a_planned_letter_whose_time_comes_is_dropped_and_none_is_planned(forum: Event) -> None:
    make_registration(forum.id, JANE)
    at = clock.now() + timedelta(days=2)
    when = When(at_local=datetime.combine(at.date(), time(12)))
    words = Words("Bring a coat", "It is cold.")
    mailing = UUID(int=7)
    writing_to.write_to(forum.id, Filters(), words, when, mailing_id=mailing, account_id=None, by="test")
    cancel_event(forum.id, by="test")
    with pytest.raises(EventIsCancelled):
        writing_to.write_to(forum.id, Filters(), words, when, mailing_id=UUID(int=8), account_id=None, by="test")
    writing_to.write_to(forum.id, Filters(), words, When(), mailing_id=UUID(int=9), account_id=None, by="test")
    assert subjects_to(JANE)[-1] == "Bring a coat", "what is written now goes now"
    with time_machine.travel(at + timedelta(days=1)):
        writing_to.send_planned(mailing)
    assert subjects_to(JANE).count("Bring a coat") == 1


# --- its life -------------------------------------------------------------------------------------------------------


def test_it_can_be_archived_and_is_cancelled_still(forum: Event, visitor: Visitor) -> None:
    cancel_event(forum.id, reason=WHY, by="test")
    organiser = visitor.signed_in_as(NOOR).open("/organise/forum/publish")
    assert "Withdraw the event" not in organiser.text
    organiser.press("Archive the event")
    assert "Cancelled, archived" in organiser.text
    assert "This event is cancelled." in visitor.another().open("/e/forum/").text
    assert "Regional Network Forum" not in visitor.another().open("/").text
    with pytest.raises(DoesNotFitItsState):
        changing.publish_event(forum.id, by="test")
    let_event_take_place(forum.id, by="test")
    assert state_of(forum) is State.PUBLISHED


def test_what_was_archived_is_archived_again(forum: Event) -> None:
    changing.archive_event(forum.id, by="test")
    cancel_event(forum.id, by="test")
    let_event_take_place(forum.id, by="test")
    assert state_of(forum) is State.ARCHIVED


def test_a_draft_and_what_is_over_are_not_cancelled(forum: Event) -> None:
    changing.withdraw_event(forum.id, by="test")
    with pytest.raises(DoesNotFitItsState):
        cancel_event(forum.id, by="test")
    changing.publish_event(forum.id, by="test")
    with time_machine.travel(datetime(2027, 4, 1, tzinfo=UTC)), pytest.raises(EventIsOver):
        cancel_event(forum.id, by="test")


def test_it_comes_back_on_other_days(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    self_service.choose_calendar(jane, ByMail.EVENT)
    sent_mails()
    cancel_event(forum.id, by="test")
    sent_mails()
    with time_machine.travel(datetime(2027, 3, 20, tzinfo=UTC)):
        with pytest.raises(EventIsOver):
            let_event_take_place(forum.id, by="test")
        move_dates(forum.id, forum.starts_on + timedelta(days=100), by="test")
        assert calendar_of(JANE).entries == {}, "it is cancelled still"
        let_event_take_place(forum.id, by="test")
        (entry,) = calendar_of(JANE).entries.values()
        assert f"{entry.starts:%Y-%m-%d}" == "2027-06-12"
        assert "12–13 June 2027" in last_to(JANE)


def test_the_next_edition_of_a_cancelled_event_takes_place(app: Flask) -> None:
    event = edition()
    cancel_event(event.id, reason=WHY, by="test")
    made = clone_event(event.id, title="Forum 2028", starts_on=FIRST_DAY.replace(year=2028), by="test")
    copy = db.session.get_one(Event, made.event_id)
    assert (copy.state, copy.cancelled_at, copy.cancelled_reason) == (State.DRAFT, None, "")


def test_who_may_publish_may_cancel_and_nobody_else(forum: Event, visitor: Visitor) -> None:
    for email, role, status in (
        ("edits@example.org", Role.ORGANISER, 200),
        ("programme@example.org", Role.PROGRAMME, 403),
    ):
        give(forum, email, role)
        reader = visitor.another().signed_in_as(email)
        reader.open("/organise/forum/cancel", expect=status)
        reader.open("/organise/forum/take-place", expect=status)


def test_every_mail_that_is_held_back_is_one_of_ours(app: Flask) -> None:
    assert set(names()) >= HELD_WHILE_CANCELLED


# --- at the same moment ---------------------------------------------------------------------------------------------


def test_who_registers_while_it_is_cancelled_is_refused_or_told(app: Flask, forum: Event) -> None:
    event_id = forum.id
    opening.set_desk(event_id, DeskFacts(is_open=True), capacity=100, by="test")
    addresses = [f"p{number}@example.org" for number in range(12)]

    def registers(email: str) -> Callable[[], object]:
        return lambda: joining.register(event_id, answers(email, email), language="en")

    acts: list[Callable[[], object]] = [registers(each) for each in addresses]
    acts.insert(6, lambda: cancel_event(event_id, by="test"))
    outcomes = at_once(app, acts)
    del outcomes[6]
    sent_mails()
    for address, outcome in zip(addresses, outcomes, strict=True):
        assert told(address) == ([] if isinstance(outcome, Refused) else ["Cancelled"])


def test_of_two_organisers_one_cancels(app: Flask, forum: Event) -> None:
    event_id = forum.id
    make_registration(event_id, JANE)
    sent_mails()
    outcomes = at_once(app, [lambda: cancel_event(event_id, by="test") for _ in range(4)])
    assert sum(not isinstance(each, Refused) for each in outcomes) == 1
    assert told(JANE) == ["Cancelled"]
    outcomes = at_once(app, [lambda: let_event_take_place(event_id, by="test") for _ in range(4)])
    assert sum(not isinstance(each, Refused) for each in outcomes) == 1
    assert told(JANE) == ["Cancelled", "It takes place after all"]


def test_it_takes_as_many_statements_for_three_people_as_for_one(
    app: Flask, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    assert _statements("one", 1, count_statements) == _statements("three", 3, count_statements)


def _statements(slug: str, people: int, count: Callable[[Callable[[], object]], int]) -> tuple[int, int]:
    event = make_open_event(slug=slug, title=slug, place="Riverside Hotel")
    event_id, talk = event.id, make_session(event, "Water and care")
    publish(event)
    for number in range(people):
        registration_id = make_registration(event_id, f"{slug}.{number}@example.org")
        signing_up.sign_up(registration_id, talk)
        self_service.choose_calendar(registration_id, ByMail.SESSIONS)
        on_stage(event, talk, f"Speaker {number}", f"{slug}.speaker.{number}@example.org")
    sent_mails()
    off = count(lambda: cancel_event(event_id, by="test"))
    sent_mails()
    return off, count(lambda: let_event_take_place(event_id, by="test"))


# --- what waits for calendars while nobody sees the event ----------------------------------------------------------


def test_what_waits_for_a_calendar_waits_until_the_event_is_open_again(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    signing_up.sign_up(jane, talk)
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    changing.withdraw_event(forum.id, by="test")
    assert calendar_of(JANE).entries == {}
    move(forum, talk, "10:00", room_id=facts(forum, talk).room_id)
    publish(forum)
    assert calendar_of(JANE).entries == {}
    changing.publish_event(forum.id, by="test")
    assert seen_in(calendar_of(JANE)) == {"Water and care": "04 10:00, Ballroom, Riverside Hotel"}


def test_what_was_on_its_way_out_and_came_back_while_nobody_saw_it_is_told_to_nobody(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    signing_up.sign_up(jane, talk)
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    before = calendar_of(JANE).entries
    so_far = len(sent_mails(JANE))
    room_id = facts(forum, talk).room_id
    move(forum, talk, "10:00", room_id=room_id)
    publish(forum)
    changing.withdraw_event(forum.id, by="test")
    move(forum, talk, "09:20", room_id=room_id)
    publish(forum)
    changing.publish_event(forum.id, by="test")
    assert calendar_of(JANE).entries == before
    assert len(sent_mails(JANE)) == so_far


def test_who_is_forgotten_at_an_event_that_nobody_sees_causes_no_mail_to_others(forum: Event, talk: UUID) -> None:
    jane = make_registration(forum.id, JANE)
    self_service.choose_calendar(jane, ByMail.EVENT)
    sent_mails()
    changing.withdraw_event(forum.id, by="test")
    so_far = len(sent_mails())
    forget_followers("registration", [jane], is_public=False)
    assert len(sent_mails()) == so_far
    changing.publish_event(forum.id, by="test")
    assert calendar_of(JANE).entries == {}, "once it is open again it is taken out"


def test_of_who_is_forgotten_before_anything_was_sent_nothing_stays(forum: Event) -> None:
    jane = make_registration(forum.id, JANE)
    self_service.choose_calendar(jane, ByMail.EVENT)
    changing.withdraw_event(forum.id, by="test")
    forget_followers("registration", [jane], is_public=False)
    assert db.session.scalars(select(CalendarInvitation)).all() == []
    waiting = select(Message.id).where(Message.name == "calendar/invitation", Message.state == MessageState.WAITING)
    assert db.session.scalars(waiting).all() == []
    send_due()
