from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convene.errors import NotFound, Refused
from convene.events.event_page import Everyone, event_page, public_frame
from convene.events.models import Event
from convene.registration.errors import CodeNotKnown, CodeUsedUp, EventFull, KeptForAGroup, RegistrationClosed
from convene.registration.forms import Together
from convene.registration.pages.participant import registration
from convene.registration.queries.admission import code_at, tickets_for
from convene.registration.queries.desk import Desk, desk_of
from convene.registration.rules.identity import code_in, new_code
from convene.registration.services import joining
from convene.registration.services.joining import Answers
from convene.registration.showing import answers_in, asking_form, no_place, ticket_chosen
from convene.web.forms import show_again
from convene.web.limits import at_most
from convene.web.redirects import see_other

ROWS_AT_FIRST = 2


@registration.route("/e/<slug>/register/together", methods=["GET", "POST"])
@event_page(Everyone)
@at_most("5 per hour", counting="email", when_done=True)
@at_most("60 per minute")
def register_together(event: Event) -> ResponseReturnValue:
    """Oneself and colleagues or guests in one go. Another row is a step of the same page."""
    desk, code = desk_of(event), code_in(request.args.get("code", ""))
    if desk.facts.most_together < 2 and not desk.facts.most_guests:
        raise NotFound
    given = code_at(event, code) if code else None
    tickets = tickets_for(event.id, is_invited=given is not None, only=given.ticket_kind_id if given else None)
    form = asking_form(
        Together, event, tickets=tickets, waits=desk.facts.keeps_waitlist, said={"submission": new_code(20)}
    )
    refusal = CodeNotKnown() if code and given is None else desk.refusal_for(is_invited=given is not None)
    if refusal is not None:
        return no_place(event, form, refusal)
    _give_rows(form, desk)
    if "more" not in request.form and form.is_answered():
        try:
            joining.register_together(
                event.id,
                _people(form),
                language=str(get_locale()),
                submission_key=form.submission.data[:40],
                wants_together=form.wants_together.data,
                code=code,
            )
        except (RegistrationClosed, EventFull, KeptForAGroup, CodeNotKnown, CodeUsedUp) as refused:
            return no_place(event, form, refused)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for(".look_into_your_mail", slug=event.slug))
    return show_again(
        form,
        "registration/together.html",
        desk=desk,
        tickets=tickets,
        code=code,
        **public_frame(event, "register"),
    )


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
