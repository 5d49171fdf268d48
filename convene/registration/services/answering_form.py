"""What the others stand on: the answers to the form of an event are kept with a registration."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select, update

from convene.database import bookkeeping, db
from convene.questionnaires.models import OptionRow
from convene.questionnaires.services.answering import Replies, drop_answers_to, keep_answers
from convene.registration.catalogue import PoolKind
from convene.registration.models import SeatPool, SeatTaken, SeatWanted
from convene.registration.queries.form import form_id_of, full_options


@bookkeeping
def answer_form(event_id: UUID, registration_id: UUID, replies: Replies | None, *, by: str) -> frozenset[UUID] | None:
    """Keep what somebody has answered, where they were asked and the event has a form. What `keep_answers` refuses.

    Returns the options that they have chosen now, or None: nothing was asked. Called before their seats are taken:
    the last place of an option is full for whoever comes afterwards.
    """
    questionnaire_id = form_id_of(event_id) if replies is not None else None
    if replies is None or questionnaire_id is None:
        return None
    return keep_answers(
        questionnaire_id, registration_id, replies, full_option_ids=full_options(event_id), by=by
    ).option_ids


@bookkeeping
def erase_answers_to(questionnaire_id: UUID, question_ids: Collection[UUID]) -> None:
    """Erase what was answered to questions whose time is over, and who took which place by such an answer: a place at
    the vegan table says what its holder eats."""
    drop_answers_to(questionnaire_id, question_ids, by="system")
    pools = list(
        db.session.scalars(
            select(SeatPool.id)
            .join(OptionRow, OptionRow.id == SeatPool.subject_id)
            .where(SeatPool.kind == PoolKind.OPTION, OptionRow.question_id.in_(question_ids))
        )
    )
    for table in (SeatWanted, SeatTaken):
        db.session.execute(delete(table).where(table.pool_id.in_(pools)))
    db.session.execute(update(SeatPool).where(SeatPool.id.in_(pools)).values(taken=0))
