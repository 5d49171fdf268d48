"""The lock files say exactly what is installed, and nothing of where from."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS = PROJECT / "requirements"
LOCKS = [*sorted(REQUIREMENTS.glob("*.txt")), PROJECT / "frontend" / "package-lock.json"]


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9][^ ]*==[^ \\]+", (REQUIREMENTS / lock).read_text(), flags=re.MULTILINE))


def test_what_tests_run_with_is_what_the_application_runs_with() -> None:
    # `make test` installs dev.txt into the environment that `make demo` made from run.txt.
    assert pins("run.txt") <= pins("dev.txt")


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt"])
def test_every_pinned_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9][^ ]*==)", (REQUIREMENTS / lock).read_text(), flags=re.MULTILINE)
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_file_names_a_registry(lock: Path) -> None:
    # A mirror's address in a lock file would send everybody there, or fail where it cannot be reached.
    assert re.findall(r'"resolved"|--index-url|--extra-index-url|--find-links', lock.read_text()) == []
