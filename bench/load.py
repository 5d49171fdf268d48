"""A load on loopback: so many connections that each send the next request when the last was answered.

Plain sockets, since the client shares the machine with the server and must cost little. The load is bounded by a
number of seconds or by the requests it is given, and goes to 127.0.0.1 only.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What came back: how many answers of each status, in how many seconds, and how long each took."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    durations: list[float] = field(default_factory=list)
    bytes_read: int = 0

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The duration in milliseconds that `share` of the requests stayed below."""
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def request_bytes(path: str, headers: dict[str, str] | None = None, *, method: str = "GET", body: bytes = b"") -> bytes:
    """One HTTP/1.1 request as a browser on loopback would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", "Accept-Language: en"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def repeat(port: int, request: bytes, *, connections: int, seconds: float) -> Outcome:
    """The same request again and again, for some seconds."""
    return in_turn(port, [request], connections=connections, seconds=seconds)


def in_turn(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Outcome:
    """One request after the other, from the first again after the last, for some seconds."""
    until = time.perf_counter() + seconds
    endless = itertools.cycle(requests)  # shared: the connections take turns, too

    def more() -> Iterator[bytes]:
        while time.perf_counter() < until:
            yield next(endless)

    return asyncio.run(_run(port, [more() for _ in range(connections)]))


def once_each(port: int, requests: Sequence[bytes], *, connections: int) -> Outcome:
    """Each request once, dealt out to so many connections."""
    return asyncio.run(_run(port, [iter(requests[start::connections]) for start in range(connections)]))


async def _run(port: int, queues: Sequence[Iterator[bytes]]) -> Outcome:
    outcome = Outcome()
    started = time.perf_counter()
    await asyncio.gather(*(_connection(port, queue, outcome) for queue in queues))
    outcome.seconds = time.perf_counter() - started
    return outcome


async def _connection(port: int, queue: Iterator[bytes], outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in queue:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            length = _length(head)
            if length:
                await reader.readexactly(length)
            outcome.durations.append(time.perf_counter() - began)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
            outcome.bytes_read += len(head) + length
            if b"connection: close" in head.lower():
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 : lower.index(b"\r\n", at)]) if at >= 0 else 0
