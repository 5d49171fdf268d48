from uuid import UUID

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from convene.clock import now
from convene.errors import Refused
from convene.events.event_page import Everyone, event_page, public_frame
from convene.events.models import Event
from convene.events.sharing import page_within
from convene.programme.catalogue import Reach
from convene.programme.models import Material
from convene.programme.queries.materials import material_to_fetch, materials_for
from convene.programme.queries.versions import Published, published
from convene.programme.showing.materials import ShownMaterial, sent_material, shown_material
from convene.questionnaires.queries import Answer
from convene.questionnaires.showing import answers_shown
from convene.questionnaires.structure import Questionnaire
from convene.registration.catalogue import Mode, RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import (
    CodeNotKnown,
    CodeUsedUp,
    EventFull,
    KeptForAGroup,
    OfferHasEnded,
    RegistrationClosed,
)
from convene.registration.forms.registering import AboutYou, PassOn, Register, SendMyLink
from convene.registration.models import Offer, Registration, TicketKind
from convene.registration.own_agenda import own_agenda_of
from convene.registration.queries.admission import code_of, has_codes, ticket_of
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.desk import desk_of
from convene.registration.queries.directory import entry_of, is_open
from convene.registration.queries.form import answers_at, answers_missing_of, form_of
from convene.registration.queries.papers import paper_facts_of
from convene.registration.queries.seating import running_offer, takes_offers, who_go_together
from convene.registration.queries.together import companions_of, guests_with
from convene.registration.queries.waitlist import standing_of
from convene.registration.rules.opening import is_within
from convene.registration.services import joining, self_service
from convene.registration.showing import WayIn, answers_in, asking_form, no_place, own_frame, sent_upload, way_in, whose
from convene.web.codes import code_on_page
from convene.web.forms import OneButton, show_again
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.panels import Place, fragments
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.sharing import Sharing
from convene.web.signed_links import Link, Purpose, absolute_url, sign

registration = Blueprint("registration", __name__)

#: In the cookie of a browser: to which address of which event was written last from here.
MAILED = "mailed"


@registration.route("/e/<slug>/register", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def register(event: Event) -> ResponseReturnValue:
    """The form; with `?code=`, or one that is typed on it, as somebody may register who was given a code."""
    way, no_code = _way_in_by(event, request.form.get("code", ""))
    form = asking_form(Register, event, tickets=way.tickets, waits=way.desk.facts.keeps_waitlist)
    if way.refusal is not None:
        return no_place(event, form, way.refusal)
    if no_code is not None:
        form.add_refusal(no_code)
        return _form_again(event, form, way)
    if "use_code" in request.form:
        form.tell_what_is_lost()
        page = _form_again(event, form, way, action=url_for(".register", slug=event.slug, code=way.code or None))
        return make_response(page, 200)
    if form.is_answered():
        slug = event.slug  # asked afterwards the event would be read again
        try:
            # What it answers is told by mail alone: the page is the same for an address that is registered already.
            joining.register(event.id, answers_in(form), language=str(get_locale()), code=way.code)
        except (RegistrationClosed, EventFull, KeptForAGroup, CodeNotKnown, CodeUsedUp) as refused:
            return no_place(event, form, refused)
        except Refused as refused:  # what is asked or free has changed in this very moment: here is what is now
            form = asking_form(Register, event, tickets=way.tickets, waits=way.desk.facts.keeps_waitlist)
            form.is_answered()
            form.add_refusal(refused)
        else:
            remember_who_is_mailed(slug, form.email.data)
            return see_other(url_for(".look_into_your_mail", slug=slug))
    share = page_within(event, _("Register"), absolute_url("registration.register", slug=event.slug))
    return _form_again(event, form, way, share=share)


def _way_in_by(event: Event, typed: str) -> tuple[WayIn, Refused | None]:
    """What is open to somebody by a code that they have typed on the form, or without one; and why there is nothing by
    it, where it is none: what else stands on the form is not lost to a slip of the pen."""
    way = way_in(event, code=typed)
    if typed and isinstance(way.refusal, CodeNotKnown | CodeUsedUp):
        return way_in(event), way.refusal
    return way, None


@registration.get("/e/<slug>/register/mailed")
@event_page(Everyone)
def look_into_your_mail(event: Event) -> ResponseReturnValue:
    """The same words whether or not the address was known, so that nobody learns from them whether it was."""
    page = render_template(
        "registration/look_into_your_mail.html",
        asked=request.args.get("asked", ""),
        to=session.get(MAILED, {}).get(event.slug, ""),
        **public_frame(event, "register"),
    )
    return kept_secret(page)


def remember_who_is_mailed(slug: str, email: str) -> None:
    """Let the next page of an event show the address that was typed. In the cookie of this browser, and in no address
    of a page."""
    session[MAILED] = {slug: email}


@registration.route("/e/<slug>/register/link", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def send_my_link(event: Event) -> ResponseReturnValue:
    form = SendMyLink()
    if not form.is_answered():
        return show_again(form, "registration/send_my_link.html", **public_frame(event, "register"))
    self_service.send_my_link(event.id, form.email.data)
    remember_who_is_mailed(event.slug, form.email.data)
    return see_other(url_for(".look_into_your_mail", slug=event.slug, asked="link"))


@registration.get("/r/<token>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def place(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    waits = mine.state is RegistrationState.WAITLISTED
    desk, asks = desk_of(event), form_of(event.id)
    shown = published(event.id) if event.is_public and _takes_part(mine) else None
    ticket = ticket_of(event.id, mine.ticket_kind_id) if mine.ticket_kind_id else None
    offer = _running(mine) if waits else None
    papers = paper_facts_of(event.id)
    return kept_secret(
        render_template(
            "registration/place.html",
            agenda=own_agenda_of(event, mine.id, shown) if shown is not None else None,
            materials=_materials(mine, event, shown),
            said=request.args.get("said", ""),
            told=_told(asks, answers_at(asks, mine.id)),
            ticket=ticket,
            is_online=_is_online(event, ticket),
            offer=offer,
            together=_names_of_those_together(mine) if offer is not None else [],
            standing=standing_of(event, mine.id) if waits else None,
            is_to_be_offered=takes_offers(event),
            can_change=is_within(desk.facts.changes_until_local, event.zone, now()),
            can_pass_on=desk.facts.allows_transfer and _takes_part(mine) and not event.is_cancelled,
            changes_until=desk.facts.changes_until_local,
            panels=fragments(Place.OWN_PLACE, mine) if _takes_part(mine) else [],
            gives_letters=papers.gives_letters,
            gives_certificates=papers.gives_certificates,
            **_company(mine, event),
            **_at_the_door(mine, event),
            is_shown=(is_shown := entry_of(mine.id) is not None),
            may_be_shown=_takes_part(mine) and (is_shown or is_open(event.id)),
            **own_frame(mine, event),
        )
    )


@registration.post("/r/<token>/accept")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def accept(link: Link) -> ResponseReturnValue:
    """Take the place that is held, or confirm the address."""
    mine, event = whose(link)
    taken = url_for(".place", token=link_to(mine), said="taken")
    if OneButton().is_answered():
        try:
            self_service.accept_offer(mine.id)
        except OfferHasEnded as refused:
            page = render_template("registration/offer_has_ended.html", refused=refused, **own_frame(mine, event))
            return kept_secret((page, refused.status))
        return see_other(taken)
    return see_other(_url_of(mine))


@registration.route("/r/<token>/let-go", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def let_go(link: Link) -> ResponseReturnValue:
    """Let the place that is held go to the next in line. It ends the registration, and those of all who come together,
    so the page asks first."""
    mine, event = whose(link)
    url, form, offer = _url_of(mine), OneButton(), _running(mine)
    if form.is_answered():
        self_service.decline_offer(mine.id)
        return see_other(url)
    if offer is None:
        return see_other(url)
    page = render_template(
        "registration/let_go.html",
        form=form,
        offer=offer,
        together=_names_of_those_together(mine),
        **own_frame(mine, event),
    )
    return kept_secret(page)


@registration.get("/r/<token>/again")
@holds_link(Purpose.MANAGE_REGISTRATION)
def register_again(link: Link) -> ResponseReturnValue:
    """The form of registration as somebody filled it in before they cancelled: by their own link alone."""
    mine, event = whose(link)
    if mine.state.is_active:
        return see_other(_url_of(mine))
    way = way_in(event, code=code_of(mine))
    form = asking_form(
        Register,
        event,
        registration_id=mine.id,
        is_anew=True,
        tickets=way.tickets,
        waits=way.desk.facts.keeps_waitlist,
        said={
            "name": mine.name,
            "email": mine.email if mine.is_own_address else "",
            "organisation": mine.organisation,
            "country": mine.country,
            "ticket": str(mine.ticket_kind_id or ""),
        },
    )
    if way.refusal is not None:
        return kept_secret(no_place(event, form, way.refusal))
    action = url_for(".register", slug=event.slug, code=way.code or None)
    return kept_secret(_form_again(event, form, way, action=action))


def _form_again(
    event: Event, form: Register, way: WayIn, *, action: str | None = None, share: Sharing | None = None
) -> ResponseReturnValue:
    """The form of registration; it is sent to `action`, or else to the address it was opened at."""
    return show_again(
        form,
        "registration/register.html",
        desk=way.desk,
        tickets=way.tickets,
        is_full=way.is_full,
        takes_codes=has_codes(event.id),
        code=way.code,
        action=action,
        share=share,
        **public_frame(event, "register"),
    )


@registration.route("/r/<token>/pass-on", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("20 per hour")
def pass_on(link: Link) -> ResponseReturnValue:
    """Let somebody else have one's place."""
    mine, event = whose(link)
    form = PassOn()
    if form.is_answered():
        try:
            self_service.transfer(mine.id, name=form.name.data, email=form.email.data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for(".look_into_your_mail", slug=event.slug, asked="passed-on"))
    return kept_secret(show_again(form, "registration/pass_on.html", **own_frame(mine, event)))


@registration.get("/r/<token>/materials/<uuid:material_id>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def material(link: Link, material_id: UUID) -> ResponseReturnValue:
    """A file of a session, for somebody who is registered: asked each time, as the link or the place may be gone."""
    mine, event = whose(link)
    found = material_to_fetch(event, material_id, Reach.REGISTERED) if _takes_part(mine) else None
    return kept_secret(sent_material(found))


@registration.route("/r/<token>/change", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def change(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    if not mine.state.is_active:
        return see_other(_url_of(mine))
    said = {"name": mine.name, "organisation": mine.organisation, "country": mine.country}
    form = asking_form(AboutYou, event, registration_id=mine.id, said=said)
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
            form = asking_form(AboutYou, event, registration_id=mine.id, said=said)
            form.is_answered()
            form.add_refusal(refused)
        else:
            return see_other(url_for(".place", token=link_to(mine), said="saved"))
    return kept_secret(show_again(form, "registration/change.html", **own_frame(mine, event)))


@registration.get("/r/<token>/answers/<uuid:question_id>")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_upload(link: Link, question_id: UUID) -> ResponseReturnValue:
    """A file that somebody sent as an answer, for themselves."""
    mine, event = whose(link)
    return kept_secret(sent_upload(answers_at(form_of(event.id), mine.id).get(question_id)))


@registration.route("/r/<token>/cancel", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def cancel(link: Link) -> ResponseReturnValue:
    """Opening the link of the mail asks; only the button cancels."""
    mine, event = whose(link)
    url = _url_of(mine)
    form = OneButton()
    if form.is_answered():
        self_service.cancel(mine.id)
        return see_other(url)
    if not mine.state.is_active:
        return see_other(url)
    page = render_template(
        "registration/cancel.html",
        form=form,
        guests=[each.name for each in guests_with([mine.id])],
        stay=[each.name for each in companions_of(mine).spoken_for if each.state.is_active and not each.guest_of_id],
        **own_frame(mine, event),
    )
    return kept_secret(page)


def _told(asks: Questionnaire | None, answers: dict[UUID, Answer]) -> list[tuple[str, str]]:
    """What somebody has answered: all of it is theirs to see."""
    if asks is None:
        return []
    shown = answers_shown(asks, answers, with_private=True, with_withdrawn=False)
    return [(one.question.label, one.words) for one in shown if one.words]


def _names_of_those_together(mine: Registration) -> list[str]:
    """Those for whom an answer to the offer speaks. One statement."""
    return [each.name for each in who_go_together(mine)]


def _company(mine: Registration, event: Event) -> dict[str, object]:
    """Whom they have registered with themselves, each with their link or without, and whose answers are missing."""
    company = companions_of(mine)
    active = [each.id for each in (mine, *company.spoken_for) if each.state.is_active]
    missing = answers_missing_of(event, active)
    return {
        "spoken_for": [(each, link_to(each), len(missing.get(each.id, ()))) for each in company.spoken_for],
        "others": company.others,
        "missing": [each.label for each in missing.get(mine.id, ())],
    }


def _running(mine: Registration) -> Offer | None:
    """The offer that holds a place for them, if its time is not over."""
    offer = running_offer(mine.id)
    return offer if offer is not None and offer.expires_at > now() else None


def _at_the_door(mine: Registration, event: Event) -> dict[str, object]:
    """The code that a desk scans, and the way in online: of those who have a place. One statement."""
    if not _takes_part(mine):
        return {"code": None, "arrival": None, "join_url": None}
    code = absolute_url("code.scanned", token=sign(Purpose.CHECK_IN, mine.id, mine.link_version))
    return {
        "code": code_on_page(code, _("Your code for the door")),
        "arrival": arrival_of(mine.id, event.id),
        "join_url": url_for("online.join", token=sign(Purpose.JOIN, mine.id, mine.link_version)),
    }


def _is_online(event: Event, ticket: TicketKind | None) -> bool:
    """Whether somebody takes part from elsewhere: by their ticket, or because there is no place to go to."""
    return ticket.mode is Mode.ONLINE if ticket is not None else event.is_online and not event.where


def _takes_part(mine: Registration) -> bool:
    return mine.state is RegistrationState.CONFIRMED


def _materials(mine: Registration, event: Event, shown: Published | None) -> list[tuple[str, list[ShownMaterial]]]:
    """What there is to fetch now, by session in the order of the agenda. One statement."""
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


def _url_of(mine: Registration) -> str:
    return url_for(".place", token=link_to(mine))
