"""Readers of addresses, domains, hosts and ports."""

from __future__ import annotations

from ipaddress import ip_address

from mailintake.config.nodes import Node, kind
from mailintake.config.problems import Wrong
from mailintake.config.values import MAX_PORT, text, whole

port = whole(1, MAX_PORT)


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


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
