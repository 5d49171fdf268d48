from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.events.errors import EventIsCancelled
from convene.events.models import Event
from convene.events.queries import held_event
from convene.people.services import say_legal_name
from convene.registration import emails
from convene.registration.catalogue import PaperKind, PaperState, RegistrationState
from convene.registration.errors import DidNotCome, NotAdmitted, PaperNotGiven, TooEarlyForCertificates
from convene.registration.models import Paper, PaperDesk, PrintedBadge, Registration
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.papers import (
    PaperFacts,
    gives_certificates_now,
    legal_name_of,
    paper_facts_of,
    paper_of,
)
from convene.registration.rules.identity import new_code
from convene.web.meanwhile import must_be_as_seen

#: 60 bits, so that nobody guesses one.
LENGTH_OF_CODES = 12


@use_case
def note_badges_printed(event_id: UUID, registration_ids: Collection[UUID], *, by: str) -> None:
    """These badges are in a file that somebody has fetched to print it. Those of another event are left out."""
    ids = list(
        db.session.scalars(
            select(Registration.id).where(Registration.event_id == event_id, Registration.id.in_(registration_ids))
        )
    )
    db.session.execute(delete(PrintedBadge).where(PrintedBadge.registration_id.in_(ids)))
    db.session.add_all(PrintedBadge(registration_id=registration_id, printed_at=now()) for registration_id in ids)


@use_case
def set_papers(event_id: UUID, facts: PaperFacts, *, seen: str | None = None, by: str) -> None:
    """Say which papers an event writes, and in which words. ChangedMeanwhile."""
    event = held_event(event_id)
    must_be_as_seen(seen, paper_facts_of(event_id).said, event.title)
    row = db.session.get(PaperDesk, event_id)
    if row is None:
        row = PaperDesk(event_id=event_id)
        db.session.add(row)
    for name, value in facts.said.items():
        setattr(row, name, value)


@use_case
def ask_for_letter(registration_id: UUID, legal_name: str, *, by: str = "participant") -> None:
    """Somebody needs a letter for a visa. Organisers answer. Asked again with another name, they are asked anew.

    PaperNotGiven: this event writes none. NotAdmitted: they have no place. EventIsCancelled.
    """
    hold(("papers", registration_id))
    registration = _with_a_place(registration_id)
    if db.session.get_one(Event, registration.event_id).is_cancelled:
        raise EventIsCancelled
    if not paper_facts_of(registration.event_id).gives_letters:
        raise PaperNotGiven
    say_legal_name(registration.person_id, legal_name, by=by)
    paper = paper_of(registration_id, PaperKind.LETTER)
    if paper is None:
        paper = Paper(
            id=uuid4(),
            event_id=registration.event_id,
            registration_id=registration_id,
            kind=PaperKind.LETTER,
            state=PaperState.ASKED,
            name=legal_name,
            asked_at=now(),
        )
        db.session.add(paper)
    elif paper.state is not PaperState.GIVEN or paper.name != legal_name:
        paper.state, paper.name, paper.asked_at, paper.decided_at = PaperState.ASKED, legal_name, now(), None


@use_case
def decide_letter(event_id: UUID, paper_id: UUID, *, is_given: bool, by: str) -> None:
    """Give or decline a letter that somebody has asked for, and tell them by mail. Deciding again changes nothing.
    EventIsCancelled: it invites to nothing."""
    if is_given and db.session.get_one(Event, event_id).is_cancelled:
        raise EventIsCancelled
    decided = PaperState.GIVEN if is_given else PaperState.DECLINED
    registration_id = db.session.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.event_id == event_id, Paper.state != decided)
        .where(Paper.kind == PaperKind.LETTER)
        .values(state=decided, decided_at=now())
        .returning(Paper.registration_id)
    ).scalar_one_or_none()
    concerning(registration_id=registration_id)
    if registration_id is not None:
        emails.letter_of_invitation(db.session.get_one(Registration, registration_id))


@use_case
def issue_certificate(registration_id: UUID, *, by: str = "participant") -> UUID:
    """Give somebody who came their certificate; asked again it is the same one.

    In another name it is another one, with a code of its own, and the one before counts no more: a code vouches for the
    name beside it. DidNotCome, PaperNotGiven, TooEarlyForCertificates: there is none.
    """
    hold(("papers", registration_id))
    registration = _with_a_place(registration_id)
    if not paper_facts_of(registration.event_id).gives_certificates:
        raise PaperNotGiven
    if arrival_of(registration_id, registration.event_id) is None:
        raise DidNotCome
    event = db.session.get_one(Event, registration.event_id)
    if not gives_certificates_now(event):
        raise TooEarlyForCertificates(event.ends_on)
    name = legal_name_of(registration_id) or registration.name
    paper = paper_of(registration_id, PaperKind.CERTIFICATE)
    if paper is None:
        paper = Paper(
            id=uuid4(),
            event_id=registration.event_id,
            registration_id=registration_id,
            kind=PaperKind.CERTIFICATE,
            state=PaperState.GIVEN,
            asked_at=now(),
        )
        db.session.add(paper)
    if paper.code is None or paper.name != name:
        paper.code, paper.name = new_code(LENGTH_OF_CODES), name
    paper.decided_at = now()
    return paper.id


def _with_a_place(registration_id: UUID) -> Registration:
    registration = db.session.get_one(Registration, registration_id)
    concerning(event_id=registration.event_id)
    if registration.state is not RegistrationState.CONFIRMED:
        raise NotAdmitted
    return registration
