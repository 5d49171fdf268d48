"""Who met whom in the groups of a session: in numbers alone, since whom somebody knows is their own."""

from flask.typing import ResponseReturnValue

from convene.breakouts.pages.frame import groups, show_groups_page, split_called
from convene.breakouts.queries.contacts import who_met
from convene.clock import now
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.structure import wall_of


@groups.get("/<code>/contacts")
@event_page(Permission.ARRANGE_GROUPS)
def contacts(event: Event, code: str) -> ResponseReturnValue:
    """How many met, how many of them for the first time, and how many new contacts each has."""
    split = split_called(event, code)
    found = who_met(event, split.arrangement, wall_of(now(), event.zone)[0])
    return show_groups_page("breakouts/contacts.html", event, "contacts", split, found=found)
