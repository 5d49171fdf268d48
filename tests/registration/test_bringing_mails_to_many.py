"""Those who are invited, approved, declined or cancelled at once are told in as many statements as one is."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message, MessageState
from convene.outbox.services import Receiver, enqueue, enqueue_for_each
from convene.registration.catalogue import RegistrationState
from convene.registration.emails import link_to_invitation
from convene.registration.errors import NobodyToMail
from convene.registration.models import Invitation, Registration
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Filters
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import listing, managing, opening
from convene.registration.services.inviting import (
    Invitee,
    decline_invitation,
    list_invitees,
    send_invitations,
    withdraw_invitation,
)
from tests.factories.registrations import make_open_event, make_registration

Counting = Callable[[Callable[[], object]], int]
WORDS = Words("Dear {name}", "You are heard of.")


def who_asked(event: Event, count: int) -> list[UUID]:
    opening.set_desk(event.id, DeskFacts(is_open=True, asks_approval=True, keeps_waitlist=True), capacity=6, by="test")
    return [make_registration(event.id, f"p{event.slug}{n}@example.org", name=f"P {n}") for n in range(count)]


def approved(event: Event, count: int) -> Callable[[], object]:
    ids = who_asked(event, count)
    return lambda: managing.approve(event.id, ids, words=WORDS, by="test")


def declined(event: Event, count: int) -> Callable[[], object]:
    ids = who_asked(event, count)
    return lambda: managing.decline(event.id, ids, by="test")


def cancelled(event: Event, count: int) -> Callable[[], object]:
    managing.approve(event.id, who_asked(event, count), by="test")
    return lambda: listing.cancel_those(event.id, Filters(), by="test")


def invited(event: Event, count: int) -> Callable[[], object]:
    people = [Invitee(name=f"P {n}", email=f"p{n}@example.org") for n in range(count)]
    list_invitees(event.id, people, language="en", by="test")
    return lambda: send_invitations(event.id, words=WORDS, by="test")


def reminded(event: Event, count: int) -> Callable[[], object]:
    invited(event, count)()
    return lambda: send_invitations(event.id, is_reminder=True, by="test")


@pytest.mark.parametrize("done", [approved, declined, cancelled, invited, reminded])
def test_many_are_told_in_as_many_statements_as_one(
    app: Flask, count_statements: Counting, done: Callable[[Event, int], Callable[[], object]]
) -> None:
    counts = []
    for count in (1, 3):
        event = make_open_event(slug=f"forum-{count}")
        action = done(event, count)
        told = set(db.session.scalars(select(Message.id)))
        counts.append(count_statements(action))
        new = db.session.scalars(select(Message).where(Message.id.not_in(told))).all()
        assert len({each.to_email for each in new}) == len(new) == count
    assert counts[0] == counts[1]


def test_who_is_told_something_else_before_the_first_mail_went_out_gets_the_last_one_alone(app: Flask) -> None:
    event = make_open_event()
    ids = who_asked(event, 3)
    managing.approve(event.id, ids, by="test")
    listing.cancel_those(event.id, Filters(), by="test")
    rows = db.session.execute(select(Message.name, Message.state))
    waiting = sorted(name for name, state in rows if state is MessageState.WAITING)
    assert waiting == ["registration/cancelled_by_organiser"] * 3


def test_those_approved_beyond_the_places_wait_in_the_order_in_which_they_asked(app: Flask) -> None:
    event = make_open_event()
    ids = who_asked(event, 8)
    states = managing.approve(event.id, ids[::-1], by="test")
    assert states == [RegistrationState.CONFIRMED] * 6 + [RegistrationState.WAITLISTED] * 2
    db.session.rollback()
    assert [db.session.get_one(Registration, each).waits_as for each in ids[6:]] == [1, 2]


def test_each_of_many_messages_replaces_what_waits_about_the_same_thing(app: Flask) -> None:
    enqueue("registration/link", "a@example.org", about="thing:1")
    enqueue("registration/link", "b@example.org", about="thing:2")
    receivers = [Receiver(f"{n}@example.org", "en", {}, name=f"N {n}", about=f"thing:{n}") for n in (2, 3)]
    enqueue_for_each("registration/link", receivers)
    rows = db.session.execute(select(Message.to_email, Message.to_name, Message.state).order_by(Message.to_email))
    assert [(*row[:2], row[2].value) for row in rows] == [
        ("2@example.org", "N 2", "waiting"),
        ("3@example.org", "N 3", "waiting"),
        ("a@example.org", "", "waiting"),
        ("b@example.org", "", "replaced"),
    ]


def test_whose_invitation_was_taken_back_is_invited_anew_by_a_new_link(app: Flask) -> None:
    event = make_open_event()
    ana = [Invitee(name="Ana", email="ana@example.org")]
    list_invitees(event.id, ana, language="en", by="test")
    send_invitations(event.id, by="test")
    row = db.session.scalars(select(Invitation)).one()
    send_invitations(event.id, is_reminder=True, by="test")
    decline_invitation(event.id, row.id)
    with app.test_request_context():
        before = link_to_invitation(row)
    withdraw_invitation(event.id, row.id, by="test")
    with pytest.raises(NobodyToMail):
        send_invitations(event.id, by="test")
    list_invitees(event.id, ana, language="en", by="test")
    assert send_invitations(event.id, by="test") == 1
    db.session.refresh(row)
    assert (row.reminded_at, row.declined_at) == (None, None)
    with app.test_request_context():
        assert link_to_invitation(row) != before
