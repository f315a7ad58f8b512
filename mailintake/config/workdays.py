"""`calendar.yaml`: when the desk works."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from mailintake.config import values
from mailintake.config.ics import holidays as ics_holidays
from mailintake.config.nodes import Node, Scalar
from mailintake.config.problems import Wrong
from mailintake.config.section import Section
from mailintake.config.units import WEEKDAYS
from mailintake.model.settings import Calendar, Holiday, Hours
from mailintake.route.targets import USUAL_HOURS


def calendar(whole: Section, timezone: ZoneInfo, folder: Path) -> Calendar:
    """Read hours, holidays and shorter days; what is missing is Monday to Friday, 07:30 to 16:30."""
    hours = _hours(whole)
    holidays = [holiday for section in whole.each("holidays") if (holiday := _holiday(section)) is not None]
    half_days = dict(pair for section in whole.each("half_days") if (pair := _half_day(section)) is not None)
    found = whole.get("ics", values.many(_ics(folder)), ())
    return Calendar(timezone, hours, (*holidays, *(one for file in found for one in file)), half_days)


def _hours(whole: Section) -> dict[int, Hours]:
    section = whole.part("hours")
    if section is None:
        return dict(USUAL_HOURS)
    with section:
        days = {number: section.get(day, values.optional(values.hours), None) for number, day in enumerate(WEEKDAYS)}
    open_days = {number: hours for number, hours in days.items() if hours is not None}
    if not open_days and all(isinstance(node, Scalar) and node.null for _, node in section.node.pairs):
        section.say(section.place, "`hours` has no working day", 'such as `mon: "07:30-16:30"`')
    return open_days or dict(USUAL_HOURS)


def _holiday(section: Section) -> Holiday | None:
    with section:
        name = section.get("name", values.text, "")
        single = section.get("date", values.day, None)
        first = section.get("from", values.day, None)
        last = section.get("to", values.day, None)
    given = {key for key in ("date", "from", "to") if key in section}
    if given not in ({"date"}, {"from", "to"}):
        hint = "such as `{date: 2026-11-26}` or `{from: 2026-12-21, to: 2027-01-08}`"
        section.say(section.place, f"`{section.name}` needs either `date` or both `from` and `to`", hint)
        return None
    if single is not None:
        return Holiday(single, single, name)
    if first is None or last is None:
        return None
    if last < first:
        section.say(section.where("to"), f"`{section.path('to')}` lies before `from`", "both days are included")
        return None
    return Holiday(first, last, name)


def _half_day(section: Section) -> tuple[date, Hours] | None:
    with section:
        day = section.need("date", values.day, None)
        hours = section.need("hours", values.hours, None)
        section.get("name", values.text, "")
    return None if day is None or hours is None else (day, hours)


def _ics(folder: Path) -> values.Read[tuple[Holiday, ...]]:
    def read(node: Node) -> tuple[Holiday, ...]:
        path = folder / values.text(node)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Wrong(node.place, f"names a file that cannot be read: {error.strerror}: {path}") from None
        try:
            return ics_holidays(content.decode("utf-8-sig", "replace"))
        except ValueError as error:
            raise Wrong(node.place, f"names a calendar that cannot be read: {path}: {error}") from None

    return read
