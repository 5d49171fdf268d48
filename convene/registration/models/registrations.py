from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, WallTime, personal, word_of
from convene.registration.catalogue import (
    LONGEST_REASON,
    LONGEST_SUBMISSION_KEY,
    ByMail,
    CameBy,
    EndedBecause,
    RegistrationState,
)

UNTIL_RETENTION = "two years after the event, or when the person asks"
HOLDS_A_PLACE = "state IN ('pending', 'confirmed', 'waitlisted')"


class RegistrationDesk(Base):
    """Whether, when and how an event takes registrations. Wall times, in the event's zone."""

    __tablename__ = "registration_desk"
    __table_args__ = (CheckConstraint("offer_hours >= 0", name="offers_last"),)

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    opens_local: Mapped[datetime | None] = mapped_column(WallTime)
    closes_local: Mapped[datetime | None] = mapped_column(WallTime)
    #: Organisers look at each registration before it is confirmed.
    asks_approval: Mapped[bool] = mapped_column(default=False)
    #: Who comes when all places are taken waits, in the order in which they came.
    keeps_waitlist: Mapped[bool] = mapped_column(default=False)
    #: How long a place from the waitlist is held for whom it is offered to. 0: it is theirs without asking.
    offer_hours: Mapped[int] = mapped_column(default=48)
    #: A place is held until the link mailed to the address was followed.
    confirms_addresses: Mapped[bool] = mapped_column(default=False)
    #: How many one may register in one go, oneself included.
    most_together: Mapped[int] = mapped_column(default=1)
    #: How many guests one may bring, who need no address.
    most_guests: Mapped[int] = mapped_column(default=0)
    allows_transfer: Mapped[bool] = mapped_column(default=False)
    #: Until when people change their own answers. None: until the event is over.
    changes_until_local: Mapped[datetime | None] = mapped_column(WallTime)


class Party(Base):
    """People who were registered in one go."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("event_id", "submission_key"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: Drawn with the page: a form that is sent twice makes one party.
    submission_key: Mapped[str] = mapped_column(String(LONGEST_SUBMISSION_KEY), info=INTERNAL)
    #: All of them come, or none: on the waitlist they are one entry.
    wants_together: Mapped[bool]
    created_at: Mapped[datetime]


class Registration(Base):
    """Somebody takes part in an event.

    The person and the address are two things: an assistant registers others under the assistant's own address.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_event_id_identity_key",
            "event_id",
            "identity_key",
            unique=True,
            sqlite_where=text(HOLDS_A_PLACE),
            postgresql_where=text(HOLDS_A_PLACE),
        ),
        Index("ix_registration_event_id_email_key", "event_id", "email_key"),
        Index("ix_registration_event_id_state_created_at", "event_id", "state", "created_at"),
        CheckConstraint("state <> 'waitlisted' OR waits_as IS NOT NULL", name="who_waits_has_a_place_in_line"),
    )

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[RegistrationState] = mapped_column(word_of(RegistrationState), info=INTERNAL)
    #: As it shall stand on the badge.
    name: Mapped[str] = mapped_column(String(200), info=personal("name", until=UNTIL_RETENTION))
    #: Where mails about it go. Not always the person's own.
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    email_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=UNTIL_RETENTION))
    #: Who it is: the person's own address, or whose address they are reached at and their name (`identity_of`).
    identity_key: Mapped[str] = mapped_column(String(600), info=personal("contact", until=UNTIL_RETENTION))
    organisation: Mapped[str] = mapped_column(
        String(200), default="", info=personal("affiliation", until=UNTIL_RETENTION)
    )
    country: Mapped[str] = mapped_column(String(2), default="", info=personal("country", until=UNTIL_RETENTION))
    language: Mapped[str] = mapped_column(String(12), default="en", info=personal("language", until=UNTIL_RETENTION))
    #: What they want in their calendar by mail.
    by_mail: Mapped[ByMail] = mapped_column(word_of(ByMail), default=ByMail.NOTHING, info=INTERNAL)
    #: Raised to make every link given out before worthless.
    link_version: Mapped[int] = mapped_column(default=1)
    came_by: Mapped[CameBy] = mapped_column(word_of(CameBy), default=CameBy.FORM, info=INTERNAL)
    ticket_kind_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket_kind.id", ondelete="SET NULL"), index=True)
    #: The group for which places are kept and to which they belong.
    quota_id: Mapped[UUID | None] = mapped_column(ForeignKey("quota.id", ondelete="SET NULL"))
    code_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation_code.id", ondelete="SET NULL"))
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey("party.id", ondelete="SET NULL"), index=True)
    guest_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    #: None: they are what was told first.
    answers_changed_at: Mapped[datetime | None]
    address_confirmed_at: Mapped[datetime | None]
    #: The order in which those come who wait: whoever has the lowest number is the next.
    waits_as: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    #: Why organisers approved or declined it; seen by organisers.
    decision_reason: Mapped[str] = mapped_column(
        String(LONGEST_REASON), default="", info=personal("assessment", until=UNTIL_RETENTION)
    )
    cancelled_at: Mapped[datetime | None]
    ended_because: Mapped[EndedBecause | None] = mapped_column(word_of(EndedBecause), info=INTERNAL)

    @property
    def is_own_address(self) -> bool:
        """Whether mails go to the person themselves, and not to whoever registered them."""
        return self.identity_key == self.email_key

    @property
    def uses_invitation_up(self) -> bool:
        """Whether the invitation that it came by registers nobody else: it is active, or was passed on."""
        return self.state.is_active or self.ended_because is EndedBecause.PASSED_ON


class RegistrationChange(Base):
    """What was told was changed: by whom, when, and what it was before."""

    __tablename__ = "registration_change"
    __table_args__ = (Index("ix_registration_change_registration_id_changed_at", "registration_id", "changed_at"),)

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    changed_at: Mapped[datetime]
    #: Whether the person did it, or organisers for them.
    is_own: Mapped[bool]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    #: What the fixed questions said before, by their names; of the ticket its id.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, info=personal("answer", until=UNTIL_RETENTION))
    #: To which questions of the form the answers have changed; what these said before stands with them.
    question_ids: Mapped[list[str]] = mapped_column(JSON, info=INTERNAL)
