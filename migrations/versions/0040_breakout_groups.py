"""Sessions split into groups: rounds and groups, who sits where, wishes, who must sit together or apart, and cards."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "breakout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("preset", sa.String(length=30), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("visits_each_once", sa.Boolean(), nullable=False),
        sa.Column("wishes_from", sa.String(length=200), nullable=False),
        sa.Column("takes_wishes", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_revision", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_breakout_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_breakout_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout")),
        sa.UniqueConstraint("session_id", name=op.f("uq_breakout_session_id")),
    )
    with op.batch_alter_table("breakout", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breakout_event_id"), ["event_id"], unique=False)

    op.create_table(
        "allocation_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breakout_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("best_score", sa.Integer(), nullable=True),
        sa.Column("is_told_to_stop", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_allocation_run_asked_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["breakout_id"], ["breakout.id"], name=op.f("fk_allocation_run_breakout_id_breakout"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_run")),
    )
    with op.batch_alter_table("allocation_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_run_breakout_id"), ["breakout_id"], unique=False)

    op.create_table(
        "breakout_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breakout_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("smallest", sa.Integer(), nullable=True),
        sa.Column("largest", sa.Integer(), nullable=True),
        sa.Column("facilitator_id", sa.Uuid(), nullable=True),
        sa.Column("rapporteur_id", sa.Uuid(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "largest IS NULL OR smallest IS NULL OR largest >= smallest",
            name=op.f("ck_breakout_group_is_not_turned_around"),
        ),
        sa.ForeignKeyConstraint(
            ["breakout_id"], ["breakout.id"], name=op.f("fk_breakout_group_breakout_id_breakout"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["person.id"], name=op.f("fk_breakout_group_facilitator_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["rapporteur_id"], ["person.id"], name=op.f("fk_breakout_group_rapporteur_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_breakout_group_room_id_room"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout_group")),
    )
    with op.batch_alter_table("breakout_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breakout_group_breakout_id"), ["breakout_id"], unique=False)

    op.create_table(
        "breakout_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breakout_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_breakout_round_lasts")),
        sa.CheckConstraint("after_minutes >= 0", name=op.f("ck_breakout_round_is_in_its_session")),
        sa.ForeignKeyConstraint(
            ["breakout_id"], ["breakout.id"], name=op.f("fk_breakout_round_breakout_id_breakout"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout_round")),
    )
    with op.batch_alter_table("breakout_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breakout_round_breakout_id"), ["breakout_id"], unique=False)

    op.create_table(
        "pair_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breakout_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["breakout_id"], ["breakout.id"], name=op.f("fk_pair_rule_breakout_id_breakout"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rule")),
    )
    with op.batch_alter_table("pair_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_rule_breakout_id"), ["breakout_id"], unique=False)

    op.create_table(
        "seats_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breakout_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["breakout_id"], ["breakout.id"], name=op.f("fk_seats_change_breakout_id_breakout"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats_change")),
    )
    with op.batch_alter_table("seats_change", schema=None) as batch_op:
        batch_op.create_index("ix_seats_change_breakout_id_made_at", ["breakout_id", "made_at"], unique=False)

    op.create_table(
        "group_wish",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["breakout_group.id"], name=op.f("fk_group_wish_group_id_breakout_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_group_wish_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "group_id", name=op.f("pk_group_wish")),
    )
    with op.batch_alter_table("group_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_wish_group_id"), ["group_id"], unique=False)

    op.create_table(
        "paired_person",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_paired_person_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["pair_rule.id"], name=op.f("fk_paired_person_rule_id_pair_rule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", "registration_id", name=op.f("pk_paired_person")),
    )
    with op.batch_alter_table("paired_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paired_person_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "rapporteur_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("takeaway_1", sa.Text(), nullable=False),
        sa.Column("takeaway_2", sa.Text(), nullable=False),
        sa.Column("takeaway_3", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("not_agreed", sa.Text(), nullable=False),
        sa.Column("open_question", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("action_owner", sa.String(length=300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["breakout_group.id"],
            name=op.f("fk_rapporteur_card_group_id_breakout_group"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["breakout_round.id"],
            name=op.f("fk_rapporteur_card_round_id_breakout_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rapporteur_card")),
        sa.UniqueConstraint("round_id", "group_id", name=op.f("uq_rapporteur_card_round_id_group_id")),
    )
    with op.batch_alter_table("rapporteur_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rapporteur_card_group_id"), ["group_id"], unique=False)

    op.create_table(
        "seat_in_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("published_group_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["breakout_group.id"],
            name=op.f("fk_seat_in_group_group_id_breakout_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["published_group_id"],
            ["breakout_group.id"],
            name=op.f("fk_seat_in_group_published_group_id_breakout_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_seat_in_group_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["breakout_round.id"],
            name=op.f("fk_seat_in_group_round_id_breakout_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_in_group")),
        sa.UniqueConstraint("round_id", "registration_id", name=op.f("uq_seat_in_group_round_id_registration_id")),
    )
    with op.batch_alter_table("seat_in_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_in_group_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_in_group_published_group_id"), ["published_group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_in_group_registration_id"), ["registration_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("seat_in_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_in_group_registration_id"))
        batch_op.drop_index(batch_op.f("ix_seat_in_group_published_group_id"))
        batch_op.drop_index(batch_op.f("ix_seat_in_group_group_id"))

    op.drop_table("seat_in_group")
    with op.batch_alter_table("rapporteur_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rapporteur_card_group_id"))

    op.drop_table("rapporteur_card")
    with op.batch_alter_table("paired_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paired_person_registration_id"))

    op.drop_table("paired_person")
    with op.batch_alter_table("group_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_wish_group_id"))

    op.drop_table("group_wish")
    with op.batch_alter_table("seats_change", schema=None) as batch_op:
        batch_op.drop_index("ix_seats_change_breakout_id_made_at")

    op.drop_table("seats_change")
    with op.batch_alter_table("pair_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_rule_breakout_id"))

    op.drop_table("pair_rule")
    with op.batch_alter_table("breakout_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breakout_round_breakout_id"))

    op.drop_table("breakout_round")
    with op.batch_alter_table("breakout_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breakout_group_breakout_id"))

    op.drop_table("breakout_group")
    with op.batch_alter_table("allocation_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_run_breakout_id"))

    op.drop_table("allocation_run")
    with op.batch_alter_table("breakout", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breakout_event_id"))

    op.drop_table("breakout")
