"""The worker: runs what the web server leaves for later (mail, what takes long) and what is due by the clock.

The web server starts and watches it (gunicorn.conf.py). Where a supervisor does that, it runs `worker.py` by
itself and CONVENE_WITH_WORKER is no; several on several machines share one queue in Redis or PostgreSQL.

Two threads, not processes: mail waits for the network, and while one thread computes the other still sends.
"""

import argparse
import gc
import os
import signal
import sys
import threading
import time

# Before anything loads a library of mathematics: with as many threads as cores they only hinder one another.
os.environ.setdefault("OMP_NUM_THREADS", "1")

THREADS = 2
LONGEST_POLL = 0.5  # seconds between two looks at an empty queue: what was just enqueued starts as soon
PARENT_LOOK = 0.25  # seconds between two looks at the parent
ORPHAN_PATIENCE = 1.0  # seconds for a running task once the parent is gone


def main() -> None:
    arguments = argparse.ArgumentParser(description="Runs Convene's background work until it is told to end.")
    arguments.add_argument("--parent", type=int, help="end soon after the process with this id has gone")
    parent = arguments.parse_args().parent

    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, ending), daemon=True).start()

    run(ending)


def run(ending: threading.Event) -> None:
    """Work until `ending` is set, then finish the running tasks."""
    gc.disable()  # until all is loaded, see gunicorn.conf.py
    from config import BadSetting, Config  # whoever starts this must not wait for its imports

    try:
        config = Config.from_environment()
    except BadSetting as problem:
        sys.exit(str(problem))

    from convene.app import create_app, load_every
    from convene.queue import tell_of_trouble_once_a_minute
    from convene.web import logs

    logs.configure(config.log_format)
    tell_of_trouble_once_a_minute()
    app = create_app(config)
    load_every("tasks")
    gc.freeze()
    gc.enable()
    consumer = app.extensions["queue"].create_consumer(workers=THREADS, worker_type="thread", max_delay=LONGEST_POLL)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    consumer.start()
    # Huey's own handlers would cut a task off at the second signal, and start anew at a closed terminal.
    for number, handler in handlers.items():
        signal.signal(number, handler)
    while not ending.is_set():  # not wait(): a signal that comes while it takes its lock would wait for itself
        time.sleep(0.1)
        consumer.check_worker_health()
    consumer.stop(graceful=True)


def _end_with(parent: int, ending: threading.Event) -> None:
    """Watch for the end of the parent, which after a kill -9 could not say goodbye."""
    while os.getppid() == parent:
        time.sleep(PARENT_LOOK)
    ending.set()
    time.sleep(ORPHAN_PATIENCE)
    os._exit(1)  # a task is still running: what it has not finished is done again at the next start


if __name__ == "__main__":
    main()
