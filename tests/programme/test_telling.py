"""A publish tells each whom it concerns, once, what it changes for them."""

from collections.abc import Callable
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import bookkeeping, db
from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.events.services import caring, changing
from convene.outbox.models import Message, MessageState
from convene.outbox.queries import messages_of
from convene.outbox.services import record_failure
from convene.programme.catalogue import Group
from convene.programme.models import AgendaVersion
from convene.programme.services import drafting
from convene.programme.services.asking import set_stage_address
from convene.registration.services import self_service, signing_up
from tests.factories.agendas import add_room, add_session, move, publish, put_on_stage, retitle
from tests.factories.events import make_account
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import give_places
from tests.support.mail import link_in, sent_mails, text_of

STAGE, SIGNED, ALL = Group.ON_STAGE, Group.SIGNED_UP, Group.EVERYBODY


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


def speaker(event: Event, session_id: UUID, name: str = "Jane Vũ", email: str = "jane@example.org") -> UUID:
    """Somebody on stage who can be reached."""
    person_id = put_on_stage(event, session_id, name)
    if email:
        set_stage_address(event.id, person_id, email, by="test")
    return person_id


def coming(event: Event, *session_ids: UUID, email: str = "mai@example.org", name: str = "Mai Sok") -> UUID:
    """Somebody who is registered, and signed up for sessions that are published."""
    registration_id = make_registration(event.id, email, name=name)
    for session_id in session_ids:
        give_places(event, session_id, 50)
        signing_up.sign_up(registration_id, session_id)
    sent_mails()
    return registration_id


def told(email: str) -> list[EmailMessage]:
    """The mails about the agenda that went to an address, oldest first."""
    return [one for one in sent_mails(email) if "in the agenda" in text_of(one)]


def only_mail(email: str) -> str:
    (mail,) = told(email)
    return f"{mail['Subject']}\n{text_of(mail)}".replace("\r\n", "\n")


def waiting() -> int:
    db.session.rollback()
    rows = select(func.count()).where(Message.state == MessageState.WAITING, Message.name == "programme/agenda_changed")
    return db.session.scalar(rows) or 0


# --- who, and of what ---------------------------------------------------------------------------------------------


def test_who_is_on_stage_of_a_session_that_moves_reads_from_where_to_where(event: Event) -> None:
    ballroom, mekong = add_room(event, "Ballroom"), add_room(event, "Mekong Room")
    session_id = add_session(event, "Deterrence", "15:30", room_id=ballroom)
    speaker(event, session_id)
    publish(event)
    move(event, session_id, "13:45", room_id=mekong)
    publish(event, "One moved.", STAGE, word="We are sorry.\nLunch stays.")
    text = only_mail("jane@example.org")
    assert text.startswith("Moved: Deterrence (Regional Network Forum)")
    assert "Was: Thursday 4 March 2027, 15:30–16:15, Ballroom" in text
    assert "Now: Thursday 4 March 2027, 13:45–14:30, Mekong Room" in text
    assert "Bangkok time (UTC+7)" in text
    assert "The organisers write:\nWe are sorry.\nLunch stays." in text
    assert "/e/forum/agenda/changes" in text


def test_the_link_leads_to_the_page_of_each(event: Event, visitor: object) -> None:
    session_id = add_session(event, "Deterrence")
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:30")
    publish(event, "", STAGE, SIGNED)
    visitor.open(link_in(told("jane@example.org")[0], "/speak/"))  # type: ignore[attr-defined]
    assert "Deterrence" in visitor.text  # type: ignore[attr-defined]
    visitor.open(link_in(told("mai@example.org")[0], "/r/"))  # type: ignore[attr-defined]
    assert "Mai Sok" in visitor.text  # type: ignore[attr-defined]


def test_a_session_that_is_cancelled_tells_its_people_too(event: Event) -> None:
    session_id = add_session(event, "Generated images", "11:00")
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    drafting.withdraw_session(event.id, session_id, by="test")
    publish(event, "", STAGE, SIGNED)
    for address in ("jane@example.org", "mai@example.org"):
        text = only_mail(address)
        assert text.startswith("Cancelled: Generated images")
        assert "Was: Thursday 4 March 2027, 11:00–11:45" in text
        assert "Now:" not in text
    drafting.restore_session(event.id, session_id, by="test")
    publish(event, "", STAGE, SIGNED)
    assert told("mai@example.org")[-1]["Subject"].startswith("Takes place after all: Generated images")


def test_who_comes_on_stage_and_who_leaves_it_is_told_so(event: Event) -> None:
    session_id = add_session(event, "Panel")
    speaker(event, session_id, "Jane Vũ", "jane@example.org")
    publish(event)
    speaker(event, session_id, "Vannak Ly", "vannak@example.org")
    drafting.take_off_stage(event.id, _on_stage_id(session_id, "Jane Vũ"), by="test")
    publish(event, "", STAGE)
    assert only_mail("vannak@example.org").startswith("You are on stage: Panel")
    assert "09:20–10:05" in only_mail("vannak@example.org")
    gone = only_mail("jane@example.org")
    assert gone.startswith("You are no longer on stage: Panel")
    assert "09:20" not in gone


def _on_stage_id(session_id: UUID, name: str) -> UUID:
    from convene.people.models import Person
    from convene.programme.models import PersonOnStage

    return db.session.scalars(
        select(PersonOnStage.id)
        .join(Person, Person.id == PersonOnStage.person_id)
        .where(PersonOnStage.session_id == session_id, Person.display_name == name)
    ).one()


def test_a_typo_in_a_text_mails_nobody(event: Event) -> None:
    session_id = add_session(event, "Detterence")
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    retitle(event, session_id, "Deterrence")
    publish(event, "", STAGE, SIGNED, ALL)
    assert waiting() == 0


def test_a_first_agenda_tells_those_on_stage_when_and_where(event: Event) -> None:
    speaker(event, add_session(event, "Panel"))
    coming(event)
    publish(event, "", STAGE, SIGNED, ALL)
    assert only_mail("jane@example.org").startswith("You are on stage: Panel")
    assert told("mai@example.org") == []


def test_everybody_is_told_of_all_that_moves_and_each_of_their_own_first(event: Event) -> None:
    mine, other = add_session(event, "Mine", "10:00"), add_session(event, "Other", "11:00")
    kept = add_session(event, "Kept", "12:00")
    publish(event)
    coming(event, mine)
    coming(event, email="ali@example.org", name="Ali")
    move(event, mine, "15:00")
    move(event, other, "16:00")
    retitle(event, kept, "Kept as it is")
    publish(event, "", SIGNED, ALL)
    text = only_mail("mai@example.org")
    assert text.index("Mine") < text.index("What else changes:") < text.index("Other")
    assert "Kept" not in text
    text = only_mail("ali@example.org")
    assert "This has changed in the agenda:" in text
    assert text.index("Mine") < text.index("Other")


def test_one_mail_to_whoever_is_on_stage_signed_up_and_registered_in_one(event: Event) -> None:
    stage, seat = add_session(event, "On stage there", "10:00"), add_session(event, "Sits there", "11:00")
    speaker(event, stage, email="Mai@Example.org")
    publish(event)
    coming(event, seat)
    move(event, stage, "15:00")
    move(event, seat, "16:00")
    publish(event, "", STAGE, SIGNED, ALL)
    assert waiting() == 1
    (mail,) = [one for one in sent_mails() if "in the agenda" in text_of(one)]
    assert "On stage there" in text_of(mail)
    assert "Sits there" in text_of(mail)
    assert "/speak/" in text_of(mail)
    assert "/r/" in text_of(mail)


def test_groups_that_are_left_out_are_told_nothing_and_nobody_can_be(event: Event) -> None:
    session_id = add_session(event)
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED)
    assert told("jane@example.org") == []
    assert len(told("mai@example.org")) == 1
    move(event, session_id, "16:00")
    publish(event)
    assert waiting() == 0


def test_who_has_no_address_gets_no_mail(event: Event) -> None:
    session_id = add_session(event)
    speaker(event, session_id, email="")
    publish(event)
    move(event, session_id, "15:00")
    publish(event, "", STAGE)
    assert waiting() == 0
    assert _told_count(event) == 0


def test_a_version_keeps_whom_it_told_and_in_what_words(event: Event) -> None:
    session_id = add_session(event)
    speaker(event, session_id)
    publish(event)
    move(event, session_id, "15:00")
    publish(event, "", STAGE, SIGNED, word="Sorry.")
    row = db.session.scalars(select(AgendaVersion).where(AgendaVersion.number == 2)).one()
    assert (row.told_groups, row.told_word, row.told_count) == (["on stage", "signed up"], "Sorry.", 1)


def _told_count(event: Event) -> int:
    db.session.rollback()
    return sum(db.session.scalars(select(AgendaVersion.told_count).where(AgendaVersion.event_id == event.id)))


# --- what waits ---------------------------------------------------------------------------------------------------


def test_an_unsent_mail_is_replaced_by_one_that_tells_the_sum_and_every_word(event: Event) -> None:
    first, second = add_session(event, "First", "10:00"), add_session(event, "Second", "11:00")
    publish(event)
    coming(event, first, second)
    move(event, first, "15:00")
    publish(event, "", SIGNED, word="One word.")
    move(event, first, "16:00")
    move(event, second, "17:00")
    publish(event, "", SIGNED, word="Another word.")
    assert waiting() == 1
    text = only_mail("mai@example.org")
    assert "Was: Thursday 4 March 2027, 10:00–10:45" in text
    assert "15:00" not in text
    assert "Now: Thursday 4 March 2027, 16:00–16:45" in text
    assert "Now: Thursday 4 March 2027, 17:00–17:45" in text
    assert text.index("One word.") < text.index("Another word.")


def test_what_is_undone_before_its_mail_went_out_is_told_to_nobody(event: Event) -> None:
    session_id = add_session(event, "First", "10:00")
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED)
    move(event, session_id, "10:00")
    publish(event, "", SIGNED)
    assert told("mai@example.org") == []
    assert waiting() == 0


def test_a_mail_that_waits_while_a_publish_tells_nobody_says_what_is_true_when_it_goes_out(event: Event) -> None:
    session_id = add_session(event, "First", "10:00")
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED)
    move(event, session_id, "16:00")
    publish(event)
    text = only_mail("mai@example.org")
    assert "Was: Thursday 4 March 2027, 10:00" in text
    assert "Now: Thursday 4 March 2027, 16:00" in text
    assert "15:00" not in text


def test_a_mail_that_has_gone_out_is_told_once_and_the_next_begins_there(event: Event) -> None:
    session_id = add_session(event, "First", "10:00")
    publish(event)
    coming(event, session_id)
    for starts in ("15:00", "16:00"):
        move(event, session_id, starts)
        publish(event, "", SIGNED)
        sent_mails()
    texts = [text_of(one) for one in told("mai@example.org")]
    assert ["Was: Thursday 4 March 2027, 10:00" in text for text in texts] == [True, False]
    assert "Was: Thursday 4 March 2027, 15:00" in texts[1]


def test_who_cancels_before_the_mail_goes_out_gets_none(event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    registration_id = coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED, ALL)
    self_service.cancel(registration_id)
    assert told("mai@example.org") == []
    assert waiting() == 0


def test_who_is_reached_elsewhere_by_then_reads_it_there(event: Event) -> None:
    session_id = add_session(event)
    person_id = speaker(event, session_id)
    publish(event)
    registration_id = coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", STAGE, SIGNED)
    self_service.change_address(registration_id, "new@example.org")
    set_stage_address(event.id, person_id, "vu@example.org", by="test")
    assert told("mai@example.org") == []
    assert told("jane@example.org") == []
    assert len(told("new@example.org")) == 1
    assert len(told("vu@example.org")) == 1
    # ... and what waits for them is still replaced by the next.
    move(event, session_id, "16:00")
    publish(event, "", STAGE, SIGNED)
    self_service.change_address(registration_id, "newer@example.org")
    move(event, session_id, "17:00")
    publish(event, "", STAGE, SIGNED)
    (mail,) = told("newer@example.org")
    assert "Was: Thursday 4 March 2027, 15:00" in text_of(mail)
    assert "Now: Thursday 4 March 2027, 17:00" in text_of(mail)


def shared(event: Event, email: str = "mai@example.org") -> tuple[UUID, UUID, UUID]:
    """A session that moves, with somebody on stage and somebody signed up who share an address and wait to be told."""
    session_id = add_session(event, "Deterrence", "10:00")
    person_id = speaker(event, session_id, email=email)
    publish(event)
    registration_id = coming(event, session_id, email="mai@example.org")
    move(event, session_id, "15:00")
    publish(event, "", STAGE, SIGNED, word="We are sorry.")
    assert waiting() == 1
    return session_id, person_id, registration_id


def test_of_two_who_share_an_address_each_is_told_when_the_registered_one_leaves_it(event: Event) -> None:
    _session, _person, registration_id = shared(event, "Mai@Example.org")
    self_service.change_address(registration_id, "new@example.org")
    texts = {one["To"].addresses[0].addr_spec: text_of(one) for one in sent_mails() if "in the agenda" in text_of(one)}
    assert set(texts) == {"Mai@Example.org", "new@example.org"}
    assert all("Now: Thursday 4 March 2027, 15:00" in text and "We are sorry." in text for text in texts.values())
    assert ["/speak/" in text for text in texts.values()] == [address != "new@example.org" for address in texts]
    assert ["/r/" in text for text in texts.values()] == [address == "new@example.org" for address in texts]


def test_of_two_who_share_an_address_each_is_told_when_the_one_on_stage_leaves_it(event: Event) -> None:
    _session, person_id, _registration = shared(event)
    set_stage_address(event.id, person_id, "vu@example.org", by="test")
    assert "/r/" in only_mail("mai@example.org")
    assert "/speak/" not in only_mail("mai@example.org")
    assert "/speak/" in only_mail("vu@example.org")


def test_of_several_on_stage_who_share_an_address_each_takes_what_waits_along(event: Event) -> None:
    session_id = add_session(event, "Deterrence", "10:00")
    people = [speaker(event, session_id, name, "office@example.org") for name in ("Jane Vũ", "Vannak Ly")]
    publish(event)
    move(event, session_id, "15:00")
    publish(event, "", STAGE)
    for person_id, address in zip(people, ("jane@example.org", "vannak@example.org"), strict=True):
        set_stage_address(event.id, person_id, address, by="test")
    assert "/speak/" in only_mail("jane@example.org")
    assert "/speak/" in only_mail("vannak@example.org")
    assert told("office@example.org") == []


def test_who_moves_to_an_address_where_something_waits_is_told_in_the_same_mail_from_where_each_began(
    event: Event,
) -> None:
    first, second = add_session(event, "First", "10:00"), add_session(event, "Second", "11:00")
    publish(event)
    mai = coming(event, first)
    speaker(event, second, email="ali@example.org")
    publish(event)
    move(event, first, "15:00")
    publish(event, "", SIGNED)
    move(event, second, "16:00")
    publish(event, "", STAGE)
    self_service.change_address(mai, "ali@example.org")
    text = only_mail("ali@example.org")
    assert "Was: Thursday 4 March 2027, 10:00" in text
    assert "Was: Thursday 4 March 2027, 11:00" in text
    assert told("mai@example.org") == []
    assert waiting() == 0


@bookkeeping
def give_all_up() -> None:
    """As if the mail server had refused all that waits, for good."""
    for message_id in db.session.scalars(select(Message.id).where(Message.state == MessageState.WAITING)).all():
        record_failure(message_id, "no such mailbox", is_final=True)


def test_what_could_not_go_out_is_told_by_the_next_from_where_it_began(event: Event) -> None:
    session_id = add_session(event, "First", "10:00")
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED, word="One word.")
    give_all_up()
    move(event, session_id, "16:00")
    publish(event, "", SIGNED, word="Another word.")
    text = only_mail("mai@example.org")
    assert "Was: Thursday 4 March 2027, 10:00" in text
    assert text.index("One word.") < text.index("Another word.")
    assert not db.session.scalars(messages_of(event.id, MessageState.FAILED)).all()


def test_what_could_not_go_out_to_an_address_goes_to_the_one_that_is_right(event: Event) -> None:
    session_id = add_session(event, "First", "10:00")
    person_id = speaker(event, session_id, email="jnae@example.org")
    publish(event)
    move(event, session_id, "15:00")
    publish(event, "", STAGE)
    give_all_up()
    set_stage_address(event.id, person_id, "jane@example.org", by="test")
    assert "Was: Thursday 4 March 2027, 10:00" in only_mail("jane@example.org")


# --- care, drafts, languages --------------------------------------------------------------------------------------


def test_where_high_care_is_taken_the_mail_names_no_session(app: Flask) -> None:
    event = make_open_event(slug="forum")
    caring.choose_sensitivity(event.id, Sensitivity.HIGH_CARE, make_account(), by="test")
    session_id = add_session(event, "Whistleblowers", room_id=add_room(event, "Cellar"))
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", STAGE, SIGNED, word="We are sorry.")
    for address in ("jane@example.org", "mai@example.org"):
        (mail,) = told(address)
        whole = str(mail)
        assert "Whistleblowers" not in whole
        assert "Cellar" not in whole
        assert "15:00" not in whole
        assert "We are sorry." in text_of(mail)
        assert link_in(mail)


def test_of_an_event_that_is_a_draft_or_over_nobody_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_open_event(slug="forum")
    session_id = add_session(event)
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED)
    changing.withdraw_event(event.id, by="test")
    assert told("mai@example.org") == []  # what waits is dropped
    move(event, session_id, "16:00")
    publish(event, "", SIGNED)
    assert waiting() == 0


def test_the_mail_is_in_the_language_of_the_event(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_open_event(slug="forum", language="de")
    session_id = add_session(event, "Begrüßung")
    publish(event)
    coming(event, session_id)
    move(event, session_id, "15:00")
    publish(event, "", SIGNED)
    message = db.session.scalars(messages_of(event.id, MessageState.WAITING)).one()
    assert message.language == "de"
    sent_mails()
    (mail,) = [one for one in sent_mails("mai@example.org") if "Begrüßung" in one["Subject"]]
    assert "Donnerstag" in text_of(mail)


# --- how much -----------------------------------------------------------------------------------------------------


def test_as_many_statements_for_three_as_for_one(
    app: Flask, event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    session_id = add_session(event)
    speaker(event, session_id)
    publish(event)
    coming(event, session_id)
    counts = []
    for number in (1, 2):
        move(event, session_id, f"1{number}:00")
        counts.append(count_statements(lambda: publish(event, "", STAGE, SIGNED, ALL)))
        sent_mails()
        for more in range(3):
            coming(event, session_id, email=f"more{more}@example.org", name=f"More {more}")
            speaker(event, session_id, f"Speaker {more}", f"speaker{more}@example.org")
        publish(event)
    assert counts[0] == counts[1]
