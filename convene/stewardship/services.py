"""Use cases that touch everything that an event has."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from convene.breakouts.services.cloning import copy_breakouts
from convene.calendar.services.items import forget_items
from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event
from convene.events.services.arranging_rooms import add_room
from convene.events.services.beginning import EventFacts, begin_event
from convene.events.services.changing import call_off, change_event, let_take_place
from convene.events.services.cloning import copy_event, copy_partners, copy_rooms
from convene.files.services import drop_files_of_event
from convene.outbox.services import drop_messages_of, hold_back, let_go
from convene.permissions.catalogue import Scope
from convene.permissions.services import take_all_roles
from convene.programme.services.asking import forget_answers
from convene.programme.services.cloning import copy_agenda, move_sessions
from convene.programme.services.drafting import SessionText, add_session, add_track
from convene.programme.services.publishing import keep_sessions_in_calendars
from convene.programme.structure import Place
from convene.questionnaires.services.answering import drop_uploads_of_event
from convene.questionnaires.services.copying import copy_questionnaire
from convene.registration.queries.form import REGISTRATION_FORM
from convene.registration.services.opening import copy_desk, go_on
from convene.sentences import Sentence
from convene.stewardship.catalogue import HELD_WHILE_CANCELLED, USUAL_PARTS, Part, Template
from convene.stewardship.emails import event_cancelled, event_takes_place
from convene.stewardship.errors import CannotBeDeleted, NeedsMoreDays
from convene.stewardship.queries import who_is_concerned, why_it_stays
from convene.stewardship.rules import begins_at, ends_at, moved_to


@use_case
def begin_from_template(
    account_id: UUID,
    facts: EventFacts,
    template: Template,
    *,
    team_id: UUID | None = None,
    team_name: str = "",
    words: Callable[[Sentence], str] = str,
    by: str,
) -> UUID:
    """Begin an event as a draft with the rooms, tracks and sessions of a template; returns its id.

    The agenda begins when the event does, where that is said; else the event has the hours of the template. `words`
    says a title in the organiser's language. DoesNotFitTheDay, NeedsMoreDays, UnplacedTime and what `begin_event`
    refuses: nothing is begun.
    """
    moved = moved_to(template, facts.from_time)
    if (facts.ends_on - facts.starts_on).days + 1 < template.days:
        raise NeedsMoreDays(template.days)
    facts = replace(
        facts,
        from_time=facts.from_time or begins_at(template),
        until_time=facts.until_time or ends_at(template, facts.from_time),
    )
    event_id = begin_event(account_id, facts, team_id=team_id, team_name=team_name, by=by)
    db.session.flush()
    rooms = [add_room(event_id, name=words(name), by=by) for name in template.rooms]
    tracks = [add_track(event_id, name=words(name), dye=dye, by=by) for name, dye in template.tracks]
    for each in moved:
        session = each.session
        add_session(
            event_id,
            SessionText(
                title=words(session.title),
                format=session.format,
                minutes=session.minutes,
                abstract=words(session.hint) if session.hint else "",
                track_id=tracks[session.track] if session.track is not None else None,
            ),
            Place(facts.starts_on + timedelta(days=session.day), each.starts, rooms[session.room]),
            by=by,
        )
    concerning(event_id=event_id)
    return event_id


@dataclass(frozen=True, slots=True)
class Cloned:
    """The next edition, and how many of its sessions stood in an hour that the clocks skip on the new day."""

    event_id: UUID
    skipped: int


@use_case
def clone_event(
    event_id: UUID, *, title: str, starts_on: date, parts: Collection[Part] = USUAL_PARTS, by: str
) -> Cloned:
    """Begin the next edition of an event, as a draft that nobody is told of, with what is ticked in `parts`.

    Hours and zone stay, days move along. Nobody is registered, nothing is published, no link of the old edition leads
    here. LastsTooLong.
    """
    copy_id = copy_event(event_id, title=title, starts_on=starts_on, with_words=Part.WORDS in parts, by=by)
    rooms = copy_rooms(event_id, copy_id, by=by) if Part.ROOMS in parts else {}
    skipped = 0
    if Part.AGENDA in parts:
        skipped = copy_agenda(event_id, copy_id, rooms, with_people=Part.PEOPLE in parts, by=by)
        if Part.GROUPS in parts:
            copy_breakouts(event_id, copy_id, rooms, by=by)
    if Part.PARTNERS in parts:
        copy_partners(event_id, copy_id, by=by)
    if Part.REGISTRATION in parts:
        copy_desk(event_id, copy_id, by=by)
    if Part.FORM in parts:
        copy_questionnaire(REGISTRATION_FORM, event_id, copy_id, copy_id, by=by)
    concerning(event_id=copy_id)
    return Cloned(copy_id, skipped)


@use_case
def move_dates(event_id: UUID, starts_on: date, *, seen: str | None = None, by: str) -> int:
    """Move an event to another first day, and every session of its draft with it; hours and zone stay.

    What stands in calendars of the event follows at once, its sessions once the agenda is published again. Materials
    with a time of their own move along, and the day by which those on stage say when they can be there. Whoever on
    stage has answered counts as asked again: they answered for another day. Registration keeps its times. `seen` as in
    `change_event`. Returns how many sessions stood in an hour that the clocks skip there. ChangedMeanwhile.
    """
    event = held_event(event_id, ("people on stage", event_id))
    later = starts_on - event.starts_on
    said = {name: getattr(event, name) for name in EventFacts.__slots__}
    facts = EventFacts(**{**said, "starts_on": starts_on, "ends_on": event.ends_on + later})
    change_event(event_id, facts, slug=event.slug, seen=seen, by=by)
    if not later:
        return 0
    forget_answers(event_id, by=by)
    return move_sessions(event_id, later, by=by)


@use_case
def cancel_event(event_id: UUID, *, reason: str = "", by: str) -> int:
    """Say that an event does not take place: its pages stay and say so, calendars take it out, and everybody whom it
    concerns gets one mail. Returns how many are mailed.

    Nobody's registration is touched, so that it can be taken back; nobody can register, sign up, be let in, be offered
    or asked anything meanwhile, and what waits to be mailed of an event that takes place is held back.
    DoesNotFitItsState, EventIsOver.
    """
    event = held_event(event_id, ("people on stage", event_id))
    call_off(event_id, reason=reason, by=by)
    hold_back(event_id, HELD_WHILE_CANCELLED)
    concerned = who_is_concerned(event).by_address
    event_cancelled(event, concerned)
    return len(concerned)


@use_case
def let_event_take_place(event_id: UUID, *, by: str) -> int:
    """Take the cancellation back: everything is as it was, also in calendars, and whoever was mailed that it is
    cancelled is mailed that it takes place. Returns how many are.

    Who was not mailed yet is not mailed at all. Offers go on for as long as they had left, and those who wait are
    served. DoesNotFitItsState, EventIsOver.
    """
    event = held_event(event_id, ("people on stage", event_id))
    since = event.cancelled_at or now()
    let_take_place(event_id, by=by)
    keep_sessions_in_calendars(event_id, by=by)
    let_go(event_id, HELD_WHILE_CANCELLED)
    told = event_takes_place(event)
    go_on(event_id, since, tells=told > 0, by=by)
    return told


@use_case
def delete_draft(event_id: UUID, *, by: str) -> None:
    """Delete an event that was never public and that nobody has registered for, with all that belongs to it alone.

    What people are called stays with the team, a series with its followers, and the line of the log that says so.
    CannotBeDeleted, NotFound: somebody has published or deleted it meanwhile.
    """
    hold(("event", event_id))
    # Registering holds nothing: the row itself keeps it out until this ends, and shows what came before.
    event = db.session.scalar(
        select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    )
    if event is None:
        raise NotFound
    reason = why_it_stays(event)
    if reason is not None:
        raise CannotBeDeleted(reason)
    concerning(event_id=event_id, team_id=event.team_id)
    drop_messages_of(event_id, by=by)
    drop_uploads_of_event(event_id, by=by)
    forget_items(event_id, by=by)
    take_all_roles(Scope.EVENT, event_id, by=by)
    db.session.execute(delete(Event).where(Event.id == event_id))
    db.session.expire_all()
    drop_files_of_event(event_id, by=by)  # after the materials whose files they are
