"""`python -m bench.phones`: phones that hold “your group” open while a repair is published.

300 people in six groups, each with their page open, which hears of changes by a stream and then asks what is true; with
`--without-streams` it asks at the pace of the page instead. Then half of them are moved and everybody is shown it.
Printed is when the new page had come to half, to 95 of a hundred and to all of them, beside how long a bare page takes
of which the same number is asked at once. Nobody may be refused, and each must see the group in which they sit.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from bench.load import once_each, request_bytes
from bench.server import environment, flask, free_port, running

AIM = 2.0
GROUPS = 6
SELDOM = 30.0
PATIENCE = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.phones", description=__doc__)
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=0, help="of the server; 0: as it is shipped")
    parser.add_argument("--without-streams", action="store_true", help="as where the server has no room for them")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        port = free_port()
        env = environment(Path(folder), port)
        if chosen.processes:
            env["CONVENE_WEB_PROCESSES"] = str(chosen.processes)
        if chosen.without_streams:
            env["CONVENE_LIVE_PAGES"] = "0"
        flask(env, "db", "upgrade")
        flask(env, "demo", "build", "--sessions", "10", "--people", "10")
        os.environ.update(env)
        room = Room(chosen.phones)
        with running(env):
            is_right = measure(port, room, chosen.rounds)
    sys.exit(0 if is_right else 1)


class Room:
    """People in groups, and what moves them."""

    def __init__(self, people: int) -> None:
        from sqlalchemy import select

        from config import Config
        from convene.app import create_app
        from convene.breakouts.catalogue import Preset
        from convene.breakouts.services import setting_up
        from convene.database import db
        from convene.events.models import Event
        from convene.programme.models import Session

        self.app = create_app(Config.from_environment())
        with self.app.app_context():
            self.event_id = db.session.scalars(select(Event.id)).one()
            session_id = db.session.scalars(
                select(Session.id).where(Session.event_id == self.event_id, Session.minutes >= 30).limit(1)
            ).one()
            names = [f"Topic {number + 1}" for number in range(GROUPS)]
            self.breakout_id = setting_up.split_session(
                self.event_id, session_id, Preset.MIX, rounds=1, names=names, by="bench"
            )
            self.people = self._people(people)
            self.chance = random.Random(1)
            self.move(self.people)

    def _people(self, number: int) -> list[UUID]:
        from tests.factories.registrations import make_registration

        return [make_registration(self.event_id, f"p{one}@example.org", name=f"P {one}") for one in range(number)]

    def paths(self) -> list[str]:
        from convene.web.signed_links import Purpose, sign

        with self.app.app_context():
            return [f"/g/{sign(Purpose.MY_GROUP, each)}" for each in self.people]

    def move(self, moved: list[UUID]) -> None:
        """Put people into other groups than theirs, and show everybody."""
        from convene.breakouts.catalogue import ChangeKind
        from convene.breakouts.queries.arrangements import breakout_with
        from convene.breakouts.services.publishing import publish_groups
        from convene.breakouts.services.writing import seat_rows, write_moves
        from convene.breakouts.structure import SeatMove
        from convene.database import db, use_case

        @use_case
        def seat(*, by: str) -> None:
            arrangement = breakout_with(self.breakout_id)
            assert arrangement is not None
            rows, moves = seat_rows([arrangement.rounds[0].id]), []
            for one in moved:
                row = rows.get((arrangement.rounds[0].id, one))
                before = row.group_id if row is not None else None
                after = self.chance.choice([each.id for each in arrangement.groups if each.id != before])
                moves.append(SeatMove(arrangement.rounds[0].id, one, (before, False, False), (after, False, False)))
            write_moves(self.breakout_id, moves, ChangeKind.REPAIRED, by=by)

        with self.app.app_context():
            seat(by="bench")
            db.session.rollback()
            arrangement = breakout_with(self.breakout_id)
            assert arrangement is not None
            publish_groups(self.event_id, self.breakout_id, arrangement.revision, by="bench")

    def half(self) -> list[UUID]:
        return self.chance.sample(self.people, len(self.people) // 2)

    def letters(self) -> list[str]:
        """What each must read."""
        from convene.breakouts.queries.arrangements import breakout_with, seats_of
        from convene.database import db

        with self.app.app_context():
            db.session.rollback()
            arrangement = breakout_with(self.breakout_id)
            assert arrangement is not None
            of = {group.id: group.letter for group in arrangement.groups}
            at = {seat.registration_id: of[seat.published_group_id] for seat in seats_of(self.breakout_id)}  # type: ignore[index]
            return [at[each] for each in self.people]


@dataclass
class Phone:
    """A page that is open. `shows`: the letter of the group on it; `since`: when that came."""

    path: str
    mark: str = ""
    shows: str = ""
    since: float = 0.0
    asked: int = 0
    hears: bool = False
    refused: list[int] = field(default_factory=list)

    async def live(self, port: int, starts_after: float, pace: float, ends: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = (await _ask(reader, writer, self.path, ""))[2]
        found = re.search(r'data-mark="([^"]+)"', body)
        assert found is not None, "the page says what it has"
        self.mark = found[1]
        self._read(body)
        await asyncio.sleep(starts_after)
        heard: asyncio.Queue[float] = asyncio.Queue()
        hearing = asyncio.create_task(self._hear(port, heard))
        while not ends.is_set():
            try:
                within = await asyncio.wait_for(heard.get(), SELDOM if self.hears else pace)
            except TimeoutError:
                if self.hears and ends.is_set():
                    break
            else:
                await asyncio.sleep(random.random() * within)
            status, mark, body = await _ask(reader, writer, f"{self.path}/now", self.mark)
            self.asked += 1
            if status == 200:
                self.mark = mark
                self._read(body)
            elif status != 304:
                self.refused.append(status)
        hearing.cancel()
        writer.close()

    async def _hear(self, port: int, heard: "asyncio.Queue[float]") -> None:
        """Listen as a browser does: once it is open ask, and then whenever something is told."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request_bytes(f"{self.path}/live"))
            head = await reader.readuntil(b"\r\n\r\n")
            if int(head[9:12]) != 200:
                return
            self.hears = True
            heard.put_nowait(0)
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    heard.put_nowait(json.loads(line[6:])["within"] / 1000)
        finally:
            self.hears = False
            writer.close()

    def _read(self, body: str) -> None:
        found = re.search(r"</span>([A-Z])</p>", body)
        self.shows, self.since = found[1] if found else "", time.monotonic()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, mark: str
) -> tuple[int, str, str]:
    headers = {"Accept-Encoding": "identity"} | ({"If-None-Match": f'"{mark}"'} if mark else {})
    writer.write(request_bytes(path, headers))
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length, tag = re.search(r"content-length: (\d+)", head), re.search(r'etag: "([^"]+)"', head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return int(head[9:12]), tag[1] if tag else "", body.decode()


def measure(port: int, room: Room, rounds: int) -> bool:
    """Print how long it took. Whether everybody saw their group, and nobody was refused."""
    bare = [once_each(port, [request_bytes("/bench/one-row")] * len(room.people), connections=40) for _ in range(3)]
    print(f"bare page, {len(room.people)} at once: {statistics.median(one.seconds for one in bare):.2f} s")
    return asyncio.run(_measure(port, room, rounds))


async def _measure(port: int, room: Room, rounds: int) -> bool:
    from convene.breakouts.pages.my_group import PACE

    pace, ends = PACE / 1000, asyncio.Event()
    phones = [Phone(path) for path in room.paths()]
    lives = [
        asyncio.create_task(each.live(port, pace * number / len(phones), pace, ends))
        for number, each in enumerate(phones)
    ]
    while not all(each.asked >= 1 for each in phones):  # noqa: ASYNC110, phones tell nobody that they have asked
        await asyncio.sleep(0.1)
    print(f"{sum(each.hears for each in phones)} of {len(phones)} hear of changes")
    print(f"{'round':<8}{'moved':>7}{'half s':>9}{'95 % s':>9}{'all s':>9}{'aim':>6}")
    is_right = True
    for number in range(rounds):
        moved = room.half()
        await asyncio.to_thread(room.move, moved)
        began = time.monotonic()
        wanted = await asyncio.to_thread(room.letters)
        those = [number for number, one in enumerate(room.people) if one in set(moved)]
        while time.monotonic() < began + PATIENCE:
            if all(phones[one].shows == wanted[one] for one in range(len(phones))):
                break
            await asyncio.sleep(0.02)
        else:
            is_right = False
        waited = sorted(phones[one].since - began for one in those)
        at = [waited[int(share * (len(waited) - 1))] for share in (0.5, 0.95, 1)]
        print(f"{number + 1:<8}{len(moved):>7}{at[0]:>9.2f}{at[1]:>9.2f}{at[2]:>9.2f}{AIM:>6}")
        await asyncio.sleep(2)
    ends.set()
    await asyncio.gather(*lives)
    refused = [status for each in phones for status in each.refused]
    if refused:
        print(f"refused: {len(refused)}, with {sorted(set(refused))}")
    return is_right and not refused


if __name__ == "__main__":
    main()
