"""The draft as organisers have it now, and what is said of its parts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from convene.database import db
from convene.events.catalogue import Attribution
from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.programme.catalogue import AS_THE_EVENT, NOT_RECORDED, NOTHING_SAID, RECORDED
from convene.programme.models import Agenda, AgendaVersion, Contribution, PersonOnStage, Session, Track
from convene.programme.news import AllNews, find_news
from convene.programme.queries.people import names_of_people, needed
from convene.programme.queries.versions import published, structure_of, version_now
from convene.programme.rules.changes import Difference, compare, to_publish
from convene.programme.rules.codes import letters_for
from convene.programme.rules.restoring import restored
from convene.programme.structure import (
    COLUMNS,
    ContributionFacts,
    LinkFacts,
    OnStage,
    RoomFacts,
    SessionFacts,
    Structure,
    TrackFacts,
    in_agenda_order,
)
from convene.web.meanwhile import mark_of
from convene.web.searching import has_words

#: What a version says of its event, as its structure names it.
FRAME = ("zone", "day_turns_at", "starts_on", "ends_on", "rooms")


@dataclass(frozen=True, slots=True)
class AgendaState:
    """Where the agenda of an event stands.

    `has_changes`: the draft was changed since it was last published, or the event's days, zone or rooms, which stand
    in a version too. A draft that was changed and changed back has changes; what a publish would really change is
    `difference_of`.
    """

    draft_revision: int
    number: int | None
    published_at: datetime | None
    note: str
    has_changes: bool

    @property
    def is_published(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class AgendaCounts:
    """How much there is in the draft. Withdrawn sessions count for nothing but `withdrawn`."""

    sessions: int
    unplaced: int
    withdrawn: int
    people: int


def agenda_state(event_id: UUID) -> AgendaState:
    """Where the agenda stands. Two statements, and one for the event where nobody has read it yet."""
    row = db.session.execute(
        select(
            Agenda.draft_revision,
            Agenda.published_revision,
            AgendaVersion.number,
            AgendaVersion.published_at,
            AgendaVersion.note,
            *(AgendaVersion.structure[name] for name in FRAME),
        )
        .outerjoin(AgendaVersion, AgendaVersion.id == Agenda.version_id)
        .where(Agenda.event_id == event_id)
    ).one_or_none()
    if row is None:
        return AgendaState(1, None, None, "", has_changes=False)
    revision, published_revision, number, published_at, note, *frame = row
    has_changes = revision != published_revision or frame != _frame_of(event_id)
    return AgendaState(revision, number, published_at, note or "", has_changes=has_changes)


def is_agenda_published(event_id: UUID) -> bool:
    """Whether everybody sees a version of the agenda. One statement."""
    return db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event_id)) is not None


def counts_of(event_id: UUID) -> AgendaCounts:
    """How many sessions and people the draft has. Two statements."""
    stands = Session.withdrawn_at.is_(None)
    sessions, unplaced, withdrawn = db.session.execute(
        select(
            func.count(Session.id).filter(stands),
            func.count(Session.id).filter(stands, Session.starts_local.is_(None)),
            func.count(Session.id).filter(Session.withdrawn_at.is_not(None)),
        ).where(Session.event_id == event_id)
    ).one()
    people = db.session.scalar(select(func.count()).select_from(needed(event_id).subquery()))
    return AgendaCounts(sessions, unplaced, withdrawn, people or 0)


def span_of_draft(event_id: UUID) -> tuple[datetime, datetime] | None:
    """When the first session of the draft begins and the last one ends, on the wall. One statement."""
    rows = db.session.execute(
        select(Session.starts_local, Session.minutes).where(
            Session.event_id == event_id, Session.withdrawn_at.is_(None), Session.starts_local.is_not(None)
        )
    ).all()
    spans = [(starts, starts + timedelta(minutes=minutes)) for starts, minutes in rows if starts is not None]
    return (min(starts for starts, _ends in spans), max(ends for _starts, ends in spans)) if spans else None


def changed_since(event_id: UUID, instant: datetime | None) -> int:
    """How many sessions were changed since then in a way that a publish would show; without an instant, how many
    sessions the draft has. One statement."""
    sessions = select(func.count(Session.id)).where(Session.event_id == event_id)
    if instant is None:
        return db.session.scalar(sessions) or 0
    would_be_shown = or_(Session.was_published, and_(Session.starts_local.is_not(None), Session.withdrawn_at.is_(None)))
    return db.session.scalar(sessions.where(Session.changed_at > instant, would_be_shown)) or 0


def draft_of(event_id: UUID) -> Structure:
    """The agenda as organisers have it now. Six statements, however much there is."""
    event = db.session.get_one(Event, event_id)
    rooms = _rooms(event_id)
    tracks = tracks_of(event_id)
    letters = letters_for([track.name for track in tracks])
    return Structure(
        zone=event.zone,
        day_turns_at=event.day_turns_at,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        rooms=rooms,
        tracks=tuple(
            TrackFacts(track.id, track.name, track.dye, letter) for track, letter in zip(tracks, letters, strict=True)
        ),
        sessions=in_agenda_order(_facts_of_all(event_id), rooms),
    )


# Columns, and not rows of the session that changes are tracked in: to read a large draft so takes a third of the time.
_SESSIONS = select(
    *(getattr(Session, name) for name in COLUMNS),
    Session.links,
    Session.interpretation,
    Session.withdrawn_at,
)
_CONTRIBUTIONS = (
    select(Contribution.session_id, Contribution.id, Contribution.title, Contribution.abstract, Contribution.minutes)
    .join(Session, Session.id == Contribution.session_id)
    .order_by(Contribution.position)
)
_ON_STAGE = (
    select(
        PersonOnStage.session_id,
        PersonOnStage.contribution_id,
        PersonOnStage.person_id,
        PersonOnStage.role,
        PersonOnStage.affiliation,
    )
    .join(Session, Session.id == PersonOnStage.session_id)
    .order_by(PersonOnStage.position)
)


def _facts_of_all(event_id: UUID) -> Iterator[SessionFacts]:
    """Every session of the draft. Three statements."""
    contributions, on_stage = _by_session(_CONTRIBUTIONS, event_id), _by_session(_ON_STAGE, event_id)
    for row in db.session.execute(_SESSIONS.where(Session.event_id == event_id)):
        yield _facts(row, contributions.get(row.id, ()), on_stage.get(row.id, ()))


def _by_session(columns: Select[*tuple[Any, ...]], event_id: UUID) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in db.session.execute(columns.where(Session.event_id == event_id)):
        found[row.session_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft as it was when somebody read it: its revision, the mark of its frame, the version that it would replace,
    what of it a publish makes public, and what is news by that."""

    revision: int
    frame: str
    before_id: UUID | None
    structure: Structure
    news: AllNews

    def is_of(self, revision: int, frame: str, before_id: UUID | None) -> bool:
        """Whether it is still what it was."""
        return (self.revision, self.frame, self.before_id) == (revision, frame, before_id)


def read_draft(event_id: UUID) -> ReadDraft:
    """The draft, to be published in a moment: to read it takes longer than anybody should keep others from writing.

    The revision is read before what it is the revision of: a change that comes between makes it an old one.
    """
    revision, before_id = agenda_state(event_id).draft_revision, version_now(event_id)
    frame, before = mark_of_frame(event_id), structure_of(before_id) if before_id is not None else None
    structure = to_publish(before, draft_of(event_id))
    return ReadDraft(revision, frame, before_id, structure, find_news(before, structure))


def _rooms(event_id: UUID) -> tuple[RoomFacts, ...]:
    return tuple(RoomFacts(room.id, room.name, room.capacity, room.note, room.source_id) for room in rooms_of(event_id))


def _frame_of(event_id: UUID) -> list[Any]:
    """What a version would say of the event if it were published now, in the order of `FRAME`."""
    event = db.session.get_one(Event, event_id)
    structure = Structure(
        zone=event.zone,
        day_turns_at=event.day_turns_at,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        rooms=_rooms(event_id),
    )
    plain = structure.to_json()
    return [plain[name] for name in FRAME]


def mark_of_frame(event_id: UUID) -> str:
    """A mark of what stands in a version and is no matter of the draft: days, zone, rooms."""
    return mark_of({"frame": _frame_of(event_id)})


def difference_of(event_id: UUID) -> Difference:
    """What publishing the draft now would change for those who read the agenda."""
    now_shown = published(event_id)
    before = now_shown.structure if now_shown else None
    return compare(before, to_publish(before, draft_of(event_id)))


def draft_and_restored(event_id: UUID, version: Structure) -> tuple[Structure, Structure]:
    """The draft as it is now, and as it is once a version is brought back into it."""
    draft = draft_of(event_id)
    shown = db.session.scalars(select(Session.id).where(Session.event_id == event_id, Session.was_published))
    return draft, restored(draft, version, names_of_people(version.person_ids()).keys(), frozenset(shown))


def tracks_of(event_id: UUID) -> list[Track]:
    """The tracks of the draft, in their order. One statement."""
    return list(
        db.session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.name))
    )


def is_track_called(event_id: UUID, name: str, *, but: UUID | None = None) -> bool:
    """Whether the draft has a track of this name (other than `but`). Capital letters make no other name: nobody tells
    “Plenary” from “plenary” in an agenda. One statement."""
    known = db.session.execute(select(Track.id, Track.name).where(Track.event_id == event_id))
    return any(track_id != but and other.casefold() == name.casefold() for track_id, other in known)


def sessions_of(event_id: UUID) -> Select[Session]:
    """Every session of the draft with its contributions and people: three statements when it is run."""
    return (
        select(Session)
        .where(Session.event_id == event_id)
        .options(selectinload(Session.contributions), selectinload(Session.on_stage))
    )


def sessions_in_room(room_id: UUID) -> int:
    """How many sessions of the draft stand in a room, the withdrawn among them. One statement."""
    return db.session.scalar(select(func.count(Session.id)).where(Session.room_id == room_id)) or 0


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What a session says itself of what may be told of it, and whether it is recorded."""

    code: str
    title: str
    language: str
    attribution: Attribution | None
    do_not_record: bool | None


def sessions_with_rules_of_their_own(event_id: UUID) -> list[OwnRules]:
    """The sessions of the draft that say anything of it, in their order. One statement."""
    own = or_(Session.attribution.is_not(None), Session.do_not_record.is_(False))
    rows = db.session.execute(
        select(Session.code, Session.title, Session.language, Session.attribution, Session.do_not_record)
        .where(Session.event_id == event_id, Session.withdrawn_at.is_(None), own)
        .order_by(Session.number)
    )
    return [OwnRules(*row) for row in rows]


def session_by_code(event_id: UUID, code: str) -> Session | None:
    """A session of the draft by its code, with its contributions and people. Three statements."""
    return db.session.scalar(sessions_of(event_id).where(Session.code == code))


def session_id_with(event_id: UUID, code: str) -> UUID | None:
    """Which session has this code; a code is kept for ever. One statement."""
    return db.session.scalar(select(Session.id).where(Session.event_id == event_id, Session.code == code))


def names_of_sessions(event_id: UUID, session_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Code and title of these sessions of the draft; those that are not the event's are left out. One statement."""
    rows = db.session.execute(
        select(Session.id, Session.code, Session.title)
        .where(Session.event_id == event_id, Session.id.in_(session_ids))
        .order_by(Session.number)
    )
    return {row.id: (row.code, row.title) for row in rows}


def copies_of_sessions(event_id: UUID, copy_id: UUID) -> dict[UUID, UUID]:
    """Which session of an agenda that was copied just now (`copy_agenda`) is which of the old one. Two statements.

    Both stand in the order of their numbers; the copy left the withdrawn out. {}: no agenda was copied.
    """
    standing = [
        list(
            db.session.scalars(
                select(Session.id)
                .where(Session.event_id == each, Session.withdrawn_at.is_(None))
                .order_by(Session.number)
            )
        )
        for each in (event_id, copy_id)
    ]
    return dict(zip(*standing, strict=True)) if standing[1] else {}


def structures_at(event_id: UUID, instants: Collection[datetime]) -> dict[datetime, Structure]:
    """The agenda that was public at these instants; left out are those from which on nothing has changed, and those
    before there was one. Two statements, one where nothing has changed."""
    published = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.published_at)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number)
    ).all()
    begins = [row.published_at for row in published]
    at = {each: bisect_right(begins, each) - 1 for each in instants}
    of = {each: published[number].id for each, number in at.items() if 0 <= number < len(published) - 1}
    if not of:
        return {}
    kept = db.session.execute(
        select(AgendaVersion.id, AgendaVersion.structure).where(AgendaVersion.id.in_(set(of.values())))
    )
    structures = {row.id: Structure.from_json(row.structure) for row in kept}
    return {each: structures[version_id] for each, version_id in of.items()}


def log_rows_of(
    event_id: UUID, asked: Mapping[str, Collection[UUID]]
) -> tuple[list[tuple[UUID, str, str]], list[tuple[UUID, str]], dict[UUID, int]]:
    """Of the rows that lines of the log are about: sessions (id, title, code), tracks and people (id, name), versions
    (their numbers). A statement for each kind that is asked for."""
    sessions = select(Session.id, Session.title, Session.code).where(
        Session.event_id == event_id, Session.id.in_(asked.get("session_id", ()))
    )
    tracks = select(Track.id, Track.name).where(Track.event_id == event_id, Track.id.in_(asked.get("track_id", ())))
    versions = select(AgendaVersion.id, AgendaVersion.number).where(
        AgendaVersion.event_id == event_id, AgendaVersion.id.in_(asked.get("version_id", ()))
    )
    return (
        [(row[0], row[1], row[2]) for row in db.session.execute(sessions)] if asked.get("session_id") else [],
        [
            *((row[0], row[1]) for row in (db.session.execute(tracks) if asked.get("track_id") else ())),
            *names_of_people(asked.get("person_id", ())).items(),
        ],
        {row[0]: row[1] for row in db.session.execute(versions)} if asked.get("version_id") else {},
    )


def facts_of(session: Session) -> SessionFacts:
    """What a row of the draft says, as a structure holds it."""
    return _facts(session, session.contributions, session.on_stage)


def _facts(session: Any, contributions: Iterable[Any], on_stage: Iterable[Any]) -> SessionFacts:
    """The same of rows, or of their columns, whose names are the same."""
    people: dict[UUID | None, list[OnStage]] = defaultdict(list)
    for one in on_stage:
        people[one.contribution_id].append(OnStage(one.person_id, one.role, one.affiliation))
    return SessionFacts(
        **{name: getattr(session, name) for name in COLUMNS},
        links=tuple(LinkFacts(**link) for link in session.links),
        interpretation=tuple(session.interpretation),
        is_withdrawn=session.withdrawn_at is not None,
        people=tuple(people[None]),
        contributions=tuple(
            ContributionFacts(each.id, each.title, each.abstract, each.minutes, tuple(people[each.id]))
            for each in contributions
        ),
    )


#: Of a session, what its form holds as it is kept.
SAID_IN_WORDS = (
    "title",
    "subtitle",
    "language",
    "abstract",
    "description",
    "recording_license",
    "access_note",
    "content_note",
)


def said_of_session(facts: SessionFacts, names: Mapping[UUID, str]) -> dict[str, object]:
    """What organisers say of a session, by the names of the form's fields; `names` are those of its people.

    Not that it is withdrawn, nor its materials: whoever edits it loses nothing by these.
    """
    return {
        **{name: getattr(facts, name) for name in (*SAID_IN_WORDS, "minutes", "interpretation")},
        **said_of_place(facts),
        "format": facts.format.value,
        "track": str(facts.track_id or ""),
        "recording": {None: NOTHING_SAID, False: RECORDED, True: NOT_RECORDED}[facts.do_not_record],
        "attribution": facts.attribution.value if facts.attribution else AS_THE_EVENT,
        "people": [
            (names.get(one.person_id, ""), one.role, one.affiliation, part)
            for part, people in [(None, facts.people), *enumerate(each.people for each in facts.contributions)]
            for one in people
        ],
        "contributions": [(each.title, each.abstract, each.minutes) for each in facts.contributions],
        "links": [(each.title, each.url, each.kind, each.type) for each in facts.links],
    }


def said_of_place(facts: SessionFacts) -> dict[str, object]:
    """The same of its time and room alone."""
    return {
        "day": facts.day.isoformat() if facts.day else "",
        "starts": facts.starts_local.time() if facts.starts_local else None,
        "room": str(facts.room_id or ""),
        "second_hour": bool(facts.fold),
    }


def said_of_slot(facts: SessionFacts) -> dict[str, object]:
    """The same, and how long it lasts: what a grid shows of it by its place and its height."""
    return {**said_of_place(facts), "minutes": facts.minutes}


def sessions_named(event_id: UUID, text: str) -> Select[Session]:
    """Sessions of the draft with each word of `text` in their title, or with this code; the withdrawn last."""
    return (
        select(Session)
        .where(Session.event_id == event_id, or_(has_words(text, Session.title), Session.code == text.upper()))
        .order_by(Session.withdrawn_at.is_not(None), Session.starts_local, Session.title)
    )


def said_of_track(track: Track | TrackFacts) -> dict[str, object]:
    """What organisers say of a track, by the names of the form's fields."""
    return {"name": track.name, "dye": track.dye.value}
