"""Says in one sentence what this machine lacks, before anything is installed or started.

    python3 scripts/check_machine.py            can the environment be made?
    python3 scripts/check_machine.py --starting  ... and may the server listen on its port?

It runs under whatever `python3` is, so it uses the standard library and no syntax newer than Python 3.6.
"""

import errno
import os
import socket
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
HIGHEST_PORT = 65535


def why_python_will_not_do() -> "str | None":
    """A sentence, or None."""
    if sys.version_info < OLDEST_PYTHON:
        found = "{}.{}".format(*sys.version_info[:2])
        return (
            f"Convene needs Python 3.11 or newer, and {sys.executable} is Python {found}. "
            "If a newer one is installed under another name, say so: make demo PYTHON=python3.12"
        )
    if (PROJECT / ".venv" / "bin" / "python").exists():
        return None
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return (
            "This Python cannot make virtual environments: Debian keeps that part in a package of its own. "
            "Install it: apt-get install python3-venv"
        )
    return None


def why_not_listen(host: str, port: int, command: str) -> "str | None":
    """A sentence that ends with what to type instead, or None if a server may listen on `host`:`port`.

    `command` starts the server, with "{}" where a port stands: "make run PORT={}".
    """
    if not 0 < port <= HIGHEST_PORT:
        return f"PORT: write a number from 1 to {HIGHEST_PORT}, not {port}."
    problem = _try_to_listen(host, port)
    if problem is None:
        return None
    if problem == errno.EADDRINUSE:
        free = next((near for near in range(port + 1, HIGHEST_PORT + 1) if not _try_to_listen(host, near)), 0)
        return f"Port {port} is taken by another program. Take another one: {command.format(free)}"
    if problem == errno.EACCES:
        return f"Port {port} is reserved for the administrator. Take one above 1023: {command.format(8000)}"
    return f"The server cannot listen on {host}, port {port}: {os.strerror(problem)}. See CONVENE_HOST and PORT."


def _try_to_listen(host: str, port: int) -> "int | None":
    """The error number of the attempt, None if it went well."""
    try:
        wanted = socket.AF_INET6 if ":" in host else socket.AF_INET
        family, kind, _, _, address = socket.getaddrinfo(host, port, wanted, socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as attempt:
            # As the server does: a port whose last connections are just closing is free.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen()
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as problem:
        return problem.errno
    return None


def why_not_start(command: str) -> "str | None":
    """A sentence about the settings or the port, or None."""
    sys.path.insert(0, str(PROJECT))
    from config import BadSetting, Config  # only a new enough Python can read it

    try:
        config = Config.from_environment()
    except BadSetting as problem:
        return str(problem)
    return why_not_listen(config.host, config.port, command + " PORT={}")


def main() -> None:
    problem = why_python_will_not_do()
    if problem is None and "--starting" in sys.argv:
        problem = why_not_start(command=f"make {sys.argv[-1]}")
    if problem is not None:
        sys.exit(problem)


if __name__ == "__main__":
    main()
