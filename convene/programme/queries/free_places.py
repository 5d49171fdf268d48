"""Where a session could go while all others stay: what is free, and nobody stands in two places."""

from dataclasses import dataclass
from datetime import time

from convene.engines.agenda_solver import Place as PlaceInPlan
from convene.engines.agenda_solver import open_places
from convene.events.models import Event
from convene.programme.catalogue import Format, MayMove
from convene.programme.conditions import Conditions
from convene.programme.planning import Wishes, kept_plan, places_in
from convene.programme.queries.draft import span_of_draft
from convene.programme.queries.proposals import problem_for
from convene.programme.structure import Place, SessionFacts, Structure

#: The hours of a day of which nobody has said anything.
USUAL_HOURS = time(9), time(18)
#: A draft of fewer sessions says little of the hours of its days.
SAYS_LITTLE = 4
#: So many are offered.
MOST_OFFERED = 6


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A place that is open to a session. missed: starred sessions that readers would miss there, beside what they
    would miss without the session; short: seats short of those who starred it."""

    place: Place
    missed: int
    short: int


def hours_of(event: Event) -> tuple[time, time]:
    """From when until when sessions stand by now, or the event lasts. One statement."""
    span = span_of_draft(event.id)
    first = event.from_time or (span[0].time() if span else USUAL_HOURS[0])
    last = event.until_time or (span[1].time() if span else USUAL_HOURS[1])
    return (first, last) if first < last else USUAL_HOURS


def free_places(
    event: Event, structure: Structure, session: SessionFacts, conditions: Conditions | None = None
) -> list[FreePlace]:
    """The best places that are open to a session, and near to where it is now. Thirteen statements; four
    where the `conditions` are given.

    None for a break, and for what is in no room though there are rooms: it is for everybody.
    """
    if session.format is Format.BREAK or (session.is_placed and session.room_id is None and structure.rooms):
        return []
    first, last = hours_of(event)
    if event.from_time is None and sum(one.is_placed for one in structure.sessions) < SAYS_LITTLE:
        first, last = min(first, USUAL_HOURS[0]), max(last, USUAL_HOURS[1])
    wishes = Wishes(scope=MayMove.UNPLACED, from_time=first, until_time=last)
    problem = problem_for(event.id, structure, wishes, only=session.id, conditions=conditions)
    plan = kept_plan(problem, structure)
    here = plan.get(str(session.id))
    found = open_places(problem, plan, str(session.id))

    def far(place: PlaceInPlan) -> tuple[int, int, bool]:
        if here is None:
            return place.day, place.start, False
        return abs(place.day - here.day), abs(place.start - here.start), place.room != here.room

    best = sorted((each for each in found if each.place != here), key=lambda one: (one.total, *far(one.place)))
    return [
        FreePlace(
            places_in({str(session.id): each.place}, structure)[session.id],
            each.costs.get("missed_star", 0),
            each.costs.get("overflow_seat", 0),
        )
        for each in best[:MOST_OFFERED]
    ]
