"""What one changed last."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.create_index("ix_audit_line_by_id", ["by", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_line", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_line_by_id")
