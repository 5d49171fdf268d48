"""Where a queue may be: a Redis of the test's own, and a database of its own on a PostgreSQL."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

NO_REDIS = "no Redis on this machine: apt-get install redis-server"
NO_POSTGRESQL = "no PostgreSQL answers: set CONVENE_TEST_DATABASE_URL, or start one on this machine"


@contextmanager
def own_redis(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Redis server that keeps nothing, and is gone afterwards; gives its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(NO_REDIS)
    port = port or free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def own_database() -> Iterator[str]:
    """An empty database on the PostgreSQL of the tests, or of this machine; gives its address."""
    given = make_url(os.environ.get("CONVENE_TEST_DATABASE_URL") or "postgresql://127.0.0.1/postgres")
    server = given.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"convene_queue_{os.getpid()}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        pytest.skip(NO_POSTGRESQL)
    with connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield given.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the Redis of this test does not answer")
