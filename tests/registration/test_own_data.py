"""All that is kept of somebody is theirs to read: a new column of personal data cannot be forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Column, String, Text, select

from convene.audit import models as audit
from convene.calendar import models as calendar
from convene.calendar.models import CalendarAnswer, CalendarFollower, CalendarInvitation
from convene.calendar.rules import Standing, Way
from convene.clock import now
from convene.database import Base, bookkeeping, db
from convene.engines.ics import Answer, Method
from convene.events.catalogue import RoomFeature
from convene.events.models import Event
from convene.files import models as files
from convene.outbox import models as outbox_models
from convene.outbox import services as outbox
from convene.programme.catalogue import Presence, StageRole
from convene.programme.presence import Said
from convene.programme.services import drafting
from convene.programme.services.availability import write_down_availability
from convene.questionnaires import models as questionnaires
from convene.questionnaires.catalogue import Kind
from convene.registration import models
from convene.registration.catalogue import (
    CameBy,
    DoorAct,
    DoorOutcome,
    EndedBecause,
    How,
    OfferOutcome,
    OfferWhy,
    PaperKind,
    PaperState,
    RegistrationState,
)
from convene.registration.emails import link_to
from convene.registration.models import (
    Attendance,
    CheckInSlip,
    DirectoryEntry,
    ImportChange,
    ImportedAnswer,
    Invitation,
    Letter,
    Note,
    Offer,
    Paper,
    PeopleImport,
    Registration,
    RegistrationChange,
    Tag,
    Tagged,
)
from convene.registration.pages.own_data import LABELS, OURS, PARTS
from convene.registration.queries.importing import people_in
from convene.registration.queries.own_data import kept_of
from convene.registration.services import importing, opening
from convene.registration.services.opening import TicketFacts
from tests.factories import agendas
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor


@pytest.fixture(autouse=True)
def who_follows_is_who_takes_part() -> None:
    """Here rows are filled with made-up words, by nobody who would tell of it."""


#: Of each personal column of this feature the part that tells it ("": beside the parts).
TOLD_IN = {
    "registration.name": "name",
    "registration.email": "email",
    "registration.email_key": "known_as",
    "registration.identity_key": "known_as",
    "registration.organisation": "organisation",
    "registration.country": "country",
    "registration.language": "language",
    "registration.decision_reason": "decision_reason",
    "attendance.desk": "attendance",
    "check_in_slip.desk": "at_the_door",
    "directory_entry.project": "directory",
    "invitation.name": "invitations",
    "invitation.email": "invitations",
    "invitation.email_key": "invitations",
    "invitation.organisation": "invitations",
    "invitation.country": "invitations",
    "invitation.sector": "invitations",
    "invitation.expertise": "invitations",
    "invitation.language": "invitations",
    "letter.subject": "letters",
    "letter.text": "letters",
    "registration_tag.name": "tags",
    "registration_tag.name_key": "tags",
    "registration_note.text": "notes",
    "imported_answer.heading": "from_lists",
    "imported_answer.words": "from_lists",
    "import_change.before": "changed_by_lists",
    "import_change.after": "changed_by_lists",
    "paper.name": "papers",
    "registration_change.before": "changes",
    "calendar_follower.email": "follows",
    "calendar_follower.email_key": "follows",
    "calendar_follower.name": "follows",
    "calendar_follower.language": "follows",
    "calendar_invitation.attendee": "in_calendar",
    "calendar_invitation.attendee_key": "in_calendar",
    "calendar_invitation.attendee_name": "in_calendar",
    "calendar_invitation.language": "in_calendar",
    "calendar_answer.from_email": "from_calendar",
    "calendar_answer.attendee": "from_calendar",
    "calendar_answer.comment": "from_calendar",
}
#: Personal, in a ledger, and told otherwise than as it stands there, or of somebody else.
TOLD_OTHERWISE = {
    "answer.value": "in words, with the question",
    "answer.before": "in words, with the question",
    "message.to_email": "those that went to the address of the registration",
    "message.to_name": "those that went to the address of the registration",
    "message.subject": "with when it was sent",
    "message.body": "they have the mail; what organisers wrote in it stands with the letters",
    "message.private": "empty once it is sent",
    "calendar_answer.settled_by": "of organisers, who said what is made of it",
    "audit_line.by": "of organisers: of whoever takes part it says no more than that",
    "stored_file.body": "of organisers and of those on stage",
}
#: Personal, but of those who organise: what they searched for.
OF_ORGANISERS = {"saved_view.name", "saved_view.asked", "mailing.asked"}


def personal_columns() -> Iterator[Column[Any]]:
    """Of this feature, and of the ledgers that it tells things to."""
    modules = models, audit, calendar, files, outbox_models, questionnaires
    tables = {
        each.__table__
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Base) and each is not Base
    }
    for table in tables:
        yield from (column for column in table.c if column.info.get("personal") not in {None, "public", "internal"})


def test_every_personal_column_has_its_part() -> None:
    assert {str(column) for column in personal_columns()} == TOLD_IN.keys() | TOLD_OTHERWISE.keys() | OF_ORGANISERS


def test_everything_that_stands_in_these_columns_is_told(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id)
    said = fill(event.id, registration_id)
    mine = db.session.get_one(Registration, registration_id)
    kept = kept_of(mine, db.session.get_one(Event, event.id))
    for column, part in TOLD_IN.items():
        assert said[column] in str(kept[part]), column
    with app.test_request_context():
        path = f"/r/{link_to(mine)}/kept-of-me"
    told = visitor.open(f"{path}.json").response.get_json()
    assert {key: told[key] for key in kept} == kept, "what features above keep stands beside it"
    visitor.open(path)
    for column in TOLD_IN.keys() - {"registration.country", "invitation.country"}:  # these stand there as words
        assert said[column] in visitor.text, column


def test_every_value_of_it_has_a_name_on_the_page(app: Flask) -> None:
    event = make_open_event(slug="forum")
    registration_id = make_registration(event.id)
    fill(event.id, registration_id)
    kept = kept_of(db.session.get_one(Registration, registration_id), db.session.get_one(Event, event.id))
    keys = set(kept) - set(PARTS)
    for part in PARTS:
        for each in [kept[part]] if isinstance(kept[part], dict) else kept[part]:
            keys |= set(each)
    assert keys <= set(LABELS)


def test_what_a_list_changed_is_read_in_words_whatever_its_headings_are_called(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    workshop = opening.add_ticket(event.id, TicketFacts(name="Workshop"), by="test")
    form_id = make_form(event)
    ask(form_id, "Shoes", Kind.CHOICE, "Boots", "Sandals")
    mine = make_registration(event.id, ticket_kind_id=workshop)
    opening.add_ticket(event.id, TicketFacts(name="Dinner"), by="test")
    headings = "kind,until,arrives_at,how,language of the heart,Shoes,Ticket,Tags"
    cells = "speaker,5 pm,Monday,by bus,Khmer,Boots,Dinner,Hotel"
    body = f"Name,Email,{headings}\nJane Trần,jane@example.org,{cells}\n".encode()
    read = people_in(event.id, body)
    importing.import_people(event.id, read.reading.people, read.asking, by="test")
    with app.test_request_context():
        visitor.open(f"/r/{link_to(db.session.get_one(Registration, mine))}/kept-of-me")
    (changed,) = visitor.tree.xpath("//section[@aria-labelledby='part-changed_by_lists']")
    words = " ".join(changed.text_content().split())
    for said in ("Heading: kind · What it said: speaker", "arrives_at", "Question: Shoes · Answer: Boots", "Hotel"):
        assert said in words
    assert "BeforeTicket: Workshop" in words
    assert "Ticket: Dinner" in words


def test_every_word_of_ours_is_said_in_words() -> None:
    enums = (RegistrationState, CameBy, EndedBecause, OfferOutcome, How, DoorAct, DoorOutcome, PaperKind, PaperState,
             Presence, RoomFeature, Answer)  # fmt: skip
    assert {each.value for enum in enums for each in enum} == OURS.keys()


def test_somebody_on_stage_who_is_registered_reads_what_they_said_there(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    mine = db.session.get_one(Registration, make_registration(event.id))
    session_id = agendas.add_session(event, "Opening", day=event.starts_on)
    drafting.put_on_stage(event.id, session_id, role=StageRole.SPEAKER, person_id=mine.person_id, by="test")
    said = Said(
        presence=Presence.ALWAYS,
        arrives_on=event.starts_on,
        features=(RoomFeature.HEARING_LOOP,),
        needs="A table",
        access_needs="Captions",
    )
    write_down_availability(event.id, mine.person_id, said, by="test")
    with app.test_request_context():
        path = f"/r/{link_to(mine)}/kept-of-me"
    visitor.open(path)
    for words in ("When you can be there, on stage", "All the time", "hearing loop", "A table", "Captions"):
        assert words in visitor.text
    part = visitor.open(f"{path}.json").response.get_json()["on_stage"]
    assert set(part) <= set(LABELS)


@bookkeeping
def fill(event_id: UUID, registration_id: UUID) -> dict[str, str]:
    """Put a word of its own into each personal column of what belongs to a registration, and return them."""
    at, import_id, tag_id, letter_id, invitation_id = now(), uuid4(), uuid4(), uuid4(), uuid4()
    mine = db.session.get_one(Registration, registration_id)
    follower = db.session.scalars(select(CalendarFollower).where(CalendarFollower.source_id == registration_id)).one()
    follower.ended_at = at  # who has cancelled follows no more, and is known all the same
    common = {"event_id": event_id, "registration_id": registration_id}
    invitation = CalendarInvitation(
        id=invitation_id,
        event_id=event_id,
        kind="event",
        subject_id=event_id,
        uid="uid",
        organizer="convene@localhost",
        token="token",
        method=Method.REQUEST,
        sequence=0,
        told="",
        told_since=0,
        written_at=at,
        attendee="",
        attendee_key="",
        attendee_name="",
        language="",
    )
    db.session.add(invitation)
    db.session.flush()
    rows: list[Base] = [
        mine,
        Attendance(id=uuid4(), **common, subject_id=event_id, slip_id=uuid4(), how=How.BY_NAME, came_at=at, revision=1),
        CheckInSlip(
            id=uuid4(),
            **common,
            subject_id=event_id,
            act=DoorAct.IN,
            how=How.BY_NAME,
            outcome=DoorOutcome.CHECKED_IN,
            made_at=at,
            received_at=at,
        ),
        DirectoryEntry(
            id=uuid4(),
            registration_id=registration_id,
            shows_organisation=True,
            shows_country=False,
            takes_messages=True,
            said_at=at,
        ),
        Invitation(id=uuid4(), **common, added_at=at),
        Letter(id=letter_id, event_id=event_id, created_at=at),
        Tag(id=tag_id, event_id=event_id),
        Note(id=uuid4(), registration_id=registration_id, written_at=at),
        ImportedAnswer(id=uuid4(), registration_id=registration_id),
        ImportChange(id=uuid4(), import_id=import_id, registration_id=registration_id),
        RegistrationChange(
            id=uuid4(), registration_id=registration_id, changed_at=at, is_own=True, before={}, question_ids=[]
        ),
        follower,
        invitation,
        CalendarAnswer(
            id=uuid4(),
            invitation_id=invitation_id,
            mail_key="key",
            answer=Answer.ACCEPTED,
            received_at=at,
            way=Way.MAIL,
            standing=Standing.COUNTS,
        ),
        Paper(id=uuid4(), **common, kind=PaperKind.CERTIFICATE, state=PaperState.GIVEN, code="CODE", asked_at=at),
    ]
    db.session.add(PeopleImport(id=import_id, event_id=event_id, brought_in_at=at, new=0, changed=1))
    db.session.add(
        Offer(
            id=uuid4(),
            **common,
            why=OfferWhy.PLACE,
            made_at=at,
            expires_at=at + timedelta(hours=1),
            outcome=OfferOutcome.DECLINED,
            ended_at=at,
        )
    )
    db.session.flush()
    said = {}
    for one in rows:
        for column in one.__table__.c:
            name = str(column)
            if name in TOLD_IN:
                word = said[name] = word_for(column)
                setattr(one, column.key, word if isinstance(column.type, String | Text) else {"name": word})
    # Whose mails go to themselves is known by these two.
    said["registration.identity_key"] = mine.identity_key = mine.email_key
    said["registration.language"], mine.language = "en", "en"
    said["calendar_invitation.attendee_key"] = invitation.attendee_key = mine.email_key
    db.session.add_all(rows)
    db.session.flush()
    db.session.add(Tagged(registration_id=registration_id, tag_id=tag_id, tagged_at=at))
    outbox.enqueue(
        "registration/letter",
        mine.email,
        ids={"registration_id": registration_id, "letter_id": letter_id},
        event_id=event_id,
    )
    return said


def word_for(column: Column[Any]) -> str:
    """A word that is nowhere else; of two letters where a country stands."""
    if column.name == "country":
        return "VN" if column.table.name == "registration" else "TH"
    return f"w{abs(hash(str(column))) % 10**9}"
