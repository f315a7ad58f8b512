"""How soon: scope, work stopped and workaround, by rules that can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp
from typing import assert_never

from mailintake.classify.monitoring import State
from mailintake.classify.signals import BROKEN, WIDE, Signals, amounts
from mailintake.model.ticket import Priority, Scope

MANY_PEOPLE = 8
SEVERAL_ROOMS = 2
FEW = 2
# A lifeline and its failure may stand two sentences apart.
LIFELINE = 2
SURE = 2
SEVERAL_REPORTS = 2
_SCOPES = {"district": Scope.DISTRICT, "site": Scope.SITE, "department": Scope.DEPARTMENT, "group": Scope.GROUP}

# How much each cue speaks for or against High where no rule decides (a logistic score, threshold in priorities.yaml).
BORDER = {
    "plural": 1.2, "shared": 1.6, "outage": 1.2, "stopped": 0.8, "idle": 1.4, "no_workaround": 0.8, "emphatic": 0.5,
    "workaround": -2.5, "coping": -1.0, "few": -1.6, "request": -0.8, "degraded": -1.2, "question": -1.2, "how": -3.0, "fine": -0.8,
}  # fmt: skip
BORDER_BASE = -2.6

# A mail that has none of these reports a failure even where no word for failure is known.
_PEACEFUL = (
    "request",
    "how",
    "question",
    "information",
    "cosmetic",
    "over",
    "fine",
    "slow",
    "harmless",
    "puzzled",
    "no_action",
)


# A report or a request of these kinds is always work for somebody.
_ALWAYS_WORK = frozenset({"security", "equipment"})


@dataclass(frozen=True, slots=True)
class Impact:
    """What a failure does, and why we think so."""

    priority: Priority
    scope: Scope = Scope.PERSON
    work_stopped: bool = False
    workaround: bool = False
    because: tuple[str, ...] = ()


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


def judge(signals: Signals, category: str | None, high_threshold: float) -> Impact:
    """Return the impact of what one mail, or one problem of it, says."""
    facts = _facts(signals, category)
    priority, reason = _decide(signals, facts, category, high_threshold)
    return Impact(priority, facts.scope, facts.stopped, facts.workaround, (*_reasons(signals, facts), reason))


def in_context(impact: Impact, signals: Signals, *, department: str | None, burst: int) -> Impact:
    """Return the impact with what is known beside the words: like reports of others, and where the writer works."""
    if burst >= SEVERAL_REPORTS and signals.has(*BROKEN) and not impact.workaround and impact.scope is Scope.PERSON:
        reason = f"{burst} like reports within minutes"
        return replace(impact, priority=Priority.HIGH, scope=Scope.GROUP, because=(*impact.because, reason))
    if department and impact.scope is Scope.GROUP and signals.has("plural") and not signals.has("crowd"):
        return replace(impact, scope=Scope.DEPARTMENT)
    return impact


@dataclass(frozen=True, slots=True)
class _Facts:
    broken: bool
    wide: bool
    scope: Scope
    personal_stop: bool
    stopped: bool
    workaround: bool
    critical: bool


def _facts(signals: Signals, category: str | None) -> _Facts:
    broken = signals.has(*BROKEN, "part_no_power") or _reports(signals)
    scope = _scope(signals)
    personal = _personal_stop(signals, category)
    return _Facts(
        broken=broken,
        wide=scope is not Scope.PERSON,
        scope=scope,
        personal_stop=personal,
        stopped=broken and (personal or signals.has("stopped", "idle")),
        workaround=_gets_by(signals),
        critical=_critical(signals),
    )


def _reports(signals: Signals) -> bool:
    """Tell whether a mail without any word for failure reports one all the same."""
    if signals.has("workaround") and not signals.has("request", "how", "question"):
        return True
    return not (signals.has(*_PEACEFUL) or signals.asks)


def _gets_by(signals: Signals) -> bool:
    """Tell whether a way around is named that keeps them working; vague ones count only while nothing stands still."""
    if signals.has("workaround"):
        return not (signals.has("no_workaround") and signals.has("stopped", "idle"))
    vague = signals.has("coping") and not signals.has("no_workaround", "stopped", "idle")
    return vague and not (signals.has(*WIDE) and len(signals.by_label["coping"]) < SURE)


def _critical(signals: Signals) -> bool:
    if signals.has("danger") or signals.breached:
        return True
    if signals.has("question", "request"):
        return False
    places = {match.sentence.place for label in BROKEN for match in signals.by_label.get(label, ())}
    near = {place + step for place in places for step in range(-LIFELINE, LIFELINE + 1)}
    return any(match.sentence.place in near for match in signals.by_label.get("lifeline", ()))


def _scope(signals: Signals) -> Scope:
    scope = _scope_by_words(signals)
    named = {match.sentence.place for match in signals.by_label.get("site_name", ())}
    wide = {match.sentence.place for label in (*WIDE, "shared") for match in signals.by_label.get(label, ())}
    return Scope.SITE if named & wide and scope is not Scope.DISTRICT else scope


def _scope_by_words(signals: Signals) -> Scope:
    near = _near_failure(signals)
    for label in WIDE:
        for match in signals.by_label.get(label, ()):
            count = amounts(match)
            if match.sentence.place in near and not (count is not None and count <= FEW):
                return _SCOPES[label]
    for label, least in (("crowd", MANY_PEOPLE), ("several_rooms", SEVERAL_ROOMS)):
        counts = (amounts(match) or 0 for match in signals.by_label.get(label, ()) if match.sentence.place in near)
        if max(counts, default=0) >= least:
            return Scope.GROUP
    return Scope.PERSON


def _near_failure(signals: Signals) -> set[int]:
    places = {match.sentence.place for label in BROKEN for match in signals.by_label.get(label, ())}
    if not places:
        return {sentence.place for sentence in signals.sentences}
    return places | {place + 1 for place in places} | {place - 1 for place in places}


def _personal_stop(signals: Signals, category: str | None) -> bool:
    if signals.has("idle"):
        return True
    if category == "computer" and _machine_dead(signals):
        return True
    return category in {"computer", "account"} and signals.has("shut_out")


def _machine_dead(signals: Signals) -> bool:
    """Tell whether it is the computer itself that does not start."""
    named = {match.sentence.place for match in signals.by_label.get("staff_machine", ())}
    near = named | {place + 1 for place in named}
    return any(match.sentence.place in near for match in signals.by_label.get("no_power", ()))


def _decide(signals: Signals, facts: _Facts, category: str | None, threshold: float) -> tuple[Priority, str]:
    if facts.critical:
        return Priority.HIGH, "endangers safety or data"
    if category == "other":
        return Priority.LOW, "nothing for the technology team to repair"
    if signals.has("no_action") and not signals.has(*BROKEN):
        return Priority.LOW, "nothing to do"
    if category == "security" and signals.has("suspect", "breach", "harmless"):
        return Priority.NORMAL, "a report of something suspicious"
    if category == "training" or (_only_asks(signals) and not facts.broken):
        return Priority.LOW, "a question or training"
    if category == "security":
        return (Priority.LOW, "nothing to do") if signals.has("information") else (Priority.NORMAL, "a report")
    if facts.broken and facts.wide and not facts.workaround:
        return Priority.HIGH, "a failure for a whole group, no way around it named"
    if facts.personal_stop and not facts.workaround:
        return Priority.HIGH, "one person cannot work at all, no way around it named"
    if facts.broken and _border(signals) >= threshold:
        return Priority.HIGH, "likely stops a group"
    if signals.has("wish") and not signals.has(*BROKEN):
        return Priority.LOW, "a wish, nothing is broken"
    if category in _ALWAYS_WORK:
        return Priority.NORMAL, "work to do, nothing stopped"
    if signals.has("cosmetic", "information", "over") and not (facts.broken or signals.has("request")):
        return Priority.LOW, "nothing is stopped"
    if signals.has("cosmetic") and signals.has("fine") and not facts.wide:
        return Priority.LOW, "an inconvenience, everything works"
    if signals.has("fine") and not (facts.broken or facts.workaround or signals.has("request", "degraded")):
        return Priority.LOW, "it works"
    if signals.has("slow") and not facts.broken:
        return Priority.LOW, "slow, but it works"
    return Priority.NORMAL, "a request or a failure for few, or with a way around it"


def _only_asks(signals: Signals) -> bool:
    return signals.has("how") or ((signals.asks or signals.has("question")) and not signals.requests)


def _border(signals: Signals) -> float:
    score = BORDER_BASE + sum(weight for label, weight in BORDER.items() if signals.has(label))
    return 1 / (1 + exp(-score))


def _reasons(signals: Signals, facts: _Facts) -> tuple[str, ...]:
    found: list[str] = []
    for name, labels in (
        ("safety", ("danger", "breach")), ("failure", ("no_power", "shut_out", "shared", "failure")), ("reaches", WIDE),
        ("work stopped", ("idle", "stopped")), ("way around it", ("workaround", "coping")), ("question", ("how", "question")),
    ):  # fmt: skip
        match = signals.first(*labels)
        if match is not None:
            found.append(f'{name}: "{match.quote}"')
    if facts.broken and not facts.workaround:
        found.append("no way around it named")
    return tuple(found)
