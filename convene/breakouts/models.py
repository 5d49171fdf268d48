from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.breakouts.catalogue import (
    LONGEST_LINE,
    LONGEST_LINK,
    LONGEST_NAME,
    ChangeKind,
    PairKind,
    Preset,
    RunKind,
    RunState,
)
from convene.database import INTERNAL, PUBLIC, Base, Key, personal, word_of
from convene.leases import Leased
from convene.registration.catalogue import Mode

UNTIL_RETENTION = "two years after the event, or when the person asks"
UNTIL_EVENT_IS_GONE = "the event is deleted"


class Breakout(Base):
    """A session splits into groups."""

    __tablename__ = "breakout"

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), unique=True)
    preset: Mapped[Preset] = mapped_column(word_of(Preset), info=INTERNAL)
    #: What is wished of the groups, the weightiest first: `structure.Rule` as JSON.
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=INTERNAL)
    #: Nobody comes to the same group in two rounds.
    visits_each_once: Mapped[bool] = mapped_column(default=False)
    #: From where wishes come that people did not give here: a key of what is known of them ("" for nowhere).
    wishes_from: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)
    takes_wishes: Mapped[bool] = mapped_column(default=False)
    #: Whom it is for: those in the room, or online; None: everybody.
    mode: Mapped[Mode | None] = mapped_column(word_of(Mode), info=INTERNAL)
    #: Raised with each change of what is set and of who sits where.
    revision: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    #: The revision that everybody was shown last.
    published_revision: Mapped[int | None]
    created_at: Mapped[datetime]


class BreakoutRound(Base):
    """One time of sitting in groups, so many minutes after its session begins: where that moves, it moves along."""

    __tablename__ = "breakout_round"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="lasts"),
        CheckConstraint("after_minutes >= 0", name="is_in_its_session"),
    )

    id: Mapped[Key]
    breakout_id: Mapped[UUID] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info=PUBLIC)
    after_minutes: Mapped[int]
    minutes: Mapped[int]


class BreakoutGroup(Base):
    """A group, the same in all rounds: a table, a topic, a station."""

    __tablename__ = "breakout_group"
    __table_args__ = (
        CheckConstraint("largest IS NULL OR smallest IS NULL OR largest >= smallest", name="is_not_turned_around"),
    )

    id: Mapped[Key]
    breakout_id: Mapped[UUID] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    #: Its topic, or how the table is called.
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), info=PUBLIC)
    #: Its first name, by which people wished for it in answers and lists.
    wished_as: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info=PUBLIC)
    room_id: Mapped[UUID | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    #: Where in the room: "table 2".
    place: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", info=PUBLIC)
    #: The way in online; for those in the group alone.
    link: Mapped[str] = mapped_column(String(LONGEST_LINK), default="", info=INTERNAL)
    #: None: as the numbers come out.
    smallest: Mapped[int | None]
    largest: Mapped[int | None]
    facilitator_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    rapporteur_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: Raised to make every link to its card given out before worthless.
    link_version: Mapped[int] = mapped_column(default=1)


class SeatInGroup(Base):
    """Where somebody sits in a round: as it is drafted, and as everybody was shown it."""

    __tablename__ = "seat_in_group"
    __table_args__ = (UniqueConstraint("round_id", "registration_id"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("breakout_round.id", ondelete="CASCADE"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    #: None: nowhere, because they are absent or no place was found yet.
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("breakout_group.id", ondelete="SET NULL"), index=True)
    #: Put there by hand: a proposal leaves it.
    is_held: Mapped[bool] = mapped_column(default=False)
    is_absent: Mapped[bool] = mapped_column(default=False)
    published_group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("breakout_group.id", ondelete="SET NULL"), index=True
    )


class GroupWish(Base):
    """Somebody would like to be in a group: 1 is their first wish."""

    __tablename__ = "group_wish"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("breakout_group.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rank: Mapped[int]


class PairRule(Base):
    """Some people must sit together, or apart, in every round; or they lead no group and report for none."""

    __tablename__ = "pair_rule"

    id: Mapped[Key]
    breakout_id: Mapped[UUID] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PairKind] = mapped_column(word_of(PairKind), info=INTERNAL)
    #: Seen by the safeguarding lead alone.
    is_confidential: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class PairedPerson(Base):
    """One of those whom a rule is about: a person, so that who cancels and registers anew is still meant."""

    __tablename__ = "paired_person"

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("pair_rule.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class AllocationRun(Leased, Base):
    """Groups are worked out: what was asked, how far it is, and what came of it."""

    __tablename__ = "allocation_run"

    id: Mapped[Key]
    breakout_id: Mapped[UUID] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RunKind] = mapped_column(word_of(RunKind), info=INTERNAL)
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    state: Mapped[RunState] = mapped_column(word_of(RunState), info=INTERNAL)
    #: {"terms": {...}, "bounds": {...}} or {"prices": `planning.Price` as JSON}; where it cannot be done,
    #: {"message": ..., "is_confidential": ...}; where it failed, {"why": `WhyFailed`}.
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=personal("seat", until=UNTIL_RETENTION))


class SeatsChange(Base):
    """Seats were changed in one act, so that it can be undone."""

    __tablename__ = "seats_change"
    __table_args__ = (Index("ix_seats_change_breakout_id_made_at", "breakout_id", "made_at"),)

    id: Mapped[Key]
    breakout_id: Mapped[UUID] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"))
    kind: Mapped[ChangeKind] = mapped_column(word_of(ChangeKind), info=INTERNAL)
    #: `structure.SeatMove` as JSON: what stood there before, and what was put there.
    moves: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=personal("seat", until=UNTIL_RETENTION))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60), info=personal("who acted", until=UNTIL_EVENT_IS_GONE))
    undone_at: Mapped[datetime | None]


class RapporteurCard(Base):
    """What a group reports of a round. Saved as it is typed."""

    __tablename__ = "rapporteur_card"
    __table_args__ = (UniqueConstraint("round_id", "group_id"),)

    id: Mapped[Key]
    round_id: Mapped[UUID] = mapped_column(ForeignKey("breakout_round.id", ondelete="CASCADE"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("breakout_group.id", ondelete="CASCADE"), index=True)
    takeaway_1: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    takeaway_2: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    takeaway_3: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    agreed: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    not_agreed: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    open_question: Mapped[str] = mapped_column(
        Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE)
    )
    action: Mapped[str] = mapped_column(Text, default="", info=personal("contribution", until=UNTIL_EVENT_IS_GONE))
    action_owner: Mapped[str] = mapped_column(
        String(LONGEST_LINE), default="", info=personal("name", until=UNTIL_EVENT_IS_GONE)
    )
    #: Raised with each saving, so that two phones do not write over one another unseen.
    revision: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    is_ready: Mapped[bool] = mapped_column(default=False)
