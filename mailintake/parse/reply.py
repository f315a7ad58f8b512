"""A mail's new words told from what it quotes and from the signature: one pass over its lines, nothing thrown away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mailintake.model.message import Forwarded
from mailintake.parse.forward import read_forwarded
from mailintake.parse.marker import MARKER_START, MARKERS, find_marker
from mailintake.parse.quote import is_quoted
from mailintake.parse.reply_scan import Role, Scan
from mailintake.parse.signature import device_footers, is_footer, split_signature

__all__ = ["MARKERS", "Parts", "split_reply"]

_MOST_RUNS = 60
# What stands below so many lines nobody typed: it is shown, as quoted.
MOST_LINES = 20_000


class Parts(NamedTuple):
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


def split_reply(body: str, *, reply: bool, html: str | None = None) -> Parts:
    """Split the text of a mail; `reply` says that it answers another one, `html` is what the text was made from."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    lines = body.split("\n", MOST_LINES)
    below = lines.pop() if len(lines) > MOST_LINES else ""
    marker = find_marker(lines) if MARKER_START in body else None
    scan = Scan(lines, marker, reply=reply, wrapped=html is None)
    scan.run()
    roles = scan.roles
    _sign(lines, roles)
    if not reply and scan.forwarded_at is None and not _has(lines, roles, Role.NEW):
        lines, roles = _keep_everything(lines, roles)
    forwarded = None if scan.forwarded_at is None else read_forwarded(lines[scan.forwarded_at :])
    above = marker is not None and not _has(lines[marker:], roles[marker:], Role.NEW)
    chosen: tuple[list[str], list[str], list[str]] = ([], [], [])
    for role, start, end in _runs(roles):
        chosen[role].extend(lines[start:end])
    chosen[Role.QUOTED].append(below)
    return Parts(
        _joined(chosen[Role.NEW]),
        _joined(chosen[Role.QUOTED]),
        _joined(chosen[Role.SIGNATURE]),
        marked=above,
        forwarded=forwarded,
    )


def _sign(lines: Sequence[str], roles: list[Role]) -> None:
    """Find the signature in each run of new lines."""
    seen = False
    runs = [(start, end) for role, start, end in _runs(roles) if role is Role.NEW]
    if len(runs) > _MOST_RUNS:
        runs = [*runs[: _MOST_RUNS // 2], *runs[-_MOST_RUNS // 2 :]]
    for start, end in runs:
        run = lines[start:end]
        if not any(map(str.strip, run)):
            continue
        first, last = split_signature(run, first=not seen)
        for offset in (*range(first), *range(last, len(run))):
            roles[start + offset] = Role.SIGNATURE
        for offset in device_footers(run[first:last]):
            roles[start + first + offset] = Role.SIGNATURE
        seen = True


def _runs(roles: Sequence[Role]) -> Iterator[tuple[Role, int, int]]:
    """Return each role with where the lines begin and end that have it, one after the other."""
    start = 0
    for role, group in groupby(roles):
        end = start + len(list(group))
        yield role, start, end
        start = end


def _keep_everything(lines: Sequence[str], roles: Sequence[Role]) -> tuple[list[str], list[Role]]:
    """Give a mail that answers nothing its text back; what is surely not the writer's carries quote marks."""
    kept: list[str] = []
    given: list[Role] = []
    for line, role in zip(lines, roles, strict=True):
        marked = role is Role.QUOTED and line.strip() and not is_quoted(line)
        kept.append(f"> {line}" if marked else line)
        given.append(Role.SIGNATURE if is_footer(line) else Role.NEW)
    return kept, given


def _has(lines: Sequence[str], roles: Sequence[Role], role: Role) -> bool:
    return any(each is role and line.strip() for line, each in zip(lines, roles, strict=True))


def _joined(chosen: Sequence[str]) -> str:
    """Join the lines without the blank ones at both ends."""
    start, end = 0, len(chosen)
    while start < end and not chosen[start].strip():
        start += 1
    while end > start and not chosen[end - 1].strip():
        end -= 1
    return "\n".join(chosen[start:end])
