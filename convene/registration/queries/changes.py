"""What somebody has told, and what was changed of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from convene.accounts.models import Account
from convene.database import db
from convene.questionnaires.queries import Answer
from convene.questionnaires.rules import field_of
from convene.questionnaires.structure import Question
from convene.registration.models import Registration, RegistrationChange

#: The fixed questions, by the names of their columns.
FIXED = ("name", "email", "organisation", "country", "language")


def fixed_of(row: Registration) -> dict[str, object]:
    """What somebody has told to the fixed questions, by the names of the fields of their form."""
    ticket = str(row.ticket_kind_id) if row.ticket_kind_id else ""
    return {**{name: getattr(row, name) for name in FIXED}, "ticket": ticket}


def told_by(row: Registration, questions: Sequence[Question], answers: Mapping[UUID, Answer]) -> dict[str, object]:
    """The same, and what they have answered to these questions: for the mark of what stood on a page."""
    values = {field_of(each.id): answers[each.id].value if each.id in answers else None for each in questions}
    return {**fixed_of(row), **values}


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was changed, and who did it: "" for the person themselves, None where the account is gone."""

    row: RegistrationChange
    author: str | None


def changes_of(registration_id: UUID) -> list[Changed]:
    """What was changed of what somebody told, newest first. One statement."""
    rows = db.session.execute(
        select(RegistrationChange, Account.name)
        .outerjoin(Account, Account.id == RegistrationChange.changed_by_id)
        .where(RegistrationChange.registration_id == registration_id)
        .order_by(RegistrationChange.changed_at.desc(), RegistrationChange.id)
    )
    return [Changed(row[0], "" if row[0].is_own else row[1]) for row in rows]
