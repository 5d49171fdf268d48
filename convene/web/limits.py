"""Rate limits: per address and per event, wide enough for a conference behind one address translator.

A limit names what it counts. Counting people by their network address alone would lock out a room full of phones
that share one; so the narrow limits count the mail address that is spoken of, and the wide ones the network.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import MemoryStorage, RedisStorage

from convene.clock import now
from convene.spelling import normalised_address

View = TypeVar("View", bound=Callable[..., Any])

#: Longer ones are no address; reading them as one would cost time that a flood could use.
LONGEST_COUNTED = 1_000

SWEEP_SECONDS = 60
#: By this name the library finds the counters below.
IN_PROCESS = "in-process"


class CountersInMemory(MemoryStorage):
    """Counters of one process. Those that are over are forgotten once a minute, by whoever comes next.

    The library's own looks at every counter in a thread of its own, begun anew each 10 ms in which something is
    counted: with two thousand counters, of a thousand people, a registration took a seventh longer by that.
    """

    STORAGE_SCHEME = [IN_PROCESS]  # noqa: RUF012, it is how the library finds the class

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)
        self._swept_at = now().timestamp()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if now().timestamp() - self._swept_at > SWEEP_SECONDS:
            self._swept_at = now().timestamp()
            for each in list(self.expirations):
                self.get(each)  # forgets what is over
        self.get(key)
        with self.locks[key]:
            self.storage[key] += amount
            if self.storage[key] == amount:
                self.expirations[key] = now().timestamp() + expiry
            return self.storage[key]


limiter = Limiter(key_func=get_remote_address, default_limits=[])


def init_app(app: Flask) -> None:
    limiter.init_app(app)


def ask() -> None:
    """Ask whoever counts for something; raises what its driver raises where it cannot be reached."""
    if isinstance(limiter.storage, RedisStorage):
        limiter.storage.get_connection().ping()


def at_most(
    limit: str,
    *,
    counting: str = "network",
    methods: tuple[str, ...] = ("POST",),
    when_done: bool = False,
) -> Callable[[View], View]:
    """Allow `limit` ("5 per hour") for each network address, or for each value of the form field `counting`.

    With a field, the count is per page address as well: asking for a link at one event leaves the others alone.
    `when_done` counts only what was done (answered with 303), so that slips of the pen lock nobody out.
    """

    def key() -> str:
        if counting == "network":
            return f"{request.path}:{get_remote_address()}"
        # Spelled as the form will spell it, or every invisible letter before an address would begin a new count.
        # A digest: the counters may live in Redis, and an address has no business there.
        told = normalised_address(request.form.get(counting, "")[:LONGEST_COUNTED])
        return f"{request.path}:{hashlib.blake2b(told.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"

    return limiter.limit(  # type: ignore[return-value]
        limit, key_func=key, methods=list(methods), deduct_when=_was_done if when_done else None
    )


def _was_done(response: Response) -> bool:
    return response.status_code == 303
