from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from convene.database import INTERNAL, PUBLIC, Base, Key, WallTime, personal, word_of
from convene.events.catalogue import Attribution, Dye
from convene.leases import Leased
from convene.programme.catalogue import (
    LONGEST,
    Available,
    Format,
    MaterialKind,
    Presence,
    ProposalState,
    Reach,
    RuleKind,
    StageAnswer,
    StageRole,
    StageState,
)
from convene.programme.catalogue import Interest as KindOfInterest
from convene.programme.rules.asking import state_on_stage


class Track(Base):
    """A thread of sessions through the agenda, known by name, letter and dye."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST.track), info=PUBLIC)
    dye: Mapped[Dye] = mapped_column(word_of(Dye), info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0)


class Session(Base):
    """One session of the draft. What the public sees is in the published version, not here."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "number"),
        Index("uq_session_event_id_source_id", "event_id", "source_id", unique=True),
        CheckConstraint("minutes > 0", name="lasts"),
        CheckConstraint("(starts_local IS NULL) = (day IS NULL)", name="has_day_with_its_time"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: Six of 0-9A-Z, random: its address, /e/<slug>/sessions/<code>. Kept for ever.
    code: Mapped[str] = mapped_column(String(6), info=PUBLIC)
    #: Its number within the event, for formats that want a number. Kept for ever.
    number: Mapped[int]
    #: Its guid in the file that it came from; exports give it back.
    source_id: Mapped[str | None] = mapped_column(String(200), info=INTERNAL)
    format: Mapped[Format] = mapped_column(word_of(Format), info=PUBLIC)
    #: The word for its format where it came from ("lecture"), given back by exports.
    source_type: Mapped[str] = mapped_column(String(LONGEST.type), default="", info=PUBLIC)
    title: Mapped[str] = mapped_column(String(LONGEST.title), info=PUBLIC)
    subtitle: Mapped[str] = mapped_column(String(LONGEST.subtitle), default="", info=PUBLIC)
    abstract: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    language: Mapped[str] = mapped_column(String(LONGEST.language), default="", info=PUBLIC)
    track_id: Mapped[UUID | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"), index=True)
    #: The day of the agenda that it stands in: the evening before for 00:30. None with `starts_local`: not placed.
    day: Mapped[date | None]
    starts_local: Mapped[datetime | None] = mapped_column(WallTime)
    #: 1 where the second of the two equal hours of an autumn night is meant.
    fold: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int]
    #: Links and attachments: [{"title": ..., "url": ..., "kind": "link" | "attachment", "type": ...}].
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, info=PUBLIC)
    recording_license: Mapped[str] = mapped_column(String(LONGEST.recording_license), default="", info=PUBLIC)
    do_not_record: Mapped[bool | None]
    #: Codes of the languages into which it is interpreted: ["th", "km"].
    interpretation: Mapped[list[str]] = mapped_column(JSON, default=list, info=PUBLIC)
    #: How people can take part: "captions, step-free, hearing loop".
    access_note: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    #: What it speaks of that some would rather know before.
    content_note: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    #: None: as the event says.
    attribution: Mapped[Attribution | None] = mapped_column(word_of(Attribution), info=PUBLIC)
    #: What its place must be like (`conditions.PlaceWishes`): for organisers, and in no version.
    #: It keeps its place when an agenda is proposed.
    is_pinned: Mapped[bool] = mapped_column(default=False)
    #: What its room must have (`RoomFeature`), and how many seats at least.
    needs: Mapped[list[str]] = mapped_column(JSON, default=list, info=INTERNAL)
    seats: Mapped[int | None]
    #: The days on which it may be, ["2027-03-04"]; none: any. And on the wall, from when until when.
    on_days: Mapped[list[str]] = mapped_column(JSON, default=list, info=INTERNAL)
    not_before: Mapped[time | None]
    not_after: Mapped[time | None]
    #: Whether a version with it was ever published: then it can be withdrawn, not deleted.
    was_published: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    contributions: Mapped[list["Contribution"]] = relationship(
        order_by="Contribution.position", cascade="all, delete-orphan", passive_deletes=True
    )
    on_stage: Mapped[list["PersonOnStage"]] = relationship(
        order_by="PersonOnStage.position", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def ends_local(self) -> datetime | None:
        """The wall time at which it ends, as if no clock were changed in between (`programme.structure.instant_of`)."""
        return self.starts_local + timedelta(minutes=self.minutes) if self.starts_local else None


class Contribution(Base):
    """One of several talks or demonstrations inside a session."""

    __tablename__ = "contribution"

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300), info=PUBLIC)
    abstract: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    minutes: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class PersonOnStage(Base):
    """Somebody who has a role in a session, or in one contribution of it."""

    __tablename__ = "person_on_stage"
    __table_args__ = (UniqueConstraint("session_id", "contribution_id", "person_id", "role"),)

    id: Mapped[Key]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[UUID | None] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[StageRole] = mapped_column(word_of(StageRole), info=PUBLIC)
    #: For whom they speak here, as it shall stand behind the name.
    affiliation: Mapped[str] = mapped_column(
        String(LONGEST.affiliation), default="", info=personal("affiliation", until="the person is erased")
    )
    position: Mapped[int] = mapped_column(default=0)


class AgendaRule(Base):
    """What several sessions of a draft have to do with each other: their order, one room, not at the same time."""

    __tablename__ = "agenda_rule"
    __table_args__ = (CheckConstraint("gap >= 0", name="leaves_time"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RuleKind] = mapped_column(word_of(RuleKind), info=INTERNAL)
    #: Minutes that must lie at least between the end of one and the beginning of the next; for an order only.
    gap: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    members: Mapped[list["AgendaRuleMember"]] = relationship(
        order_by="AgendaRuleMember.position", cascade="all, delete-orphan", passive_deletes=True
    )


class AgendaRuleMember(Base):
    """A session that a rule speaks of. One whose sessions are gone but one says nothing any more."""

    __tablename__ = "agenda_rule_member"

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_rule.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]


class Material(Base):
    """Slides, a handout, notes, a link or a recording of a session. It is no part of a version: it shows at once."""

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint("(url IS NULL) <> (file_id IS NULL)", name="is_a_link_or_a_file"),
        CheckConstraint("(available = 'at a time') = (available_local IS NOT NULL)", name="has_a_time_if_it_says_so"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    #: The one contribution that it is of; none: of the whole session.
    contribution_id: Mapped[UUID | None] = mapped_column(ForeignKey("contribution.id", ondelete="SET NULL"))
    kind: Mapped[MaterialKind] = mapped_column(word_of(MaterialKind), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    url: Mapped[str | None] = mapped_column(String(2000), info=PUBLIC)
    #: A file of `files`, owned by this row: who may fetch it is asked here, each time.
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)
    size: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(40), default="", info=PUBLIC)
    reach: Mapped[Reach] = mapped_column(word_of(Reach), info=INTERNAL)
    available: Mapped[Available] = mapped_column(word_of(Available), info=INTERNAL)
    #: The wall time, in the zone of the event, from which on it can be fetched.
    available_local: Mapped[datetime | None] = mapped_column(WallTime)
    added_by: Mapped[str] = mapped_column(String(60), info=personal("who acted", until="the event is deleted"))
    #: The person on stage who gave it, if it was one.
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    #: Who hid it: what an organiser has hidden, the person on stage who gave it does not show again.
    hidden_by: Mapped[str] = mapped_column(
        String(60), default="", info=personal("who acted", until="the event is deleted")
    )


class PersonSource(Base):
    """Which person of a file is which person here, so that a second import knows them again. One row for each way
    in which files name them."""

    __tablename__ = "person_source"
    __table_args__ = (UniqueConstraint("event_id", "source_id"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: "guid:…", "id:…", "code:…", as the file names them; "name:…" where it gives nothing but a name.
    source_id: Mapped[str] = mapped_column(String(220), info=personal("name", until="the person is erased"))


class StageInvitation(Base):
    """What passes between an event and one person on its stage: asked when, answered what, and the link for it.

    The address is kept here and not with the person: organisers type it, and whose it is only an answer shows.
    """

    __tablename__ = "stage_invitation"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="is_answered_at_a_time"),
        CheckConstraint("link_version > 0", name="has_a_link"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    #: Where they are asked. Empty: the link can only be handed over.
    email: Mapped[str] = mapped_column(
        String(320), default="", info=personal("contact", until="the person is erased, or the event is deleted")
    )
    #: Raised to make every link that was given out before worthless.
    link_version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime | None]
    #: When they were reminded last, and how many mails have asked in all.
    reminded_at: Mapped[datetime | None]
    times_asked: Mapped[int] = mapped_column(default=0)
    answer: Mapped[StageAnswer | None] = mapped_column(
        word_of(StageAnswer), info=personal("answer", until="the person is erased, or the event is deleted")
    )
    answered_at: Mapped[datetime | None]
    #: Why they cannot, for the organisers only.
    note: Mapped[str] = mapped_column(
        String(300), default="", info=personal("answer", until="the person is erased, or the event is deleted")
    )
    #: What organisers added to the last mail that asked, as plain text: kept, so that the mail can go out once more.
    word: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    #: Their sessions come into their calendar by mail, once they are public, unless they want none.
    wants_calendar: Mapped[bool] = mapped_column(default=True)
    #: When they last changed by their link what is said of them.
    profile_changed_at: Mapped[datetime | None]

    @property
    def state(self) -> StageState:
        return state_on_stage(self.asked_at, self.answer)


UNTIL_ERASED = "the person is erased, or the event is deleted"
UNTIL_AFTER = "30 days after the event, or the person is erased, or the event is deleted"


class StageAvailability(Base):
    """When somebody on stage can be there and what they need, as they say it, or an organiser for them.

    A row of which `answered_at` is None says that they were asked, and no more.
    """

    __tablename__ = "stage_availability"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("(presence IS NULL) = (answered_at IS NULL)", name="is_answered_at_a_time"),
        CheckConstraint("(starts_on IS NULL) = (answered_at IS NULL)", name="is_answered_for_days"),
        CheckConstraint("(ends_on IS NULL) = (answered_at IS NULL)", name="is_answered_until_a_day"),
        CheckConstraint("arrives_at IS NULL OR arrives_on IS NOT NULL", name="arrives_on_a_day"),
        CheckConstraint("leaves_at IS NULL OR leaves_on IS NOT NULL", name="leaves_on_a_day"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    presence: Mapped[Presence | None] = mapped_column(word_of(Presence), info=personal("answer", until=UNTIL_ERASED))
    #: The days of the event when they answered: what they said holds for these, and for no others.
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    #: Of those who are there at some times: [[from, until], ...] on the wall of the event, in order, none touching.
    windows: Mapped[list[list[str]]] = mapped_column(JSON, default=list, info=personal("answer", until=UNTIL_ERASED))
    #: When they arrive and leave, on the wall of the event. A day without a time is the whole of it.
    arrives_on: Mapped[date | None]
    arrives_at: Mapped[time | None]
    leaves_on: Mapped[date | None]
    leaves_at: Mapped[time | None]
    #: What the room of their sessions must have: words of `events.catalogue.RoomFeature`.
    features: Mapped[list[str]] = mapped_column(JSON, default=list, info=personal("answer", until=UNTIL_AFTER))
    #: What else they need, for those who make the agenda.
    needs: Mapped[str] = mapped_column(Text, default="", info=personal("answer", until=UNTIL_AFTER))
    #: What they need to be able to take part, for those who read private answers.
    access_needs: Mapped[str] = mapped_column(Text, default="", info=personal("access need", until=UNTIL_AFTER))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(
        String(60), default="", info=personal("who acted", until="the event is deleted")
    )
    #: The last mail that asked for it, how many there were, and what organisers added to it.
    asked_at: Mapped[datetime | None]
    times_asked: Mapped[int] = mapped_column(default=0)
    word: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)


class Agenda(Base):
    """The state of an event's agenda: how often the draft changed, and which version is published."""

    __tablename__ = "agenda"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    #: Rises with every change of the draft; a publish names the one it saw.
    draft_revision: Mapped[int] = mapped_column(default=1)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_version.id"))
    #: The revision of the draft that was published last; equal to `draft_revision` while nothing was changed since.
    published_revision: Mapped[int | None]
    #: Rises when the people of a version are joined anew (a name changed, a person was erased).
    served_revision: Mapped[int] = mapped_column(default=1)
    #: Minutes that people need from one room to another, and from one building to another.
    walk_minutes: Mapped[int] = mapped_column(default=0)
    walk_between_buildings: Mapped[int] = mapped_column(default=0)
    #: By when those on stage shall have said when they can be there. None: no day is set, and nobody is reminded.
    availability_due_on: Mapped[date | None]


class AgendaVersion(Base):
    """What was published, for ever: times, titles, places, and the ids of people, not their names."""

    __tablename__ = "agenda_version"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(60), info=personal("who acted", until="the event is deleted"))
    #: What the organiser says about it: "One session was cancelled, one moved."
    note: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    #: The structure (`programme.structure.Structure` as JSON). Immutable.
    structure: Mapped[dict[str, Any]] = deferred(mapped_column(JSON, info=PUBLIC))
    #: The people in it by their ids, as they are shown: names, photos. Rewritten when a person changes or is erased.
    people: Mapped[dict[str, Any]] = deferred(
        mapped_column(JSON, info=personal("name", until="the person is erased: rewritten then"))
    )
    #: Whether everybody could read it: versions of an event that is a draft are for its organisers alone.
    was_public: Mapped[bool] = mapped_column(default=False)
    #: Which groups were told of it by mail (`catalogue.Group`), in which words of the organisers, and how many people.
    told_groups: Mapped[list[str]] = mapped_column(JSON, default=list, info=INTERNAL)
    told_word: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    told_count: Mapped[int] = mapped_column(default=0)


class AgendaProposal(Leased, Base):
    """An agenda that the solver was asked for: what was wished, how far it is, and what came of it."""

    __tablename__ = "agenda_proposal"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: `planning.Wishes` as JSON.
    wishes: Mapped[dict[str, Any]] = mapped_column(JSON, info=INTERNAL)
    state: Mapped[ProposalState] = mapped_column(word_of(ProposalState), info=INTERNAL)
    #: A mark of the question that it answers: one that has another mark by now needs another answer.
    mark: Mapped[str] = mapped_column(String(64), default="", info=INTERNAL)
    #: What it changes, and once it is used what stood there before: `services.proposing.Proposed` as JSON.
    places: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=INTERNAL)
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=INTERNAL)
    #: How good it is, by term of the score; or why there is none: {"message": ..., "sessions": [ids], "people": [ids]}.
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=INTERNAL)


class DayShift(Base):
    """A day of the draft was said to be late, or early, and what was moved by that, so that it can be taken back."""

    __tablename__ = "day_shift"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    #: By how much, and what it began with; below 0: earlier.
    minutes: Mapped[int]
    from_session_id: Mapped[UUID | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"))
    is_everywhere: Mapped[bool]
    #: Each as `lateness.KeptMove` has it.
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=INTERNAL)
    #: Whether readers were shown it in the same moment.
    was_published: Mapped[bool]
    #: Whom it was told by mail (`Group`), so that they hear of it too when it is taken back.
    told: Mapped[list[str]] = mapped_column(JSON, default=list, info=INTERNAL)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60), info=personal("who acted", until="the event is deleted"))
    taken_back_at: Mapped[datetime | None]


class AgendaReader(Base):
    """A browser that has starred something at an event. Who sits before it is not known, and not asked.

    Its cookie and its links hold this id, signed (`web.signed_links`): the table opens nothing to whoever reads it.
    """

    __tablename__ = "agenda_reader"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class Interest(Base):
    """What a reader wants of a session: a star."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("reader_id", "session_id", "kind"),)

    id: Mapped[Key]
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_reader.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    kind: Mapped[KindOfInterest] = mapped_column(word_of(KindOfInterest), info=INTERNAL)
    created_at: Mapped[datetime]
