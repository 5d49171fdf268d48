"""Who hid a material."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("material", schema=None) as batch_op:
        # What is hidden already was hidden by organisers: nobody else could.
        batch_op.add_column(sa.Column("hidden_by", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.alter_column("hidden_by", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_column("hidden_by")
