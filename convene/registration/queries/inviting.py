from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select

from convene.clock import now
from convene.database import db, in_order
from convene.events.models import Event
from convene.registration.catalogue import ACTIVE, Attribute
from convene.registration.models import BalanceTarget, Invitation, Registration
from convene.web.searching import has_words
from convene.web.signed_links import Link


class Answer(StrEnum):
    """How far an invitation has come."""

    LISTED = "listed"
    ASKED = "asked"
    COMES = "comes"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: A registration that was cancelled is no longer an answer that somebody comes.
IS_COMING = and_(Invitation.registration_id.is_not(None), Registration.state.in_(ACTIVE))
ANSWER: ColumnElement[str] = case(
    (IS_COMING, Answer.COMES.value),
    (Invitation.withdrawn_at.is_not(None), Answer.WITHDRAWN.value),
    (Invitation.declined_at.is_not(None), Answer.DECLINED.value),
    (Invitation.registration_id.is_not(None), Answer.DECLINED.value),
    (Invitation.invited_at.is_not(None), Answer.ASKED.value),
    else_=Answer.LISTED.value,
)


def invitations_of(event_id: UUID, *, search: str = "", answer: Answer | None = None) -> Select[Invitation]:
    """Those on the list of an event, by name."""
    rows = (
        select(Invitation)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(
            Invitation.event_id == event_id,
            has_words(search, Invitation.name, Invitation.organisation, Invitation.email),
        )
        .order_by(in_order(Invitation.name), Invitation.id)
    )
    return rows if answer is None else rows.where(ANSWER.op("=")(answer.value))


def who_has_yet_to_answer(event_id: UUID, email_key: str | None = None) -> list[Invitation]:
    """Those who were invited and have said neither yes nor no. `email_key`: who is reached there. One statement."""
    asked = invitations_of(event_id, answer=Answer.ASKED)
    if email_key is not None:
        asked = asked.where(Invitation.email_key == email_key)
    return list(db.session.scalars(asked))


def answers_to(invitation_ids: Collection[UUID]) -> dict[UUID, Answer]:
    """How far each of them has come. One statement."""
    rows = db.session.execute(
        select(Invitation.id, ANSWER)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.id.in_(invitation_ids))
    )
    return {row[0]: Answer(row[1]) for row in rows}


def counts_of_answers(event_id: UUID) -> dict[Answer, int]:
    """How many have come how far. One statement."""
    rows = db.session.execute(
        select(ANSWER, func.count())
        .select_from(Invitation)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.event_id == event_id)
        .group_by(ANSWER)
    )
    return dict.fromkeys(Answer, 0) | {Answer(word): count for word, count in rows}


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one value of an attribute: how many are wished for, on the list, asked, coming."""

    value: str
    wanted: int | None
    listed: int
    coming: int


def balance_of(event_id: UUID) -> dict[Attribute, list[Balance]]:
    """How the invited are spread, beside what is wished for. Two statements."""
    rows = db.session.execute(
        select(Invitation.sector, Invitation.country, Invitation.expertise, ANSWER)
        .select_from(Invitation)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.event_id == event_id, Invitation.withdrawn_at.is_(None))
    ).all()
    targets = db.session.scalars(select(BalanceTarget).where(BalanceTarget.event_id == event_id)).all()
    spread = {}
    for place, attribute in enumerate((Attribute.SECTOR, Attribute.COUNTRY, Attribute.EXPERTISE)):
        listed = Counter(row[place] for row in rows if row[3] != Answer.DECLINED)
        coming = Counter(row[place] for row in rows if row[3] == Answer.COMES)
        wanted = {each.value: each.wanted for each in targets if each.attribute is attribute}
        spread[attribute] = [
            Balance(value, wanted.get(value), listed[value], coming[value])
            for value in sorted({*listed, *wanted} - {""}, key=lambda each: (-listed[each], each))
        ]
    return spread


#: Nobody is reminded more often.
BETWEEN_REMINDERS = timedelta(hours=20)


def to_be_mailed(event_id: UUID, *, is_reminder: bool) -> Select[Invitation]:
    """Those on the list who were not asked yet; or who were asked, have not answered, and were not reminded today."""
    was_reminded = Invitation.reminded_at > now() - BETWEEN_REMINDERS
    asked = and_(Invitation.invited_at.is_not(None), ~func.coalesce(was_reminded, false()))
    return (
        select(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.withdrawn_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.registration_id.is_(None),
            asked if is_reminder else Invitation.invited_at.is_(None),
        )
        .order_by(Invitation.added_at, Invitation.id)
    )


def count_to_be_mailed(event_id: UUID, *, is_reminder: bool) -> int:
    """How many that are. One statement."""
    rows = to_be_mailed(event_id, is_reminder=is_reminder).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def registration_by(invitation: Invitation) -> Registration | None:
    """The registration that has used an invitation up, or None: it can be answered still. One statement at most."""
    row = db.session.get(Registration, invitation.registration_id) if invitation.registration_id else None
    return row if row is not None and row.uses_invitation_up else None


def invitation_behind(link: Link) -> tuple[Invitation, Event] | None:
    """The invitation that a signed link leads to and its event, or None: it was taken back. One statement."""
    row = db.session.execute(
        select(Invitation, Event)
        .join(Event, Event.id == Invitation.event_id)
        .where(Invitation.id == link.id, Invitation.link_version == link.version, Invitation.withdrawn_at.is_(None))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def names_of_invited(event_id: UUID, invitation_ids: Collection[UUID]) -> dict[UUID, str]:
    """How these are called. One statement, and none for nobody."""
    if not invitation_ids:
        return {}
    rows = select(Invitation.id, Invitation.name).where(
        Invitation.event_id == event_id, Invitation.id.in_(invitation_ids)
    )
    return {invitation_id: name for invitation_id, name in db.session.execute(rows)}  # noqa: C416, a Row is no tuple
