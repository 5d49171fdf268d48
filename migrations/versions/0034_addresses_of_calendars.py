"""Calendars of one's own stand at addresses of which only a hash is kept, and know the way in online.

The signed addresses that were given out before open nothing any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NEW = (
    ("calendar_item", sa.Column("way_in_mark", sa.String(length=16), nullable=True), ""),
    ("calendar_follower", sa.Column("way_in", sa.String(length=300), nullable=True), ""),
    ("stage_invitation", sa.Column("wants_calendar", sa.Boolean(), nullable=True), sa.true()),
)


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("kind", "owner_id", "subject_id", name=op.f("uq_calendar_feed_kind_owner_id_subject_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_subject_id"), "calendar_feed", ["subject_id"])
    for table, column, before in NEW:
        op.add_column(table, column)
        rows = sa.table(table, sa.column(column.name, column.type))
        op.execute(rows.update().values({column.name: before}))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column.name, existing_type=column.type, nullable=False)
    with op.batch_alter_table("agenda_reader") as reader:
        reader.drop_column("calendar_version")


def downgrade() -> None:
    op.add_column("agenda_reader", sa.Column("calendar_version", sa.Integer(), nullable=True))
    op.execute(sa.text("UPDATE agenda_reader SET calendar_version = 1"))
    with op.batch_alter_table("agenda_reader") as reader:
        reader.alter_column("calendar_version", existing_type=sa.Integer(), nullable=False)
    for table, column, _before in reversed(NEW):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column.name)
    op.drop_index(op.f("ix_calendar_feed_subject_id"), table_name="calendar_feed")
    op.drop_table("calendar_feed")
