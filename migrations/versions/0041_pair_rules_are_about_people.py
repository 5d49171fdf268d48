"""Who sits together or apart is said of people, not of their registrations: who registers anew is still meant."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

RULE = sa.table("pair_rule", sa.column("id", sa.Uuid()), sa.column("breakout_id", sa.Uuid()))
BREAKOUT = sa.table("breakout", sa.column("id", sa.Uuid()), sa.column("event_id", sa.Uuid()))
REGISTRATION = sa.table(
    "registration", sa.column("id", sa.Uuid()), sa.column("person_id", sa.Uuid()), sa.column("event_id", sa.Uuid())
)


def upgrade() -> None:
    before = sa.table("paired_person", sa.column("rule_id", sa.Uuid()), sa.column("registration_id", sa.Uuid()))
    put_anew(
        "person",
        sa.select(before.c.rule_id, REGISTRATION.c.person_id)
        .join(REGISTRATION, REGISTRATION.c.id == before.c.registration_id)
        .distinct(),
    )


def downgrade() -> None:
    # Of somebody who has registered several times each registration is named: which was meant is not known.
    before = sa.table("paired_person", sa.column("rule_id", sa.Uuid()), sa.column("person_id", sa.Uuid()))
    put_anew(
        "registration",
        sa.select(before.c.rule_id, REGISTRATION.c.id)
        .join(RULE, RULE.c.id == before.c.rule_id)
        .join(BREAKOUT, BREAKOUT.c.id == RULE.c.breakout_id)
        .join(
            REGISTRATION,
            sa.and_(REGISTRATION.c.person_id == before.c.person_id, REGISTRATION.c.event_id == BREAKOUT.c.event_id),
        ),
    )


def put_anew(who: str, rows: sa.Select[Any]) -> None:
    """Make the table again so that it names rows of the table `who`, with these rows of rule and whom it names."""
    column = f"{who}_id"
    kept = [{"rule_id": rule_id, column: named} for rule_id, named in op.get_bind().execute(rows)]
    op.drop_table("paired_person")
    table = op.create_table(
        "paired_person",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column(column, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            [column], [f"{who}.id"], name=op.f(f"fk_paired_person_{column}_{who}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["pair_rule.id"], name=op.f("fk_paired_person_rule_id_pair_rule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", column, name=op.f("pk_paired_person")),
    )
    op.create_index(op.f(f"ix_paired_person_{column}"), "paired_person", [column], unique=False)
    if table is not None and kept:
        op.bulk_insert(table, kept)
