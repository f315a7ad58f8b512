"""Which lines of a mail its writer wrote, found in one look down the lines."""

from __future__ import annotations

from enum import IntEnum

from mailintake.parse.forward import read_forwarded
from mailintake.parse.quote import (
    Opening,
    block_length,
    header_length,
    is_groupwise,
    is_ordinary,
    is_plain_quote,
    is_quoted,
    is_rule,
    label,
    opening,
    unquote,
)

_WRAP_WIDTH = 60
_MOST_RULES = 3
_BLOCK = 24
_MOST_FIELDS = 8
_FEWEST_FIELDS = 3


class Role(IntEnum):
    """Whose line it is."""

    NEW = 0
    QUOTED = 1
    SIGNATURE = 2


class Scan:
    """Goes down the lines once and says of each whether the writer wrote it.

    `marker` is the place of our marker line, `wrapped` says that a program may have broken long quoted lines.
    """

    def __init__(self, lines: list[str], marker: int | None, *, reply: bool, wrapped: bool) -> None:
        self.roles = [Role.NEW] * len(lines)
        self.forwarded_at: int | None = None
        self._lines = lines
        self._marker = len(lines) if marker is None else marker
        self._reply = reply
        self._wrapped = wrapped
        self._quote_seen = False

    def run(self) -> None:
        """Fill `roles` and `forwarded_at`."""
        lines, roles, marker = self._lines, self.roles, self._marker
        at = 0
        while at < len(lines):
            line = lines[at]
            # Most lines are blank, plain words, or one more line of a quote.
            if at != marker and (not line or line.isspace() or is_ordinary(line)):
                at += 1
            elif at != marker and self._quote_seen and is_plain_quote(line):
                roles[at] = Role.QUOTED
                at += 1
            else:
                at = self._step(at)
        # In HTML nobody breaks quoted lines: what stands between them is an answer.
        if self._wrapped and self._quote_seen:
            self._close_gaps()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if at == self._marker:
            return self._at_marker(at)
        quoted = is_quoted(line)
        bare = unquote(line) if quoted else line
        opened = opening(bare)
        if opened:
            return self._open(at, opened)
        if quoted:
            return self._quoted(at, bare)
        length = block_length(self._lines, at)
        if length:
            return self._block(at)
        length = header_length(self._lines, at)
        return self._header(at, length) if length else at + 1

    def _quoted(self, at: int, bare: str) -> int:
        """Take a quote that begins with the header of a mail for a forwarded one, where nothing is answered."""
        if self._is_escaped_from(at):
            return at + 1
        if is_groupwise(self._lines[at]):
            return self._header(at, 1)
        begins = not self._quote_seen and not self._reply and self.forwarded_at is None
        if begins and label(bare)[0] and block_length([unquote(line) for line in self._lines[at : at + _BLOCK]], 0):
            self.forwarded_at = at
        self._quote(at, at + 1)
        return at + 1

    def _is_escaped_from(self, at: int) -> bool:
        """Tell whether a mail store put the mark before the writer's word "From"."""
        if not self._lines[at].startswith(">From "):
            return False
        near = self._lines[max(at - 1, 0) : at] + self._lines[at + 1 : at + 2]
        return not any(map(is_quoted, near))

    def _at_marker(self, at: int) -> int:
        """Take what stands above the marker for a quote's header in a language we do not know."""
        end = at
        while end > 0 and not self._lines[end - 1].strip():
            end -= 1
        start = end
        while start > 0 and ":" in self._lines[start - 1] and end - start < _MOST_FIELDS:
            start -= 1
        if end - start >= _FEWEST_FIELDS:
            while start > 0 and is_rule(self._lines[start - 1]):
                start -= 1
            self._quote(start, end)
        elif end > 0 and self._lines[end - 1].rstrip().endswith((":", "\uff1a")):
            self._quote(end - 1, end)
        # Who wrote above our line was done: what a program broke off the quote below must not pass for his words.
        answered = any(
            role is Role.NEW and line.strip() for role, line in zip(self.roles[:at], self._lines, strict=False)
        )
        if answered or not is_quoted(self._lines[at]):
            return self._rest(at)
        self._quote(at, at + 1)
        return at + 1

    def _open(self, at: int, opened: Opening) -> int:
        quoted = is_quoted(self._lines[at])
        # What was forwarded long ago stands within the quote of an answer.
        old = quoted and self._reply and self._quote_seen
        if opened is Opening.FORWARDED and self.forwarded_at is None and not old:
            self.forwarded_at = at
        if not quoted:
            return self._rest(at)
        # Gmail's HTML marks only the header of a forwarded mail: what follows without marks belongs to it.
        end = self._end_of_quote(at)
        self._quote(at, end)
        return end if opened is Opening.ORIGINAL or self._ends_filled(at, end) else self._rest(at)

    def _ends_filled(self, at: int, end: int) -> bool:
        """Tell whether the quoted lines hold more than the header of a forwarded mail."""
        forwarded = read_forwarded(self._lines[at:end])
        return forwarded is not None and bool(forwarded.text.strip())

    def _end_of_quote(self, at: int) -> int:
        while at < len(self._lines) and is_quoted(self._lines[at]):
            at += 1
        return at

    def _block(self, at: int) -> int:
        if not self._reply and self.forwarded_at is None:
            self.forwarded_at = at
        start = at
        for _ in range(_MOST_RULES * 2):
            above = start - 1
            if above < 0 or not (not self._lines[above].strip() or is_rule(self._lines[above])):
                break
            start = above
        return self._rest(start)

    def _header(self, at: int, length: int) -> int:
        end = at + length
        self._quote(at, end)
        following = end
        while following < len(self._lines) and not self._lines[following].strip():
            following += 1
        if following == len(self._lines) or is_quoted(self._lines[following]) or following == self._marker:
            return end
        if self._lines[following].lstrip()[:1] == "|":
            while following < len(self._lines) and self._lines[following].lstrip()[:1] in {"|", ""}:
                following += 1
            self._quote(end, following)
            return following
        return self._rest(end)

    def _quote(self, start: int, end: int) -> None:
        self._quote_seen = True
        self.roles[start:end] = [Role.QUOTED] * (end - start)

    def _rest(self, start: int) -> int:
        self._quote(start, len(self._lines))
        return len(self._lines)

    def _close_gaps(self) -> None:
        """Take back into the quote what a program broke off a long quoted line; of a command line, in any doubt."""
        lines, roles = self._lines, self.roles
        for at in range(1, len(lines)):
            if roles[at] is not Role.NEW or not is_quoted(lines[at - 1]) or not lines[at].strip():
                continue
            above = unquote(lines[at - 1]).rstrip()
            closed = at + 1 < len(lines) and is_quoted(lines[at + 1])
            command = lines[at].lstrip()[0] in "#!"
            if len(above) >= _WRAP_WIDTH and (command or (closed and above[-1] not in ".?!:")):
                roles[at] = Role.QUOTED
