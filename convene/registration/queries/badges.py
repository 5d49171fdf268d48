"""What stands on badges and on the sheet that people sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from convene.database import db, in_order
from convene.questionnaires.catalogue import Purpose
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.rules import chosen
from convene.questionnaires.structure import Question, Value
from convene.registration.catalogue import Mode, PhotoStatus, RegistrationState
from convene.registration.models import PrintedBadge, Registration, TicketKind
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.form import form_of


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge. `country` is a code of ISO 3166-1, or ""; `role` what they are at the event, in words, or ""; `lines`:
    what features above print on it."""

    registration_id: UUID
    name: str
    organisation: str
    country: str
    role: str
    photo: PhotoStatus | None
    link_version: int
    printed_at: datetime | None
    lines: tuple[str, ...] = ()


def badges_of(
    event_id: UUID, *, are_new: bool = False, with_online: bool = False, registration_id: UUID | None = None
) -> list[Badge]:
    """The badges of those with a place who come in person, by name. Eight statements at most.

    `are_new`: of those whose badge was not printed, or who have changed since how they are called. `with_online`: also
    of those who take part online. `registration_id`: of this one alone, however they take part.
    """
    rows = (
        select(Registration, PrintedBadge.printed_at)
        .outerjoin(PrintedBadge, PrintedBadge.registration_id == Registration.id)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED)
        .order_by(in_order(Registration.name), Registration.id)
    )
    if registration_id is not None:
        rows = rows.where(Registration.id == registration_id)
    elif not with_online:
        rows = rows.where(~_is_online())
    if are_new:
        rows = rows.where(
            or_(PrintedBadge.printed_at.is_(None), Registration.answers_changed_at > PrintedBadge.printed_at)
        )
    found = [(row[0], row[1]) for row in db.session.execute(rows)]
    photos = photo_statuses_of(event_id, [registration.id for registration, _printed in found])
    tickets = ticket_names(event_id)
    return [
        Badge(
            registration_id=row.id,
            name=row.name,
            organisation=row.organisation,
            country=row.country,
            role=tickets.get(row.ticket_kind_id, "") if row.ticket_kind_id and len(tickets) > 1 else "",
            photo=photos.get(row.id),
            link_version=row.link_version,
            printed_at=printed_at,
        )
        for row, printed_at in found
    ]


def takes_part_online(event_id: UUID) -> bool:
    """Whether anybody with a place takes part online. One statement."""
    somebody = select(Registration.id).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.CONFIRMED, _is_online()
    )
    return db.session.scalar(somebody.limit(1)) is not None


def _is_online() -> ColumnElement[bool]:
    """By their ticket; who has none comes in person."""
    return exists().where(TicketKind.id == Registration.ticket_kind_id, TicketKind.mode == Mode.ONLINE)


def photo_statuses_of(event_id: UUID, registration_ids: Sequence[UUID]) -> dict[UUID, PhotoStatus]:
    """What these have said about pictures of them; nothing where the event does not ask. Six statements at most.

    Who has not answered (a colleague whom somebody else registered, say) is asked before a picture is taken.
    """
    form = form_of(event_id)
    question = form.with_purpose(Purpose.PHOTO_CONSENT) if form is not None else None
    if form is None or question is None:
        return {}
    answers = answers_of_each(form.id, registration_ids)
    return {
        each: (photo_status_in(question, answers[each][question.id].value) or PhotoStatus.ASK)
        if question.id in answers.get(each, {})
        else PhotoStatus.ASK
        for each in registration_ids
    }


def photo_status_in(question: Question, value: Value) -> PhotoStatus | None:
    """What an answer says of pictures: yes or no, or the first, the second, the third of "yes", "ask me", "no"."""
    if isinstance(value, bool):
        return PhotoStatus.YES if value else PhotoStatus.NO
    ids = [option.id for option in question.options]
    picked = [ids.index(each) for each in chosen(value) if each in ids]
    meanings = (PhotoStatus.YES, PhotoStatus.NO) if len(ids) == 2 else tuple(PhotoStatus)
    return meanings[min(picked[0], len(meanings) - 1)] if picked else None
