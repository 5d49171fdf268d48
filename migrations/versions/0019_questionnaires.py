"""Questionnaires."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_questionnaire_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("owner_kind", "owner_id", name=op.f("uq_questionnaire_owner_kind_owner_id")),
    )
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questionnaire_event_id"), ["event_id"], unique=False)

    op.create_table(
        "question_section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("joined", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_question_section_questionnaire_id_questionnaire"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_section")),
    )
    with op.batch_alter_table("question_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_section_questionnaire_id"), ["questionnaire_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("help", sa.String(length=500), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("erased_after_days", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=30), nullable=True),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("joined", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_question_questionnaire_id_questionnaire"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["question_section.id"],
            name=op.f("fk_question_section_id_question_section"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_section_id"), ["section_id"], unique=False)
        batch_op.create_index(
            "uq_question_questionnaire_id_purpose",
            ["questionnaire_id", "purpose"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_answer_questionnaire_id_questionnaire"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("question_id", "respondent_id", name=op.f("uq_answer_question_id_respondent_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_answer_questionnaire_id_respondent_id", ["questionnaire_id", "respondent_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_answer_respondent_id"), ["respondent_id"], unique=False)

    op.create_table(
        "question_condition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("section_id", sa.Uuid(), nullable=True),
        sa.Column("on_id", sa.Uuid(), nullable=False),
        sa.Column("test", sa.String(length=30), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["on_id"], ["question.id"], name=op.f("fk_question_condition_on_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_condition_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_question_condition_questionnaire_id_questionnaire"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["question_section.id"],
            name=op.f("fk_question_condition_section_id_question_section"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "(question_id IS NULL) <> (section_id IS NULL)",
            name=op.f("ck_question_condition_is_of_a_question_or_a_section"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_condition")),
    )
    with op.batch_alter_table("question_condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_condition_on_id"), ["on_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_condition_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_condition_questionnaire_id"), ["questionnaire_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_condition_section_id"), ["section_id"], unique=False)

    op.create_table(
        "question_option",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_option_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_option")),
    )
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_option_question_id"), ["question_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("question_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_option_question_id"))

    op.drop_table("question_option")
    with op.batch_alter_table("question_condition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_condition_section_id"))
        batch_op.drop_index(batch_op.f("ix_question_condition_questionnaire_id"))
        batch_op.drop_index(batch_op.f("ix_question_condition_question_id"))
        batch_op.drop_index(batch_op.f("ix_question_condition_on_id"))

    op.drop_table("question_condition")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_respondent_id"))
        batch_op.drop_index("ix_answer_questionnaire_id_respondent_id")

    op.drop_table("answer")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_question_questionnaire_id_purpose",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_question_section_id"))

    op.drop_table("question")
    with op.batch_alter_table("question_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_section_questionnaire_id"))

    op.drop_table("question_section")
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questionnaire_event_id"))

    op.drop_table("questionnaire")
