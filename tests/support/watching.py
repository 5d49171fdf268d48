"""Phones that hold a page open and ask whether it is still true, over real HTTP, as js/follow.js does."""

import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection

PACE = 1.2  # seconds; convene/breakouts/pages/my_group.py tells it to pages


@dataclass
class Watching:
    """One phone. `answers`: what came and when, from the first question on."""

    port: int
    path: str
    starts_after: float
    answers: list[tuple[float, int, str]] = field(default_factory=list)
    mark: str = ""
    _ends: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def open(self) -> "Watching":
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        self._ends.set()
        if self._thread is not None:
            self._thread.join(30)

    def saw(self, words: str) -> float | None:
        """When what came had these words for the first time."""
        return next((at for at, _, body in self.answers if words in body), None)

    def statuses(self) -> list[int]:
        return [status for _, status, _ in self.answers]

    def _watch(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", self.path)
            found = re.search(r'data-mark="([^"]+)"', connection.getresponse().read().decode())
            self.mark = found[1] if found else ""
            self._ends.wait(self.starts_after)  # phones are opened one after the other, and ask so
            while not self._ends.wait(PACE):
                connection.request("GET", f"{self.path}/now", headers={"If-None-Match": f'"{self.mark}"'})
                answer = connection.getresponse()
                body = answer.read().decode()
                self.answers.append((time.monotonic(), answer.status, body))
                self.mark = (answer.getheader("ETag") or "").strip('"')
        finally:
            connection.close()
