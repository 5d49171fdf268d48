"""An event is cancelled as a whole: since when, why, and what it was before. Messages are held back meanwhile."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("cancelled_reason", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("state_before", sa.String(length=30), nullable=True))
    event = sa.table("event", sa.column("cancelled_reason", sa.Text()))
    op.execute(event.update().values(cancelled_reason=""))
    with op.batch_alter_table("event") as batch:
        batch.alter_column("cancelled_reason", existing_type=sa.Text(), nullable=False)
        batch.create_check_constraint(
            op.f("ck_event_knows_what_it_was"), "(cancelled_at IS NULL) = (state_before IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_event_is_cancelled_since"), "state <> 'cancelled' OR cancelled_at IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint(op.f("ck_event_is_cancelled_since"), type_="check")
        batch.drop_constraint(op.f("ck_event_knows_what_it_was"), type_="check")
    # Before, nothing was cancelled: to be read and closed to everything else comes next to it.
    event = sa.table("event", sa.column("state", sa.String()))
    op.execute(event.update().where(event.c.state == "cancelled").values(state="archived"))
    with op.batch_alter_table("event") as batch:
        batch.drop_column("state_before")
        batch.drop_column("cancelled_reason")
        batch.drop_column("cancelled_at")
    with op.batch_alter_table("message") as batch:
        batch.drop_column("held_at")
