"""Organisers settle answers from calendars that wait, and people answer on a page, too."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar_answer", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    for column, before in (
        (sa.Column("way", sa.String(length=30), nullable=True), "mail"),
        (sa.Column("settled_by", sa.String(length=60), nullable=True), ""),
    ):
        op.add_column("calendar_answer", column)
        rows = sa.table("calendar_answer", sa.column(column.name, column.type))
        op.execute(rows.update().values({column.name: before}))
        with op.batch_alter_table("calendar_answer") as answer:
            answer.alter_column(column.name, existing_type=column.type, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_answer") as answer:
        answer.drop_column("settled_by")
        answer.drop_column("way")
        answer.drop_column("settled_at")
