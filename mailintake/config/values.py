"""Readers: each makes one checked value of a node, or raises `Wrong` in the admin's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import re2

from mailintake.config import units
from mailintake.config.nodes import Items, Node, Scalar, Table, kind
from mailintake.config.problems import Wrong, did_you_mean
from mailintake.model.settings import Limit

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Read = Callable[[Node], T]

MAX_PORT = 65535
LANGUAGE_LENGTHS = range(2, 4)


def word(node: Node) -> str:
    """Read a text as it stands, of any length and on any number of lines."""
    if not isinstance(node, Scalar) or node.null or not node.text.strip():
        raise Wrong(node.place, f"must be a text, not {kind(node)}")
    if node.plain and node.text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        raise Wrong(
            node.place, f"must be a text, not {kind(node)}", f'write "{node.text}" in quotes if you mean the word'
        )
    return node.text.strip()


def text(node: Node) -> str:
    """Read a text of one line."""
    value = word(node)
    if any(character in value for character in "\r\n\x0b\x0c\x85\u2028\u2029"):
        raise Wrong(node.place, "must be one line")
    return value


def path(node: Node) -> str:
    """Read the path of a file; `~` would be another folder for the daemon than for who wrote it."""
    value = text(node)
    if value == "~" or value.startswith(("~/", "~\\")):
        raise Wrong(node.place, f"begins with `~`, which is not expanded: {kind(node)}", "write the whole path")
    return value


def yes_no(node: Node) -> bool:
    """Read true or false."""
    value = node.text.lower() if isinstance(node, Scalar) and node.plain else ""
    if value in {"true", "false"}:
        return value == "true"
    hint = "write true" if value in {"yes", "on", "y"} else "write false" if value in {"no", "off", "n"} else ""
    raise Wrong(node.place, f"must be true or false, not {kind(node)}", hint)


def whole(low: int, high: int) -> Read[int]:
    """Make a reader of whole numbers within these bounds."""

    def read(node: Node) -> int:
        value = node.text if isinstance(node, Scalar) else ""
        if value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high:  # noqa: PLR2004
            return int(value)
        raise Wrong(node.place, f"must be a whole number from {low} to {high}, not {kind(node)}")

    return read


def number(low: float, high: float) -> Read[float]:
    """Make a reader of numbers within these bounds."""

    def read(node: Node) -> float:
        value = node.text if isinstance(node, Scalar) else ""
        digits = value.removeprefix("-").replace(".", "", 1)
        if digits.isascii() and digits.isdigit() and len(digits) < 16 and low <= float(value) <= high:  # noqa: PLR2004
            return float(value)
        raise Wrong(node.place, f"must be a number from {low:g} to {high:g}, not {kind(node)}")

    return read


def choice(kinds: type[E], other_names: Mapping[str, E] | None = None) -> Read[E]:
    """Make a reader of one of the words of an Enum; `null` is a word here, too.

    `other_names` are words that other programs use for the same: they are not taken, but understood.
    """

    def read(node: Node) -> E:
        value = node.text if isinstance(node, Scalar) else ""
        for one in kinds:
            if value == one.value:
                return one
        known = ", ".join(f"`{one.value}`" for one in kinds)
        meant = (other_names or {}).get(value.casefold())
        hint = f"did you mean `{meant.value}`?" if meant else did_you_mean(value, list(kinds))
        raise Wrong(node.place, f"must be one of {known}, not {kind(node)}", hint)

    return read


def name_of(what: str, known: Mapping[str, object]) -> Read[str]:
    """Make a reader of names that must be known, such as a technician's key."""

    def read(node: Node) -> str:
        value = text(node)
        if value in known:
            return value
        hint = did_you_mean(value, known) or (f"known here: {', '.join(known)}" if 0 < len(known) <= 12 else "")  # noqa: PLR2004
        raise Wrong(node.place, f"names an unknown {what}: {kind(node)}", hint)

    return read


def many(read: Read[T]) -> Read[tuple[T, ...]]:
    """Make a reader of lists; a single value counts as a list of one, nothing as an empty one."""

    def read_all(node: Node) -> tuple[T, ...]:
        if isinstance(node, Scalar) and node.null:
            return ()
        nodes = node.nodes if isinstance(node, Items) else (node,)
        values: list[T] = []
        wrongs: list[Wrong] = []
        for one in nodes:
            try:
                values.append(read(one))
            except Wrong as wrong:
                wrongs.append(wrong)
        if wrongs:
            raise Wrong.several(wrongs)
        return tuple(values)

    return read_all


def some(read: Read[T]) -> Read[tuple[T, ...]]:
    """Make a reader of lists that hold something."""

    def read_some(node: Node) -> tuple[T, ...]:
        values = many(read)(node)
        if not values:
            raise Wrong(node.place, "must name at least one")
        return values

    return read_some


def optional(read: Read[T]) -> Read[T | None]:
    """Make a reader that takes `null` for nothing."""

    def read_or_none(node: Node) -> T | None:
        return None if isinstance(node, Scalar) and node.null else read(node)

    return read_or_none


def measured(convert: Callable[[str], T | None], example: str) -> Read[T]:
    """Make a reader of a unit: `convert` returns None for what it does not understand."""

    def read(node: Node) -> T:
        value = convert(node.text) if isinstance(node, Scalar) and not node.null else None
        if value is None:
            raise Wrong(node.place, f"must look like {example}, not {kind(node)}")
        return value

    return read


size = measured(units.size, "`40MiB`, `500kB`")
duration = measured(units.duration, "`60s`, `1h`, `7d`")
rate: Read[Limit] = measured(units.rate, "`60/h`, `120/min`")
working = measured(units.working, "`1h`, `2d` (whole days)")
clock = measured(units.clock, '`"07:30"`')
hours = measured(units.hours, '`"07:30-16:30"`')
day = measured(units.day, "`2026-11-26` (year-month-day)")


def timezone(node: Node) -> ZoneInfo:
    """Read the name of a time zone."""
    value = text(node)
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(value, available_timezones()) or "a name such as `America/Los_Angeles`"
        raise Wrong(node.place, f"names an unknown time zone: {kind(node)}", hint) from None


def language(node: Node) -> str:
    """Read the code of a language."""
    value = text(node).lower()
    if not (value.isascii() and value.isalpha() and len(value) in LANGUAGE_LENGTHS):
        raise Wrong(node.place, f"must be the code of a language such as `en` or `es`, not {kind(node)}")
    return value


def pattern(node: Node) -> str:
    """Read a regular expression that google-re2 takes: linear, without lookaround and back references."""
    value = word(node)
    try:
        re2.compile(value, quiet_options())
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        hint = "the syntax is RE2: no lookaround (`(?=`, `(?!`, `(?<`) and no back references (`\\1`)"
        raise Wrong(node.place, f"is not a regular expression: {why}", hint) from None
    return value


def quiet_options() -> re2.Options:
    """Return options that keep RE2 from writing to stderr and from using much memory."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 23
    return options


def table(node: Node) -> Table:
    """Read a group of keys as it is."""
    if isinstance(node, Scalar) and node.null:
        return Table(node.place, ())
    if not isinstance(node, Table):
        raise Wrong(node.place, f"must be a group of `key: value` lines, not {kind(node)}")
    return node


def items(node: Node) -> tuple[Node, ...]:
    """Read a list as it is."""
    if isinstance(node, Scalar) and node.null:
        return ()
    if not isinstance(node, Items):
        raise Wrong(node.place, f"must be a list, not {kind(node)}", "begin each of its lines with `- `")
    return node.nodes
