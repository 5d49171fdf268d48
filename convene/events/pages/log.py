from flask import request
from flask.typing import ResponseReturnValue

from convene.audit.queries import lines_of
from convene.events.event_page import event_page, section_of, show_to_organisers
from convene.events.log_in_words import in_words
from convene.events.models import Event
from convene.events.pages.organiser import organise
from convene.permissions.catalogue import Permission
from convene.web.paging import page_asked_for, page_of

#: Who acts by the link of a registration.
PARTICIPANT = "participant"


@organise.get("/<slug>/log")
@event_page(Permission.SEE_LOG)
def log(event: Event) -> ResponseReturnValue:
    is_without_participants = request.args.get("show") == "organisers"
    lines = lines_of(event.id, without=PARTICIPANT if is_without_participants else None)
    listing = page_of(lines, page_asked_for())
    return show_to_organisers(
        "events/log.html",
        event,
        part="set up",
        section_navigation=section_of(event, "log"),
        listing=listing,
        is_without_participants=is_without_participants,
        entries=in_words(event, listing.rows),
    )
