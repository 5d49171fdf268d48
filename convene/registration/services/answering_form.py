"""What the others stand on: the answers to the form of an event are kept with a registration."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from convene.database import bookkeeping, db
from convene.events.models import Event
from convene.questionnaires.models import OptionRow, QuestionnaireRow
from convene.questionnaires.services.answering import (
    Replies,
    drop_answers_to,
    keep_answers,
    keep_answers_of_many,
)
from convene.questionnaires.structure import Value
from convene.registration.catalogue import PoolKind
from convene.registration.models import ImportChange, PeopleImport, SeatPool, SeatTaken, SeatWanted
from convene.registration.queries.admission import pools_of_options
from convene.registration.queries.form import form_id_of, full_options
from convene.registration.queries.seating import holders_of_places, places_at
from convene.registration.services.seating import give_seats_back, take_seats_of_many


@bookkeeping
def answer_form(
    event_id: UUID,
    registration_id: UUID,
    replies: Replies | None,
    *,
    is_for_them: bool = False,
    beyond: bool = False,
    by: str,
) -> frozenset[UUID] | None:
    """Keep what somebody has answered, where they were asked and the event has a form. What `keep_answers` refuses.

    `is_for_them`: organisers answer for them; `beyond`: also options of which no place is left. Returns the options
    that they have chosen now, or None: nothing was asked. Called before their seats are taken: the last place of an
    option is full for whoever comes afterwards.
    """
    questionnaire_id = form_id_of(event_id) if replies is not None else None
    if replies is None or questionnaire_id is None:
        return None
    full = frozenset[UUID]() if beyond else full_options(event_id)
    return keep_answers(
        questionnaire_id, registration_id, replies, full_option_ids=full, is_for_them=is_for_them, by=by
    ).option_ids


@bookkeeping
def answer_form_of_many(event: Event, answers: Mapping[UUID, Mapping[UUID, Value]], *, by: str) -> None:
    """Keep what a list answers for many (`keep_answers_of_many`), and let the places of answers follow, also beyond
    the places."""
    questionnaire_id = form_id_of(event.id) if answers else None
    if questionnaire_id is None:
        return
    chosen_by = keep_answers_of_many(questionnaire_id, answers, by=by)
    counted = places_at(event).ids_of(PoolKind.OPTION)
    if not counted:
        return
    pools = pools_of_options(event.id, frozenset().union(*chosen_by.values()))
    wanted = {each: {pools[one] for one in options if one in pools} for each, options in chosen_by.items()}
    db.session.execute(
        delete(SeatWanted).where(SeatWanted.registration_id.in_(wanted), SeatWanted.pool_id.in_(counted))
    )
    db.session.add_all(SeatWanted(registration_id=each, pool_id=one) for each, ids in wanted.items() for one in ids)
    db.session.flush()
    give_seats_back(wanted, counted)
    holders = holders_of_places(wanted)
    take_seats_of_many({each: ids for each, ids in wanted.items() if each in holders})


@bookkeeping
def erase_answers_to(questionnaire_id: UUID, question_ids: Collection[UUID]) -> None:
    """Erase what was answered to questions whose time is over, wherever it is kept: in lists that can be taken back,
    and in who took which place by such an answer. A place at the vegan table says what its holder eats."""
    drop_answers_to(questionnaire_id, question_ids, by="system")
    _erase_from_lists(questionnaire_id, {str(each) for each in question_ids})
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


def _erase_from_lists(questionnaire_id: UUID, question_ids: Collection[str]) -> None:
    changes = db.session.scalars(
        select(ImportChange)
        .join(PeopleImport, PeopleImport.id == ImportChange.import_id)
        .join(QuestionnaireRow, QuestionnaireRow.owner_id == PeopleImport.event_id)
        .where(QuestionnaireRow.id == questionnaire_id, ImportChange.before.is_not(None))
    )
    for change in changes:
        change.before, change.after = (_without(said or {}, question_ids) for said in (change.before, change.after))


def _without(said: Mapping[str, Any], question_ids: Collection[str]) -> dict[str, Any]:
    answers = said.get("answers", {})
    return {**said, "answers": {key: value for key, value in answers.items() if key not in question_ids}}
