"""A mail to many people is many mails: none shows another's address."""

from email.message import EmailMessage

from flask import Flask

from convene.registration.services import managing, self_service
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails


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
