"""Category and priority of a request, inferred from its words, with the reasons."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailintake.classify import monitoring
from mailintake.classify.category import DOUBT, LEAST, Judge, Reading, compile_categories, weigh
from mailintake.classify.learned import LearnedModel
from mailintake.classify.lexicon import Lexicon
from mailintake.classify.priority import Impact, in_context, judge, judge_alert
from mailintake.classify.problems import divide
from mailintake.classify.signals import Signals, compile_cues, hear, lists
from mailintake.classify.tokens import read
from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.person import Person, Site
from mailintake.model.settings import Category, Cue, Rules

SEVERAL = 2
CERTAIN = 0.35
# Monitoring is about the network unless it says otherwise.
ALERT = 10.0
_COMPILED_MOST = 8
_PREFIXES = frozenset({"re", "fw", "fwd", "rv", "aw", "wg"})


@dataclass(frozen=True, slots=True)
class _Compiled:
    categories: Mapping[str, Category]
    cues: Sequence[Cue]
    sites: Mapping[str, Site]
    judge: Judge
    cue_lexicon: Lexicon


_compiled: OrderedDict[tuple[int, ...], _Compiled] = OrderedDict()


def classify(
    message: Message, requester: Person | None, rules: Rules, *, model: LearnedModel | None = None, burst: int = 0
) -> Classification:
    """Return category and priority of a message; `burst` counts like reports of the last minutes."""
    tools = _compile(rules)
    signals = hear(read(_bare(message.subject), _words(message)), tools.cue_lexicon)
    state = monitoring.state(signals)
    if state is not None:
        reading = weigh(signals, tools.judge, {"network": ALERT})
        return _answer(reading, judge_alert(state, serves_many=monitoring.serves_many(signals)))
    case = _Case(tools, model, rules.priorities.high_threshold, requester, burst)
    problems = divide(signals)
    parts = [_judge(problem, case) for problem in problems] if len(problems) >= SEVERAL else []
    parts = [part for part in parts if part.reading.strength >= LEAST]
    if len({part.reading.best for part in parts}) < SEVERAL:
        whole = _judge(signals, case)
        return _answer(whole.reading, whole.impact)
    first = min(parts, key=lambda part: part.impact.priority.rank)
    others = tuple(
        f"also mentioned: {part.reading.best} ({part.impact.priority})" for part in parts if part is not first
    )
    return _answer(first.reading, first.impact, others)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a judgement rests on beside the words."""

    tools: _Compiled
    model: LearnedModel | None
    high_threshold: float
    requester: Person | None
    burst: int


@dataclass(frozen=True, slots=True)
class _Judged:
    reading: Reading
    impact: Impact


def _judge(signals: Signals, case: _Case) -> _Judged:
    reading = weigh(signals, case.tools.judge)
    if case.model is not None:
        reading = reading.taught(case.model.weigh(signals.sentences))
    # Doubtful thanks may hide a failure: only what is surely not ours is Low for that.
    category = None if reading.best == "other" and reading.confidence < CERTAIN else reading.best
    impact = judge(signals, category, case.high_threshold)
    return _Judged(reading, in_context(impact, signals, department=_department(case.requester), burst=case.burst))


def _department(requester: Person | None) -> str | None:
    return requester.department if requester is not None else None


def _words(message: Message) -> str:
    """Return the new words, and those of a mail that was passed on."""
    passed_on = message.forwarded
    if passed_on is None:
        return message.text or message.body
    return f"{message.text}\n{passed_on.subject}\n{passed_on.text}"


def _answer(reading: Reading, impact: Impact, others: tuple[str, ...] = ()) -> Classification:
    category = reading.best or "other"
    words = ", ".join(f'"{word}"' for word in reading.words.get(category, ()))
    return Classification(
        category=category,
        confidence=round(reading.confidence, 3),
        priority=impact.priority,
        scope=impact.scope,
        work_stopped=impact.work_stopped,
        workaround=impact.workaround,
        needs_triage=reading.confidence < DOUBT or reading.strength < LEAST,
        because=(f"{category}: {words}" if words else f"{category}: no words decide", *impact.because, *others),
    )


def _bare(subject: str) -> str:
    """Return the subject without what mail programs put in front of it."""
    words = subject.split()
    while words and (words[0].lower().rstrip(":") in _PREFIXES or words[0].lower() in {"[external]", "[ext]"}):
        words = words[1:]
    return " ".join(words)


def _compile(rules: Rules) -> _Compiled:
    """Return the compiled phrases of a configuration; kept for the last few (identity, the values never change)."""
    key = (id(rules.categories), id(rules.priorities.cues), id(rules.sites))
    found = _compiled.get(key)
    if found is None:
        found = _Compiled(
            rules.categories,
            rules.priorities.cues,
            rules.sites,
            compile_categories(rules.categories, lists(rules.priorities.cues)),
            compile_cues(rules.priorities.cues, rules.sites),
        )
        _compiled[key] = found
        while len(_compiled) > _COMPILED_MOST:
            _compiled.popitem(last=False)
    return found
