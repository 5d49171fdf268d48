from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, PUBLIC, Base, Key, personal, word_of
from convene.events.catalogue import PUBLIC_STATES, Dye, Kind, State, Visibility

DAY_TURNS_AT = time(4)


class Event(Base):
    """One convening."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        Index("ix_event_state_visibility_starts_on", "state", "visibility", "starts_on"),
    )

    id: Mapped[Key]
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    #: Its address, /e/<slug>/. Never changes once the event was published.
    slug: Mapped[str] = mapped_column(String(80), info=PUBLIC)
    kind: Mapped[Kind] = mapped_column(word_of(Kind), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
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
    #: A page elsewhere about the event or its venue.
    website: Mapped[str] = mapped_column(String(2000), default="", info=PUBLIC)
    #: Where to join online. Given to those who have a place, never on a page or in a file for everybody.
    join_url: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    #: Where people's questions go. On public pages and in mails, so it is an office's address rather than a person's.
    contact_email: Mapped[str] = mapped_column(
        String(320), default="", info=personal("contact", until="the event is deleted")
    )
    visibility: Mapped[Visibility] = mapped_column(word_of(Visibility), default=Visibility.PUBLIC, info=PUBLIC)
    state: Mapped[State] = mapped_column(word_of(State), default=State.DRAFT, info=PUBLIC)
    dye: Mapped[Dye] = mapped_column(word_of(Dye), default=Dye.PETROL, info=PUBLIC)
    language: Mapped[str] = mapped_column(String(12), default="en", info=PUBLIC)
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
    def is_online(self) -> bool:
        """Whether people can take part from elsewhere."""
        return bool(self.join_url) or self.kind is Kind.WEBINAR

    @property
    def where(self) -> str:
        """Its place and address on one line, for calendars and cards."""
        return ", ".join(part for part in (self.place, self.address) if part)

    @property
    def has_hours(self) -> bool:
        """Whether it says when people come."""
        return self.from_time is not None

    @property
    def lasts_one_day(self) -> bool:
        return self.starts_on == self.ends_on


class Room(Base):
    """A room of an event."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120), info=PUBLIC)
    capacity: Mapped[int | None]
    #: What people need to know of it: "captions, step-free".
    note: Mapped[str] = mapped_column(String(200), default="", info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0)
    #: Its guid in the file that it came from.
    source_id: Mapped[str | None] = mapped_column(String(200), info=INTERNAL)
