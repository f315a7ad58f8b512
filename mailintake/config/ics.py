"""All-day events of an iCalendar file as holidays (RFC 5545); events with a time of day are left out."""

from __future__ import annotations

from datetime import date, timedelta

from mailintake.model.settings import Holiday

YEARS_AHEAD = 20


class CalendarFormatError(ValueError):
    """A file is no calendar, or says something that we cannot follow."""


class NoCalendarError(CalendarFormatError):
    """A file does not begin as calendars do."""

    def __init__(self) -> None:
        super().__init__("it does not begin with BEGIN:VCALENDAR")


class NoDateError(CalendarFormatError):
    """An event begins or ends on a day that does not exist."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text} is no date")


class RecurrenceError(CalendarFormatError):
    """An event comes back in another way than on the same day of every year."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"{name} comes back by a rule that is not `FREQ=YEARLY` alone: {rule}")


def holidays(text: str) -> tuple[Holiday, ...]:
    """Return the all-day events; those that repeat every year for the next twenty years."""
    lines = _unfolded(text)
    if not lines or lines[0].upper() != "BEGIN:VCALENDAR":
        raise NoCalendarError
    found: list[Holiday] = []
    event: dict[str, str] | None = None
    for line in lines:
        name, _, value = line.partition(":")
        if line.upper() == "BEGIN:VEVENT":
            event = {}
        elif line.upper() == "END:VEVENT" and event is not None:
            found.extend(_event(event))
            event = None
        elif event is not None:
            event[name.partition(";")[0].upper()] = value.strip()
    return tuple(found)


def _unfolded(text: str) -> list[str]:
    """Return the content lines; a line that begins with white space goes on with the one before (section 3.1)."""
    lines: list[str] = []
    for line in text.splitlines():
        if line[:1] in {" ", "\t"} and lines:
            lines[-1] += line[1:]
        elif line.strip():
            lines.append(line.rstrip())
    return lines


def _event(event: dict[str, str]) -> list[Holiday]:
    first = _date(event.get("DTSTART", ""))
    if first is None or event.get("STATUS", "").upper() == "CANCELLED":
        return []
    # DTEND is the day after the last one (section 3.6.1).
    end = _date(event.get("DTEND", ""))
    last = max(first, end - timedelta(days=1)) if end else first
    name = event.get("SUMMARY", "").replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").strip()
    repeats = event.get("RRULE", "").upper()
    if not repeats:
        return [Holiday(first, last, name)]
    if dict(part.partition("=")[::2] for part in repeats.split(";")) != {"FREQ": "YEARLY"}:
        raise RecurrenceError(name or str(first), repeats)
    years = range(YEARS_AHEAD)
    return [Holiday(_in_year(first, ahead), _in_year(last, ahead), name) for ahead in years]


def _date(text: str) -> date | None:
    if len(text) != len("20261126") or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise NoDateError(text) from None


def _in_year(day: date, ahead: int) -> date:
    year = day.year + ahead
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(year, 3, 1) if is_leap_day and not _is_leap(year) else day.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
