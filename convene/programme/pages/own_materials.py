"""Slides and papers, as somebody on stage adds, changes, hides and removes them: their own, by their personal link."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import NotFound, Refused
from convene.programme.errors import HiddenByOrganisers, TooLateForMaterials
from convene.programme.forms.materials import AddMaterialFile, EditMaterial, EditMaterialLink
from convene.programme.models import Material
from convene.programme.pages.speaker import Mine, behind, frame_of, speak
from convene.programme.queries.draft import draft_of
from convene.programme.queries.materials import material_of, said_of_material
from convene.programme.services import handing_in
from convene.programme.showing.materials import sent_material
from convene.programme.showing.words import language_of, material_kinds, reaches
from convene.programme.structure import SessionFacts
from convene.web.forms import OneButton, status_of_form
from convene.web.guards import holds_link
from convene.web.languages import say
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose


@speak.route("/sessions/<code>/link", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def add_own_link(link: Link, code: str) -> ResponseReturnValue:
    mine = behind(link)
    session = _session(mine, code)
    form = EditMaterialLink(data={"kind": "link"})
    return _add(
        mine,
        session,
        form,
        lambda: handing_in.hand_in_link(
            mine.invitation.id, session.id, form.facts, url=form.url.data, link_version=link.version
        ),
    )


@speak.route("/sessions/<code>/file", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def add_own_file(link: Link, code: str) -> ResponseReturnValue:
    mine = behind(link)
    session = _session(mine, code)
    form = AddMaterialFile()

    def add() -> object:
        assert form.document is not None, "the form was answered"
        return handing_in.hand_in_file(
            mine.invitation.id, session.id, form.facts, form.document, link_version=link.version
        )

    return _add(mine, session, form, add)


@speak.route("/materials/<uuid:material_id>", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def change_own(link: Link, material_id: UUID) -> ResponseReturnValue:
    mine = behind(link)
    material = _own(mine, material_id)
    said = said_of_material(material)
    form = (EditMaterialLink if material.url is not None else EditMaterial)(data=said, seen=mark_of(said))
    session = next((one for one in draft_of(mine.event.id).sessions if one.id == material.session_id), None)
    if session is None:
        raise NotFound
    _offer(form, mine, session, material.contribution_id)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            handing_in.change_own_material(
                mine.invitation.id,
                material_id,
                form.facts,
                url=form.url.data if isinstance(form, EditMaterialLink) else None,
                seen=form.seen.data,
                link_version=link.version,
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of_material(_own(mine, material_id)))
        else:
            flash(_("“%(title)s” is saved. Published pages say so at once.", title=form.title.data))
            return _back_to(mine)
    return _form(mine, session, form, material, meanwhile)


@speak.post("/materials/<uuid:material_id>/hide")
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def hide_own(link: Link, material_id: UUID) -> ResponseReturnValue:
    mine = behind(link)
    title = _own(mine, material_id).title
    handing_in.hide_own_material(mine.invitation.id, material_id, link_version=link.version)
    flash(_("“%(title)s” is hidden. You can show it again at any time.", title=title))
    return _back_to(mine)


@speak.post("/materials/<uuid:material_id>/show")
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def show_own(link: Link, material_id: UUID) -> ResponseReturnValue:
    mine = behind(link)
    title = _own(mine, material_id).title
    try:
        handing_in.show_own_material(mine.invitation.id, material_id, link_version=link.version)
    except (HiddenByOrganisers, TooLateForMaterials) as refused:  # the page was older: below, what is true now
        flash(say(refused.sentence))
    else:
        flash(_("“%(title)s” is shown again.", title=title))
    return _back_to(mine)


@speak.route("/materials/<uuid:material_id>/remove", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def remove_own(link: Link, material_id: UUID) -> ResponseReturnValue:
    mine = behind(link)
    material = _own(mine, material_id)
    title, form = material.title, OneButton()
    if form.is_answered():
        handing_in.remove_own_material(mine.invitation.id, material_id, link_version=link.version)
        flash(_("“%(title)s” is removed.", title=title))
        return _back_to(mine)
    shown = render_template(
        "programme/remove_own_material.html", material=material, back_url=_address(mine), **frame_of(mine)
    )
    return kept_secret((shown, status_of_form()))


@speak.get("/materials/<uuid:material_id>/download")
@holds_link(Purpose.SPEAK)
def own_file(link: Link, material_id: UUID) -> ResponseReturnValue:
    """What they have sent, before everybody may fetch it."""
    return kept_secret(sent_material(_own(behind(link), material_id)))


def _add(mine: Mine, session: SessionFacts, form: EditMaterial, add: Callable[[], object]) -> ResponseReturnValue:
    _offer(form, mine, session, None)
    if form.is_answered():
        try:
            add()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("“%(title)s” is added.", title=form.title.data))
            return _back_to(mine)
    return _form(mine, session, form, None, [])


def _form(
    mine: Mine, session: SessionFacts, form: EditMaterial, material: Material | None, meanwhile: list[Theirs]
) -> ResponseReturnValue:
    shown = render_template(
        "programme/own_material.html",
        form=form,
        session=session,
        session_lang=language_of(session.title, session.language),
        material=material,
        theirs=meanwhile,
        back_url=_address(mine),
        **frame_of(mine),
    )
    return kept_secret((shown, status_of_form()))


def _offer(form: EditMaterial, mine: Mine, session: SessionFacts, present: UUID | None) -> None:
    """Of the contributions of a session their own, and the one that stands there."""
    person_id = mine.person.id
    contributions = [
        (one.id, one.title)
        for one in session.contributions
        if one.id == present or any(each.person_id == person_id for each in one.people)
    ]
    form.offer(material_kinds(), reaches(), contributions)


def _session(mine: Mine, code: str) -> SessionFacts:
    """A session of the draft that they are in."""
    session = draft_of(mine.event.id).session(code)
    if session is None or session.is_withdrawn or all(one.person_id != mine.person.id for one in session.everybody()):
        raise NotFound
    return session


def _own(mine: Mine, material_id: UUID) -> Material:
    """A material of the event that they have added themselves."""
    material = material_of(mine.event.id, material_id)
    if material is None or material.person_id != mine.person.id:
        raise NotFound
    return material


def _address(mine: Mine) -> str:
    return url_for(".page", token=mine.token, _anchor="slides")


def _back_to(mine: Mine) -> ResponseReturnValue:
    return see_other(_address(mine))
