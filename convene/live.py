"""Pages that are open hear at once that something has changed, by server-sent events.

A use case tells a topic (`tell`), in a row of one table, which is kept or rolled back with it. One thread in each web
process (`Hub`) reads what was told of the topics that somebody listens to: at once where it was told in this process,
each `PAUSE` where in another one, or by the worker. What it reads goes to everybody who listens, in one frame a look.

A frame says that something has changed, not what: whoever hears it asks for what they may see. So a frame holds nothing
about anybody, a frame too many harms nobody, and a page asks once when its stream opens for what it has missed. Nothing
depends on streams: a page that has none asks by itself, as it did before (`frontend/src/js/follow.js`).

On PostgreSQL ids become visible in another order than they are given. Who tells a topic holds it until the end of the
use case, so that those of one topic are in order, and the hub counts each topic by itself.
"""

import contextlib
import json
import logging
import queue
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from flask import Flask, Response, current_app
from sqlalchemy import Connection, Index, String, and_, delete, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from convene.clock import now
from convene.database import INTERNAL, Base, bookkeeping, db, hold, once_after_commit
from convene.queue import task

log = logging.getLogger(__name__)

#: Seconds between two looks at what other processes have told, and between two signs of life on a stream.
PAUSE, PING = 0.2, 15.0
#: How long what was told is kept.
KEPT = timedelta(days=1)
#: Those who hear it ask within so many milliseconds each, so that they do not all ask in the same instant.
SPREAD, WIDEST = 3, 1_000
LONGEST_TOPIC = 80


class LiveEvent(Base):
    """Something of a topic has changed."""

    __tablename__ = "live_event"
    __table_args__ = (Index("ix_live_event_topic_id", "topic", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    topic: Mapped[str] = mapped_column(String(LONGEST_TOPIC), info=INTERNAL)
    told_at: Mapped[datetime] = mapped_column(index=True)


def tell(topic: str) -> None:
    """Say within a use case that something of a topic has changed. Several times are one frame."""
    hold(("live", uuid5(NAMESPACE_URL, topic)))
    db.session.add(LiveEvent(topic=topic, told_at=now()))
    once_after_commit(_wake, topic)


def stream(topic: str) -> Response:
    """What a page that is open listens to. 204, upon which a browser listens no more, where this process has as many
    listeners as it can hold: the page goes on asking by itself."""
    hub: Hub = current_app.extensions["live"]
    listener = hub.listen(topic)
    if listener is None:
        return Response(status=204, mimetype="text/event-stream")
    response = Response(_frames(hub, listener), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that gathers bytes would hold frames back
    response.call_on_close(lambda: hub.leave(listener))
    return response


@task("forget what open pages were told", every_day=True)
@bookkeeping
def forget_old_events() -> None:
    """Delete what was told more than a day ago: whoever has not heard it asked anew long since. The newest stays, or
    SQLite would give its number again, to something that a hub then takes for old."""
    newest = select(func.max(LiveEvent.id)).scalar_subquery()
    db.session.execute(delete(LiveEvent).where(LiveEvent.told_at < now() - KEPT, LiveEvent.id < newest))


def _wake(_topic: str) -> None:
    current_app.extensions["live"].wake()


class Listener:
    """One page. A look that it has not read yet is enough: the next would say the same."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self._frames: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._is_behind = threading.Event()

    def hear(self, within: int) -> None:
        if not self._is_behind.is_set():
            self._is_behind.set()
            self._frames.put(within)

    def next(self) -> int | None:
        """Within how many milliseconds to ask; None: nothing was told for a while."""
        try:
            within = self._frames.get(timeout=PING)
        except queue.Empty:
            return None
        self._is_behind.clear()
        return within


def _frames(hub: "Hub", listener: Listener) -> Iterator[str]:
    try:
        yield "retry: 3000\n\n"
        while not hub.is_ending:
            within = listener.next()
            yield ": still here\n\n" if within is None else f"data: {json.dumps({'within': within})}\n\n"
    finally:
        hub.leave(listener)


class Hub:
    """The listeners of one process. Its thread runs while there are any."""

    def __init__(self, app: Flask, most: int) -> None:
        self._app, self._most = app, most
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._listeners: dict[str, set[Listener]] = {}
        self._last: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self.is_ending = False

    def listen(self, topic: str) -> Listener | None:
        """Hear of a topic from now on; None: there are too many."""
        with self._lock:
            if self.is_ending or sum(map(len, self._listeners.values())) >= self._most:
                return None
            if topic not in self._last:
                self._last[topic] = self._newest(topic)
            listener = Listener(topic)
            self._listeners.setdefault(topic, set()).add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        return listener

    def leave(self, listener: Listener) -> None:
        """Hear no more. Twice is once."""
        with self._lock:
            left = self._listeners.get(listener.topic, set())
            left.discard(listener)
            if not left:
                self._listeners.pop(listener.topic, None)
                self._last.pop(listener.topic, None)

    def end(self) -> None:
        """Let every stream end, and hear nothing more."""
        self.is_ending = True
        with self._lock:
            listeners = [each for some in self._listeners.values() for each in some]
        for each in listeners:
            each.hear(0)

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def count(self) -> int:
        with self._lock:
            return sum(map(len, self._listeners.values()))

    def _newest(self, topic: str) -> int:
        with self._connection() as connection:
            newest = connection.scalar(select(func.max(LiveEvent.id)).where(LiveEvent.topic == topic))
        return newest or 0

    def _run(self) -> None:
        while True:
            self._woken.wait(PAUSE)
            self._woken.clear()
            with self._lock:
                last = dict(self._last)
                if not last:
                    self._thread = None
                    return
            try:
                self._look(last)
            except SQLAlchemyError:
                log.warning("what was told cannot be read, it is tried again", exc_info=True)
                self._woken.wait(1)

    def _look(self, last: dict[str, int]) -> None:
        since = or_(*(and_(LiveEvent.topic == topic, LiveEvent.id > newest) for topic, newest in last.items()))
        with self._connection() as connection:
            told = connection.execute(
                select(LiveEvent.topic, func.max(LiveEvent.id)).where(since).group_by(LiveEvent.topic)
            ).all()
        for topic, newest in told:
            with self._lock:
                if topic not in self._last:
                    continue
                self._last[topic] = newest
                listeners = list(self._listeners.get(topic, ()))
            within = min(WIDEST, SPREAD * len(listeners))
            for each in listeners:
                each.hear(within)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._app.app_context(), db.engine.connect() as connection:
            yield connection


def init_app(app: Flask, most: int) -> None:
    """`most`: how many pages of one process may listen."""
    app.extensions["live"] = Hub(app, most)
