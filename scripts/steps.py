"""A step of an installation: one line on the screen with the seconds it took, the output only if it fails."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
#: Those that tests can drive. The first opens a page in a third of the time: it has no windows, which nobody sees.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LINES_SHOWN = 40


def step(what: str, command: Sequence[str | Path], *, way_out: str, env: Mapping[str, str] | None = None,
         folder: Path = PROJECT) -> None:  # fmt: skip
    """Run `command`, print `what` and the seconds it took; if it fails, its last lines and the way out."""
    started = time.monotonic()
    print(f"  {what} ", end="", flush=True)
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
        try:
            _wait_with_dots(process)
        except KeyboardInterrupt:
            process.wait()
            print(flush=True)
            sys.exit("Stopped. The same command goes on from here.")
        print(f" {time.monotonic() - started:.0f} s", flush=True)
        if process.returncode != 0:
            output.seek(0)
            print("".join(output.readlines()[-LINES_SHOWN:]), file=sys.stderr)
            sys.exit(f"This step failed: {what}. {way_out}")


def _wait_with_dots(process: "subprocess.Popen[bytes]") -> None:
    """A dot every two seconds: somebody who waits sees that it is alive."""
    while True:
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            print("·", end="", flush=True)
        else:
            return
