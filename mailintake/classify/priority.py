"""How soon: scope, work stopped and workaround, by rules that can be read aloud and what like mails were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp
from typing import assert_never

from mailintake.classify.facts import Facts, gather
from mailintake.classify.lexicon import Match
from mailintake.classify.monitoring import State
from mailintake.classify.signals import BROKEN, WIDE, Signals, clause
from mailintake.classify.trained import Leaning, trained
from mailintake.model.ticket import Priority, Scope

SEVERAL_REPORTS = 2
# How likely High is where it needs no word for a failure.
SURE = 0.7
# How likely High may be in what is called Low: missing one there would harm most, above all where somebody got in.
POSSIBLE, ALARMING = 0.2, 0.05
# Quotes of so few words are shown with so many on each side.
SHORT = 3
BESIDE = 2

# A report or a request of these kinds is always work for somebody.
_ALWAYS_WORK = frozenset({"security", "equipment"})
_DANGEROUS = frozenset({"security", "safety"})
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
        lambda facts: facts.alone,
        Priority.HIGH,
        "one person cannot work at all",
    ),
)
# After the rules for High.
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
    rule = _rule(facts)
    leaning = trained().lean(signals.seen, _cues(facts, rule))
    odds = _odds(leaning)
    high = _likely(odds + (0.0 if rule in RULES else border)) >= high_threshold
    priority = _priority(facts, rule.priority, leaning, high=high, likely=_likely(odds))
    if priority is rule.priority:
        return _impact(facts, priority, rule.reason)
    if priority is Priority.HIGH and not facts.wide:
        facts = replace(facts, scope=Scope.GROUP)
    return _impact(facts, priority, _LIKE[priority])


def cues(facts: Facts) -> tuple[str, ...]:
    """Return by what cues a mail is known to the model of priorities: those heard, the rule that applies, its kind."""
    return _cues(facts, _rule(facts))


def borderline(signals: Signals, category: str | None) -> float | None:
    """Return how likely High is (log odds) where no rule decides, else None."""
    facts = gather(signals, category)
    rule = _rule(facts)
    if not (facts.broken and facts.failed) or rule in RULES:
        return None
    return _odds(trained().lean(signals.seen, _cues(facts, rule)))


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


# Why a mail has another priority than the first rule that applies would give it.
_LIKE = {
    Priority.HIGH: "likely stops more than one",
    Priority.NORMAL: "reads like work for one or a few",
    Priority.LOW: "reads like a question or an inconvenience",
}


def _cues(facts: Facts, rule: Rule) -> tuple[str, ...]:
    return (*(f"={label}" for label in facts.signals.by_label), f"={rule.reason}", f"=is {facts.category}")


def _rule(facts: Facts) -> Rule:
    """Return the first rule that applies."""
    found = next((rule for rule in (*RULES, *LATER_RULES) if rule.applies(facts)), None)
    return found or Rule(lambda _: True, Priority.NORMAL, _normal(facts))


def _priority(facts: Facts, ruled: Priority, leaning: Leaning, *, high: bool, likely: float) -> Priority:
    """Return what rule and model say together: nothing lowers what endangers safety or stops a person.

    Where no word for a failure was heard it takes more to be High, and what may be High is never Low.
    """
    ours = facts.category != "other"
    if facts.critical or facts.alone or (high and facts.failed) or (ours and likely >= SURE):
        return Priority.HIGH
    may_be = ours and (high or likely >= (ALARMING if facts.category in _DANGEROUS else POSSIBLE))
    return Priority.NORMAL if ruled is Priority.HIGH or may_be else leaning.lower


def _odds(leaning: Leaning) -> float:
    """Return how likely High is, as log odds."""
    shift, slope = trained().priority.calibration
    return shift + slope * leaning.high


def _likely(odds: float) -> float:
    return 1 / (1 + exp(-odds))


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
    if facts.category in _ALWAYS_WORK and not facts.critical:
        return []
    # Nothing hits those for whom something is asked.
    hit = facts.broken or facts.critical or priority is Priority.HIGH
    broken = signals.first("shut_out", "no_power", "shared", "failure", "part_no_power", "nobody")
    found = _quoted(
        [
            ("safety", signals.first("danger", "breach", "lifeline") if facts.critical else None),
            ("failure", broken),
            (
                _REACHES.get(facts.scope, "") if hit else "",
                signals.first(*WIDE, "crowd", "several_rooms", "shared", "plural"),
            ),
            ("work stopped", signals.first("idle", "stopped", "strain") if facts.stopped else None),
            (
                "way around it",
                signals.first("workaround", "coping") if facts.workaround and facts.broken else None,
            ),
        ]
    )
    # It counts only there; elsewhere a way around it may stand in words that we do not know.
    decides = priority is Priority.HIGH and facts.broken and not facts.workaround
    return [*found, "no workaround named"] if decides else found


def _quoted(named: list[tuple[str, Match | None]]) -> list[str]:
    return [f'{name}: "{_in_context(match)}"' for name, match in named if name and match is not None]


def _in_context(match: Match) -> str:
    """Return the words of a match, short ones with their neighbours: `transcripts can't go out`, not `can't`."""
    if match.end - match.start > SHORT:
        return match.quote
    start, end = clause(match.sentence, match.start)
    return match.sentence.quote(max(start, match.start - BESIDE), min(end, match.end + BESIDE))
