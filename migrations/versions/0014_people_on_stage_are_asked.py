"""People on stage are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=30), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("profile_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_stage_invitation_is_answered_at_a_time")
        ),
        sa.CheckConstraint("link_version > 0", name=op.f("ck_stage_invitation_has_a_link")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_stage_invitation_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stage_invitation_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_invitation")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_stage_invitation_event_id_person_id")),
    )
    with op.batch_alter_table("stage_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_invitation_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stage_invitation_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stage_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_stage_invitation_event_id"))

    op.drop_table("stage_invitation")
