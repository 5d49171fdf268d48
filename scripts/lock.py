"""Compiles the lock files anew: exact versions with hashes, for all systems, naming no registry."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements/run.txt": ["pyproject.toml", "--extra", "themes"],
    # Tests run with what the application runs with: a library of theirs must not hold one of ours back.
    "requirements/dev.txt": [
        "pyproject.toml", "--extra", "themes", "--group", "dev", "--constraint", "requirements/run.txt",
    ],
    "requirements/node.txt": ["requirements/node.in"],
    "requirements/bench.txt": ["requirements/bench.in"],
}  # fmt: skip
#: Where npm keeps its own.
NODE_PROJECTS = ("frontend", "bench/readers")
OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]


def main() -> None:
    # `make lock UPGRADE=1` moves on to what is newest; without it only what pyproject.toml has changed moves.
    newest = ["--upgrade"] if os.environ.get("UPGRADE") else []
    for lock, sources in LOCKS.items():
        print(f"  {lock}", flush=True)
        _run(str(PROJECT / ".venv" / "bin" / "uv"), "pip", "compile", *sources, *OPTIONS, *newest, "-o", lock)
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(f"Left as they are, since this machine has no npm: package-lock.json of {', '.join(NODE_PROJECTS)}.")
    for folder in NODE_PROJECTS:
        print(f"  {folder}/package-lock.json", flush=True)
        _run(npm, "install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit",
             "--no-fund", "--loglevel=error", folder=PROJECT / folder)  # fmt: skip


def _run(*command: str, folder: Path = PROJECT) -> None:
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        sys.exit("The lock file was left as it was. The lines above say why.")


if __name__ == "__main__":
    main()
