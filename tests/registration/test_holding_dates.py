"""Save the date: the days in people's calendars before there is an agenda, and one entry when there is."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.events.services import changing
from convene.programme.catalogue import StageAnswer
from convene.programme.queries.answers import invitation_of
from convene.programme.services import answering, drafting
from convene.programme.services.asking import set_stage_address
from convene.registration.catalogue import ByMail
from convene.registration.errors import DatesAreCertain, NobodyToMail
from convene.registration.models import Invitation
from convene.registration.services import inviting, self_service, signing_up
from convene.registration.services.holding_dates import save_the_date
from convene.registration.services.inviting import Invitee
from tests.factories.agendas import publish, put_on_stage
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import make_session
from tests.programme.test_telling import _on_stage_id as on_stage_id
from tests.support.calendar_client import CalendarClient
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.visitor import Visitor

MAI, JANE = "mai@example.org", "jane@example.org"


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(
        slug="forum", title="Regional Network Forum", place="Riverside Hotel", join_url="https://meet.example.org/room"
    )


@pytest.fixture
def talk(forum: Event) -> UUID:
    session_id = make_session(forum, "Water and care")
    person_id = put_on_stage(forum, session_id, "Mai Trần")
    set_stage_address(forum.id, person_id, MAI, by="test")
    return session_id


def invite(forum: Event, email: str = JANE) -> None:
    inviting.list_invitees(forum.id, [Invitee(name="Jane", email=email)], language="en", by="test")


def calendar(address: str) -> dict[str, str]:
    client = CalendarClient(address).receive_all(sent_mails(address))
    return {one.summary: one.status for one in client.entries.values()}


def test_the_days_are_held_for_those_on_stage_and_those_invited_once(forum: Event, talk: UUID) -> None:
    invite(forum)
    assert save_the_date(forum.id, on_stage=True, invited=True, by="test") == 2
    for address in (MAI, JANE):
        assert calendar(address) == {"Regional Network Forum": "TENTATIVE"}
        (mail,) = sent_mails(address)
        assert mail["Subject"] == "Save the date: Regional Network Forum"
        assert "Please keep these days free" in text_of(mail)
    save_the_date(forum.id, on_stage=True, invited=True, by="test")
    assert [len(sent_mails(each)) for each in (MAI, JANE)] == [1, 1]


def test_with_the_agenda_it_is_certain_under_one_uid_and_the_stage_has_its_sessions_instead(
    forum: Event, talk: UUID
) -> None:
    invite(forum)
    save_the_date(forum.id, on_stage=True, invited=True, by="test")
    (held,) = CalendarClient(JANE).receive_all(sent_mails(JANE)).entries
    publish(forum)
    client = CalendarClient(JANE).receive_all(sent_mails(JANE))
    assert {uid: one.status for uid, one in client.entries.items()} == {held: "CONFIRMED"}
    assert "The dates are certain now." in text_of(sent_mails(JANE)[-1])
    assert calendar(MAI) == {"Water and care": "CONFIRMED"}
    with pytest.raises(DatesAreCertain):
        save_the_date(forum.id, on_stage=True, invited=True, by="test")


def test_who_registers_has_one_entry_for_the_event_or_their_sessions(forum: Event, talk: UUID) -> None:
    invite(forum)
    save_the_date(forum.id, on_stage=False, invited=True, by="test")
    publish(forum)
    mine = make_registration(forum.id, JANE)
    assert calendar(JANE) == {"Regional Network Forum": "CONFIRMED"}, "they wanted nothing more by mail, and keep it"
    self_service.choose_calendar(mine, ByMail.EVENT)
    assert calendar(JANE) == {"Regional Network Forum": "CONFIRMED"}
    signing_up.sign_up(mine, talk)
    self_service.choose_calendar(mine, ByMail.SESSIONS)
    assert calendar(JANE) == {"Water and care": "CONFIRMED"}
    self_service.cancel(mine)
    assert calendar(JANE) == {}


def test_who_cannot_come_has_it_no_more(forum: Event, talk: UUID, visitor: Visitor) -> None:
    invite(forum)
    save_the_date(forum.id, on_stage=True, invited=True, by="test")
    (mail,) = sent_mails(JANE)
    assert "/i/" not in text_of(mail), "what stands in a calendar is passed on"
    visitor.open(link_in(mail, "/calendar/answer/")).fill_in(answer="DECLINED").press("Send the answer")
    assert "You will not come." in visitor.text
    assert "You are still invited." in visitor.text
    assert calendar(JANE) == {}
    row = db.session.scalars(select(Invitation).where(Invitation.event_id == forum.id)).one()
    inviting.list_invitees(forum.id, [Invitee(name="Otto", email="otto@example.org")], language="en", by="test")
    save_the_date(forum.id, on_stage=False, invited=True, by="test")
    otto = db.session.scalars(select(Invitation).where(Invitation.id != row.id)).one()
    inviting.decline_invitation(forum.id, otto.id)
    assert calendar("otto@example.org") == {}
    person_id = next(iter(_on_stage(forum)))
    invitation = invitation_of(forum.id, person_id)
    assert invitation is not None
    answering.answer_for_stage(invitation.id, StageAnswer.DECLINED)
    assert calendar(MAI) == {}
    answering.answer_for_stage(invitation.id, StageAnswer.CONFIRMED)
    assert calendar(MAI) == {"Regional Network Forum": "TENTATIVE"}


def _on_stage(forum: Event) -> set[UUID]:
    from convene.programme.queries.people import people_on_stage

    return {one.id for one in people_on_stage(forum.id)}


def test_who_has_a_place_has_it_for_certain_and_is_told_of_no_hold(forum: Event, talk: UUID) -> None:
    mine = make_registration(forum.id, JANE, by_mail=ByMail.EVENT)
    assert calendar(JANE) == {"Regional Network Forum": "CONFIRMED"}
    before = len(sent_mails(JANE))
    save_the_date(forum.id, on_stage=True, invited=True, by="test")
    assert calendar(MAI) == {"Regional Network Forum": "TENTATIVE"}
    invite(forum, "wen@example.org")
    save_the_date(forum.id, on_stage=False, invited=True, by="test")
    self_service.choose_calendar(mine, ByMail.NOTHING)
    self_service.choose_calendar(mine, ByMail.EVENT)
    assert calendar(JANE) == {"Regional Network Forum": "CONFIRMED"}
    assert len(sent_mails(JANE)) == before
    wen = make_registration(forum.id, "wen@example.org", name="Wen", by_mail=ByMail.EVENT)
    client = CalendarClient("wen@example.org").receive_all(sent_mails("wen@example.org"))
    (entry,) = client.entries.values()
    assert entry.status == "CONFIRMED"
    assert "/j/" in entry.location
    self_service.cancel(wen)
    assert calendar("wen@example.org") == {}


def test_without_an_agenda_the_organisers_say_that_the_dates_are_certain(
    forum: Event, talk: UUID, visitor: Visitor
) -> None:
    save_the_date(forum.id, on_stage=True, invited=False, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/save-the-date").press("The dates are certain")
    assert calendar(MAI) == {"Regional Network Forum": "CONFIRMED"}


def test_who_is_on_stage_no_more_has_it_no_more(forum: Event, talk: UUID) -> None:
    save_the_date(forum.id, on_stage=True, invited=False, by="test")
    drafting.take_off_stage(forum.id, on_stage_id(talk, "Mai Trần"), by="test")
    put_on_stage(forum, talk, "Anom")
    publish(forum)
    assert calendar(MAI) == {}


def test_other_days_move_what_is_held(forum: Event, talk: UUID) -> None:
    save_the_date(forum.id, on_stage=True, invited=False, by="test")
    (before,) = CalendarClient(MAI).receive_all(sent_mails(MAI)).entries.values()
    assert f"{before.starts:%Y-%m-%d}" == f"{forum.starts_on}"
    set_stage_address(forum.id, next(iter(_on_stage(forum))), "mai@new.example", by="test")
    assert calendar(MAI) == {}
    assert calendar("mai@new.example") == {"Regional Network Forum": "TENTATIVE"}


def test_nothing_is_held_for_nobody_or_by_an_event_that_nobody_sees(forum: Event) -> None:
    with pytest.raises(NobodyToMail):
        save_the_date(forum.id, on_stage=True, invited=True, by="test")
    changing.withdraw_event(forum.id, by="test")
    with pytest.raises(DatesAreCertain):
        save_the_date(forum.id, on_stage=True, invited=True, by="test")


def test_organisers_hold_the_dates_on_a_page_that_says_for_how_many(forum: Event, talk: UUID, visitor: Visitor) -> None:
    invite(forum)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/invitations/").follow_link("Save the date")
    assert "1 person with an address" in visitor.text
    visitor.fill_in(on_stage=False, invited=False).press("Hold the dates", expect=422)
    assert "Choose for whom the dates are held." in visitor.text
    visitor.fill_in(on_stage=True, invited=True).press("Hold the dates")
    assert "The dates are held at 2 addresses." in visitor.text
    assert "Save the date" in visitor.another().open("/e/forum/").text
    publish(forum)
    visitor.open("/organise/forum/people/save-the-date")
    assert "The agenda is public, and calendars have that." in visitor.text
    assert "Save the date" not in visitor.another().open("/e/forum/").text
