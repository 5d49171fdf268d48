"""Those who take part choose what comes into their calendar by mail, and what was sent to whom is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("organizer", sa.String(length=320), nullable=False),
        sa.Column("attendee", sa.String(length=320), nullable=False),
        sa.Column("attendee_key", sa.String(length=320), nullable=False),
        sa.Column("attendee_name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(length=64), nullable=False),
        sa.Column("told_before", sa.String(length=64), nullable=False),
        sa.Column("sequence_before", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_invitation")),
        sa.UniqueConstraint(
            "kind", "subject_id", "attendee_key", name=op.f("uq_calendar_invitation_kind_subject_id_attendee_key")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_invitation_token")),
    )
    op.create_index(op.f("ix_calendar_invitation_event_id"), "calendar_invitation", ["event_id"])
    op.create_table(
        "calendar_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("mail_key", sa.String(length=64), nullable=False),
        sa.Column("from_email", sa.String(length=320), nullable=False),
        sa.Column("attendee", sa.String(length=320), nullable=False),
        sa.Column("answer", sa.String(length=30), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(length=30), nullable=False),
        sa.Column("is_counter", sa.Boolean(), nullable=False),
        sa.Column("proposed_starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["calendar_invitation.id"],
            name=op.f("fk_calendar_answer_invitation_id_calendar_invitation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_answer")),
        sa.UniqueConstraint("mail_key", name=op.f("uq_calendar_answer_mail_key")),
    )
    op.create_index(op.f("ix_calendar_answer_invitation_id"), "calendar_answer", ["invitation_id"])
    for table, column, before in (
        ("calendar_follower", sa.Column("wants_mail", sa.Boolean(), nullable=True), sa.false()),
        ("registration", sa.Column("by_mail", sa.String(length=30), nullable=True), "nothing"),
    ):
        op.add_column(table, column)
        rows = sa.table(table, sa.column(column.name, column.type))
        op.execute(rows.update().values({column.name: before}))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("registration") as registration:
        registration.drop_column("by_mail")
    with op.batch_alter_table("calendar_follower") as follower:
        follower.drop_column("wants_mail")
    op.drop_index(op.f("ix_calendar_answer_invitation_id"), table_name="calendar_answer")
    op.drop_table("calendar_answer")
    op.drop_index(op.f("ix_calendar_invitation_event_id"), table_name="calendar_invitation")
    op.drop_table("calendar_invitation")
