"""Admission: ticket kinds, quotas, codes, invitations, offers, people registered together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "balance_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("attribute", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_balance_target_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_target")),
        sa.UniqueConstraint("event_id", "attribute", "value", name=op.f("uq_balance_target_event_id_attribute_value")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_letter_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_event_id"), ["event_id"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("submission_key", sa.String(length=40), nullable=False),
        sa.Column("wants_together", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_party_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("event_id", "submission_key", name=op.f("uq_party_event_id_submission_key")),
    )
    op.create_table(
        "quota",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("until_local", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_quota_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
    )
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_event_id"), ["event_id"], unique=False)

    op.create_table(
        "ticket_kind",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=30), nullable=False),
        sa.Column("reach", sa.String(length=30), nullable=False),
        sa.Column("asks_approval", sa.Boolean(), nullable=True),
        sa.Column("counts_at_event", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_ticket_kind_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_kind")),
    )
    with op.batch_alter_table("ticket_kind", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_kind_event_id"), ["event_id"], unique=False)

    op.create_table(
        "invitation_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("ticket_kind_id", sa.Uuid(), nullable=True),
        sa.Column("quota_id", sa.Uuid(), nullable=True),
        sa.Column("until_local", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_invitation_code_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quota.id"], name=op.f("fk_invitation_code_quota_id_quota"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_kind_id"],
            ["ticket_kind.id"],
            name=op.f("fk_invitation_code_ticket_kind_id_ticket_kind"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_code")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_invitation_code_event_id_code")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("sector", sa.String(length=100), nullable=False),
        sa.Column("expertise", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("ticket_kind_id", sa.Uuid(), nullable=True),
        sa.Column("quota_id", sa.Uuid(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_invitation_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quota.id"], name=op.f("fk_invitation_quota_id_quota"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_invitation_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_kind_id"],
            ["ticket_kind.id"],
            name=op.f("fk_invitation_ticket_kind_id_ticket_kind"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("event_id", "email_key", name=op.f("uq_invitation_event_id_email_key")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_event_id_invited_at", ["event_id", "invited_at"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(length=30), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome = 'running' OR ended_at IS NOT NULL", name=op.f("ck_offer_says_when_it_ended")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_offer_event_id_event"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_offer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_offer_outcome_expires_at", ["outcome", "expires_at"], unique=False)
        batch_op.create_index(
            "uq_offer_registration_id",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("outcome = 'running'"),
            postgresql_where=sa.text("outcome = 'running'"),
        )

    op.create_table(
        "seat_wanted",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["seat_pool.id"], name=op.f("fk_seat_wanted_pool_id_seat_pool"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_seat_wanted_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "pool_id", name=op.f("pk_seat_wanted")),
    )
    with op.batch_alter_table("seat_wanted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_wanted_pool_id"), ["pool_id"], unique=False)

    with op.batch_alter_table("registration", schema=None) as batch_op:
        # Until now everybody was their own address.
        batch_op.add_column(sa.Column("identity_key", sa.String(length=600), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("came_by", sa.String(length=30), nullable=False, server_default="form"))
        batch_op.add_column(sa.Column("ticket_kind_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("quota_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("code_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("party_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("guest_of_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("address_confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("waits_as", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decision_reason", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ended_because", sa.String(length=30), nullable=True))

    op.execute("UPDATE registration SET identity_key = email_key")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        for name, length in (("identity_key", 600), ("came_by", 30), ("decision_reason", 500)):
            batch_op.alter_column(
                name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
            )
        batch_op.create_check_constraint(
            op.f("ck_registration_who_waits_has_a_place_in_line"), "state <> 'waitlisted' OR waits_as IS NOT NULL"
        )
        batch_op.drop_index(
            batch_op.f("uq_registration_event_id_email_key"),
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )
        batch_op.create_index("ix_registration_event_id_email_key", ["event_id", "email_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_guest_of_id"), ["guest_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_ticket_kind_id"), ["ticket_kind_id"], unique=False)
        batch_op.create_index(
            "uq_registration_event_id_identity_key",
            ["event_id", "identity_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_ticket_kind_id_ticket_kind"),
            "ticket_kind",
            ["ticket_kind_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_guest_of_id_registration"),
            "registration",
            ["guest_of_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_code_id_invitation_code"),
            "invitation_code",
            ["code_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_quota_id_quota"), "quota", ["quota_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_party_id_party"), "party", ["party_id"], ["id"], ondelete="SET NULL"
        )

    settings = (
        ("asks_approval", sa.Boolean(), sa.false()),
        ("keeps_waitlist", sa.Boolean(), sa.false()),
        ("offer_hours", sa.Integer(), "48"),
        ("confirms_addresses", sa.Boolean(), sa.false()),
        ("most_together", sa.Integer(), "1"),
        ("most_guests", sa.Integer(), "0"),
        ("allows_transfer", sa.Boolean(), sa.false()),
    )
    with op.batch_alter_table("registration_desk", schema=None) as batch_op:
        for name, kind, before in settings:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=before))
        batch_op.add_column(sa.Column("changes_until_local", sa.DateTime(), nullable=True))
    with op.batch_alter_table("registration_desk", schema=None) as batch_op:
        for name, kind, _ in settings:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
        batch_op.create_check_constraint(op.f("ck_registration_desk_offers_last"), "offer_hours >= 0")
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.alter_column(
            "kind", existing_type=sa.String(length=20), type_=sa.String(length=30), existing_nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("seat_pool", schema=None) as batch_op:
        batch_op.alter_column(
            "kind", existing_type=sa.String(length=30), type_=sa.String(length=20), existing_nullable=False
        )
    with op.batch_alter_table("registration_desk", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_registration_desk_offers_last"), type_="check")
        batch_op.drop_column("changes_until_local")
        batch_op.drop_column("allows_transfer")
        batch_op.drop_column("most_guests")
        batch_op.drop_column("most_together")
        batch_op.drop_column("confirms_addresses")
        batch_op.drop_column("offer_hours")
        batch_op.drop_column("keeps_waitlist")
        batch_op.drop_column("asks_approval")

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_registration_who_waits_has_a_place_in_line"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_registration_party_id_party"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_quota_id_quota"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_code_id_invitation_code"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_guest_of_id_registration"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_registration_ticket_kind_id_ticket_kind"), type_="foreignkey")
        batch_op.drop_index(
            "uq_registration_event_id_identity_key",
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_ticket_kind_id"))
        batch_op.drop_index(batch_op.f("ix_registration_party_id"))
        batch_op.drop_index(batch_op.f("ix_registration_guest_of_id"))
        batch_op.drop_index("ix_registration_event_id_email_key")
        batch_op.create_index(
            batch_op.f("uq_registration_event_id_email_key"),
            ["event_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
            postgresql_where=sa.text("state IN ('pending', 'confirmed', 'waitlisted')"),
        )
        batch_op.drop_column("ended_because")
        batch_op.drop_column("decision_reason")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("waits_as")
        batch_op.drop_column("address_confirmed_at")
        batch_op.drop_column("guest_of_id")
        batch_op.drop_column("party_id")
        batch_op.drop_column("code_id")
        batch_op.drop_column("quota_id")
        batch_op.drop_column("ticket_kind_id")
        batch_op.drop_column("came_by")
        batch_op.drop_column("identity_key")

    with op.batch_alter_table("seat_wanted", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_wanted_pool_id"))

    op.drop_table("seat_wanted")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offer_registration_id",
            sqlite_where=sa.text("outcome = 'running'"),
            postgresql_where=sa.text("outcome = 'running'"),
        )
        batch_op.drop_index("ix_offer_outcome_expires_at")
        batch_op.drop_index(batch_op.f("ix_offer_event_id"))

    op.drop_table("offer")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_event_id_invited_at")

    op.drop_table("invitation")
    op.drop_table("invitation_code")
    with op.batch_alter_table("ticket_kind", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_kind_event_id"))

    op.drop_table("ticket_kind")
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_event_id"))

    op.drop_table("quota")
    op.drop_table("party")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_event_id"))

    op.drop_table("letter")
    op.drop_table("balance_target")
