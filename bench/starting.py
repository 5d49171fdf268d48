"""`python -m bench.starting`: after how many seconds a second start answers, as `make run` and `make demo` start.

Printed beside how long Python takes to load the libraries alone: a slow machine is slow at both.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.server import PROJECT, environment, free_port, wait_for

ROUNDS = 5
AIM = 3.0
LIBRARIES = "import alembic, babel, flask, flask_migrate, gunicorn, huey, icalendar, jinja2, sqlalchemy.orm, wtforms"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        env = environment(Path(folder), free_port())
        start(env, Path(folder))  # migrates
        starts, loads = [], []
        for _ in range(ROUNDS):
            starts.append(start(env, Path(folder)))
            loads.append(load())
    started, loaded = statistics.median(starts), statistics.median(loads)
    print(f"A second start answers after {started:.1f} s (aim: {AIM:.0f}); the libraries alone load in {loaded:.1f} s.")
    print(f"Ratio: {started / loaded:.1f}")


def start(env: dict[str, str], folder: Path) -> float:
    """Start, wait for the first answer, and end; the seconds until it came."""
    log = folder / "start.log"
    began = time.perf_counter()
    with log.open("w") as lines:
        server = subprocess.Popen(
            [sys.executable, "scripts/start.py"], cwd=PROJECT, env=env, stdout=lines, stderr=lines, process_group=0
        )
        try:
            wait_for(int(env["PORT"]), server, log)
            return time.perf_counter() - began
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(15)


def load() -> float:
    """How long a new Python takes to load the libraries, in seconds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], cwd=PROJECT, check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
