"""What organisers keep beside registrations: tags, notes, what files said, views of the list, imports."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("brought_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("was_mailed", sa.Boolean(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_people_import_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index("ix_people_import_event_id_brought_in_at", ["event_id", "brought_in_at"], unique=False)

    op.create_table(
        "registration_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_tag_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_tag")),
        sa.UniqueConstraint("event_id", "name_key", name=op.f("uq_registration_tag_event_id_name_key")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_saved_view_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("event_id", "account_id", "name", name=op.f("uq_saved_view_event_id_account_id_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_account_id"), ["account_id"], unique=False)

    op.create_table(
        "import_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_import_change_import_id_people_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_import_change_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
        sa.UniqueConstraint("import_id", "registration_id", name=op.f("uq_import_change_import_id_registration_id")),
    )
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_change_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "imported_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_imported_answer_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_answer")),
        sa.UniqueConstraint("registration_id", "heading", name=op.f("uq_imported_answer_registration_id_heading")),
    )
    op.create_table(
        "registration_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_note_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["account.id"],
            name=op.f("fk_registration_note_written_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_note")),
    )
    with op.batch_alter_table("registration_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_note_registration_id_written_at", ["registration_id", "written_at"], unique=False
        )

    op.create_table(
        "tagged",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_tagged_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["registration_tag.id"], name=op.f("fk_tagged_tag_id_registration_tag"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "tag_id", name=op.f("pk_tagged")),
    )
    with op.batch_alter_table("tagged", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tagged_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "done_to_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=30), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=True),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("registration_ids", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_done_to_group_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["registration_note.id"],
            name=op.f("fk_done_to_group_note_id_registration_note"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["registration_tag.id"],
            name=op.f("fk_done_to_group_tag_id_registration_tag"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_to_group")),
    )
    with op.batch_alter_table("done_to_group", schema=None) as batch_op:
        batch_op.create_index("ix_done_to_group_event_id_done_at", ["event_id", "done_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("done_to_group", schema=None) as batch_op:
        batch_op.drop_index("ix_done_to_group_event_id_done_at")

    op.drop_table("done_to_group")
    with op.batch_alter_table("tagged", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tagged_tag_id"))

    op.drop_table("tagged")
    with op.batch_alter_table("registration_note", schema=None) as batch_op:
        batch_op.drop_index("ix_registration_note_registration_id_written_at")

    op.drop_table("registration_note")
    op.drop_table("imported_answer")
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_change_registration_id"))

    op.drop_table("import_change")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_account_id"))

    op.drop_table("saved_view")
    op.drop_table("registration_tag")
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.drop_index("ix_people_import_event_id_brought_in_at")

    op.drop_table("people_import")
