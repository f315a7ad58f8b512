"""What a mail was taken for and who got it, each with its reasons, from the plain values of a decision."""

from __future__ import annotations

from mailintake.route.rules import OTHERWISE


def judgement(found: object) -> list[str]:
    """Return category and priority, then the rule and the assignee, with the reasons below each."""
    judged, assigned = _get(found, "classification"), _get(found, "assignment")
    lines = []
    if _get(judged, "category"):
        lines += [f"{_get(judged, 'category')}, {_get(judged, 'priority')}", *_because(judged)]
    if _get(assigned, "rule"):
        rule, team = _get(assigned, "rule"), _get(assigned, "team")
        named = OTHERWISE if rule == OTHERWISE else f'rule "{rule}"'
        to = f"{_get(assigned, 'assignee') or 'nobody'}" + (f", team {team}" if team else "")
        lines += [f"{named}: assigned to {to}", *_because(assigned)]
    return lines


def _because(values: object) -> list[str]:
    reasons = _get(values, "because")
    return [f"  because {one}" for one in reasons] if isinstance(reasons, list) else []


def _get(values: object, name: str) -> object:
    return values.get(name) if isinstance(values, dict) else None
