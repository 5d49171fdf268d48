from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.engines.people_files import FilePerson
from convene.events.models import Event
from convene.events.queries import held_event_taking_place
from convene.files.models import Audience
from convene.files.services import drop_file, store_file
from convene.people.services import (
    AddressedPerson,
    NewPerson,
    add_people,
    know_people_with_addresses,
)
from convene.registration import emails
from convene.registration.catalogue import CameBy, EndedBecause, OfferOutcome, RegistrationState
from convene.registration.errors import PeopleChangedMeanwhile
from convene.registration.models import (
    ImportChange,
    ImportedAnswer,
    PeopleImport,
    Registration,
    Tagged,
    TicketKind,
)
from convene.registration.queries.importing import known_at
from convene.registration.queries.seating import need_in, places_at
from convene.registration.rules.answers_in_lists import ASKS_NOTHING, Asking
from convene.registration.rules.importing import Outcome, Plan, mark_of_known, plans_for
from convene.registration.services.answering_form import answer_form_of_many
from convene.registration.services.following import tell_who_follows
from convene.registration.services.keeping import tags_named
from convene.registration.services.seating import (
    end_offers,
    end_registrations,
    give_seats_back,
    next_in_line,
    seat_anew,
    serve_the_line,
    take_seats_of_many,
)
from convene.spelling import normalised_address

FEATURE = "registration"
KEPT_FOR = timedelta(days=1)
#: What a difference changes of the row itself.
COLUMNS = {
    "name": "name",
    "email": "email",
    "organisation": "organisation",
    "country": "country",
    "ticket_id": "ticket_kind_id",
    "language": "language",
}
#: What of this stands on a badge: one that was printed before says something else.
ON_BADGES = frozenset({"name", "organisation", "country", "ticket_id"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What bringing a list in has done. `beyond`: how many more places of the event are taken than there are."""

    import_id: UUID
    new: int
    changed: int
    same: int
    left_out: int
    mailed: int
    beyond: int


@use_case
def keep_list(event_id: UUID, body: bytes, *, by: str) -> UUID:
    """Keep a list until it is brought in, for a day at the most. Nobody but organisers of the event reads it."""
    return store_file(
        FEATURE,
        event_id,
        body,
        event_id=event_id,
        team_id=None,
        audience=Audience.ORGANISERS,
        content_type="application/octet-stream",
        by=by,
    )


@use_case
def import_people(
    event_id: UUID,
    people: Sequence[FilePerson],
    asking: Asking = ASKS_NOTHING,
    *,
    seen: str | None = None,
    tells: bool = False,
    upload_id: UUID | None = None,
    by: str,
) -> Imported:
    """Register those of a list who are new, and change what it says otherwise of those who are known.

    They have a place unless the list says otherwise, also beyond the places. What stands under a heading that `asking`
    knows answers the form. Nobody is mailed, unless `tells`: then those who are new are. `seen` is the mark of those
    whom the list was compared with (`mark_of_known`): PeopleChangedMeanwhile where somebody came, went or was changed
    since. `upload_id`: the kept list, which is let go.
    """
    event = held_event_taking_place(event_id)
    known = known_at(event_id)
    if seen is not None and seen != mark_of_known(known):
        raise PeopleChangedMeanwhile
    plans = plans_for(people, known, asking)
    new = [each for each in plans if each.outcome is Outcome.NEW]
    changed = [each for each in plans if each.outcome is Outcome.CHANGED]
    made = PeopleImport(
        id=uuid4(), event_id=event_id, brought_in_at=now(), new=len(new), changed=len(changed), was_mailed=tells
    )
    db.session.add(made)
    db.session.flush()
    concerning(import_id=made.id)
    registrations = _register(event, new, by=by)
    _change(event, changed, made.id)
    _keep_beside(event, [*((one.id, plan) for one, plan in registrations)])
    answers = {one.id: plan.heard.answers for one, plan in registrations if plan.heard.answers}
    answers |= {each.known_id: each.new_answers for each in changed if each.known_id and each.new_answers}
    answer_form_of_many(event, answers, by=by)
    db.session.add_all(
        ImportChange(import_id=made.id, registration_id=one.id, before=None, after=_after(plan))
        for one, plan in registrations
    )
    tell_who_follows(
        event_id, [*(one.id for one, _ in registrations), *(each.known_id for each in changed if each.known_id)]
    )
    mailed = _tell([one for one, _ in registrations]) if tells else 0
    serve_the_line(event_id)
    if upload_id is not None:
        drop_file(upload_id, FEATURE, event_id, by=by)
    pool = places_at(event).event
    beyond = max(0, pool.taken - pool.capacity) if pool is not None and pool.capacity is not None else 0
    same = sum(each.outcome is Outcome.SAME for each in plans)
    return Imported(made.id, len(new), len(changed), same, len(plans) - len(new) - len(changed) - same, mailed, beyond)


def _register(event: Event, plans: Sequence[Plan], *, by: str) -> list[tuple[Registration, Plan]]:
    """Write those down who are new, and give them their places or a place in line."""
    people = _people(event.team_id, plans, by=by)
    tickets = _tickets(event.id)
    places, line = places_at(event), next_in_line(event.id)
    at = now()
    seats: dict[UUID, frozenset[UUID]] = {}
    made: list[tuple[Registration, Plan]] = []
    for plan, person_id in zip(plans, people, strict=True):
        person, state = plan.person, plan.state
        waits_as = None
        if state is RegistrationState.WAITLISTED:
            waits_as, line = line, line + 1
        registration = Registration(
            id=uuid4(),
            event_id=event.id,
            person_id=person_id,
            state=state,
            waits_as=waits_as,
            name=person.name,
            email=person.email,
            email_key=normalised_address(person.email) if person.email else "",
            identity_key=plan.identity,
            organisation=person.organisation,
            country=person.country,
            language=person.language or "en",
            link_version=1,
            came_by=CameBy.IMPORT,
            ticket_kind_id=person.ticket_id,
            # One instant apart, so that the order of the file is the order of the list.
            created_at=at + timedelta(microseconds=len(made)),
            cancelled_at=at if state is RegistrationState.CANCELLED else None,
            ended_because=EndedBecause.ORGANISERS if state is RegistrationState.CANCELLED else None,
            decided_at=at if state is RegistrationState.DECLINED else None,
        )
        made.append((registration, plan))
        if state is RegistrationState.CONFIRMED:
            ticket = tickets.get(person.ticket_id) if person.ticket_id else None
            seats[registration.id] = need_in(places, event.id, ticket=ticket, quota_id=None).pool_ids
    db.session.add_all(registration for registration, _ in made)
    db.session.flush()
    take_seats_of_many(seats)
    return made


def _people(team_id: UUID, plans: Sequence[Plan], *, by: str) -> list[UUID]:
    """The person of each. Whose identity is not their address is one of their own: somebody speaks for them."""
    own = [
        each.person for each in plans if each.person.email and each.identity == normalised_address(each.person.email)
    ]
    by_address = know_people_with_addresses(
        team_id, [AddressedPerson(one.name, one.email, one.organisation, one.country) for one in own], by=by
    )
    rows = {one.row for one in own}
    nameless = {
        each.person.row: NewPerson(each.person.name, each.person.organisation)
        for each in plans
        if each.person.row not in rows
    }
    add_people(team_id, nameless.values(), by=by)
    return [
        nameless[each.person.row].id
        if each.person.row in nameless
        else by_address[normalised_address(each.person.email)]
        for each in plans
    ]


def _tickets(event_id: UUID) -> dict[UUID, TicketKind]:
    return {each.id: each for each in db.session.scalars(select(TicketKind).where(TicketKind.event_id == event_id))}


def _change(event: Event, plans: Sequence[Plan], import_id: UUID) -> None:
    """Say of those who are known what the list says, and note what was said before."""
    rows = {
        each.id: each
        for each in db.session.scalars(
            select(Registration)
            .where(Registration.id.in_([each.known_id for each in plans]))
            .execution_options(populate_existing=True)
        )
    }
    moved: dict[RegistrationState, list[UUID]] = {}
    reseated: list[UUID] = []
    for plan in plans:
        assert plan.known_id is not None
        row = rows[plan.known_id]
        before: dict[str, Any] = {}
        for each in plan.differences:
            if each.is_heading or each.question_id is not None or each.what == "tag":
                continue
            if each.what == "state":
                assert isinstance(each.now, RegistrationState)
                moved.setdefault(each.now, []).append(row.id)
                before["state"] = row.state.value
                continue
            before[each.what] = str(each.before) if each.before is not None else None
            setattr(row, COLUMNS[each.what], each.now)
            if each.what in ON_BADGES:
                row.answers_changed_at = now()
            if each.what == "email":
                before["identity"] = row.identity_key
                row.email_key = normalised_address(row.email)
                row.identity_key = _identity_with_address(event.id, row)
            if each.what == "ticket_id" and row.state is RegistrationState.CONFIRMED:
                reseated.append(row.id)
        before["told"] = {each.what: each.before for each in plan.differences if each.is_heading}
        before["answers"] = {str(each.question_id): each.before for each in plan.differences if each.question_id}
        after = {
            **{each.what: str(each.now) for each in plan.differences if each.what in {*COLUMNS, "state"}},
            "told": {each.what: each.now for each in plan.differences if each.is_heading},
            "answers": {str(each.question_id): each.now for each in plan.differences if each.question_id},
            "tags": [each.now for each in plan.differences if each.what == "tag" and not each.is_heading],
        }
        db.session.add(ImportChange(import_id=import_id, registration_id=row.id, before=before, after=after))
    db.session.flush()
    seat_anew(event, reseated)
    _move(event, moved, rows)
    _keep_beside(event, [(plan.known_id, plan) for plan in plans if plan.known_id is not None])


def _identity_with_address(event_id: UUID, row: Registration) -> str:
    """Their own address now, unless somebody else is known by it."""
    taken = db.session.scalar(
        select(Registration.id).where(
            Registration.event_id == event_id, Registration.identity_key == row.email_key, Registration.id != row.id
        )
    )
    return row.email_key if taken is None else row.identity_key


def _move(event: Event, moved: Mapping[RegistrationState, Sequence[UUID]], rows: Mapping[UUID, Registration]) -> None:
    """Give places to those whom the list confirms, and take them from those whom it takes out. Nobody is mailed."""
    if confirmed := moved.get(RegistrationState.CONFIRMED, ()):
        end_offers(confirmed, OfferOutcome.ACCEPTED)
        seat_anew(event, confirmed)  # an offer may hold some
        for each in confirmed:
            rows[each].state, rows[each].waits_as, rows[each].decided_at = RegistrationState.CONFIRMED, None, now()
    if cancelled := moved.get(RegistrationState.CANCELLED, ()):
        end_registrations(cancelled, EndedBecause.ORGANISERS)
    if declined := moved.get(RegistrationState.DECLINED, ()):
        end_offers(declined, OfferOutcome.WITHDRAWN)
        give_seats_back(declined)
        for each in declined:
            rows[each].state, rows[each].waits_as, rows[each].decided_at = RegistrationState.DECLINED, None, now()
    db.session.flush()


def _keep_beside(event: Event, rows: Iterable[tuple[UUID, Plan]]) -> None:
    """Tags, and what stands under other headings."""
    every = list(rows)
    tags = tags_named(event.id, {name for _, plan in every for name in plan.person.tags})
    at = now()
    known_tags = {
        (row.registration_id, row.tag_id)
        for row in db.session.execute(
            select(Tagged.registration_id, Tagged.tag_id).where(Tagged.tag_id.in_({each.id for each in tags.values()}))
        )
    }
    wanted = {(registration_id, tags[name].id) for registration_id, plan in every for name in plan.person.tags}
    if new := sorted(wanted - known_tags):
        db.session.execute(
            insert(Tagged), [{"registration_id": one, "tag_id": tag_id, "tagged_at": at} for one, tag_id in new]
        )
    known = {
        (each.registration_id, each.heading): each
        for each in db.session.scalars(
            select(ImportedAnswer)
            .join(Registration, Registration.id == ImportedAnswer.registration_id)
            .where(Registration.event_id == event.id)
        )
    }
    for registration_id, plan in every:
        for heading, words in plan.heard.beside.items():
            if (there := known.get((registration_id, heading))) is not None:
                there.words = words
            else:
                db.session.add(ImportedAnswer(registration_id=registration_id, heading=heading, words=words))
    db.session.flush()


def _after(plan: Plan) -> dict[str, Any]:
    return {"state": plan.state.value}


def _tell(registrations: Sequence[Registration]) -> int:
    messages = {
        RegistrationState.CONFIRMED: "confirmation",
        RegistrationState.PENDING: "received",
        RegistrationState.WAITLISTED: "waitlisted",
    }
    return sum(
        emails.tell_all(message, [each for each in registrations if each.state is state], about="place")
        for state, message in messages.items()
    )
