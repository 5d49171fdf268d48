"""Pages that are open hear that something has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_event")),
    )
    op.create_index("ix_live_event_topic_id", "live_event", ["topic", "id"], unique=False)
    op.create_index(op.f("ix_live_event_told_at"), "live_event", ["told_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_live_event_told_at"), table_name="live_event")
    op.drop_index("ix_live_event_topic_id", table_name="live_event")
    op.drop_table("live_event")
