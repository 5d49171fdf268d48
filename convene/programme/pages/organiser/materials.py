"""Materials of a session, as its organisers add, order, hide and remove them. They show at once, without a version."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.forms.materials import AddMaterialFile, EditMaterial, EditMaterialLink
from convene.programme.models import Material, Session
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.queries.draft import session_by_code
from convene.programme.queries.materials import material_of, said_of_material
from convene.programme.services import materials
from convene.programme.showing.words import material_kinds, reaches
from convene.web.forms import OneButton
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other

ADDRESS = "/sessions/<code>/materials"


@draft.route(f"{ADDRESS}/link", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def add_material_link(event: Event, code: str) -> ResponseReturnValue:
    session = _session(event, code)
    form = EditMaterialLink(data={"kind": "link"})
    return _add(
        event,
        session,
        form,
        lambda: materials.add_link(event.id, session.id, form.facts, url=form.url.data, by=current_user.actor),
    )


@draft.route(f"{ADDRESS}/file", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def add_material_file(event: Event, code: str) -> ResponseReturnValue:
    session = _session(event, code)
    form = AddMaterialFile()

    def add() -> object:
        assert form.document is not None, "the form was answered"
        return materials.add_file(event.id, session.id, form.facts, form.document, by=current_user.actor)

    return _add(event, session, form, add)


@draft.route(f"{ADDRESS}/<uuid:material_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def change_material(event: Event, code: str, material_id: UUID) -> ResponseReturnValue:
    session, material = _both(event, code, material_id)
    said = said_of_material(material)
    form = (EditMaterialLink if material.url is not None else EditMaterial)(data=said, seen=mark_of(said))
    _offer(form, session)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            materials.change_material(
                event.id,
                material_id,
                form.facts,
                url=form.url.data if isinstance(form, EditMaterialLink) else None,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            session, material = _both(event, code, material_id)
            meanwhile = tell_refusal(form, refused, partial(said_of_material, material))
        else:
            flash(_("“%(title)s” is saved. Published pages say so at once.", title=form.title.data))
            return _back_to(event, code)
    return show_form(
        form, "programme/material.html", event, "agenda", session=session, material=material, theirs=meanwhile
    )


@draft.post(f"{ADDRESS}/<uuid:material_id>/hide")
@event_page(Permission.EDIT_AGENDA)
def hide_material(event: Event, code: str, material_id: UUID) -> ResponseReturnValue:
    _session_of_it, material = _both(event, code, material_id)
    materials.hide_material(event.id, material_id, by=current_user.actor)
    flash(_("“%(title)s” is hidden. You can show it again at any time.", title=material.title))
    return _back_to(event, code)


@draft.post(f"{ADDRESS}/<uuid:material_id>/show")
@event_page(Permission.EDIT_AGENDA)
def show_material(event: Event, code: str, material_id: UUID) -> ResponseReturnValue:
    _session_of_it, material = _both(event, code, material_id)
    materials.show_material(event.id, material_id, by=current_user.actor)
    flash(_("“%(title)s” is shown again.", title=material.title))
    return _back_to(event, code)


@draft.post(f"{ADDRESS}/<uuid:material_id>/move")
@event_page(Permission.EDIT_AGENDA)
def move_material(event: Event, code: str, material_id: UUID) -> ResponseReturnValue:
    """One place down, or up where the form says so."""
    _both(event, code, material_id)
    materials.move_material(event.id, material_id, up=request.form.get("up") == "yes", by=current_user.actor)
    return _back_to(event, code)


@draft.route(f"{ADDRESS}/<uuid:material_id>/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def remove_material(event: Event, code: str, material_id: UUID) -> ResponseReturnValue:
    _session_of_it, material = _both(event, code, material_id)
    if OneButton().is_answered():
        title = material.title
        materials.remove_material(event.id, material_id, by=current_user.actor)
        flash(_("“%(title)s” is removed.", title=title))
        return _back_to(event, code)
    return show(
        "layouts/confirm.html",
        event,
        "agenda",
        title=_("Remove “%(title)s”?", title=material.title),
        words=[
            _("It cannot be brought back. To take it off the pages for a while, hide it instead.")
            if material.url is not None
            else _("The file is deleted and cannot be brought back. To take it off the pages for a while, hide it.")
        ],
        button=_("Remove the material"),
        back_url=_address(event, code),
    )


def _add(event: Event, session: Session, form: EditMaterial, add: Callable[[], object]) -> ResponseReturnValue:
    _offer(form, session)
    if form.is_answered():
        try:
            add()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("“%(title)s” is added.", title=form.title.data))
            return _back_to(event, session.code)
    return show_form(form, "programme/material.html", event, "agenda", session=session, material=None, theirs=[])


def _offer(form: EditMaterial, session: Session) -> None:
    form.offer(material_kinds(), reaches(), [(one.id, one.title) for one in session.contributions])


def _session(event: Event, code: str) -> Session:
    session = session_by_code(event.id, code)
    if session is None:
        raise NotFound
    return session


def _both(event: Event, code: str, material_id: UUID) -> tuple[Session, Material]:
    """The session, and a material that belongs to it."""
    session, material = _session(event, code), material_of(event.id, material_id)
    if material is None or material.session_id != session.id:
        raise NotFound
    return session, material


def _address(event: Event, code: str) -> str:
    return url_for("draft.session", slug=event.slug, code=code, _anchor="materials")


def _back_to(event: Event, code: str) -> ResponseReturnValue:
    return see_other(_address(event, code))
