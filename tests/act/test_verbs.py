"""Every verb answers every value, right or wrong, and what it changes can be applied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mailintake.act import BY_WORD, VERBS
from mailintake.act.carry_out import Carried, carry_out, nearest_verb
from mailintake.act.read import read_text
from mailintake.act.verb import Effect, Problem, Scene, Verb
from mailintake.decide import examine
from mailintake.model.case import Case
from mailintake.model.decision import Evidence, Known, Outcome, Thread
from mailintake.model.ticket import Status, Ticket, apply
from tests.decide.district import NORA, NOW, known, mail, rules, ticket

ACTOR = rules().routing.technicians["nora"]
VALUES = st.text(max_size=60) | st.sampled_from(
    ["me", "none", "high", "network", "Oak", "until friday", "+a -b", "1 2", "-"]
)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
@given(value=VALUES, status=st.sampled_from(list(Status)))
def test_a_verb_answers_any_value(verb: Verb, value: str, status: Status) -> None:
    present = ticket(status=status)

    answer = verb.run(Scene(_case(known(present)), ACTOR, present), value)

    assert isinstance(answer, Effect | Problem)
    if isinstance(answer, Effect):
        for change in answer.changes:
            present = apply(present, change, NOW)
        assert isinstance(present, Ticket)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_verb_is_described_for_help_and_the_reference(verb: Verb) -> None:
    assert verb.usage.startswith(f"#{verb.name}")
    assert verb.summary.endswith(".")
    assert verb.run.__doc__ is not None or verb.name in {"asset", "department", "extension", "room", "subject"}


@pytest.mark.parametrize(
    ("word", "verb"),
    [("clsoe", "close"), ("privat", "private"), ("resolvd", "close"), ("asign", "assign"), ("cateogry", "category"),
     ("pendign", "pending"), ("xyzzy", None), ("thankful", None), ("", None)],
)  # fmt: skip
def test_the_nearest_verb_is_found(word: str, verb: str | None) -> None:
    assert nearest_verb(word) == verb


def test_later_lines_see_what_earlier_ones_did() -> None:
    carried = _carried("#close\n#take", known(ticket()), home=1)

    assert [one.outcome for one in carried.results] == [Outcome.NOT_RUN, Outcome.ERROR]
    assert carried.results[1].suggestion == "#reopen"


@pytest.mark.parametrize(
    ("line", "home", "numbers"),
    [
        ("#tag 1 +x", None, {1}),
        ("#tag 1 2 +x", None, {1, 2}),
        ("#tag 1, 2 +x", None, {1, 2}),
        ("#tag #1 HELP-2 +x", None, {1, 2}),
        ("#tag [HELP-2] +x", None, {2}),
        ("#tag help-2 +x", 1, {2}),
        ("#tag #2 +x", 1, {2}),
        ("#tag 2 +x", 1, {1}),
        ("#tag +x 2", None, set()),
        ("#tag 1 1 +x", None, {1}),
        ("#tag 0 +x", None, set()),
        ("#tag 1234567890 +x", None, set()),
    ],
)
def test_numbers_in_front_name_tickets(line: str, home: int | None, numbers: set[int]) -> None:
    carried = _carried(line, known(ticket(1), ticket(2)), home=home)

    assert {number for number, _ in carried.changes} == numbers
    assert carried.failed is not bool(numbers)


@given(st.lists(st.sampled_from([*(f"#{word}" for word in BY_WORD), "#nonsense"]), max_size=5), VALUES)
def test_all_or_nothing(words: list[str], value: str) -> None:
    value = " ".join(value.split())
    carried = _carried("\n".join(f"{word} {value}" for word in words), known(ticket()), home=1)

    outcomes = {one.outcome for one in carried.results}
    assert outcomes <= ({Outcome.ERROR, Outcome.NOT_RUN} if carried.failed else {Outcome.OK})
    assert not (carried.failed and carried.changes)


def _carried(text: str, books: Known, home: int | None) -> Carried:
    case = replace(_case(books), thread=Thread(home, "token" if home else None))
    return carry_out(read_text(text, BY_WORD, certain_everywhere=True), case, ACTOR)


def _case(books: Known) -> Case:
    return examine(mail("x", NORA), books, rules(), NOW, evidence=Evidence(2, "as the test says"))
