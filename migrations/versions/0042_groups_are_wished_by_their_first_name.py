"""A group that gets another name is still found where people wished for it by its first."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("breakout_group") as group:
        group.add_column(sa.Column("wished_as", sa.String(length=120), nullable=False, server_default=""))
    rows = sa.table("breakout_group", sa.column("wished_as", sa.String()), sa.column("name", sa.String()))
    op.execute(rows.update().values(wished_as=rows.c.name))
    with op.batch_alter_table("breakout_group") as group:
        group.alter_column("wished_as", existing_type=sa.String(length=120), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("breakout_group") as group:
        group.drop_column("wished_as")
