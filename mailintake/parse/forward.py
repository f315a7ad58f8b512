"""Mail that somebody passes on: the original author, subject and words."""

from __future__ import annotations

from collections.abc import Sequence

from mailintake.model.message import Address, Forwarded
from mailintake.parse.quote import block_length, label, opening, unquote

_MOST_LINES_ABOVE = 4
_LONGEST_NAME = 200


def read_forwarded(lines: Sequence[str]) -> Forwarded | None:
    """Read the forwarded mail whose opening line or header block stands first; None without an author."""
    bare = [line if line[:1].isalpha() else unquote(line) for line in lines]
    start = next((index for index, line in enumerate(bare) if line.strip()), len(bare))
    single = None
    if start < len(bare) and opening(bare[start]):
        single = _single_line(bare[start])
        start += 1
    if single is not None:
        return Forwarded(single, "", _words(bare[start:]))
    for at in range(start, min(start + _MOST_LINES_ABOVE, len(bare))):
        length = block_length(bare, at)
        if length:
            return _from_block(bare[at : at + length], bare[at + length :])
    return None


def author_of(value: str) -> Address | None:
    """Read one author of a header block: `Name <address>`, `Name [mailto:address]`, an address, or a mere name."""
    value = " ".join(value.replace("mailto:", " ").split())[: _LONGEST_NAME * 2]
    at = value.find("@")
    if at < 0:
        name = value.strip("*\"'<>[]() ")
        return Address("", name[:_LONGEST_NAME]) if name else None
    start = at
    while start and not _ends_address(value[start - 1]):
        start -= 1
    end = at + 1
    while end < len(value) and not _ends_address(value[end]):
        end += 1
    local, _, domain = value[start:end].strip(".'").partition("@")
    name = value[:start].strip("*\"'<[(, ")
    if not local or not domain:
        return Address("", name) if name else None
    return Address(f"{local}@{domain.lower()}", name[:_LONGEST_NAME])


def _ends_address(character: str) -> bool:
    return character.isspace() or character in '<>[]()",;:*|'


def _from_block(block: Sequence[str], rest: Sequence[str]) -> Forwarded | None:
    author: Address | None = None
    subject: list[str] = []
    continues = False
    for line in block:
        kind, value = label(line)
        if kind == "from" and author is None:
            author = author_of(value)
        elif kind == "subject" and not subject:
            subject = [value]
        elif kind is None and continues and line.strip():
            subject.append(line.strip())
        continues = kind == "subject" or (kind is None and continues)
    if author is None:
        return None
    return Forwarded(author, " ".join(" ".join(subject).split()), _words(rest))


def _single_line(line: str) -> Address | None:
    """Read Samsung's form, with the whole header block on the line of the separator."""
    folded = line.casefold()
    for name in ("from:", "de:"):
        at = folded.find(name)
        if at > 0:
            value = line[at + len(name) :]
            for following in ("date:", "fecha:", "to:", "para:", "sent:"):
                value = value[: value.casefold().find(following)] if following in value.casefold() else value
            return author_of(value)
    return None


def _words(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")
