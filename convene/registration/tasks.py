from convene.questionnaires.services.answering import drop_answers_to
from convene.queue import task
from convene.registration.queries.form import answers_past_their_time
from convene.registration.queries.seating import events_with_something_to_settle
from convene.registration.services.opening import settle


@task("settle offers", every_minute=True)
def settle_offers() -> None:
    """Let offers end whose time is over, and offer their places on. Who comes before this finds them ended, too."""
    # Looked for by a read: in most minutes there is nothing, and nobody shall wait to write for that.
    for event_id in events_with_something_to_settle():
        settle(event_id)


@task("erase answers", every_day=True)
def erase_answers() -> None:
    """Erase what was to be kept for some days after the event only: diets, access needs, whom to call."""
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    for questionnaire_id, question_ids in answers_past_their_time().items():
        drop_answers_to(questionnaire_id, question_ids, by="system")
