"""How much is read at a time, so that memory stays flat whatever lies in the mailbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mailintake.model.message import Incoming

LISTED = 500
MESSAGES = 50
BYTES = 8 * 1024 * 1024
HEADER_BYTES = 256 * 1024


def slices(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a long list of UIDs into pieces that fit in one command."""
    for start in range(0, len(uids), LISTED):
        yield uids[start : start + LISTED]


def batches(waiting: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Group messages in their order; a group is a few megabytes, or one message."""
    batch: list[Incoming] = []
    room = BYTES
    for one in waiting:
        cost = HEADER_BYTES if one.oversized else one.size or 0
        if batch and (cost > room or len(batch) == MESSAGES):
            yield batch
            batch, room = [], BYTES
        batch.append(one)
        room -= cost
    if batch:
        yield batch
