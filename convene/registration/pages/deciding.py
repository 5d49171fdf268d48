from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import LONGEST_REASON, RegistrationState
from convene.registration.emails import written_to
from convene.registration.forms import Decide
from convene.registration.pages.frame import registrations, show_people, show_people_form
from convene.registration.queries.desk import desk_of
from convene.registration.queries.registrations import registration_of, some_of, those_in_state
from convene.registration.queries.waitlist import standings_at
from convene.registration.rules.letters import PLACEHOLDERS, in_braces
from convene.registration.services import managing
from convene.spelling import clean_line, id_in
from convene.web.forms import OneButton
from convene.web.redirects import see_other

APPROVE, DECLINE = "approve", "decline"


@registrations.get("/<slug>/people/to-approve/")
@event_page(Permission.MANAGE_REGISTRATIONS)
def to_approve(event: Event) -> ResponseReturnValue:
    """Those who asked and wait for an answer, the longest first, with what they told."""
    return show_people(
        "registration/to_approve.html",
        event,
        "to_approve",
        desk=desk_of(event),
        rows=those_in_state(event.id, RegistrationState.PENDING),
        declined=those_in_state(event.id, RegistrationState.DECLINED),
    )


@registrations.route("/<slug>/people/decide", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def decide(event: Event) -> ResponseReturnValue:
    """The page between ticking people and deciding: who they are, the mail that goes, and what it says to each."""
    what = request.values.get("what", APPROVE)
    if what not in {APPROVE, DECLINE}:
        raise NotFound
    chosen = some_of(event.id, _ids(request.values.getlist("person") or request.values.get("people", "").split()))
    if not chosen:
        flash(_("Choose at least one person."))
        return see_other(url_for(".to_approve", slug=event.slug))
    form = Decide(data=_mail_at_first(what) | {"people": " ".join(str(each.id) for each in chosen)})
    if request.method == "POST" and "preview" not in request.form and form.is_answered():
        ids = [each.id for each in chosen]
        try:
            if what == APPROVE:
                states = managing.approve(
                    event.id,
                    ids,
                    reason=form.reason.data,
                    words=form.words,
                    beyond=form.beyond.data,
                    by=current_user.actor,
                )
                flash(_said_of(states))
            else:
                count = managing.decline(
                    event.id, ids, reason=form.reason.data, words=form.words, by=current_user.actor
                )
                flash(ngettext("%(num)s person is declined.", "%(num)s people are declined.", count))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for(".to_approve", slug=event.slug))
    return show_people_form(
        form,
        "registration/decide.html",
        event,
        "to_approve",
        status=None if form.errors or form.form_errors else 200,  # to be shown the mail is no mistake
        what=what,
        chosen=chosen,
        desk=desk_of(event),
        preview=written_to(form.subject.data or "", form.text.data or "", chosen[0], to_them=False),
        placeholders=in_braces(PLACEHOLDERS),
    )


@registrations.post("/<slug>/people/reconsider")
@event_page(Permission.MANAGE_REGISTRATIONS)
def reconsider(event: Event) -> ResponseReturnValue:
    """Put declined ones back among those to approve."""
    if OneButton().is_answered():
        done = managing.reconsider(event.id, _ids(request.form.getlist("person")), by=current_user.actor)
        flash(ngettext("%(num)s person is to approve again.", "%(num)s people are to approve again.", done.back))
        if done.stayed:
            flash(
                ngettext(
                    "%(num)s registration stays declined: another one of the same person counts.",
                    "%(num)s registrations stay declined: others of the same people count.",
                    done.stayed,
                ),
                "info",
            )
    return see_other(url_for(".to_approve", slug=event.slug))


@registrations.get("/<slug>/people/waitlist/")
@event_page(Permission.SEE_REGISTRATIONS)
def waitlist(event: Event) -> ResponseReturnValue:
    """Who waits, in their order, and why each of them has no place yet."""
    return show_people(
        "registration/waitlist.html",
        event,
        "waitlist",
        desk=desk_of(event),
        standings=standings_at(event),
    )


@registrations.route("/<slug>/people/<uuid:registration_id>/admit", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def admit(event: Event, registration_id: UUID) -> ResponseReturnValue:
    """Give somebody who waits a place out of turn."""
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    back = url_for(".one", slug=event.slug, registration_id=row.id)
    if row.state not in {RegistrationState.WAITLISTED, RegistrationState.PENDING}:
        return see_other(back)
    form = OneButton()
    if form.is_answered():
        managing.admit_beyond(
            row.id, reason=clean_line(request.form.get("reason", ""))[:LONGEST_REASON], by=current_user.actor
        )
        flash(_("%(name)s has a place, and a mail says so.", name=row.name))
        return see_other(back)
    return show_people(
        "registration/admit.html",
        event,
        "waitlist",
        registration=row,
        desk=desk_of(event),
        form=form,
    )


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among these; what is none was made up."""
    return [found for text in texts if (found := id_in(text)) is not None]


def _mail_at_first(what: str) -> dict[str, str]:
    """What the mail says until organisers change it."""
    if what == APPROVE:
        return {
            "subject": _("You have a place: %(event)s", event="{event}"),
            "text": _(
                "Dear %(name)s,\n\nwe are glad that you will come. You have a place:\n\n"
                "%(event)s\n%(when)s\n%(where)s\n\n"
                "With this link you see your place, change what you told us, or cancel:\n%(link)s",
                name="{name}",
                event="{event}",
                when="{when}",
                where="{where}",
                link="{link}",
            ),
        }
    return {
        "subject": _("No place for you this time: %(event)s", event="{event}"),
        "text": _(
            "Dear %(name)s,\n\nthank you for wanting to come to %(event)s. We have no place for you this time.",
            name="{name}",
            event="{event}",
        ),
    }


def _said_of(states: list[RegistrationState]) -> str:
    admitted = sum(state is RegistrationState.CONFIRMED for state in states)
    waiting = len(states) - admitted
    if not waiting:
        return str(ngettext("%(num)s person has a place.", "%(num)s people have a place.", admitted))
    return str(
        _(
            "%(admitted)s have a place, %(waiting)s are on the waitlist: there were no more places.",
            admitted=admitted,
            waiting=waiting,
        )
    )
