"""Writes the next migration from the difference between the tables in the code and those in the database.

    make migration name="rooms have floors"

Migrations are numbered, and a number is one file: two branches that add one meet in git, not on a server.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VERSIONS = PROJECT / "migrations" / "versions"


def main() -> None:
    name = sys.argv[1].strip() if len(sys.argv) > 1 else ""
    if not name:
        sys.exit('A migration needs a name: make migration name="rooms have floors"')
    number = 1 + max((int(file.name[:4]) for file in VERSIONS.glob("[0-9][0-9][0-9][0-9]_*.py")), default=0)
    # Compared with a database of its own, just brought up to date, not with what a developer's holds.
    with tempfile.TemporaryDirectory() as instance:
        environment = {**os.environ, "CONVENE_INSTANCE": instance, "CONVENE_DATABASE_URL": ""}
        for command in (["upgrade"], ["migrate", "--rev-id", f"{number:04}", "--message", name]):
            flask = [sys.executable, "-m", "flask", "db", *command]
            if subprocess.run(flask, cwd=PROJECT, env=environment, check=False).returncode != 0:
                sys.exit("No migration was written. The lines above say why.")
    print("Read it before you keep it: CHECK constraints and moved data are written by hand.")


if __name__ == "__main__":
    main()
