"""What organisers add to the mail that asks somebody on stage."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stage_invitation", schema=None) as batch_op:
        # Nothing could be added to the mails that went out before.
        batch_op.add_column(sa.Column("word", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("stage_invitation", schema=None) as batch_op:
        batch_op.alter_column("word", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stage_invitation", schema=None) as batch_op:
        batch_op.drop_column("word")
