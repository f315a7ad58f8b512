"""Secrets are read when they are needed, and never stand in the configuration."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailintake.config import ConfigurationError, SecretError, load, read_secret, token_key
from mailintake.model.login import Secret
from mailintake.model.settings import Settings
from tests.config.folder import problems, replaced, write

KEY = "0123456789abcdef0123456789abcdef"


def without_key(folder: Path) -> Settings:
    """Return settings that name no token key."""
    text = replaced("mailintake.yaml", "token_key: {credential: token}\n", "")
    return load(write(folder, mailintake_yaml=text), environ={})


@pytest.mark.parametrize(
    "value", ["hunter2", "{password: x}", "[x]", "{env: A, file: b}", "{env: [A]}", "{credential: ../x}", "{env: A=B}"]
)
def test_a_secret_that_stands_in_the_file_is_refused(tmp_path: Path, value: str) -> None:
    found = problems(tmp_path, "mailintake.yaml", "password: {env: IMAP_PASSWORD}", f"password: {value}")

    assert len(found) == 1
    assert "`mailboxes.main.password`" in found[0].text
    assert "hunter2" not in str(found[0])


@pytest.mark.parametrize(
    ("value", "text", "hint"),
    [
        ("{file:secret}", "lacks a space: `{file:secret}`", "write `{file: secret}`, with a space"),
        ("{env:}", "lacks a space: `{env:}`", "write `{env: NAME}`, with a space"),
        ("{file: ~/secret}", "begins with `~`, which is not expanded: `~/secret`", "write the whole path"),
    ],
)
def test_a_slip_in_where_a_secret_lies_is_understood(tmp_path: Path, value: str, text: str, hint: str) -> None:
    (found,) = problems(tmp_path, "mailintake.yaml", "password: {env: IMAP_PASSWORD}", f"password: {value}")

    assert text in found.text
    assert hint in found.hint


def test_loading_needs_no_secret(tmp_path: Path) -> None:
    settings = load(write(tmp_path), environ={})

    assert settings.mailboxes["main"].password == Secret("env", "IMAP_PASSWORD")
    assert settings.secrets[0].place == f"{tmp_path}/mailintake.yaml:27:15"
    assert settings.smtp is not None
    assert settings.smtp.route.password is not None
    assert settings.smtp.route.password.name == str(tmp_path / "smtp.secret")


def test_each_source_is_read(tmp_path: Path) -> None:
    (tmp_path / "pass").write_bytes(b"p\xc3\xa4ss word\r\n")
    environ = {"PASS": "from env", "CREDENTIALS_DIRECTORY": str(tmp_path)}

    assert read_secret(Secret("env", "PASS"), environ) == "from env"
    assert read_secret(Secret("file", str(tmp_path / "pass")), environ) == "päss word"
    assert read_secret(Secret("credential", "pass"), environ) == "päss word"
    assert read_secret(Secret("env", "X", value="given"), {}) == "given"


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        (Secret("env", "PASS", "m.yaml:3:4"), "m.yaml:3:4: the secret `{env: PASS}` is not set"),
        (Secret("file", "/nonexistent/pass"), "cannot be read: No such file or directory: /nonexistent/pass"),
        (Secret("credential", "pass"), "LoadCredential=pass:PATH"),
    ],
)
def test_a_secret_that_cannot_be_read_says_why(secret: Secret, why: str) -> None:
    with pytest.raises(SecretError) as error:
        read_secret(secret, {})

    assert why in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"x" * 100_000])
def test_a_file_that_holds_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pass").write_bytes(content)

    with pytest.raises(SecretError):
        read_secret(Secret("file", str(tmp_path / "pass")), {})


def test_all_secrets_that_are_missing_are_named_at_their_places(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(write(tmp_path), secrets=True, environ={})

    assert [one.place.line for one in error.value.problems] == [27, 40, 47]


def test_with_secrets_the_rules_hold_the_token_key(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(KEY + "\n")
    (tmp_path / "smtp.secret").write_text("x\n")
    environ = {"IMAP_PASSWORD": "x", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    settings = load(write(tmp_path), secrets=True, environ=environ)

    assert settings.rules.token_key.secret == KEY.encode()
    assert KEY not in repr(settings)


def test_a_short_token_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("short")
    settings = load(write(tmp_path), environ={})

    with pytest.raises(SecretError, match="is shorter than 16 characters"):
        token_key(settings, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_token_key_is_made_once_beside_the_database_for_our_eyes_only(tmp_path: Path) -> None:
    settings = without_key(tmp_path / "config")
    first = token_key(settings, {})
    path = tmp_path / "data" / "token.key"

    assert len(first.secret) == 64
    assert token_key(settings, {}) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["token.key"]


def test_two_that_make_the_key_at_once_get_the_same(tmp_path: Path) -> None:
    settings = without_key(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: token_key(settings, {}).secret, range(16)))

    assert len(keys) == 1
