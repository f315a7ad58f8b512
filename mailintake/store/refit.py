"""Learning anew from the whole ticket table: nothing depends on order, and what was undone was never learned."""

from __future__ import annotations

from datetime import datetime

from mailintake.classify.learn import learn
from mailintake.classify.learned import LearnedModel
from mailintake.model.settings import Rules
from mailintake.store.model_queries import SINCE, ModelRow
from mailintake.store.store import Store


def refit(store: Store, rules: Rules, now: datetime) -> ModelRow | None:
    """Learn from all tickets and keep the model; None where there is nothing to learn and nothing to replace."""
    with store.read() as reading:
        labels = [label for _, label in reading.labels(rules.routing)]
        before = reading.models()
    if not labels and not before:
        return None
    model, check = learn(labels, rules)
    metrics = {"set_aside": check.labels, "right": check.right, "right_unlearned": check.right_unlearned}
    with store.work() as work:
        return work.keep_model(model, metrics, now)


def reset(store: Store, now: datetime) -> None:
    """Forget what was learned; only tickets that are opened from now on teach again."""
    with store.work() as work:
        work.remember(SINCE, now.isoformat(), now)
        work.keep_model(LearnedModel(), {}, now)


def remember_all(store: Store) -> None:
    """Take a reset back: every ticket teaches again."""
    with store.work() as work:
        work.forget(SINCE)
