"""What stands in the database, as one word, to say whether anything has changed."""

import hashlib
from collections.abc import Collection

from sqlalchemy import select

from convene.database import db


def fingerprint(without: Collection[str] = ()) -> str:
    """A hash of every row of every table but those named."""
    db.session.rollback()
    digest = hashlib.blake2b()
    for table in db.metadata.sorted_tables:
        if table.name in without:
            continue
        rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        digest.update(f"{table.name}:{rows}".encode())
    db.session.rollback()
    return digest.hexdigest()
