from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import delete

from convene.clock import now
from convene.database import bookkeeping, concerning, db, use_case
from convene.files.models import Audience, StoredFile
from convene.files.pictures import Picture
from convene.files.queries import is_older_than


@use_case
def store_file(
    owner_feature: str,
    owner_id: UUID,
    body: bytes,
    *,
    content_type: str,
    event_id: UUID | None,
    team_id: UUID | None,
    audience: Audience,
    by: str,
) -> UUID:
    """Keep an upload for a row of a feature ("people", its id); returns the id of the file."""
    file = StoredFile(
        id=uuid4(),
        owner_feature=owner_feature,
        owner_id=owner_id,
        event_id=event_id,
        team_id=team_id,
        audience=audience,
        content_type=content_type,
        digest=sha256(body).hexdigest(),
        body=body,
        created_at=now(),
    )
    db.session.add(file)
    db.session.flush()  # rows that point to it may be changed by statements of the same use case
    concerning(file_id=file.id)
    return file.id


@use_case
def store_picture(
    owner_feature: str,
    owner_id: UUID,
    picture: Picture,
    *,
    event_id: UUID | None,
    team_id: UUID | None,
    audience: Audience,
    by: str,
) -> UUID:
    """Keep a picture for a row of a feature; what that row had before is dropped.

    Returns the id under which the page `files.one` serves it. The page makes the picture from what was uploaded
    (`pictures.made_anew`) before it calls: unpacking takes time, and nobody else could write meanwhile.
    """
    drop_files_of(owner_feature, owner_id, by=by)
    return store_file(
        owner_feature,
        owner_id,
        picture.body,
        content_type=picture.content_type,
        event_id=event_id,
        team_id=team_id,
        audience=audience,
        by=by,
    )


@use_case
def drop_files_of(owner_feature: str, owner_id: UUID, *, by: str) -> None:
    """Drop the files of a row: it has a new one, needs none, or is erased."""
    db.session.execute(
        delete(StoredFile).where(StoredFile.owner_feature == owner_feature, StoredFile.owner_id == owner_id)
    )


@use_case
def drop_file(file_id: UUID, owner_feature: str, owner_id: UUID, *, by: str) -> None:
    """Drop one file of a row: it has done what it was kept for. Nothing where it is gone, or another row's."""
    db.session.execute(
        delete(StoredFile).where(
            StoredFile.id == file_id, StoredFile.owner_feature == owner_feature, StoredFile.owner_id == owner_id
        )
    )


@bookkeeping
def drop_files_older_than(owner_feature: str, age: timedelta) -> None:
    """Drop what a feature kept for a while only, once it is older than that."""
    db.session.execute(delete(StoredFile).where(is_older_than(owner_feature, age)))


@use_case
def drop_files_of_event(event_id: UUID, *, by: str) -> None:
    """Drop every file of an event that is deleted. Pictures of people are of their team, and stay."""
    db.session.execute(delete(StoredFile).where(StoredFile.event_id == event_id))
