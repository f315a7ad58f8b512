"""The pins and pyproject.toml say the same."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.repository.pins import PINS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("name", PINS)
def test_every_dependency_is_pinned_at_a_version_that_it_allows(name: str) -> None:
    pins = _pins(name)

    missing = [f"{need}, but {name} has {pins.get(need.name)}" for need in _needs(PINS[name]) if not _met(need, pins)]

    assert missing == []


@pytest.mark.parametrize("name", PINS)
def test_every_pin_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.search(r"://|--index|--extra-index|--find-links| @ ", text) is None


def test_both_files_pin_the_same_versions() -> None:
    needed, everything = (_pins(name) for name in PINS)

    assert needed.items() <= everything.items()


def _needs(extras: Iterable[str]) -> list[Requirement]:
    lines = [*PROJECT["dependencies"]]
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    needs = [Requirement(line) for line in lines]
    return [need for need in needs if need.name != PROJECT["name"]]


def _pins(name: str) -> dict[str, Version]:
    lines = re.findall(r"^([\w.-]+)==([^ ;]+)", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in lines}


def _met(need: Requirement, pins: dict[str, Version]) -> bool:
    pinned = pins.get(canonicalize_name(need.name))
    return pinned is not None and pinned in need.specifier
