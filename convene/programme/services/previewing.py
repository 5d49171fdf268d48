"""An import looked at before it is done: the file waits here between the two pages, and the draft stays as it is."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from convene.database import db, hold, use_case
from convene.engines.schedule_files import Schedule
from convene.errors import NotFound
from convene.files.models import Audience
from convene.files.queries import bytes_of_upload
from convene.files.services import drop_file, store_file
from convene.programme.errors import AgendaChangedMeanwhile
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.people import names_of_people
from convene.programme.rules.changes import Difference, compare
from convene.programme.services.drafting import withdraw_session
from convene.programme.services.importing import Imported, import_schedule
from convene.programme.structure import SessionFacts, Structure

FEATURE = "programme"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do. `revision` is the draft's that it was held against."""

    imported: Imported
    difference: Difference
    before: Structure
    after: Structure
    missing: tuple[SessionFacts, ...]
    names: dict[UUID, str]
    revision: int


class _TakenBack(Exception):
    """Carries a preview out of the transaction that its raising undoes."""

    def __init__(self, preview: ImportPreview) -> None:
        super().__init__()
        self.preview = preview


def preview_import(
    event_id: UUID, schedule: Schedule, *, made_guids: frozenset[str] = frozenset(), by: str
) -> ImportPreview:
    """What bringing in this file would change. Nothing is changed.

    The import is really done and then taken back: a second way to work out what it would do could say something
    else than what is done in the end. Refuses what `import_schedule` refuses.
    """
    try:
        _import_and_take_back(event_id, schedule, made_guids, by=by)
    except _TakenBack as taken_back:
        return taken_back.preview
    raise AssertionError("unreachable")


@use_case
def _import_and_take_back(event_id: UUID, schedule: Schedule, made_guids: frozenset[str], *, by: str) -> None:
    hold(("event", event_id))
    revision, before = agenda_state(event_id).draft_revision, draft_of(event_id)
    imported = import_schedule(event_id, schedule, made_guids=made_guids, by=by)
    db.session.flush()
    db.session.expire_all()
    after = draft_of(event_id)
    missing = tuple(one for one in before.sessions if one.id in imported.missing_ids)
    names = names_of_people(before.person_ids() | after.person_ids())
    raise _TakenBack(ImportPreview(imported, compare(before, after), before, after, missing, names, revision))


@use_case
def keep_upload(event_id: UUID, body: bytes, *, by: str) -> UUID:
    """Keep a file until its import is confirmed, for a day at the most."""
    return store_file(
        FEATURE,
        event_id,
        body,
        event_id=event_id,
        team_id=None,
        audience=Audience.ORGANISERS,
        content_type="application/octet-stream",
        by=by,
    )


def upload_of(event_id: UUID, upload_id: UUID) -> bytes:
    """The file that was kept for this event. NotFound."""
    body = bytes_of_upload(upload_id, owner_feature=FEATURE, owner_id=event_id)
    if body is None:
        raise NotFound
    return body


@use_case
def import_previewed(
    event_id: UUID,
    schedule: Schedule,
    revision: int,
    upload_id: UUID,
    *,
    made_guids: frozenset[str] = frozenset(),
    withdrawn: Collection[str] = (),
    by: str,
) -> Imported:
    """Do what was previewed, and let the kept file go.

    `revision` is the one of the preview: where the draft is another by now, AgendaChangedMeanwhile. `withdrawn` are
    codes of sessions that are no longer in the file and were ticked: they are withdrawn from the draft.
    """
    hold(("event", event_id))  # before the draft is read: of two who confirm one preview, one is told
    if agenda_state(event_id).draft_revision != revision:
        raise AgendaChangedMeanwhile
    imported = import_schedule(event_id, schedule, made_guids=made_guids, by=by)
    sessions = draft_of(event_id).sessions if withdrawn else ()
    gone = [one for one in sessions if one.code in withdrawn and one.id in imported.missing_ids]
    for session in gone:
        withdraw_session(event_id, session.id, by=by)
    drop_file(upload_id, FEATURE, event_id, by=by)
    return replace(imported, withdrawn=tuple(session.code for session in gone))
