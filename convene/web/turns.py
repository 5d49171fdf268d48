"""How many requests a process works on at once, however many threads it has.

A thread that streams (`convene.live`) only waits, and there may be hundreds of these. Ordinary requests, hundreds at
once, would fight for the interpreter and for connections to the database, and each would be late: so they take turns.
"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: How addresses end at which a page listens.
STREAM = "/live"


class Turns:
    """Lets `most` requests through at once, until each has its answer; to send it holds nobody up. Streams pass by."""

    def __init__(self, application: "WSGIApplication", most: int) -> None:
        self._application, self._free = application, threading.BoundedSemaphore(most)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").endswith(STREAM):
            return self._application(environ, start_response)
        with self._free:
            return self._application(environ, start_response)
