"""The queue on Redis and on PostgreSQL: what is woken after a commit is run by a worker, and what goes away is told."""

import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from convene import queue
from convene.app import create_app
from convene.database import db, use_case
from tests.support.processes import PROJECT, environment_of, running, until, web_server
from tests.support.queues import free_port, own_database, own_redis

pytestmark = pytest.mark.server

# The worker with one more task, which leaves a file.
WORKER = """
from pathlib import Path
import worker
from convene.queue import task

@task("leave a file")
def leave_a_file():
    Path(FILE).touch()

worker.main()
"""


@pytest.fixture(params=["redis", "postgresql"])
def queue_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with own_redis(tmp_path) if request.param == "redis" else own_database() as url:
        yield url


@contextmanager
def with_queue(app: Flask, url: str) -> Iterator[Flask]:
    """Another app on the database of the test, whose queue is at `url`."""
    db.session.rollback()
    other = create_app(replace(app.config["CONVENE"], queue_url=url))
    with other.app_context():
        yield other
        db.session.remove()
        db.engine.dispose()
        other.extensions["queue"].storage.close()


@contextmanager
def worker_on(app: Flask, home: Path, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**environment_of(app, home, CONVENE_QUEUE_URL=url), "PYTHONPATH": str(PROJECT)}
    code = WORKER.replace("FILE", repr(str(home / "done")))
    with running([sys.executable, "-c", code], environment, home / "worker.log") as process:
        yield process


def test_what_a_use_case_wakes_is_run_by_a_worker_once_it_is_kept(app: Flask, queue_url: str, tmp_path: Path) -> None:
    @use_case
    def decide(*, by: str) -> int:
        queue.wake("leave a file")
        queue.wake("leave a file")
        return waiting()

    @use_case
    def change_ones_mind(*, by: str) -> None:
        queue.wake("leave a file")
        raise LookupError

    def waiting() -> int:
        return int(other.extensions["queue"].pending_count())

    with with_queue(app, queue_url) as other:
        with pytest.raises(LookupError):
            change_ones_mind(by="test")
        assert waiting() == 0
        assert decide(by="test") == 0, "a worker could look for a row that nobody has kept yet"
        assert waiting() == 1
        with worker_on(app, tmp_path, queue_url) as process:
            until((tmp_path / "done").exists, "the worker runs the task")
            until(lambda: waiting() == 0, "the queue is empty")
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def test_two_that_start_together_make_the_tables_of_the_queue_once(app: Flask, tmp_path: Path) -> None:
    with own_database() as url, ExitStack() as stack:
        others = [stack.enter_context(with_queue(app, url)) for _ in range(2)]
        for other in others:
            with other.app_context():
                queue.ask()


DEAD = {
    "queue on Redis": ("CONVENE_QUEUE_URL", "redis://:secret@127.0.0.1:1/0"),
    "queue on PostgreSQL": ("CONVENE_QUEUE_URL", "postgresql://noor:secret@127.0.0.1:1/db"),
    "limits in Redis": ("CONVENE_RATE_LIMIT_URL", "redis://:secret@127.0.0.1:1/0"),
}


@pytest.mark.parametrize(("variable", "url"), DEAD.values(), ids=DEAD.keys())
def test_a_start_without_what_was_set_ends_with_a_sentence(app: Flask, tmp_path: Path, variable: str, url: str) -> None:
    environment = {**environment_of(app, tmp_path, PORT=str(free_port())), variable: url}
    refused = subprocess.run(
        [sys.executable, str(PROJECT / "scripts" / "start.py")],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "cannot be reached: " in refused.stderr
    assert f"Check {variable}." in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "secret" not in refused.stderr


@pytest.mark.parametrize("url", [url for variable, url in DEAD.values() if variable == "CONVENE_QUEUE_URL"])
def test_a_worker_without_its_queue_says_so_once_a_minute(app: Flask, tmp_path: Path, url: str) -> None:
    environment = environment_of(app, tmp_path, CONVENE_QUEUE_URL=url)
    log = tmp_path / "worker.log"
    with running([sys.executable, str(PROJECT / "worker.py")], environment, log) as process:
        until(lambda: "the queue cannot be reached" in log.read_text(), "the worker says so")
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)  # it goes on trying, four times a second
        process.terminate()
        assert process.wait(15) == 0
    lines = log.read_text().splitlines()
    assert len(lines) == 1
    assert "Traceback" not in lines[0]
    assert "secret" not in lines[0]


def test_a_worker_goes_on_when_its_queue_is_back(app: Flask, tmp_path: Path) -> None:
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with worker_on(app, tmp_path, url), with_queue(app, url):
        log = tmp_path / "worker.log"
        until(lambda: "the queue cannot be reached" in log.read_text(), "the worker says so")
        with own_redis(tmp_path, port):
            queue.wake("leave a file")
            until((tmp_path / "done").exists, "the worker runs the task")


def test_pages_answer_while_redis_is_away_and_count_by_themselves(app: Flask, tmp_path: Path) -> None:
    away = {"CONVENE_QUEUE_URL": DEAD["queue on Redis"][1], "CONVENE_RATE_LIMIT_URL": DEAD["limits in Redis"][1]}
    with web_server(app, tmp_path, processes=1, **away) as port:
        statuses = [ask_for_a_link(port) for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert "Traceback" not in (tmp_path / "web.log").read_text()


def test_pages_answer_when_redis_goes_away_and_comes_back(app: Flask, tmp_path: Path) -> None:
    port_of_redis = free_port()
    at = {"CONVENE_RATE_LIMIT_URL": f"redis://127.0.0.1:{port_of_redis}/0"}
    with ExitStack() as stack:
        redis = ExitStack()
        redis.enter_context(own_redis(tmp_path, port_of_redis))
        port = stack.enter_context(web_server(app, tmp_path, processes=1, **at))
        assert ask_for_a_link(port) == 200
        redis.close()
        assert [ask_for_a_link(port) for _ in range(2)] == [200, 200]
        with own_redis(tmp_path, port_of_redis):
            assert [ask_for_a_link(port) for _ in range(2)] == [200, 200]


def ask_for_a_link(port: int) -> int:
    """Ask for a sign-in link as a browser does; which status the last page had."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(f"http://127.0.0.1:{port}/sign-in", timeout=30) as page:
        token = page.read().decode().partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    form = urllib.parse.urlencode({"csrf_token": token, "email": "nobody@example.org"}).encode()
    try:
        with browser.open(f"http://127.0.0.1:{port}/sign-in", form, timeout=30) as page:
            return int(page.status)
    except urllib.error.HTTPError as refused:
        return refused.code
