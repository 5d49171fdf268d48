"""How the web server runs: `.venv/bin/gunicorn` reads this file by itself. Settings are those of config.py.

Threads, not an event loop: one process with 40 of them answers some hundred people, and code stays plain. The
server also starts the worker and watches it, so that one command is a whole installation.
"""

import contextlib
import gc
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from gunicorn import glogging

from config import BadSetting, Config
from convene.web import logs
from scripts.check_machine import why_not_listen

PROJECT = Path(__file__).resolve().parent
log = logging.getLogger("convene.server")

# What is loaded now stays: collecting it again and again while it loads took a third of the start (measured:
# 1.7 s with and 1.1 s without), and as much again at the end. pre_fork turns it on again.
gc.disable()

try:
    settings = Config.from_environment()  # Gunicorn has a setting that is called config
except BadSetting as problem:
    sys.exit(str(problem))
logs.configure(settings.log_format)


class OneLog(glogging.Logger):
    """Gunicorn's own lines go where all lines go."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


wsgi_app = "wsgi:app"
bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = settings.web_processes
threads = settings.web_threads + settings.live_pages  # a page that listens holds one; they are started when needed
worker_connections = max(4000, 2 * threads)  # more than threads, or no connection is kept alive and new ones hang
keepalive = 65  # longer than the pause between two polls of a page, which would else meet a closing connection
graceful_timeout = 3  # a stream that never ends by itself would hold up the end for 30 seconds
# Loaded once, before the processes part: a mistake in it ends the start with one message instead of one for
# each process, its memory is shared, and scripts/start.py, which has migrated with it, loads it only once.
# A database connection must not cross the fork: pre_fork closes what the parent may have opened.
preload_app = True
loglevel = "warning"  # the lines below say what matters
logger_class = OneLog
control_socket_disable = True  # it stands in the home directory, where two installations would share it


LOOK = 0.2  # seconds between two looks at the worker


class WatchedWorker:
    """The worker beside this server: started, started again when it dies, ended with the server."""

    SHORTEST_PAUSE = 0.5
    LONGEST_PAUSE = 30.0
    LIVED_WELL = 60.0  # after so many seconds of life a death is not part of a series
    PATIENCE = 5.0  # seconds for the running task when the server ends; what is cut off is done at the next start

    def __init__(self) -> None:
        self._ending = threading.Event()
        # A daemon: if the server breaks, this thread does not hold it; the worker sees that it is alone.
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ending.set()
        self._thread.join(self.PATIENCE + 2)

    def _watch(self) -> None:
        pause = self.SHORTEST_PAUSE
        while True:
            started = time.monotonic()
            process = self._launch()
            while _is_alive(process):
                if self._ending.wait(LOOK):
                    self._stop(process)
                    return
            lived = time.monotonic() - started
            pause = self.SHORTEST_PAUSE if lived > self.LIVED_WELL else min(pause * 2, self.LONGEST_PAUSE)
            log.error("the worker died, it is started again", extra={"lived_s": round(lived), "pause_s": pause})
            if self._ending.wait(pause):
                return

    def _launch(self) -> int:
        """Start the worker; returns its process id.

        Not by subprocess: that waits until the other end of a pipe is closed, and a web process that is forked at
        this very moment holds it open for ever. Then the worker runs, and nobody would see it die.
        """
        command = [sys.executable, str(PROJECT / "worker.py"), "--parent", str(os.getpid())]
        nothing_to_read = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
        ours = [(os.POSIX_SPAWN_CLOSE, number) for number in _inherited()]
        # A process group of its own: Ctrl-C is meant for the server, which then ends the worker in its turn.
        return os.posix_spawn(sys.executable, command, os.environ, file_actions=[nothing_to_read, *ours], setpgroup=0)

    def _stop(self, process: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
            ends = time.monotonic() + self.PATIENCE
            while _is_alive(process):
                if time.monotonic() > ends:
                    os.kill(process, signal.SIGKILL)
                time.sleep(LOOK)


def _is_alive(process: int) -> bool:
    try:
        return os.waitpid(process, os.WNOHANG)[0] == 0
    except ChildProcessError:  # Gunicorn, which waits for every child, was the one to see it end
        return False


def _inherited() -> list[int]:
    """The open files that a new process would get: the socket that the server listens on must not outlive it."""
    found = []
    for entry in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError):
            if (number := int(entry.name)) > 2 and os.get_inheritable(number):
                found.append(number)
    return found


worker = WatchedWorker() if settings.with_worker else None


def on_starting(server: Any) -> None:  # noqa: ARG001
    # Gunicorn itself would try five times and log a line for each.
    problem = why_not_listen(settings.host, settings.port, "PORT={} .venv/bin/gunicorn")
    if problem is not None:
        sys.exit(problem)


def when_ready(server: Any) -> None:
    # A closed terminal ends the server. Gunicorn's reload on this signal would renew the web processes only
    # and leave the worker with the old code and settings; a restart takes two seconds.
    signal.signal(signal.SIGHUP, lambda *_: server.SIG_QUEUE.put_nowait(signal.SIGTERM))
    log.info("listening", extra={"address": bind, "processes": workers, "threads": settings.web_threads})
    if worker is not None:
        worker.start()


def pre_fork(server: Any, worker: Any) -> None:  # noqa: ARG001
    from convene.database import db  # the application is loaded by now

    app = server.app.wsgi()
    with app.app_context():
        db.engine.dispose()
    app.extensions["queue"].storage.close()
    gc.freeze()
    gc.enable()


def on_exit(server: Any) -> None:  # noqa: ARG001
    if worker is not None:
        worker.end()
    log.info("ended")
