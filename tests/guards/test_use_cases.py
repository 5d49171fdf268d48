"""Who changes the database, who knows the time, and how that can be seen."""

import ast
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path

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
    ("convene.calendar.services.items", "name_first_uid_host"): "told once by app.py, changes no row",
    ("convene.programme.services.previewing", "preview_import"): "catches what its own use case raises to be undone",
    ("convene.programme.services.previewing", "upload_of"): "reads: the file that was looked at",
}
#: Modules of steps that several use cases of one package share.
STEPS = {
    "convene.breakouts.services.writing",
    "convene.programme.services.following",
    "convene.programme.services.holding",
    "convene.programme.services.writing",
    "convene.questionnaires.services.writing",
    "convene.registration.services.following",
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


def test_there_is_something_to_look_at() -> None:
    assert len(SERVICES) > 30
    assert len(EVERY_FILE) > 300


def test_every_public_function_of_services_is_a_use_case() -> None:
    wrong = []
    for name in SERVICES:
        if name in STEPS:
            continue
        module = importlib.import_module(name)
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != name or function_name.startswith("_") or (name, function_name) in EXCEPT:
                continue
            if not getattr(function, "is_use_case", False):
                wrong.append(f"{name}.{function_name} lacks @use_case")
            if not function.__doc__:
                wrong.append(f"{name}.{function_name} does not say what it does and what it refuses")
    assert not wrong, "\n".join(wrong)


def test_every_use_case_that_is_audited_is_told_who_acts() -> None:
    wrong = []
    for name in SERVICES:
        module = importlib.import_module(name)
        for function in ast.parse(Path(module.__file__ or "").read_text()).body:
            if not isinstance(function, ast.FunctionDef):
                continue
            marks = {ast.unparse(each) for each in function.decorator_list}
            if "use_case" in marks and (name, function.name) not in WITHOUT_ACTOR:
                arguments = [each.arg for each in function.args.kwonlyargs]
                if "by" not in arguments:
                    wrong.append(f"{name}.{function.name} does not take by=")
    assert not wrong, "\n".join(wrong)


#: Use cases that only ever run inside another, whose actor counts.
WITHOUT_ACTOR = {
    ("convene.calendar.services.items", "sync_items"),
    ("convene.outbox.services", "enqueue"),
    ("convene.outbox.services", "enqueue_for_each"),
    ("convene.events.services.changing", "show_anew"),
    ("convene.events.services.changing", "show_each_anew"),
    ("convene.events.services.changing", "show_team_anew"),
}


@cache
def calls() -> dict[str, set[str]]:
    """Every dotted call of each file: "db.session.commit"."""
    return {
        str(path.relative_to(CONVENE)): {
            ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
        }
        for path in EVERY_FILE
    }


def test_only_the_database_commits() -> None:
    ends = ("session.commit", "session.begin", "connection.commit")
    found = {name: {call for call in made if call.endswith(ends)} for name, made in calls().items()}
    assert {name for name, made in found.items() if made} == {"database.py"}, found


def test_only_the_clock_asks_for_the_time() -> None:
    known = {
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "datetime.today",
        "time.time",
        "datetime.datetime.now",
    }
    found = {name: made & known for name, made in calls().items() if made & known}
    assert set(found) <= {"clock.py", "engines/ics/__main__.py"}, found


def test_only_services_write() -> None:
    """Pages, queries and panels read. What adds or deletes rows stands in a services module; `live.tell` is called
    within use cases alone."""
    writing = {"db.session.add", "db.session.add_all", "db.session.delete"}
    found = {
        name: made & writing
        for name, made in calls().items()
        if made & writing and not {"services", "services.py", "database.py", "live.py"} & set(Path(name).parts)
    }
    assert found == {}


def test_nothing_inside_reads_the_environment() -> None:
    wrong = [path for path in EVERY_FILE if re.search(r"os\.(environ|getenv)", path.read_text())]
    assert wrong == []


def test_no_name_says_that_nobody_knew_where_it_belongs() -> None:
    vague = {"utils", "helpers", "common", "manager", "data", "misc", "base", "core", "tools"}
    assert not [path for path in EVERY_FILE if path.stem in vague or path.parent.name in vague]
