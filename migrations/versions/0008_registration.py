"""Registration."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_event_id_state_created_at", ["event_id", "state", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_registration_event_id_email_key",
            ["event_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )

    op.create_table(
        "registration_desk",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opens_local", sa.DateTime(), nullable=True),
        sa.Column("closes_local", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_desk_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_desk")),
    )
    op.create_table(
        "seat_pool",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_seat_pool_capacity_is_a_number_of_people")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_seat_pool_nobody_gives_back_twice")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_seat_pool_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_pool")),
        sa.UniqueConstraint("event_id", "kind", "subject_id", name=op.f("uq_seat_pool_event_id_kind_subject_id")),
    )
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_pool_event_id"), ["event_id"], unique=False)

    op.create_table(
        "seat_taken",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["seat_pool.id"], name=op.f("fk_seat_taken_pool_id_seat_pool"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_seat_taken_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_taken")),
        sa.UniqueConstraint("registration_id", "pool_id", name=op.f("uq_seat_taken_registration_id_pool_id")),
    )
    with op.batch_alter_table("seat_taken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_taken_pool_id"), ["pool_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("seat_taken", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_taken_pool_id"))

    op.drop_table("seat_taken")
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_pool_event_id"))

    op.drop_table("seat_pool")
    op.drop_table("registration_desk")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_event_id_email_key",
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index("ix_registration_event_id_state_created_at")

    op.drop_table("registration")
