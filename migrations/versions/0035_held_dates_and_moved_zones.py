"""Dates can be held before they are certain, and what the rules of a time zone move is noticed.

Of what is published already the instants are noted the first time that somebody looks (`flask calendar follow-zones`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NEW = (
    ("calendar_item", sa.Column("times_moved_by_zone", sa.Integer(), nullable=True), 0),
    ("calendar_follower", sa.Column("is_hold", sa.Boolean(), nullable=True), sa.false()),
    ("event", sa.Column("is_held", sa.Boolean(), nullable=True), sa.false()),
)


def upgrade() -> None:
    op.add_column("calendar_item", sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("calendar_item", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    for table, column, before in NEW:
        op.add_column(table, column)
        rows = sa.table(table, sa.column(column.name, column.type))
        op.execute(rows.update().values({column.name: before}))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("event") as event:
        event.drop_column("is_held")
    with op.batch_alter_table("calendar_follower") as follower:
        follower.drop_column("is_hold")
    with op.batch_alter_table("calendar_item") as item:
        for name in ("times_moved_by_zone", "ends_at", "starts_at"):
            item.drop_column(name)
