"""Who changes the database, who knows the time, and how that can be seen."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import convene

CONVENE = Path(convene.__path__[0])
EVERY_FILE = sorted(CONVENE.rglob("*.py"))
SERVICES = sorted(
    found.name
    for found in pkgutil.walk_packages(convene.__path__, "convene.")
    if ".services" in found.name and ".engines." not in found.name
)
#: Functions of services.py that are no use cases, each with the reason.
EXCEPT = {
    ("convene.audit.services", "write_line"): "the hook by which every use case writes its line",
    ("convene.demo.services.world", "load_demo"): "tells its world in several use cases, as people would",
    ("convene.outbox.services", "name_mail_host"): "told once by app.py, changes no row",
    ("convene.calendar.services", "name_first_uid_host"): "told once by app.py, changes no row",
    ("convene.programme.services.previewing", "preview_import"): "catches what its own use case raises to be undone",
    ("convene.programme.services.previewing", "upload_of"): "reads: the file that was looked at",
    ("convene.programme.services.publishing", "served_form"): "reads: what a version shows",
}
#: Modules of steps that several use cases of one package share.
STEPS = {
    "convene.programme.services.writing",
    "convene.questionnaires.services.writing",
    "convene.registration.services.keeping",
    "convene.registration.services.moving",
    "convene.registration.services.readdressing",
    "convene.registration.services.seating",
}


def test_steps_are_taken_by_the_use_cases_of_their_own_package_only() -> None:
    for path in EVERY_FILE:
        for name in STEPS:
            package = CONVENE.joinpath(*name.split(".")[1:-1])
            if f"from {name} import" in path.read_text():
                assert package in path.parents, f"{path} takes a step without its use case"


@pytest.mark.parametrize("name", SERVICES)
def test_every_public_function_of_services_is_a_use_case(name: str) -> None:
    module = importlib.import_module(name)
    for function_name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != name or function_name.startswith("_") or (name, function_name) in EXCEPT:
            continue
        if name in STEPS:
            continue
        assert getattr(function, "is_use_case", False), f"{name}.{function_name} lacks @use_case"
        assert function.__doc__, f"{name}.{function_name} does not say what it does and what it refuses"


@pytest.mark.parametrize("name", SERVICES)
def test_every_use_case_that_is_audited_is_told_who_acts(name: str) -> None:
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__ or "").read_text())
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        marks = {ast.unparse(each) for each in function.decorator_list}
        if "use_case" in marks and (name, function.name) not in WITHOUT_ACTOR:
            arguments = [each.arg for each in function.args.kwonlyargs]
            assert "by" in arguments, f"{name}.{function.name} does not take by="


#: Use cases that only ever run inside another, whose actor counts.
WITHOUT_ACTOR = {
    ("convene.calendar.services", "sync_items"),
    ("convene.outbox.services", "enqueue"),
    ("convene.outbox.services", "enqueue_for_each"),
    ("convene.events.services.changing", "show_anew"),
    ("convene.events.services.changing", "show_each_anew"),
    ("convene.events.services.changing", "show_team_anew"),
}


def calls(path: Path) -> set[str]:
    """Every dotted call of a file: "db.session.commit"."""
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: str(path.relative_to(CONVENE)))
def test_only_the_database_commits_and_only_the_clock_asks_for_the_time(path: Path) -> None:
    made = calls(path)
    name = str(path.relative_to(CONVENE))
    if name != "database.py":
        assert not [call for call in made if call.endswith(("session.commit", "session.begin", "connection.commit"))]
    if name not in {"clock.py", "engines/ics/__main__.py"}:
        known = {
            "datetime.now",
            "datetime.utcnow",
            "date.today",
            "datetime.today",
            "time.time",
            "datetime.datetime.now",
        }
        assert not made & known


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: str(path.relative_to(CONVENE)))
def test_only_services_write(path: Path) -> None:
    """Pages, queries and panels read. What adds or deletes rows stands in a services module."""
    parts = path.relative_to(CONVENE).parts
    if "services" in parts or "services.py" in parts or path.name == "database.py":
        return
    assert not [call for call in calls(path) if call in {"db.session.add", "db.session.add_all", "db.session.delete"}]


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: str(path.relative_to(CONVENE)))
def test_nothing_inside_reads_the_environment(path: Path) -> None:
    assert not [each for each in ("os.environ", "os.getenv") if each in path.read_text()]


def test_no_name_says_that_nobody_knew_where_it_belongs() -> None:
    vague = {"utils", "helpers", "common", "manager", "data", "misc", "base", "core", "tools"}
    assert not [path for path in EVERY_FILE if path.stem in vague or path.parent.name in vague]
