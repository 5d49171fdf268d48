"""Writes the next migration from the difference between the tables in the code and those in the database.

    make migration name="rooms have floors"

Migrations are numbered, and two branches that each add one give it the same number under two names, which git would
merge without a word. So the newest one's name is also kept in `migrations/versions/.current-head`: there they conflict,
and whoever merges second gives theirs the next number (file name, `revision`, `down_revision`, `.current-head`).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VERSIONS = PROJECT / "migrations" / "versions"
CURRENT_HEAD = VERSIONS / ".current-head"


def main() -> None:
    name = sys.argv[1].strip() if len(sys.argv) > 1 else ""
    if not name:
        sys.exit('A migration needs a name: make migration name="rooms have floors"')
    number = 1 + int(newest().name[:4])
    # Compared with a database of its own, just brought up to date, not with what a developer's holds.
    with tempfile.TemporaryDirectory() as instance:
        environment = {**os.environ, "CONVENE_INSTANCE": instance, "CONVENE_DATABASE_URL": ""}
        for command in (["upgrade"], ["migrate", "--rev-id", f"{number:04}", "--message", name]):
            flask = [sys.executable, "-m", "flask", "db", *command]
            if subprocess.run(flask, cwd=PROJECT, env=environment, check=False).returncode != 0:
                sys.exit("No migration was written. The lines above say why.")
    CURRENT_HEAD.write_text(f"{newest().stem}\n")
    print("Read it before you keep it: CHECK constraints and moved data are written by hand.")


def newest() -> Path:
    """The file of the migration with the highest number."""
    return max(VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))


if __name__ == "__main__":
    main()
