"""Stars: what a reader wants to go to, without an account and without a trace of who it is.

These are bookkeeping and leave no line in the log: what somebody wishes to hear is nobody's business but theirs.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from convene.calendar.catalogue import FeedKind
from convene.calendar.services.feeds import forget_feeds, note_in_feeds
from convene.clock import now
from convene.database import bookkeeping, concerning, db, hold
from convene.errors import NotFound
from convene.programme.catalogue import Interest as Kind
from convene.programme.errors import TooManyStars
from convene.programme.models import Agenda, AgendaReader, Interest, Session
from convene.programme.queries.stars import is_unused_since

MOST_STARS = 500
#: The cookie ends a year after the last star; a month later nothing can come back to what was starred.
UNUSED_IS_KEPT_FOR = timedelta(days=396)


@bookkeeping
def star(event_id: UUID, code: str, reader_id: UUID | None) -> UUID:
    """Star a session that everybody sees; the first star makes the reader. Returns the reader.

    A second star on one session changes nothing. NotFound: no such session is published. TooManyStars.
    """
    session_id = _published_session(event_id, code)
    reader = _held_reader(event_id, reader_id)
    given = set(db.session.scalars(select(Interest.session_id).where(Interest.reader_id == reader.id)))
    if session_id not in given:
        if len(given) >= MOST_STARS:
            raise TooManyStars
        db.session.add(Interest(reader_id=reader.id, session_id=session_id, kind=Kind.STAR, created_at=now()))
        note_in_feeds(FeedKind.STARS, [reader.id])
    concerning(event_id=event_id)
    return reader.id


@bookkeeping
def unstar(event_id: UUID, code: str, reader_id: UUID) -> None:
    """Take a star away. What has none stays without. NotFound: the event has no such session."""
    session_id = db.session.scalar(select(Session.id).where(Session.event_id == event_id, Session.code == code))
    if session_id is None:
        raise NotFound
    db.session.execute(delete(Interest).where(Interest.reader_id == reader_id, Interest.session_id == session_id))
    note_in_feeds(FeedKind.STARS, [reader_id])


@bookkeeping
def forget_reader(reader_id: UUID) -> None:
    """Forget a reader with all stars, on every device, and with them the calendar."""
    hold(("agenda_reader", reader_id))  # a star that is given this moment goes along, or is a new reader's
    db.session.execute(delete(Interest).where(Interest.reader_id == reader_id))
    db.session.execute(delete(AgendaReader).where(AgendaReader.id == reader_id))
    forget_feeds(FeedKind.STARS, [reader_id])


@bookkeeping
def forget_readers_unused_since(at: datetime) -> int:
    """Forget readers of events that are over who have starred nothing since `at`; returns how many."""
    # The database takes their stars along, and decides in one statement: somebody may star a moment before.
    gone = db.session.scalars(delete(AgendaReader).where(is_unused_since(at)).returning(AgendaReader.id)).all()
    forget_feeds(FeedKind.STARS, gone)
    return len(gone)


def _published_session(event_id: UUID, code: str) -> UUID:
    """A session that is in the published version, withdrawn there or not.

    What was shown once stays in every version after (`rules.to_publish`), so that one small row says so: to read the
    version would keep every other writer waiting.
    """
    session_id = db.session.scalar(
        select(Session.id)
        .join(Agenda, Agenda.event_id == Session.event_id)
        .where(
            Session.event_id == event_id,
            Session.code == code,
            Session.was_published,
            Agenda.version_id.is_not(None),
        )
    )
    if session_id is None:
        raise NotFound
    return session_id


def _held_reader(event_id: UUID, reader_id: UUID | None) -> AgendaReader:
    """The reader, read once nobody else gives them stars or forgets them; or a new one.

    So two presses of one star count as one, and no more than the most are given. The row is kept too: who tidies up
    (`forget_readers_unused_since`) holds nothing.
    """
    if reader_id is not None:
        hold(("agenda_reader", reader_id))
        known = db.session.scalar(
            select(AgendaReader)
            .where(AgendaReader.id == reader_id, AgendaReader.event_id == event_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if known is not None:
            return known
    reader = AgendaReader(event_id=event_id, created_at=now())
    db.session.add(reader)
    db.session.flush()
    return reader
