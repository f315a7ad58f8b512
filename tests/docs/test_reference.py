"""The reference is complete, and says what the code says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from docs.make import PAGES, REFERENCE
from docs.make.command_line import helps
from docs.make.log import EVENTS
from docs.make.templates import NAMES
from mailintake.act import VERBS
from mailintake.compose import NOTICES, sample
from mailintake.compose.context import recipient
from mailintake.compose.view import view
from mailintake.config import init, load_partial
from mailintake.route.conditions import CONDITIONS
from mailintake.store.tables import Base
from tests.repository.pins import ROOT

LEVELS = {"info": "info", "warning": "warning", "error": "error", "exception": "error"}
HEADINGS = {
    "commands.md": [f"### `#{one.name}`" for one in VERBS],
    "command-line.md": [f"## `{name}`" for name, _ in helps()],
    "conditions.md": [f"## `{name}`" for name in CONDITIONS],
    "templates.md": [f"### `{name}`" for name in NOTICES],
    "tables.md": [f"## `{name}`" for name in Base.metadata.tables],
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_makes_of_it(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


@pytest.mark.parametrize(("page", "heading"), [(page, one) for page, found in HEADINGS.items() for one in found])
def test_everything_has_its_section(page: str, heading: str) -> None:
    assert f"\n{heading}\n" in (REFERENCE / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "text"), list(helps()))
def test_every_command_says_what_it_does(name: str, text: str) -> None:
    said = [line.strip() for line in text.splitlines()[1:] if line.strip() and not line.startswith("Usage")]

    assert said[0].endswith((".", "…")) or said[0][0].isupper(), name


def test_the_names_in_templates_are_those_that_are_handed_over(tmp_path: Path) -> None:
    init(tmp_path)
    rules = load_partial(tmp_path, environ={}).rules
    notice, context = sample("receipt", rules, datetime.now(UTC))

    assert list(view(notice, context, recipient(notice, context))) == list(NAMES)


def test_the_events_of_the_log_are_those_of_the_code() -> None:
    documented = {(one.name, one.level) for one in EVENTS}
    written = {event for path in (ROOT / "mailintake").rglob("*.py") for event in _events(ast.parse(path.read_text()))}

    assert documented - written == {("library", "warning")}
    assert written - documented == set()


def _events(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the events that a module writes: `log.warning("…")`, `said("…")`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first, owner = node.args[0], ast.unparse(node.func.value)
        if not isinstance(first, ast.Constant):
            continue
        if node.func.attr in LEVELS and owner in {"log", "self._log"}:
            yield str(first.value), LEVELS[node.func.attr]
        if node.func.attr == "said":
            yield str(first.value), "info"
