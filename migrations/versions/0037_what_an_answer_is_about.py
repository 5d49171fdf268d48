"""An invitation that is sent once more keeps what was answered: since which version it says what it says."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar_invitation", sa.Column("told_since", sa.Integer(), nullable=True))
    rows = sa.table("calendar_invitation", sa.column("told_since", sa.Integer()), sa.column("sequence", sa.Integer()))
    op.execute(rows.update().values(told_since=rows.c.sequence))
    with op.batch_alter_table("calendar_invitation") as invitation:
        invitation.alter_column("told_since", existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("calendar_invitation") as invitation:
        invitation.drop_column("told_since")
