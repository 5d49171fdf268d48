"""A schedule file becomes an event, or changes one. Each use case is everything or nothing.

A session is recognised by its guid, so a file may be brought in again and again: what it says wins over what was
edited here, sessions that it does not have stay untouched, and a file that says nothing new changes nothing.
Whoever reads it gives the reader `catalogue.LONGEST`: what is cut is said there, and nothing is cut here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from uuid import UUID

from sqlalchemy import select

from convene.accounts.models import Account
from convene.database import concerning, db, hold, use_case
from convene.engines.ics import zones_that_an_event_may_choose
from convene.engines.schedule_files import Link as FileLink
from convene.engines.schedule_files import Person as FilePerson
from convene.engines.schedule_files import Room as FileRoom
from convene.engines.schedule_files import Schedule
from convene.engines.schedule_files import Session as FileSession
from convene.events.catalogue import Kind, State
from convene.events.errors import AddressIsInUse
from convene.events.models import Event, Room
from convene.events.queries import event_at, held_event, rooms_of, teams_where_events_may_be_made
from convene.events.services.arranging_rooms import add_room, change_room
from convene.events.services.beginning import EventFacts, create_event
from convene.events.services.changing import publish_event
from convene.people.models import Person
from convene.people.services import NewPerson, add_people
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.programme.catalogue import StageRole
from convene.programme.errors import ScheduleHasNoSessions, ScheduleIsTooLarge, ScheduleSaysNoZone, UnknownZone
from convene.programme.models import PersonOnStage, PersonSource, Session
from convene.programme.queries.draft import agenda_state, facts_of, sessions_of, tracks_of
from convene.programme.rules.codes import code_for
from convene.programme.rules.files import day_in_agenda, format_for
from convene.programme.services.asking import AddressTold, take_addresses
from convene.programme.services.drafting import add_track
from convene.programme.services.naming import Corrected, Said, correct_people
from convene.programme.services.publishing import publish_agenda
from convene.programme.services.writing import columns_of, count_change, new_session, write_session
from convene.programme.structure import LinkFacts, OnStage, SessionFacts, wall_of
from convene.sentences import says
from convene.teams.services import create_team

#: What no convening has more of. Whoever sends a file with more wants to keep everybody else waiting.
MOST_SESSIONS = 3_000
MOST_PEOPLE = 6_000
MOST_ROOMS_OR_TRACKS = 500
HIGHEST_NUMBER = 2**31 - 1
#: Whoever leads a session opens it and gives the floor.
ROLES_OF_WORDS = {**{role.value: role for role in StageRole}, "host": StageRole.MODERATOR}
#: How a session of ours calls what one of a file calls otherwise.
OF_SESSIONS = {"track": "track_id", "room": "room_id", "persons": "people"}
TYPES_OF_LINKS = frozenset({"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of sessions. `missing_ids`: in the draft and not in the file; kept untouched.
    `people`: on stage here already, and called or told of otherwise by the file. `addresses`: of people on stage, as
    the file says them. `withdrawn`: codes of those that were ticked."""

    new: int = 0
    changed: int = 0
    same: int = 0
    missing_ids: frozenset[UUID] = frozenset()
    people: tuple[Corrected, ...] = ()
    addresses: tuple[AddressTold, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return len(self.missing_ids)

    @property
    def new_addresses(self) -> int:
        return sum(one.is_taken for one in self.addresses)


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """The event that an import made or recognised."""

    event_id: UUID
    slug: str
    is_new: bool
    sessions: Imported


@use_case
def import_schedule(
    event_id: UUID, schedule: Schedule, *, made_guids: frozenset[str] = frozenset(), by: str
) -> Imported:
    """Bring the sessions of a file into the draft. ScheduleHasNoSessions, ScheduleIsTooLarge.

    `made_guids` are no names that the file gives: a table has none, so they were made of titles. Such a session is
    also recognised by its title, or by its room and time, where the draft has one such session and no more.
    """
    if not schedule.sessions:
        raise ScheduleHasNoSessions
    _must_not_be_too_large(schedule)
    # The team as well: what is said of people is theirs (`naming`).
    held_event(event_id, ("team", db.session.get_one(Event, event_id).team_id))
    return _Import(event_id, by).run(schedule, made_guids)


@use_case
def import_into_event(
    event_id: UUID,
    schedule: Schedule,
    *,
    made_guids: frozenset[str] = frozenset(),
    is_published: bool = False,
    by: str,
) -> ImportedEvent:
    """The same, and publish agenda and event if that is wished. Whatever refuses, nothing is brought in."""
    sessions = import_schedule(event_id, schedule, made_guids=made_guids, by=by)
    event = db.session.get_one(Event, event_id)
    if is_published:
        publish_agenda(event_id, agenda_state(event_id).draft_revision, by=by)
        if event.state is State.DRAFT:
            publish_event(event_id, by=by)
    return ImportedEvent(event_id, event.slug, is_new=False, sessions=sessions)


@use_case
def import_event(
    schedule: Schedule,
    organiser_id: UUID,
    *,
    title: str | None = None,
    kind: Kind = Kind.FORUM,
    starts_on: date | None = None,
    ends_on: date | None = None,
    zone: str | None = None,
    slug: str | None = None,
    made_guids: frozenset[str] = frozenset(),
    is_published: bool = False,
    by: str,
) -> ImportedEvent:
    """Make an event of a schedule file, or change the one that it made before.

    What is not given is the file's. An event is recognised by its slug, or else by its title, among those of the
    teams in which the organiser may make events; what it says of itself then stays as it is. A new one belongs to
    the first of these teams; without any, the organiser gets one. ScheduleSaysNoZone, UnknownZone, AddressIsInUse,
    EndsBeforeItStarts, and what `import_schedule` and `publish_agenda` refuse.
    """
    title = title or schedule.title
    teams = teams_where_events_may_be_made(organiser_id)
    # Before it is looked for: of two who bring in one file at the same moment, the second finds the first one's event.
    hold(*(("events from files", each) for each in (organiser_id, *(team.id for team in teams))))
    event_id = _event_made_before(organiser_id, title, slug)
    is_new = event_id is None
    if event_id is None:
        facts = EventFacts(
            title=title,
            kind=kind,
            starts_on=starts_on or schedule.starts_on,
            ends_on=ends_on or schedule.ends_on,
            zone=_zone(zone or schedule.zone),
            description=schedule.description,
            website=schedule.url or "",
        )
        team_id = _team_of(organiser_id, title, by)
        event_id = create_event(team_id, facts, slug=slug, day_turns_at=schedule.day_turns_at, by=by)
        db.session.flush()
    concerning(event_id=event_id)
    return replace(
        import_into_event(event_id, schedule, made_guids=made_guids, is_published=is_published, by=by),
        is_new=is_new,
    )


def _must_not_be_too_large(schedule: Schedule) -> None:
    if len(schedule.sessions) > MOST_SESSIONS:
        raise ScheduleIsTooLarge(
            says("The file has more than %(most)s sessions. Divide it into several.", most=MOST_SESSIONS)
        )
    people = {person for session in schedule.sessions for person in session.persons}
    if len(people) > MOST_PEOPLE:
        raise ScheduleIsTooLarge(
            says("The file has more than %(most)s people. Divide it into several.", most=MOST_PEOPLE)
        )
    if max(len(schedule.rooms), len(schedule.tracks)) > MOST_ROOMS_OR_TRACKS:
        raise ScheduleIsTooLarge(
            says(
                "The file has more than %(most)s rooms or tracks. Remove those without sessions.",
                most=MOST_ROOMS_OR_TRACKS,
            )
        )


# --- the event --------------------------------------------------------------------------------------------------


def _event_made_before(organiser_id: UUID, title: str, slug: str | None) -> UUID | None:
    teams = [team.id for team in teams_where_events_may_be_made(organiser_id)]
    if slug is not None:
        event = event_at(slug)
        if event is None:
            return None
        if event.team_id not in teams:
            raise AddressIsInUse
        return event.id
    return db.session.scalar(
        select(Event.id).where(Event.team_id.in_(teams), Event.title == title).order_by(Event.created_at).limit(1)
    )


def _team_of(organiser_id: UUID, title: str, by: str) -> UUID:
    teams = teams_where_events_may_be_made(organiser_id)
    if teams:
        return teams[0].id
    organiser = db.session.get_one(Account, organiser_id)
    # Its name stands on public pages: an address has no business there.
    team_id = create_team(organiser.name or title, by=by)
    db.session.flush()
    give_role(Scope.TEAM, team_id, organiser_id, Role.OWNER, by=by)
    return team_id


def _zone(name: str | None) -> str:
    if name is None:
        raise ScheduleSaysNoZone
    if name not in zones_that_an_event_may_choose():
        raise UnknownZone(name)
    return name


# --- its agenda -------------------------------------------------------------------------------------------------


class _Import:
    """One file on its way into one draft: what is there already, and what was done so far."""

    def __init__(self, event_id: UUID, by: str) -> None:
        self.event = db.session.get_one(Event, event_id)
        self.by = by
        self.sessions = list(db.session.scalars(sessions_of(event_id)))
        self.codes = {session.code for session in self.sessions}
        self.numbers = {session.number for session in self.sessions}
        self.next_numbers = count(max(self.numbers, default=0) + 1)
        self.silent_about: frozenset[str] = frozenset()
        self.has_changed = False

    def run(self, schedule: Schedule, made_guids: frozenset[str]) -> Imported:
        self.silent_about = schedule.silent_about
        self.rooms = self._rooms(schedule)
        self.tracks = self._tracks(schedule)
        people = _PeopleOfFiles(self.event)
        self.on_stage = {session.guid: people.find_all(session.persons) for session in schedule.sessions}
        people.write(self.by)
        known = self._known_by_guid()
        known |= self._known_otherwise(
            [one for one in schedule.sessions if one.guid in made_guids and one.guid not in known],
            {known[one.guid].id for one in schedule.sessions if one.guid in known},
        )
        done = {"new": 0, "changed": 0, "same": 0}
        in_file = set()
        for session in schedule.sessions:
            row = known.get(session.guid)
            done[self._bring_in(session, row)] += 1
            if row is not None:
                in_file.add(row.id)
        missing = frozenset(row.id for row in self.sessions if row.id not in in_file and row.withdrawn_at is None)
        if self.has_changed:
            count_change(self.event.id)
        # These are no matter of the draft. What people are called shows at once, as where it is corrected by hand;
        # addresses are never published.
        corrected = correct_people(self.event.id, people.said, named_anew=people.named_anew, by=self.by)
        addresses = take_addresses(self.event.id, people.addresses, by=self.by) if people.addresses else ()
        return Imported(
            done["new"], done["changed"], done["same"], missing_ids=missing, people=corrected, addresses=addresses
        )

    def _known_by_guid(self) -> dict[str, Session]:
        """Sessions by the guid that they came with, and by their own id, which is the guid that exports give."""
        return {
            **{str(session.id): session for session in self.sessions},
            **{session.source_id: session for session in self.sessions if session.source_id},
        }

    def _known_otherwise(self, sessions: list[FileSession], found: set[UUID]) -> dict[str, Session]:
        """Sessions without names of their own: by title, else by room and time, where that is said of one only."""
        known: dict[str, Session] = {}
        names = {room_id: name.casefold() for name, room_id in self.rooms.items()}

        def where(row: Session) -> tuple[str, datetime | None]:
            return names.get(row.room_id, "") if row.room_id else "", row.starts_local

        def there(session: FileSession) -> tuple[str, datetime | None]:
            return (session.room or "").casefold(), wall_of(session.starts_at, self.event.zone)[0]

        for of_row, of_session in ((_title_of, _title_of), (where, there)):
            left = [row for row in self.sessions if row.id not in found]
            rows, wanted = Counter(map(of_row, left)), Counter(map(of_session, sessions))
            by_what = {of_row(row): row for row in left}
            for session in sessions:
                what = of_session(session)
                if session.guid not in known and rows[what] == 1 and wanted[what] == 1:
                    known[session.guid] = by_what[what]
                    found.add(by_what[what].id)
        return known

    def _bring_in(self, session: FileSession, row: Session | None) -> str:
        if row is None:
            self._add(session)
            self.has_changed = True
            return "new"
        before = facts_of(row)
        after = self._facts(session, before)
        if after == before:
            return "same"
        write_session(row, after)
        self.has_changed = True
        return "changed"

    def _add(self, session: FileSession) -> None:
        number = session.number
        if number is None or number in self.numbers or number > HIGHEST_NUMBER:
            number = next(each for each in self.next_numbers if each not in self.numbers)
        code = code_for(session.code, self.codes)
        self.numbers.add(number)
        self.codes.add(code)
        blank = SessionFacts(
            id=self.event.id,  # of no meaning: the row that is made has its own
            code=code,
            number=number,
            source_id=session.guid,
            title=session.title,
            minutes=1,
            format=format_for(session.type),
        )
        facts = self._facts(session, blank)
        row = new_session(self.event.id, code, number, {**columns_of(facts), "contributions": [], "on_stage": []})
        write_session(row, facts)

    def _facts(self, session: FileSession, before: SessionFacts) -> SessionFacts:
        """What the session says after this file; what files cannot say stays as it was."""
        starts_local, fold = wall_of(session.starts_at.replace(microsecond=0), self.event.zone)
        word = session.type
        # The word that we would export tells nothing new, and none tells nothing.
        is_same_word = word in {"", before.source_type or before.format.value}
        format_ = before.format if is_same_word else format_for(word)
        source_type = before.source_type if is_same_word else word
        said = replace(
            before,
            title=session.title,
            subtitle=session.subtitle,
            abstract=session.abstract,
            description=session.description,
            language=session.language or "",
            format=format_,
            source_type="" if source_type == format_.value else source_type,
            track_id=self.tracks.get(session.track or ""),
            room_id=self.rooms.get(session.room or ""),
            day=day_in_agenda(starts_local, session.day, self.event.day_turns_at),
            starts_local=starts_local,
            fold=fold,
            minutes=max(session.minutes, 1),
            links=(*_links(session.links, "link"), *_links(session.attachments, "attachment")),
            recording_license=session.recording_license,
            do_not_record=before.do_not_record if session.do_not_record is None else session.do_not_record,
            people=_on_stage(before, self.on_stage[session.guid]),
            is_withdrawn=False,
        )
        kept = {OF_SESSIONS.get(name, name) for name in self.silent_about}
        return replace(said, **{name: getattr(before, name) for name in kept})

    def _rooms(self, schedule: Schedule) -> dict[str, UUID]:
        """Rooms by the names that the file has for them; those that are new are made."""
        own = rooms_of(self.event.id)
        by_name = {room.name: room for room in own}
        # Renamed there or here since: still the same room.
        by_guid = {guid: room for room in own for guid in (str(room.id), room.source_id) if guid}
        # Capital letters make no other name.
        by_spelling = {room.name.casefold(): room for room in reversed(own)}
        found: dict[str, UUID] = {}
        made: dict[str, UUID] = {}
        for room in schedule.rooms:
            name = room.name.casefold()
            row = by_name.get(room.name) or by_guid.get(room.guid or "") or by_spelling.get(name)
            if room.name in found:
                continue
            if row is None:
                found[room.name] = made[name] = made.get(name) or self._add_room(room)
            else:
                found[room.name] = row.id
                self._change_room(row, room)
        return found

    def _add_room(self, room: FileRoom) -> UUID:
        self.has_changed = True
        return add_room(
            self.event.id,
            name=room.name,
            capacity=_seats(room.capacity),
            note=_note(room.description),
            source_id=room.guid,
            by=self.by,
        )

    def _change_room(self, row: Room, room: FileRoom) -> None:
        """What the file says of it wins; what it does not say stays."""
        capacity, note = _seats(room.capacity) or row.capacity, _note(room.description) or row.note
        if (row.capacity, row.note) != (capacity, note):
            change_room(self.event.id, row.id, row.name, capacity=capacity, note=note, by=self.by)
            self.has_changed = True

    def _tracks(self, schedule: Schedule) -> dict[str, UUID]:
        """Tracks by the names that the file has for them; those that are new are made."""
        own = tracks_of(self.event.id)
        found = {track.name: track.id for track in own}
        by_spelling = {track.name.casefold(): track.id for track in reversed(own)}
        for name in dict.fromkeys(track.name for track in schedule.tracks):
            if name.casefold() not in by_spelling:
                by_spelling[name.casefold()] = add_track(self.event.id, name=name, by=self.by)
                self.has_changed = True
            found.setdefault(name, by_spelling[name.casefold()])
        return found


class _PeopleOfFiles:
    """The people whom files name, and who they are here.

    A file names somebody by a guid, an id, a code, or by nothing but the name. Each way by which somebody was named
    once is kept (`PersonSource`), so that another file that uses only one of them finds the same person.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        sources = db.session.scalars(select(PersonSource).where(PersonSource.event_id == event.id))
        self.known = {source.source_id: source.person_id for source in sources}
        # Our own exports name people by their id. Only those on stage here: nobody else may be drawn onto it.
        on_stage = select(PersonOnStage.person_id).join(Session).where(Session.event_id == event.id)
        people = db.session.scalars(
            select(Person).where(Person.id.in_({*self.known.values()}) | Person.id.in_(on_stage))
        ).all()
        self.own = {str(person.id): person.id for person in people}
        # Somebody who was typed in by hand, and of whom a file says nothing but the name.
        names = Counter(person.display_name.casefold() for person in people)
        self.own |= {
            f"name:{name}": person.id for person in people if names[name := person.display_name.casefold()] == 1
        }
        #: Of those who were here before, what the file says first.
        self.said: dict[UUID, Said] = {}
        self.named_anew: set[UUID] = set()
        self.new: dict[UUID, NewPerson] = {}
        self.sources: list[PersonSource] = []
        self.addresses: dict[UUID, str] = {}

    def find_all(self, persons: tuple[FilePerson, ...]) -> dict[UUID, FilePerson]:
        """Who they are here, each once, in their order, with what the file says of them first."""
        found: dict[UUID, FilePerson] = {}
        for person in persons:
            found.setdefault(self._find(person), person)
        return found

    def _find(self, person: FilePerson) -> UUID:
        names = list(_names_in_files(person))
        own = self.own.get(person.guid or "") or next((self.own[name] for name in names if name in self.own), None)
        person_id = next((self.known[name] for name in names if name in self.known), own)
        if person_id is None:
            person_id = self._add(person)
        elif person_id not in self.new:
            self.said.setdefault(person_id, Said(person.name, person.biography))
        if person.email:
            self.addresses.setdefault(person_id, person.email)
        self._remember(person_id, names)
        return person_id

    def _add(self, person: FilePerson) -> UUID:
        new = NewPerson(person.name, person.affiliation, person.biography)
        self.new[new.id] = new
        return new.id

    def _remember(self, person_id: UUID, names: list[str]) -> None:
        for name in names:
            if name not in self.known and name != f"guid:{person_id}":
                self.known[name] = person_id
                if person_id not in self.new:
                    self.named_anew.add(person_id)
                self.sources.append(PersonSource(event_id=self.event.id, person_id=person_id, source_id=name))

    def write(self, by: str) -> None:
        """Write down who is new, and by which names files know people. A statement for each, however many they are."""
        if self.new:
            add_people(self.event.team_id, self.new.values(), by=by)
        db.session.add_all(self.sources)
        db.session.flush()


def _title_of(session: Session | FileSession) -> str:
    return session.title.casefold()


# --- single values, as the tables hold them -----------------------------------------------------------------------


def _names_in_files(person: FilePerson) -> Iterator[str]:
    if person.guid:
        yield f"guid:{person.guid}"
    if person.source_id:
        yield f"id:{person.source_id}"
    if person.code:
        yield f"code:{person.code[:200]}"
    if not (person.guid or person.source_id or person.code):
        yield f"name:{person.name.casefold()[:200]}"


def _on_stage(before: SessionFacts, told: Mapping[UUID, FilePerson]) -> tuple[OnStage, ...]:
    """Who is on the stage of a session after a file that names these people.

    schedule.json and schedule.xml know no roles, no affiliations, and no contributions inside a session; tables know
    the first two. Of what a file is silent about, what was there stays, and people of a contribution stay there.
    """
    says_more = any(person.role or person.affiliation for person in told.values())
    if not says_more and list(told) == [one.person_id for one in before.everybody()]:
        return before.people
    in_contributions = {one.person_id for contribution in before.contributions for one in contribution.people}
    stage: list[OnStage] = []
    for person_id, person in told.items():
        known = [one for one in before.people if one.person_id == person_id]
        if known:
            stage += [_said_anew(one, person) for one in known]
        elif person_id not in in_contributions:
            stage.append(_said_anew(OnStage(person_id, StageRole.SPEAKER), person))
    return tuple(dict.fromkeys(stage))


def _said_anew(one: OnStage, person: FilePerson) -> OnStage:
    role = ROLES_OF_WORDS.get(person.role, one.role)
    return replace(one, role=role, affiliation=person.affiliation or one.affiliation)


def _links(links: tuple[FileLink, ...], kind: str) -> Iterator[LinkFacts]:
    for link in links:
        yield LinkFacts(link.title, link.url, kind, link.type if link.type in TYPES_OF_LINKS else "")


def _note(text: str) -> str:
    return " ".join(text.split())


def _seats(capacity: int | None) -> int | None:
    return capacity if capacity and capacity <= HIGHEST_NUMBER else None
