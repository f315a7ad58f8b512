"""A small help desk for routing: three technicians, two schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mailintake.model.decision import Classification
from mailintake.model.message import Address, Message
from mailintake.model.person import Person, Site
from mailintake.model.settings import (
    Absence,
    Calendar,
    Condition,
    Desk,
    Hours,
    Routing,
    RoutingRule,
    Rules,
    Strategy,
    Team,
    Technician,
)
from mailintake.model.ticket import Priority, Scope
from mailintake.route import Facts

ZONE = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)

ADA = Technician("ada", "Ada", "ada@lake.example", sites=("hill",), skills=("network",), backup="bob")
BOB = Technician("bob", "Bob", "bob@lake.example", sites=("dale",), languages=("es",), max_open=3)
CLEO = Technician("cleo", "Cleo", "cleo@lake.example")

FRONT = Team("front", ("ada", "bob", "cleo"))
LOADED = Team("loaded", ("ada", "bob", "cleo"), Strategy.LEAST_LOADED)
SITES = Team("sites", ("ada", "bob"), Strategy.BY_SITE, otherwise="front")
DUTY = Team("duty", ("ada", "bob", "cleo"), Strategy.ON_CALL, rota={"mon": "cleo", "tue": "ada"})


def away(technician: Technician, first: date = date(2026, 11, 20), last: date = date(2026, 11, 30)) -> Technician:
    """Return the technician with days on which he is away, by default today."""
    return replace(technician, away=(Absence(first, last),))


def rules(
    *technicians: Technician,
    teams: tuple[Team, ...] = (FRONT, LOADED, SITES, DUTY),
    rules: tuple[RoutingRule, ...] = (),
    also: tuple[RoutingRule, ...] = (),
    otherwise: str | None = "sites",
) -> Rules:
    """Return the rules of the desk, with some technicians otherwise than usual."""
    roster = {one.key: one for one in (ADA, BOB, CLEO)} | {one.key: one for one in technicians}
    return Rules(
        desk=Desk("help@lake.example", timezone=ZONE, domains=("lake.example",)),
        routing=Routing(roster, {team.key: team for team in teams}, rules, also, otherwise),
        calendar=Calendar(ZONE, {day: Hours(time(8), time(16)) for day in range(5)}),
        sites={
            "hill": Site("hill", "Hill School"),
            "dale": Site("dale", "Dale School"),
            "far": Site("far", "Far School"),
        },
    )


def facts(
    under: Rules | None = None,
    *,
    site: str | None = "hill",
    category: str = "printer",
    priority: Priority = Priority.NORMAL,
    now: datetime = MONDAY,
    person: Mapping[str, str] | None = None,
    **message: object,
) -> Facts:
    """Return what is known of a request by Eve."""
    mail = replace(
        Message(sha256="0", size=0, authors=(Address("eve@lake.example"),), subject="Help"),
        **message,  # type: ignore[arg-type]  # the fields of Message, by name
    )
    return Facts(
        message=mail,
        requester=replace(Person("eve@lake.example", "Eve", site=site), **(person or {})),  # type: ignore[arg-type]  # its text fields, by name
        classification=Classification(category, 0.9, priority, Scope.PERSON, work_stopped=False, workaround=False),
        now=now,
        rules=under or rules(),
    )


def when(**conditions: tuple[str, ...]) -> tuple[Condition, ...]:
    """Return conditions by name (`from_` for `from`)."""
    return tuple(Condition(name.rstrip("_"), values) for name, values in conditions.items())


def utc(*parts: int) -> datetime:
    """Return a moment of local time as UTC."""
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)
