"""Units as admins write them."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given, strategies as st

from mailintake.config import units
from mailintake.model.settings import Hours, Limit, Working


@pytest.mark.parametrize(
    ("text", "value"),
    [("40MiB", 41_943_040), ("1.5 kB", 1500), ("12", 12), ("MiB", None), ("1XB", None), ("-1MiB", None), ("1e9", None)],
)
def test_size(text: str, value: int | None) -> None:
    assert units.size(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60s", 60),
        ("15m", 900),
        ("1h", 3600),
        ("7d", 604_800),
        ("2w", 1_209_600),
        ("7", None),
        ("d", None),
        ("99999d", None),
    ],
)
def test_duration(text: str, value: int | None) -> None:
    assert units.duration(text) == (None if value is None else timedelta(seconds=value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60/h", Limit(60, 3600)),
        ("120 / min", Limit(120, 60)),
        ("0/h", None),
        ("60", None),
        ("60/y", None),
        ("x/h", None),
    ],
)
def test_rate(text: str, value: Limit | None) -> None:
    assert units.rate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1h", Working(1, "hours")),
        ("30m", Working(0.5, "hours")),
        ("2d", Working(2, "days")),
        ("1.5d", None),
        ("0h", None),
    ],
)
def test_working_time(text: str, value: Working | None) -> None:
    assert units.working(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07:30-16:30", Hours(time(7, 30), time(16, 30))),
        ("7:30 - 12:00", Hours(time(7, 30), time(12))),
        ("00:00-24:00", Hours(time(0), time(23, 59, 59))),
        ("16:30-07:30", None),
        ("07:30", None),
        ("07:60-08:00", None),
        ("7-9", None),
    ],
)
def test_hours(text: str, value: Hours | None) -> None:
    assert units.hours(text) == value


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_nothing(text: str) -> None:
    read = (units.size, units.duration, units.rate, units.working, units.clock, units.hours, units.day)

    assert all(one(text) is None or one(text) == one(text) for one in read)
