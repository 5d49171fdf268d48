"""How long a search may go on: by moves, which repeats, or by seconds, which is a ceiling."""

import time
from collections.abc import Callable
from typing import Any

Progress = Callable[[float, Any], None]
"""Called with the elapsed share, 0 to 1, and the score of the best so far, as its engine has it; None: nothing that was
found keeps every rule yet."""
ShouldStop = Callable[[], bool]


class Budget:
    """Counts moves and seconds. `effort` None: the seconds alone decide, and every move that they allow is made."""

    def __init__(
        self, *, seconds: float | None, effort: int | None, progress: Progress | None, should_stop: ShouldStop | None
    ) -> None:
        self._began = time.monotonic()
        self.seconds, self.effort = seconds, effort
        self._progress, self._should_stop = progress, should_stop
        self.moves = 0
        self._is_done = False
        self.was_cut = False
        """Whether time or the caller has ended something before its own end."""

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._began

    @property
    def left(self) -> float | None:
        """Seconds; None without a ceiling."""
        return None if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    def is_over(self) -> bool:
        """Whether time is up or the caller wants no more; remembered as a cut."""
        if self._is_done:
            return True
        if (self.seconds is not None and self.elapsed >= self.seconds) or self.stopped():
            self.was_cut = True
        return self.was_cut

    def stop(self) -> None:
        """End whatever still looks for something; not a cut."""
        self._is_done = True

    def stopped(self) -> bool:
        """Whether the caller wants no more, or there is no more to want."""
        return self._is_done or (self._should_stop is not None and self._should_stop())

    def is_spent(self) -> bool:
        """Whether all moves are made, or it is over."""
        return self.is_over() or (self.effort is not None and self.moves >= self.effort)

    @property
    def share(self) -> float:
        """How much of it is used, 0 to 1: of the moves where they are counted, else of the time.

        Temperatures follow it, so under an effort the clock must not have a say.
        """
        if self.effort is not None:
            return min(1.0, self.moves / self.effort) if self.effort else 1.0
        return min(1.0, self.elapsed / self.seconds) if self.seconds else 1.0

    def tell(self, score: object) -> None:
        if self._progress is not None:
            self._progress(self.share, score)
