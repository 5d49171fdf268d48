from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.calendar.queries.answers import calendar_answers_at
from convene.calendar.showing.entries import answer_words
from convene.errors import NotAllowed, NotFound, Refused
from convene.events.event_page import (
    event_page,
    messages_kept_from_reader,
    permissions_of_reader,
)
from convene.events.models import Event
from convene.outbox.queries import messages_to
from convene.permissions.catalogue import Permission
from convene.questionnaires.showing import AnswerShown, answers_shown, columns_of
from convene.registration.forms.opening import SetDesk
from convene.registration.forms.words import came_by_word
from convene.registration.models import Registration
from convene.registration.pages.frame import registrations, sees_private, show_people, show_people_form
from convene.registration.pages.notes import kept_on
from convene.registration.queries.admission import ticket_names, ticket_of
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.changes import changes_of
from convene.registration.queries.desk import Desk, desk_of
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.registrations import registration_of
from convene.registration.services import managing, opening
from convene.registration.showing import sent_upload
from convene.web.forms import OneButton
from convene.web.languages import country_name, language_name, zone_name
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.redirects import see_other


@registrations.get("/<slug>/people/<uuid:registration_id>")
@event_page(Permission.SEE_REGISTRATIONS)
def one(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row = _one_of(event, registration_id)
    sees_mail = Permission.SEE_MAIL in permissions_of_reader(event)
    return show_people(
        "registration/one.html",
        event,
        "listing",
        registration=row,
        arrival=arrival_of(row.id, event.id),
        answers=_answers_of(event, row),
        ticket=ticket_of(event.id, row.ticket_kind_id) if row.ticket_kind_id else None,
        changes=_changes_of(event, row),
        came_by=came_by_word(row.came_by),
        calendar=calendar_answers_at(event.id, row.email_key) if row.email else [],
        answer_words=answer_words(),
        sees_private=sees_private(event),
        messages=messages_to(event.id, row.email, but=messages_kept_from_reader(event)) if sees_mail else None,
        **kept_on(event, row),
    )


@registrations.get("/<slug>/people/<uuid:registration_id>/answers/<uuid:question_id>")
@event_page(Permission.SEE_REGISTRATIONS)
def upload(event: Event, registration_id: UUID, question_id: UUID) -> ResponseReturnValue:
    """A file that somebody sent as an answer; a private one for those alone who may see such answers."""
    row, asks = _one_of(event, registration_id), form_of(event.id)
    question = asks.question(question_id) if asks is not None else None
    if question is None:
        raise NotFound
    if question.is_private and not sees_private(event):
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
    return show_people("registration/cancel_for.html", event, "listing", registration=row, form=form)


@registrations.route("/<slug>/people/desk", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def desk(event: Event) -> ResponseReturnValue:
    now_set = desk_of(event)
    form = SetDesk(now_set)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            served = opening.set_desk(
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
            _say_what_follows(desk_of(event), served)
            return see_other(url_for(".desk", slug=event.slug))
    return show_people_form(
        form,
        "registration/desk.html",
        event,
        "desk",
        desk=now_set,
        zone=zone_name(event.zone),
        theirs=meanwhile,
    )


def _say_what_follows(desk: Desk, served: int) -> None:
    """What other places mean for those who have one, and for those who wait."""
    if desk.capacity is not None and desk.taken > desk.capacity:
        flash(
            _(
                "%(taken)s of %(places)s places are taken. Nobody is thrown out; nobody else gets one until then.",
                taken=desk.taken,
                places=desk.capacity,
            ),
            "warn",
        )
    if served and desk.facts.offer_hours:
        flash(
            ngettext(
                "%(num)s person who waited is offered a place, and mailed.",
                "%(num)s people who waited are offered a place, and mailed.",
                served,
            )
        )
    elif served:
        flash(
            ngettext(
                "%(num)s person who waited has a place, and is mailed.",
                "%(num)s people who waited have a place, and are mailed.",
                served,
            )
        )


def _answers_of(event: Event, row: Registration) -> list[AnswerShown]:
    """What they answered to the form, what is private for those alone who may see it. Six statements at most."""
    asks = form_of(event.id)
    return answers_shown(asks, answers_at(asks, row.id), with_private=sees_private(event)) if asks is not None else []


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What was changed of what somebody told: when, by whom, what it was before, and which answers."""

    at: datetime
    author: str
    before: list[tuple[str, str]]
    answers: list[str]


def _changes_of(event: Event, row: Registration) -> list[ShownChange]:
    """Which private answers were changed is named to those alone who may see them. Seven statements at most."""
    changes = changes_of(row.id)
    if not changes:
        return []
    asks, tickets = form_of(event.id), ticket_names(event.id)
    labels = {str(each.id): each.label for each in columns_of(asks, with_private=sees_private(event))}
    return [
        ShownChange(
            each.row.changed_at,
            str(_("the person")) if each.row.is_own else each.author or str(_("somebody whose account is gone")),
            _said_before(each.row.before, tickets),
            _names_of(each.row.question_ids, labels),
        )
        for each in changes
    ]


def _names_of(question_ids: list[str], labels: dict[str, str]) -> list[str]:
    """In the order of the form; what the reader may not see stands at the end, once."""
    known = [label for question_id, label in labels.items() if question_id in question_ids]
    return known if len(known) == len(question_ids) else [*known, str(_("what is private"))]


def _said_before(before: dict[str, Any], tickets: dict[UUID, str]) -> list[tuple[str, str]]:
    """What the fixed questions said before they were changed, in words."""
    labels = {
        "name": _("Full name"),
        "email": _("E-mail address"),
        "organisation": _("Organisation"),
        "country": _("Country"),
        "language": _("Language"),
        "ticket": _("Ticket"),
    }
    words: dict[str, Callable[[str], str]] = {
        "country": country_name,
        "language": language_name,
        "ticket": lambda ticket_id: tickets.get(UUID(ticket_id), ""),
    }
    return [
        (str(label), words.get(name, str)(before[name]) if before[name] else "–")
        for name, label in labels.items()
        if name in before
    ]


def _one_of(event: Event, registration_id: UUID) -> Registration:
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    return row
