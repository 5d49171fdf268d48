from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotAllowed, NotFound, Refused
from convene.events.event_page import (
    event_page,
    messages_kept_from_reader,
    permissions_of_reader,
    show_to_organisers,
)
from convene.events.models import Event
from convene.outbox.queries import messages_to
from convene.permissions.catalogue import Permission
from convene.questionnaires.showing import AnswerShown, answers_shown, cells_of, columns_of
from convene.registration.catalogue import RegistrationState
from convene.registration.forms import Search, SetDesk, state_word, state_words
from convene.registration.models import Registration
from convene.registration.pages.parts import pages_of_people
from convene.registration.queries.attendance import arrival_of, count_at
from convene.registration.queries.desk import desk_of
from convene.registration.queries.form import answers_at, answers_of_everybody, form_of
from convene.registration.queries.registrations import (
    Order,
    counts_by_state,
    everybody_at,
    registration_of,
    registrations_of,
)
from convene.registration.services import managing, opening
from convene.registration.showing import sent_upload
from convene.web.exports import csv_file
from convene.web.forms import OneButton, status_of_form
from convene.web.languages import country_name, zone_name
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other
from convene.web.searching import search_line

registrations = Blueprint("registrations", __name__, url_prefix="/organise")


@registrations.get("/<slug>/people/")
@event_page(Permission.SEE_REGISTRATIONS)
def listing(event: Event) -> ResponseReturnValue:
    search = search_line(request.args.get("q", ""))
    state, order = _state_asked_for(), _order_asked_for()
    counts = counts_by_state(event.id, search=search)
    everybody = counts_by_state(event.id) if search else counts
    return show_to_organisers(
        "registration/list.html",
        event,
        part="people",
        section_navigation=pages_of_people(event, "registrations.listing"),
        desk=desk_of(event),
        here=count_at(event.id, event.id).arrived,
        form=Search(formdata=None, q=search, sort=order.value),
        search=search,
        shown_state=state,
        order=order,
        counts=counts,
        total=sum(counts.values()),
        everybody=sum(everybody.values()),
        listing=page_of(registrations_of(event.id, search=search, state=state, order=order), page_asked_for()),
        states=[(each, word) for each, word in state_words().items() if each in everybody or each is state],
    )


@registrations.post("/<slug>/people/registrations.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def export(event: Event) -> ResponseReturnValue:
    managing.note_export(event.id, by=current_user.actor)
    heads = [_("Name"), _("E-mail address"), _("Organisation"), _("Country"), _("State"), _("Registered at (UTC)")]
    asks = form_of(event.id)
    columns = columns_of(asks, with_private=_sees_private(event))
    answers = answers_of_everybody(asks)
    rows = [_cells(row) + cells_of(asks, columns, answers.get(row.id, {})) for row in everybody_at(event.id)]
    return csv_file(f"{event.slug}-registrations", [*heads, *(question.label for question in columns)], rows)


@registrations.get("/<slug>/people/<uuid:registration_id>")
@event_page(Permission.SEE_REGISTRATIONS)
def one(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row = _one_of(event, registration_id)
    sees_mail = Permission.SEE_MAIL in permissions_of_reader(event)
    return show_to_organisers(
        "registration/one.html",
        event,
        part="people",
        section_navigation=pages_of_people(event, "registrations.listing"),
        registration=row,
        arrival=arrival_of(row.id, event.id),
        answers=_answers_of(event, row),
        sees_private=_sees_private(event),
        messages=messages_to(event.id, row.email, but=messages_kept_from_reader(event)) if sees_mail else None,
    )


@registrations.get("/<slug>/people/<uuid:registration_id>/answers/<uuid:question_id>")
@event_page(Permission.SEE_REGISTRATIONS)
def upload(event: Event, registration_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """A file that somebody sent as an answer; a private one for those alone who may see such answers."""
    row, asks = _one_of(event, registration_id), form_of(event.id)
    question = asks.question(question_id) if asks is not None else None
    if question is None:
        raise NotFound
    if question.is_private and not _sees_private(event):
        raise NotAllowed
    return sent_upload(answers_at(asks, row.id).get(question_id))


@registrations.route("/<slug>/people/<uuid:registration_id>/cancel", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def cancel(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row = _one_of(event, registration_id)
    form = OneButton()
    back = url_for(".one", slug=event.slug, registration_id=row.id)
    if form.is_answered():
        name = row.name
        managing.cancel_for(row.id, by=current_user.actor)
        flash(_("The registration of %(name)s is cancelled, and a mail says so.", name=name))
        return see_other(back)
    if not row.state.is_active:
        return see_other(back)
    return show_to_organisers("registration/cancel_for.html", event, part="people", registration=row, form=form)


@registrations.route("/<slug>/people/desk", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def desk(event: Event) -> ResponseReturnValue:
    now_set = desk_of(event)
    form = SetDesk(now_set)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            opening.set_desk(
                event.id,
                form.facts,
                capacity=form.capacity.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            now_set = desk_of(event)
            meanwhile = tell_refusal(form, refused, lambda: now_set.said)
        else:
            flash(_("Registration is set."))
            return see_other(url_for(".desk", slug=event.slug))
    page = show_to_organisers(
        "registration/desk.html",
        event,
        part="people",
        section_navigation=pages_of_people(event, "registrations.desk"),
        form=form,
        desk=now_set,
        zone=zone_name(event.zone),
        theirs=meanwhile,
    )
    return page, status_of_form()


def _sees_private(event: Event) -> bool:
    return Permission.SEE_PRIVATE_ANSWERS in permissions_of_reader(event)


def _answers_of(event: Event, row: Registration) -> list[AnswerShown]:
    """What they answered to the form, what is private for those alone who may see it. Six statements at most."""
    asks = form_of(event.id)
    return answers_shown(asks, answers_at(asks, row.id), with_private=_sees_private(event)) if asks is not None else []


def _state_asked_for() -> RegistrationState | None:
    asked = request.args.get("state", "")
    return RegistrationState(asked) if asked in set(RegistrationState) else None


def _order_asked_for() -> Order:
    asked = request.args.get("sort", "")
    return Order(asked) if asked in set(Order) else Order.NEWEST


def _one_of(event: Event, registration_id: UUID) -> Registration:
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    return row


def _cells(row: Registration) -> list[object]:
    return [
        row.name,
        row.email,
        row.organisation,
        country_name(row.country) if row.country else "",
        state_word(row.state),
        row.created_at.strftime("%Y-%m-%d %H:%M"),
    ]
