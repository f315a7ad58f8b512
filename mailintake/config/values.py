"""Readers: each makes one checked value of a node, or raises `Wrong` in the admin's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from ipaddress import ip_address
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import re2

from mailintake.config import units
from mailintake.config.problems import Wrong, did_you_mean
from mailintake.config.source import Items, Node, Scalar, Table, kind
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


port = whole(1, MAX_PORT)


def choice(kinds: type[E]) -> Read[E]:
    """Make a reader of one of the words of an Enum; `null` is a word here, too."""

    def read(node: Node) -> E:
        value = node.text if isinstance(node, Scalar) else ""
        for one in kinds:
            if value == one.value:
                return one
        known = ", ".join(f"`{one.value}`" for one in kinds)
        raise Wrong(node.place, f"must be one of {known}, not {kind(node)}", did_you_mean(value, list(kinds)))

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


def address(node: Node) -> str:
    """Read a bare mail address."""
    value = text(node)
    local, at, host = value.rpartition("@")
    if not (at and local and _is_domain(host.lower())) or any(sign in local for sign in ' \t"<>(),;:\\@['):
        raise Wrong(node.place, f"must be a mail address such as `name@example.org`, not {kind(node)}")
    return f"{local}@{host.lower()}"


def domain(node: Node) -> str:
    """Read a domain; `@example.org` is taken, too."""
    value = text(node).lower().removeprefix("@").rstrip(".")
    if not _is_domain(value):
        raise Wrong(node.place, f"must be a domain such as `example.org`, not {kind(node)}")
    return value


def address_or_list(node: Node) -> str:
    """Read a mail address or a list id (RFC 2919)."""
    return address(node) if "@" in text(node) else domain(node)


def address_pattern(node: Node) -> str:
    """Read an address in which `*` stands for any characters, or a whole domain (`@vendor.example`)."""
    value = text(node).lower()
    value = f"*@{value.removeprefix('@')}" if value.startswith("@") or "@" not in value else value
    if value.count("@") != 1 or any(sign in value for sign in " \t<>,;") or not value.rpartition("@")[2]:
        raise Wrong(node.place, f"must be an address such as `*@vendor.example`, not {kind(node)}")
    return value


def host(node: Node) -> str:
    """Read the name or the number of a host."""
    value = text(node).lower()
    if not _is_domain(value) and not _is_ip(value.strip("[]")):
        raise Wrong(node.place, f"must be a host such as `imap.example.org`, not {kind(node)}", _host_hint(value))
    return value.strip("[]")


def listen(node: Node) -> str:
    """Read an address and port to listen on."""
    value = text(node)
    place, colon, number_ = value.rpartition(":")
    good = number_.isascii() and number_.isdigit() and len(number_) < 6 and 0 < int(number_) <= MAX_PORT  # noqa: PLR2004
    if not colon or not good or not (_is_domain(place.lower()) or _is_ip(place.strip("[]"))):
        raise Wrong(node.place, f"must look like `127.0.0.1:9108`, not {kind(node)}")
    return value


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


def _is_domain(value: str) -> bool:
    labels = value.split(".")
    if len(value) > 253 or labels[-1].isdigit():  # noqa: PLR2004 (RFC 1035, section 2.3.4)
        return False
    return all(_is_label(one) for one in labels)


def _is_label(value: str) -> bool:
    plain = value.replace("-", "").replace("_", "")
    return 0 < len(value) < 64 and plain.isalnum() and not value.startswith("-") and not value.endswith("-")  # noqa: PLR2004


def _is_ip(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _host_hint(value: str) -> str:
    if "://" in value:
        return "leave out what stands before the name (`imaps://`)"
    return "the port has a key of its own: `port`" if ":" in value else ""
