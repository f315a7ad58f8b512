"""Targets count working time only, and are said as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from mailintake.model.settings import Calendar, Desk, Holiday, Hours, Rules, Working
from mailintake.model.ticket import Priority
from mailintake.route.targets import due, in_words, is_working, targets
from tests.route.desk import ZONE, utc

CALENDAR = Calendar(
    ZONE,
    {
        0: Hours(time(7, 30), time(16, 30)),
        1: Hours(time(7, 30), time(16, 30)),
        2: Hours(time(7, 30), time(14, 30)),
        3: Hours(time(7, 30), time(16, 30)),
        4: Hours(time(7, 30), time(16, 30)),
    },
    (
        Holiday(date(2026, 11, 26), date(2026, 11, 26), "Thanksgiving"),
        Holiday(date(2026, 12, 21), date(2027, 1, 8), "Winter break"),
    ),
    {date(2026, 12, 18): Hours(time(7, 30), time(12))},
)
HOUR = Working(1, "hours")
DAY = Working(1, "days")


@pytest.mark.parametrize(
    ("working", "start", "end"),
    [
        # An hour within a day, over the evening, over the weekend, and from outside working time.
        (HOUR, (2026, 11, 23, 8, 5), (2026, 11, 23, 9, 5)),
        (HOUR, (2026, 11, 23, 16, 0), (2026, 11, 24, 8, 0)),
        (HOUR, (2026, 11, 20, 16, 0), (2026, 11, 23, 8, 0)),
        (HOUR, (2026, 11, 22, 12, 0), (2026, 11, 23, 8, 30)),
        (HOUR, (2026, 11, 23, 15, 30), (2026, 11, 23, 16, 30)),
        # The same time on the next working day, or its closing if that comes first.
        (DAY, (2026, 11, 23, 10, 0), (2026, 11, 24, 10, 0)),
        (DAY, (2026, 11, 24, 16, 0), (2026, 11, 25, 14, 30)),
        # Over Thanksgiving and the weekend.
        (DAY, (2026, 11, 25, 10, 0), (2026, 11, 27, 10, 0)),
        (Working(2, "days"), (2026, 11, 25, 10, 0), (2026, 11, 30, 10, 0)),
        (Working(5, "days"), (2026, 11, 23, 10, 0), (2026, 12, 1, 10, 0)),
        # What comes in while the desk is closed has its first day in full.
        (DAY, (2026, 11, 21, 10, 0), (2026, 11, 23, 16, 30)),
        (DAY, (2026, 11, 23, 7, 30), (2026, 11, 23, 16, 30)),
        (DAY, (2026, 11, 23, 16, 30), (2026, 11, 24, 16, 30)),
        (Working(2, "days"), (2026, 11, 23, 5, 0), (2026, 11, 24, 16, 30)),
        # Half a day before the winter break.
        (DAY, (2026, 12, 17, 15, 0), (2026, 12, 18, 12, 0)),
        (DAY, (2026, 12, 18, 10, 0), (2027, 1, 11, 10, 0)),
        (HOUR, (2026, 12, 18, 11, 30), (2027, 1, 11, 8, 0)),
        (Working(10, "hours"), (2026, 11, 23, 8, 0), (2026, 11, 24, 9, 0)),
        # The clocks change on the Sunday between.
        (DAY, (2027, 3, 12, 10, 0), (2027, 3, 15, 10, 0)),
        (DAY, (2026, 10, 30, 10, 0), (2026, 11, 2, 10, 0)),
        # A leap day.
        (DAY, (2028, 2, 28, 10, 0), (2028, 2, 29, 10, 0)),
    ],
)
def test_due(working: Working, start: tuple[int, ...], end: tuple[int, ...]) -> None:
    assert due(working, utc(*start), CALENDAR) == utc(*end)


def test_the_usual_targets_follow_the_priority() -> None:
    rules = Rules(Desk("a@x.example"), calendar=CALENDAR)
    at = utc(2026, 11, 23, 8, 5)

    assert targets(Priority.HIGH, at, rules).respond_by == utc(2026, 11, 23, 9, 5)
    assert targets(Priority.HIGH, at, rules).resolve_by == utc(2026, 11, 24, 8, 5)
    assert targets(Priority.NORMAL, at, rules).resolve_by == utc(2026, 11, 25, 8, 5)
    assert targets(Priority.LOW, at, rules).respond_by == utc(2026, 11, 27, 8, 5)
    assert targets(Priority.LOW, at, rules).resolve_by == utc(2026, 12, 1, 8, 5)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (made aware)
SPANS = st.one_of(
    st.builds(Working, st.floats(0.1, 40), st.just("hours")), st.builds(Working, st.integers(1, 12), st.just("days"))
)


@given(SPANS, MOMENTS)
def test_what_is_due_is_due_while_the_desk_is_open_and_later(working: Working, start: datetime) -> None:
    end = due(working, start, CALENDAR)

    assert end > start
    assert is_working(end, CALENDAR) or is_working(end - timedelta(microseconds=1), CALENDAR)


@given(SPANS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=4)))
def test_what_comes_later_is_never_due_earlier(working: Working, start: datetime, wait: timedelta) -> None:
    assert due(working, start, CALENDAR) <= due(working, start + wait, CALENDAR)


@given(MOMENTS)
def test_a_calendar_without_working_days_still_gives_a_date(start: datetime) -> None:
    closed = Calendar(ZONE, {0: Hours(time(0), time(0))})

    assert due(DAY, start, closed) >= start
    assert due(HOUR, start, closed) > start


NOW = utc(2026, 11, 23, 8, 5)


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        ((2026, 11, 23, 15, 30), "today by 3:30 PM", "hoy antes de las 15:30"),
        ((2026, 11, 23, 12, 0), "today by noon", "hoy antes del mediodía"),
        ((2026, 11, 24, 12, 0), "tomorrow (Tuesday) by noon", "mañana (martes) antes del mediodía"),
        ((2026, 11, 24, 9, 5), "tomorrow (Tuesday) by 9:05 AM", "mañana (martes) antes de las 9:05"),
        ((2026, 11, 24, 1, 0), "tomorrow (Tuesday) by 1:00 AM", "mañana (martes) antes de la 1:00"),
        ((2026, 11, 30, 16, 30), "Monday, November 30", "el lunes 30 de noviembre"),
        ((2027, 1, 11, 8, 0), "Monday, January 11", "el lunes 11 de enero"),
    ],
)
def test_words_that_people_use(at: tuple[int, ...], english: str, spanish: str) -> None:
    assert in_words(utc(*at), NOW, CALENDAR, "en") == english
    assert in_words(utc(*at), NOW, CALENDAR, "es") == spanish


def test_today_is_the_local_day() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    assert in_words(late, NOW, CALENDAR, "en") == "today by 9:00 PM"
    assert in_words(late, NOW, Calendar(ZoneInfo("UTC")), "fr") == "tomorrow (Tuesday) by 3:00 AM"
