"""A backlog, and two days without SMTP, in short; `make faults` has the long forms."""

from __future__ import annotations

import pytest

from bench import two_days
from bench.backlog import backlog, per_thousand

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

MAILS = 100


@pytest.mark.parametrize("away", [False, True])
def test_each_mail_of_a_backlog_is_one_ticket(*, away: bool) -> None:
    assert backlog(MAILS, away=away, step=MAILS // 2) == 0


def test_after_two_days_without_smtp_all_mail_leaves_once_in_order_and_under_the_rate() -> None:
    assert two_days.main(MAILS, steps=8, rate=10 * MAILS) == 0


def test_a_slope_is_told_for_a_thousand() -> None:
    assert per_thousand([(0, 100.0), (1_000, 101.0), (2_000, 102.0), (3_000, 103.0)]) == pytest.approx(1)
