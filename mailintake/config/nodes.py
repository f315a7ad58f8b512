"""What a configuration file is made of: values, lists and tables that know their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from mailintake.config.problems import Place

LONGEST_QUOTE = 60
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `plain` means that it was written without quotes."""

    place: Place
    text: str
    plain: bool = True
    size: int = 1

    @property
    def null(self) -> bool:
        """Tell whether it says "nothing"."""
        return self.plain and self.text in NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    place: Place
    nodes: tuple[Node, ...]
    size: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order of the file."""

    place: Place
    pairs: tuple[tuple[Scalar, Node], ...]
    size: int = 1


Node: TypeAlias = Scalar | Items | Table


def kind(node: Node) -> str:
    """Say in words what a node is, for messages."""
    match node:
        case Table():
            return "a group of `key: value` lines"
        case Items():
            return "a list"
        case Scalar() if node.null:
            return "nothing"
        case Scalar(text=text):
            return f"`{short(text)}`"


def short(text: str) -> str:
    """Return a text as one line that fits into a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST_QUOTE else f"{one_line[: LONGEST_QUOTE - 3]}..."
