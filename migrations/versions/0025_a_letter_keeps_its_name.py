"""A letter of invitation keeps the legal name in which it was asked for."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE paper SET name = COALESCE((SELECT person.legal_name FROM person JOIN registration"
        " ON registration.person_id = person.id WHERE registration.id = paper.registration_id), '')"
        " WHERE kind = 'letter'"
    )


def downgrade() -> None:
    op.execute("UPDATE paper SET name = '' WHERE kind = 'letter'")
