"""Real server and worker processes on the database of the test, each ended with it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

PROJECT = Path(__file__).resolve().parents[2]


def environment_of(app: Flask, instance: Path, **settings: str) -> dict[str, str]:
    """The settings under which another process serves what `app` does; `instance` is for its queue."""
    config = app.config["CONVENE"]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("CONVENE_")},
        "CONVENE_INSTANCE": str(instance),
        "CONVENE_DATABASE_URL": config.database_url,
        "CONVENE_SECRET_KEY": config.secret_key,
        "CONVENE_BASE_URL": config.base_url,
        "CONVENE_WITH_WORKER": "no",
        **settings,
    }


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a group of its own; at the end the whole group is gone."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=out, cwd=PROJECT, start_new_session=True
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9, for all that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextmanager
def web_process(
    app: Flask, instance: Path, *, processes: int = 2, **settings: str
) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A web server with several processes; gives the process that the others belong to, and the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = environment_of(app, instance, PORT=str(port), CONVENE_WEB_PROCESSES=str(processes), **settings)
    command = [sys.executable, "-m", "gunicorn", "-c", str(PROJECT / "gunicorn.conf.py")]
    with running(command, environment, instance / "web.log") as process:
        until(lambda: _answers(port), "the web server answers")
        yield process, port


@contextmanager
def web_server(app: Flask, instance: Path, *, processes: int = 2, **settings: str) -> Iterator[int]:
    """The same, for those who only want its port."""
    with web_process(app, instance, processes=processes, **settings) as (_, port):
        yield port


@contextmanager
def worker(app: Flask, instance: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker, which finds its task to send mail in the queue."""
    environment = environment_of(app, instance, **settings)
    wake = "from wsgi import app; app.extensions['queue_run']('send')"
    subprocess.run([sys.executable, "-c", wake], env=environment, cwd=PROJECT, check=True, timeout=60)
    with running([sys.executable, str(PROJECT / "worker.py")], environment, instance / "worker.log") as process:
        yield process


def until(holds: Callable[[], object], what: str, *, seconds: float = 60) -> float:
    """Wait until `holds()`, and say for how many seconds; on a busy machine too, only what never comes fails."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
