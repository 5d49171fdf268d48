"""How many requests a process works on at once, however many threads it has.

A thread that streams (`convene.live`) only waits, and there may be hundreds of these. Ordinary requests, hundreds at
once, would fight for the interpreter and for connections to the database, and each would be late: so they take turns.

What open pages ask once they have heard of a change comes in a burst, is short, and hardly waits for anything. Of these
two at once are done in half the time of forty (measured: `python -m bench.phones`), and leave room for everybody else.
"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: How addresses end at which a page listens, and at which it asks when it has heard something.
STREAM, ASKED = "/live", "/now"
ASKED_AT_ONCE = 2


class Turns:
    """Lets `most` requests through at once, until each has its answer; to send it holds nobody up. Streams pass by."""

    def __init__(self, application: "WSGIApplication", most: int) -> None:
        self._application, self._free = application, threading.BoundedSemaphore(most)
        self._asked = threading.BoundedSemaphore(min(most, ASKED_AT_ONCE))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.endswith(STREAM):
            return self._application(environ, start_response)
        with self._asked if path.endswith(ASKED) else self._free:
            return self._application(environ, start_response)
