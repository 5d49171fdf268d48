"""A version keeps its people beside what it says, and what it says once."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

JSON = sa.JSON()


def upgrade() -> None:
    with op.batch_alter_table("agenda_version") as version:
        version.alter_column("served", new_column_name="people", existing_type=JSON, existing_nullable=False)
    _rewrite(lambda row: row.people.get("people", {}))


def downgrade() -> None:
    _rewrite(lambda row: {"structure": row.structure, "people": row.people})
    with op.batch_alter_table("agenda_version") as version:
        version.alter_column("people", new_column_name="served", existing_type=JSON, existing_nullable=False)


def _rewrite(people: Callable[[Any], Any]) -> None:
    """One version at a time: those of a large agenda are a megabyte each."""
    version = sa.table(
        "agenda_version", sa.column("id", sa.Uuid()), sa.column("structure", JSON), sa.column("people", JSON)
    )
    connection = op.get_bind()
    for version_id in connection.scalars(sa.select(version.c.id)).all():
        row = connection.execute(sa.select(version).where(version.c.id == version_id)).one()
        connection.execute(version.update().where(version.c.id == version_id).values(people=people(row)))
