"""Response targets on the working calendar, and how they are said in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from mailintake.model.decision import Targets
from mailintake.model.settings import Calendar, Hours, PriorityTarget, Rules, Working
from mailintake.model.ticket import Priority

USUAL_HOURS: Mapping[int, Hours] = MappingProxyType({day: Hours(time(7, 30), time(16, 30)) for day in range(5)})
USUAL_TARGETS: Mapping[Priority, PriorityTarget] = MappingProxyType(
    {
        Priority.HIGH: PriorityTarget(Priority.HIGH, Working(1, "hours"), Working(1, "days")),
        Priority.NORMAL: PriorityTarget(Priority.NORMAL, Working(1, "days"), Working(2, "days")),
        Priority.LOW: PriorityTarget(Priority.LOW, Working(3, "days"), Working(5, "days")),
    }
)
LOOK_AHEAD = 3 * 366


def targets(priority: Priority, opened_at: datetime, rules: Rules) -> Targets:
    """Return when the first answer and the solution are due for a ticket opened at this moment."""
    promise = rules.priorities.targets.get(priority) or USUAL_TARGETS[priority]
    respond_by = due(promise.respond, opened_at, rules.calendar)
    return Targets(respond_by, max(respond_by, due(promise.resolve, opened_at, rules.calendar)))


def due(working: Working, start: datetime, calendar: Calendar) -> datetime:
    """Return the end of a span of working time that begins at `start`, in UTC.

    Hours are counted while the desk is open. A day ends at the same time on the next working day, or when that day
    closes if it closes earlier: a request of Monday 10:00 with two days is due on Wednesday at 10:00. What comes in
    while the desk is closed counts from its next opening, and its first day ends when that day closes: a request of
    Saturday with one day is due on Monday at 16:30.
    """
    if working.unit == "hours":
        return _after_hours(timedelta(hours=working.amount), start, calendar)
    return _after_days(int(working.amount), start, calendar)


def is_working(at: datetime, calendar: Calendar) -> bool:
    """Tell whether the desk is open at this moment."""
    span = _span(at.astimezone(calendar.timezone).date(), calendar)
    return span is not None and span[0] <= at < span[1]


def is_open_on(day: date, calendar: Calendar) -> bool:
    """Tell whether the desk works at all on that day."""
    return _span(day, calendar) is not None


def in_words(at: datetime, now: datetime, calendar: Calendar, language: str = "en") -> str:
    """Say when in the words of the language: `today by 3:30 PM`, `Monday, November 30`; English where unknown."""
    local = at.astimezone(calendar.timezone)
    ahead = (local.date() - now.astimezone(calendar.timezone).date()).days
    return _in_spanish(local, ahead) if language == "es" else _in_english(local, ahead)


def _after_hours(left: timedelta, start: datetime, calendar: Calendar) -> datetime:
    moment = start.astimezone(UTC)
    for first, last in _spans(moment, calendar):
        begin = max(first, moment)
        if begin + left <= last:
            return begin + left
        left -= max(last - begin, timedelta())
    return moment + left


def _after_days(days: int, start: datetime, calendar: Calendar) -> datetime:
    moment = start.astimezone(UTC)
    spans = _spans(moment, calendar)
    span = next(spans, (moment, moment))
    if moment <= span[0]:
        # The whole first day lies before us: it is one of the days.
        return _further(spans, span, days - 1)[1]
    first, last = _further(spans, span, days)
    clock = moment.astimezone(calendar.timezone).time()
    day = first.astimezone(calendar.timezone).date()
    same_time = datetime.combine(day, clock, calendar.timezone).astimezone(UTC)
    return min(max(same_time, first), last)


def _further(
    spans: Iterator[tuple[datetime, datetime]], span: tuple[datetime, datetime], days: int
) -> tuple[datetime, datetime]:
    for _ in range(days):
        tomorrow = span[1] + timedelta(days=1)
        span = next(spans, (tomorrow, tomorrow))
    return span


def _spans(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working spans, in UTC, that end after the moment."""
    day = moment.astimezone(calendar.timezone).date()
    for ahead in range(LOOK_AHEAD):
        span = _span(day + timedelta(days=ahead), calendar)
        if span is not None and span[1] > moment:
            yield span


def _span(day: date, calendar: Calendar) -> tuple[datetime, datetime] | None:
    if any(holiday.first <= day <= holiday.last for holiday in calendar.holidays):
        return None
    hours = calendar.half_days.get(day) or (calendar.hours or USUAL_HOURS).get(day.weekday())
    if hours is None or hours.first >= hours.last:
        return None
    first = datetime.combine(day, hours.first, calendar.timezone).astimezone(UTC)
    last = datetime.combine(day, hours.last, calendar.timezone).astimezone(UTC)
    return (first, last) if first < last else None


ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SPANISH_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def _in_english(local: datetime, ahead: int) -> str:
    day = ENGLISH_DAYS[local.weekday()]
    if ahead == 0:
        return f"today by {_english_clock(local)}"
    if ahead == 1:
        return f"tomorrow ({day}) by {_english_clock(local)}"
    return f"{day}, {ENGLISH_MONTHS[local.month - 1]} {local.day}"


def _english_clock(local: datetime) -> str:
    if (local.hour, local.minute) == (12, 0):
        return "noon"
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"  # noqa: PLR2004 (a clock)


def _in_spanish(local: datetime, ahead: int) -> str:
    day = SPANISH_DAYS[local.weekday()]
    noon = (local.hour, local.minute) == (12, 0)
    article = "la" if local.hour == 1 else "las"
    clock = "antes del mediodía" if noon else f"antes de {article} {local.hour}:{local.minute:02}"
    if ahead == 0:
        return f"hoy {clock}"
    if ahead == 1:
        return f"mañana ({day}) {clock}"
    return f"el {day} {local.day} de {SPANISH_MONTHS[local.month - 1]}"
