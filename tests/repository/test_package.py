"""What pyproject.toml promises of the package holds."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mailintake
from tests.repository.pins import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MODULES = sorted((ROOT / "mailintake").rglob("*.py"))
# The other halves of SQLModel, Jinja2 and Typer come with them.
HALVES = {"sqlalchemy", "markupsafe", "click"}
OURS = sys.stdlib_module_names | HALVES | {"mailintake", "tests", "bench", "docs", "eval"}


SHIPPED = ("postgresql", "oauth", "demo")
EVERYTHING = (*SHIPPED, "docs", "fuzz", "test")


@pytest.mark.parametrize(
    ("folder", "extras"), [("mailintake", SHIPPED), ("tests", EVERYTHING), ("bench", EVERYTHING), ("docs", EVERYTHING)]
)
def test_every_foreign_import_is_a_declared_dependency(folder: str, extras: tuple[str, ...]) -> None:
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}

    owners = packages_distributions()
    foreign = {name for file in (ROOT / folder).rglob("*.py") for name in _imports(file)} - OURS
    undeclared = {name for name in foreign if declared.isdisjoint(map(canonicalize_name, owners.get(name, [name])))}
    assert undeclared == set()


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_module_starts_with_a_sentence(file: Path) -> None:
    sentence = ast.get_docstring(ast.parse(file.read_text()))

    assert sentence is not None
    assert sentence.partition("\n")[0].endswith(".")


def test_the_package_ships_its_types() -> None:
    assert (ROOT / "mailintake/py.typed").exists()
    assert mailintake.__version__.count(".") == 2


def _imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
    return names
