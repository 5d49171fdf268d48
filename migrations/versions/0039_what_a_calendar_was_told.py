"""What was told into a calendar is kept, so that the next mail says what has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar_invitation", sa.Column("says", sa.JSON(), nullable=True))
    op.add_column("calendar_invitation", sa.Column("said_before", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("calendar_invitation") as invitation:
        invitation.drop_column("said_before")
        invitation.drop_column("says")
