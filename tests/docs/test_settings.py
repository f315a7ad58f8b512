"""The list of settings is that of the loader: keys, choices, defaults."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from ruamel.yaml import YAML

from docs.make.setting_list import DIRECTORY, OAUTH, Setting
from docs.make.settings import FILES
from mailintake.config import ConfigurationError, check, load
from mailintake.config.directory import COLUMNS
from tests.config.folder import write as write_all
from tests.docs.district import read, write

STRANGE = "xyzzyxyzzy"
KNOWN = re.compile(r"`([^`]+)`")
EVERY = [(name, one) for name, (_, settings) in FILES.items() if name.endswith(".yaml") for one in settings]
Group: TypeAlias = dict[str, Any]


def sections() -> list[tuple[str, str]]:
    """Return every group of fixed keys: the file, and the path (empty for the file itself)."""
    found = {(name, one.path.rpartition(".")[0]) for name, one in EVERY}
    return sorted(found | {(name, "") for name, one in EVERY if not one.path.split(".")[0].isupper()})


@pytest.mark.parametrize(("name", "path"), sections())
def test_the_keys_are_those_that_the_loader_asks_for(tmp_path: Path, name: str, path: str) -> None:
    """The loader itself lists what it knows when it meets a key that it does not know."""
    write_all(tmp_path)
    values = read(tmp_path / name)
    group = _group(values, path)
    assert group, f"tests/config/folder.py has no `{path}` in {name}"
    group[STRANGE] = 1
    write(tmp_path / name, values)

    found = [one for one in check(tmp_path) if STRANGE in one.text and "unknown key" in one.text]
    assert len(found) == 1
    documented = {_next(one.path, path) for file, one in EVERY if file == name} - {None}
    assert set(KNOWN.findall(found[0].hint)) == documented


def test_the_columns_are_those_of_the_directory() -> None:
    assert tuple(one.path for one in DIRECTORY) == COLUMNS


@pytest.mark.parametrize(
    ("auth", "own"),
    [
        ("microsoft", {"tenant", "token_url", "certificate"}),
        ("google", {"token_url", "service_account"}),
        ("oauth2", {"token_url", "certificate", "service_account"}),
    ],
)
def test_the_keys_of_oauth_are_those_that_the_loader_asks_for(tmp_path: Path, auth: str, own: set[str]) -> None:
    write_all(tmp_path)
    values = read(tmp_path / "mailintake.yaml")
    mailbox = values["mailboxes"]["main"]
    del mailbox["password"]
    mailbox |= {"auth": auth, "oauth": {STRANGE: 1}}
    write(tmp_path / "mailintake.yaml", values)

    found = next(one for one in check(tmp_path) if STRANGE in one.text)
    special = {"tenant", "token_url", "certificate", "service_account"}
    assert set(KNOWN.findall(found.hint)) == {one.path for one in OAUTH} - special | own


@pytest.mark.parametrize(("name", "setting"), [pytest.param(name, one, id=f"{name}:{one.path}") for name, one in EVERY])
def test_to_write_the_default_changes_nothing(tmp_path: Path, name: str, setting: Setting) -> None:
    if setting.needed or setting.default is None:
        return
    above, _, key = setting.path.rpartition(".")
    values = read(write_all(tmp_path / "without") / name)
    _group(values, above).pop(key, None)
    write(tmp_path / "without" / name, values)
    _group(values, above)[key] = YAML().load(setting.default)
    write(write_all(tmp_path / "with") / name, values)

    assert _loaded(tmp_path / "with") == _loaded(tmp_path / "without")


def _loaded(folder: Path) -> str:
    """Return all that was understood, or else all that is wrong, without the lines on which it stands."""
    try:
        settings = load(folder, environ={})
    except ConfigurationError as error:
        found = str(error)
    else:
        found = repr(replace(settings, rules=replace(settings.rules, digest=""), inactive=()))
    return re.sub(r"\.yaml:\d+:\d+", ".yaml", found.replace(str(folder), ""))


def _next(path: str, above: str) -> str | None:
    """Return the key that stands on the way to a path directly under another one."""
    if above and not path.startswith(f"{above}."):
        return None
    return path.removeprefix(above).removeprefix(".").partition(".")[0].removesuffix("[]")


def _group(values: Group, path: str) -> Group:
    """Return the group at a path; where names are free, the first that has one."""
    if not path:
        return values
    step, _, rest = path.partition(".")
    if step.isupper():
        inside = (_group(one, rest) for one in values.values() if isinstance(one, dict))
        return next((one for one in inside if one), {})
    inner = values.get(step.removesuffix("[]"), {})
    return _group(inner[0] if step.endswith("[]") and inner else inner or {}, rest)
