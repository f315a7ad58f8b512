"""calendar.yaml and the iCalendar files it names."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from mailintake.config import load
from mailintake.config.ics import CalendarFormatError, holidays
from mailintake.model.settings import Holiday, Hours
from tests.config.folder import loaded, problems, write

NAME = "calendar.yaml"
ICS = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Spring
  break\\, all schools
DTSTART;VALUE=DATE:20270329
DTEND;VALUE=DATE:20270403
END:VEVENT
BEGIN:VEVENT
SUMMARY:Board meeting
DTSTART;TZID=America/Chicago:20270330T180000
END:VEVENT
BEGIN:VEVENT
SUMMARY:Independence Day
DTSTART;VALUE=DATE:20260704
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
STATUS:CANCELLED
DTSTART;VALUE=DATE:20260705
END:VEVENT
END:VCALENDAR
"""


def test_hours_holidays_and_half_days_arrive(tmp_path: Path) -> None:
    calendar = load(write(tmp_path), environ={}).rules.calendar

    assert calendar.hours == {0: Hours(time(8), time(16)), 1: Hours(time(8), time(16))}
    assert calendar.holidays[0] == Holiday(date(2026, 11, 26), date(2026, 11, 26), "Thanksgiving")
    assert calendar.holidays[1].last == date(2027, 1, 8)
    assert calendar.half_days == {date(2026, 12, 18): Hours(time(8), time(12))}
    assert calendar.timezone.key == "America/Chicago"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('  mon: "08:00-16:00"', '  mon: "16:00-08:00"', "must look like"),
        ('  mon: "08:00-16:00"', "  mon: 1:30", "must look like"),
        ('  mon: "08:00-16:00"', '  monday: "08:00-16:00"', "unknown key `monday`"),
        ('  mon: "08:00-16:00"\n  tue: "08:00-16:00"', "  mon: null", "has no working day"),
        ("2026-11-26", "2026-02-30", "must look like `2026-11-26`"),
        ("to: 2027-01-08", "to: 2026-01-08", "lies before `from`"),
        ("    name: Thanksgiving", "    from: 2026-11-26", "needs either `date` or both"),
        ("ics: []", "ics: [missing.ics]", "names a file that cannot be read"),
    ],
)
def test_what_is_no_calendar_is_refused(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, NAME, old, new)

    assert any(text in one.text for one in found), found


def test_all_day_events_are_holidays(tmp_path: Path) -> None:
    (tmp_path / "school.ics").write_text(ICS.replace("\n", "\r\n"))
    calendar = loaded(tmp_path, NAME, "ics: []", "ics: [school.ics]").rules.calendar
    found = {one.name: one for one in reversed(calendar.holidays)}

    assert found["Spring break, all schools"] == Holiday(
        date(2027, 3, 29), date(2027, 4, 2), "Spring break, all schools"
    )
    assert found["Independence Day"].first == date(2026, 7, 4)
    assert sum(1 for one in calendar.holidays if one.name == "Independence Day") == 20
    assert "Board meeting" not in found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "does not begin with"),
        ("", "does not begin with"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261345\nEND:VEVENT\n", "20261345 is no date"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261126\nRRULE:FREQ=YEARLY;BYDAY=4TH\nEND:VEVENT\n",
            "comes back by a rule",
        ),
    ],
)
def test_a_calendar_that_we_cannot_follow_is_refused(text: str, why: str) -> None:
    with pytest.raises(CalendarFormatError, match=why):
        holidays(text)


def test_a_leap_day_moves_to_the_first_of_march() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20280229\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"

    assert [one.first for one in holidays(text)[:2]] == [date(2028, 2, 29), date(2029, 3, 1)]
