"""An engine can be used without the application: importing it brings in neither Flask nor a database."""

import pkgutil
import subprocess
import sys

import pytest

import convene.engines

ENGINES = [module.name for module in pkgutil.iter_modules(convene.engines.__path__)]

IMPORT_ALL_OF = """
import importlib, pkgutil, sys
engine = importlib.import_module("convene.engines." + sys.argv[1])
for module in pkgutil.walk_packages(getattr(engine, "__path__", []), engine.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_there_are_engines() -> None:
    assert "ics" in ENGINES


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_brings_in_neither_flask_nor_a_database(engine: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL_OF, engine]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert "convene" in loaded
    assert not {"flask", "sqlalchemy", "flask_sqlalchemy", "wtforms", "werkzeug", "huey"} & set(loaded)
