"""Who came, and what was done at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=30), nullable=False),
        sa.Column("desk", sa.String(length=200), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_attendance_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("registration_id", "subject_id", name=op.f("uq_attendance_registration_id_subject_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_event_id_revision", ["event_id", "revision"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_slip_id"), ["slip_id"], unique=False)

    op.create_table(
        "check_in_slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("how", sa.String(length=30), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("desk", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_check_in_slip_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_check_in_slip_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_slip")),
    )
    with op.batch_alter_table("check_in_slip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_slip_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_in_slip_registration_id"), ["registration_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("check_in_slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_slip_registration_id"))
        batch_op.drop_index(batch_op.f("ix_check_in_slip_event_id"))

    op.drop_table("check_in_slip")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_slip_id"))
        batch_op.drop_index("ix_attendance_event_id_revision")

    op.drop_table("attendance")
