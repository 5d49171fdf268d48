from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from convene.engines.people_files import FilePerson, PeopleReading
from convene.engines.schedule_files import UnreadableSchedule
from convene.errors import Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import Attribute
from convene.registration.errors import NobodyToMail, RowsOfInviteesUnread
from convene.registration.forms.fields import WordsForm
from convene.registration.forms.inviting import InviteForm, SetTarget
from convene.registration.pages.frame import registrations, rows_in_words, show_people, show_people_form
from convene.registration.queries.admission import kept_for_groups, tickets_of
from convene.registration.queries.desk import desk_of
from convene.registration.queries.importing import USUAL_COLUMNS, country_code_of, invitees_in
from convene.registration.queries.inviting import (
    Answer,
    answers_to,
    balance_of,
    count_to_be_mailed,
    counts_of_answers,
    invitations_of,
)
from convene.registration.rules.letters import PLACEHOLDERS_OF_INVITATIONS, in_braces
from convene.registration.services import inviting
from convene.registration.services.inviting import Invitee
from convene.sentences import Sentence, says
from convene.spelling import normalised_address
from convene.web.forms import OneButton
from convene.web.languages import say
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other
from convene.web.searching import search_line

MOST_SAID = 20


def answer_words() -> dict[Answer, tuple[str, str]]:
    """The words for how far an invitation has come, with the tone of their sign."""
    return {
        Answer.COMES: (str(_("Will come")), "good"),
        Answer.ASKED: (str(_("Not answered")), "mark"),
        Answer.DECLINED: (str(_("Cannot come")), "quiet"),
        Answer.LISTED: (str(_("Not asked yet")), "info"),
        Answer.WITHDRAWN: (str(_("Taken back")), "quiet"),
    }


@registrations.get("/<slug>/people/invitations/")
@event_page(Permission.MANAGE_REGISTRATIONS)
def invitations(event: Event) -> ResponseReturnValue:
    """Who is invited, who has answered, and how the answers are spread."""
    search = search_line(request.args.get("q", ""))
    shown = next((each for each in Answer if each.value == request.args.get("answer", "")), None)
    counts = counts_of_answers(event.id)
    listing = page_of(invitations_of(event.id, search=search, answer=shown), page_asked_for())
    return show_people(
        "registration/invitations.html",
        event,
        "invitations",
        desk=desk_of(event),
        counts=counts,
        total=sum(counts.values()),
        words=answer_words(),
        search=search,
        shown=shown,
        listing=listing,
        answers=answers_to([row.id for row in listing.rows]),
        balance=balance_of(event.id),
        attributes={
            Attribute.SECTOR: _("Sector"),
            Attribute.COUNTRY: _("Country"),
            Attribute.EXPERTISE: _("Expertise"),
        },
        target=SetTarget(),
    )


@registrations.route("/<slug>/people/invitations/new", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def invite(event: Event) -> ResponseReturnValue:
    """Put people on the list: one a line, or pasted from a spreadsheet. Nobody is mailed by this."""
    form = InviteForm(tickets_of(event.id), kept_for_groups(event.id))
    unread: list[str] = []
    if form.is_answered():
        try:
            reading = invitees_in(form.people.data)
        except UnreadableSchedule as unreadable:
            form.add_error(Sentence(unreadable.text, unreadable.values), "people")
        except Refused as refused:
            form.add_refusal(refused)
        else:
            unread = _unread(reading)
            if not unread:
                return _listed(event, form, reading)
            form.add_refusal(RowsOfInviteesUnread(len(unread)))
    return show_people_form(
        form,
        "registration/invite.html",
        event,
        "invitations",
        unread=unread[:MOST_SAID],
        unread_more=max(0, len(unread) - MOST_SAID),
    )


def _listed(event: Event, form: InviteForm, reading: PeopleReading) -> ResponseReturnValue:
    listed = inviting.list_invitees(
        event.id,
        [
            Invitee(
                name=each.name,
                email=each.email,
                organisation=each.organisation,
                country=each.country,
                sector=each.sector,
                expertise=each.expertise,
            )
            for each in reading.people
        ],
        language=str(get_locale()),
        ticket_kind_id=UUID(form.ticket_kind.data) if form.ticket_kind.data else None,
        quota_id=UUID(form.quota.data) if form.quota.data else None,
        by=current_user.actor,
    )
    flash(
        _(
            "%(added)s added, %(changed)s changed, %(same)s on the list already. Nobody is mailed yet.",
            added=listed.added,
            changed=listed.changed,
            same=listed.same,
        )
    )
    for said in _said_of(reading)[:MOST_SAID]:
        flash(said, "info")
    return see_other(url_for(".invitations", slug=event.slug))


def _unread(reading: PeopleReading) -> list[str]:
    """Which rows nobody can be invited by, and why."""
    wrong = [(each.row, Sentence(each.text, each.values)) for each in reading.problems]
    by_address: dict[str, FilePerson] = {}
    for each in reading.people:
        first = by_address.setdefault(normalised_address(each.email), each) if each.email else None
        if first is None:
            wrong.append((each.row, says("“%(name)s” has no e-mail address.", name=each.name)))
        elif first is not each:
            wrong.append((each.row, says("The address is that of row %(row)s: each needs their own.", row=first.row)))
    return [str(_("Row %(row)s: %(why)s", row=row, why=say(why))) for row, why in sorted(wrong, key=lambda one: one[0])]


def _said_of(reading: PeopleReading) -> list[str]:
    """How rows were read where that may be wrong, and which columns an invitation has no room for."""
    left = [each.heading for each in reading.columns if each.meaning not in USUAL_COLUMNS and each.heading.strip()]
    said = [f"{say(Sentence(one.text, one.values))} {rows_in_words(one.rows)}" for one in reading.remarks]
    if left:
        said.append(str(_("Not kept, since invitations have no place for it: %(columns)s", columns=", ".join(left))))
    return said


@registrations.route("/<slug>/people/invitations/send", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def send_invitations(event: Event) -> ResponseReturnValue:
    """The mail to those who were not asked yet, to be changed before it goes."""
    return _mail_page(
        event,
        _("You are invited: %(event)s", event="{event}"),
        _(
            "Dear %(name)s,\n\nwe would be glad if you came to %(event)s (%(when)s).\n\n"
            "By your own link below you register, or say that you cannot come.",
            name="{name}",
            event="{event}",
            when="{when}",
        ),
        is_reminder=False,
    )


@registrations.route("/<slug>/people/invitations/remind", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def remind_invited(event: Event) -> ResponseReturnValue:
    """The mail to those who were asked and have not answered; who was reminded today is left in peace."""
    return _mail_page(
        event,
        _("Will you come? %(event)s", event="{event}"),
        _(
            "Dear %(name)s,\n\nwe have not heard from you yet. Will you come to %(event)s (%(when)s)?\n\n"
            "Say so by your own link below.",
            name="{name}",
            event="{event}",
            when="{when}",
        ),
        is_reminder=True,
    )


def _mail_page(event: Event, subject: str, text: str, *, is_reminder: bool) -> ResponseReturnValue:
    form = WordsForm(data={"subject": subject, "text": text})
    count = count_to_be_mailed(event.id, is_reminder=is_reminder)
    back = url_for(".invitations", slug=event.slug)
    if not count:
        flash(say(NobodyToMail().sentence))
        return see_other(back)
    if form.is_answered():
        try:
            count = inviting.send_invitations(
                event.id, words=form.words, is_reminder=is_reminder, by=current_user.actor
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count)
                if is_reminder
                else ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", count)
            )
            return see_other(back)
    return show_people_form(
        form,
        "registration/send_invitations.html",
        event,
        "invitations",
        count=count,
        is_reminder=is_reminder,
        placeholders=in_braces(PLACEHOLDERS_OF_INVITATIONS),
    )


@registrations.post("/<slug>/people/invitations/<uuid:invitation_id>/withdraw")
@event_page(Permission.MANAGE_REGISTRATIONS)
def withdraw_invitation(event: Event, invitation_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        inviting.withdraw_invitation(event.id, invitation_id, by=current_user.actor)
        flash(_("The invitation is taken back, and its link opens nothing any more."))
    return see_other(url_for(".invitations", slug=event.slug))


@registrations.post("/<slug>/people/invitations/target")
@event_page(Permission.MANAGE_REGISTRATIONS)
def set_target(event: Event) -> ResponseReturnValue:
    """How many of one sector, country or expertise are wished for; an empty number takes the wish back."""
    form = SetTarget()
    value = _value(form) if form.is_answered() else ""
    if value:
        inviting.set_target(event.id, Attribute(form.attribute.data), value, form.wanted.data, by=current_user.actor)
        flash(_("The balance is set."))
    elif form.value.data and not form.errors:
        flash(_("“%(country)s” is no country that we know.", country=form.value.data), "warn")
    else:
        flash(_("Say which sector, country or expertise, and how many."))
    return see_other(url_for(".invitations", slug=event.slug) + "#balance")


def _value(form: SetTarget) -> str:
    """A country by its code, as the invited have it; "" for none."""
    typed = str(form.value.data)
    return country_code_of(typed) if form.attribute.data == Attribute.COUNTRY.value else typed
