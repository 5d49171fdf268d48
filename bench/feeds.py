"""`python -m bench.feeds`: calendars that ask again and again, beside a bare page that reads one row.

An event of 300 sessions and 1,000 people who have starred some, by the use cases. First the speeds of each feed where
nothing has changed (304) and where it has (200), as ratios to the bare page of the same round. Then all of them ask
within ten seconds after a publish, each for the calendar of the event and for that of their stars: nobody is refused.
"""

import argparse
import http.client
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

from bench.load import Outcome, in_turn, once_each, request_bytes
from bench.publishing import publish
from bench.server import environment, flask, free_port, running

AIMS = {"304": 0.8, "200": 0.4}
CONNECTIONS = 8
AT_ONCE = 50
ALL_WITHIN = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.feeds", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--stars", type=int, default=10, help="of each subscriber")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        port = free_port()
        env = environment(Path(folder), port)
        flask(env, "db", "upgrade")
        built = flask(env, "demo", "build", "--sessions", str(chosen.sessions), "--people", "10")
        slug = built.splitlines()[-1].strip("/").rsplit("/", 1)[-1]
        os.environ.update(env)
        subscribers = Subscribers(slug, chosen.subscribers, chosen.stars)
        with running(env):
            measure_speeds(port, subscribers, chosen.seconds, chosen.rounds)
            is_right = measure_a_publish(port, subscribers)
    sys.exit(0 if is_right else 1)


class Subscribers:
    """People who have starred sessions of an event, and where their calendars ask."""

    def __init__(self, slug: str, number: int, stars: int) -> None:
        from config import Config
        from convene.app import create_app

        self.app = create_app(Config.from_environment())
        with self.app.app_context():
            self.event_id = self._event_id()
            self.of_stars = self._addresses(self._readers(number, stars))
        self.of_event = f"/e/{slug}/calendar.ics"

    @staticmethod
    def _event_id() -> UUID:
        from sqlalchemy import select

        from convene.database import db
        from convene.events.models import Event

        return db.session.scalars(select(Event.id)).one()

    def _readers(self, number: int, stars: int) -> list[UUID]:
        from sqlalchemy import select

        from convene.database import db
        from convene.programme.models import Session
        from convene.programme.services.starring import star

        chance = random.Random(1)
        codes = list(db.session.scalars(select(Session.code).where(Session.event_id == self.event_id)))
        readers = []
        for _ in range(number):
            reader_id = None
            for code in chance.sample(codes, stars):
                reader_id = star(self.event_id, code, reader_id)
            assert reader_id is not None, "each has a star"
            readers.append(reader_id)
        return readers

    def _addresses(self, readers: Sequence[UUID]) -> list[str]:
        from convene.calendar.catalogue import FeedKind
        from convene.calendar.queries.feeds import feed_secret
        from convene.calendar.services.feeds import make_feed_address

        for reader_id in readers:
            make_feed_address(FeedKind.STARS, reader_id, self.event_id)
        return [f"/calendar/{feed_secret(FeedKind.STARS, reader_id, self.event_id)}.ics" for reader_id in readers]

    def publish(self) -> None:
        """Every session lasts longer, so that every entry is another."""
        with self.app.app_context():
            publish(self.event_id, frozenset())


def measure_speeds(port: int, subscribers: Subscribers, seconds: float, rounds: int) -> None:
    """Print requests per second of each feed, and the ratio to the bare page of the same round."""
    of_event, of_stars = subscribers.of_event, subscribers.of_stars
    asked = {
        "bare page, one row": [request_bytes("/bench/one-row")],
        "feed of the event, 304": asked_again(port, [of_event]),
        "feed of the event, 200": [request_bytes(of_event)],
        "feeds of stars, 304": asked_again(port, of_stars),
        "feeds of stars, 200": [request_bytes(path) for path in of_stars],
    }
    speeds: dict[str, list[Outcome]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, requests in asked.items():
            speeds[name].append(in_turn(port, requests, connections=CONNECTIONS, seconds=seconds))
    bare = speeds["bare page, one row"]
    print(f"\n{'feed':<28}{'per s':>9}{'ratio':>8}{'aim':>6}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}  statuses")
    for name, outcomes in speeds.items():
        ratio = statistics.median(one.per_second / base.per_second for one, base in zip(outcomes, bare, strict=True))
        middle = sorted(outcomes, key=lambda outcome: outcome.per_second)[len(outcomes) // 2]
        size = middle.bytes_read // max(1, middle.requests)
        aim = AIMS.get(name[-3:], "")
        print(
            f"{name:<28}{middle.per_second:>9.0f}{ratio:>8.2f}{aim:>6}{middle.percentile(0.5):>9.1f}"
            f"{middle.percentile(0.99):>9.1f}{size:>9}  {middle.statuses}"
        )


def measure_a_publish(port: int, subscribers: Subscribers) -> bool:
    """Print how all of them fare who ask at once after a publish. Whether each got a whole calendar, all in time."""
    of_stars = subscribers.of_stars
    asked = [*asked_again(port, [subscribers.of_event]) * len(of_stars), *asked_again(port, of_stars)]
    random.Random(1).shuffle(asked)
    subscribers.publish()
    after = once_each(port, asked, connections=AT_ONCE)
    is_right = after.statuses == {200: len(asked)} and after.seconds <= ALL_WITHIN
    print(
        f"\n{len(asked)} calendars that ask after a publish, {AT_ONCE} at once: {after.seconds:.1f} s "
        f"(aim {ALL_WITHIN:.0f}), {after.per_second:.0f} per s, p50 {after.percentile(0.5):.0f} ms, "
        f"p99 {after.percentile(0.99):.0f} ms, statuses {after.statuses}"
    )
    return is_right


def asked_again(port: int, paths: Sequence[str]) -> list[bytes]:
    """The requests of calendars that have what is there now."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        tags = list(pool.map(lambda path: tag_of(port, path), paths))
    return [request_bytes(path, {"If-None-Match": tag}) for path, tag in zip(paths, tags, strict=True)]


def tag_of(port: int, path: str) -> str:
    """The tag of a feed as a program that takes gzip gets it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"a feed of the bench answers {answer.status}: {path}")
    return answer.headers["ETag"]


if __name__ == "__main__":
    main()
