"""Reading holds a few megabytes at a time."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from mailintake.fetch.batches import BYTES, MESSAGES, batches, slices
from mailintake.model.message import Incoming

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@given(st.lists(st.integers(0, 3 * BYTES), max_size=200))
def test_batches_keep_the_order_and_their_bounds(sizes: list[int]) -> None:
    """A batch fits, or is a single message."""
    waiting = [Incoming(f"m:1:{number}", b"", NOW, "m", size) for number, size in enumerate(sizes)]
    grouped = list(batches(waiting))

    assert [one for batch in grouped for one in batch] == waiting
    assert all(len(batch) == 1 or sum(one.size or 0 for one in batch) <= BYTES for batch in grouped)
    assert all(0 < len(batch) <= MESSAGES for batch in grouped)


def test_oversized_messages_cost_only_their_header() -> None:
    """Their content is never read."""
    waiting = [Incoming(f"m:1:{number}", b"", NOW, "m", 100 * BYTES, oversized=True) for number in range(20)]

    assert len(list(batches(waiting))) == 1


@given(st.integers(0, 2000))
def test_slices_cover_all_numbers_once(count: int) -> None:
    """No UID is asked for twice."""
    uids = list(range(count))

    assert [uid for part in slices(uids) for uid in part] == uids
