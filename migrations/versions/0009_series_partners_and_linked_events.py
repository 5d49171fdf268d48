"""Series, partners, linked events."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("dye", sa.String(length=30), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("next_edition", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_series_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
        sa.UniqueConstraint("team_id", "title", name=op.f("uq_series_team_id_title")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_team_id"), ["team_id"], unique=False)

    op.create_table(
        "linked_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(length=30), nullable=False),
        sa.Column("other_event_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=2000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("other_event_id IS NOT NULL OR title <> ''", name=op.f("ck_linked_event_says_which")),
        sa.CheckConstraint(
            "other_event_id IS NULL OR other_event_id <> event_id", name=op.f("ck_linked_event_is_not_itself")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_linked_event_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_event_id"], ["event.id"], name=op.f("fk_linked_event_other_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_event")),
        sa.UniqueConstraint("event_id", "other_event_id", name=op.f("uq_linked_event_event_id_other_event_id")),
    )
    with op.batch_alter_table("linked_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_linked_event_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_linked_event_other_event_id"), ["other_event_id"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=2000), nullable=False),
        sa.Column("logo_file_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_partner_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("event_id", "role", "name", name=op.f("uq_partner_event_id_role_name")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_event_id"), ["event_id"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_event_series_id"), ["series_id"], unique=False)
        batch_op.create_index("uq_event_series_id_edition", ["series_id", "edition"], unique=True)
        batch_op.create_foreign_key(batch_op.f("fk_event_series_id_series"), "series", ["series_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_event_is_an_edition_of_a_series"), "edition IS NULL OR series_id IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_event_is_an_edition_of_a_series"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_event_series_id_series"), type_="foreignkey")
        batch_op.drop_index("uq_event_series_id_edition")
        batch_op.drop_index(batch_op.f("ix_event_series_id"))
        batch_op.drop_column("edition")
        batch_op.drop_column("series_id")
    op.drop_table("partner")
    op.drop_table("linked_event")
    op.drop_table("series")
