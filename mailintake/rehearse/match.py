"""Whether a mail that went out looks like the one a story names."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses

from mailintake.model.outgoing import Outgoing
from mailintake.rehearse.script import MailOut

ADDRESS_FIELDS = frozenset({"to", "from", "cc", "reply-to", "sender"})
ANY = "..."


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that went out, with its text part as lines."""

    outgoing: Outgoing
    message: EmailMessage
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return everything a reader sees."""
        return "\n".join((str(self.message["Subject"]), *self.lines))


def read_sent(outgoing: Outgoing) -> Sent:
    """Parse a mail of ours again, as its reader's program would."""
    message = email.message_from_bytes(outgoing.content, policy=email.policy.default)
    part = message.get_body(("plain", "html"))
    text = str(part.get_content()) if part else ""
    return Sent(outgoing, message, tuple(line.rstrip() for line in text.rstrip().splitlines()))


def differences(expected: MailOut, sent: Sent) -> tuple[str, ...]:
    """Return what is not as the story says; nothing where all of it is."""
    found = [_field(name, value, sent) for name, value in expected.header]
    if expected.text is not None and not _lines_match(expected.text, sent.lines):
        found.append(_first_missing(expected.text, sent.lines))
    found += [f"it says “{words}”" for words in expected.never if words in _everything(sent)]
    return tuple(one for one in found if one)


def assign(fits: Sequence[Sequence[bool]]) -> list[int | None]:
    """Give each row a column of its own that fits, to as many rows as possible (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in seen:
                seen.add(column)
                if column not in taken or place(taken[column], seen):
                    taken[column] = row
                    return True
        return False

    for row in range(len(fits)):
        place(row, set())
    rows = {row: column for column, row in taken.items()}
    return [rows.get(row) for row in range(len(fits))]


def line_matches(pattern: str, line: str) -> bool:
    """Compare one line; `...` stands for any characters, of four dots the first is literal."""
    pieces = _pieces(pattern.strip())
    text = line.strip()
    if len(pieces) == 1:
        return pieces[0] == text
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _pieces(pattern: str) -> list[str]:
    pieces = [""]
    at = 0
    while at < len(pattern):
        if pattern.startswith("....", at):
            pieces[-1] += "."
            at += 1
        elif pattern.startswith(ANY, at):
            pieces.append("")
            at += len(ANY)
        else:
            pieces[-1] += pattern[at]
            at += 1
    return pieces


def _field(name: str, value: str, sent: Sent) -> str | None:
    key = name.casefold()
    present = [str(one) for one in sent.message.get_all(name, [])]
    if key in ADDRESS_FIELDS:
        wanted = {address.casefold() for _, address in getaddresses([value])}
        actual = {address.casefold() for _, address in getaddresses(present)}
        return None if wanted == actual else f"{name} is {', '.join(sorted(actual)) or 'absent'}"
    if any(line_matches(value, one) for one in present):
        return None
    return f"{name} is `{'`, `'.join(present) or 'absent'}`"


def _lines_match(patterns: Sequence[str], lines: Sequence[str]) -> bool:
    reachable = {0}
    for pattern in patterns:
        if pattern.strip() == ANY:
            reachable = set(range(min(reachable), len(lines) + 1))
        else:
            reachable = {at + 1 for at in reachable if at < len(lines) and line_matches(pattern, lines[at])}
        if not reachable:
            return False
    return len(lines) in reachable


def _first_missing(patterns: Sequence[str], lines: Sequence[str]) -> str:
    for pattern in patterns:
        if pattern.strip() != ANY and not any(line_matches(pattern, line) for line in lines):
            return f"no line like `{pattern.strip()}`"
    return "its lines stand in another order, or there are further ones"


def _everything(sent: Sent) -> str:
    texts = (str(one.get_content()) for one in sent.message.walk() if one.get_content_maintype() == "text")
    return "\n".join([str(sent.message["Subject"]), *texts])
