from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, PUBLIC, Base, Key, personal, word_of
from convene.questionnaires.catalogue import Joined, Kind, Purpose
from convene.questionnaires.catalogue import Test as ConditionTest

UNTIL_ERASED = "as long as who answered is kept, or for the days after the event that its question says"
IS_ASKED = "withdrawn_at IS NULL"


class QuestionnaireRow(Base):
    """What its owner asks: for a registration form the owner is an event."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[Key]
    owner_kind: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    owner_id: Mapped[UUID]
    #: Whose log its changes stand in, and with which it is deleted.
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int] = mapped_column(default=1)


class SectionRow(Base):
    """Questions under one heading."""

    __tablename__ = "question_section"

    id: Mapped[Key]
    questionnaire_id: Mapped[UUID] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    joined: Mapped[Joined] = mapped_column(word_of(Joined), default=Joined.ALL, info=INTERNAL)
    position: Mapped[int]


class QuestionRow(Base):
    """What is asked. `structure.Question` says what its columns mean."""

    __tablename__ = "question"
    __table_args__ = (
        Index(
            "uq_question_questionnaire_id_purpose",
            "questionnaire_id",
            "purpose",
            unique=True,
            sqlite_where=text(IS_ASKED),
            postgresql_where=text(IS_ASKED),
        ),
    )

    id: Mapped[Key]
    questionnaire_id: Mapped[UUID] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    section_id: Mapped[UUID] = mapped_column(ForeignKey("question_section.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(word_of(Kind), info=INTERNAL)
    label: Mapped[str] = mapped_column(String(300), info=PUBLIC)
    help: Mapped[str] = mapped_column(String(500), default="", info=PUBLIC)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_private: Mapped[bool] = mapped_column(default=False)
    erased_after_days: Mapped[int | None]
    purpose: Mapped[Purpose | None] = mapped_column(word_of(Purpose), info=INTERNAL)
    least: Mapped[int | None]
    most: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    version: Mapped[int] = mapped_column(default=1)
    joined: Mapped[Joined] = mapped_column(word_of(Joined), default=Joined.ALL, info=INTERNAL)
    position: Mapped[int]
    #: It is asked no more; what was answered is kept.
    withdrawn_at: Mapped[datetime | None]


class OptionRow(Base):
    """What can be chosen. Its id is the subject of the places that somebody may count for it."""

    __tablename__ = "question_option"

    id: Mapped[Key]
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(300), info=PUBLIC)
    position: Mapped[int]
    withdrawn_at: Mapped[datetime | None]


class ConditionRow(Base):
    """What must hold of an earlier answer, so that a question, or a section, is asked."""

    __tablename__ = "question_condition"
    __table_args__ = (
        CheckConstraint("(question_id IS NULL) <> (section_id IS NULL)", name="is_of_a_question_or_a_section"),
    )

    id: Mapped[Key]
    questionnaire_id: Mapped[UUID] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    #: What is asked only then: one of the two.
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[UUID | None] = mapped_column(ForeignKey("question_section.id", ondelete="CASCADE"), index=True)
    on_id: Mapped[UUID] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    test: Mapped[ConditionTest] = mapped_column(word_of(ConditionTest), info=INTERNAL)
    #: Ids of options, as text.
    options: Mapped[list[str]] = mapped_column(JSON, default=list, info=INTERNAL)
    number: Mapped[int | None]
    position: Mapped[int]


class AnswerRow(Base):
    """What one respondent answered to one question, as JSON of `structure.Value`."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("question_id", "respondent_id"),
        Index("ix_answer_questionnaire_id_respondent_id", "questionnaire_id", "respondent_id"),
    )

    id: Mapped[Key]
    questionnaire_id: Mapped[UUID] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    respondent_id: Mapped[UUID] = mapped_column(index=True)
    value: Mapped[str] = mapped_column(Text, info=personal("answer", until=UNTIL_ERASED))
    #: What it was before it was changed last; None: it is what was told first.
    before: Mapped[str | None] = mapped_column(Text, info=personal("answer", until=UNTIL_ERASED))
    #: Of a consent: which version of its words was on the page, and these words.
    version: Mapped[int | None]
    wording: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    given_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
