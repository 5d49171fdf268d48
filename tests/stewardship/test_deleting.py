"""A draft that was never public is deleted with all that is its own, and nothing else is."""

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from convene.audit.models import AuditLine
from convene.database import Base, bookkeeping, db
from convene.errors import NotFound, Refused
from convene.events.catalogue import State
from convene.events.models import Event, Series
from convene.events.services.changing import publish_event, withdraw_event
from convene.events.services.giving_roles import invite
from convene.events.services.keeping_series import SeriesFacts, begin_series, put_into_series
from convene.files.documents import document_in
from convene.outbox import services as outbox
from convene.outbox.models import Message
from convene.outbox.sending import send_due
from convene.permissions.catalogue import Role, Scope
from convene.permissions.models import Grant
from convene.programme.services.materials import MaterialFacts, add_file
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.services.answering import Upload, keep_answers
from convene.stewardship.errors import CannotBeDeleted
from convene.stewardship.services import delete_draft
from tests.factories import agendas
from tests.factories.events import give, make_event, make_team
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.subscriptions import make_follower
from tests.support.at_once import at_once
from tests.support.mail import sent_mails
from tests.support.visitor import Visitor

#: What stays: who people are, who organises, what was done, what others follow; an invitation is of an account.
STAYS = {"account", "team", "person", "audit_line", "series", "calendar_uid_host", "role_grant"}
OF_ACCOUNTS = {"message", "sign_in_link"}


@pytest.fixture
def draft(app: Flask) -> Event:
    """With something of everything that a draft can have."""
    event = make_event(slug="draft", title="A Draft", published=False)
    session_id = agendas.add_session(event, "Opening", "09:00")
    agendas.put_on_stage(event, session_id, "Jane Vũ")
    agendas.publish(event)  # the agenda alone: the event itself is public to nobody
    add_file(event.id, session_id, MaterialFacts(title="Paper"), document_in(b"One.", "one.txt"), by="test")
    begin_series(event.id, SeriesFacts(title="Forums"), by="test")
    form_id = make_form(event)
    paper = ask(form_id, "Your paper", Kind.FILE)
    ask(form_id, "Come?", Kind.CHOICE, "Yes", "No")
    # By nobody who registered: a preview keeps nothing, and yet files shall not outlive their event.
    keep_answers(form_id, uuid4(), {paper: Upload(document_in(b"One.", "one.txt"))}, by="test")
    give(event, "guest@example.org", Role.ORGANISER)
    invite(Scope.EVENT, event.id, "invited@example.org", Role.VIEWER, by="test")
    return event


@bookkeeping
def _as_if_never_published(event_id: UUID) -> None:
    db.session.execute(update(Event).where(Event.id == event_id).values(state=State.DRAFT, published_at=None))


def counted() -> dict[str, int]:
    db.session.rollback()
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    return {name: db.session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}


def test_what_is_its_own_goes_and_nothing_of_it_is_left(draft: Event) -> None:
    event_id, team_id = draft.id, draft.team_id
    delete_draft(event_id, by="test")
    left = {name: count for name, count in counted().items() if count and name not in STAYS | OF_ACCOUNTS}
    assert left == {}
    assert db.session.scalar(select(func.count(Message.id)).where(Message.event_id.is_not(None))) == 0
    assert {grant.scope for grant in db.session.scalars(select(Grant))} == {Scope.TEAM}
    line = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.what, line.event_id, line.team_id) == ("stewardship.delete_draft", event_id, team_id)


def test_another_event_of_the_team_keeps_all_that_it_has(draft: Event) -> None:
    other = make_event(slug="other", team_id=draft.team_id)
    session_id = agendas.add_session(other, "Closing", "09:00")
    agendas.put_on_stage(other, session_id, "Jane Vũ")
    add_file(other.id, session_id, MaterialFacts(title="Paper"), document_in(b"Two.", "two.txt"), by="test")
    give(other, "guest@example.org", Role.ORGANISER)
    agendas.publish(other)
    series_id = draft.series_id
    assert series_id is not None
    put_into_series(other.id, series_id, 2, by="test")
    make_follower(series_id, "kofi@example.org")
    delete_draft(draft.id, by="test")
    left = counted()
    assert {name: left[name] for name in ("event", "session", "material", "stored_file", "subscription")} == {
        "event": 1,
        "session": 1,
        "material": 1,
        "stored_file": 1,
        "subscription": 1,
    }
    assert left["calendar_item"] > 0
    assert db.session.scalars(select(Series.title)).all() == ["Forums"]


def test_mail_that_waited_is_sent_no_more(draft: Event) -> None:
    outbox.enqueue("accounts/sign_in", "pim@example.org", event_id=draft.id, private={"secret": "x", "next": ""})
    delete_draft(draft.id, by="test")
    send_due()
    assert sent_mails("pim@example.org") == []
    assert sent_mails("invited@example.org") == []


def test_the_pages_ask_before_and_lead_back_to_the_events(draft: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/draft/publish").follow_link("Delete the draft…")
    assert "1 session, " in visitor.text
    assert db.session.scalar(select(func.count(Event.id))) == 1
    visitor.press("Delete the draft", expect=200)
    assert "“A Draft” is deleted." in visitor.text
    visitor.open("/organise/draft/", expect=404)


def test_what_was_public_once_or_has_registrations_stays_and_says_why(app: Flask, visitor: Visitor) -> None:
    team_id = make_team()
    public = make_event(slug="public", team_id=team_id)
    withdrawn = make_event(slug="withdrawn", team_id=team_id)
    withdraw_event(withdrawn.id, by="test")
    registered = make_open_event(slug="registered", team_id=team_id)
    make_registration(registered.id)
    _as_if_never_published(registered.id)
    visitor.signed_in_as("noor@example.org")
    for slug, why in (
        ("public", "You can withdraw or archive it."),
        ("withdrawn", "As a draft only your team sees it."),
        ("registered", "People have registered."),
    ):
        visitor.open(f"/organise/{slug}/delete")
        assert why in visitor.text
        assert "Delete the draft" not in visitor.tree.xpath("//button/text()")
        visitor.open(f"/organise/{slug}/publish")
        assert ("Delete the draft…" in visitor.text) is (slug == "registered")
    for each in (public, withdrawn, registered):
        with pytest.raises(CannotBeDeleted):
            delete_draft(each.id, by="test")
    assert counted()["event"] == 3


def test_a_page_that_is_older_than_the_publishing_deletes_nothing(draft: Event, visitor: Visitor) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/draft/delete")
    publish_event(draft.id, by="test")
    visitor.press("Delete the draft", expect=422)
    assert "You can withdraw or archive it." in visitor.text
    assert counted()["event"] == 1


@pytest.mark.parametrize("role", [Role.PROGRAMME, Role.FRONT_DESK, Role.VIEWER, Role.FACILITATOR])
def test_who_may_not_change_the_event_does_not_delete_it(draft: Event, visitor: Visitor, role: Role) -> None:
    give(draft, "other@example.org", role)
    visitor.signed_in_as("other@example.org").open("/organise/draft/delete", expect=403)
    assert counted()["event"] == 1


def test_of_two_who_delete_and_one_who_publishes_at_once_one_wins(app: Flask, draft: Event) -> None:
    event_id: UUID = draft.id
    gone = at_once(
        app,
        [
            lambda: delete_draft(event_id, by="test"),
            lambda: publish_event(event_id, by="test"),
            lambda: delete_draft(event_id, by="test"),
        ],
    )
    done = [not isinstance(each, Refused) for each in gone]
    assert sum(done) == 1
    assert counted()["event"] == (1 if done[1] else 0)
    assert all(isinstance(each, (NotFound, CannotBeDeleted)) for each in gone if isinstance(each, Refused))
