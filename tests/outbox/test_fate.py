"""What becomes of a mail after each kind of failure, and when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from mailintake.deliver import DeliveryError
from mailintake.model.outgoing import OutboxRow, OutboxState, Outgoing
from mailintake.model.settings import Limit
from mailintake.outbox import Rate, fate, next_attempt

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ROW = OutboxRow(1, Outgoing("receipt", "a@example.org", "Hi", "<1@d>", b""), OutboxState.QUEUED, NOW)
LATER, SENT_TWICE, OLD = (
    replace(ROW, attempts=3),
    replace(ROW, doubts=2),
    replace(ROW, created_at=NOW - timedelta(days=5)),
)


@pytest.mark.parametrize(
    ("row", "error", "state"),
    [
        (ROW, DeliveryError("550", permanent=True), OutboxState.FAILED),
        (OLD, DeliveryError("550", permanent=True), OutboxState.FAILED),
        (ROW, DeliveryError("no SMTPUTF8", hold=True), OutboxState.HELD),
        (ROW, DeliveryError("silence", in_doubt=True), OutboxState.QUEUED),
        (replace(ROW, doubts=1), DeliveryError("silence", in_doubt=True), OutboxState.QUEUED),
        (SENT_TWICE, DeliveryError("silence", in_doubt=True), OutboxState.HELD),
        (SENT_TWICE, DeliveryError("450"), OutboxState.QUEUED),
        (ROW, DeliveryError("450"), OutboxState.QUEUED),
        (OLD, DeliveryError("450"), OutboxState.GIVEN_UP),
        (OLD, DeliveryError("no connection", away=True), OutboxState.GIVEN_UP),
        (OLD, DeliveryError("login refused", ours=True), OutboxState.QUEUED),
    ],
)
def test_each_failure_has_its_end(row: OutboxRow, error: DeliveryError, state: OutboxState) -> None:
    outcome = fate(row, error, NOW, 0.5)

    assert outcome.state is state
    assert (outcome.next_attempt_at is None) == (state is not OutboxState.QUEUED)
    assert outcome.lost == (state in {OutboxState.FAILED, OutboxState.GIVEN_UP})
    assert outcome.in_doubt == (error.in_doubt and state is OutboxState.QUEUED)


def test_a_mail_is_held_back_longer_each_time_but_not_for_the_servers_faults() -> None:
    assert fate(ROW, DeliveryError("450"), NOW, 0.5).next_attempt_at == NOW + timedelta(minutes=1)
    assert fate(LATER, DeliveryError("450"), NOW, 0.5).next_attempt_at == NOW + timedelta(minutes=8)
    away = DeliveryError("no connection", away=True, wait=30)
    assert fate(LATER, away, NOW, 0.5).next_attempt_at == NOW + timedelta(seconds=30)


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_tries_lie_between_45_seconds_and_5_hours_apart(attempts: int, random: float) -> None:
    delay = next_attempt(attempts, NOW, random) - NOW

    assert timedelta(seconds=45) <= delay <= timedelta(hours=5)
    assert next_attempt(attempts + 1, NOW, random) - NOW >= delay


def test_greylisting_for_ten_minutes_costs_less_than_half_an_hour() -> None:
    moment, attempts = NOW, 0
    while moment < NOW + timedelta(minutes=10):
        attempts += 1
        moment = next_attempt(attempts, moment, 1.0)

    assert moment - NOW < timedelta(minutes=30)


def test_the_rate_lets_so_many_pass_and_says_when_there_is_room() -> None:
    rate = Rate(Limit(2, 60))
    taken = [rate.take(clock) for clock in (0.0, 10.0, 20.0, 59.9)]

    assert taken == [True, True, False, False]
    assert rate.wait(20.0) == 40.0
    assert (rate.room(20.0, 9), rate.room(60.0, 9), rate.room(99.0, 9)) == (0, 1, 2)
    assert rate.take(60.0)


def test_without_a_limit_there_is_always_room() -> None:
    rate = Rate(None)

    assert all(rate.take(0.0) for _ in range(1000))
    assert (rate.room(0.0, 4), rate.wait(0.0)) == (4, 0.0)
