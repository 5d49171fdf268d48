from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convene.errors import NotFound, Refused
from convene.events.event_page import Everyone, event_page, public_frame
from convene.events.models import Event
from convene.registration.errors import (
    CodeNotKnown,
    CodeUsedUp,
    EventFull,
    KeptForAGroup,
    RegistrationClosed,
    SubmissionUnknown,
)
from convene.registration.forms.registering import Together
from convene.registration.pages.participant import registration, remember_who_is_mailed
from convene.registration.queries.desk import Desk
from convene.registration.rules.identity import new_code
from convene.registration.services import joining
from convene.registration.services.joining import Answers
from convene.registration.showing import answers_in, asking_form, no_place, ticket_chosen, way_in
from convene.web.forms import status_of_form
from convene.web.limits import at_most
from convene.web.redirects import see_other

ROWS_AT_FIRST = 2


@registration.route("/e/<slug>/register/together", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("60 per minute")
def register_together(event: Event) -> ResponseReturnValue:
    """Oneself and colleagues or guests in one go. Another row (`more`) is a step of the same page; whoever comes from
    the form for one person brings along what they have typed there."""
    way = way_in(event)
    desk = way.desk
    if desk.facts.most_together < 2 and not desk.facts.most_guests:
        raise NotFound
    form = asking_form(
        Together, event, tickets=way.tickets, waits=desk.facts.keeps_waitlist, said={"submission": new_code(20)}
    )
    if way.refusal is not None:
        return no_place(event, form, way.refusal)
    _give_rows(form, desk)
    asks_for_more = "more" in request.form
    if not asks_for_more and form.is_answered():
        slug = event.slug  # asked afterwards the event would be read again
        try:
            joining.register_together(
                event.id,
                _people(form),
                language=str(get_locale()),
                submission_key=form.submission.data or "",
                wants_together=form.wants_together.data,
                code=way.code,
            )
        except (RegistrationClosed, EventFull, KeptForAGroup, CodeNotKnown, CodeUsedUp) as refused:
            return no_place(event, form, refused)
        except Refused as refused:
            if isinstance(refused, SubmissionUnknown):
                form.submission.data = new_code(20)
            form.add_refusal(refused)
        else:
            remember_who_is_mailed(slug, form.email.data)
            return see_other(url_for(".look_into_your_mail", slug=slug, asked="together"))
    page = render_template(
        "registration/together.html",
        form=form,
        desk=desk,
        tickets=way.tickets,
        is_full=way.is_full,
        code=way.code,
        **public_frame(event, "register"),
    )
    return make_response(page, 200 if asks_for_more else status_of_form())


def _give_rows(form: Together, desk: Desk) -> None:
    """As many rows as there may be colleagues and guests, a few at first and one more each time it is asked for."""
    more = request.form.get("more", "")
    for rows, most, name in (
        (form.colleagues, desk.facts.most_together - 1, "colleagues"),
        (form.guests, desk.facts.most_guests, "guests"),
    ):
        while len(rows) > most:
            rows.pop_entry()
        wanted = max(len(rows) + (more == name), min(ROWS_AT_FIRST, most))
        while len(rows) < min(wanted, most):
            rows.append_entry()


def _people(form: Together) -> list[Answers]:
    lead = answers_in(form)
    colleagues = [
        Answers(
            name=each.name.data,
            email=each.email.data,
            organisation=each.organisation.data or lead.organisation,
            ticket_kind_id=ticket_chosen(form),
        )
        for each in form.those_named
    ]
    guests = [
        Answers(name=each.name.data, email="", ticket_kind_id=ticket_chosen(form), is_guest=True)
        for each in form.guests_named
    ]
    return [lead, *colleagues, *guests]
