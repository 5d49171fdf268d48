"""What an operator writes wrongly is answered by a sentence that names the variable; secrets are in no sentence."""

import stat
from pathlib import Path

import pytest

from config import BadSetting, Config


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("PORT", "eighty", "write a whole number, not 'eighty'"),
        ("CONVENE_WEB_THREADS", "0", "write 1 or more"),
        ("CONVENE_BASE_URL", "convene.example.org", "write an address like https://convene.example.org"),
        ("CONVENE_WITH_WORKER", "perhaps", "write yes or no"),
        ("CONVENE_SMTP_URL", "secret@post.internal", "write an address like smtp://"),
        ("CONVENE_SECRET_KEY", "much too short", "write 32 characters or more"),
        ("CONVENE_DATABASE_URL", "mysql://x", "write sqlite:////path/to/file.db"),
    ],
)
def test_a_wrong_value_is_answered_by_a_sentence(tmp_path: Path, variable: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), variable: value})
    assert str(refused.value).startswith(f"{variable}: ")
    assert says in str(refused.value)
    if variable in {"CONVENE_SECRET_KEY", "CONVENE_SMTP_URL", "CONVENE_DATABASE_URL"}:
        assert value not in str(refused.value)


def test_what_an_installation_owns_is_for_nobody_else(tmp_path: Path) -> None:
    config = Config.from_environment({"CONVENE_INSTANCE": str(tmp_path / "instance")})
    assert stat.S_IMODE(config.instance.stat().st_mode) == 0o700
    assert stat.S_IMODE((config.instance / "secret_key").stat().st_mode) == 0o600
    assert config.secret_key not in repr(config)


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    keys = {Config.from_environment({"CONVENE_INSTANCE": str(tmp_path)}).secret_key for _ in range(3)}
    assert len(keys) == 1
