"""The seven contracts hold, and each is broken by a planted violation: a contract that cannot fail guards nothing."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

PLANTED = {
    1: ("convene/teams/services.py", "from convene.events import queries as planted"),
    2: ("convene/accounts/queries.py", "from convene.accounts import services as planted"),
    3: ("convene/engines/ics/build.py", "import flask as planted"),
    4: ("convene/engines/planted.py", "from convene.engines import ics as planted"),
    5: ("convene/outbox/rules.py", "import sqlalchemy as planted"),
    6: ("convene/accounts/services.py", "from wtforms import Form as planted"),
    7: ("convene/cli/accounts.py", "from convene.accounts import pages as planted"),
}

FRAMEWORK = ("flask", "flask_babel", "flask_limiter", "flask_login", "flask_mail", "flask_wtf", "werkzeug", "wtforms")
#: What each contract of this kind keeps out, and a file of each sort that it speaks of.
KEPT_OUT = {
    3: (("convene/engines/ics/build.py",), (*FRAMEWORK, "flask_sqlalchemy", "sqlalchemy")),
    5: (("convene/outbox/rules.py",), (*FRAMEWORK, "flask_sqlalchemy", "sqlalchemy")),
    6: (
        (
            "convene/accounts/services.py",
            "convene/programme/services/drafting.py",
            "convene/events/queries.py",
            "convene/people/models.py",
        ),
        FRAMEWORK,
    ),
}


# Layers of other kinds: what pages share, what knows no framework, and commands, which are pages without a browser.
NO_FEATURES = {"cli", "engines", "solving", "web"}


def lint(project: Path, name: str | None = None) -> subprocess.CompletedProcess[str]:
    only = ["--contract", name] if name else []
    return subprocess.run(
        [LINT, "--no-cache", "--config", str(project / ".importlinter"), *only],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree, to plant in."""
    project = tmp_path_factory.mktemp("tree")
    shutil.copytree(PROJECT / "convene", project / "convene", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".importlinter", "config.py"):
        shutil.copyfile(PROJECT / name, project / name)
    return project


def test_the_contracts_hold() -> None:
    told = lint(PROJECT)
    assert told.returncode == 0, told.stdout
    assert "7 kept, 0 broken" in told.stdout


@pytest.mark.slow
@pytest.mark.parametrize("number", sorted(PLANTED))
def test_a_planted_violation_breaks_the_contract(copy: Path, number: int) -> None:
    name, line = PLANTED[number]
    planted = copy / name
    before = planted.read_text() if planted.exists() else None
    planted.write_text(f"{before or ''}\n{line}\n")
    try:
        told = lint(copy)
    finally:
        if before is None:
            planted.unlink()
        else:
            planted.write_text(before)
    broken = [row for row in told.stdout.splitlines() if " BROKEN" in row]
    assert [row for row in broken if row.startswith(f"{number} ")], told.stdout


@pytest.mark.parametrize(("number", "names"), [(number, names) for number, (names, _) in KEPT_OUT.items()])
def test_every_part_of_the_framework_is_kept_out(copy: Path, number: int, names: tuple[str, ...]) -> None:
    modules = KEPT_OUT[number][1]
    before = {copy / name: (copy / name).read_text() for name in names}
    for path, text in before.items():
        path.write_text("\n".join([text, *(f"import {module} as planted_{module}" for module in modules), ""]))
    try:
        told = lint(copy).stdout
    finally:
        for path, text in before.items():
            path.write_text(text)
    for name in names:
        dotted = name.removesuffix(".py").replace("/", ".")
        missing = [module for module in modules if f"{dotted} -> {module} (l." not in told]
        assert not missing, f"contract {number} lets {missing} into {dotted}: {told}"


def test_a_feature_must_choose_its_place_on_the_ladder(copy: Path) -> None:
    new = copy / "convene" / "planted"
    new.mkdir()
    (new / "__init__.py").write_text("")
    try:
        told = lint(copy)
    finally:
        shutil.rmtree(new)
    assert told.returncode != 0
    assert "planted" in told.stdout + told.stderr


def _is_a_module(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").exists()


def test_every_module_of_a_feature_has_its_place_inside() -> None:
    inside = configparser.ConfigParser()
    inside.read(PROJECT / ".importlinter")
    contract = inside["importlinter:contract:inside"]
    layers = {name.strip(" ()") for line in contract["layers"].splitlines() for name in line.split("|")}
    features = {each.parent for each in (PROJECT / "convene").glob("*/__init__.py")} - {
        PROJECT / "convene" / name for name in NO_FEATURES
    }
    assert {f"convene.{feature.name}" for feature in features} == set(contract["containers"].split())
    modules = {each.stem for feature in features for each in feature.glob("[!_]*") if _is_a_module(each)}
    assert modules - layers == set()


def test_a_module_of_a_feature_must_choose_its_place_inside(copy: Path) -> None:
    new = copy / "convene" / "events" / "planted.py"
    new.write_text("")
    try:
        told = lint(copy, "inside")
    finally:
        new.unlink()
    assert told.returncode != 0
    assert "planted" in told.stdout + told.stderr
