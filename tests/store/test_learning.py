"""What tickets teach, and that it can be kept, undone and forgotten."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta

import pytest

from mailintake.classify.learned import Label, LearnedModel, fit
from mailintake.model.settings import Condition, Desk, Routing, RoutingRule, Rules, Team
from mailintake.model.ticket import Assigned, Change, Field, FieldSet, Priority, Resolved, Responded, Restored
from mailintake.store import Store
from mailintake.store.labels import CLOSED, CORRECTED, MOVED
from mailintake.store.learning import MODELS_KEPT
from mailintake.store.refit import refit, remember_all, reset
from tests.classify.conftest import built_in_rules
from tests.store.samples import NOW, TECH, ask, change, message, open_ticket, questions

ROUTING = Routing(
    teams={"av": Team("av", ("maria",)), "print": Team("print", ("sam", "lee"))},
    rules=(
        RoutingRule("av", (Condition("category", ("av",)),), "av"),
        RoutingRule("printers", (Condition("category", ("printer",)),), "print"),
    ),
)
RULES = Rules(Desk("desk@school.example"), categories=built_in_rules().categories, routing=ROUTING)


def labels(store: Store) -> list[Label]:
    with store.read() as reading:
        return [label for _, label in reading.labels(ROUTING)]


def opened(store: Store, number: int = 1) -> int:
    return open_ticket(store, number, category="printer", assignee="sam", team="print")


@pytest.mark.parametrize(
    ("changes", "taught"),
    [
        ((FieldSet(Field.CATEGORY, "av"),), ("av", CORRECTED, None)),
        ((FieldSet(Field.CATEGORY, "av"), Responded(), Resolved()), ("av", CORRECTED, Priority.NORMAL)),
        ((Assigned("maria"),), ("av", MOVED, None)),
        ((Assigned("lee"),), None),
        ((Responded(), Resolved()), ("printer", CLOSED, Priority.NORMAL)),
        ((FieldSet(Field.PRIORITY, "high"), Responded(), Resolved()), ("printer", CLOSED, Priority.HIGH)),
        ((Responded(),), None),
    ],
    ids=["corrected", "corrected and closed", "moved", "moved within", "closed", "raised", "nothing yet"],
)
def test_a_ticket_teaches(
    store: Store, changes: tuple[Change, ...], taught: tuple[str, float, Priority] | None
) -> None:
    number = opened(store)
    change(store, number, *changes, actor=TECH)

    assert [(one.category, one.weight, one.priority) for one in labels(store)] == ([taught] if taught else [])


def test_a_label_is_what_the_requester_wrote(store: Store) -> None:
    change(store, opened(store), FieldSet(Field.CATEGORY, "av"), actor=TECH)

    assert [(one.subject, one.text) for one in labels(store)] == [("Printer jams", "Paper everywhere.")]


def test_what_was_undone_teaches_nothing(store: Store) -> None:
    number = opened(store)
    with store.read() as reading:
        before = reading.ticket(number)
    assert before is not None
    change(store, number, FieldSet(Field.CATEGORY, "av"), actor=TECH)
    change(store, number, Restored(before), actor=TECH)

    assert labels(store) == []


def test_a_refit_of_the_same_table_is_the_same(store: Store) -> None:
    change(store, opened(store), FieldSet(Field.CATEGORY, "av"), actor=TECH)
    first, second = refit(store, RULES, NOW), refit(store, RULES, NOW + timedelta(days=1))

    assert first is not None
    assert second is not None
    assert first.sha256 == second.sha256


def test_nothing_to_learn_makes_no_model(store: Store) -> None:
    assert refit(store, RULES, NOW) is None
    assert ask(store, questions(message())).learned is None


def test_the_next_message_knows_what_was_learned(store: Store) -> None:
    change(store, opened(store), FieldSet(Field.CATEGORY, "av"), actor=TECH)
    refit(store, RULES, NOW)
    known = ask(store, questions(message(2)))

    assert known.learned is not None
    assert known.learned.labels == 1


def test_a_reset_forgets_and_can_be_taken_back(store: Store) -> None:
    change(store, opened(store), FieldSet(Field.CATEGORY, "av"), actor=TECH)
    refit(store, RULES, NOW)
    reset(store, NOW + timedelta(hours=1))
    assert ask(store, questions(message(2))).learned is None
    assert labels(store) == []

    remember_all(store)

    assert len(labels(store)) == 1


def test_a_model_of_another_version_is_left_alone(store: Store) -> None:
    class Other(LearnedModel):
        def to_bytes(self) -> bytes:
            return zlib.compress(json.dumps({"version": 0}).encode() + b"\n")

    with store.work() as work:
        work.keep_model(Other(labels=3), {}, NOW)

    assert ask(store, questions(message())).learned is None


def test_the_last_models_are_kept(store: Store) -> None:
    model = fit([Label("", "printer", "printer")])
    for day in range(MODELS_KEPT + 3):
        with store.work() as work:
            work.keep_model(model, {}, NOW + timedelta(days=day))
    with store.read() as reading:
        models = reading.models()

    assert len(models) == MODELS_KEPT
    assert models[0].made_at == NOW + timedelta(days=MODELS_KEPT + 2)


def test_tickets_of_the_last_minutes_are_counted_by_site_and_category(store: Store) -> None:
    for number in (1, 2):
        open_ticket(store, number, category="network", site="east")
    open_ticket(store, 3, category="network")

    assert ask(store, questions(message(9))).recent == {("east", "network"): 2}
    assert ask(store, questions(message(9)), NOW + timedelta(hours=1)).recent == {}
