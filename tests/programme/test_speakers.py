"""People on stage are asked, answer by a personal link, and say themselves how they are shown."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import db
from convene.errors import NotFound
from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services.arranging_rooms import add_room
from convene.events.services.caring import choose_sensitivity
from convene.files.models import StoredFile
from convene.files.pictures import Part, Picture, cut_square
from convene.outbox import services as outbox
from convene.outbox.models import Message
from convene.people.models import Person
from convene.programme.catalogue import StageAnswer, StageRole
from convene.programme.errors import EventIsOver, NobodyToMail
from convene.programme.forms.people import AnswerForStage
from convene.programme.pages import part_of_picture
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.people import UNCUT, uncut_photo_of
from convene.programme.services import answering, drafting
from convene.programme.services.asking import (
    add_stage_addresses,
    ask_to_speak,
    make_stage_link,
    remind_to_speak,
    set_stage_address,
)
from convene.programme.services.naming import change_person
from convene.programme.tasks import forget_uploads
from convene.teams.models import Team
from convene.web.forms import Form
from tests.factories import agendas
from tests.factories.events import make_account, make_event
from tests.support.at_once import at_once
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.pictures import picture, picture_with_a_place
from tests.support.stage import link_of, row_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
JANE = "jane@example.org"
PEOPLE = "/organise/forum/agenda/people"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", title="Network Forum", contact_email="office@example.org")


@pytest.fixture
def jane(forum: Event) -> UUID:
    """Somebody on stage in the published agenda of the forum, who can be asked."""
    session_id = agendas.add_session(forum, "Opening", "09:00")
    person_id = agendas.put_on_stage(forum, session_id, "Jane Vũ")
    agendas.put_on_stage(forum, session_id, "Vannak Ly")
    agendas.publish(forum)
    set_stage_address(forum.id, person_id, JANE, by="test")
    return person_id


@pytest.fixture
def organiser(forum: Event, visitor: Visitor) -> Visitor:
    return visitor.another().signed_in_as(OWNER)


def field_of(visitor: Visitor, name: str) -> str:
    """The field for the address of somebody, on the page of all who have none."""
    (found,) = visitor.tree.xpath("//label[.=$words]/following-sibling::input/@name", words=f"E-mail address of {name}")
    return str(found)


def send(body: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), "me.jpg"


def test_fifty_on_stage_fill_a_page(forum: Event, jane: UUID, organiser: Visitor) -> None:
    session_id = agendas.add_session(forum, "Chorus", "11:00")
    for number in range(50):
        agendas.put_on_stage(forum, session_id, f"Singer {number:02}")
    organiser.open(PEOPLE)
    assert "1 to 50 of" in organiser.text
    organiser.follow_link("Next page")
    assert "Vannak Ly" in organiser.text


# --- asking -------------------------------------------------------------------------------------------------------


def test_an_organiser_adds_an_address_and_asks_and_the_mail_leads_to_the_page(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    organiser.open(PEOPLE).follow_link("Vannak Ly").follow_link("Add their e-mail address")
    organiser.fill_in(email="vannak@example.org").press("Save the address", expect=200)
    assert not sent_mails("vannak@example.org")
    organiser.follow_link("Ask whether they will be there").press("Mail 1 person", expect=200)
    assert "1 mail is in the outbox" in organiser.text
    (mail,) = sent_mails("vannak@example.org")
    assert mail["Subject"] == "You are asked to be on stage: Network Forum"
    assert "Vannak" not in text_of(mail)
    visitor.open(link_in(mail, "/speak/"))
    assert "Your part, Vannak Ly" in visitor.text
    assert "Opening" in visitor.text


def test_the_mail_says_who_asks_and_for_which_sessions_and_what_the_organisers_add(forum: Event, jane: UUID) -> None:
    room_id = add_room(forum.id, name="Ballroom", by="test")
    later = agendas.add_session(forum, "Closing", "16:00", room_id=room_id, minutes=45)
    drafting.put_on_stage(forum.id, later, role=StageRole.SPEAKER, person_id=jane, by="test")
    agendas.put_on_stage(forum, agendas.add_session(forum, "Of others", "11:00"), "Anom")
    dropped = agendas.add_session(forum, "Dropped", "12:00")
    drafting.put_on_stage(forum.id, dropped, role=StageRole.SPEAKER, person_id=jane, by="test")
    agendas.publish(forum)
    drafting.withdraw_session(forum.id, dropped, by="test")
    sent_mails()  # what the agenda puts into calendars
    ask_to_speak(forum.id, [jane], word="Dear Jane, <b>come</b>.\nWe pay the train.", by="test")
    (mail,) = sent_mails(JANE)[-1:]
    host = db.session.get_one(Team, forum.team_id).name
    text = text_of(mail).replace("\r\n", "\n")
    assert f"{host} asks you to be on stage." in text
    assert "Opening\nThursday 4 March 2027, 09:00–09:45\n" in text
    assert "Closing\nThursday 4 March 2027, 16:00–16:45\nBallroom\n" in text
    assert "The organisers write:\nDear Jane, <b>come</b>.\nWe pay the train.\n" in text
    assert not [each for each in ("Of others", "Anom", "Dropped", "Vannak") if each in text]
    page = mail.get_body(("html",))
    assert page is not None
    assert "&lt;b&gt;come&lt;/b&gt;.<br>We pay the train." in page.get_content()


def test_a_mail_of_an_event_that_takes_high_care_names_no_session(app: Flask) -> None:
    event = make_event(slug="careful", title="Forum")
    choose_sensitivity(event.id, Sensitivity.HIGH_CARE, make_account(OWNER), by="test")
    session_id = agendas.add_session(event, "Testimonies", "09:00")
    somebody = agendas.put_on_stage(event, session_id, "Anom")
    set_stage_address(event.id, somebody, "anom@example.org", by="test")
    ask_to_speak(event.id, [somebody], word="Please come.", by="test")
    (mail,) = sent_mails("anom@example.org")
    assert "Testimonies" not in text_of(mail)
    assert "09:00" not in text_of(mail)
    assert "Please come." in text_of(mail)


def test_the_page_shows_the_mail_with_what_is_added_and_mails_nobody_before(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    organiser.open(f"{PEOPLE}/{jane}/ask")
    assert "Opening Thursday 4 March 2027, 09:00–09:45" in organiser.text
    organiser.fill_in(word="Your travel is paid.").press("Show the mail with it", expect=200)
    assert "The organisers write: Your travel is paid." in organiser.text
    assert "/speak/" not in organiser.text
    assert not sent_mails(JANE)
    organiser.press("Mail 1 person", expect=200)
    assert "Your travel is paid." in text_of(sent_mails(JANE)[0])
    assert "There is nobody to ask" in organiser.open(f"{PEOPLE}/{jane}/ask").text


@pytest.mark.parametrize("button", ["Show the mail with it", "Mail 1 person"])
def test_too_many_words_are_refused_beside_their_field_and_stay_there(
    forum: Event, jane: UUID, organiser: Visitor, button: str
) -> None:
    organiser.open(f"{PEOPLE}/ask").fill_in(word="Dear friend, " * 200).press(button, expect=422)
    assert "Shorten this to 2000 characters or fewer" in organiser.text
    assert organiser.tree.xpath("string(//textarea)").count("Dear friend") == 200
    assert not sent_mails(JANE)


def test_words_stay_where_another_organiser_was_quicker(forum: Event, jane: UUID, organiser: Visitor) -> None:
    second = agendas.put_on_stage(forum, agendas.add_session(forum, "Later", "11:00"), "Anom")
    organiser.open(f"{PEOPLE}/ask").fill_in(word="Dear all.")
    ask_to_speak(forum.id, [jane], by="test")
    set_stage_address(forum.id, second, "anom@example.org", by="test")
    organiser.press("Mail 1 person", expect=422)
    assert organiser.tree.xpath("string(//textarea)").strip() == "Dear all."
    organiser.press("Mail 1 person", expect=200)
    assert "Dear all." in text_of(sent_mails("anom@example.org")[0])


def test_a_mail_that_goes_out_once_more_still_says_what_the_organisers_added(forum: Event, jane: UUID) -> None:
    ask_to_speak(forum.id, [jane], word="Your travel is paid.", by="test")
    sent_mails(JANE)
    message_id = db.session.scalar(select(Message.id).where(Message.to_email == JANE))
    assert message_id is not None
    outbox.send_again(forum.id, message_id, by="test")
    assert "Your travel is paid." in text_of(sent_mails(JANE)[-1])


def test_addresses_of_several_are_typed_on_one_page_and_then_all_are_asked(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    agendas.put_on_stage(forum, agendas.add_session(forum, "Later", "11:00"), "Anom")
    organiser.open(PEOPLE).follow_link("Add 2 addresses")
    assert "Jane Vũ" not in organiser.text
    assert field_of(organiser, "Vannak Ly")
    organiser.fill_in(**{field_of(organiser, "Anom"): "anom@example.org", field_of(organiser, "Vannak Ly"): "vannak"})
    organiser.press("Save the addresses", expect=422)
    assert organiser.text.count("Enter an e-mail address with an @, like name@example.org") == 2  # on top and beside
    assert organiser.tree.xpath("//td//p[@class='wrong']/following-sibling::input/@value") == ["vannak"]
    assert organiser.tree.xpath("//td//input[@type='email']/@value") == ["anom@example.org", "vannak"]
    assert invitation_of(forum.id, jane) is not None
    organiser.fill_in(**{field_of(organiser, "Vannak Ly"): "vannak@example.org"})
    organiser.press("Save the addresses", expect=200)
    assert "2 addresses are saved. Nobody was mailed." in organiser.text
    assert not sent_mails()
    organiser.follow_link("Ask all 3 not asked yet").press("Mail 3 people", expect=200)
    assert {str(mail["To"]) for mail in sent_mails()} == {JANE, "anom@example.org", "vannak@example.org"}
    assert "Nobody lacks an address" in organiser.open(f"{PEOPLE}/addresses").text


def test_an_address_that_somebody_else_saved_meanwhile_stays(forum: Event, jane: UUID, organiser: Visitor) -> None:
    anom = agendas.put_on_stage(forum, agendas.add_session(forum, "Later", "11:00"), "Anom")
    organiser.open(f"{PEOPLE}/addresses").fill_in(**{field_of(organiser, "Anom"): "mine@example.org"})
    set_stage_address(forum.id, anom, "theirs@example.org", by="test")
    organiser.press("Save the addresses", expect=200)
    assert "stays as they wrote it" in organiser.text
    assert row_of(forum, anom).email == "theirs@example.org"
    assert add_stage_addresses(forum.id, {anom: "x@example.org", jane: "y@example.org"}, by="test") == 0
    elsewhere = make_event(slug="elsewhere")
    stranger = agendas.put_on_stage(elsewhere, agendas.add_session(elsewhere, "Talk", "11:00"), "A stranger")
    assert add_stage_addresses(forum.id, {stranger: "x@example.org"}, by="test") == 0
    assert invitation_of(forum.id, stranger) is None


def test_many_without_an_address_stand_on_pages_and_can_be_searched(
    forum: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    session_id = agendas.add_session(forum, "Opening", "09:00")
    agendas.put_on_stage(forum, session_id, "Person 0")
    address = f"{PEOPLE}/addresses"
    organiser.open(address)
    few = count_statements(lambda: organiser.open(address))
    for number in range(1, 53):
        agendas.put_on_stage(forum, session_id, f"Person {number}")
    assert count_statements(lambda: organiser.open(address)) == few
    assert len(organiser.tree.xpath("//td//input[@type='email']")) == 50
    organiser.open(f"{address}?page=2")
    assert len(organiser.tree.xpath("//td//input[@type='email']")) == 3
    organiser.open(f"{address}?q=person+17")
    organiser.fill_in(**{field_of(organiser, "Person 17"): "p17@example.org"}).press("Save the addresses", expect=200)
    assert "1 address is saved" in organiser.text


def test_asking_twice_mails_once_and_so_do_two_organisers_at_the_same_moment(
    app: Flask, forum: Event, jane: UUID
) -> None:
    event_id = forum.id
    said = at_once(app, [lambda: ask_to_speak(event_id, [jane], by="test")] * 4)
    assert sorted(str(type(one).__name__) for one in said) == ["NobodyToMail"] * 3 + ["int"]
    with pytest.raises(NobodyToMail):
        ask_to_speak(event_id, [jane], by="test")
    assert db.session.scalar(select(func.count(Message.id)).where(Message.to_email == JANE)) == 1


def test_asking_all_says_first_how_many_and_whom_and_mails_nobody_who_came_later(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    organiser.open(f"{PEOPLE}/ask")
    assert "1 mail goes out" in organiser.text
    assert JANE in organiser.text
    assert "1 more person has no address here" in organiser.text
    assert not sent_mails(JANE)
    later = agendas.put_on_stage(forum, agendas.add_session(forum, "Later", "11:00"), "Anom")
    set_stage_address(forum.id, later, "anom@example.org", by="test")
    organiser.press("Mail 1 person", expect=200)
    assert len(sent_mails(JANE)) == 1
    assert not sent_mails("anom@example.org")
    assert "There is nobody to remind now" in organiser.open(f"{PEOPLE}/remind").text


def test_a_reminder_goes_to_those_who_have_not_answered_and_once_a_day(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    sent_mails()
    with pytest.raises(NobodyToMail):
        remind_to_speak(forum.id, [jane], by="test")
    with time_machine.travel(now() + timedelta(days=3)):
        assert "3 days ago" in organiser.open(PEOPLE).text
        organiser.open(f"{PEOPLE}/remind").press("Remind 1 person", expect=200)
        assert [one["Subject"] for one in sent_mails(JANE)][-1] == "Your answer is awaited: Network Forum"
        with pytest.raises(NobodyToMail):
            remind_to_speak(forum.id, [jane], by="test")
        answering.answer_for_stage(row_of(forum, jane).id, StageAnswer.CONFIRMED)
    with time_machine.travel(now() + timedelta(days=6)), pytest.raises(NobodyToMail):
        remind_to_speak(forum.id, [jane], by="test")
    assert row_of(forum, jane).times_asked == 2


def test_a_question_that_is_answered_before_it_went_out_is_not_sent(forum: Event, jane: UUID) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    answering.answer_for_stage(row_of(forum, jane).id, StageAnswer.CONFIRMED)
    assert [one["Subject"] for one in sent_mails(JANE)] == ["Invitation: Opening"]


def test_another_address_makes_the_link_that_was_mailed_to_the_wrong_one_worthless(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    ask_to_speak(forum.id, [jane], by="test")
    (mail,) = sent_mails(JANE)
    set_stage_address(forum.id, jane, "jane.vu@example.org", by="test")
    visitor.open(link_in(mail, "/speak/"), expect=404)
    ask_to_speak(forum.id, [jane], by="test")
    visitor.open(link_in(sent_mails("jane.vu@example.org")[0], "/speak/"))


def test_two_organisers_who_write_an_address_at_once_see_each_other(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    organiser.open(f"{PEOPLE}/{jane}/address")
    set_stage_address(forum.id, jane, "other@example.org", by="test")
    organiser.fill_in(email="mine@example.org").press("Save the address", expect=422)
    assert "other@example.org" in organiser.text
    organiser.press("Save the address", expect=200)
    assert row_of(forum, jane).email == "mine@example.org"


def test_a_link_is_made_by_hand_and_a_new_one_closes_the_old(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    old = link_of(forum, jane)
    organiser.open(f"{PEOPLE}/{jane}")
    assert organiser.tree.xpath("//input[@id='own-link']/@value") == [f"http://localhost{old}"]
    visitor.open(old)
    organiser.press("Make a new link", expect=200)
    visitor.open(old, expect=404)
    visitor.open(link_of(forum, jane))


def test_the_list_is_filtered_by_state_and_searched(forum: Event, jane: UUID, organiser: Visitor) -> None:
    answering.answer_for_stage(row_of(forum, jane).id, StageAnswer.DECLINED, note="I have to be in court that day.")
    cannot = organiser.open(f"{PEOPLE}?state=declined").tree.xpath("//tbody/tr")
    assert len(cannot) == 1
    assert "I have to be in court" in cannot[0].text_content()
    assert len(organiser.open(f"{PEOPLE}?q=vannak").tree.xpath("//tbody/tr")) == 1
    assert len(organiser.open(f"{PEOPLE}?q=JANE@").tree.xpath("//tbody/tr")) == 1
    assert "Nobody matches" in organiser.open(f"{PEOPLE}?state=confirmed").text
    assert len(organiser.open(f"{PEOPLE}?state=nonsense").tree.xpath("//tbody/tr")) == 2


def test_the_list_takes_as_many_statements_for_one_as_for_three(
    forum: Event, organiser: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    session_id = agendas.add_session(forum, "Opening", "09:00")

    def add(name: str) -> None:
        person_id = agendas.put_on_stage(forum, session_id, name)
        set_stage_address(forum.id, person_id, f"{name}@example.org", by="test")
        ask_to_speak(forum.id, [person_id], by="test")

    add("jane")
    organiser.open(PEOPLE)
    one = count_statements(lambda: organiser.open(PEOPLE))
    for name in ("vannak", "anom"):
        add(name)
    assert count_statements(lambda: organiser.open(PEOPLE)) == one


def test_the_overview_names_who_has_not_confirmed_once_somebody_was_asked(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    assert "has not confirmed" not in organiser.open("/organise/forum/").text
    ask_to_speak(forum.id, [jane], by="test")
    assert "2 people on stage have not confirmed" in organiser.open("/organise/forum/").text
    assert "Jane Vũ · Vannak Ly" in organiser.text
    answering.answer_for_stage(row_of(forum, jane).id, StageAnswer.CONFIRMED)
    assert "1 person on stage has not confirmed" in organiser.open("/organise/forum/").text


# --- answering ----------------------------------------------------------------------------------------------------


def test_opening_the_link_says_all_and_changes_nothing(forum: Event, jane: UUID, visitor: Visitor) -> None:
    path = link_of(forum, jane)
    lines = db.session.scalar(select(func.count(AuditLine.id)))
    for _ in range(3):
        visitor.open(path)
    assert "Together with Vannak Ly" in visitor.text
    assert "Add to your calendar" in visitor.text
    assert "Say whether you will be there" in visitor.text
    assert db.session.scalar(select(func.count(AuditLine.id))) == lines
    assert row_of(forum, jane).answer is None


def test_somebody_says_that_they_will_be_there_and_later_that_they_cannot(
    forum: Event, jane: UUID, visitor: Visitor, organiser: Visitor
) -> None:
    visitor.open(link_of(forum, jane)).press("I will be there", expect=200)
    assert "The organisers know that you will be there." in visitor.text
    assert "Confirmed" in organiser.open(f"{PEOPLE}?state=confirmed").text
    visitor.fill_in(note="I am ill.").press("I cannot", expect=200)
    row = row_of(forum, jane)
    assert (row.answer, row.note) == (StageAnswer.DECLINED, "I am ill.")
    session = organiser.open("/organise/forum/agenda").follow_link("Opening")
    assert "Cannot be there" in session.text
    assert "Jane Vũ" in visitor.open("/e/forum/people").text, "nothing is removed by itself"
    assert "I am ill" not in visitor.text
    visitor.open(link_of(forum, jane)).press("I will be there after all", expect=200)
    assert row_of(forum, jane).note == ""


def test_an_answer_loses_nothing_of_a_profile_that_was_being_written(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(link_of(forum, jane)).fill_in(biography="Counts fish.", note="").press("I will be there", expect=200)
    assert "The organisers know that you will be there." in visitor.text
    assert "is not saved yet" in visitor.text
    assert visitor.tree.xpath("//textarea")[0].text.strip() == "Counts fish."
    assert db.session.get_one(Person, jane).biography == ""
    visitor.press("Save", expect=200)
    db.session.rollback()
    assert db.session.get_one(Person, jane).biography == "Counts fish."
    assert row_of(forum, jane).answer is StageAnswer.CONFIRMED


def test_an_answer_that_is_refused_loses_nothing_of_a_profile(forum: Event, jane: UUID, visitor: Visitor) -> None:
    visitor.open(link_of(forum, jane)).fill_in(biography="Counts fish.", note="x" * 301).press("I cannot", expect=422)
    assert "Shorten this" in visitor.text
    assert visitor.tree.xpath("//textarea")[0].text.strip() == "Counts fish."


def test_a_picture_that_came_with_an_answer_is_asked_for_again(forum: Event, jane: UUID, visitor: Visitor) -> None:
    visitor.open(link_of(forum, jane)).fill_in(photo=(io.BytesIO(picture()), "me.jpg")).press("I will be there")
    assert "Choose the picture again" in visitor.text
    assert row_of(forum, jane).answer is StageAnswer.CONFIRMED


def test_saving_a_profile_loses_nothing_of_a_reason_that_was_being_written(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(link_of(forum, jane)).fill_in(biography="Counts fish.", note="I am ill.").press("Save", expect=200)
    assert "Saved." in visitor.text
    assert visitor.tree.xpath("//input[@name='note']/@value") == ["I am ill."]
    assert row_of(forum, jane).answer is None
    assert db.session.get_one(Person, jane).biography == "Counts fish."


def test_sending_a_wide_picture_loses_nothing_of_a_reason_and_its_part_can_still_be_chosen(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(link_of(forum, jane)).fill_in(photo=send(picture(size=(900, 300))), note="I am ill.")
    visitor.press("Save", expect=200)
    assert "is not sent yet" in visitor.text
    assert visitor.tree.xpath("//input[@name='note']/@value") == ["I am ill."]
    visitor.another().open(visitor.tree.xpath("//a[.='Choose the part of your picture that is shown']/@href")[0])
    visitor.press("I cannot", expect=200)
    assert row_of(forum, jane).note == "I am ill."
    visitor.follow_link("Choose the part of your picture that is shown").fill_in(part="end").press("Show this part")
    assert "Choose the part" not in visitor.text


def test_enter_in_a_field_of_the_profile_saves_and_never_answers(forum: Event, jane: UUID, visitor: Visitor) -> None:
    visitor.open(link_of(forum, jane))
    first = visitor.tree.xpath("//form[@id='part']//button | //button[@form='part']")[0]
    assert "formaction" not in first.attrib


def test_an_answer_that_is_none_changes_nothing(forum: Event, jane: UUID, visitor: Visitor) -> None:
    path = link_of(forum, jane)
    token = visitor.open(path).tree.xpath("//input[@name='csrf_token']/@value")[0]
    for said in ("", "maybe", "CONFIRMED"):
        visitor.post(f"{path}answer", {"csrf_token": token, "answer": said}, expect=422)
    visitor.post(f"{path}answer", {"csrf_token": token, "answer": "declined", "note": "x" * 301}, expect=422)
    assert "Shorten this" in visitor.text
    assert row_of(forum, jane).answer is None


def test_the_log_says_that_it_was_the_person(forum: Event, jane: UUID, visitor: Visitor, organiser: Visitor) -> None:
    visitor.open(link_of(forum, jane)).press("I will be there", expect=200)
    visitor.fill_in(name="Jane Trần").press("Save", expect=200)
    log = organiser.open("/organise/forum/log").text
    assert "A person on stage changed their profile" in log
    assert "A person on stage answered whether they will be there" in log
    assert "Changed by themselves" in organiser.open(PEOPLE).text


# --- the profile --------------------------------------------------------------------------------------------------


def test_a_changed_profile_stands_on_public_pages_at_once(forum: Event, jane: UUID, visitor: Visitor) -> None:
    visitor.open(link_of(forum, jane))
    visitor.fill_in(name="Jane Trần", affiliation="NGO 8", biography="Counts *fish*. ![](https://evil.example/x.png)")
    visitor.press("Save", expect=200)
    assert "Saved." in visitor.text
    page = visitor.open("/e/forum/people")
    assert "Jane Trần" in page.text
    assert page.tree.xpath("//main//em/text()") == ["fish"]
    assert not page.tree.xpath("//main//img")


def test_an_organiser_who_was_quicker_is_seen_and_nothing_typed_is_lost(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    visitor.open(link_of(forum, jane))
    change_person(forum.id, jane, name="J. Vũ", affiliation="", biography="", by="test")
    visitor.fill_in(biography="Mine.", photo=send(picture())).press("Save", expect=422)
    assert "J. Vũ" in visitor.text
    assert "Choose the picture again" in visitor.text
    assert "Mine." in visitor.tree.xpath("//textarea")[0].text
    visitor.press("Save", expect=200)
    db.session.rollback()
    assert db.session.get_one(Person, jane).biography == "Mine."


def test_a_name_of_nothing_is_refused_beside_its_field(forum: Event, jane: UUID, visitor: Visitor) -> None:
    visitor.open(link_of(forum, jane)).fill_in(name=" ", biography="Kept.").press("Save", expect=422)
    assert "Enter your name" in visitor.text
    assert "Kept." in visitor.tree.xpath("//textarea")[0].text


def test_markup_in_a_profile_is_text(forum: Event, jane: UUID, visitor: Visitor, organiser: Visitor) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    visitor.open(link_of(forum, jane))
    visitor.fill_in(name=hostile, affiliation=hostile, biography=hostile).press("Save", expect=200)
    for shown in (visitor, organiser.open(PEOPLE), organiser.open(f"{PEOPLE}/{jane}"), visitor.open("/e/forum/people")):
        assert hostile in shown.text or hostile in str(shown.tree.xpath("//input/@value"))
        assert not shown.tree.xpath("//*[@onerror]")


def test_after_the_event_all_can_be_read_and_nothing_changed(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", contact_email="office@example.org")
    person_id = agendas.put_on_stage(event, agendas.add_session(event, "Opening", "09:00"), "Jane Vũ")
    make_stage_link(event.id, person_id, by="test")
    path = link_of(event, person_id)
    invitation_id = row_of(event, person_id).id
    with time_machine.travel(date(2027, 4, 1)):
        visitor.open(path)
        assert "The event is over." in visitor.text
        assert "office@example.org" in visitor.text
        assert not visitor.tree.xpath("//main//form")
        with pytest.raises(EventIsOver):
            answering.answer_for_stage(invitation_id, StageAnswer.CONFIRMED)
        with pytest.raises(EventIsOver):
            answering.change_own_profile(invitation_id, name="X", affiliation="", biography="")


def test_a_link_that_is_revoked_the_moment_it_is_used_does_nothing(
    forum: Event, jane: UUID, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link_of(forum, jane)
    visitor.open(path)

    def just_then(form: AnswerForStage) -> bool:
        make_stage_link(forum.id, jane, by="test")
        return Form.is_answered(form)

    monkeypatch.setattr(AnswerForStage, "is_answered", just_then)
    visitor.press("I will be there", expect=404)
    assert row_of(forum, jane).answer is None
    old, invitation_id = row_of(forum, jane).link_version - 1, row_of(forum, jane).id
    with pytest.raises(NotFound):
        answering.change_own_profile(invitation_id, name="X", affiliation="", biography="", link_version=old)


def test_who_was_taken_off_stage_sees_that_nothing_is_asked(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", published=False)
    session_id = agendas.add_session(event, "Opening", "09:00")
    person_id = agendas.put_on_stage(event, session_id, "Jane Vũ")
    make_stage_link(event.id, person_id, by="test")
    visitor.open(link_of(event, person_id))
    assert "Not public yet" in visitor.text
    assert not visitor.tree.xpath("//a[contains(@href, '/e/forum')]"), "its pages are closed for now"
    drafting.delete_session(event.id, session_id, by="test")
    visitor.open(link_of(event, person_id))
    assert "You are in no session now." in visitor.text
    assert "Opening" not in visitor.text


def test_sessions_of_others_and_other_drafts_are_not_shown(forum: Event, jane: UUID, visitor: Visitor) -> None:
    agendas.put_on_stage(forum, agendas.add_session(forum, "A secret session", "11:00"), "Anom Phan")
    visitor.open(link_of(forum, jane))
    assert "A secret session" not in visitor.text
    assert "Anom" not in visitor.text


def test_times_are_shown_in_another_zone_on_request(forum: Event, jane: UUID, visitor: Visitor) -> None:
    path = link_of(forum, jane)
    assert "09:00–09:45" in visitor.open(path).text
    assert (
        "02:00–02:45" in visitor.open(f"{path}?zone=UTC").text
        or "03:00–03:45" in visitor.open(f"{path}?zone=Europe/Berlin").text
    )
    assert visitor.open(f"{path}?zone=choose").tree.xpath("//select[@id='zone']")
    assert "09:00–09:45" in visitor.open(f"{path}?zone=Nowhere").text


# --- pictures -----------------------------------------------------------------------------------------------------


def colour_of(body: bytes) -> str:
    shown = Image.open(io.BytesIO(body))
    assert shown.width == shown.height
    red, _green, blue = shown.convert("RGB").getpixel((shown.width // 2, shown.height // 2))  # type: ignore[misc]
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(("part", "colour"), [("start", "red"), ("end", "blue")])
def test_of_a_wide_picture_the_person_chooses_the_part(
    forum: Event, jane: UUID, visitor: Visitor, part: str, colour: str
) -> None:
    path = link_of(forum, jane)
    visitor.open(path).fill_in(photo=send(picture(size=(900, 300)))).press("Save", expect=200)
    assert "Which part of your picture?" in visitor.text
    addresses = visitor.tree.xpath("//main//img/@src")
    assert len(addresses) == 3
    choice = visitor.path
    assert colour_of(visitor.open(f"{path}picture/part/{part}").response.data) == colour
    assert visitor.open(choice).tree.xpath("//input[@name='part'][@checked]/@value") == ["middle"]
    visitor.fill_in(part="elsewhere").press("Show this part", expect=422)
    assert "Choose the part that shall be shown" in visitor.text
    visitor.fill_in(part=part).press("Show this part", expect=200)
    assert colour_of(visitor.open(f"{path}picture").response.data) == colour
    assert db.session.scalar(select(func.count(StoredFile.id))) == 1, "the whole of it is not kept"
    visitor.open(f"{path}picture/part/{part}", expect=404)
    (address,) = visitor.open("/e/forum/people").tree.xpath("//main//img/@src")
    assert colour_of(visitor.open(address).response.data) == colour


def test_a_square_picture_asks_nothing_and_says_nothing_of_where_it_was_taken(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = link_of(forum, jane)
    visitor.open(path).fill_in(photo=send(picture(size=(700, 700)))).press("Save", expect=200)
    assert "Saved." in visitor.text
    assert Image.open(io.BytesIO(visitor.open(f"{path}picture").response.data)).size == (512, 512)
    visitor.open(path).fill_in(photo=send(picture_with_a_place())).press("Save", expect=200)
    for address in ("picture", "picture/part/start"):
        body = visitor.open(f"{path}{address}").response.data
        assert b"Noor" not in body
        assert b"Exif" not in body


def test_who_chooses_no_part_has_the_middle_and_the_whole_is_forgotten_after_a_day(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = link_of(forum, jane)
    visitor.open(path).fill_in(photo=send(picture(size=(900, 300)))).press("Save", expect=200)
    visitor.open(f"{path}picture")
    with time_machine.travel(now() + timedelta(days=2)):
        forget_uploads()
    db.session.rollback()
    assert db.session.scalar(select(func.count(StoredFile.id)).where(StoredFile.owner_feature == UNCUT)) == 0
    visitor.open(f"{path}picture")
    visitor.open(f"{path}picture/part")
    assert "Your part" in visitor.text


def test_an_organiser_chooses_the_part_too_but_not_of_a_picture_that_is_another_meanwhile(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    organiser.open(f"{PEOPLE}/{jane}").fill_in(photo=send(picture(size=(300, 900)))).press("Save this person")
    assert "Which part of the picture?" in organiser.text
    assert "Top" in organiser.text
    visitor.open(link_of(forum, jane)).fill_in(photo=send(picture(size=(900, 300)))).press("Save", expect=200)
    organiser.fill_in(part="start").press("Show this part", expect=422)
    assert "There is another picture meanwhile" in organiser.text
    organiser.fill_in(part="end").press("Show this part", expect=200)
    assert colour_of(visitor.open(f"{link_of(forum, jane)}picture").response.data) == "blue"


def test_a_part_of_a_picture_that_is_another_meanwhile_is_not_kept(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link_of(forum, jane)
    visitor.open(path).fill_in(photo=send(picture(size=(900, 300)))).press("Save", expect=200)
    mine = visitor.another().open(path)

    def just_then(whole: bytes, part: Part) -> Picture:
        """Somebody sends another picture while the square is cut."""
        square = cut_square(whole, part)
        mine.fill_in(photo=send(picture(size=(300, 900)))).press("Save", expect=200)
        return square

    monkeypatch.setattr(part_of_picture, "cut_square", just_then)
    visitor.fill_in(part="start").press("Show this part", expect=200)
    assert "There is another picture meanwhile" in visitor.text
    assert "Top" in visitor.text
    organiser.open(f"{PEOPLE}/{jane}/picture")
    mine.open(path)
    organiser.fill_in(part="start").press("Show this part", expect=200)
    assert "There is another picture meanwhile" in organiser.text
    assert uncut_photo_of(jane) is not None, "of the newer one the part can still be chosen"


@pytest.mark.parametrize("body", [b"<svg onload='alert(1)'/>", b"GIF89a<script>", b""])
def test_what_is_no_picture_is_refused_and_what_was_typed_stays(
    forum: Event, jane: UUID, visitor: Visitor, body: bytes
) -> None:
    path = link_of(forum, jane)
    visitor.open(path).fill_in(photo=send(body), biography="Kept.").press("Save", expect=422)
    assert "not a picture" in visitor.text
    assert "Kept." in visitor.tree.xpath("//textarea")[0].text
    visitor.open(f"{path}picture", expect=404)
