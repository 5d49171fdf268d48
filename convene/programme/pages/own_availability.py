"""When somebody on stage can be there and what they need, as they say it by their personal link."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import NotFound, Refused
from convene.programme.forms.availability import SayWhenThere
from convene.programme.pages.speaker import behind, frame_of, speak
from convene.programme.queries.availability import (
    answered_for_other_days,
    availability_due_on,
    availability_row,
    said_in,
    said_of_availability,
)
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import is_on_stage
from convene.programme.services.availability import say_own_availability
from convene.programme.showing.presence import days_asked_for, filled_in, offer_days, said_in_words
from convene.web.forms import status_of_form
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose


@speak.route("/availability", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def availability(link: Link) -> ResponseReturnValue:
    """Painted or typed; one button says that it is all the time."""
    mine = behind(link)
    if mine.is_closed:
        return see_other(url_for(".page", token=mine.token))
    if not is_on_stage(mine.event.id, mine.person.id):
        raise NotFound
    row = availability_row(mine.event.id, mine.person.id)
    said = said_in(row)
    stands = said_of_availability(said)
    form = SayWhenThere(data=filled_in(said, stands), seen=mark_of(stands))
    days = offer_days(form, mine.event, draft_of(mine.event.id), said)
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            say_own_availability(mine.invitation.id, form.said, seen=form.seen.data, link_version=link.version)
        except Refused as refused:
            stands_now = said_in(availability_row(mine.event.id, mine.person.id))
            theirs = tell_refusal(
                form,
                refused,
                lambda: said_of_availability(stands_now),
                typed=said_of_availability(form.said),
                words=said_in_words(stands_now, days_asked_for(mine.event), mine.event.day_turns_at),
            )
        else:
            flash(_("Saved. The organisers see when you can be there."))
            return see_other(url_for(".page", token=mine.token, _anchor="times"))
    shown = render_template(
        "programme/own_availability.html",
        form=form,
        days=days,
        theirs=theirs,
        is_for_other_days=row is not None and answered_for_other_days(row, mine.event),
        is_new=said is None,
        due_on=availability_due_on(mine.event.id),
        back_url=url_for(".page", token=mine.token),
        **frame_of(mine),
    )
    return kept_secret((shown, status_of_form()))
