from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from convene.errors import NotFound, Refused
from convene.events.event_page import Everyone, event_page, has_ended, public_frame
from convene.events.models import Event
from convene.events.sharing import page_within
from convene.programme.catalogue import Reach
from convene.programme.models import Material
from convene.programme.queries import material_to_fetch, materials_for, published
from convene.programme.showing.materials import ShownMaterial, sent_material, shown_material
from convene.questionnaires.forms.answering import form_for
from convene.questionnaires.queries import values_of
from convene.questionnaires.showing import answers_shown
from convene.registration.catalogue import RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import EventFull, RegistrationClosed
from convene.registration.forms import AboutYou, Register, SendMyLink
from convene.registration.models import Registration
from convene.registration.queries.desk import Desk, desk_of
from convene.registration.queries.form import answers_at, form_of, full_options
from convene.registration.queries.registrations import registration_behind
from convene.registration.services import joining, self_service
from convene.registration.services.joining import Answers
from convene.registration.showing import sent_upload
from convene.web.forms import Form, OneButton, show_again
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, absolute_url

registration = Blueprint("registration", __name__)


@registration.route("/e/<slug>/register", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def register(event: Event) -> ResponseReturnValue:
    form, desk = _form(Register, event), desk_of(event)
    if desk.refusal is not None:
        return _no_place(event, form, desk.refusal)
    if not form.is_answered():
        return _register_page(event, form, desk)
    try:
        # What it answers is told by mail alone: the page is the same for an address that is registered already.
        joining.register(event.id, _answers(form), language=str(get_locale()))
    except (RegistrationClosed, EventFull) as refused:
        return _no_place(event, form, refused)
    except Refused as refused:  # what is asked has changed in this very moment: here is what is asked now
        form = _form(Register, event)
        form.is_answered()
        form.add_refusal(refused)
        return _register_page(event, form, desk)
    return see_other(url_for(".look_into_your_mail", slug=event.slug))


@registration.get("/e/<slug>/register/mailed")
@event_page(Everyone)
def look_into_your_mail(event: Event) -> ResponseReturnValue:
    return render_template(
        "registration/look_into_your_mail.html",
        asked_for_link=request.args.get("asked") == "link",
        **public_frame(event, "register"),
    )


@registration.route("/e/<slug>/register/link", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def send_my_link(event: Event) -> ResponseReturnValue:
    form = SendMyLink()
    if not form.is_answered():
        return show_again(form, "registration/send_my_link.html", **public_frame(event, "register"))
    self_service.send_my_link(event.id, form.email.data)
    return see_other(url_for(".look_into_your_mail", slug=event.slug, asked="link"))


@registration.get("/r/<token>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def place(link: Link) -> ResponseReturnValue:
    mine, event = _behind(link)
    return kept_secret(
        render_template(
            "registration/place.html",
            materials=_materials(mine, event),
            is_saved=request.args.get("saved") == "1",
            told=_told(mine, event),
            **_frame(mine, event),
        )
    )


@registration.get("/r/<token>/materials/<uuid:material_id>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def material(link: Link, material_id: UUID) -> ResponseReturnValue:
    """A file of a session, for somebody who is registered: asked each time, as the link or the place may be gone."""
    mine, event = _behind(link)
    found = material_to_fetch(event, material_id, Reach.REGISTERED) if _takes_part(mine) else None
    return kept_secret(sent_material(found))


@registration.route("/r/<token>/change", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def change(link: Link) -> ResponseReturnValue:
    mine, event = _behind(link)
    if not mine.state.is_active:
        return see_other(_url_of(mine))
    said = {"name": mine.name, "organisation": mine.organisation, "country": mine.country}
    form = _form(AboutYou, event, mine.id, **said)
    if form.is_answered():
        try:
            self_service.change(
                mine.id,
                name=form.name.data,
                organisation=form.organisation.data,
                country=form.country.data,
                replies=form.replies,
            )
        except Refused as refused:
            form = _form(AboutYou, event, mine.id, **said)
            form.is_answered()
            form.add_refusal(refused)
        else:
            return see_other(f"{_url_of(mine)}?saved=1")
    return kept_secret(show_again(form, "registration/change.html", **_frame(mine, event)))


@registration.get("/r/<token>/answers/<uuid:question_id>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_upload(link: Link, question_id: UUID) -> ResponseReturnValue:
    """A file that somebody sent as an answer, for themselves."""
    mine, event = _behind(link)
    return kept_secret(sent_upload(answers_at(form_of(event.id), mine.id).get(question_id)))


@registration.route("/r/<token>/cancel", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def cancel(link: Link) -> ResponseReturnValue:
    """Opening the link of the mail asks; only the button cancels."""
    mine, event = _behind(link)
    url = _url_of(mine)
    form = OneButton()
    if form.is_answered():
        self_service.cancel(mine.id)
        return see_other(url)
    if not mine.state.is_active:
        return see_other(url)
    return kept_secret(render_template("registration/cancel.html", form=form, **_frame(mine, event)))


def _form(base: type[Form], event: Event, registration_id: UUID | None = None, **said: object) -> Any:
    """The fixed questions of `base` and those of the event, with what was answered before: an `Asking` and a `base`."""
    asks = form_of(event.id)
    before = values_of(answers_at(asks, registration_id).values()) if registration_id is not None else {}
    full = full_options(event.id) if asks is not None else frozenset()
    return form_for(base, asks, before=before, full_option_ids=full)(**said)


def _register_page(event: Event, form: Form, desk: Desk) -> ResponseReturnValue:
    return show_again(
        form,
        "registration/register.html",
        desk=desk,
        share=page_within(event, _("Register"), absolute_url("registration.register", slug=event.slug)),
        **public_frame(event, "register"),
    )


def _told(mine: Registration, event: Event) -> list[tuple[str, str]]:
    """What somebody was asked and answered: all of it is theirs to see. Six statements at most."""
    asks = form_of(event.id)
    if asks is None:
        return []
    shown = answers_shown(asks, answers_at(asks, mine.id), with_private=True, with_withdrawn=False)
    return [(one.question.label, one.words or "–") for one in shown]


def _takes_part(mine: Registration) -> bool:
    return mine.state is RegistrationState.CONFIRMED


def _materials(mine: Registration, event: Event) -> list[tuple[str, list[ShownMaterial]]]:
    """What there is to fetch now, by session in the order of the agenda. Two statements."""
    shown = published(event.id) if event.is_public and _takes_part(mine) else None
    if shown is None:
        return []
    token = link_to(mine)
    found: dict[UUID, list[Material]] = {}
    for one in materials_for(event.id, shown, Reach.REGISTERED):
        found.setdefault(one.session_id, []).append(one)
    return [
        (
            session.title,
            [
                shown_material(one, session, lambda it: url_for(".material", token=token, material_id=it.id))
                for one in found[session.id]
            ],
        )
        for session in shown.structure.sessions
        if session.id in found
    ]


def _answers(form: Register) -> Answers:
    return Answers(
        name=form.name.data,
        email=form.email.data,
        organisation=form.organisation.data,
        country=form.country.data,
    )


def _no_place(event: Event, form: Register, refused: RegistrationClosed | EventFull) -> ResponseReturnValue:
    """Why nobody can register now, and the ways out; what was typed can be sent again once a place is free."""
    page = render_template(
        "registration/no_place.html",
        form=form,
        refused=refused,
        is_full=isinstance(refused, EventFull),
        was_sent=request.method == "POST",
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        is_over=has_ended(event),
        **public_frame(event, "register"),
    )
    return page, refused.status if request.method == "POST" else 200


def _behind(link: Link) -> tuple[Registration, Event]:
    found = registration_behind(link)
    if found is None:
        raise NotFound
    return found


def _url_of(mine: Registration) -> str:
    return url_for(".place", token=link_to(mine))


def _frame(mine: Registration, event: Event) -> dict[str, object]:
    frame = public_frame(event, "")
    if not event.is_public:
        frame["event_navigation"] = []  # its pages are closed for now; they would lead to 404
    return {**frame, "mine": mine, "token": link_to(mine)}
