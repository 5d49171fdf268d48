from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, PUBLIC, Base, Key, personal, word_of
from convene.events.catalogue import (
    LONGEST_BUILDING,
    LONGEST_ROOM,
    LONGEST_ROOM_NOTE,
    LONGEST_TITLE,
    PUBLIC_STATES,
    Dye,
    Kind,
    Mode,
    PartnerRole,
    Relation,
    Sensitivity,
    State,
    Visibility,
)
from convene.events.rules import mode_of, span_in_calendars

DAY_TURNS_AT = time(4)


class Series(Base):
    """Events of a team that belong together, edition after edition. Its page is public once one of them is."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("slug"), UniqueConstraint("team_id", "title"))

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    #: Its address, /series/<slug>/.
    slug: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    #: One or two sentences below the title.
    summary: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    dye: Mapped[Dye] = mapped_column(word_of(Dye), default=Dye.PETROL, info=PUBLIC)
    language: Mapped[str] = mapped_column(String(12), default="en", info=PUBLIC)
    #: What is known of the next edition before there is an event: "Spring 2027, the place is chosen in March".
    next_edition: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Event(Base):
    """One convening."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("edition IS NULL OR series_id IS NOT NULL", name="is_an_edition_of_a_series"),
        CheckConstraint("(cancelled_at IS NULL) = (state_before IS NULL)", name="knows_what_it_was"),
        CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name="is_cancelled_since"),
        Index("ix_event_state_visibility_starts_on", "state", "visibility", "starts_on"),
        Index("uq_event_series_id_edition", "series_id", "edition", unique=True),
    )

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    #: Its address, /e/<slug>/. Never changes once the event was published.
    slug: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    kind: Mapped[Kind] = mapped_column(word_of(Kind), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), info=PUBLIC)
    #: One sentence below the title.
    summary: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    #: What the convening is for, one aim a line.
    aims: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    #: When people come on the first day and go on the last, on the wall. None: not said yet.
    from_time: Mapped[time | None]
    until_time: Mapped[time | None]
    zone: Mapped[str] = mapped_column(String(60), info=PUBLIC)
    #: A night past midnight belongs to the evening before until this time on the wall.
    day_turns_at: Mapped[time] = mapped_column(default=DAY_TURNS_AT)
    place: Mapped[str] = mapped_column(String(200), default="", info=PUBLIC)
    address: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    #: How one comes there, in Markdown, and what those need to know who cannot take every way.
    directions: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    access: Mapped[str] = mapped_column(String(300), default="", info=PUBLIC)
    map_link: Mapped[str] = mapped_column(String(2000), default="", info=PUBLIC)
    #: A page elsewhere about the event or its venue.
    website: Mapped[str] = mapped_column(String(2000), default="", info=PUBLIC)
    #: Where to join online. Given to those who have a place, never on a page or in a file for everybody.
    join_url: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    #: Where people's questions go. On public pages and in mails, so it is an office's address rather than a person's.
    contact_email: Mapped[str] = mapped_column(
        String(320), default="", info=personal("contact", until="the event is deleted")
    )
    #: How much care it takes of those who come. Loosened only by two (`services.caring`).
    sensitivity: Mapped[Sensitivity] = mapped_column(word_of(Sensitivity), default=Sensitivity.OPEN, info=PUBLIC)
    #: To whom people turn whom something worries, as they want to be named in public.
    safeguarding_name: Mapped[str] = mapped_column(
        String(200), default="", info=personal("name", until="the event is deleted")
    )
    safeguarding_contact: Mapped[str] = mapped_column(
        String(320), default="", info=personal("contact", until="the event is deleted")
    )
    visibility: Mapped[Visibility] = mapped_column(word_of(Visibility), default=Visibility.PUBLIC, info=PUBLIC)
    state: Mapped[State] = mapped_column(word_of(State), default=State.DRAFT, info=PUBLIC)
    #: People are asked to keep these days free, and nothing is certain yet: entries in calendars are tentative.
    is_held: Mapped[bool] = mapped_column(default=False)
    #: Since when it is cancelled, also where it was archived since; why, in the organisers' words, as everybody reads
    #: them; and the state that it goes back to where it takes place after all.
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    state_before: Mapped[State | None] = mapped_column(word_of(State), info=INTERNAL)
    dye: Mapped[Dye] = mapped_column(word_of(Dye), default=Dye.PETROL, info=PUBLIC)
    language: Mapped[str] = mapped_column(String(12), default="en", info=PUBLIC)
    #: The series that it belongs to, and which edition it is there, counted from 1.
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("series.id"), index=True)
    edition: Mapped[int | None]
    #: Rises with every change of what its public pages show (see `web.serving`).
    revision: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def is_public(self) -> bool:
        """Whether strangers may open its pages."""
        return self.state in PUBLIC_STATES

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None

    @property
    def is_online(self) -> bool:
        """Whether people can take part from elsewhere."""
        return bool(self.join_url) or self.kind is Kind.WEBINAR

    @property
    def mode(self) -> Mode:
        """How people take part: there, from elsewhere, or both."""
        return mode_of(self.place or self.address, self.join_url, is_webinar=self.kind is Kind.WEBINAR)

    @property
    def where(self) -> str:
        """Its place and address on one line, for calendars and cards."""
        return ", ".join(part for part in (self.place, self.address) if part)

    @property
    def has_hours(self) -> bool:
        """Whether it says when people come."""
        return self.from_time is not None

    @property
    def span_in_calendars(self) -> tuple[datetime, datetime]:
        """From when to when it stands in calendars as one entry, on the wall."""
        return span_in_calendars(self.starts_on, self.ends_on, self.from_time, self.until_time, self.zone)

    @property
    def lasts_one_day(self) -> bool:
        return self.starts_on == self.ends_on


class LooseningAsked(Base):
    """That an event shall take less care waits for a second organiser. One an event; asking again replaces it."""

    __tablename__ = "loosening_asked"
    __table_args__ = (UniqueConstraint("event_id"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: Who asked, and so cannot confirm.
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    sensitivity: Mapped[Sensitivity] = mapped_column(word_of(Sensitivity), info=INTERNAL)
    asked_at: Mapped[datetime]


class Room(Base):
    """A room of an event."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_ROOM), info=PUBLIC)
    capacity: Mapped[int | None]
    #: What people need to know of it: "captions, step-free".
    note: Mapped[str] = mapped_column(String(LONGEST_ROOM_NOTE), default="", info=PUBLIC)
    #: What it has (`RoomFeature`), for sessions that need it.
    features: Mapped[list[str]] = mapped_column(JSON, default=list, info=PUBLIC)
    #: The building that it is in, where an event has several: people walk longer from one to another.
    building: Mapped[str] = mapped_column(String(LONGEST_BUILDING), default="", info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0)
    #: Its guid in the file that it came from.
    source_id: Mapped[str | None] = mapped_column(String(200), info=INTERNAL)


class Partner(Base):
    """Who stands behind an event beside its team, in a role: host, supporter, venue."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("event_id", "role", "name"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role: Mapped[PartnerRole] = mapped_column(word_of(PartnerRole), info=PUBLIC)
    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    website: Mapped[str] = mapped_column(String(2000), default="", info=PUBLIC)
    #: Its logo, a picture of the feature "partners" (`files`).
    logo_file_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(default=0)


class LinkedEvent(Base):
    """Another event that this one follows, precedes, or is held on the margins of: ours, or one elsewhere."""

    __tablename__ = "linked_event"
    __table_args__ = (
        CheckConstraint("other_event_id IS NULL OR other_event_id <> event_id", name="is_not_itself"),
        CheckConstraint("other_event_id IS NOT NULL OR title <> ''", name="says_which"),
        UniqueConstraint("event_id", "other_event_id"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: What this event does to the other one: "this event follows it".
    relation: Mapped[Relation] = mapped_column(word_of(Relation), info=PUBLIC)
    #: One of ours. Its title and days are its own; those below are for an event elsewhere.
    other_event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="", info=PUBLIC)
    website: Mapped[str] = mapped_column(String(2000), default="", info=PUBLIC)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
