"""The DATE of commands: `2026-12-01`, `12/1`, `tomorrow`, `friday`, `+3d`, each with an optional time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_STARTS = time(8)
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
NOON = 12
CLOCK_PARTS = 2


def read_date(text: str, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, str]:
    """Return the moment that stands at the beginning of the text, and the rest; None where there is none."""
    words = text.split()
    if words and words[0].casefold() in {"until", "till", "on", "by"}:
        words = words[1:]
    if not words:
        return None, text
    local = now.astimezone(zone)
    if (span := _span(words[0])) is not None:
        return _later(local, words[0], span, words[1:])
    first, _, hour = words[0].partition("T")
    if hour and first[:1].isdigit():
        words = [first, hour, *words[1:]]
    day = _day(words[0], local.date())
    if day is None:
        return None, text
    clock, rest = _clock(words[1:])
    return datetime.combine(day, clock, zone), " ".join(rest)


def _later(local: datetime, word: str, span: timedelta, rest: list[str]) -> tuple[datetime, str]:
    if word.casefold().endswith("h"):
        return local + span, " ".join(rest)
    clock, rest = _clock(rest)
    return datetime.combine((local + span).date(), clock, local.tzinfo), " ".join(rest)


def _span(word: str) -> timedelta | None:
    number, unit = word[1:-1], word[-1:].casefold()
    if word.startswith("+") and number.isascii() and number.isdigit() and len(number) <= 3 and unit in UNITS:  # noqa: PLR2004 (three digits)
        return int(number) * UNITS[unit]
    return None


def _day(word: str, today: date) -> date | None:
    folded = word.casefold().strip(",.")
    if folded in {"today", "tomorrow"}:
        return today + timedelta(days=folded == "tomorrow")
    weekday = next((at for at, name in enumerate(WEEKDAYS) if len(folded) > 2 and name.startswith(folded)), None)  # noqa: PLR2004 ("mon")
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(folded)
    except ValueError:
        return _american(folded, today)


def _american(word: str, today: date) -> date | None:
    parts = word.split("/")
    if len(parts) not in {2, 3} or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        year = int(parts[2]) % 100 + 2000 if len(parts) == 3 else today.year  # noqa: PLR2004 (month/day/year)
        day = date(year, int(parts[0]), int(parts[1]))
        return day.replace(year=year + 1) if len(parts) == CLOCK_PARTS and day < today else day
    except ValueError:
        return None


def _clock(words: list[str]) -> tuple[time, list[str]]:
    rest = words[1:] if words and words[0].casefold() == "at" else words
    if not rest:
        return DAY_STARTS, words
    folded = rest[0].casefold()
    half = folded[-2:] if folded.endswith(("am", "pm")) else ""
    hours, _, minutes = folded.removesuffix(half).partition(":")
    if not (hours.isascii() and hours.isdigit() and (minutes.isdigit() or (half and not minutes))):
        return DAY_STARTS, words
    try:
        hour = int(hours) % NOON + NOON * (half == "pm") if half else int(hours)
        return time(hour, int(minutes or 0)), rest[1:]
    except ValueError:
        return DAY_STARTS, words
