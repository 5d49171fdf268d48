from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, PUBLIC, Base, Key, WallTime, word_of
from convene.registration.catalogue import (
    LONGEST_CODE,
    LONGEST_TICKET_NAME,
    Mode,
    OfferOutcome,
    OfferWhy,
    PoolKind,
    TicketReach,
)


class SeatPool(Base):
    """Places that are counted together: those of an event, a ticket kind, an answer, a session, a quota, a code.

    `taken` may exceed `capacity`: an organiser who lowers the capacity throws nobody out.
    """

    __tablename__ = "seat_pool"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "subject_id"),
        CheckConstraint("taken >= 0", name="nobody_gives_back_twice"),
        CheckConstraint("capacity >= 0", name="capacity_is_a_number_of_people"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: What its places are of, and which one.
    kind: Mapped[PoolKind] = mapped_column(word_of(PoolKind), info=INTERNAL)
    subject_id: Mapped[UUID]
    #: None: no limit.
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class SeatTaken(Base):
    """Which places a registration holds: one row a place, so that each is given back exactly once."""

    __tablename__ = "seat_taken"
    __table_args__ = (UniqueConstraint("registration_id", "pool_id"),)

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("seat_pool.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]


class SeatWanted(Base):
    """Which places an answer of a registration asks for, beside those of the event and the ticket."""

    __tablename__ = "seat_wanted"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("seat_pool.id", ondelete="CASCADE"), primary_key=True, index=True)


class TicketKind(Base):
    """A way of taking part: in person, online, as a speaker, as staff. Its places are a pool of kind "ticket"."""

    __tablename__ = "ticket_kind"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_TICKET_NAME), info=PUBLIC)
    description: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    mode: Mapped[Mode] = mapped_column(word_of(Mode), default=Mode.IN_PERSON, info=INTERNAL)
    reach: Mapped[TicketReach] = mapped_column(word_of(TicketReach), default=TicketReach.EVERYONE, info=INTERNAL)
    #: None: as the event says.
    asks_approval: Mapped[bool | None]
    #: Whether somebody with it takes one of the places of the event. Online, often not.
    counts_at_event: Mapped[bool] = mapped_column(default=True)
    #: Nobody new takes it; who has it keeps it.
    withdrawn_at: Mapped[datetime | None]


class Quota(Base):
    """Places of the event that are kept for a group: those invited or given a code for it."""

    __tablename__ = "quota"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_TICKET_NAME), info=INTERNAL)
    #: From this wall time on what is left of it is for everybody. None: it is kept to the end.
    until_local: Mapped[datetime | None] = mapped_column(WallTime)


class InvitationCode(Base):
    """A word that lets its holders register, a limited number of times: its places are a pool of kind "code"."""

    __tablename__ = "invitation_code"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: As it is compared: capitals and digits.
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), info=INTERNAL)
    note: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)
    ticket_kind_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket_kind.id", ondelete="SET NULL"))
    quota_id: Mapped[UUID | None] = mapped_column(ForeignKey("quota.id", ondelete="SET NULL"))
    until_local: Mapped[datetime | None] = mapped_column(WallTime)
    withdrawn_at: Mapped[datetime | None]


RUNNING = "outcome = 'running'"


class Offer(Base):
    """A place is held for somebody until an instant: they take it, let it go, or let the time run out."""

    __tablename__ = "offer"
    __table_args__ = (
        Index(
            "uq_offer_registration_id",
            "registration_id",
            unique=True,
            sqlite_where=text(RUNNING),
            postgresql_where=text(RUNNING),
        ),
        Index("ix_offer_outcome_expires_at", "outcome", "expires_at"),
        CheckConstraint("outcome = 'running' OR ended_at IS NOT NULL", name="says_when_it_ended"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    why: Mapped[OfferWhy] = mapped_column(word_of(OfferWhy), info=INTERNAL)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[OfferOutcome] = mapped_column(word_of(OfferOutcome), info=INTERNAL)
    ended_at: Mapped[datetime | None]
