"""`python -m bench.beside`: the agenda solver beside conference-scheduler, on one problem that both can be told.

All sessions have one length and start at given times, since conference-scheduler has no others. It runs in
`.venv-bench`, made once from requirements/bench.txt: what it brings must not be loaded where our libraries are. Both
are started as a process of their own, and their plans are judged by the same `check` and `score`. `first`: seconds of a
process that has nothing compiled yet; `again`: of a further call. `seats`, `tracks`, `rooms`: seats short, pairs of one
track at once, rooms beyond one that a track uses on a day.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from convene.engines.agenda_solver import check, read_plan, read_problem, score
from tests.engines.agenda_instances import raster

PROJECT = Path(__file__).resolve().parent.parent
LOCK, ENVIRONMENT = PROJECT / "requirements" / "bench.txt", PROJECT / ".venv-bench"
DONE = ENVIRONMENT / ".installed"
SESSIONS, LIMIT = 70, 180
OURS = (10, 20)
HEADS = {"first s": 9, "again s": 9, "hard": 6, "missed": 8, "seats": 7, "tracks": 8, "rooms": 7, "score": 8}


def main() -> None:
    document = raster(SESSIONS, 1)
    print(f"{document['id']:<34}" + "".join(f"{head:>{width}}" for head, width in HEADS.items()))
    for seconds in OURS:
        with tempfile.TemporaryDirectory(prefix="convene-bench-") as nothing_compiled:
            first, _plan = ours(document, seconds, {"NUMBA_CACHE_DIR": nothing_compiled})
        again, plan = ours(document, seconds, {})
        show(document, f"ours, {seconds} s given", first, again, plan)
    if not is_installed():
        print("conference-scheduler could not be installed (is there a network?); it is left out.")
        return
    theirs(document, "conference-scheduler")
    theirs(document, "... no two stars of one at once", "--stars")


def is_installed() -> bool:
    """Make the environment unless it is there. Whether it is."""
    if DONE.exists() and DONE.stat().st_mtime >= LOCK.stat().st_mtime:
        return True
    python = ENVIRONMENT / "bin" / "python"
    install = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input", "--no-deps"]
    steps = (
        [sys.executable, "-m", "venv", "--clear", ENVIRONMENT],
        [python, *install, "--require-hashes", "-r", LOCK],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print("\n".join(done.stderr.splitlines()[-3:]))
            return False
    DONE.touch()
    return True


def ours(document: dict[str, Any], seconds: float, env: dict[str, str]) -> tuple[float, dict[str, Any]]:
    command = [sys.executable, "-m", "convene.engines.agenda_solver", "--seconds", str(seconds)]
    began = time.monotonic()
    done = subprocess.run(
        command, input=json.dumps(document), capture_output=True, text=True, check=True, env=os.environ | env
    )
    return time.monotonic() - began, json.loads(done.stdout)["plan"]


def theirs(document: dict[str, Any], name: str, *options: str) -> None:
    command = [ENVIRONMENT / "bin" / "python", PROJECT / "bench" / "theirs.py", *options]
    began = time.monotonic()
    # CBC writes its files into the folder that it runs in, and is a process that a timeout of its parent leaves behind.
    with (
        tempfile.TemporaryDirectory(prefix="convene-bench-") as folder,
        subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True, start_new_session=True) as process,
    ):  # fmt: skip
        try:
            output, _ = process.communicate(json.dumps(document), timeout=LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            print(f"{name:<34}nothing in {LIMIT} s")
            return
    first = time.monotonic() - began
    if process.returncode != 0:
        print(f"{name:<34}ended without an answer")
        return
    answer = json.loads(output)
    if answer["plan"] is None:
        print(f"{name:<34}says after {answer['seconds'][0]:.1f} s that there is no plan")
        return
    again = answer["seconds"][-1]
    show(document, name, first - again, again, answer["plan"])


def show(document: dict[str, Any], name: str, first: float, again: float, plan: dict[str, Any]) -> None:
    """One line, judged by the checker."""
    problem, placed = read_problem(document), read_plan(plan)
    found = score(problem, placed)
    figures = (len(check(problem, placed)), found.missed_star, found.overflow_seat, found.track_parallel,
               found.track_extra_room, found.total)  # fmt: skip
    widths = [*HEADS.values()]
    print(
        f"{name:<34}{first:>{widths[0]}.1f}{again:>{widths[1]}.1f}"
        + "".join(f"{figure:>{width}}" for figure, width in zip(figures, widths[2:], strict=True)),
        flush=True,
    )


if __name__ == "__main__":
    main()
