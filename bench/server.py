"""A server of its own for a bench: production's server and settings, a database in a temporary folder."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(instance: Path, port: int) -> dict[str, str]:
    """Settings of a production server, but for the proxy: it lets the load come from many addresses."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVENE_")}
    database = os.environ.get("CONVENE_BENCH_DATABASE_URL", "")
    return {
        **kept,
        "PORT": str(port),
        "CONVENE_INSTANCE": str(instance),
        "CONVENE_TRUSTED_PROXIES": "1",
        "CONVENE_DATABASE_URL": database,
        "PYTHONPATH": str(PROJECT),
    }


def flask(env: dict[str, str], *arguments: str) -> str:
    """Run a `flask` command; its output, stripped."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return done.stdout.strip()


@contextlib.contextmanager
def running(env: dict[str, str]) -> Iterator[None]:
    """The server, until the block ends. Its log goes to a file beside the database, as it would in production."""
    log = Path(env["CONVENE_INSTANCE"]) / "server.log"
    with log.open("w") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "bench.reference:app"], cwd=PROJECT, env=env, stdout=lines, stderr=lines
        )
        try:
            wait_for(int(env["PORT"]), process, log)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the server answers; end this process with its log where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        time.sleep(0.1)
    sys.exit(f"the server did not start: {log.read_text()[-2000:]}")
