from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select

from convene.accounts.queries import account_of_actor
from convene.clock import now
from convene.database import concerning, db, use_case
from convene.errors import NotFound
from convene.events.queries import held_event
from convene.registration import emails
from convene.registration.catalogue import (
    LONGEST_VIEW_NAME,
    MOST_VIEWS,
    EndedBecause,
    GroupAct,
)
from convene.registration.errors import NobodyIsMeant, NoSuchTag, TooManyViews, UndoneAlready
from convene.registration.models import DoneToGroup, Note, Registration, SavedView, Tag, Tagged
from convene.registration.queries.listing import IS_ACTIVE, act_of, as_asked_by, whom
from convene.registration.rules.listing import Asked, Filters
from convene.registration.services.keeping import tags_named
from convene.registration.services.seating import end_registrations, serve_the_line


@use_case
def tag_those(event_id: UUID, filters: Filters, name: str, *, by: str) -> DoneToGroup:
    """Give a tag to everybody whom a list shows; made if the event has none of that name.

    NobodyIsMeant. Returns what was done, with those who did not have it before: undoing it takes it from these.
    """
    event = held_event(event_id)
    filters = as_asked_by(event, filters, account_of_actor(by))
    tag = tags_named(event_id, {name})[name]
    meant = set(db.session.scalars(select(Registration.id).where(*whom(event, filters))))
    if not meant:
        raise NobodyIsMeant
    new = sorted(meant - _who_have(tag.id))
    _give(tag.id, new)
    return _note(event_id, GroupAct.TAG_ADDED, tag.id, new)


@use_case
def untag_those(event_id: UUID, filters: Filters, tag_id: UUID, *, by: str) -> DoneToGroup:
    """Take a tag from everybody whom a list shows. NobodyIsMeant, NoSuchTag."""
    event = held_event(event_id)
    filters = as_asked_by(event, filters, account_of_actor(by))
    tag = _tag(event_id, tag_id)
    meant = set(db.session.scalars(select(Registration.id).where(*whom(event, filters))))
    if not meant:
        raise NobodyIsMeant
    gone = sorted(meant & _who_have(tag.id))
    _take(tag.id, gone)
    return _note(event_id, GroupAct.TAG_REMOVED, tag.id, gone)


@use_case
def undo(event_id: UUID, act_id: UUID, *, by: str) -> DoneToGroup:
    """Undo what was done to a group, for exactly those of whom it changed something. NotFound, UndoneAlready."""
    held_event(event_id)
    act = act_of(event_id, act_id)
    if act is None:
        raise NotFound
    if act.undone_at is not None:
        raise UndoneAlready
    act.undone_at = now()
    meant = [UUID(each) for each in act.registration_ids]
    if act.act is GroupAct.NOTE_REMOVED and act.note_id is not None:
        db.session.get_one(Note, act.note_id).removed_at = None
    elif act.tag_id is not None and act.act is GroupAct.TAG_ADDED:
        _take(act.tag_id, meant)
    elif act.tag_id is not None:
        there = set(
            db.session.scalars(
                select(Registration.id).where(Registration.event_id == event_id, Registration.id.in_(meant))
            )
        )
        _give(act.tag_id, sorted(there - _who_have(act.tag_id)))
    return act


@use_case
def drop_tag(event_id: UUID, tag_id: UUID, *, by: str) -> str:
    """Let a tag go, from everybody. NoSuchTag. Returns what it was called."""
    held_event(event_id)
    tag = _tag(event_id, tag_id)
    name = tag.name
    db.session.delete(tag)
    db.session.flush()
    return name


@use_case
def write_note(event_id: UUID, registration_id: UUID, text: str, *, account_id: UUID | None, by: str) -> UUID:
    """Write down something about somebody, for organisers. NotFound."""
    _must_be_at(event_id, registration_id)
    note = Note(id=uuid4(), registration_id=registration_id, text=text, written_by_id=account_id, written_at=now())
    db.session.add(note)
    db.session.flush()
    return note.id


@use_case
def remove_note(event_id: UUID, registration_id: UUID, note_id: UUID, *, by: str) -> DoneToGroup:
    """Show a note no more. It can be brought back. NotFound."""
    held_event(event_id)
    _must_be_at(event_id, registration_id)
    note = db.session.scalar(
        select(Note).where(Note.id == note_id, Note.registration_id == registration_id, Note.removed_at.is_(None))
    )
    if note is None:
        raise NotFound
    note.removed_at = now()
    return _note(event_id, GroupAct.NOTE_REMOVED, None, [registration_id], note_id=note_id)


@use_case
def save_view(event_id: UUID, account_id: UUID, name: str, asked: Asked, *, by: str) -> UUID:
    """Keep a list under a name, for whoever saves it; what they had under that name is replaced. TooManyViews."""
    held_event(event_id)
    name = name[:LONGEST_VIEW_NAME]
    view = db.session.scalar(
        select(SavedView).where(
            SavedView.event_id == event_id, SavedView.account_id == account_id, SavedView.name == name
        )
    )
    if view is None:
        count = db.session.scalar(
            select(func.count()).where(SavedView.event_id == event_id, SavedView.account_id == account_id)
        )
        if (count or 0) >= MOST_VIEWS:
            raise TooManyViews(MOST_VIEWS)
        view = SavedView(id=uuid4(), event_id=event_id, account_id=account_id, name=name)
        db.session.add(view)
    view.asked = asked.address
    db.session.flush()
    return view.id


@use_case
def delete_view(event_id: UUID, account_id: UUID, view_id: UUID, *, by: str) -> None:
    """Keep a list no more. NotFound: it is gone, or somebody else's."""
    deleted = db.session.scalar(
        delete(SavedView)
        .where(SavedView.id == view_id, SavedView.event_id == event_id, SavedView.account_id == account_id)
        .returning(SavedView.id)
    )
    if deleted is None:
        raise NotFound


@use_case
def cancel_those(event_id: UUID, filters: Filters, *, by: str) -> int:
    """Cancel everybody whom a list shows and who means to come, and tell each by mail. Their places go to those who
    wait. NobodyIsMeant. Returns how many were cancelled, guests included."""
    event = held_event(event_id)
    filters = as_asked_by(event, filters, account_of_actor(by))
    meant = list(db.session.scalars(select(Registration.id).where(*whom(event, filters), IS_ACTIVE)))
    if not meant:
        raise NobodyIsMeant
    ended = end_registrations(meant, EndedBecause.ORGANISERS)
    db.session.flush()
    rows = list(
        db.session.scalars(
            select(Registration).where(Registration.id.in_(ended)).execution_options(populate_existing=True)
        )
    )
    emails.tell_all("cancelled_by_organiser", rows, about="place")
    serve_the_line(event_id)
    return len(ended)


def _tag(event_id: UUID, tag_id: UUID) -> Tag:
    tag = db.session.scalar(select(Tag).where(Tag.event_id == event_id, Tag.id == tag_id))
    if tag is None:
        raise NoSuchTag
    return tag


def _who_have(tag_id: UUID) -> set[UUID]:
    return set(db.session.scalars(select(Tagged.registration_id).where(Tagged.tag_id == tag_id)))


def _give(tag_id: UUID, registration_ids: Collection[UUID]) -> None:
    at = now()
    rows = [{"registration_id": each, "tag_id": tag_id, "tagged_at": at} for each in registration_ids]
    if rows:
        db.session.execute(insert(Tagged), rows)


def _take(tag_id: UUID, registration_ids: Collection[UUID]) -> None:
    db.session.execute(delete(Tagged).where(Tagged.tag_id == tag_id, Tagged.registration_id.in_(registration_ids)))


def _note(
    event_id: UUID,
    act: GroupAct,
    tag_id: UUID | None,
    registration_ids: Collection[UUID],
    *,
    note_id: UUID | None = None,
) -> DoneToGroup:
    done = DoneToGroup(
        id=uuid4(),
        event_id=event_id,
        act=act,
        tag_id=tag_id,
        note_id=note_id,
        registration_ids=[str(each) for each in registration_ids],
        done_at=now(),
    )
    db.session.add(done)
    db.session.flush()
    concerning(act_id=done.id)
    return done


def _must_be_at(event_id: UUID, registration_id: UUID) -> None:
    known = select(Registration.id).where(Registration.event_id == event_id, Registration.id == registration_id)
    if db.session.scalar(known) is None:
        raise NotFound
