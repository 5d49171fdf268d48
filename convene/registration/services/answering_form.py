"""What the others stand on: the answers to the form of an event are kept with a registration."""

from uuid import UUID

from convene.database import bookkeeping
from convene.questionnaires.services.answering import Replies, keep_answers
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
