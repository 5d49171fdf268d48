"""A mail to many people is many mails: none shows another's address."""

from email.message import EmailMessage

from flask import Flask

from convene.programme.catalogue import Group
from convene.programme.services.asking import set_stage_address
from convene.registration.services import managing, self_service
from convene.registration.services.signing_up import sign_up
from tests.factories.agendas import add_session, move, publish, put_on_stage
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import give_places
from tests.support.mail import sent_mails, text_of


def receivers(mail: EmailMessage) -> list[str]:
    return [each.addr_spec for name in ("To", "Cc", "Bcc") if mail[name] for each in mail[name].addresses]


def test_every_mail_of_an_event_names_its_one_receiver_and_nobody_else(app: Flask) -> None:
    event = make_open_event(places=None)
    people = [f"person{n}@example.org" for n in range(30)]
    ids = [make_registration(event.id, email, name=f"Name {email}") for email in people]
    self_service.cancel(ids[0])
    managing.cancel_for(ids[1], by="test")
    self_service.send_my_link(event.id, people[2])
    make_registration(event.id, people[3])
    mails = sent_mails()
    assert len(mails) == 32  # two confirmations had not gone out yet when their cancellation replaced them
    for mail in mails:
        (mine,) = receivers(mail)
        whole = "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")
        whole += str(mail.items())
        assert [other for other in people if other != mine and other in whole] == []


def test_a_publish_names_to_each_nobody_but_themselves(app: Flask) -> None:
    event = make_open_event(places=None)
    session_id = add_session(event)
    publish(event)
    give_places(event, session_id, None)
    people = [f"person{n}@example.org" for n in range(20)]
    for email in people:
        sign_up(make_registration(event.id, email, name=f"Name of {email}"), session_id)
    speakers = [f"speaker{n}@example.org" for n in range(5)]
    for email in speakers:
        person_id = put_on_stage(event, session_id, f"Name of {email}")
        set_stage_address(event.id, person_id, email, by="test")
    publish(event)
    sent_mails()
    move(event, session_id, "15:00")
    publish(event, "", *Group)
    mails = [mail for mail in sent_mails() if "in the agenda" in text_of(mail)]
    assert len(mails) == 25
    for mail in mails:
        (mine,) = receivers(mail)
        whole = "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")
        whole += str(mail.items())
        assert [other for other in people + speakers if other != mine and other in whole] == []
