"""How soon: scope, work stopped and workaround, by rules that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp
from typing import assert_never

from mailintake.classify.facts import Facts, gather
from mailintake.classify.lexicon import Match
from mailintake.classify.monitoring import State
from mailintake.classify.signals import BROKEN, WIDE, Signals, clause
from mailintake.model.ticket import Priority, Scope

SEVERAL_REPORTS = 2
# Quotes of so few words are shown with so many on each side.
SHORT = 2
BESIDE = 2

# How much each cue speaks for or against High where no rule decides (a logistic score, threshold in priorities.yaml).
BORDER = {
    "plural": 1.2, "shared": 1.6, "outage": 1.2, "stopped": 0.8, "strain": 0.6, "same": 1.6,
    "idle": 1.4, "no_workaround": 0.8, "emphatic": 0.5,
    "workaround": -2.5, "coping": -1.0, "few": -1.6, "request": -0.8, "degraded": -1.2, "question": -1.2, "how": -3.0,
    "fine": -0.8,
}  # fmt: skip
BORDER_BASE = -2.6

# A report or a request of these kinds is always work for somebody.
_ALWAYS_WORK = frozenset({"security", "equipment"})
_REACHES = {
    Scope.GROUP: "hits a group",
    Scope.DEPARTMENT: "hits a whole department",
    Scope.SITE: "hits a whole site",
    Scope.DISTRICT: "hits the whole district",
}


@dataclass(frozen=True, slots=True)
class Impact:
    """What a failure does, and why we think so."""

    priority: Priority
    scope: Scope = Scope.PERSON
    work_stopped: bool = False
    workaround: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """When a priority applies, and how that is said."""

    applies: Callable[[Facts], bool]
    priority: Priority
    reason: str


# The first that applies decides.
RULES = (
    Rule(lambda facts: facts.critical, Priority.HIGH, "endangers safety or data"),
    Rule(lambda facts: facts.category == "other", Priority.LOW, "nothing for the technology team to repair"),
    Rule(
        lambda facts: facts.signals.has("no_action") and not facts.signals.has(*BROKEN),
        Priority.LOW,
        "asks for nothing to be done",
    ),
    Rule(
        lambda facts: facts.category == "security" and facts.signals.has("suspect", "breach", "harmless"),
        Priority.NORMAL,
        "a report of something suspicious, no harm named",
    ),
    Rule(lambda facts: facts.category == "training" or facts.only_asks, Priority.LOW, "a question or training"),
    Rule(
        lambda facts: facts.category == "security" and facts.signals.has("information"),
        Priority.LOW,
        "for information",
    ),
    Rule(lambda facts: facts.category == "security", Priority.NORMAL, "a security matter, no harm named"),
    Rule(
        lambda facts: facts.broken and facts.failed and facts.wide and not facts.workaround,
        Priority.HIGH,
        "a failure for more than a few",
    ),
    Rule(
        lambda facts: facts.personal_stop and not facts.workaround,
        Priority.HIGH,
        "one person cannot work at all",
    ),
)
# After the rules for High and the borderline.
LATER_RULES = (
    Rule(
        lambda facts: facts.signals.has("wish") and not facts.signals.has(*BROKEN),
        Priority.LOW,
        "a wish, nothing is broken",
    ),
    Rule(lambda facts: facts.category in _ALWAYS_WORK, Priority.NORMAL, "work to do, nothing stopped"),
    Rule(
        lambda facts: (
            facts.signals.has("cosmetic", "information", "over") and not (facts.broken or facts.signals.has("request"))
        ),
        Priority.LOW,
        "nothing is stopped",
    ),
    Rule(
        lambda facts: facts.signals.has("cosmetic") and facts.signals.has("fine") and not facts.wide,
        Priority.LOW,
        "an inconvenience, everything works",
    ),
    Rule(
        lambda facts: (
            facts.signals.has("fine")
            and not (facts.broken or facts.workaround or facts.signals.has("request", "degraded"))
        ),
        Priority.LOW,
        "it works",
    ),
    Rule(lambda facts: facts.signals.has("slow") and not facts.broken, Priority.LOW, "slow, but it works"),
)


def judge(signals: Signals, category: str | None, high_threshold: float, border: float = 0.0) -> Impact:
    """Return the impact of what one mail, or one problem of it, says; `border` moves what no rule decides."""
    facts = gather(signals, category)
    decided = next((rule for rule in RULES if rule.applies(facts)), None)
    if decided is not None:
        return _impact(facts, decided.priority, decided.reason)
    if facts.broken and facts.failed and 1 / (1 + exp(-(_odds(signals) + border))) >= high_threshold:
        return _impact(replace(facts, scope=max(facts.scope, Scope.GROUP, key=_width)), Priority.HIGH, _LIKELY)
    later = next((rule for rule in LATER_RULES if rule.applies(facts)), None)
    if later is not None:
        return _impact(facts, later.priority, later.reason)
    return _impact(facts, Priority.NORMAL, _normal(facts))


def borderline(signals: Signals, category: str | None) -> float | None:
    """Return how likely High is (log odds) where no rule decides, else None."""
    facts = gather(signals, category)
    if not (facts.broken and facts.failed) or any(rule.applies(facts) for rule in RULES):
        return None
    return _odds(signals)


def judge_alert(state: State, *, serves_many: bool) -> Impact:
    """Return the impact of what a monitoring program reports."""
    match state:
        case State.RECOVERED:
            return Impact(Priority.LOW, because=("monitoring: recovered, nothing to do",))
        case State.WARNING:
            return Impact(Priority.NORMAL, because=("monitoring: a warning, nothing is down",))
        case State.DOWN if serves_many:
            return Impact(
                Priority.HIGH, Scope.SITE, work_stopped=True, because=("monitoring: a device that many need is down",)
            )
        case State.DOWN:
            return Impact(Priority.NORMAL, because=("monitoring: one device is down",))
        case _:
            assert_never(state)


def in_context(impact: Impact, signals: Signals, *, department: str | None, burst: int) -> Impact:
    """Return the impact with what is known beside the words: like reports of others, and where the writer works."""
    if burst >= SEVERAL_REPORTS and signals.has(*BROKEN) and not impact.workaround and impact.scope is Scope.PERSON:
        reason = f"{burst} like reports within minutes"
        return replace(impact, priority=Priority.HIGH, scope=Scope.GROUP, because=(*impact.because, reason))
    if department and impact.scope is Scope.GROUP and signals.has("plural") and not signals.has("crowd"):
        return replace(impact, scope=Scope.DEPARTMENT)
    return impact


_LIKELY = "likely stops more than one"


def _odds(signals: Signals) -> float:
    """Return how likely High is, as log odds."""
    return BORDER_BASE + sum(weight for label, weight in BORDER.items() if signals.has(label))


def _width(scope: Scope) -> int:
    return list(Scope).index(scope)


def _normal(facts: Facts) -> str:
    if facts.broken and facts.workaround:
        return "a failure with a way around it"
    return "a failure for one or a few" if facts.broken else "a request"


def _impact(facts: Facts, priority: Priority, reason: str) -> Impact:
    because = (*_reasons(facts, priority), reason)
    return Impact(priority, facts.scope, facts.stopped, facts.workaround, because)


def _reasons(facts: Facts, priority: Priority) -> list[str]:
    """Return the facts that counted, each with the words that say it."""
    signals = facts.signals
    if facts.category == "training" or (priority is Priority.LOW and not signals.has(*BROKEN)):
        return _quoted([("asks", signals.first("how", "question"))])
    if facts.category == "security" and not facts.critical:
        return []
    broken = signals.first("shut_out", "no_power", "shared", "failure", "part_no_power", "nobody")
    found = _quoted(
        [
            ("safety", signals.first("danger", "breach", "lifeline") if facts.critical else None),
            ("failure", broken),
            (_REACHES.get(facts.scope, ""), signals.first(*WIDE, "crowd", "several_rooms", "shared", "plural")),
            ("work stopped", signals.first("idle", "stopped", "strain") if facts.stopped else None),
            (
                "way around it",
                signals.first("workaround", "coping") if facts.workaround and facts.broken else None,
            ),
        ]
    )
    return [*found, "no workaround named"] if facts.broken and not facts.workaround else found


def _quoted(named: list[tuple[str, Match | None]]) -> list[str]:
    return [f'{name}: "{_in_context(match)}"' for name, match in named if name and match is not None]


def _in_context(match: Match) -> str:
    """Return the words of a match, short ones with their neighbours: `transcripts can't go out`, not `can't`."""
    if match.end - match.start > SHORT:
        return match.quote
    start, end = clause(match.sentence, match.start)
    return match.sentence.quote(max(start, match.start - BESIDE), min(end, match.end + BESIDE))
