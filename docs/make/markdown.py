"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

NOTE = "<!-- Written by `make docs` from the code: change that instead. -->"


class UndocumentedError(LookupError):
    """Something new has no words in the documentation yet."""

    def __init__(self, name: object, where: str) -> None:
        super().__init__(f"{where}: `{name}` is not explained\nhint: add a line that says what it is, then `make docs`")


def explained(words: Mapping[K, V], name: K, where: str) -> V:
    """Return what is written about something, or say where it is to be written."""
    if name not in words:
        raise UndocumentedError(name, where)
    return words[name]


def page(title: str, *parts: str) -> str:
    """Return a page."""
    return "\n\n".join([NOTE, f"# {title}", *(one.strip("\n") for one in parts if one.strip())]) + "\n"


def section(title: str, *parts: str, level: int = 2) -> str:
    """Return a section."""
    return "\n\n".join([f"{'#' * level} {title}", *(one.strip("\n") for one in parts if one.strip())])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(_cell(one) for one in line)} |" for line in lines)


def code(text: str) -> str:
    """Return words as code."""
    return f"`{text}`" if text else ""


def codes(words: Iterable[str]) -> str:
    """Return each word as code."""
    return " ".join(code(one) for one in words)


def block(text: str, language: str = "text") -> str:
    """Return lines as they are."""
    return f"```{language}\n{text.strip(chr(10))}\n```"


def flat(text: str | None) -> str:
    """Return a docstring as one paragraph."""
    return " ".join((text or "").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
