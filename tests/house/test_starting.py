"""Real processes: what starts with one command ends with one, whoever is killed on the way."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import until

PROJECT = Path(__file__).resolve().parents[2]
# A worker with one more task, which takes a second and leaves a file at its beginning and at its end.
WORKER_WITH_A_SLOW_TASK = """
import sys, time
from pathlib import Path
import worker
from config import Config
from convene.app import create_app
from convene.queue import task

@task("slow")
def slow():
    Path("begun").touch()
    time.sleep(1)
    Path("finished").touch()

create_app(Config.from_environment()).extensions["queue_run"]("slow")
worker.main()
"""
PATIENCE = 60  # seconds; a busy machine takes long to load the application
START = [sys.executable, str(PROJECT / "scripts" / "start.py")]

pytestmark = [
    pytest.mark.server,
    # Each has an installation of its own, with the database that it makes by itself: SQLite.
    pytest.mark.skipif("CONVENE_TEST_DATABASE_URL" in os.environ, reason="would tell nothing of PostgreSQL"),
]


class Installation:
    """One installation with a data folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = folder / "log.txt"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CONVENE_")},
            "PORT": str(self.port),
            "CONVENE_INSTANCE": str(folder),
        }
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start as `make run` does; after how many seconds a page was answered."""
        with self.log.open("w") as log:
            self.server = subprocess.Popen(
                START, env=self.environment, stdout=log, stderr=log, cwd=PROJECT, start_new_session=True
            )
        return until(self.answers, "the first answer")

    def answers(self) -> bool:
        assert self.server is not None
        assert self.server.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """The command of each living process of this installation, by its id."""
        assert self.server is not None
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                command = (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:  # it has just ended
                continue
            if int(session) == self.server.pid and state != "Z":
                found[int(folder.name)] = command
        return found

    def worker(self) -> int | None:
        return next((pid for pid, command in self.processes().items() if "worker.py" in command), None)

    def has_ended(self) -> bool:
        return not self.processes()

    def clean_up(self) -> None:
        if self.server is not None:
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)
            self.server.wait(10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all: its first start migrates, every later one is a second start."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def installation(folder: Path) -> Iterator[Installation]:
    installation = Installation(folder)
    yield installation
    installation.clean_up()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_one_signal_ends_the_server_and_its_worker(installation: Installation, how: signal.Signals) -> None:
    # Ctrl-C and a closed terminal signal the whole group in the foreground, and the worker is not in it.
    installation.start()
    until(installation.worker, "a worker")
    assert installation.server is not None
    os.killpg(installation.server.pid, how)
    until(installation.has_ended, "the end of all processes")
    assert installation.server.wait(5) == 0
    assert "Traceback" not in installation.log.read_text()


def test_a_taken_port_is_told_in_one_sentence_with_the_way_out(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        for command in (
            [sys.executable, str(PROJECT / "scripts" / "check_machine.py"), "--starting", "run"],
            START,
        ):
            refused = subprocess.run(
                command, env=installation.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            assert refused.returncode == 1
            told = f"Port {installation.port} is taken by another program. Take another one: make run PORT="
            assert re.fullmatch(re.escape(told) + r"\d+\n", refused.stderr)
            assert refused.stdout == ""


def test_a_server_that_is_started_by_itself_names_a_command_that_works(installation: Installation) -> None:
    command = [sys.executable, "-m", "gunicorn"]
    with socket.create_server(("127.0.0.1", installation.port)):
        refused = subprocess.run(
            command,
            env=installation.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            cwd=PROJECT,
        )
    assert refused.returncode == 1
    assert re.search(r"Take another one: PORT=\d+ \.venv/bin/gunicorn\n$", refused.stderr)


def test_ctrl_c_while_the_demo_loads_ends_with_a_sentence(tmp_path: Path) -> None:
    loading = Installation(tmp_path)
    # As from a terminal: what a shell runs in the background ignores Ctrl-C, and so does all that it starts.
    of_ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    with loading.log.open("w") as log:
        process = subprocess.Popen(
            [*START, "--demo"], env=loading.environment, stdout=log, stderr=log, cwd=PROJECT, start_new_session=True
        )
    signal.signal(signal.SIGINT, of_ours)
    loading.server = process
    try:
        until(lambda: "Loading the demo event" in loading.log.read_text(), "the demo loads")
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE) == 1
    finally:
        loading.clean_up()
    assert loading.log.read_text().endswith("\nStopped before the server had started.\n")
    assert "Traceback" not in loading.log.read_text()


def test_a_setting_that_cannot_be_read_is_told_in_one_sentence(installation: Installation) -> None:
    installation.environment["CONVENE_DATABASE_URL"] = "mysql://somewhere"
    refused = subprocess.run(
        START, env=installation.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("CONVENE_DATABASE_URL: write ")
    assert refused.stderr.count("\n") == 1


def test_a_command_tells_a_wrong_setting_in_one_sentence_too(installation: Installation) -> None:
    installation.environment["CONVENE_QUEUE_URL"] = "amqp://noor:secret@host"
    command = [sys.executable, "-m", "flask", "events", "list"]
    refused = subprocess.run(
        command,
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=PROJECT,
    )
    assert refused.returncode == 1
    assert re.fullmatch(r"CONVENE_QUEUE_URL: write redis://.*\n", refused.stderr)


def test_a_killed_worker_is_started_again(installation: Installation) -> None:
    installation.start()
    until(installation.worker, "a worker")
    first = installation.worker()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: installation.worker() not in {None, first}, "another worker")
    assert installation.answers()


def test_the_worker_ends_by_itself_when_the_server_was_killed(installation: Installation) -> None:
    installation.start()
    until(installation.worker, "a worker")
    assert installation.server is not None
    installation.server.kill()
    installation.server.wait(5)
    # Two seconds on an idle machine, and some more beside other tests.
    until(lambda: installation.worker() is None, "the end of the worker", seconds=5)
    until(installation.has_ended, "the end of the web process", seconds=10)


def test_a_worker_that_is_told_to_end_finishes_its_task(installation: Installation, tmp_path: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER_WITH_A_SLOW_TASK],
        env={**installation.environment, "CONVENE_INSTANCE": str(tmp_path), "PYTHONPATH": str(PROJECT)},
        cwd=tmp_path,
    )
    try:
        until((tmp_path / "begun").exists, "the task's beginning")
        worker.terminate()
        assert worker.wait(15) == 0
        assert (tmp_path / "finished").exists()
    finally:
        worker.kill()
        worker.wait(5)
