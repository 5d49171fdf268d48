from convene.files.queries import has_files_older_than
from convene.files.services import drop_files_older_than
from convene.queue import task
from convene.registration.queries.form import answers_past_their_time
from convene.registration.queries.mailings import mailings_due
from convene.registration.queries.seating import events_with_something_to_settle
from convene.registration.services.answering_form import erase_answers_to
from convene.registration.services.importing import FEATURE, KEPT_FOR
from convene.registration.services.opening import settle
from convene.registration.services.writing_to import send_planned


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
        erase_answers_to(questionnaire_id, question_ids)


@task("send planned letters", every_minute=True)
def send_planned_letters() -> None:
    """Send the letters to groups whose time has come; those that came too late are dropped, and the page says so."""
    for mailing_id in mailings_due():
        send_planned(mailing_id)


@task("forget lists", every_day=True)
def forget_lists() -> None:
    """Drop lists of people that were looked at and never brought in."""
    if has_files_older_than(FEATURE, KEPT_FOR):
        drop_files_older_than(FEATURE, KEPT_FOR)
