"""Runs every check, says which failed and what to do. `--quick` leaves out types, imports and front end."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = PROJECT / ".venv" / "bin"


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    way_out: str
    is_quick: bool = False
    folder: Path = PROJECT


CHECKS = [
    Check("format", ["ruff", "format", "--check", "."], "make format does it.", is_quick=True),
    Check("style", ["ruff", "check", "."], "make format mends part, the rest is named above.", is_quick=True),
    Check("templates", ["djlint", "--lint", "--quiet", "templates"],
          "The rules are in pyproject.toml under [tool.djlint].", is_quick=True),
    Check("types", ["mypy"], "The line above names the file and what mypy expected."),
    Check("imports", ["lint-imports"], "docs/architecture.md says who may import whom."),
]  # fmt: skip


def main() -> None:
    wanted = [check for check in [*CHECKS, *_of_front_end()] if check.is_quick or "--quick" not in sys.argv]
    failed = [check for check in wanted if not _passes(check)]
    for check in failed:
        print(f"{check.name}: {check.way_out}", file=sys.stderr)
    if failed:
        sys.exit(f"{len(failed)} of {len(wanted)} checks failed: {', '.join(check.name for check in failed)}.")
    print(f"All {len(wanted)} checks passed.")


def _of_front_end() -> list[Check]:
    folder = PROJECT / "frontend"
    if "check" not in json.loads((folder / "package.json").read_text()).get("scripts", {}):
        return []
    return [Check("front end", ["npm", "run", "--silent", "check"], "The lines above name the file.", folder=folder)]


def _passes(check: Check) -> bool:
    """Run it, one line if it passes, all it says if not."""
    started = time.monotonic()
    program = BIN / check.command[0]
    command = [str(program) if program.exists() else check.command[0], *check.command[1:]]
    done = subprocess.run(command, cwd=check.folder, capture_output=True, text=True, check=False)
    passed = done.returncode == 0
    print(
        f"  {check.name:12} {'passed' if passed else 'FAILED'}  {time.monotonic() - started:5.1f} s",
        flush=True,
    )
    if not passed:
        print(done.stdout + done.stderr, flush=True)
    return passed


if __name__ == "__main__":
    main()
