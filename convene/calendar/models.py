from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.calendar.catalogue import FeedKind
from convene.calendar.rules import Given, Standing, Way, location_of
from convene.database import INTERNAL, PUBLIC, Base, Key, WallTime, personal, word_of
from convene.engines.ics import Answer, Method, Status

UNTIL_RETENTION = "two years after the event, or when the person asks"
UNTIL_DELETED = "the event is deleted"


class UidHost(Base):
    """The host of every UID of this installation, written down with the first one: one row.

    A database that is moved to another address goes on with it, so that no calendar takes one entry for two.
    """

    __tablename__ = "calendar_uid_host"

    id: Mapped[Key]
    host: Mapped[str] = mapped_column(String(255), info=INTERNAL)


class CalendarItem(Base):
    """One entry, as published. Never deleted: what is gone is CANCELLED, so that calendars can be told."""

    __tablename__ = "calendar_item"
    __table_args__ = (
        UniqueConstraint("uid"),
        Index("uq_calendar_item_subject", "kind", "subject_id", unique=True),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(index=True)
    #: What it is about: "session" or "event", and its row.
    kind: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_id: Mapped[UUID]
    uid: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    sequence: Mapped[int] = mapped_column(default=0)
    #: When what it says last changed: DTSTAMP and LAST-MODIFIED, so that equal content is equal bytes.
    changed_at: Mapped[datetime]
    #: Hash of time, place and state: a change of it raises SEQUENCE.
    fingerprint: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    starts_local: Mapped[datetime] = mapped_column(WallTime)
    ends_local: Mapped[datetime] = mapped_column(WallTime)
    zone: Mapped[str] = mapped_column(String(60), info=PUBLIC)
    #: The instants of these, as the rules of the zone were when it was written. None: from before they were kept.
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    #: How often the rules of the zone have moved it since (`services.zones`).
    times_moved_by_zone: Mapped[int] = mapped_column(default=0)
    #: 1 where the second of the two equal hours of an autumn night is meant.
    fold: Mapped[int] = mapped_column(default=0)
    #: The same of its end: a session may begin in the first of the two hours and end in the second.
    ends_fold: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(String(300), info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    room: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)
    #: The place of the event, which moves with it (`services.items.move_place`).
    place: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    #: Its page, as a path: the base address of an installation may change, the entry need not know.
    path: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    #: Of the address at which those who take part join it online; "": nobody does.
    way_in_mark: Mapped[str] = mapped_column(String(16), default="", info=INTERNAL)
    status: Mapped[Status] = mapped_column(word_of(Status), info=PUBLIC)
    cancelled_at: Mapped[datetime | None]

    @property
    def starts(self) -> datetime:
        """What the clock shows when it begins, and which of two equal hours is meant (its `fold`)."""
        return self.starts_local.replace(fold=self.fold)

    @property
    def ends(self) -> datetime:
        """The same of its end."""
        return self.ends_local.replace(fold=self.ends_fold)

    @property
    def location(self) -> str:
        return location_of(self.room, self.place)


class CalendarFollower(Base):
    """Somebody for whom something stands, or stood, in a calendar: the whole event, or one session of it.

    Told by the feature that knows why (`source`, and its row). Who follows no more is kept as ended, so that whatever
    was sent to them can be taken back, and goes on in the same row if they come back.
    """

    __tablename__ = "calendar_follower"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "kind", "subject_id"),
        Index("ix_calendar_follower_event_id_kind_subject_id", "event_id", "kind", "subject_id"),
        Index("ix_calendar_follower_event_id_email_key", "event_id", "email_key"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID]
    #: What they follow: as of an item, "session" or "event", and its row.
    kind: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_id: Mapped[UUID]
    #: Who told so: "registration", and its row.
    source: Mapped[str] = mapped_column(String(30), info=INTERNAL)
    source_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    email_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    name: Mapped[str] = mapped_column(String(200), default="", info=personal("name", until=UNTIL_RETENTION))
    language: Mapped[str] = mapped_column(String(12), default="en", info=personal("language", until=UNTIL_RETENTION))
    #: They want it in their calendar by mail, kept true: an invitation, what changes, and that it is off.
    wants_mail: Mapped[bool] = mapped_column(default=False)
    #: The dates were held for them before there was more. It gives way to what stands in their calendar for itself.
    is_hold: Mapped[bool] = mapped_column(default=False)
    #: The path by which they, and nobody else, join online what they follow. Stands in what goes to them alone.
    way_in: Mapped[str] = mapped_column(String(300), default="", info=INTERNAL)
    #: Since when they follow, and since when they do no more. None: they do.
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CalendarInvitation(Base):
    """What stands in one calendar by mail: about one thing, at one address, whoever is reached there.

    UID, organizer and attendee are as they were sent first, for ever: a calendar knows its entry by them, and takes no
    older SEQUENCE than it has seen. So a row stays, also where nobody follows any more.
    """

    __tablename__ = "calendar_invitation"
    __table_args__ = (UniqueConstraint("kind", "subject_id", "attendee_key"), UniqueConstraint("token"))

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    subject_id: Mapped[UUID]
    uid: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    organizer: Mapped[str] = mapped_column(String(320), info=INTERNAL)
    attendee: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    attendee_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    attendee_name: Mapped[str] = mapped_column(String(200), info=personal("name", until=UNTIL_RETENTION))
    language: Mapped[str] = mapped_column(String(12), info=personal("language", until=UNTIL_RETENTION))
    #: Stands in the organizer's address: an answer that comes there is about this and nothing else.
    token: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    #: What was written to them last, in which version, of what (the item's fingerprint; "" where it was taken back).
    method: Mapped[Method] = mapped_column(word_of(Method), info=INTERNAL)
    sequence: Mapped[int]
    told: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    #: The first version that said so: what was answered to it, or to one that said it again, is about what is so now.
    told_since: Mapped[int]
    #: What an entry said in that, and in what was sent before, as far as people are told of it (`rules.Said`), so that
    #: a mail can say what has changed. None: nothing was.
    says: Mapped[dict[str, str] | None] = mapped_column(JSON, info=INTERNAL)
    said_before: Mapped[dict[str, str] | None] = mapped_column(JSON, info=INTERNAL)
    #: What they had before that, which counts as long as nobody has tried to send it.
    told_before: Mapped[str] = mapped_column(String(64), default="", info=INTERNAL)
    #: In which version; None: nothing was ever tried.
    sequence_before: Mapped[int | None]
    written_at: Mapped[datetime]


class CalendarFeed(Base):
    """A secret address at which one calendar is read: of one owner, about one event or team.

    The address is derived from the row and the secret of the installation (`web.signed_links.secret_for`), and only its
    hash is kept: whoever reads the database cannot read a calendar by it, and the owner is shown it again.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("kind", "owner_id", "subject_id"), UniqueConstraint("secret_hash"))

    id: Mapped[Key]
    kind: Mapped[FeedKind] = mapped_column(word_of(FeedKind), info=INTERNAL)
    #: Whose it is: a row of the feature that the kind names.
    owner_id: Mapped[UUID]
    #: The event, or the team.
    subject_id: Mapped[UUID] = mapped_column(index=True)
    #: Of the address: each new one opens the calendar in place of the one before.
    version: Mapped[int] = mapped_column(default=1)
    secret_hash: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    #: Rises with every change of what its owner has in it; what the entries say has marks of its own.
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]


class CalendarAnswer(Base):
    """What somebody has answered, as it came: each mail once, and what was made of it."""

    __tablename__ = "calendar_answer"
    __table_args__ = (UniqueConstraint("mail_key"),)

    id: Mapped[Key]
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("calendar_invitation.id", ondelete="CASCADE"), index=True)
    #: Hash of the Message-ID, or of what was said where it has none: the same mail again is no other answer.
    mail_key: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    from_email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    attendee: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    answer: Mapped[Answer] = mapped_column(word_of(Answer), info=INTERNAL)
    comment: Mapped[str] = mapped_column(String(500), info=personal("what was written", until=UNTIL_RETENTION))
    #: Of the version that it answers, and when it was given; None: not said.
    sequence: Mapped[int | None]
    made_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    way: Mapped[Way] = mapped_column(word_of(Way), info=INTERNAL)
    standing: Mapped[Standing] = mapped_column(word_of(Standing), info=INTERNAL)
    #: Another time, where one is proposed.
    is_counter: Mapped[bool] = mapped_column(default=False)
    proposed_starts_at: Mapped[datetime | None]
    proposed_ends_at: Mapped[datetime | None]
    #: When an organiser said whose one is that waited, or looked at another time that was proposed; and who.
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(String(60), default="", info=personal("who acted", until=UNTIL_DELETED))

    @property
    def given(self) -> Given:
        return Given(self.sequence, self.made_at, self.received_at)
