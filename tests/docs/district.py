"""The configuration that examples of the documentation are laid over: the one that `init` writes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from mailintake.config import Problem, check, init
from mailintake.config.files import NAMES
from tests.repository.pins import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A block of a page, with the line on which it stands."""

    place: str
    language: str
    text: str


def examples(language: str) -> Iterator[Example]:
    """Yield every block in this language."""
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(content):
            line = content[: found.start()].count("\n") + 1
            if found[1] == language:
                yield Example(f"{page.relative_to(ROOT)}:{line}", found[1], found[2])


def problems_of(folder: Path, example: Example) -> tuple[Problem, ...]:
    """Lay an example over the starter configuration; its first line names the file."""
    first, _, text = example.text.partition("\n")
    name = first.lstrip("# ").split(",")[0].strip()
    if name not in NAMES:
        raise UnnamedExampleError(example)
    init(folder)
    for name_beside in ("secret", "ca.pem"):
        (folder / name_beside).write_text("only for examples")
    values = _read(text)
    # A roster of its own makes a file of its own.
    write(folder / name, values if "technicians" in values else read(folder / name) | values)
    return check(folder, environ={})


def read(path: Path) -> dict[str, Any]:
    """Return the keys of a file."""
    return _read(path.read_text(encoding="utf-8"))


def write(path: Path, values: Mapping[str, object]) -> None:
    """Write keys to a file."""
    with path.open("w", encoding="utf-8") as file:
        _yaml().dump(values, file)


class UnnamedExampleError(AssertionError):
    """An example does not say to which file it belongs."""

    def __init__(self, example: Example) -> None:
        super().__init__(f"{example.place}: the first line must name its file: `# routing.yaml`")


def _read(text: str) -> dict[str, Any]:
    return _yaml().load(io.StringIO(text)) or {}


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    # An empty value would not do where `null` is a word.
    yaml.representer.add_representer(type(None), lambda one, _: one.represent_scalar("tag:yaml.org,2002:null", "null"))
    return yaml
