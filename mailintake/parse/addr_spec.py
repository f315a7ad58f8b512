"""The bare address (RFC 5322, section 3.4.1), whatever somebody wrote around or into it."""

from __future__ import annotations

from mailintake.parse.clean import clean_line, has_controls, is_invisible
from mailintake.parse.encoded_word import has_words

LONGEST = 320
_FORBIDDEN = frozenset(' \t\r\n,;:<>()[]\\"')


def read_addr_spec(spec: str, defects: list[str]) -> str:
    """Return the bare address, or an empty text where there is none."""
    address = spec.strip()
    if address.startswith("@") and ":" in address:
        defects.append("a route")
        address = address.rpartition(":")[2]
    if address[:7].lower() == "mailto:":
        defects.append("mailto: before the address")
        address = address[7:]
    if "(" in address:
        defects.append("a comment within the address")
        address = _without_comments(address)
    if has_words(address):
        defects.append("an encoded word in the address")
    if has_controls(address) or is_invisible(address):
        defects.append("invisible characters in the address")
        address = clean_line(address)
    if not (address.startswith('"') and '"@' in address) and any(map(str.isspace, address)):
        defects.append("white space within the address")
        address = "".join(address.split())
    return _checked(address, defects)


def _checked(address: str, defects: list[str]) -> str:
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        if address:
            defects.append("no address")
        return ""
    quoted = len(local) > 1 and local[0] == local[-1] == '"'
    if "@" in local or (not quoted and not _FORBIDDEN.isdisjoint(local)) or not _is_domain(domain):
        defects.append("an address that is none")
        local = "".join(one for one in local if one not in _FORBIDDEN) if not quoted else local
        domain = "".join(one for one in domain if one not in _FORBIDDEN)
    if len(address) > LONGEST:
        defects.append("an address that is too long")
        return ""
    return f"{local}@{domain.lower().rstrip('.')}" if local and domain.strip(".") else ""


def _is_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        return _FORBIDDEN.isdisjoint(domain[1:-1].replace(":", ""))
    labels = domain.split(".")
    return all(labels) and all(one.isalnum() or one in "-._" or one > "\x7f" for one in domain)


def _without_comments(address: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in address:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)
