"""Finding something at an event: a session, somebody, a room, a page. Without words: what one changed last."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.audit.queries import lines_by
from convene.events.event_page import Found, FoundGroup, Sought, event_page, show_to_organisers
from convene.events.log_in_words import in_words
from convene.events.models import Event
from convene.events.pages.organiser import organise
from convene.permissions.catalogue import Permission
from convene.web.languages import moment
from convene.web.panels import Place, answers
from convene.web.searching import search_line

MOST_IN_THE_LIST = 5
MOST_ON_THE_PAGE = 40
LINES_LOOKED_AT = 60
LATELY_CHANGED = 8


@organise.get("/<slug>/find")
@event_page(Permission.SEE_EVENT)
def find(event: Event) -> ResponseReturnValue:
    sought = search_line(request.args.get("q", ""))
    is_a_list = request.args.get("part") == "list"  # asked for while somebody types
    groups = _found(Sought(event, sought, MOST_IN_THE_LIST if is_a_list else MOST_ON_THE_PAGE)) if sought else []
    if is_a_list:
        return render_template(
            "events/_found.html", groups=groups, sought=sought, all_url=url_for(".find", slug=event.slug, q=sought)
        )
    return show_to_organisers(
        "events/find.html",
        event,
        part="",
        is_finding=True,
        groups=groups,
        sought=sought,
        all_url=None,
        total=sum(group.total for group in groups),
        lately=[] if sought else _lately_changed(event),
    )


def _found(sought: Sought) -> list[FoundGroup]:
    """What the features find, in the order of the event's life; kinds of which nothing is found are left out."""
    said: list[FoundGroup] = [group for panel in answers(Place.FIND, sought) for group in panel]
    return [group for group in said if group.found]


def _lately_changed(event: Event) -> list[Found]:
    """What the reader changed last here, each thing once."""
    found: dict[str, Found] = {}
    for entry in in_words(event, lines_by(event.id, current_user.actor, LINES_LOOKED_AT)):
        if entry.about is not None and entry.about.url is not None and len(found) < LATELY_CHANGED:
            found.setdefault(entry.about.url, Found(entry.about.name, entry.about.url, moment(entry.at, event.zone)))
    return list(found.values())
