from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import TicketReach
from convene.registration.forms.opening import CodeForm, QuotaForm, TicketForm
from convene.registration.models import InvitationCode, Quota, TicketKind
from convene.registration.pages.frame import registrations, show_people, show_people_form
from convene.registration.queries.admission import (
    Counted,
    codes_of,
    entitled_to_tickets,
    kept_for_groups,
    said_of_ticket,
    tickets_of,
)
from convene.registration.queries.desk import desk_of
from convene.registration.services import opening
from convene.web.forms import OneButton
from convene.web.languages import zone_name
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@registrations.get("/<slug>/people/tickets/")
@event_page(Permission.MANAGE_REGISTRATIONS)
def tickets(event: Event) -> ResponseReturnValue:
    """The ways of taking part, the places kept for groups, and the codes."""
    return show_people(
        "registration/tickets.html",
        event,
        "tickets",
        desk=desk_of(event),
        tickets=tickets_of(event.id, withdrawn=True),
        quotas=kept_for_groups(event.id),
        codes=codes_of(event.id),
        entitled=entitled_to_tickets(event.id),
        reach_words={
            TicketReach.EVERYONE: _("for everybody"),
            TicketReach.INVITED: _("for those with an invitation or a code"),
            TicketReach.ORGANISERS: _("given by organisers"),
        },
    )


@registrations.route("/<slug>/people/tickets/new", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def new_ticket(event: Event) -> ResponseReturnValue:
    form = TicketForm()
    if form.is_answered():
        try:
            opening.add_ticket(event.id, form.facts, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("“%(name)s” is offered.", name=form.name.data))
            return see_other(url_for(".tickets", slug=event.slug))
    return _ticket_page(event, form, None, [])


@registrations.route("/<slug>/people/tickets/<uuid:ticket_kind_id>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def ticket(event: Event, ticket_kind_id: UUID) -> ResponseReturnValue:
    shown = _one(tickets_of(event.id, withdrawn=True), ticket_kind_id)
    row = shown.row
    assert isinstance(row, TicketKind)
    form = TicketForm(data=_said(row) | {"capacity": shown.capacity, "seen": mark_of(said_of_ticket(row))})
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            opening.change_ticket(
                event.id, ticket_kind_id, form.facts, seen=form.seen.data or None, by=current_user.actor
            )
        except Refused as refused:
            theirs = tell_refusal(form, refused, lambda: said_of_ticket(row))
        else:
            flash(_("“%(name)s” is changed.", name=form.name.data))
            return see_other(url_for(".tickets", slug=event.slug))
    return _ticket_page(event, form, shown, theirs)


@registrations.post("/<slug>/people/tickets/<uuid:ticket_kind_id>/move")
@event_page(Permission.MANAGE_REGISTRATIONS)
def move_ticket(event: Event, ticket_kind_id: UUID) -> ResponseReturnValue:
    """One place up; the first stays the first."""
    if OneButton().is_answered():
        opening.move_ticket(event.id, ticket_kind_id, up=True, by=current_user.actor)
    return see_other(url_for(".tickets", slug=event.slug))


@registrations.post("/<slug>/people/tickets/<uuid:ticket_kind_id>/withdraw")
@event_page(Permission.MANAGE_REGISTRATIONS)
def withdraw_ticket(event: Event, ticket_kind_id: UUID) -> ResponseReturnValue:
    """Offer it no more; offered again by `restore_ticket`."""
    if OneButton().is_answered():
        opening.withdraw_ticket(event.id, ticket_kind_id, by=current_user.actor)
        flash(_("It is offered no more. Who has it keeps it."))
    return see_other(url_for(".tickets", slug=event.slug))


@registrations.post("/<slug>/people/tickets/<uuid:ticket_kind_id>/restore")
@event_page(Permission.MANAGE_REGISTRATIONS)
def restore_ticket(event: Event, ticket_kind_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        opening.restore_ticket(event.id, ticket_kind_id, by=current_user.actor)
        flash(_("It is offered again."))
    return see_other(url_for(".tickets", slug=event.slug))


@registrations.route("/<slug>/people/kept/new", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def new_quota(event: Event) -> ResponseReturnValue:
    return _quota_page(event, None)


@registrations.route("/<slug>/people/kept/<uuid:quota_id>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def quota(event: Event, quota_id: UUID) -> ResponseReturnValue:
    return _quota_page(event, _one(kept_for_groups(event.id), quota_id))


@registrations.post("/<slug>/people/kept/<uuid:quota_id>/remove")
@event_page(Permission.MANAGE_REGISTRATIONS)
def remove_quota(event: Event, quota_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        opening.remove_quota(event.id, quota_id, by=current_user.actor)
        flash(_("The places are for everybody now."))
    return see_other(url_for(".tickets", slug=event.slug))


@registrations.route("/<slug>/people/codes/new", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def new_code(event: Event) -> ResponseReturnValue:
    form = CodeForm(tickets_of(event.id), kept_for_groups(event.id))
    if form.is_answered():
        try:
            code = opening.add_code(
                event.id,
                code=form.code.data or "",
                note=form.note.data or "",
                uses=form.uses.data,
                ticket_kind_id=UUID(form.ticket_kind.data) if form.ticket_kind.data else None,
                quota_id=UUID(form.quota.data) if form.quota.data else None,
                until_local=form.until_local.data,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The code is %(code)s.", code=code))
            return see_other(url_for(".tickets", slug=event.slug) + "#codes")
    return show_people_form(
        form,
        "registration/code.html",
        event,
        "tickets",
        zone=zone_name(event.zone),
    )


@registrations.post("/<slug>/people/codes/<uuid:code_id>/withdraw")
@event_page(Permission.MANAGE_REGISTRATIONS)
def withdraw_code(event: Event, code_id: UUID) -> ResponseReturnValue:
    """Take a code back, or let it be valid again."""
    shown = _one(codes_of(event.id), code_id)
    row = shown.row
    assert isinstance(row, InvitationCode)
    if OneButton().is_answered():
        was_withdrawn = row.withdrawn_at is not None
        opening.change_code(
            event.id, code_id, uses=shown.capacity, is_withdrawn=not was_withdrawn, by=current_user.actor
        )
        flash(_("The code is valid again.") if was_withdrawn else _("The code is valid no more."))
    return see_other(url_for(".tickets", slug=event.slug) + "#codes")


def _ticket_page(event: Event, form: TicketForm, shown: Counted | None, theirs: list[Theirs]) -> ResponseReturnValue:
    return show_people_form(
        form,
        "registration/ticket.html",
        event,
        "tickets",
        shown=shown,
        theirs=theirs,
    )


def _quota_page(event: Event, shown: Counted | None) -> ResponseReturnValue:
    row = shown.row if shown else None
    assert row is None or isinstance(row, Quota)
    known = {"name": row.name, "places": shown.capacity, "until_local": row.until_local} if row and shown else {}
    form = QuotaForm(data=known)
    if form.is_answered():
        try:
            opening.set_quota(
                event.id,
                row.id if row else None,
                name=form.name.data,
                places=form.places.data,
                until_local=form.until_local.data,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The places are kept."))
            desk = desk_of(event)
            if desk.capacity is not None and desk.taken + desk.kept > desk.capacity:
                flash(
                    _(
                        "%(kept)s places are kept and %(taken)s taken, of %(places)s: nobody else gets one.",
                        kept=desk.kept,
                        taken=desk.taken,
                        places=desk.capacity,
                    ),
                    "warn",
                )
            return see_other(url_for(".tickets", slug=event.slug))
    return show_people_form(
        form,
        "registration/quota.html",
        event,
        "tickets",
        shown=shown,
        zone=zone_name(event.zone),
    )


def _said(row: TicketKind) -> dict[str, object]:
    return said_of_ticket(row) | {
        "mode": row.mode.value,
        "reach": row.reach.value,
        "asks_approval": {True: "yes", False: "no", None: ""}[row.asks_approval],
    }


def _one(rows: list[Counted], row_id: UUID) -> Counted:
    found = next((each for each in rows if each.row.id == row_id), None)
    if found is None:
        raise NotFound
    return found
