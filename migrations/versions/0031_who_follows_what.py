"""Who follows what in their calendar, of those who registered so far; and whom a publish has told, in what words."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

AT_ONCE = 1000
ADDED = {"was_public": sa.Boolean(), "told_groups": sa.JSON(), "told_word": sa.Text(), "told_count": sa.Integer()}


def upgrade() -> None:
    op.create_table(
        "calendar_follower",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_follower")),
        sa.UniqueConstraint(
            "source",
            "source_id",
            "kind",
            "subject_id",
            name=op.f("uq_calendar_follower_source_source_id_kind_subject_id"),
        ),
    )
    op.create_index(
        "ix_calendar_follower_event_id_kind_subject_id", "calendar_follower", ["event_id", "kind", "subject_id"]
    )
    op.create_index("ix_calendar_follower_event_id_email_key", "calendar_follower", ["event_id", "email_key"])
    with op.batch_alter_table("agenda_version") as version:
        version.add_column(sa.Column("was_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        version.add_column(sa.Column("told_groups", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        version.add_column(sa.Column("told_word", sa.Text(), nullable=False, server_default=""))
        version.add_column(sa.Column("told_count", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("agenda_version") as version:
        for name, kind in ADDED.items():
            version.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    _say_what_was_public()
    _tell_who_follows()


def _say_what_was_public() -> None:
    """A version was public if its event has been, before the next one took its place."""
    version = sa.table(
        "agenda_version",
        sa.column("id", sa.Uuid()),
        sa.column("event_id", sa.Uuid()),
        sa.column("number", sa.Integer()),
        sa.column("published_at", sa.DateTime(timezone=True)),
        sa.column("was_public", sa.Boolean()),
    )
    event = sa.table("event", sa.column("id", sa.Uuid()), sa.column("published_at", sa.DateTime(timezone=True)))
    later = version.alias("later")
    was_replaced_before = sa.exists().where(
        later.c.event_id == version.c.event_id,
        later.c.number > version.c.number,
        later.c.published_at <= event.c.published_at,
    )
    public = (
        sa.select(version.c.id)
        .join_from(version, event, event.c.id == version.c.event_id)
        .where(event.c.published_at.is_not(None), ~was_replaced_before)
    )
    connection = op.get_bind()
    ids = list(connection.scalars(public))
    for start in range(0, len(ids), AT_ONCE):
        connection.execute(
            version.update().where(version.c.id.in_(ids[start : start + AT_ONCE])).values(was_public=True)
        )


def _tell_who_follows() -> None:
    """Whoever has a place follows the event, and the sessions that they signed up for."""
    follower = sa.table(
        "calendar_follower",
        *(sa.column(name, sa.Uuid()) for name in ("id", "event_id", "subject_id", "source_id")),
        *(sa.column(name, sa.String()) for name in ("kind", "source", "email", "email_key", "name", "language")),
        sa.column("since", sa.DateTime(timezone=True)),
    )
    registration = sa.table(
        "registration",
        sa.column("id", sa.Uuid()),
        sa.column("event_id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("state", "email", "email_key", "name", "language")),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    pool = sa.table(
        "seat_pool", sa.column("id", sa.Uuid()), sa.column("kind", sa.String()), sa.column("subject_id", sa.Uuid())
    )
    taken = sa.table(
        "seat_taken",
        sa.column("registration_id", sa.Uuid()),
        sa.column("pool_id", sa.Uuid()),
        sa.column("taken_at", sa.DateTime(timezone=True)),
    )
    who = [
        registration.c.id.label("source_id"),
        registration.c.event_id,
        registration.c.email,
        registration.c.email_key,
        registration.c.name,
        registration.c.language,
    ]
    has_a_place = (registration.c.state == "confirmed") & (registration.c.email != "")
    of_the_event = sa.select(
        *who,
        sa.literal("event").label("kind"),
        registration.c.event_id.label("subject_id"),
        registration.c.created_at.label("since"),
    ).where(has_a_place)
    of_a_session = (
        sa.select(*who, sa.literal("session").label("kind"), pool.c.subject_id, taken.c.taken_at.label("since"))
        .join_from(registration, taken, taken.c.registration_id == registration.c.id)
        .join(pool, pool.c.id == taken.c.pool_id)
        .where(has_a_place, pool.c.kind == "session")
    )
    connection = op.get_bind()
    for rows in (of_the_event, of_a_session):
        found = [dict(row) for row in connection.execute(rows).mappings()]
        for start in range(0, len(found), AT_ONCE):
            connection.execute(
                follower.insert(),
                [
                    {**row, "id": uuid4(), "source": "registration", "since": _in_utc(row["since"])}
                    for row in found[start : start + AT_ONCE]
                ],
            )


def _in_utc(at: datetime) -> datetime:
    """SQLite gives instants back without their zone, which is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def downgrade() -> None:
    with op.batch_alter_table("agenda_version") as version:
        for name in ADDED:
            version.drop_column(name)
    op.drop_table("calendar_follower")
