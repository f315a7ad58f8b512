"""The DATE of commands, seen on Monday, 23 November 2026, at 8:05 in Denver."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from mailintake.act.dates import read_date

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 11, 23, 8, 5, tzinfo=DENVER)

DATES = [
    ("2026-12-01", "2026-12-01 08:00", ""),
    ("2026-12-01 the part comes", "2026-12-01 08:00", "the part comes"),
    ("2026-12-01T14:30", "2026-12-01 14:30", ""),
    ("12/1", "2026-12-01 08:00", ""),
    ("1/4", "2027-01-04 08:00", ""),
    ("12/1/2027", "2027-12-01 08:00", ""),
    ("12/1/27 3pm", "2027-12-01 15:00", ""),
    ("until 12/1", "2026-12-01 08:00", ""),
    ("today 16:00", "2026-11-23 16:00", ""),
    ("tomorrow", "2026-11-24 08:00", ""),
    ("Tomorrow at 9am call her", "2026-11-24 09:00", "call her"),
    ("tomorrow 12pm", "2026-11-24 12:00", ""),
    ("tomorrow 12am", "2026-11-24 00:00", ""),
    ("friday", "2026-11-27 08:00", ""),
    ("fri 14:00", "2026-11-27 14:00", ""),
    ("monday", "2026-11-30 08:00", ""),
    ("thursday, when she is back", "2026-11-26 08:00", "when she is back"),
    ("+3d", "2026-11-26 08:00", ""),
    ("+2h", "2026-11-23 10:05", ""),
    ("+1w 7:45", "2026-11-30 07:45", ""),
]
NO_DATES = ["", "until", "someday", "13/1", "2/30", "2026-02-30", "+3x", "+9999d", "12-1", "the part comes", "fr", "32"]


@pytest.mark.parametrize(("text", "expected", "rest"), DATES)
def test_a_date_is_read_with_what_stands_behind_it(text: str, expected: str, rest: str) -> None:
    moment, left = read_date(text, NOW, DENVER)

    assert moment is not None
    assert f"{moment.astimezone(DENVER):%Y-%m-%d %H:%M}" == expected
    assert left == rest


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert read_date(text, NOW, DENVER) == (None, text)


@given(st.text(max_size=60) | st.from_regex(r"\+?[0-9]{1,4}[/dhw:-][0-9]{0,4}( [0-9²]{1,2}(:[0-9]{2})?(am|pm)?)?"))
def test_reading_a_date_never_fails(text: str) -> None:
    moment, _ = read_date(text, NOW, DENVER)

    assert moment is None or moment.tzinfo is not None
