"""Who gets a ticket, why, and until when: conditions, rules, strategies, targets."""

from mailintake.route.conditions import CONDITIONS, Condition, Takes
from mailintake.route.facts import Facts
from mailintake.route.rules import Routed, route
from mailintake.route.targets import in_words, is_working, targets

__all__ = ["CONDITIONS", "Condition", "Facts", "Routed", "Takes", "in_words", "is_working", "route", "targets"]
