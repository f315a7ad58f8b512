"""The rooms that decide stay pure."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.repository.pins import ROOT

PACKAGE = ROOT / "mailintake"
PURE = ("model", "parse", "guard", "thread", "classify", "route", "act", "incident", "decide", "token")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
CLOCK_OWNERS = {"datetime", "date", "time"}


def test_import_linter_watches_every_pure_room() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    watched = next(contract for contract in contracts if contract["id"] == "pure")["source_modules"]

    assert sorted(watched) == sorted(f"mailintake.{room}" for room in PURE if _files(room))


def test_pure_rooms_never_ask_what_time_it_is() -> None:
    asked = [place for room in PURE for file in _files(room) for place in _clock_calls(file)]

    assert asked == []


def _files(room: str) -> list[Path]:
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [*PACKAGE.glob(f"{room}.py")]


def _clock_calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and _owner(node.value) in CLOCK_OWNERS:
            yield f"{file.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{file.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def _owner(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]
