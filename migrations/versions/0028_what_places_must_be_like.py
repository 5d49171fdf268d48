"""What the place of a session must be like: pinned, its days and hours, what its room has; rules between sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("needs", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("seats", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("on_days", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("not_before", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("not_after", sa.Time(), nullable=True))
    with op.batch_alter_table("session", schema=None) as batch_op:
        for name in ("is_pinned", "needs", "on_days"):  # rows that were there before have it; the application says it
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.add_column(sa.Column("features", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("building", sa.String(length=80), nullable=False, server_default=""))
    with op.batch_alter_table("room", schema=None) as batch_op:
        for name in ("features", "building"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("agenda", schema=None) as batch_op:
        batch_op.add_column(sa.Column("walk_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("walk_between_buildings", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("agenda", schema=None) as batch_op:
        for name in ("walk_minutes", "walk_between_buildings"):
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "agenda_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gap >= 0", name=op.f("ck_agenda_rule_leaves_time")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_agenda_rule_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_rule")),
    )
    op.create_index("ix_agenda_rule_event_id", "agenda_rule", ["event_id"])
    op.create_table(
        "agenda_rule_member",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["agenda_rule.id"],
            name=op.f("fk_agenda_rule_member_rule_id_agenda_rule"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_agenda_rule_member_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", "session_id", name=op.f("pk_agenda_rule_member")),
    )
    op.create_index("ix_agenda_rule_member_session_id", "agenda_rule_member", ["session_id"])


def downgrade() -> None:
    op.drop_table("agenda_rule_member")
    op.drop_table("agenda_rule")
    with op.batch_alter_table("agenda", schema=None) as batch_op:
        batch_op.drop_column("walk_between_buildings")
        batch_op.drop_column("walk_minutes")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_column("building")
        batch_op.drop_column("features")
    with op.batch_alter_table("session", schema=None) as batch_op:
        for name in ("not_after", "not_before", "on_days", "seats", "needs", "is_pinned"):
            batch_op.drop_column(name)
