"""Routing rules: every `also` that matches adds, the first rule that matches assigns, `otherwise` takes the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailintake.model.decision import Assignment, Known
from mailintake.model.settings import Condition, Routing, RoutingRule, Rules
from mailintake.model.ticket import Priority
from mailintake.route.conditions import CONDITIONS, Match
from mailintake.route.facts import Facts
from mailintake.route.strategies import Choice, choose, first_present

OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Routed:
    """Who gets the ticket, and a line for each rule that was tried, hits and misses."""

    assignment: Assignment
    trace: tuple[str, ...] = ()


def route(facts: Facts, known: Known, rules: Rules) -> Routed:
    """Decide who gets a request; while there is a technician at all, somebody does.

    The `also` rules come first, one after the other: a rule sees the priority and the tags that they have given.
    """
    facts = replace(facts, rules=rules)
    routing = rules.routing
    before = facts.classification.priority
    facts, added, trace = _add(facts, routing)
    rule, because, tried = _first_match(facts, routing)
    choice = _choose(rule, facts, known, routing)
    raised = facts.classification.priority
    assignment = Assignment(
        assignee=choice.technician,
        team=choice.team,
        rule=rule.name if rule else OTHERWISE,
        because=(*added.because, because, *choice.because),
        copy=tuple(dict.fromkeys((*(rule.copy if rule else ()), *added.copy))),
        tags=tuple(dict.fromkeys((*(rule.tags if rule else ()), *added.tags))),
        priority=_higher(raised, rule.priority_at_least if rule else None, before),
    )
    return Routed(assignment, (*trace, *tried, *(f"assign: {one}" for one in choice.because)))


def holds(conditions: tuple[Condition, ...], facts: Facts) -> Match:
    """Tell whether all of these conditions hold, and what is so; the first miss ends it."""
    reasons: list[str] = []
    for one in conditions:
        match = _test(one, facts)
        if not match.holds:
            return match
        reasons.append(match.because)
    return Match(holds=True, because=", ".join(reasons) or "it always matches")


def _test(condition: Condition, facts: Facts) -> Match:
    match condition.name:
        case "all":
            return holds(condition.parts, facts)
        case "any":
            return _any(condition.parts, facts)
        case "not":
            inner = holds(condition.parts, facts)
            return Match(not inner.holds, inner.because)
        case name:
            return CONDITIONS[name].test(facts, condition.values)


def _any(parts: tuple[Condition, ...], facts: Facts) -> Match:
    misses: list[str] = []
    for one in parts:
        match = _test(one, facts)
        if match.holds:
            return match
        misses.append(match.because)
    return Match(holds=False, because=" and ".join(misses))


@dataclass(frozen=True, slots=True)
class _Added:
    because: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def _add(facts: Facts, routing: Routing) -> tuple[Facts, _Added, tuple[str, ...]]:
    added = _Added()
    trace: list[str] = []
    for rule in routing.also:
        match = holds(rule.when, facts)
        trace.append(_line("also", rule, match))
        if not match.holds:
            continue
        tags = (*facts.tags, *(one for one in rule.tags if one not in facts.tags))
        classification = facts.classification
        if rule.priority_at_least and rule.priority_at_least.rank < classification.priority.rank:
            classification = replace(classification, priority=rule.priority_at_least)
        facts = replace(facts, tags=tags, classification=classification)
        because = (*added.because, f'also "{rule.name}": {match.because}')
        added = _Added(because, (*added.copy, *rule.copy), tags)
    return facts, added, tuple(trace)


def _first_match(facts: Facts, routing: Routing) -> tuple[RoutingRule | None, str, tuple[str, ...]]:
    tried: list[str] = []
    for rule in routing.rules:
        match = holds(rule.when, facts)
        tried.append(_line("rule", rule, match))
        if match.holds:
            return rule, f'rule "{rule.name}": {match.because}', tuple(tried)
    return None, "no rule matched, so `otherwise`", tuple(tried)


def _choose(rule: RoutingRule | None, facts: Facts, known: Known, routing: Routing) -> Choice:
    because: tuple[str, ...] = ()
    team: str | None = None
    for target in (rule.assign if rule else None, routing.otherwise):
        if target is None:
            continue
        choice = choose(target, facts, known)
        because = (*because, *(one for one in choice.because if one not in because))
        team = team or choice.team
        if choice.technician is not None:
            return Choice(choice.technician, choice.team, because)
    last = first_present(facts)
    return Choice(last.technician, team, (*because, *last.because))


def _higher(raised: Priority, least: Priority | None, before: Priority) -> Priority | None:
    """Return the priority if rules have raised it."""
    if least is not None and least.rank < raised.rank:
        raised = least
    return raised if raised is not before else None


def _line(kind: str, rule: RoutingRule, match: Match) -> str:
    return f'{kind} "{rule.name}": {"yes" if match.holds else "no"}, {match.because}'
