from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue

from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.pages.organiser.rows import Chosen, first_day_of, state_line, table_of
from convene.programme.queries.conditions import conditions_of, warnings_of
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import names_of_people
from convene.programme.queries.versions import published
from convene.programme.rules.changes import compare, to_publish
from convene.programme.showing.warnings import count_words

#: Of more sessions the page shows one day at first: all of them are one link away.
MOST_AT_ONCE = 100


@draft.get("/")
@event_page(Permission.SEE_EVENT)
def agenda(event: Event) -> ResponseReturnValue:
    """The draft as a table: what has no place first, then day by day, with what is wrong beside each session."""
    structure, public = draft_of(event.id), published(event.id)
    before = public.structure if public else None
    names, conditions = names_of_people(structure.person_ids()), conditions_of(event.id)
    if Permission.EDIT_AGENDA not in permissions_of_reader(event):
        conditions = conditions.for_viewers()
    warnings = warnings_of(event, structure, conditions)
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
            warnings,
            names,
            was_published=known.__contains__,
            conditions=conditions,
            chosen=chosen,
            slug=event.slug,
        ),
        is_as_published=public is not None and difference.is_empty,
        count=count_words(warnings),
        codes={one.id: one.code for one in structure.sessions},
        line=state_line(agenda_state(event.id), len(difference.changes) + len(difference.frame)),
    )
