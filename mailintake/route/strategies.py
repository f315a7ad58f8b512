"""How a team shares its tickets: one function a strategy; who is away or has too many is passed over, with the reason.

Each strategy answers with a `Choice`; its `technician` is None where the strategy finds nobody, and `because` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from mailintake.model.decision import Known
from mailintake.model.settings import Absence, Strategy, Team, Technician
from mailintake.route.facts import Facts

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets the ticket, for which team, and why."""

    technician: str | None
    team: str | None = None
    because: tuple[str, ...] = ()


Strategist = Callable[[Team, Facts, Known], Choice]


def choose(target: str, facts: Facts, known: Known, seen: frozenset[str] = frozenset()) -> Choice:
    """Return who of a technician or team gets the ticket, over backups and the team's `otherwise`."""
    routing = facts.rules.routing
    if target in routing.technicians:
        return _technician_or_backup(target, facts)
    team = routing.teams.get(target)
    if team is None or target in seen:
        return Choice(None, because=(f"{target} is nobody here",))
    choice = STRATEGIES[team.strategy](team, facts, known)
    if choice.technician is not None:
        return replace(choice, team=team.key)
    if team.otherwise is not None:
        other = choose(team.otherwise, facts, known, seen | {target})
        because = (*choice.because, f"{team.key} hands it on to {team.otherwise}", *other.because)
        choice = Choice(other.technician, other.team or team.key, because)
    if choice.technician is not None:
        return choice
    last = _anybody(team, facts, known)
    return Choice(last.technician, team.key, (*choice.because, *last.because))


def first_present(facts: Facts) -> Choice:
    """Return the first technician of the roster who is there, or the very first one: nothing stays unassigned."""
    roster = facts.rules.routing.technicians
    for key in roster:
        if _absence(key, facts) is None:
            return Choice(key, because=(f"nobody else is there, so the first of the roster who is: {key}",))
    first = next(iter(roster), None)
    return Choice(first, because=(f"everybody is away, so the first of the roster: {first}",) if first else ())


def round_robin(team: Team, facts: Facts, known: Known) -> Choice:
    """Choose each member in turn."""
    order = _in_turn(team, known)
    free, passed = _free(order, facts, known)
    if not free:
        return Choice(None, because=_nobody(team, passed))
    earlier = [passed[key] for key in order[: order.index(free[0])]]
    return Choice(free[0], because=_so(f"{team.key} takes turns: {free[0]} is next", earlier, free[0]))


def least_loaded(team: Team, facts: Facts, known: Known) -> Choice:
    """Choose who has the fewest open tickets; among equals the skill counts, then the language, then the turn."""
    free, passed = _free(_in_turn(team, known), facts, known)
    if not free:
        return Choice(None, because=_nobody(team, passed))
    ranked = sorted(free, key=lambda key: _load_then_fitness(key, facts, known))
    counts = ", ".join(f"{key} has {known.open_counts.get(key, 0)}" for key in ranked)
    chosen = ranked[0]
    return Choice(chosen, because=_so(f"{team.key} goes by open tickets: {counts}", passed.values(), chosen))


def by_site(team: Team, facts: Facts, known: Known) -> Choice:
    """Choose who covers the requester's site; among several the skill counts, the language, the open tickets."""
    roster = facts.rules.routing.technicians
    name = facts.site_name(facts.site)
    covering = [key for key in _in_turn(team, known) if facts.site is not None and facts.site in roster[key].sites]
    if not covering:
        why = (
            f"nobody in {team.key} covers {name}" if facts.site else f"{team.key} goes by site, and the site is unknown"
        )
        return Choice(None, because=(why,))
    free, passed = _free(covering, facts, known)
    if free:
        chosen = min(free, key=lambda key: _fitness_then_load(key, facts, known))
        return Choice(chosen, because=_so(f"{chosen} covers {name}", passed.values(), chosen))
    backup = _technician_or_backup(covering[0], facts)
    if backup.technician is not None and backup.technician not in covering:
        return backup
    return Choice(None, because=_nobody(team, passed))


def on_call(team: Team, facts: Facts, known: Known) -> Choice:
    """Choose whose day it is by the rota, or his backup; on a day that is nobody's, each in turn."""
    day = WEEKDAYS[facts.now.astimezone(facts.rules.desk.timezone).weekday()]
    named = team.rota.get(day)
    if named is None:
        if team.otherwise is not None:
            return Choice(None, because=(f"nobody in {team.key} is on call on {day}",))
        choice = round_robin(team, facts, known)
        return replace(choice, because=(f"nobody in {team.key} is on call on {day}", *choice.because))
    choice = _technician_or_backup(named, facts)
    return replace(choice, because=(f"{named} is on call on {day}", *choice.because))


STRATEGIES: Mapping[Strategy, Strategist] = {
    Strategy.ROUND_ROBIN: round_robin,
    Strategy.LEAST_LOADED: least_loaded,
    Strategy.BY_SITE: by_site,
    Strategy.ON_CALL: on_call,
}


def _technician_or_backup(key: str, facts: Facts) -> Choice:
    roster = facts.rules.routing.technicians
    because: list[str] = []
    seen: set[str] = set()
    current: str | None = key
    while current is not None and current in roster and current not in seen:
        absence = _absence(current, facts)
        if absence is None:
            because = [*because[:-1], f"{because[-1]}, so {current}"] if because else []
            return Choice(current, because=tuple(because))
        because.append(_away(current, absence))
        seen.add(current)
        current = roster[current].backup
    return Choice(None, because=tuple(because))


def _anybody(team: Team, facts: Facts, known: Known) -> Choice:
    """Return a member who is there though he has too many, else the backup of one who is away."""
    there = [key for key in _in_turn(team, known) if _absence(key, facts) is None]
    if there:
        chosen = min(there, key=lambda key: _load_then_fitness(key, facts, known))
        return Choice(chosen, because=(f"{chosen} has the fewest of those in {team.key} who are there",))
    for key in team.members:
        choice = _technician_or_backup(key, facts)
        if choice.technician is not None:
            return choice
    return Choice(None, because=(f"nobody of {team.key} is there",))


def _in_turn(team: Team, known: Known) -> list[str]:
    """Return the members, beginning after the one who had the last turn."""
    members = list(dict.fromkeys(team.members))
    last = known.turns.get(team.key)
    start = members.index(last) + 1 if last in members else 0
    return members[start:] + members[:start]


def _free(keys: Iterable[str], facts: Facts, known: Known) -> tuple[list[str], dict[str, str]]:
    """Return those who can take a ticket, and why each of the others cannot."""
    free: list[str] = []
    passed: dict[str, str] = {}
    for key in keys:
        why = _why_not(facts.rules.routing.technicians[key], facts, known)
        if why is None:
            free.append(key)
        else:
            passed[key] = why
    return free, passed


def _why_not(technician: Technician, facts: Facts, known: Known) -> str | None:
    absence = _absence(technician.key, facts)
    if absence is not None:
        return _away(technician.key, absence)
    count = known.open_counts.get(technician.key, 0)
    if technician.max_open is not None and count >= technician.max_open:
        return f"{technician.key} has {count} open tickets, and at most {technician.max_open}"
    return None


def _absence(key: str, facts: Facts) -> Absence | None:
    today = facts.now.astimezone(facts.rules.desk.timezone).date()
    away = facts.rules.routing.technicians[key].away
    return next((one for one in away if one.first <= today <= one.last), None)


def _away(key: str, absence: Absence) -> str:
    return f"{key} is away until {absence.last:%B} {absence.last.day}"


def _load_then_fitness(key: str, facts: Facts, known: Known) -> tuple[int, bool, bool]:
    return (known.open_counts.get(key, 0), *_fitness(key, facts))


def _fitness_then_load(key: str, facts: Facts, known: Known) -> tuple[bool, bool, int]:
    return (*_fitness(key, facts), known.open_counts.get(key, 0))


def _fitness(key: str, facts: Facts) -> tuple[bool, bool]:
    """Return False, which sorts first, for the skill and for the language of the request."""
    technician = facts.rules.routing.technicians[key]
    default = facts.rules.desk.languages[:1]
    speaks = facts.message.language in (*technician.languages, *default)
    return facts.classification.category not in technician.skills, not speaks


def _nobody(team: Team, passed: Mapping[str, str]) -> tuple[str, ...]:
    return (f"nobody in {team.key} can take it: {'; '.join(passed.values())}",)


def _so(reason: str, passed: Iterable[str], chosen: str) -> tuple[str, ...]:
    others = tuple(passed)
    return (f"{'; '.join(others)}, so {chosen}", reason) if others else (reason,)
