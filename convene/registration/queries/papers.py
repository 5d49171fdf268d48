"""Letters of invitation and certificates of attendance. With the pages of papers this alone reads legal names."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select

from convene.clock import today_in
from convene.database import db
from convene.events.models import Event
from convene.people.models import Person
from convene.registration.catalogue import PaperKind, PaperState, RegistrationState
from convene.registration.models import Attendance, Paper, PaperDesk, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """Which papers an event writes, what stands in them beside what always does, and who signs."""

    gives_letters: bool = False
    gives_certificates: bool = False
    letter_words: str = ""
    certificate_words: str = ""
    signatory: str = ""
    signatory_role: str = ""

    @property
    def said(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Letter:
    """Somebody asked for a letter. `name` is how the event knows them, `legal_name` what the letter will say."""

    id: UUID
    registration_id: UUID
    name: str
    legal_name: str
    organisation: str
    state: PaperState
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was given out. It is genuine while its holder’s attendance stands."""

    name: str
    event: Event
    is_genuine: bool


def paper_facts_of(event_id: UUID) -> PaperFacts:
    """What the organisers of an event have set. One statement."""
    row = db.session.get(PaperDesk, event_id)
    if row is None:
        return PaperFacts()
    return PaperFacts(
        gives_letters=row.gives_letters,
        gives_certificates=row.gives_certificates,
        letter_words=row.letter_words,
        certificate_words=row.certificate_words,
        signatory=row.signatory,
        signatory_role=row.signatory_role,
    )


def letters_at(event_id: UUID) -> list[Letter]:
    """Who asked for a letter, those first that nobody has answered. One statement."""
    rows = db.session.execute(_letters().where(Paper.event_id == event_id))
    letters = [_letter(*row) for row in rows]
    return sorted(letters, key=lambda one: (one.state is not PaperState.ASKED, one.asked_at))


def letter_at(event_id: UUID, paper_id: UUID) -> Letter | None:
    """One of them. One statement."""
    row = db.session.execute(_letters().where(Paper.event_id == event_id, Paper.id == paper_id)).one_or_none()
    return _letter(*row) if row is not None else None


def paper_of(registration_id: UUID, kind: PaperKind) -> Paper | None:
    """The letter or the certificate of somebody, if they have asked for one. One statement."""
    return db.session.scalar(select(Paper).where(Paper.registration_id == registration_id, Paper.kind == kind))


def gives_certificates_now(event: Event) -> bool:
    """Whether its last day has come: a certificate says of all its days that somebody took part."""
    return today_in(event.zone) >= event.ends_on


def legal_name_of(registration_id: UUID) -> str:
    """What somebody has given as their legal name; "": nothing yet. One statement."""
    rows = select(Person.legal_name).join(Registration, Registration.person_id == Person.id)
    return db.session.scalar(rows.where(Registration.id == registration_id)) or ""


def certificate_with(code: str) -> Certificate | None:
    """The certificate with this code. One statement."""
    row = db.session.execute(
        select(Paper.name, Event, Attendance.id, Registration.state)
        .join(Event, Event.id == Paper.event_id)
        .join(Registration, Registration.id == Paper.registration_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.registration_id == Paper.registration_id,
                Attendance.subject_id == Paper.event_id,
                Attendance.undone_at.is_(None),
            ),
        )
        .where(Paper.code == code, Paper.kind == PaperKind.CERTIFICATE)
    ).one_or_none()
    if row is None:
        return None
    return Certificate(row[0], row[1], row[2] is not None and row[3] is RegistrationState.CONFIRMED)


def _letters() -> Select[Paper, str, str]:
    return (
        select(Paper, Registration.name, Registration.organisation)
        .join(Registration, Registration.id == Paper.registration_id)
        .where(Paper.kind == PaperKind.LETTER)
    )


def _letter(paper: Paper, name: str, organisation: str) -> Letter:
    return Letter(paper.id, paper.registration_id, name, paper.name, organisation, paper.state, paper.asked_at)
