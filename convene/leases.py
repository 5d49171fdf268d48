"""Work that a worker does outside of any transaction, for seconds: taken up for a lease, told how far it is, stopped.

A row of such work is a `Leased`; whose it is and what comes of it is its feature's. Knows no feature. These are steps:
the feature's own use cases (`@bookkeeping`) take them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from convene.clock import now
from convene.database import db, hold

#: How long nobody else takes up what a worker has begun: longer than the longest search, in parts of which nothing is
#: heard of it.
LEASE = timedelta(seconds=90)
#: A worker that was killed twice over the same work would be killed a third time.
MOST_ATTEMPTS = 2


class Leased:
    """The columns of such work, beside its id and its state."""

    asked_at: Mapped[datetime]
    #: While it runs: until when nobody else takes it up, how far it is (per cent), and the best score so far.
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    percent: Mapped[int] = mapped_column(default=0)
    best_score: Mapped[int | None]
    is_told_to_stop: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Leases:
    """One kind of such work: its table, what `hold` calls it, and the states in which it waits, runs, or has failed."""

    table: Any
    name: str
    waiting: StrEnum
    running: StrEnum
    failed: StrEnum

    def next(self) -> UUID | None:
        """What has waited longest, and nobody works on now. One statement."""
        is_free = or_(self.table.leased_until.is_(None), self.table.leased_until < now())
        found: UUID | None = db.session.scalar(
            select(self.table.id)
            .where(self.table.state.in_((self.waiting, self.running)), is_free)
            .order_by(self.table.asked_at, self.table.id)
            .limit(1)
        )
        return found

    def take_up(self) -> UUID | None:
        """Take up the next, for the time of a lease. None: nothing waits.

        What was begun twice and never ended has failed: its worker was killed over it.
        """
        while (work_id := self.next()) is not None:
            hold((self.name, work_id))
            work = db.session.get_one(self.table, work_id, populate_existing=True)
            is_under_way = work.state in {self.waiting, self.running}
            if not is_under_way or (work.leased_until and work.leased_until >= now()):
                continue
            if work.attempts >= MOST_ATTEMPTS:
                work.state, work.ended_at = self.failed, now()
                db.session.flush()
                continue
            work.state, work.leased_until, work.attempts = self.running, now() + LEASE, work.attempts + 1
            db.session.flush()
            return work_id
        return None

    def tell(self, work_id: UUID, percent: int, best_score: int | None) -> bool:
        """Say how far it is, and keep it for another lease. Returns whether to go on: nobody has stopped it."""
        stopped = db.session.scalar(
            self._of_running(work_id)
            .values(percent=percent, best_score=best_score, leased_until=now() + LEASE)
            .returning(self.table.is_told_to_stop)
        )
        return stopped is False

    def end(self, work_id: UUID, state: StrEnum, **found: object) -> None:
        """Keep what was found. Nothing where it was given up meanwhile, or is gone."""
        db.session.execute(
            self._of_running(work_id).values(state=state, ended_at=now(), leased_until=None, percent=100, **found)
        )

    def _of_running(self, work_id: UUID) -> Any:
        return (
            update(self.table)
            .where(self.table.id == work_id, self.table.state == self.running)
            .execution_options(synchronize_session=False)
        )


class Scored(Protocol):
    """What a search has found so far, as far as it is told."""

    @property
    def total(self) -> int: ...


class Word:
    """What is said of a search while it goes on, so many seconds apart; and whether somebody has stopped it.

    `record`: keeps how far it is, and says whether to go on.
    """

    def __init__(self, record: Callable[[int, int | None], bool], *, each: float) -> None:
        self.is_last = False
        self._record, self._each, self._said_at = record, each, 0.0

    def tell(self, share: float, best: Scored | None) -> None:
        if time.monotonic() - self._said_at < self._each:
            return
        self._said_at = time.monotonic()
        self.is_last = not self._record(min(99, int(share * 100)), best.total if best else None)
