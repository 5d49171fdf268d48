from collections.abc import Sequence
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
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.showing import AnswerShown, answers_shown
from convene.registration.catalogue import LONGEST_REASON, RegistrationState
from convene.registration.emails import written_to
from convene.registration.forms.letters import Decide
from convene.registration.models import Registration
from convene.registration.pages.frame import registrations, sees_private, show_people, show_people_form
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.desk import desk_of
from convene.registration.queries.form import form_of
from convene.registration.queries.registrations import registration_of, some_of, those_in_state
from convene.registration.queries.waitlist import outcomes_of, standings_at
from convene.registration.rules.letters import PLACEHOLDERS, in_braces
from convene.registration.services import managing
from convene.spelling import clean_line, id_in
from convene.web.forms import OneButton
from convene.web.languages import say
from convene.web.redirects import see_other

APPROVE, DECLINE = "approve", "decline"


@registrations.get("/<slug>/people/to-approve/")
@event_page(Permission.MANAGE_REGISTRATIONS)
def to_approve(event: Event) -> ResponseReturnValue:
    """Those who asked and wait for an answer, the longest first, with what they told. `?tick=all`: all are ticked."""
    rows = those_in_state(event.id, RegistrationState.PENDING)
    return show_people(
        "registration/to_approve.html",
        event,
        "to_approve",
        desk=desk_of(event),
        rows=rows,
        are_ticked=request.args.get("tick") == "all",
        tickets=ticket_names(event.id),
        told=_told_by(event, rows),
        sees_private=sees_private(event),
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
        outcomes=_what_becomes(event, chosen, beyond=form.beyond.data) if what == APPROVE else [],
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


def _told_by(event: Event, rows: Sequence[Registration]) -> dict[UUID, list[AnswerShown]]:
    """What each of them has answered to the form, as far as the reader may see it. Six statements at most."""
    asks = form_of(event.id)
    if asks is None or not rows:
        return {}
    answers = answers_of_each(asks.id, [row.id for row in rows])
    with_private = sees_private(event)
    return {
        registration_id: [each for each in answers_shown(asks, given, with_private=with_private) if each.words]
        for registration_id, given in answers.items()
    }


def _what_becomes(event: Event, chosen: Sequence[Registration], *, beyond: bool) -> list[tuple[str, list[str]]]:
    """What approving these comes to, in sentences, each with the names of those of whom it is said."""
    names = {each.id: each.name for each in chosen if each.state is RegistrationState.PENDING}
    keeps_waitlist = desk_of(event).facts.keeps_waitlist
    said = []
    for each in outcomes_of(event, list(names), keeps_waitlist=keeps_waitlist, beyond=beyond):
        count, why = len(each.registration_ids), say(each.why) if each.why is not None else ""
        if each.state is RegistrationState.CONFIRMED and not why:
            words = ngettext("%(num)s will have a place.", "%(num)s will have a place.", count)
        elif each.state is RegistrationState.CONFIRMED:
            words = ngettext(
                "%(num)s will have a place beyond those that there are. %(why)s",
                "%(num)s will have places beyond those that there are. %(why)s",
                count,
                why=why,
            )
        elif each.state is RegistrationState.WAITLISTED:
            words = ngettext(
                "%(num)s will be on the waitlist. %(why)s", "%(num)s will be on the waitlist. %(why)s", count, why=why
            )
        else:
            words = ngettext(
                "For %(num)s there is no place, and no waitlist is kept: nobody is approved like this. %(why)s",
                "For %(num)s there is no place, and no waitlist is kept: nobody is approved like this. %(why)s",
                count,
                why=why,
            )
        said.append((str(words), [names[registration_id] for registration_id in each.registration_ids]))
    return said


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
