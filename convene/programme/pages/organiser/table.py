from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue

from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.pages.organiser.rows import Chosen, first_day_of, state_line, table_of
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import star_counts
from convene.programme.queries.versions import published
from convene.programme.rules import compare, find_warnings, to_publish

#: Of more sessions the page shows one day at first: all of them are one link away.
MOST_AT_ONCE = 100


@draft.get("/")
@event_page(Permission.SEE_EVENT)
def agenda(event: Event) -> ResponseReturnValue:
    """The draft as a table: what has no place first, then day by day, with what is wrong beside each session."""
    structure, public = draft_of(event.id), published(event.id)
    before = public.structure if public else None
    names = names_of_people(structure.person_ids())
    difference = compare(before, to_publish(before, structure))
    known = {one.id for one in before.sessions} if before else set()
    chosen = Chosen(**{name: request.args.get(name, "") for name in ("day", "track", "room", "only", "q")})
    if chosen.is_everything and len(structure.sessions) > MOST_AT_ONCE:
        chosen = replace(chosen, day=first_day_of(structure))
    return show(
        "programme/draft.html",
        event,
        "agenda",
        table=table_of(
            structure,
            difference,
            find_warnings(structure, names, (event.from_time, event.until_time)),
            names,
            was_published=known.__contains__,
            stars=star_counts(event.id),
            chosen=chosen,
            slug=event.slug,
        ),
        is_as_published=public is not None and difference.is_empty,
        codes={one.id: one.code for one in structure.sessions},
        line=state_line(agenda_state(event.id), len(difference.changes) + len(difference.frame)),
    )
