"""docs/operating.md explains every setting, and none that is gone."""

import re
from dataclasses import fields
from pathlib import Path

from config import Config

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"


def test_the_table_of_settings_names_those_of_config_py() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", OPERATING.read_text(), flags=re.MULTILINE)
    settings = [field.metadata["variable"] for field in fields(Config) if "variable" in field.metadata]
    assert sorted(documented) == sorted(settings)
