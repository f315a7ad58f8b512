"""The refit: from all labels of the ticket table to one model, with how far it may be trusted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from mailintake.classify import calibration
from mailintake.classify.category import Reading, weigh
from mailintake.classify.compiled import Compiled, compile_rules
from mailintake.classify.learned import Label, LearnedModel, fit
from mailintake.classify.priority import borderline
from mailintake.model.settings import Category, Rules
from mailintake.model.ticket import Priority

# A seed sentence keeps common words from speaking for the first category that was ever corrected.
SEED = 0.02
# From so many labels on, a fifth of them is set aside to find out how far the rest can be trusted; while they are few,
# every fifth in turn.
ENOUGH = 40
FEW = 600
FOLDS = 5
TRUSTS = (20.0, 30.0, 45.0, 70.0, 100.0, 140.0)
# `#priority` moves the borderline, never further than this (log odds), and not by a few.
FURTHEST = 2.0
_STIFF = 4.0
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Check:
    """How the model did on the labels that were set aside: how many, and the share that it got right."""

    labels: int = 0
    right: float = 0.0
    right_unlearned: float = 0.0


def learn(labels: Sequence[Label], rules: Rules) -> tuple[LearnedModel, Check]:
    """Return what the labels teach, and how well that went; labels of categories that are gone teach nothing."""
    tools = compile_rules(rules)
    known = [label for label in labels if label.category in tools.judge.keys]
    if not known:
        return LearnedModel(), Check()
    seeds = tuple(_seeds(rules.categories))
    model = replace(fit(known, seeds), border=_border(known, tools))
    if len(known) < ENOUGH:
        return model, Check()
    trust, found, check = _trust(known, seeds, tools)
    return replace(model, trust=trust, calibration=found), check


def _seeds(categories: Mapping[str, Category]) -> Iterator[Label]:
    for key, category in categories.items():
        if not category.retired:
            for text in (*category.title.values(), *category.description.values(), *category.seeds):
                yield Label("", text, key, SEED)


def _trust(
    labels: Sequence[Label], seeds: Sequence[Label], tools: Compiled
) -> tuple[float, calibration.Calibration, Check]:
    """Find how much a margin may count beside the phrases, and how sure the sum of both is."""
    folds = range(FOLDS if len(labels) < FEW else 1)
    read = [one for fold in folds for one in _read_aside(fold, labels, seeds, tools)]
    best, most = TRUSTS[0], -1
    for trust in TRUSTS:
        right = sum(plain.taught(margins, trust).best == category for category, plain, margins in read)
        if right > most:
            best, most = trust, right
    taught = [(category, plain.taught(margins, best)) for category, plain, margins in read]
    found = calibration.fit([(reading.confidence, reading.best == category) for category, reading in taught])
    unlearned = sum(plain.best == category for category, plain, _ in read)
    return best, found, Check(len(read), round(most / max(1, len(read)), 3), round(unlearned / max(1, len(read)), 3))


def _read_aside(
    fold: int, labels: Sequence[Label], seeds: Sequence[Label], tools: Compiled
) -> Iterator[tuple[str, Reading, dict[str, float]]]:
    """Read the labels of one fold by the phrases, and by a model that has not seen them."""
    model = fit([label for label in labels if _fold(label) != fold], seeds)
    for label in labels:
        if _fold(label) == fold:
            signals = tools.hear(label.subject, label.text)
            yield label.category, weigh(signals, tools.judge), model.weigh_counted(signals.counted)


def _fold(label: Label) -> int:
    """Draw by what the mail says, so that its copies fall on the same side and every refit draws alike."""
    return zlib.crc32(f"{label.subject}\n{label.text}".encode("utf-8", "replace")) % FOLDS


def _border(labels: Sequence[Label], tools: Compiled) -> float:
    """Return by how much (log odds) technicians call a borderline case High more often than we do."""
    cases = [
        (odds, 1.0 if label.priority is Priority.HIGH else 0.0)
        for label in labels
        if label.priority is not None
        and (odds := borderline(tools.hear(label.subject, label.text), label.category)) is not None
    ]
    shift = 0.0
    for _ in range(_STEPS):
        likely = [(1 / (1 + exp(-(odds + shift))), high) for odds, high in cases]
        slope = sum(high - p for p, high in likely) - _STIFF * shift
        shift += slope / (sum(p * (1 - p) for p, _ in likely) + _STIFF)
    return round(max(-FURTHEST, min(FURTHEST, shift)), 3)
