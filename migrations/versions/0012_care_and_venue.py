"""Care and venue."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: What an event without the column was: it named no way there, nobody for safeguarding, and was open.
ADDED = {
    "directions": (sa.Text(), ""),
    "access": (sa.String(length=300), ""),
    "map_link": (sa.String(length=2000), ""),
    "sensitivity": (sa.String(length=30), "open"),
    "safeguarding_name": (sa.String(length=200), ""),
    "safeguarding_contact": (sa.String(length=320), ""),
}


def upgrade() -> None:
    op.create_table(
        "loosening_asked",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sensitivity", sa.String(length=30), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_loosening_asked_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_loosening_asked_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loosening_asked")),
        sa.UniqueConstraint("event_id", name=op.f("uq_loosening_asked_event_id")),
    )
    with op.batch_alter_table("loosening_asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loosening_asked_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        for name, (kind, before) in ADDED.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=before))
    with op.batch_alter_table("event", schema=None) as batch_op:
        for name, (kind, _) in ADDED.items():
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        for name in reversed(ADDED):
            batch_op.drop_column(name)

    with op.batch_alter_table("loosening_asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loosening_asked_account_id"))
    op.drop_table("loosening_asked")
