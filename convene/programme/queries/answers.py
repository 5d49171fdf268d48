"""Who on stage was asked whether they will be there, and what they answered."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from convene.database import db
from convene.events.models import Event
from convene.people.models import Person
from convene.programme.catalogue import StageAnswer
from convene.programme.models import StageInvitation
from convene.programme.queries.people import needed
from convene.web.signed_links import Link


def invitations_of(event_id: UUID) -> dict[UUID, StageInvitation]:
    """What passed between an event and those on its stage, by person. One statement."""
    rows = db.session.scalars(select(StageInvitation).where(StageInvitation.event_id == event_id))
    return {row.person_id: row for row in rows}


def invitation_of(event_id: UUID, person_id: UUID) -> StageInvitation | None:
    """The same for one person. One statement."""
    return db.session.scalar(
        select(StageInvitation).where(StageInvitation.event_id == event_id, StageInvitation.person_id == person_id)
    )


def who_cannot(event_id: UUID) -> set[UUID]:
    """Those on stage who have said that they cannot be there. One statement."""
    return set(
        db.session.scalars(
            select(StageInvitation.person_id).where(
                StageInvitation.event_id == event_id, StageInvitation.answer == StageAnswer.DECLINED
            )
        )
    )


def count_answers(event_id: UUID) -> dict[StageAnswer, int]:
    """How many of those on stage have given each answer. One statement."""
    rows = db.session.execute(
        select(StageInvitation.answer, func.count())
        .where(StageInvitation.event_id == event_id, StageInvitation.answer.is_not(None))
        .group_by(StageInvitation.answer)
    )
    return {answer: count for answer, count in rows if answer is not None}


def said_of_address(invitation: StageInvitation | None) -> dict[str, object]:
    """Where somebody is asked, by the name of the form's field."""
    return {"email": invitation.email if invitation else ""}


@dataclass(frozen=True, slots=True)
class BehindALink:
    """Whom a personal link belongs to, and at which event."""

    invitation: StageInvitation
    person: Person
    event: Event


def behind_stage_link(link: Link) -> BehindALink | None:
    """Whom a signed link belongs to, or None: it was revoked. One statement."""
    return _behind(StageInvitation.id == link.id, StageInvitation.link_version == link.version)


def behind_invitation(invitation_id: UUID) -> BehindALink | None:
    """The same by its row, for a mail. One statement."""
    return _behind(StageInvitation.id == invitation_id)


def _behind(*which: ColumnElement[bool]) -> BehindALink | None:
    row = db.session.execute(
        select(StageInvitation, Person, Event)
        .join(Person, Person.id == StageInvitation.person_id)
        .join(Event, Event.id == StageInvitation.event_id)
        .where(*which)
    ).one_or_none()
    return BehindALink(row[0], row[1], row[2]) if row is not None else None


@dataclass(frozen=True, slots=True)
class Answers:
    """How those have answered who are needed. `waiting`: the names of those who have not confirmed."""

    people: int
    asked: int
    declined: int
    waiting: list[str]


def answers_of(event_id: UUID) -> Answers:
    """How those have answered who are needed (`who_is_needed`). One statement."""
    rows = db.session.execute(
        select(Person.display_name, StageInvitation.asked_at, StageInvitation.answer)
        .outerjoin(StageInvitation, and_(StageInvitation.person_id == Person.id, StageInvitation.event_id == event_id))
        .where(Person.id.in_(needed(event_id)))
        .order_by(Person.display_name)
    ).all()
    return Answers(
        people=len(rows),
        asked=sum(asked_at is not None or answer is not None for _name, asked_at, answer in rows),
        declined=sum(answer is StageAnswer.DECLINED for _name, _asked_at, answer in rows),
        waiting=[name for name, _asked_at, answer in rows if answer is not StageAnswer.CONFIRMED],
    )


def names_behind(invitation_ids: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Who stands behind these rows between an event and people on its stage: row, person, name. One statement, and none
    for nobody."""
    if not invitation_ids:
        return []
    rows = select(StageInvitation.id, Person.id, Person.display_name).join(
        Person, Person.id == StageInvitation.person_id
    )
    found = db.session.execute(rows.where(StageInvitation.id.in_(invitation_ids)))
    return [(invitation_id, person_id, name) for invitation_id, person_id, name in found]
