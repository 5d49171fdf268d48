"""What somebody has told, corrected by organisers: a name, an address, the ticket, an answer."""

from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.questionnaires.forms.answering import form_for
from convene.questionnaires.queries import values_of
from convene.questionnaires.rules import as_others_answer, field_of
from convene.questionnaires.showing import answer_in_words
from convene.questionnaires.structure import Questionnaire
from convene.registration.forms.registering import correcting
from convene.registration.models import Registration
from convene.registration.pages.frame import registrations, sees_private, show_people_form
from convene.registration.queries.admission import tickets_of
from convene.registration.queries.changes import told_by
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.registrations import registration_of
from convene.registration.services.correcting import Correction, correct
from convene.registration.showing import ticket_chosen
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@registrations.route("/<slug>/people/<uuid:registration_id>/change", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def change(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    back = url_for(".one", slug=event.slug, registration_id=row.id)
    if not row.state.is_active:
        flash(_("They do not come any more: nothing of what they told is changed."), "warn")
        return see_other(back)
    asks = form_of(event.id)
    open_to_them = as_others_answer(asks, with_private=sees_private(event)) if asks is not None else None
    form = _form(event, row, open_to_them)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            is_elsewhere = correct(
                row.id,
                Correction(
                    name=form.name.data,
                    email=form.email.data or "",
                    organisation=form.organisation.data,
                    country=form.country.data,
                    language=form.language.data,
                    ticket_kind_id=ticket_chosen(form) if "ticket" in form else row.ticket_kind_id,
                ),
                replies=form.replies,
                with_private=sees_private(event),
                beyond=form.beyond.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            meanwhile = _told_refusal(form, refused, event, registration_id, open_to_them)
        else:
            flash(_("What %(name)s told is changed.", name=form.name.data))
            if is_elsewhere:
                flash(_("A mail with their link goes to %(email)s.", email=form.email.data))
            return see_other(back)
    return show_people_form(
        form,
        "registration/correct.html",
        event,
        "listing",
        registration=row,
        theirs=meanwhile,
        asks=asks,
        back=back,
        sees_private=sees_private(event),
    )


def _form(event: Event, row: Registration, asks: Questionnaire | None) -> Any:
    """The questions, filled in as they were answered; an option that is full can be chosen, with `beyond`."""
    answers = answers_at(asks, row.id)
    stands = told_by(row, asks.answerable if asks is not None else [], answers)
    base = correcting(tickets_of(event.id, withdrawn=True), stands)
    said = {each: stands[each] for each in ("name", "email", "organisation", "country", "language", "ticket")}
    return form_for(base, asks, before=values_of(answers.values()))(**said, seen=mark_of(stands))


def _told_refusal(
    form: Any, refused: Refused, event: Event, registration_id: UUID, asks: Questionnaire | None
) -> list[Theirs]:
    """Put it onto the form, and what somebody else has changed meanwhile, in words."""
    row = registration_of(event.id, registration_id)
    if row is None:
        raise refused
    questions = asks.answerable if asks is not None else []
    answers = answers_at(asks, row.id)
    words = {
        field_of(each.id): answer_in_words(each, answers[each.id].value) or "–" if each.id in answers else "–"
        for each in questions
    }
    typed = {field_of(each.id): form.values.get(each.id) for each in questions}
    return tell_refusal(form, refused, lambda: told_by(row, questions, answers), typed=typed, words=words)
