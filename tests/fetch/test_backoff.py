"""How long we wait before we try again."""

from __future__ import annotations

from hypothesis import given, strategies as st

from mailintake.fetch.backoff import Backoff


def test_waits_double_up_to_a_minute() -> None:
    """Without luck in the draw."""
    backoff = Backoff(random=lambda: 1.0)

    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_success_begins_anew() -> None:
    """The next outage starts with a short wait."""
    backoff = Backoff(random=lambda: 1.0)
    for _ in range(5):
        backoff.next()
    backoff.reset()

    assert backoff.next() == 1


@given(st.integers(0, 80), st.floats(0, 1))
def test_no_wait_is_longer_than_the_limit_or_shorter_than_half_its_span(attempts: int, drawn: float) -> None:
    """Jitter stays within bounds."""
    backoff = Backoff(2.0, 30.0, lambda: drawn)
    waits = [backoff.next() for _ in range(attempts)]

    assert all(1.0 <= wait <= 30.0 for wait in waits)
