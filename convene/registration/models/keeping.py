"""What organisers keep beside a registration: tags, notes, what a file said; views of the list, and what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, personal, word_of
from convene.registration.catalogue import LONGEST_HEADING, LONGEST_TAG, LONGEST_VIEW_NAME, GroupAct
from convene.registration.models.registrations import UNTIL_RETENTION

UNTIL_EVENT_IS_GONE = "the event is deleted"


class Tag(Base):
    """A word by which organisers sort those who register."""

    __tablename__ = "registration_tag"
    __table_args__ = (UniqueConstraint("event_id", "name_key"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_TAG), info=personal("tag", until=UNTIL_EVENT_IS_GONE))
    #: As it is compared: "Hotel" and "hotel" are one tag.
    name_key: Mapped[str] = mapped_column(String(2 * LONGEST_TAG), info=personal("tag", until=UNTIL_EVENT_IS_GONE))


class Tagged(Base):
    """A registration has a tag."""

    __tablename__ = "tagged"

    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(
        ForeignKey("registration_tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    tagged_at: Mapped[datetime]


class Note(Base):
    """What an organiser wrote down about somebody. Whoever asks for their data gets it."""

    __tablename__ = "registration_note"
    __table_args__ = (Index("ix_registration_note_registration_id_written_at", "registration_id", "written_at"),)

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text, info=personal("note", until=UNTIL_RETENTION))
    written_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]
    #: It is shown no more, and can be brought back.
    removed_at: Mapped[datetime | None]


class ImportedAnswer(Base):
    """What a file said of somebody under a heading that is no question of ours."""

    __tablename__ = "imported_answer"
    __table_args__ = (UniqueConstraint("registration_id", "heading"),)

    id: Mapped[Key]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING), info=personal("answer", until=UNTIL_RETENTION))
    words: Mapped[str] = mapped_column(Text, info=personal("answer", until=UNTIL_RETENTION))


class SavedView(Base):
    """A list as one organiser wants to see it again: its columns, filters and order, under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("event_id", "account_id", "name"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_VIEW_NAME), info=personal("search", until=UNTIL_EVENT_IS_GONE))
    #: As the address of the list says it. What was searched for may be somebody's name.
    asked: Mapped[str] = mapped_column(Text, info=personal("search", until=UNTIL_EVENT_IS_GONE))


class DoneToGroup(Base):
    """What an organiser did to several at once, so that it can be undone for exactly those."""

    __tablename__ = "done_to_group"
    __table_args__ = (Index("ix_done_to_group_event_id_done_at", "event_id", "done_at"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    act: Mapped[GroupAct] = mapped_column(word_of(GroupAct), info=INTERNAL)
    tag_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration_tag.id", ondelete="CASCADE"))
    note_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration_note.id", ondelete="CASCADE"))
    #: Of whom it really changed something.
    registration_ids: Mapped[list[str]] = mapped_column(JSON, info=INTERNAL)
    done_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class PeopleImport(Base):
    """A list of people was brought in."""

    __tablename__ = "people_import"
    __table_args__ = (Index("ix_people_import_event_id_brought_in_at", "event_id", "brought_in_at"),)

    id: Mapped[Key]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    brought_in_at: Mapped[datetime]
    new: Mapped[int]
    changed: Mapped[int]
    #: Those who are new were told by mail: they know of it.
    was_mailed: Mapped[bool] = mapped_column(default=False)
    taken_back_at: Mapped[datetime | None]


class ImportChange(Base):
    """What an import did to one registration: what it said before (None: it was not there) and afterwards."""

    __tablename__ = "import_change"
    __table_args__ = (UniqueConstraint("import_id", "registration_id"),)

    id: Mapped[Key]
    import_id: Mapped[UUID] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"))
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), info=personal("answer", until=UNTIL_RETENTION)
    )
    after: Mapped[dict[str, Any]] = mapped_column(JSON, info=personal("answer", until=UNTIL_RETENTION))
