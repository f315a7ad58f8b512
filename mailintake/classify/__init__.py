"""Category and priority of a request, inferred from its words, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mailintake.classify import monitoring
from mailintake.classify.calibration import UNKNOWN, calibrated
from mailintake.classify.category import DOUBT, LEAST, Reading, weigh
from mailintake.classify.compiled import Compiled, compile_rules
from mailintake.classify.priority import Impact, in_context, judge, judge_alert
from mailintake.classify.problems import divide
from mailintake.classify.signals import Signals
from mailintake.classify.trained import trained
from mailintake.model.decision import Classification
from mailintake.model.learning import Learned
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Rules
from mailintake.model.ticket import Priority

SEVERAL = 2
CERTAIN = 0.5
# Monitoring is about the network unless it says otherwise.
ALERT = 10.0
# How many tickets of the last minutes there are of a site and a category.
Recent = Mapping[tuple[str, str], int]
NOTHING: Recent = MappingProxyType({})


def classify(
    message: Message, requester: Person | None, rules: Rules, *, model: Learned | None = None, recent: Recent = NOTHING
) -> Classification:
    """Return category and priority of a message, by its words, what corrections taught and what else came in."""
    tools = compile_rules(rules)
    signals = tools.hear(message.subject, _words(message))
    state = monitoring.state(signals)
    if state is not None:
        reading = weigh(signals, tools.judge, {"network": ALERT})
        return _answer(_Judged(reading, judge_alert(state, serves_many=monitoring.serves_many(signals))), model)
    case = _Case(tools, model, rules.priorities.high_threshold, requester, recent)
    parts = [_judge(problem, case) for problem in divide(signals)]
    parts = [part for part in parts if part.reading.strength >= LEAST]
    if len({part.reading.best for part in parts}) < SEVERAL:
        return _answer(_judge(signals, case), model)
    first = min(parts, key=lambda part: part.impact.priority.rank)
    others = tuple(
        f"also mentioned: {part.reading.best} ({part.impact.priority})" for part in parts if part is not first
    )
    return _answer(first, model, others)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a judgement rests on beside the words."""

    tools: Compiled
    model: Learned | None
    high_threshold: float
    requester: Person | None
    recent: Recent


@dataclass(frozen=True, slots=True)
class _Judged:
    """A reading and what it means; `learned` are the words that made corrections decide, `like` those of like mails."""

    reading: Reading
    impact: Impact
    learned: tuple[str, ...] | None = None
    like: tuple[str, ...] = ()


def _judge(signals: Signals, case: _Case) -> _Judged:
    plain = weigh(signals, case.tools.judge)
    impact = _impact(signals, plain, case)
    like = () if plain.heard.get(plain.best or "") else trained().category.telling(signals.sentences, plain.best or "")
    if case.model is None or not case.model.labels:
        return _Judged(plain, impact, like=like)
    reading = plain.taught(case.model.weigh_counted(signals.counted), case.model.trust)
    if reading.best is None or reading.best == plain.best:
        return _Judged(reading, impact, like=like)
    # What was learned says whose work it is; it never makes a High less.
    learned = impact if impact.priority is Priority.HIGH else _impact(signals, reading, case)
    return _Judged(reading, learned, case.model.telling(signals.sentences, reading.best))


def _impact(signals: Signals, reading: Reading, case: _Case) -> Impact:
    # Doubtful thanks may hide a failure: only what is surely not ours is Low for that; nor is a guess without words.
    guessed = reading.best == "other" or not reading.heard.get(reading.best or "")
    category = None if guessed and reading.confidence < CERTAIN else reading.best
    border = case.model.border if case.model is not None else 0.0
    impact = judge(signals, category, case.high_threshold, border)
    burst = case.recent.get((_site(case.requester), reading.best or ""), 0)
    return in_context(impact, signals, department=_department(case.requester), burst=burst)


def _site(requester: Person | None) -> str:
    return (requester.site if requester is not None else None) or ""


def _department(requester: Person | None) -> str | None:
    return requester.department if requester is not None else None


def _words(message: Message) -> str:
    """Return the new words, and those of a mail that was passed on."""
    passed_on = message.forwarded
    if passed_on is None:
        return message.text or message.body
    return f"{message.text}\n{passed_on.subject}\n{passed_on.text}"


def _answer(judged: _Judged, model: Learned | None, others: tuple[str, ...] = ()) -> Classification:
    reading, impact = judged.reading, judged.impact
    calibration = model.calibration if model is not None and model.calibration != UNKNOWN else None
    confidence = calibrated(reading.confidence, calibration or trained().category.calibration)
    return Classification(
        category=reading.best or "other",
        confidence=round(confidence, 3),
        priority=impact.priority,
        scope=impact.scope,
        work_stopped=impact.work_stopped,
        workaround=impact.workaround,
        needs_triage=confidence < DOUBT or reading.strength < LEAST,
        because=(_why(judged), *impact.because, *others),
    )


def _why(judged: _Judged) -> str:
    """Return the category with the words that decided it."""
    category = judged.reading.best or "other"
    if judged.learned is not None:
        words = ", ".join(f'"{word}"' for word in judged.learned)
        return f"{category}: technicians filed like mail there" + (f" ({words})" if words else "")
    words = ", ".join(f'"{word}"' for word in judged.reading.words(category) or judged.like)
    return f"{category}: {words}" if words else f"{category}: no words decide"
