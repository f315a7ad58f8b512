"""Category and priority of a request, inferred from its words, with the reasons."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailintake.classify.category import DOUBT, LEAST, compile_categories, weigh
from mailintake.classify.learned import LearnedModel
from mailintake.classify.lexicon import Lexicon
from mailintake.classify.priority import judge
from mailintake.classify.signals import compile_cues, hear
from mailintake.classify.tokens import read
from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Category, Cue, Rules

_COMPILED_MOST = 8


@dataclass(frozen=True, slots=True)
class _Compiled:
    categories: Mapping[str, Category]
    cues: Sequence[Cue]
    category_lexicon: Lexicon
    cue_lexicon: Lexicon
    keys: tuple[str, ...]


_compiled: OrderedDict[tuple[int, int], _Compiled] = OrderedDict()


def classify(
    message: Message, requester: Person | None, rules: Rules, *, model: LearnedModel | None = None, burst: int = 0
) -> Classification:
    """Return category and priority of a message; `burst` counts like reports of the last minutes."""
    tools = _compile(rules)
    sentences = read(message.subject, message.text or message.body)
    signals = hear(sentences, tools.cue_lexicon)
    reading = weigh(signals, tools.category_lexicon, tools.keys)
    category = reading.best or "other"
    impact = judge(signals, category, rules.priorities.high_threshold)
    confidence = reading.confidence
    needs_triage = confidence < DOUBT or reading.scores.get(category, 0.0) < LEAST
    words = ", ".join(f'"{word}"' for word in reading.words.get(category, ()))
    because = (f"{category}: {words}" if words else f"{category}: no words decide", *impact.because)
    return Classification(
        category=category,
        confidence=round(confidence, 3),
        priority=impact.priority,
        scope=impact.scope,
        work_stopped=impact.work_stopped,
        workaround=impact.workaround,
        needs_triage=needs_triage,
        because=because,
    )


def _compile(rules: Rules) -> _Compiled:
    """Return the compiled phrases of a configuration; kept for the last few (identity, the values never change)."""
    key = (id(rules.categories), id(rules.priorities.cues))
    found = _compiled.get(key)
    if found is None:
        found = _Compiled(
            rules.categories,
            rules.priorities.cues,
            compile_categories(rules.categories),
            compile_cues(rules.priorities.cues),
            tuple(key for key, category in rules.categories.items() if not category.retired),
        )
        _compiled[key] = found
        while len(_compiled) > _COMPILED_MOST:
            _compiled.popitem(last=False)
    return found
