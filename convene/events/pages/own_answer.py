"""Whether somebody comes, said on a page: for those whose program shows no buttons, or where nobody reads its answers.

What mail programs open on their own changes nothing: only the form does. The ledger `calendar` has no pages.
"""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from convene.calendar.catalogue import ways_out
from convene.calendar.emails import answer_token, when_in_words
from convene.calendar.forms import OwnAnswer
from convene.calendar.models import CalendarInvitation
from convene.calendar.queries.answers import last_answer_to
from convene.calendar.queries.entries import is_over, item_row_about
from convene.calendar.queries.following import sources_at
from convene.calendar.queries.invitations import invitation_and_entry, is_off
from convene.calendar.rules import Way
from convene.calendar.services.answers import answer_on_page
from convene.clock import now
from convene.engines.ics import Answer
from convene.errors import NotFound, Refused
from convene.events.pages.public import events
from convene.web.forms import status_of_form
from convene.web.guards import holds_link
from convene.web.languages import say, zone_name
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, base_address


@events.route("/calendar/answer/<token>", methods=["GET", "POST"])
@holds_link(Purpose.ANSWER_CALENDAR)
@at_most("60 per hour")
def answer_invitation(link: Link) -> ResponseReturnValue:
    found = invitation_and_entry(link.id, base_address())
    if found is None:
        raise NotFound
    invitation, row, item = found
    last = last_answer_to(invitation.id)
    said = {"answer": last.answer.value, "comment": last.comment if last.way is Way.PAGE else ""} if last else {}
    form = OwnAnswer(data=said)
    if form.is_answered():
        try:
            answer_on_page(invitation.id, form.said, form.comment.data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for(".answer_invitation", token=answer_token(link.id), said="noted"))
    event = item_row_about("event", invitation.event_id)
    page = render_template(
        "events/own_answer.html",
        form=form,
        token=answer_token(link.id),
        title=row.summary,
        host=event.summary if event is not None and event.id != row.id else "",
        when=when_in_words(item),
        zone=zone_name(row.zone, row.starts_local),
        place=row.location,
        url=item.url,
        is_off=is_off(invitation, row),
        is_over=is_over(row, now()),
        last=last,
        last_zone=row.zone,
        is_noted=request.args.get("said") == "noted" and last is not None,
        ways_out=_ways_out(invitation) if last and last.answer is Answer.DECLINED else [],
    )
    return kept_secret((page, status_of_form()))


def _ways_out(invitation: CalendarInvitation) -> list[tuple[str, str | None]]:
    """Of somebody who declines: what else there is to say no to. Not the link by which they do: invitations are passed
    on."""
    sources = sources_at(invitation.event_id, invitation.attendee_key)
    return [(say(words), page) for words, page in ways_out(sources, invitation.event_id)]
