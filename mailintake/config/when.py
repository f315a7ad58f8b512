"""`when` of a routing rule: conditions by name, joined by `any`, `all` and `not`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mailintake.config import addresses, values
from mailintake.config.nodes import Items, Node, Scalar, Table, kind
from mailintake.config.problems import Wrong, did_you_mean
from mailintake.config.section import Section
from mailintake.config.sites import SiteNames
from mailintake.config.values import Read
from mailintake.model.settings import Condition
from mailintake.model.ticket import Priority, Scope
from mailintake.route.conditions import CONDITIONS, Takes

JOINTS = ("any", "all", "not")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that the values of conditions may use."""

    sites: SiteNames
    categories: Collection[str]

    def reader(self, takes: Takes) -> Read[str]:
        """Return the reader for the values of a condition."""
        readers: dict[Takes, Read[str]] = {
            Takes.TEXT: values.text,
            Takes.ADDRESS: addresses.address_pattern,
            Takes.PATTERN: values.pattern,
            Takes.CATEGORY: values.name_of("category", dict.fromkeys(self.categories)),
            Takes.PRIORITY: values.choice(Priority),
            Takes.SCOPE: values.choice(Scope),
            Takes.SITE: self.sites.reader,
            Takes.LANGUAGE: values.language,
            Takes.YES_NO: _yes_no,
            Takes.HEADER: _header,
            Takes.HOURS: _hours,
        }
        return readers[takes]


def conditions(rule: Section, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """Read the `when` of a rule; one that is missing or empty is reported."""
    node = rule.need("when", values.table, None, "a rule for everything is `otherwise`")
    if node is None:
        return ()
    if not node.pairs:
        rule.say(rule.where("when"), f"`{rule.path('when')}` is empty", "a rule for everything is `otherwise`")
    return _all_of(node, rule, vocabulary)


def _all_of(node: Table, rule: Section, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    found = [_condition(key, value, rule, vocabulary) for key, value in node.pairs]
    return tuple(one for one in found if one is not None)


def _condition(key: Scalar, value: Node, rule: Section, vocabulary: Vocabulary) -> Condition | None:
    name = key.text
    if name in JOINTS:
        return Condition(name, parts=_parts(key, value, rule, vocabulary), place=str(key.place))
    condition = CONDITIONS.get(name)
    if condition is None:
        hint = did_you_mean(name, (*CONDITIONS, *JOINTS)) or f"known here: {', '.join((*CONDITIONS, *JOINTS))}"
        rule.say(key.place, f"unknown condition `{name}`", hint)
        return None
    try:
        found = values.some(vocabulary.reader(condition.takes))(value)
    except Wrong as wrong:
        rule.problems.extend(wrong.named(name))
        return None
    return Condition(name, found, place=str(key.place))


def _parts(key: Scalar, value: Node, rule: Section, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """Read what a joint joins: a group of conditions, or a list of such groups.

    Each group of a list stands for all its conditions; `any` of a plain group means any of its lines.
    """
    if isinstance(value, Table) and value.pairs:
        return _all_of(value, rule, vocabulary)
    if not isinstance(value, Items) or not value.nodes:
        hint = f"such as `{key.text}: [{{subject_contains: gradebook}}, {{category: sis}}]`"
        rule.say(value.place, f"`{key.text}` must hold conditions, not {kind(value)}", hint)
        return ()
    parts: list[Condition] = []
    for node in value.nodes:
        if not isinstance(node, Table) or not node.pairs:
            rule.say(node.place, f"`{key.text}` must hold conditions, not {kind(node)}")
            continue
        group = _all_of(node, rule, vocabulary)
        parts.extend(group if len(group) == 1 else [Condition("all", parts=group, place=str(node.place))])
    return tuple(parts)


def _yes_no(node: Node) -> str:
    return "true" if values.yes_no(node) else "false"


def _hours(node: Node) -> str:
    value = values.text(node)
    if value not in {"open", "closed"}:
        raise Wrong(node.place, f"must be `open` or `closed`, not {kind(node)}")
    return value


def _header(node: Node) -> str:
    if isinstance(node, Table) and len(node.pairs) == 1:
        name, value = node.pairs[0]
        wanted = f"{name.text}: {values.text(value)}"
        place = name.place
    else:
        wanted, place = values.text(node), node.place
    field = wanted.partition(":")[0].strip()
    if not field or not field.isascii() or not all(sign.isalnum() or sign in "-_" for sign in field):
        raise Wrong(place, f"must look like `X-Mailer: Ricoh*`, not {kind(node)}")
    return wanted
