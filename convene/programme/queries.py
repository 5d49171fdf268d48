from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import selectinload

from convene.clock import now
from convene.database import db, folded
from convene.events.catalogue import PUBLIC_STATES, Attribution, Sensitivity, State
from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.events.rules import SHOWS_PHOTOS, is_over
from convene.files.queries import bytes_owned_by, has_file
from convene.people.models import Person
from convene.programme.catalogue import (
    AS_THE_EVENT,
    NOT_RECORDED,
    NOTHING_SAID,
    RECORDED,
    Available,
    Reach,
    StageAnswer,
)
from convene.programme.models import (
    Agenda,
    AgendaReader,
    AgendaVersion,
    Interest,
    Material,
    PersonOnStage,
    PersonSource,
    Session,
    StageInvitation,
    Track,
)
from convene.programme.rules import NEVER, Difference, Terms, compare, letters_for, may_fetch, opens_at, to_publish
from convene.programme.structure import (
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
from convene.web.signed_links import Link


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody on stage, as pages show them. The last three are how schedule files name them."""

    id: UUID
    name: str
    affiliation: str = ""
    biography: str = ""
    photo_file_id: UUID | None = None
    guid: str | None = None
    number: int | None = None
    code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As the served form of a version keeps it."""
        photo = str(self.photo_file_id) if self.photo_file_id else None
        return {**asdict(self), "id": str(self.id), "photo_file_id": photo}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ShownPerson":
        photo = kept.get("photo_file_id")  # a version that was published before there were photos names none
        return cls(**{**kept, "id": UUID(kept["id"]), "photo_file_id": UUID(photo) if photo else None})


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the agenda with everything that is needed to show it."""

    number: int
    published_at: datetime
    note: str
    structure: Structure
    people: dict[UUID, ShownPerson]

    def as_shown(self, sensitivity: Sensitivity) -> "Published":
        """The same without pictures of people, where the event's profile shows none."""
        if sensitivity in SHOWS_PHOTOS:
            return self
        return replace(self, people={key: replace(one, photo_file_id=None) for key, one in self.people.items()})


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of them."""

    number: int
    published_at: datetime
    published_by: str
    note: str
    is_current: bool


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


@dataclass(frozen=True, slots=True)
class PublicRow:
    """What is true of an event and its agenda now, in one small row: the state of every published page.

    `version_id` is None while no version was published; then there is no agenda to show.
    """

    event_id: UUID
    team_id: UUID
    state: State
    revision: int
    version_id: UUID | None
    served_revision: int
    sensitivity: Sensitivity
    ends_on: date
    day_turns_at: time
    zone: str

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def is_over(self) -> bool:
        return is_over(self.ends_on, self.day_turns_at, self.zone, now())

    def state_of_page(self, page: str) -> tuple[str, ...]:
        """Everything that a page for all depends on, as the state that `web.serving.served` wants."""
        # Once it is over pages ask for no stars and offer no registration: no change of the database says when.
        return (page, str(self.event_id), self.state, str(self.revision), str(self.version_id),
                str(self.served_revision), str(self.is_over))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionAt:
    """A published session, as features above are asked about it (`web.panels.Place.SESSION`)."""

    event: Event
    session_id: UUID
    code: str


# --- what is public ---------------------------------------------------------------------------------------------


# Written once: to build it anew took a third of the time of an answer that nothing has changed (304).
_ROW_AT_ADDRESS = (
    select(
        Event.id,
        Event.team_id,
        Event.state,
        Event.revision,
        Agenda.version_id,
        func.coalesce(Agenda.served_revision, 0),
        Event.sensitivity,
        Event.ends_on,
        Event.day_turns_at,
        Event.zone,
    )
    .outerjoin(Agenda, Agenda.event_id == Event.id)
    .where(Event.slug == bindparam("slug"))
)


def public_row(slug: str) -> PublicRow | None:
    """The row of the event at an address, whatever its state. One statement of columns."""
    row = db.session.execute(_ROW_AT_ADDRESS, {"slug": slug}).one_or_none()
    return PublicRow(*tuple(row)) if row else None


def published(event_id: UUID) -> Published | None:
    """The version of the agenda that everybody sees now. One statement."""
    return _served(
        select(AgendaVersion.number, AgendaVersion.published_at, AgendaVersion.note, AgendaVersion.served)
        .join(Agenda, Agenda.version_id == AgendaVersion.id)
        .where(Agenda.event_id == event_id)
    )


def version(event_id: UUID, number: int) -> Published | None:
    """An older version, or the present one, as it was published. One statement."""
    return _served(
        select(AgendaVersion.number, AgendaVersion.published_at, AgendaVersion.note, AgendaVersion.served).where(
            AgendaVersion.event_id == event_id, AgendaVersion.number == number
        )
    )


def version_id_of(event_id: UUID, number: int) -> UUID | None:
    """The row of a version."""
    return db.session.scalar(
        select(AgendaVersion.id).where(AgendaVersion.event_id == event_id, AgendaVersion.number == number)
    )


def versions_of(event_id: UUID) -> list[VersionLine]:
    """Every version, the latest first. One statement."""
    rows = db.session.execute(
        select(
            AgendaVersion.number,
            AgendaVersion.published_at,
            AgendaVersion.published_by,
            AgendaVersion.note,
            AgendaVersion.id == Agenda.version_id,
        )
        .join(Agenda, Agenda.event_id == AgendaVersion.event_id)
        .where(AgendaVersion.event_id == event_id)
        .order_by(AgendaVersion.number.desc())
    )
    return [VersionLine(number, at, by, note, bool(current)) for number, at, by, note, current in rows]


def _served(statement: Select[int, datetime, str, dict[str, Any]]) -> Published | None:
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    number, published_at, note, served = row
    people = {UUID(key): ShownPerson.from_json(person) for key, person in served["people"].items()}
    return Published(number, published_at, note, Structure.from_json(served["structure"]), people)


# --- stars -------------------------------------------------------------------------------------------------------


def is_reader(event_id: UUID, reader_id: UUID) -> bool:
    """Whether somebody with stars at this event is known by this id. One statement."""
    where = (AgendaReader.id == reader_id, AgendaReader.event_id == event_id)
    return db.session.scalar(select(AgendaReader.id).where(*where)) is not None


def reader_with(reader_id: UUID) -> tuple[str, int] | None:
    """The address of the event whose agenda a reader has, and the version of their calendar's link. One statement."""
    row = db.session.execute(
        select(Event.slug, AgendaReader.calendar_version)
        .join(AgendaReader, AgendaReader.event_id == Event.id)
        .where(AgendaReader.id == reader_id)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def stars_of(event_id: UUID, reader_id: UUID) -> dict[str, UUID]:
    """The sessions that a reader has starred at an event: their codes, and what they are. One statement."""
    rows = db.session.execute(
        select(Session.code, Session.id)
        .join(Interest, Interest.session_id == Session.id)
        .where(Session.event_id == event_id, Interest.reader_id == reader_id)
        .order_by(Session.code)
    )
    return {code: session_id for code, session_id in rows}  # noqa: C416, a Row is no tuple to mypy


def star_counts(event_id: UUID) -> dict[UUID, int]:
    """How many readers have starred each session of the draft; those without a star are left out. One statement."""
    rows = db.session.execute(
        select(Interest.session_id, func.count())
        .join(Session, Session.id == Interest.session_id)
        .where(Session.event_id == event_id)
        .group_by(Interest.session_id)
    )
    return {session_id: count for session_id, count in rows}  # noqa: C416, a Row is no tuple to mypy


def star_count(session_id: UUID) -> int:
    """How many readers have starred one session. One statement."""
    return db.session.scalar(select(func.count()).where(Interest.session_id == session_id)) or 0


def has_readers_unused_since(at: datetime) -> bool:
    """Whether a reader is kept for longer than was said. One statement."""
    return bool(db.session.scalar(select(exists().where(is_unused_since(at)))))


def is_unused_since(at: datetime) -> ColumnElement[bool]:
    """The condition: nothing was starred since, and the event is over. Who stars a year and a half ahead keeps it."""
    starred_since = exists().where(Interest.reader_id == AgendaReader.id, Interest.created_at >= at)
    is_coming = exists().where(Event.id == AgendaReader.event_id, Event.ends_on >= now().date())
    return and_(AgendaReader.created_at < at, ~starred_since, ~is_coming)


# --- the draft --------------------------------------------------------------------------------------------------


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
    people = db.session.scalar(select(func.count()).select_from(_needed(event_id).subquery()))
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
        sessions=in_agenda_order((facts_of(session) for session in db.session.scalars(sessions_of(event_id))), rooms),
    )


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
    people: dict[UUID | None, list[OnStage]] = defaultdict(list)
    for one in session.on_stage:
        people[one.contribution_id].append(OnStage(one.person_id, one.role, one.affiliation))
    return SessionFacts(
        id=session.id,
        code=session.code,
        number=session.number,
        source_id=session.source_id,
        format=session.format,
        source_type=session.source_type,
        title=session.title,
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        language=session.language,
        track_id=session.track_id,
        room_id=session.room_id,
        day=session.day,
        starts_local=session.starts_local,
        fold=session.fold,
        minutes=session.minutes,
        links=tuple(LinkFacts(**link) for link in session.links),
        recording_license=session.recording_license,
        do_not_record=session.do_not_record,
        interpretation=tuple(session.interpretation),
        access_note=session.access_note,
        content_note=session.content_note,
        attribution=session.attribution,
        is_withdrawn=session.withdrawn_at is not None,
        people=tuple(people[None]),
        contributions=tuple(
            ContributionFacts(each.id, each.title, each.abstract, each.minutes, tuple(people[each.id]))
            for each in session.contributions
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


# --- materials --------------------------------------------------------------------------------------------------


def materials_of(session_id: UUID) -> list[Material]:
    """Everything that is there for a session, hidden or not, in its order. One statement."""
    return list(
        db.session.scalars(
            select(Material).where(Material.session_id == session_id).order_by(Material.position, Material.created_at)
        )
    )


def materials_given_by(event_id: UUID, person_id: UUID) -> list[Material]:
    """What somebody on stage has added at an event, hidden or not. One statement."""
    return list(
        db.session.scalars(
            select(Material)
            .where(Material.event_id == event_id, Material.person_id == person_id)
            .order_by(Material.position, Material.created_at)
        )
    )


def material_of(event_id: UUID, material_id: UUID) -> Material | None:
    """A material of the event. One statement."""
    return db.session.scalar(select(Material).where(Material.id == material_id, Material.event_id == event_id))


def materials_for(event_id: UUID, shown: Published, reader: Reach, code: str | None = None) -> list[Material]:
    """What this reader can fetch now of all sessions of a published version, or of one. One statement."""
    of_id = {one.id: one for one in shown.structure.sessions if code is None or one.code == code}
    if code is not None and not of_id:
        return []
    rows = select(Material).where(Material.event_id == event_id).order_by(Material.position, Material.created_at)
    if code is not None:
        rows = rows.where(Material.session_id.in_(of_id))
    at, zone = now(), shown.structure.zone
    return [
        one for one in db.session.scalars(rows) if may_fetch(_terms(one), of_id.get(one.session_id), zone, reader, at)
    ]


def has_materials_for_registered(event_id: UUID) -> bool:
    """Whether anything is kept for those who are registered. One statement."""
    kept = (Material.event_id == event_id, Material.reach == Reach.REGISTERED, Material.hidden_at.is_(None))
    return bool(db.session.scalar(select(exists().where(*kept))))


def material_to_fetch(event: Event, material_id: UUID, reader: Reach) -> Material | None:
    """A material of the event, if this reader can fetch it now: its event is public, its session published and not
    withdrawn, and it is theirs and open. Two statements, and one more for each version."""
    material = material_of(event.id, material_id) if event.is_public else None
    if material is None:
        return None
    version_id = db.session.scalar(select(Agenda.version_id).where(Agenda.event_id == event.id))
    if version_id is None:
        return None
    zone, sessions = _times_of_version(version_id)
    return material if may_fetch(_terms(material), sessions.get(material.session_id), zone, reader, now()) else None


@lru_cache(maxsize=32)
def _times_of_version(version_id: UUID) -> tuple[str, Mapping[UUID, SessionFacts]]:
    """The zone of a version, and its sessions without their words and people: what `may_fetch` asks."""
    # A structure never changes: a room full of people who fetch slides at once has it read once.
    structure = Structure.from_json(
        db.session.execute(select(AgendaVersion.structure).where(AgendaVersion.id == version_id)).scalar_one()
    )
    return structure.zone, {
        one.id: replace(one, abstract="", description="", links=(), people=(), contributions=())
        for one in structure.sessions
    }


def opened_materials(row: PublicRow, code: str | None = None) -> int:
    """How many of the moments have passed at which a session, or any, shows more materials to everybody.

    Nothing in the database says when that is, so it is part of the state of pages that list them. At most two
    statements, for each state of the event.
    """
    if row.version_id is None:
        return 0
    moments = _moments_of_materials(row.event_id, row.version_id, row.served_revision, row.revision)
    of_these = [moments.get(code, ())] if code is not None else moments.values()
    return sum(bisect_right(each, now()) for each in of_these)


@lru_cache(maxsize=256)
def _moments_of_materials(
    event_id: UUID, _version_id: UUID, _served_revision: int, _revision: int
) -> Mapping[str, tuple[datetime, ...]]:
    # Read once for each state of the event: a change of materials raises its revision.
    return moments_of_materials(event_id)


def moments_of_materials(event_id: UUID) -> dict[str, tuple[datetime, ...]]:
    """For each session, by its code, when what everybody can fetch of it becomes more, in order. One statement, and
    one for the agenda where any material waits for a moment."""
    rows = db.session.scalars(
        select(Material).where(
            Material.event_id == event_id,
            Material.reach == Reach.EVERYBODY,
            Material.available != Available.AT_ONCE,
            Material.hidden_at.is_(None),
        )
    ).all()
    shown = published(event_id) if rows else None
    if shown is None:
        return {}
    of_id = {one.id: one for one in shown.structure.sessions}
    moments: dict[str, set[datetime]] = defaultdict(set)
    for one in rows:
        session = of_id.get(one.session_id)
        if session is not None and (at := opens_at(_terms(one), session, shown.structure.zone)) != NEVER:
            moments[session.code].add(at)
    return {code: tuple(sorted(found)) for code, found in moments.items()}


def materials_with_a_time(event_id: UUID) -> Select[Material]:
    """Materials of an event that can be fetched from a time on that is said of them."""
    return select(Material).where(Material.event_id == event_id, Material.available == Available.AT_A_TIME)


def count_materials_with_a_time(event_id: UUID) -> int:
    """How many those are. One statement."""
    return db.session.scalar(select(func.count()).select_from(materials_with_a_time(event_id).subquery())) or 0


def said_of_material(material: Material) -> dict[str, object]:
    """What is said of a material, by the names of the form's fields."""
    local = material.available_local
    return {
        "kind": material.kind.value,
        "title": material.title,
        "url": material.url,
        "language": material.language,
        "reach": material.reach.value,
        "available": material.available.value,
        "available_day": local.date() if local else None,
        "available_time": local.time() if local else None,
        "contribution": str(material.contribution_id or ""),
    }


def _terms(material: Material) -> Terms:
    return Terms(
        reach=material.reach,
        available=material.available,
        available_local=material.available_local,
        is_hidden=material.hidden_at is not None,
    )


# --- people -----------------------------------------------------------------------------------------------------


def sessions_named(event_id: UUID, text: str) -> Select[Session]:
    """Sessions of the draft with each word of `text` in their title, or with this code; the withdrawn last."""
    return (
        select(Session)
        .where(Session.event_id == event_id, or_(has_words(text, Session.title), Session.code == text.upper()))
        .order_by(Session.withdrawn_at.is_not(None), Session.starts_local, Session.title)
    )


def people_named(event_id: UUID, text: str) -> Select[Person]:
    """Those on stage in the draft with each word of `text` in name or affiliation, by name."""
    return (
        select(Person)
        .where(_is_in_draft(event_id), has_words(text, Person.display_name, Person.affiliation))
        .order_by(Person.display_name)
    )


def names_of_people(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people are called. One statement."""
    if not person_ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(person_ids)))
    return {person_id: name for person_id, name in rows}  # noqa: C416, a Row is no tuple to mypy


def said_of_person(person: Person) -> dict[str, object]:
    """What organisers say of somebody on stage, by the names of the form's fields."""
    return {"name": person.display_name, "affiliation": person.affiliation, "biography": person.biography}


def said_of_track(track: Track | TrackFacts) -> dict[str, object]:
    """What organisers say of a track, by the names of the form's fields."""
    return {"name": track.name, "dye": track.dye.value}


def people_on_stage(event_id: UUID) -> list[Person]:
    """Everybody who is on stage in the draft, by name. One statement."""
    return list(db.session.scalars(select(Person).where(_is_in_draft(event_id)).order_by(Person.display_name)))


def people_on_stage_or_shown(event_id: UUID) -> list[Person]:
    """The same with those who were taken off the draft and whom readers still see. Two statements."""
    served = db.session.scalar(
        select(AgendaVersion.served["people"])
        .join(Agenda, Agenda.version_id == AgendaVersion.id)
        .where(Agenda.event_id == event_id)
    )
    shown = [UUID(person_id) for person_id in served or ()]
    known = select(Person).where(or_(_is_in_draft(event_id), Person.id.in_(shown)))
    return list(db.session.scalars(known.order_by(Person.display_name)))


def _is_in_draft(event_id: UUID) -> ColumnElement[bool]:
    on_stage = select(PersonOnStage.person_id).join(Session).where(Session.event_id == event_id)
    return Person.id.in_(on_stage)


def _needed(event_id: UUID) -> Select[UUID]:
    return (
        select(PersonOnStage.person_id)
        .join(Session, Session.id == PersonOnStage.session_id)
        .where(Session.event_id == event_id, Session.withdrawn_at.is_(None))
        .distinct()
    )


def who_is_needed(event_id: UUID) -> set[UUID]:
    """Those who are on stage in a session of the draft that takes place: they alone are asked, reminded and counted.
    One statement."""
    return set(db.session.scalars(_needed(event_id)))


def is_needed(event_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is one of those. One statement."""
    return db.session.scalar(_needed(event_id).where(PersonOnStage.person_id == person_id)) is not None


def shown_people(event_id: UUID, person_ids: Iterable[UUID]) -> dict[UUID, ShownPerson]:
    """People as pages and files show them. Those who are gone are left out. Two statements."""
    ids = sorted(set(person_ids))
    sources: dict[UUID, dict[str, str]] = defaultdict(dict)
    for source in db.session.scalars(select(PersonSource).where(PersonSource.event_id == event_id)):
        kind, _, name = source.source_id.partition(":")
        sources[source.person_id].setdefault(kind, name)
    shown = {}
    for person in db.session.scalars(select(Person).where(Person.id.in_(ids))):
        known = sources[person.id]
        shown[person.id] = ShownPerson(
            id=person.id,
            name=person.display_name,
            affiliation=person.affiliation,
            biography=person.biography,
            photo_file_id=person.photo_file_id,
            guid=known.get("guid"),
            number=int(known["id"]) if "id" in known else None,
            code=known.get("code"),
        )
    return shown


def shows_person(person_id: UUID) -> ColumnElement[bool]:
    """Of a version: it shows this person."""
    return cast(AgendaVersion.served, Text).contains(str(person_id))


#: So many people are looked for in the text of a version; for more it is quicker to read every version of the team.
MOST_LOOKED_FOR = 50


def versions_showing(team_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The versions that show any of these people, by their events, which are of their team. One statement.

    Of many people every version of the team: which of them it shows stands in it.
    """
    versions = select(AgendaVersion.event_id, AgendaVersion.id).join(Event, Event.id == AgendaVersion.event_id)
    if len(person_ids) <= MOST_LOOKED_FOR:
        versions = versions.where(or_(false(), *map(shows_person, person_ids)))
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for event_id, version_id in db.session.execute(versions.where(Event.team_id == team_id).order_by(Event.id)):
        found[event_id].append(version_id)
    return found


def is_shown_to_everybody(person_id: UUID) -> bool:
    """Whether everybody sees a picture of somebody: the public agenda of an event of their team has them on stage,
    and the profile of that event allows pictures. One statement."""
    team_id = select(Person.team_id).where(Person.id == person_id).scalar_subquery()
    shown_at = (
        select(Event.id)
        .join(Agenda, Agenda.event_id == Event.id)
        .join(AgendaVersion, AgendaVersion.id == Agenda.version_id)
        .where(
            Event.team_id == team_id,
            Event.state.in_(PUBLIC_STATES),
            Event.sensitivity.in_(SHOWS_PHOTOS),
            shows_person(person_id),
        )
    )
    return db.session.scalar(shown_at.limit(1)) is not None


def events_with_person(person_id: UUID) -> list[Event]:
    """Every event that has somebody on stage, in its draft or in a version of its agenda. One statement."""
    in_draft = (
        select(Session.event_id)
        .join(PersonOnStage, PersonOnStage.session_id == Session.id)
        .where(PersonOnStage.person_id == person_id)
    )
    in_version = select(AgendaVersion.event_id).where(shows_person(person_id))
    team_id = select(Person.team_id).where(Person.id == person_id).scalar_subquery()
    return list(
        db.session.scalars(
            select(Event)
            .where(Event.team_id == team_id, or_(Event.id.in_(in_draft), Event.id.in_(in_version)))
            .order_by(Event.starts_on)
        )
    )


def is_on_stage(event_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is on stage at an event: in the draft, or in a version that people have seen."""
    in_draft = (
        select(PersonOnStage.id)
        .join(Session, Session.id == PersonOnStage.session_id)
        .where(Session.event_id == event_id, PersonOnStage.person_id == person_id)
    )
    in_version = select(AgendaVersion.id).where(AgendaVersion.event_id == event_id, shows_person(person_id))
    return any(db.session.scalar(where.limit(1)) is not None for where in (in_draft, in_version))


def person_on_stage(event_id: UUID, person_id: UUID) -> Person | None:
    """Somebody who is on stage at an event (`is_on_stage`): the team knows more people, who are not for its programme
    to change. Three statements."""
    return db.session.get(Person, person_id) if is_on_stage(event_id, person_id) else None


#: Whose files (`files`) pictures are of which somebody has yet to say which part is kept.
UNCUT = "people, uncut"


def uncut_photo_of(person_id: UUID) -> bytes | None:
    """The picture of which somebody has yet to say which part is kept. One statement."""
    return bytes_owned_by(UNCUT, person_id)


def has_uncut_photo(person_id: UUID) -> bool:
    """Whether there is one. One statement."""
    return has_file(UNCUT, person_id)


# --- who is meant by a name ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody of a name; the affiliation tells two of one name apart."""

    person_id: UUID
    affiliation: str


def namesakes_on_stage(event_id: UUID, names: Collection[str]) -> dict[str, list[Namesake]]:
    """Those of these names who stand on a stage of the event's team, at any of its events. One statement.

    "ana silva" is Ana Silva, unless there is somebody who is written just so.
    Nobody else whom the team knows: who registered is not for the programme to find out by typing names.
    """
    alike: dict[str, list[tuple[str, Namesake]]] = defaultdict(list)
    team_id = select(Event.team_id).where(Event.id == event_id).scalar_subquery()
    rows = db.session.execute(
        select(Person.id, Person.display_name, Person.affiliation)
        .where(
            Person.team_id == team_id,
            folded(Person.display_name).in_([folded(literal(name)) for name in names]),
            _is_on_a_stage(),
        )
        .order_by(Person.created_at)
    )
    for person_id, name, affiliation in rows:
        alike[name.casefold()].append((name, Namesake(person_id, affiliation)))
    found: dict[str, list[Namesake]] = {}
    for name in names:
        likely = alike[name.casefold()]
        found[name] = [one for known, one in likely if known == name] or [one for _known, one in likely]
    return found


def names_on_stages(team_id: UUID) -> list[str]:
    """The names of everybody on a stage of the team, at any of its events, each once. One statement."""
    return list(
        db.session.scalars(
            select(Person.display_name)
            .where(Person.team_id == team_id, _is_on_a_stage())
            .distinct()
            .order_by(Person.display_name)
        )
    )


def _is_on_a_stage() -> ColumnElement[bool]:
    return select(PersonOnStage.id).where(PersonOnStage.person_id == Person.id).exists()


# --- asked and answered -----------------------------------------------------------------------------------------


def invitations_of(event_id: UUID) -> dict[UUID, StageInvitation]:
    """What passed between an event and those on its stage, by person. One statement."""
    rows = db.session.scalars(select(StageInvitation).where(StageInvitation.event_id == event_id))
    return {row.person_id: row for row in rows}


def invitation_of(event_id: UUID, person_id: UUID) -> StageInvitation | None:
    """The same for one person. One statement."""
    return db.session.scalar(
        select(StageInvitation).where(StageInvitation.event_id == event_id, StageInvitation.person_id == person_id)
    )


def who_cannot(event_id: UUID) -> set[UUID]:
    """Those on stage who have said that they cannot be there. One statement."""
    return set(
        db.session.scalars(
            select(StageInvitation.person_id).where(
                StageInvitation.event_id == event_id, StageInvitation.answer == StageAnswer.DECLINED
            )
        )
    )


def count_answers(event_id: UUID) -> dict[StageAnswer, int]:
    """How many of those on stage have given each answer. One statement."""
    rows = db.session.execute(
        select(StageInvitation.answer, func.count())
        .where(StageInvitation.event_id == event_id, StageInvitation.answer.is_not(None))
        .group_by(StageInvitation.answer)
    )
    return {answer: count for answer, count in rows if answer is not None}


def said_of_address(invitation: StageInvitation | None) -> dict[str, object]:
    """Where somebody is asked, by the name of the form's field."""
    return {"email": invitation.email if invitation else ""}


@dataclass(frozen=True, slots=True)
class BehindALink:
    """Whom a personal link belongs to, and at which event."""

    invitation: StageInvitation
    person: Person
    event: Event


def behind_stage_link(link: Link) -> BehindALink | None:
    """Whom a signed link belongs to, or None: it was revoked. One statement."""
    return _behind(StageInvitation.id == link.id, StageInvitation.link_version == link.version)


def behind_invitation(invitation_id: UUID) -> BehindALink | None:
    """The same by its row, for a mail. One statement."""
    return _behind(StageInvitation.id == invitation_id)


def _behind(*which: ColumnElement[bool]) -> BehindALink | None:
    row = db.session.execute(
        select(StageInvitation, Person, Event)
        .join(Person, Person.id == StageInvitation.person_id)
        .join(Event, Event.id == StageInvitation.event_id)
        .where(*which)
    ).one_or_none()
    return BehindALink(row[0], row[1], row[2]) if row is not None else None


@dataclass(frozen=True, slots=True)
class Answers:
    """How those have answered who are needed. `waiting`: the names of those who have not confirmed."""

    people: int
    asked: int
    declined: int
    waiting: list[str]


def answers_of(event_id: UUID) -> Answers:
    """How those have answered who are needed (`who_is_needed`). One statement."""
    rows = db.session.execute(
        select(Person.display_name, StageInvitation.asked_at, StageInvitation.answer)
        .outerjoin(StageInvitation, and_(StageInvitation.person_id == Person.id, StageInvitation.event_id == event_id))
        .where(Person.id.in_(_needed(event_id)))
        .order_by(Person.display_name)
    ).all()
    return Answers(
        people=len(rows),
        asked=sum(asked_at is not None or answer is not None for _name, asked_at, answer in rows),
        declined=sum(answer is StageAnswer.DECLINED for _name, _asked_at, answer in rows),
        waiting=[name for name, _asked_at, answer in rows if answer is not StageAnswer.CONFIRMED],
    )
