"""Sizes, spans of time, rates, times of day and dates as admins write them."""

from __future__ import annotations

from datetime import date, time, timedelta

from mailintake.model.settings import Hours, Limit, Working

SIZES = {"b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
LONGEST = 10 * 365 * 86400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def size(text: str) -> int | None:
    """Return the bytes of `40MiB`, `500kB`, `1024`."""
    number, unit = _split(text)
    factor = SIZES.get(unit or "b")
    return None if number is None or factor is None else round(number * factor)


def duration(text: str) -> timedelta | None:
    """Return the span of `60s`, `15m`, `1h`, `7d`, `2w`."""
    number, unit = _split(text)
    factor = SECONDS.get(unit)
    if number is None or factor is None or number * factor > LONGEST:
        return None
    return timedelta(seconds=number * factor)


def rate(text: str) -> Limit | None:
    """Return the limit of `60/h`, `120/min`, `5/s`, `1000/d`."""
    count, slash, unit = text.replace(" ", "").lower().partition("/")
    seconds = SECONDS.get(unit)
    if not slash or seconds is None or not _digits(count) or int(count) == 0:
        return None
    return Limit(int(count), seconds)


def working(text: str) -> Working | None:
    """Return the working time of `1h`, `30m`, `2d`; days are whole."""
    number, unit = _split(text)
    if number is None or not 0 < number <= 1000:  # noqa: PLR2004 (nobody promises more)
        return None
    if unit in {"m", "min"}:
        return Working(number / 60, "hours")
    if unit == "h":
        return Working(number, "hours")
    if unit == "d" and number == int(number):
        return Working(number, "days")
    return None


def clock(text: str) -> time | None:
    """Return the time of day of `07:30`, `7:30` or, for the end of the day, `24:00`."""
    hour, colon, minute = text.strip().partition(":")
    if not colon or not _digits(hour) or not _digits(minute) or len(hour) > 2 or len(minute) != 2:  # noqa: PLR2004
        return None
    if (int(hour), int(minute)) == (24, 0):
        return time(23, 59, 59)
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None  # noqa: PLR2004


def hours(text: str) -> Hours | None:
    """Return the hours of `07:30-16:30`."""
    first, dash, last = text.replace("\u2013", "-").partition("-")
    begin, end = clock(first), clock(last)
    if not dash or begin is None or end is None or begin >= end:
        return None
    return Hours(begin, end)


def day(text: str) -> date | None:
    """Return the date of `2026-11-26`."""
    if len(text) != len("2026-11-26") or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _split(text: str) -> tuple[float | None, str]:
    text = text.strip().lower()
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(number) :].strip()
    whole, _, fraction = number.partition(".")
    if len(number) > 12 or not _digits(whole) or not (fraction == "" or _digits(fraction)):  # noqa: PLR2004
        return None, unit
    return float(number), unit


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
