"""Brings the database up to date, then serves: `make run`, and with `--demo` `make demo`.

All in one process that loads the application once: a second start of the demo shall take less than three seconds
(`python -m bench.starting`), and most of it is loading. What a production machine starts instead is in
docs/operating.md.
"""

import contextlib
import gc
import io
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

import check_machine  # noqa: E402, needs the path above

DEMO_ORGANISER = "organiser@example.org"


def main() -> None:
    is_demo = "--demo" in sys.argv
    problem = check_machine.why_not_start("make demo" if is_demo else "make run")
    if problem is not None:
        sys.exit(problem)
    if is_demo:
        os.environ.setdefault("CONVENE_LOG_FORMAT", "text")  # people read it, not a log collector
    os.chdir(PROJECT)
    gc.disable()  # until all is loaded, see gunicorn.conf.py
    try:
        import wsgi  # only now is it known that the settings can be read

        problem = why_not_reached(wsgi.app)
        if problem is not None:
            sys.exit(problem)
        greeting = prepare(wsgi.app, is_demo=is_demo)
    except KeyboardInterrupt:
        sys.exit("Stopped before the server had started.")
    serve(greeting)


def why_not_reached(app: Any) -> "str | None":
    """A sentence about the queue or the rate limits, where they stand on a server that does not answer, or None.

    Asked once, at the start. Where one goes away later, pages do without it (convene/queue.py, convene/web/limits.py).
    """
    from convene import queue
    from convene.web import limits

    config = app.config["CONVENE"]
    asked = (
        ("The queue", "CONVENE_QUEUE_URL", config.queue_url, queue.ask),
        ("What counts attempts", "CONVENE_RATE_LIMIT_URL", config.rate_limit_url, limits.ask),
    )
    with app.app_context():
        for what, variable, url, ask in asked:
            try:
                ask()
            except Exception as problem:  # noqa: BLE001, each server has its own
                said = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
                password = urlsplit(url).password or ""
                for secret in filter(None, (password, unquote(password))):
                    said = said.replace(secret, "…")
                return f"{what} cannot be reached: {said.rstrip('.')}.\nCheck {variable}."
    return None


def prepare(app: Any, *, is_demo: bool) -> str:
    """Migrate, load the demo if asked for; return what to say once the server answers."""
    import flask_migrate
    from sqlalchemy.exc import OperationalError

    logging.getLogger("alembic").setLevel(logging.WARNING)
    lines = ["", f"Convene is running:    {app.config['CONVENE'].base_url}/"]
    with app.app_context():
        with told("Bringing the database up to date"):
            try:
                flask_migrate.upgrade()
            except OperationalError as problem:
                said = str(problem.orig).strip().splitlines()[0]
                sys.exit(f"\nThe database cannot be opened: {said}\nCheck CONVENE_DATABASE_URL.")
        if is_demo:
            with told("Loading the demo event"):
                flask(app, "demo", "load")
            link = flask(app, "accounts", "sign-in-link", DEMO_ORGANISER)
            lines += [
                f"Sign in as organiser:  {link}",
                "                       (opens once, within 30 minutes)",
            ]
    return "\n".join([*lines, "Ctrl-C ends it.", ""])


@contextlib.contextmanager
def told(what: str) -> Any:
    started = time.monotonic()
    print(f"  {what} ", end="", flush=True)
    yield
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def flask(app: Any, *command: str) -> str:
    """What `flask COMMAND` prints. Runs here: a process of its own would load it all again."""
    import click

    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            app.cli.main(args=list(command), prog_name="flask", standalone_mode=False)
        except click.Abort:  # what Click makes of Ctrl-C
            raise KeyboardInterrupt from None
        except click.ClickException as problem:
            sys.exit(f"\nflask {' '.join(command)}: {problem.format_message()}")
    return output.getvalue().strip()


def serve(greeting: str) -> None:
    """Run Gunicorn with gunicorn.conf.py in this process, and greet once it listens. Does not return."""
    from gunicorn.app.wsgiapp import WSGIApplication

    class Server(WSGIApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            super().load_config()
            when_ready = self.cfg.when_ready

            def when_ready_greet(server: Any) -> None:
                when_ready(server)
                print(greeting, flush=True)

            self.cfg.set("when_ready", when_ready_greet)

    sys.argv = ["convene"]
    Server(prog="convene").run()


if __name__ == "__main__":
    main()
