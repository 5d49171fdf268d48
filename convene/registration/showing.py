"""What several pages of registration show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import NotFound, Refused
from convene.events.event_page import has_ended, permissions_of_reader, public_frame
from convene.events.models import Event
from convene.files.pictures import PICTURE_TYPE
from convene.files.queries import bytes_of, file_with
from convene.permissions.catalogue import Permission
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.forms.answering import form_for
from convene.questionnaires.queries import Answer, values_of
from convene.registration.catalogue import ByMail
from convene.registration.emails import link_to
from convene.registration.errors import CodeNotKnown, CodeUsedUp, EventFull, KeptForAGroup, RegistrationClosed
from convene.registration.forms.registering import with_tickets
from convene.registration.models import Invitation, InvitationCode, Registration
from convene.registration.queries.admission import Counted, code_at, has_codes, is_used_up, tickets_for
from convene.registration.queries.desk import Desk, desk_of
from convene.registration.queries.form import answers_at, form_of, full_options
from convene.registration.queries.registrations import registration_behind
from convene.registration.rules.identity import code_in
from convene.registration.services.joining import Answers
from convene.web.forms import Form
from convene.web.serving import sent_file
from convene.web.signed_links import Link


def sent_upload(answer: Answer | None) -> Response:
    """The file of an answer, as a download; a picture, which we have made anew, may show in place. NotFound."""
    value = answer.value if answer is not None else None
    file = file_with(UUID(str(value["file_id"]))) if isinstance(value, dict) and value.get("file_id") else None
    if file is None or not isinstance(value, dict):
        raise NotFound
    return sent_file(
        lambda: bytes_of(file.id),
        content_type=file.content_type,
        digest=file.digest,
        file_name=None if file.content_type == PICTURE_TYPE else str(value["name"]),
        shows_in_place=file.content_type == PICTURE_TYPE,
    )


def whose(link: Link) -> tuple[Registration, Event]:
    """The registration that a link leads to, and its event. NotFound: the link was revoked."""
    found = registration_behind(link)
    if found is None:
        raise NotFound
    return found


def frame_of(event: Event) -> dict[str, Any]:
    """What layouts/event.html needs for a page behind a link: the event may be closed to everybody else."""
    frame = public_frame(event, "")
    # Its other pages are closed then, and would lead to 404.
    return frame if event.is_public else {**frame, "event_navigation": []}


def own_frame(mine: Registration, event: Event) -> dict[str, Any]:
    """The same for the pages of somebody's registration."""
    return {**frame_of(event), "mine": mine, "token": link_to(mine)}


@dataclass(frozen=True, slots=True)
class PageOfPeople:
    """A page of the organiser's part "people": its end point, what it is called, and where it stands."""

    endpoint: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class GroupOfPages:
    """Pages about people that are for one thing."""

    label: str
    pages: Sequence[PageOfPeople]


def groups_of_pages(event: Event) -> list[GroupOfPages]:
    """The pages about people by what they are for: who comes, how they come in, and the day itself. Those alone that
    the reader may open; a group of none is left out."""
    allowed = permissions_of_reader(event)
    sees, manages, checks_in = Permission.SEE_REGISTRATIONS, Permission.MANAGE_REGISTRATIONS, Permission.CHECK_IN
    groups = [
        (
            _("Who comes"),
            [
                ("registrations.listing", _("Registrations"), sees),
                ("registrations.to_approve", _("To approve"), manages),
                ("registrations.waitlist", _("Waitlist"), sees),
                ("registrations.invitations", _("Invitations"), manages),
                ("registrations.letters", _("Letters"), manages),
                ("registrations.import_list", _("Bring in a list"), manages),
                ("registrations.statistics", _("Statistics"), sees),
            ],
        ),
        (
            _("Form and places"),
            [
                ("registrations.form", _("Form"), manages),
                ("registrations.desk", _("Places and times"), manages),
                ("registrations.tickets", _("Tickets and codes"), manages),
                ("registrations.sessions", _("Sessions"), sees),
            ],
        ),
        (
            _("The day"),
            [
                ("door.listing", _("Door"), checks_in),
                ("door.volunteers", _("Volunteers"), manages),
                ("badges.preview", _("Badges and lists"), checks_in),
                ("papers.listing", _("Visa letters and certificates"), manages),
            ],
        ),
    ]
    shown = [
        (
            name,
            [
                PageOfPeople(endpoint, label, url_for(endpoint, slug=event.slug))
                for endpoint, label, needed in pages
                if needed in allowed
            ],
        )
        for name, pages in groups
    ]
    return [GroupOfPages(name, pages) for name, pages in shown if pages]


@dataclass(frozen=True, slots=True)
class WayIn:
    """How somebody may register who comes to the form: by an invitation or a code of theirs, or like everybody.

    `refusal`: why they cannot, or None.
    """

    desk: Desk
    code: str
    tickets: Sequence[Counted]
    refusal: Refused | None
    #: Whether they can only wait: in every way in which they may take part all is taken.
    is_full: bool


def way_in(event: Event, invitation: Invitation | None = None, *, code: str = "") -> WayIn:
    """What is open to somebody by an invitation, or else by `code` or what the address says (`?code=`)."""
    code = code_in(code or request.args.get("code", "")) if invitation is None else ""
    given = invitation or (code_at(event, code) if code else None)
    desk, is_invited = desk_of(event), given is not None
    at_full_event = desk.is_full_for(is_invited=is_invited)
    only = given.ticket_kind_id if given else None
    offered = tickets_for(event.id, is_invited=is_invited, only=only, at_full_event=at_full_event)
    is_full = all(each.is_full for each in offered.tickets) if offered.tickets else at_full_event
    refusal: Refused | None = desk.refusal_for(is_invited=is_invited)
    if not is_full and not isinstance(refusal, RegistrationClosed):  # online, for instance, there is room
        refusal = None
    if code and given is None:
        refusal = CodeNotKnown()
    elif isinstance(given, InvitationCode) and is_used_up(given):
        refusal = CodeUsedUp()
    elif offered.reason is not None and not isinstance(refusal, RegistrationClosed):  # a full event may have room soon
        refusal = RegistrationClosed(offered.reason)
    return WayIn(desk=desk, code=code, tickets=offered.tickets, refusal=refusal, is_full=is_full)


def asking_form(
    base: type[Form],
    event: Event,
    *,
    registration_id: UUID | None = None,
    is_anew: bool = False,
    tickets: Sequence[Counted] = (),
    waits: bool = False,
    said: Mapping[str, object] | None = None,
) -> Any:
    """The fixed questions of `base`, the way of taking part where there is a choice, and the questions of the event,
    with what was answered before: an `Asking` and a `base`.

    `is_anew`: of what was answered before in another registration. No file comes along, and nobody consents by having
    done so once.
    """
    asks = form_of(event.id)
    before = values_of(answers_at(asks, registration_id).values()) if registration_id is not None else {}
    if is_anew and asks is not None:
        left_out = {each.id for each in asks.answerable if each.kind.is_upload or each.kind is Kind.CONSENT}
        before = {question_id: value for question_id, value in before.items() if question_id not in left_out}
    full = full_options(event.id) if asks is not None else frozenset()
    return form_for(with_tickets(base, tickets, waits=waits), asks, before=before, full_option_ids=full)(**(said or {}))


def ticket_chosen(form: Form) -> UUID | None:
    """The way of taking part that was chosen, or None: there is no choice."""
    return UUID(form["ticket"].data) if "ticket" in form and form["ticket"].data else None


def answers_in(form: Any) -> Answers:
    """What somebody says of themselves on a form made by `asking_form`."""
    return Answers(
        name=form.name.data,
        email=form.email.data,
        organisation=form.organisation.data,
        country=form.country.data,
        ticket_kind_id=ticket_chosen(form),
        replies=form.replies,
        by_mail=ByMail.EVENT if "by_mail" in form and form.by_mail.data else ByMail.NOTHING,
    )


def no_place(event: Event, form: Form, refused: Refused) -> ResponseReturnValue:
    """Why nobody can register now, and the ways out; what was typed can be sent again once a place is free."""
    page = render_template(
        "registration/no_place.html",
        form=form,
        refused=refused,
        is_full=isinstance(refused, EventFull | KeptForAGroup),
        is_closed=isinstance(refused, RegistrationClosed),
        was_sent=request.method == "POST",
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        is_over=has_ended(event),
        takes_codes=has_codes(event.id),
        **public_frame(event, "register"),
    )
    return page, refused.status if request.method == "POST" else 200
