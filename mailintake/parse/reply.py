"""A mail's new words told from what it quotes and from the signature: one pass over its lines, nothing thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from mailintake.model.message import Forwarded
from mailintake.parse.forward import read_forwarded
from mailintake.parse.marker import MARKERS, find_marker
from mailintake.parse.quote import Opening, block_length, header_length, is_quoted, is_rule, opening, unquote
from mailintake.parse.signature import is_device_footer, is_footer, split_signature

__all__ = ["MARKERS", "Parts", "split_reply"]

_WRAP_WIDTH = 60
_MOST_RULES = 3
_MOST_RUNS = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail's text in three parts; each keeps its lines as they were.

    `text` holds the writer's new words (answers between quoted lines included, in their order), `quoted` what others
    wrote, `signature` what stands under the words (and gateways' warnings above them). `marked` says that our marker
    line is in the mail and that all of `text` stands above it. `forwarded` is the mail passed on, where there is one;
    `text` is then what stands above it.
    """

    text: str
    quoted: str
    signature: str
    marked: bool
    forwarded: Forwarded | None


class _Role(IntEnum):
    NEW = 0
    QUOTED = 1
    SIGNATURE = 2


def split_reply(body: str, *, reply: bool, html: str | None = None) -> Parts:
    """Split the text of a mail; `reply` says that it answers another one, `html` is what the text was made from."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marker = find_marker(lines)
    scan = _Scan(lines, marker, reply=reply, wrapped=html is None)
    scan.run()
    roles = scan.roles
    _sign(lines, roles)
    if not reply and scan.forwarded_at is None and not _has(lines, roles, _Role.NEW):
        lines, roles = _keep_everything(lines, roles)
    forwarded = None if scan.forwarded_at is None else read_forwarded(lines[scan.forwarded_at :])
    above = marker is not None and not _has(lines[marker:], roles[marker:], _Role.NEW)
    return Parts(
        _collect(lines, roles, _Role.NEW),
        _collect(lines, roles, _Role.QUOTED),
        _collect(lines, roles, _Role.SIGNATURE),
        marked=above,
        forwarded=forwarded,
    )


class _Scan:
    """Goes down the lines once and says of each whether the writer wrote it."""

    def __init__(self, lines: Sequence[str], marker: int | None, *, reply: bool, wrapped: bool) -> None:
        self.roles = [_Role.NEW] * len(lines)
        self.forwarded_at: int | None = None
        self._lines = lines
        self._marker = len(lines) if marker is None else marker
        self._reply = reply
        self._wrapped = wrapped

    def run(self) -> None:
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        # In HTML nobody breaks quoted lines: what stands between them is an answer.
        if self._wrapped:
            self._close_gaps()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if at == self._marker:
            return self._at_marker(at)
        if not line or line.isspace():
            return at + 1
        quoted = is_quoted(line)
        bare = unquote(line) if quoted else line
        opened = opening(bare)
        if opened:
            return self._open(at, opened)
        if quoted:
            self.roles[at] = _Role.QUOTED
            return at + 1
        length = block_length(self._lines, at)
        if length:
            return self._block(at)
        length = header_length(self._lines, at)
        return self._header(at, length) if length else at + 1

    def _at_marker(self, at: int) -> int:
        """Take the line above the marker for a quote's header in a language we do not know."""
        above = at - 1
        while above >= 0 and not self._lines[above].strip():
            above -= 1
        if above >= 0 and self._lines[above].rstrip().endswith((":", "\uff1a")):
            self.roles[above] = _Role.QUOTED
        return at + 1 if self._quote(at, at + 1) and is_quoted(self._lines[at]) else self._rest(at)

    def _open(self, at: int, opened: Opening) -> int:
        quoted = is_quoted(self._lines[at])
        if opened is Opening.FORWARDED and self.forwarded_at is None and not (quoted and self._reply):
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

    def _quote(self, start: int, end: int) -> bool:
        for at in range(start, end):
            self.roles[at] = _Role.QUOTED
        return True

    def _rest(self, start: int) -> int:
        self._quote(start, len(self._lines))
        return len(self._lines)

    def _close_gaps(self) -> None:
        """Take back into the quote what a client broke off a long quoted line."""
        lines, roles = self._lines, self.roles
        for at in range(1, len(lines) - 1):
            if roles[at] is not _Role.NEW or not is_quoted(lines[at - 1]) or not is_quoted(lines[at + 1]):
                continue
            above = unquote(lines[at - 1]).rstrip()
            if lines[at].strip() and len(above) >= _WRAP_WIDTH and above[-1] not in ".?!:":
                roles[at] = _Role.QUOTED


def _sign(lines: Sequence[str], roles: list[_Role]) -> None:
    """Find the signature in each run of new lines."""
    seen = False
    runs = list(_runs(roles))
    if len(runs) > _MOST_RUNS:
        runs = [*runs[: _MOST_RUNS // 2], *runs[-_MOST_RUNS // 2 :]]
    for start, end in runs:
        run = lines[start:end]
        if not any(line.strip() for line in run):
            continue
        first, last = split_signature(run, first=not seen)
        for offset in (*range(first), *range(last, len(run))):
            roles[start + offset] = _Role.SIGNATURE
        for offset in range(first, last):
            if is_device_footer(run[offset]):
                roles[start + offset] = _Role.SIGNATURE
        seen = True


def _runs(roles: Sequence[_Role]) -> Iterator[tuple[int, int]]:
    start = 0
    size = len(roles)
    while start < size:
        if roles[start] is not _Role.NEW:
            start += 1
            continue
        end = start
        while end < size and roles[end] is _Role.NEW:
            end += 1
        yield start, end
        start = end


def _keep_everything(lines: Sequence[str], roles: Sequence[_Role]) -> tuple[list[str], list[_Role]]:
    """Give a mail that answers nothing its text back; what is surely not the writer's carries quote marks."""
    kept: list[str] = []
    given: list[_Role] = []
    for line, role in zip(lines, roles, strict=True):
        marked = role is _Role.QUOTED and line.strip() and not is_quoted(line)
        kept.append(f"> {line}" if marked else line)
        given.append(_Role.SIGNATURE if is_footer(line) else _Role.NEW)
    return kept, given


def _has(lines: Sequence[str], roles: Sequence[_Role], role: _Role) -> bool:
    return any(each is role and line.strip() for line, each in zip(lines, roles, strict=True))


def _collect(lines: Sequence[str], roles: Sequence[_Role], role: _Role) -> str:
    chosen = [line for line, each in zip(lines, roles, strict=True) if each is role]
    start, end = 0, len(chosen)
    while start < end and not chosen[start].strip():
        start += 1
    while end > start and not chosen[end - 1].strip():
        end -= 1
    return "\n".join(chosen[start:end])
