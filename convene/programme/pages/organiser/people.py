from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.calendar.queries.answers import calendar_answers_at
from convene.calendar.showing.entries import answer_words
from convene.clock import now
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, has_ended, permissions_of_reader
from convene.events.models import Event
from convene.files.pictures import Picture
from convene.outbox.rendering import Mail, render
from convene.people.models import Person
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import StageRole, StageState
from convene.programme.emails import ASKED, REMINDED, link_to_stage, question_to_nobody
from convene.programme.forms.people import CutPhoto, EditPerson, MailPeople, StageAddress, StageAddresses
from convene.programme.models import StageInvitation
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.narrowing import narrowed
from convene.programme.pages.part_of_picture import choose_part, square_to_choose
from convene.programme.queries.answers import invitation_of, invitations_of, said_of_address
from convene.programme.queries.availability import StagePresence, presences_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import people_on_stage_or_shown, person_on_stage, said_of_person
from convene.programme.services.asking import (
    add_stage_addresses,
    ask_to_speak,
    make_stage_link,
    remind_to_speak,
    set_stage_address,
)
from convene.programme.services.naming import change_person, cut_photo
from convene.programme.showing.looking import has_all_words
from convene.programme.showing.names import photo_url
from convene.programme.showing.words import language_of, role_word
from convene.programme.structure import SessionFacts
from convene.spelling import by_name, normalised_address
from convene.web.languages import moment
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.paging import page_asked_for, part_of
from convene.web.redirects import see_other
from convene.web.searching import search_line, words_to_find
from convene.web.signed_links import absolute_url


@dataclass(frozen=True, slots=True)
class OnStageLine:
    """Somebody on stage as organisers see them: what they do, what is said of them, what they were asked.

    Who is not needed (`queries.who_is_needed`) has no `roles`: `off_stage` says why they stand here all the same.
    `waits`: they can be asked once an address of theirs is known.
    """

    person: Person
    lang: str | None
    roles: str
    sessions: int
    off_stage: str
    profile: str
    changed: str
    email: str
    state: StageState
    word: str
    tone: str
    when: str
    note: str
    mails: str
    waits: bool
    may_be_asked: bool
    may_be_reminded: bool


@draft.get("/people")
@event_page(Permission.EDIT_AGENDA)
def people(event: Event) -> ResponseReturnValue:
    everybody = _lines(event)
    return show(
        "programme/people_on_stage.html",
        event,
        "people",
        **narrowed(everybody, _states(), _has_words),
        to_ask=sum(one.may_be_asked for one in everybody),
        to_reach=sum(one.waits for one in everybody),
        to_remind=sum(one.may_be_reminded for one in everybody),
    )


@draft.route("/people/<uuid:person_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def person(event: Event, person_id: UUID) -> ResponseReturnValue:
    shown = _person(event, person_id)
    said = said_of_person(shown)
    form = EditPerson(data=said, seen=mark_of(said))
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            change_person(
                event.id,
                person_id,
                name=form.name.data,
                affiliation=form.affiliation.data,
                biography=form.biography.data,
                photo=form.square,
                uncut=form.uncut,
                keeps_photo=not form.removes_photo.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of_person(_person(event, person_id)))
        else:
            if form.uncut is not None:
                return see_other(url_for("draft.cut_photo", slug=event.slug, person_id=person_id))
            flash(_("%(name)s is saved. Published pages say so at once.", name=form.name.data))
            return see_other(url_for("draft.people", slug=event.slug))
    sessions = [one for one in draft_of(event.id).sessions if _roles_in(one, person_id)]
    invitation = invitation_of(event.id, person_id)
    presence = next((one for one in presences_of(event.id) if one.person.id == person_id), None)
    return show_form(
        form,
        "programme/person.html",
        event,
        "people",
        person=shown,
        line=_line(event, shown, invitation, sessions, presence),
        link=absolute_url("speak.page", token=link_to_stage(invitation)) if invitation else None,
        photo=photo_url(shown.photo_file_id),
        sessions=sessions,
        theirs=meanwhile,
        # What stands beside it is theirs who may see what is mailed.
        calendar=calendar_answers_at(event.id, normalised_address(invitation.email))
        if invitation is not None and invitation.email and Permission.SEE_MAIL in permissions_of_reader(event)
        else [],
        answer_words=answer_words(),
    )


# --- pictures -----------------------------------------------------------------------------------------------------


@draft.route("/people/<uuid:person_id>/picture", methods=["GET", "POST"], endpoint="cut_photo")
@event_page(Permission.EDIT_AGENDA)
def choose_part_of_photo(event: Event, person_id: UUID) -> ResponseReturnValue:
    shown = _person(event, person_id)
    back = url_for("draft.person", slug=event.slug, person_id=person_id)

    def keep(square: Picture, shown_id: UUID | None) -> None:
        cut_photo(event.id, person_id, square, seen=shown_id, by=current_user.actor)

    def show_page(form: CutPhoto) -> ResponseReturnValue:
        return show_form(
            form,
            "programme/cut_photo.html",
            event,
            "people",
            person=shown,
            part_url=lambda part: url_for("draft.part_of_photo", slug=event.slug, person_id=person_id, part=part),
            back_url=back,
        )

    return choose_part(
        shown,
        keep,
        show_page,
        here=url_for("draft.cut_photo", slug=event.slug, person_id=person_id),
        back=back,
        done=_("The picture of %(name)s is saved. Published pages show it at once.", name=shown.display_name),
    )


@draft.get("/people/<uuid:person_id>/picture/<any(start, middle, end):part>")
@event_page(Permission.EDIT_AGENDA)
def part_of_photo(event: Event, person_id: UUID, part: str) -> ResponseReturnValue:
    return square_to_choose(_person(event, person_id).id, part)


# --- asking -------------------------------------------------------------------------------------------------------


@draft.route("/people/<uuid:person_id>/address", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def address_of_person(event: Event, person_id: UUID) -> ResponseReturnValue:
    shown, invitation = _person(event, person_id), invitation_of(event.id, person_id)
    said = said_of_address(invitation)
    form = StageAddress(data=said, seen=mark_of(said))
    meanwhile: list[Theirs] = []
    back_url = url_for("draft.person", slug=event.slug, person_id=person_id)
    if form.is_answered():
        try:
            set_stage_address(event.id, person_id, form.email.data or "", seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of_address(invitation_of(event.id, person_id)))
        else:
            flash(_("The address is saved. Nobody was mailed."))
            return see_other(back_url)
    return show_form(
        form,
        "programme/address_of_person.html",
        event,
        "people",
        person=shown,
        is_in_use=invitation is not None and bool(invitation.email) and invitation.state is not StageState.NOT_ASKED,
        theirs=meanwhile,
        back_url=back_url,
    )


@draft.route("/people/addresses", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def addresses(event: Event) -> ResponseReturnValue:
    """Everybody of whom no address is known, with a field for it each."""
    search = search_line(request.args.get("q", ""))
    everybody = {one.person.id: one for one in _lines(event)}
    missing = [one for one in everybody.values() if one.waits]
    listing = part_of([one for one in missing if _has_words(one, search)], page_asked_for())
    form = StageAddresses(rows=[{"person": str(one.person.id)} for one in listing.rows])
    if form.is_answered():
        added = add_stage_addresses(event.id, form.typed, by=current_user.actor)
        flash(
            ngettext(
                "%(num)s address is saved. Nobody was mailed.", "%(num)s addresses are saved. Nobody was mailed.", added
            )
        )
        if added < len(form.typed):
            flash(_("An address that somebody else saved meanwhile stays as they wrote it."), "warn")
        return see_other(url_for("draft.people", slug=event.slug))
    return show_form(
        form,
        "programme/addresses_of_people.html",
        event,
        "people",
        rows=[(row.form, everybody[row.form.person_id]) for row in form.rows if row.form.person_id in everybody],
        missing=len(missing),
        is_over=has_ended(event),
        listing=listing,
        search=search,
    )


@draft.route("/people/<uuid:person_id>/ask", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def ask_person(event: Event, person_id: UUID) -> ResponseReturnValue:
    """One of those who have an address and were not asked yet."""
    shown = _person(event, person_id)
    back_url = url_for("draft.person", slug=event.slug, person_id=shown.id)
    return _mail_page(event, ASKED, lambda one: one.person.id == shown.id, back_url)


@draft.post("/people/<uuid:person_id>/link")
@event_page(Permission.EDIT_AGENDA)
def new_link(event: Event, person_id: UUID) -> ResponseReturnValue:
    make_stage_link(event.id, _person(event, person_id).id, by=current_user.actor)
    flash(_("Here is a new personal link. An older one opens nothing any more."))
    return see_other(url_for("draft.person", slug=event.slug, person_id=person_id, _anchor="link"))


@draft.route("/people/ask", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def ask(event: Event) -> ResponseReturnValue:
    """Everybody who has an address and was not asked yet."""
    return _mail_page(event, ASKED, lambda _one: True, url_for("draft.people", slug=event.slug))


@draft.route("/people/remind", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def remind(event: Event) -> ResponseReturnValue:
    """Everybody who was asked some time ago and has not answered."""
    return _mail_page(event, REMINDED, lambda _one: True, url_for("draft.people", slug=event.slug))


def _mail_page(event: Event, name: str, is_meant: Callable[[OnStageLine], bool], back_url: str) -> ResponseReturnValue:
    """Whom the mail `name` would go to and how it reads, and the button that mails those who were named."""
    form = MailPeople()
    is_only_looked_at = request.form.get("act") == "look"
    lines = _lines(event)
    receivers = _receivers(lines, name, is_meant)
    if form.is_answered() and not is_only_looked_at:
        act = ask_to_speak if name == ASKED else remind_to_speak
        wanted = {one.person.id for one in receivers} & {*form.person_ids}
        try:
            count = act(event.id, wanted, word=form.word.data or "", by=current_user.actor)
        except Refused as refused:  # the page was older than what somebody else has done: below, what is true now
            form.add_refusal(refused)
            lines = _lines(event)
            receivers = _receivers(lines, name, is_meant)
        else:
            flash(ngettext("%(num)s mail is in the outbox.", "%(num)s mails are in the outbox.", count))
            return see_other(back_url)
    return show_form(
        form,
        "programme/mail_people.html",
        event,
        "people",
        status=200 if is_only_looked_at and not form.errors else None,
        reminds=name == REMINDED,
        receivers=receivers,
        without=sum(one.state is StageState.NOT_ASKED and one.waits for one in lines),
        is_over=has_ended(event),
        preview=_preview(event, name, receivers, form.word.data or "") if not form.errors else None,
        back_url=back_url,
    )


def _receivers(lines: Sequence[OnStageLine], name: str, is_meant: Callable[[OnStageLine], bool]) -> list[OnStageLine]:
    return [one for one in lines if is_meant(one) and (one.may_be_asked if name == ASKED else one.may_be_reminded)]


def _preview(event: Event, name: str, receivers: Sequence[OnStageLine], word: str) -> Mail | None:
    """The mail to the first of them."""
    invitation = invitation_of(event.id, receivers[0].person.id) if receivers else None
    return render(question_to_nobody(name, invitation.id, word, event.language)) if invitation else None


# --- lines --------------------------------------------------------------------------------------------------------


def _lines(event: Event) -> list[OnStageLine]:
    """Everybody on stage in the draft or in what readers see, by name. A constant number of statements."""
    sessions: dict[UUID, list[SessionFacts]] = {}
    for session in draft_of(event.id).sessions:
        for person_id in {one.person_id for one in session.everybody()}:
            sessions.setdefault(person_id, []).append(session)
    invitations, needed = invitations_of(event.id), {one.person.id: one for one in presences_of(event.id)}
    return [
        _line(event, one, invitations.get(one.id), sessions.get(one.id, []), needed.get(one.id))
        for one in sorted(people_on_stage_or_shown(event.id), key=lambda one: by_name(one.display_name))
    ]


def _line(
    event: Event,
    person: Person,
    invitation: StageInvitation | None,
    sessions: Sequence[SessionFacts],
    presence: StagePresence | None,
) -> OnStageLine:
    """`sessions`: those of the draft that they are in, the withdrawn among them. `presence` None: not needed."""
    is_needed = presence is not None
    state = invitation.state if invitation else StageState.NOT_ASKED
    word, tone = _states()[state]
    email = invitation.email if invitation else ""
    changed_at = invitation.profile_changed_at if invitation else None
    standing = [one for one in sessions if not one.is_withdrawn]
    roles = [role_word(role) for one in standing for role in _roles_in(one, person.id)]
    can_be_mailed = is_needed and not (event.is_cancelled or has_ended(event))
    return OnStageLine(
        person=person,
        lang=language_of(person.display_name),
        roles=", ".join(dict.fromkeys(roles)),
        sessions=len(standing),
        off_stage="" if is_needed else _why_off_stage(sessions),
        profile=_profile(person),
        changed=_("Changed by themselves: %(moment)s", moment=moment(changed_at, event.zone)) if changed_at else "",
        email=email,
        state=state,
        word=word,
        tone=tone,
        when=_when(event, invitation) if invitation else "",
        note=invitation.note if invitation else "",
        mails=_mails(event, invitation) if invitation else "",
        waits=can_be_mailed and not email,
        may_be_asked=can_be_mailed and state is StageState.NOT_ASKED and bool(email),
        may_be_reminded=can_be_mailed and presence is not None and presence.may_be_reminded(now()),
    )


def _roles_in(session: SessionFacts, person_id: UUID) -> list[StageRole]:
    """What somebody does in a session; nothing where they are not in it."""
    return [one.role for one in session.everybody() if one.person_id == person_id]


def _why_off_stage(sessions: Sequence[SessionFacts]) -> str:
    """Why somebody is asked nothing who stands in the list."""
    if sessions:
        return str(_("Only in what is withdrawn"))
    return str(_("In no session of the draft. What is published may still show them."))


def _states() -> dict[StageState, tuple[str, str]]:
    """The word for each state, and its tone."""
    return {
        StageState.NOT_ASKED: (_("Not asked"), "quiet"),
        StageState.ASKED: (_("Asked"), "mark"),
        StageState.CONFIRMED: (_("Confirmed"), "good"),
        StageState.DECLINED: (_("Cannot"), "bad"),
    }


def _when(event: Event, invitation: StageInvitation) -> str:
    if invitation.answered_at is not None:
        return moment(invitation.answered_at, event.zone)
    if invitation.asked_at is None:
        return ""
    ago = (now() - invitation.asked_at).days
    return str(ngettext("%(num)s day ago", "%(num)s days ago", ago)) if ago else str(_("today"))


def _mails(event: Event, invitation: StageInvitation) -> str:
    if not invitation.times_asked:
        return ""
    often = ngettext("Mailed once", "Mailed %(num)s times", invitation.times_asked)
    last = invitation.reminded_at or invitation.asked_at
    return f"{often}, {moment(last, event.zone)}" if last else str(often)


def _profile(person: Person) -> str:
    has = [_("text") if person.biography else "", _("picture") if person.photo_file_id else ""]
    return ", ".join(filter(None, has)) or "–"


def _has_words(line: OnStageLine, search: str) -> bool:
    """Whether each word of a search stands in a name, an affiliation or an address, marks and case aside."""
    text = f"{line.person.display_name} {line.person.affiliation} {line.email}"
    return has_all_words(text, words_to_find(search))


def _person(event: Event, person_id: UUID) -> Person:
    """Somebody on stage in the draft, or in a version: what the public reads of them can be put right as well."""
    found = person_on_stage(event.id, person_id)
    if found is None:
        raise NotFound
    return found
