from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select

from convene.clock import now
from convene.database import db
from convene.files.models import StoredFile


def file_with(file_id: UUID) -> StoredFile | None:
    """What is known of a file, without its bytes: enough to say who may fetch it, and whether they have it."""
    return db.session.get(StoredFile, file_id)


def bytes_of(file_id: UUID) -> bytes:
    """The bytes of a file that is there."""
    return db.session.execute(select(StoredFile.body).where(StoredFile.id == file_id)).scalar_one()


def bytes_of_upload(file_id: UUID, *, owner_feature: str, owner_id: UUID) -> bytes | None:
    """The bytes of an upload, if it belongs to that row. One statement."""
    return db.session.scalar(
        select(StoredFile.body).where(
            StoredFile.id == file_id, StoredFile.owner_feature == owner_feature, StoredFile.owner_id == owner_id
        )
    )


def bytes_owned_by(owner_feature: str, owner_id: UUID) -> bytes | None:
    """The bytes of the one file that a row of a feature has, if it has any. One statement."""
    return db.session.scalar(
        select(StoredFile.body)
        .where(StoredFile.owner_feature == owner_feature, StoredFile.owner_id == owner_id)
        .limit(1)
    )


def has_file(owner_feature: str, owner_id: UUID) -> bool:
    """Whether a row of a feature has a file. One statement."""
    owned = exists().where(StoredFile.owner_feature == owner_feature, StoredFile.owner_id == owner_id)
    return bool(db.session.scalar(select(owned)))


def is_older_than(owner_feature: str, age: timedelta) -> ColumnElement[bool]:
    """Whether a file of a feature was kept longer ago than that."""
    return and_(StoredFile.owner_feature == owner_feature, StoredFile.created_at <= now() - age)


def has_files_older_than(owner_feature: str, age: timedelta) -> bool:
    """Whether a feature has any such file. One statement."""
    return bool(db.session.scalar(select(exists().where(is_older_than(owner_feature, age)))))
