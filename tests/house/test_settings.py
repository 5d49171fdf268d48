"""What an operator writes wrongly is answered by a sentence that names the variable; secrets are in no sentence."""

import stat
import sys
from pathlib import Path

import pytest

from config import BadSetting, Config

SECRET_ADDRESSES = {
    "CONVENE_REPLY_IMAP_URL",
    "CONVENE_SMTP_URL",
    "CONVENE_DATABASE_URL",
    "CONVENE_QUEUE_URL",
    "CONVENE_RATE_LIMIT_URL",
}


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("PORT", "eighty", "write a whole number, not 'eighty'"),
        ("CONVENE_WEB_THREADS", "0", "write 1 or more"),
        ("CONVENE_BASE_URL", "convene.example.org", "write an address like https://convene.example.org"),
        ("CONVENE_WITH_WORKER", "perhaps", "write yes or no"),
        ("CONVENE_BASE_URL", "https://convene.example.org:443a", "its port must be a number from 1 to 65535"),
        ("CONVENE_BASE_URL", "https://convene.example.org:99999", "its port must be a number from 1 to 65535"),
        ("CONVENE_BASE_URL", "https://noor:secret@example.org", "write an address like https://convene.example.org"),
        ("CONVENE_SMTP_URL", "secret@post.internal", "write an address like smtp://"),
        ("CONVENE_SMTP_URL", "smtp://noor:secret@post.internal:0", "its port must be a number from 1 to 65535"),
        ("CONVENE_SMTP_URL", "smtp://noor:secret@post.internal:smtp", "its port must be a number from 1 to 65535"),
        ("CONVENE_DATABASE_URL", "postgresql://noor:secret@host:x/db", "its port must be a number from 1 to 65535"),
        ("CONVENE_QUEUE_URL", "memory://", "write redis://host:6379/0 or postgresql://"),
        ("CONVENE_QUEUE_URL", "amqp://noor:secret@host", "write redis://host:6379/0 or postgresql://"),
        ("CONVENE_QUEUE_URL", "redis://:secret@host:x", "its port must be a number from 1 to 65535"),
        ("CONVENE_QUEUE_URL", "redis://:secret@host/0?socket_timeout=soon", "no address of a Redis server"),
        ("CONVENE_QUEUE_URL", "redis://:secret@host/0?colour=red", "no address of a Redis server"),
        ("CONVENE_QUEUE_URL", "postgresql://noor:sec%ret@host/db", "no address of a PostgreSQL database"),
        ("CONVENE_QUEUE_URL", "postgresql://noor:secret@host/db?colour=red", "no address of a PostgreSQL database"),
        ("CONVENE_RATE_LIMIT_URL", "postgresql://noor:secret@host/db", "write memory:// or redis://host:6379/0"),
        ("CONVENE_RATE_LIMIT_URL", "rediss://:secret@host:70000/0", "its port must be a number from 1 to 65535"),
        ("CONVENE_MAIL_FROM", "Convene", "write an address, or a name and an address"),
        ("CONVENE_MAIL_FROM", "Convene <convene@example.org", "write an address, or a name and an address"),
        ("CONVENE_MAIL_FROM", "Forum, the <convene@example.org>", "write an address, or a name and an address"),
        ("CONVENE_MAIL_FROM", "a@example.org\r\nBcc: b@example.org", "write an address, or a name and an address"),
        ("CONVENE_INSTANCE", "~nobody-has-this-name/x", "write the path of a folder"),
        ("CONVENE_SECRET_KEY", "much too short", "write 32 characters or more"),
        ("CONVENE_REPLY_SECRET", "much too short", "write 32 characters or more"),
        ("CONVENE_REPLY_IMAP_URL", "imaps://noor:secret@", "write an address like imaps://"),
        ("CONVENE_DATABASE_URL", "mysql://x", "write sqlite:////path/to/file.db"),
    ],
)
def test_a_wrong_value_is_answered_by_a_sentence(tmp_path: Path, variable: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), variable: value})
    assert str(refused.value).startswith(f"{variable}: ")
    assert says in str(refused.value)
    is_secret = variable in {"CONVENE_SECRET_KEY", "CONVENE_REPLY_SECRET", *SECRET_ADDRESSES} or "secret" in value
    assert not is_secret or value not in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "value", "name", "read"),
    [
        ("CONVENE_QUEUE_URL", "redis://:secret@host:6379/3", "queue_url", None),
        ("CONVENE_QUEUE_URL", "rediss://host?socket_timeout=5", "queue_url", None),
        ("CONVENE_QUEUE_URL", "postgresql://noor:s%40t@host:5433/db?sslmode=require", "queue_url", None),
        ("CONVENE_QUEUE_URL", "postgres://noor@host/db", "queue_url", "postgresql://noor@host/db"),
        ("CONVENE_QUEUE_URL", "postgresql+psycopg://noor@host/db", "queue_url", "postgresql://noor@host/db"),
        ("CONVENE_RATE_LIMIT_URL", "memory://", "rate_limit_url", None),
        ("CONVENE_RATE_LIMIT_URL", "rediss://host:6380/1", "rate_limit_url", None),
        ("CONVENE_MAIL_FROM", "convene@example.org", "mail_from", None),
        ("CONVENE_MAIL_FROM", "Convene <convene@localhost>", "mail_from", None),
        ("CONVENE_MAIL_FROM", '"Forum, the" <convene@example.org>', "mail_from", None),
        ("CONVENE_MAIL_FROM", "Tổ chức <convene@example.org>", "mail_from", None),
        ("CONVENE_BASE_URL", "http://[::1]:8080/", "base_url", "http://[::1]:8080"),
    ],
)
def test_what_the_document_says_is_read(tmp_path: Path, variable: str, value: str, name: str, read: str | None) -> None:
    config = Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), variable: value})
    assert getattr(config, name) == (read or value)


@pytest.mark.parametrize("at", ["file", "file/below", "folder"])
def test_an_instance_that_cannot_be_made_or_used_is_told(tmp_path: Path, at: str) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "folder" / "secret_key").mkdir(parents=True)
    with pytest.raises(BadSetting) as refused:
        Config.from_environment({"CONVENE_INSTANCE": str(tmp_path / at)})
    assert str(refused.value).startswith("CONVENE_INSTANCE: ")
    assert str(tmp_path) in str(refused.value)


def test_a_secret_key_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff" * 40)
    with pytest.raises(BadSetting, match="remove it, or set CONVENE_SECRET_KEY"):
        Config.from_environment({"CONVENE_INSTANCE": str(tmp_path)})


def test_settings_are_read_before_anything_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # scripts/check_machine.py runs under a Python that has neither driver.
    for driver in ("redis", "psycopg"):
        monkeypatch.setitem(sys.modules, driver, None)
    for url in ("redis://host:6379/0", "postgresql://noor@host/db"):
        assert Config.from_environment({"CONVENE_INSTANCE": str(tmp_path), "CONVENE_QUEUE_URL": url}).queue_url == url


def test_what_an_installation_owns_is_for_nobody_else(tmp_path: Path) -> None:
    config = Config.from_environment({"CONVENE_INSTANCE": str(tmp_path / "instance")})
    assert stat.S_IMODE(config.instance.stat().st_mode) == 0o700
    assert stat.S_IMODE((config.instance / "secret_key").stat().st_mode) == 0o600
    assert config.secret_key not in repr(config)


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    keys = {Config.from_environment({"CONVENE_INSTANCE": str(tmp_path)}).secret_key for _ in range(3)}
    assert len(keys) == 1
