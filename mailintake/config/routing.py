"""`routing.yaml`: the roster, the teams and the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

from mailintake.config import addresses, values
from mailintake.config.nodes import Scalar
from mailintake.config.section import Section
from mailintake.config.sites import SiteNames
from mailintake.config.units import WEEKDAYS
from mailintake.config.when import Vocabulary, conditions
from mailintake.model.address import fold_address
from mailintake.model.settings import Absence, Desk, Routing, RoutingRule, Strategy, Team, Technician
from mailintake.model.ticket import Priority

NO_FALLBACK = "it takes what no rule matches: `otherwise: {assign: NAME}`"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the names in routing rules may refer to, and the desk itself, which is no technician."""

    sites: SiteNames
    categories: Collection[str]
    desk: Desk | None = None


def routing(whole: Section, around: Surroundings) -> Routing:
    """Read the whole of routing.yaml."""
    technicians = _technicians(whole, around)
    teams = _teams(whole, technicians)
    targets: dict[str, object] = {**technicians, **teams}
    vocabulary = Vocabulary(around.sites, around.categories)
    found = Routing(
        technicians=technicians,
        teams=teams,
        rules=tuple(_rule(section, vocabulary, targets, assigns=True) for section in whole.each("rules")),
        also=tuple(_rule(section, vocabulary, targets, assigns=False) for section in whole.each("also")),
        otherwise=_otherwise(whole, targets),
    )
    _check_circles(whole, teams)
    return found


def _technicians(whole: Section, around: Surroundings) -> dict[str, Technician]:
    found: dict[str, Technician] = {}
    keys = whole.names("technicians")
    addresses: dict[str, str] = {}
    for key, section in whole.parts("technicians"):
        with section:
            technician = _technician(key.text, section, around, keys)
        found[key.text] = technician
        _check_desk(section, technician, around.desk)
        for address in (technician.email, *technician.other_addresses):
            other = addresses.setdefault(fold_address(address), key.text)
            if other != key.text:
                section.say(section.where("email"), f"`{address}` is the address of `{other}` as well")
    if not whole.names("technicians"):
        whole.say(whole.place, "`technicians` names nobody", "somebody must get the tickets")
    return found


def _check_desk(section: Section, technician: Technician, desk: Desk | None) -> None:
    """Refuse the desk's own address: its notices would come back to it, and be taken for a technician's mail."""
    if desk is None:
        return
    hint = f"name the person's own address; {desk.address} is where the desk gets its mail"
    for name, written in (("email", (technician.email,)), ("other_emails", technician.other_addresses)):
        for address in written:
            if desk.is_ours(address):
                section.say(section.where(name), f"`{address}` is the desk's own address", hint)


def _technician(key: str, section: Section, around: Surroundings, keys: Mapping[str, object]) -> Technician:
    others = {name: value for name, value in keys.items() if name != key}
    return Technician(
        key=key,
        name=section.get("name", values.text, key),
        email=section.need("email", addresses.address, f"{key}@invalid"),
        sites=section.get("sites", values.many(around.sites.reader), ()),
        skills=section.get("skills", values.many(values.name_of("category", dict.fromkeys(around.categories))), ()),
        languages=section.get("languages", values.many(values.language), ()),
        backup=section.get("backup", values.optional(values.name_of("technician", others)), None),
        away=tuple(absence for one in section.each("away") if (absence := _absence(one)) is not None),
        max_open=section.get("max_open", values.optional(values.whole(0, 100_000)), None),
        lead=section.get("lead", values.yes_no, default=False),
        digest=_digest(section),
        other_addresses=section.get("other_emails", values.many(addresses.address), ()),
    )


def _absence(section: Section) -> Absence | None:
    with section:
        first = section.need("from", values.day, None)
        last = section.need("to", values.day, None)
    if first is None or last is None:
        return None
    if last < first:
        section.say(section.where("to"), f"`{section.path('to')}` lies before `from`", "both days are included")
    return Absence(first, last)


def _digest(section: Section) -> tuple[time, ...]:
    notices = section.part("notices")
    if notices is None:
        return ()
    with notices:
        return notices.get("digest", values.many(values.clock), ())


def _teams(whole: Section, technicians: Mapping[str, Technician]) -> dict[str, Team]:
    found: dict[str, Team] = {}
    keys = {**technicians, **whole.names("teams")}
    for key, section in whole.parts("teams"):
        if key.text in technicians:
            section.say(key.place, f"`{key.text}` is the name of a technician as well", "give the team another name")
        with section:
            found[key.text] = _team(key.text, section, technicians, keys)
    return found


def _team(key: str, section: Section, technicians: Mapping[str, Technician], keys: Mapping[str, object]) -> Team:
    person = values.name_of("technician", technicians)
    team = Team(
        key=key,
        members=section.need("members", values.some(person), ()),
        strategy=section.get("strategy", values.choice(Strategy), Strategy.ROUND_ROBIN),
        lead=section.get("lead", values.optional(person), None),
        otherwise=section.get("otherwise", values.optional(values.name_of("technician or team", keys)), None),
        rota=_rota(section, technicians),
    )
    if team.strategy is Strategy.ON_CALL and not team.rota and "rota" not in section:
        section.say(section.where("strategy"), f"`{section.path('strategy')}: on-call` needs a `rota`")
    return team


def _rota(section: Section, technicians: Mapping[str, Technician]) -> dict[str, str]:
    rota = section.part("rota")
    if rota is None:
        return {}
    person = values.name_of("technician", technicians)
    with rota:
        days = {day: rota.get(day, values.optional(person), None) for day in WEEKDAYS}
    return {day: key for day, key in days.items() if key is not None}


def _rule(section: Section, vocabulary: Vocabulary, targets: Mapping[str, object], *, assigns: bool) -> RoutingRule:
    with section:
        assign = None
        if assigns:
            assign = section.need("assign", values.name_of("technician or team", targets), None)
        return RoutingRule(
            name=section.get("name", values.text, section.name),
            when=conditions(section, vocabulary),
            assign=assign,
            copy=section.get("copy", values.many(addresses.address), ()),
            tags=section.get("tags", values.many(values.text), ()),
            priority_at_least=section.get("priority_at_least", values.choice(Priority), None),
            place=str(section.place),
        )


def _otherwise(whole: Section, targets: Mapping[str, object]) -> str | None:
    read = values.name_of("technician or team", targets)
    node = whole.node_of("otherwise")
    if node is None:
        whole.say(whole.place, "`otherwise` is missing", NO_FALLBACK)
        return None
    if isinstance(node, Scalar):
        return whole.get("otherwise", read, None)
    section = whole.part("otherwise")
    if section is None:
        return None
    with section:
        return section.need("assign", read, None)


def _check_circles(whole: Section, teams: Mapping[str, Team]) -> None:
    """Report each circle of `otherwise` once, at the team that comes first in the file."""
    reported: set[str] = set()
    for key in teams:
        circle = _circle(key, teams)
        if circle and not reported & set(circle):
            reported.update(circle)
            text = f"`otherwise` of these teams goes round in a circle: {' → '.join([*circle, circle[0]])}"
            whole.say(whole.names("teams")[circle[0]], text, "let one of them end with a technician")


def _circle(key: str, teams: Mapping[str, Team]) -> list[str]:
    path: list[str] = []
    following: str | None = key
    while following is not None and following in teams:
        if following in path:
            return path[path.index(following) :]
        path.append(following)
        following = teams[following].otherwise
    return []
