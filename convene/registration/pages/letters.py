"""Letters to groups: written, looked at as each reads it, sent now or planned."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID, uuid4

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, zone_of
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import MailingState
from convene.registration.emails import written_to
from convene.registration.errors import NoLongerPlanned
from convene.registration.forms.letters import WriteLetter
from convene.registration.forms.words import state_word, state_words
from convene.registration.pages.columns import choices_at, filters_asked_for, filters_in_words
from convene.registration.pages.frame import registrations, show_people, show_people_form
from convene.registration.queries.listing import Choices
from convene.registration.queries.mailings import (
    KnownMailing,
    counts_of_readers,
    mailing_of,
    mailings_of,
    reader_at,
)
from convene.registration.rules.letters import PLACEHOLDERS, Words, in_braces
from convene.registration.rules.listing import Filters, filters_in, in_address
from convene.registration.rules.mailings import wall_time_of
from convene.registration.services import writing_to
from convene.spelling import id_in, number_in
from convene.web.forms import OneButton
from convene.web.languages import clock_time, day, moment, say
from convene.web.limits import at_most
from convene.web.redirects import see_other

USUAL_TIME = time(9)


@registrations.get("/<slug>/people/letters")
@event_page(Permission.MANAGE_REGISTRATIONS)
def letters(event: Event) -> ResponseReturnValue:
    choices = choices_at(event)
    every = [_shown(event, each, choices) for each in mailings_of(event.id)]
    return show_people(
        "registration/letters.html",
        event,
        "letters",
        planned=[each for each in every if each.state is MailingState.PLANNED],
        past=[each for each in every if each.state is not MailingState.PLANNED],
        zone=zone_of(event),
    )


@registrations.route("/<slug>/people/write", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
@at_most("300 per hour")
def write_to(event: Event) -> ResponseReturnValue:
    """To whom stands in the address of the page, as the list says it."""
    filters = filters_asked_for(event)
    form = WriteLetter()
    if not form.key.data:
        form.key.data = str(uuid4())
    if not form.is_sent:
        _begin(event, form)
    place = _place(form)
    if form.is_answered():
        words = form.words
        try:
            if form.act == "test":
                _mail_to_myself(event, words)
            elif form.act == "send":
                return _send(event, form, filters, words)
        except Refused as refused:
            form.add_refusal(refused)
    counts = counts_of_readers(event, filters)
    total = sum(counts.values())
    place = min(place, max(0, total - 1))
    form.place.data = str(place)
    reader = reader_at(event, filters, place) if total else None
    is_look = form.is_sent and not form.errors
    status = 200 if is_look else None
    return show_people_form(
        form,
        "registration/write.html",
        event,
        "letters",
        status=status,
        total=total,
        by_state=[(state_word(state), counts[state]) for state in state_words() if state in counts],
        whom=_whom_in_words(filters, choices_at(event)),
        place=place,
        reader=reader,
        preview=written_to(form.subject.data or "", form.text.data or "", reader, to_them=False)
        if reader is not None
        else None,
        placeholders=placeholder_words(),
        zone=zone_of(event),
        action=url_for(".write_to", slug=event.slug) + (f"?{filters.address}" if filters.address else ""),
    )


def _mail_to_myself(event: Event, words: Words) -> None:
    """The page is shown again with what was written: a redirect would lose it."""
    writing_to.send_test(
        event.id,
        words,
        email=current_user.email,
        name=current_user.name,
        language=str(get_locale()),
        by=current_user.actor,
    )
    flash(_("A test is on its way to %(email)s.", email=current_user.email))


def _send(event: Event, form: WriteLetter, filters: Filters, words: Words) -> ResponseReturnValue:
    count = writing_to.write_to(
        event.id,
        filters,
        words,
        form.planned,
        mailing_id=form.mailing_id,
        account_id=current_user.account_id,
        by=current_user.actor,
    )
    if count is None:
        flash(_("The letter is planned."))
    else:
        flash(ngettext("The letter goes to %(num)s person.", "The letter goes to %(num)s people.", count))
    return see_other(url_for(".letters", slug=event.slug))


@registrations.get("/<slug>/people/letters/<uuid:mailing_id>")
@event_page(Permission.MANAGE_REGISTRATIONS)
def letter(event: Event, mailing_id: UUID) -> ResponseReturnValue:
    known = _one_of(event, mailing_id)
    filters = filters_in(in_address(known.row.asked))
    return show_people(
        "registration/letter.html",
        event,
        "letters",
        mailing=_shown(event, known, choices_at(event)),
        letter=known.letter,
        zone=zone_of(event),
        again_url=url_for(".write_to", slug=event.slug, words=known.row.id) + f"&{filters.address}",
    )


@registrations.route("/<slug>/people/letters/<uuid:mailing_id>/call-off", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def call_letter_off(event: Event, mailing_id: UUID) -> ResponseReturnValue:
    known = _one_of(event, mailing_id)
    form = OneButton()
    back = url_for(".letters", slug=event.slug)
    if form.is_answered():
        try:
            writing_to.call_off(event.id, mailing_id, by=current_user.actor)
        except NoLongerPlanned as refused:
            flash(say(refused.sentence), "warn")
        else:
            flash(_("“%(subject)s” is not sent.", subject=known.letter.subject))
        return see_other(back)
    if known.row.state is not MailingState.PLANNED:
        return see_other(url_for(".letter", slug=event.slug, mailing_id=mailing_id))
    return show_people(
        "registration/call_letter_off.html",
        event,
        "letters",
        form=form,
        mailing=_shown(event, known, choices_at(event)),
    )


@dataclass(frozen=True, slots=True)
class ShownMailing:
    """A letter to a group, as lists show it."""

    id: UUID
    subject: str
    state: MailingState
    when: str
    whom: str
    receivers: int
    author: str


def _shown(event: Event, known: KnownMailing, choices: Choices) -> ShownMailing:
    row = known.row
    return ShownMailing(
        id=row.id,
        subject=known.letter.subject,
        state=row.state,
        when=_when_in_words(event, known),
        whom=_whom_in_words(filters_in(in_address(row.asked)), choices),
        receivers=row.receivers,
        author=known.author,
    )


def _when_in_words(event: Event, known: KnownMailing) -> str:
    row = known.row
    if row.state is not MailingState.PLANNED and row.ended_at is not None:
        return moment(row.ended_at, event.zone)
    wall = wall_time_of(known.when, event.starts_on)
    assert wall is not None
    at = str(_("%(day)s at %(time)s", day=day(wall), time=clock_time(wall)))
    if row.days_before is None:
        return at
    before = ngettext("%(num)s day before it begins", "%(num)s days before it begins", row.days_before)
    return f"{at} ({before})"


def _whom_in_words(filters: Filters, choices: Choices) -> str:
    """To whom a letter goes, as its page says it."""
    return filters_in_words(filters, choices) or str(_("Everybody who takes part, waits, or is to be approved"))


def placeholder_words() -> list[tuple[str, str]]:
    """What organisers may put into a letter, and what stands there."""
    words = {
        "name": _("their name"),
        "event": _("the title of the event"),
        "when": _("its days, with the zone"),
        "where": _("its place"),
        "organisation": _("their organisation"),
        "ticket": _("their ticket"),
        "link": _("the link to their registration"),
    }
    return [(in_braces([name]), str(words[name])) for name in PLACEHOLDERS]


def _begin(event: Event, form: WriteLetter) -> None:
    """A new letter: empty, or in the words of one that was written before."""
    form.at_time.data = USUAL_TIME
    form.days_before.data = 2
    mailing_id = id_in(request.args.get("words"))
    known = mailing_of(event.id, mailing_id) if mailing_id is not None else None
    if known is not None:
        form.subject.data, form.text.data = known.letter.subject, known.letter.text
    else:
        form.text.data = str(_("Dear {name},")) + "\n\n"


def _place(form: WriteLetter) -> int:
    typed = str(form.place.data or "0")
    place = number_in(typed) or 0
    return max(0, place + {"next": 1, "previous": -1}.get(form.act, 0))


def _one_of(event: Event, mailing_id: UUID) -> KnownMailing:
    known = mailing_of(event.id, mailing_id)
    if known is None:
        raise NotFound
    return known
