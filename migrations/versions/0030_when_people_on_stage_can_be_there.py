"""Those on stage say when they can be there, and what they need."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stage_availability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("presence", sa.String(length=30), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("arrives_at", sa.Time(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("leaves_at", sa.Time(), nullable=True),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(presence IS NULL) = (answered_at IS NULL)", name=op.f("ck_stage_availability_is_answered_at_a_time")
        ),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (answered_at IS NULL)", name=op.f("ck_stage_availability_is_answered_for_days")
        ),
        sa.CheckConstraint(
            "(ends_on IS NULL) = (answered_at IS NULL)", name=op.f("ck_stage_availability_is_answered_until_a_day")
        ),
        sa.CheckConstraint(
            "arrives_at IS NULL OR arrives_on IS NOT NULL", name=op.f("ck_stage_availability_arrives_on_a_day")
        ),
        sa.CheckConstraint(
            "leaves_at IS NULL OR leaves_on IS NOT NULL", name=op.f("ck_stage_availability_leaves_on_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_stage_availability_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stage_availability_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_availability")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_stage_availability_event_id_person_id")),
    )
    op.create_index("ix_stage_availability_event_id", "stage_availability", ["event_id"])
    op.create_index("ix_stage_availability_person_id", "stage_availability", ["person_id"])
    op.add_column("agenda", sa.Column("availability_due_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("agenda", schema=None) as batch_op:
        batch_op.drop_column("availability_due_on")
    op.drop_table("stage_availability")
