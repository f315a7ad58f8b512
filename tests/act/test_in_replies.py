"""Commands in replies of the usual mail programs: which are found, and that none of the quoted part is carried out."""

from __future__ import annotations

from functools import cache

import pytest

from bench.commands import (
    AFTER,
    BAR,
    ON_TOP,
    PLANTED,
    UNSURE,
    Score,
    judge,
    measure,
    reaches_the_bar,
    samples,
)
from bench.reply_notice import MARKER_FORMS
from bench.reply_shapes import SHAPES
from mailintake.act import BY_WORD
from mailintake.act.read import Reading, read_text

# It shares no factor with how often anything comes round; `python -m bench.commands` reads all of them.
EVERY = 37


@cache
def score() -> Score:
    return measure(EVERY)


def test_commands_on_top_are_all_found() -> None:
    assert score().misses[ON_TOP] == []
    assert score().asked["all", ON_TOP] > 500


@pytest.mark.parametrize("shape", sorted({f"{one.name}, {one.parts}" for one in SHAPES}))
def test_commands_after_prose_are_found_where_the_marker_stands(shape: str) -> None:
    assert score().rate(AFTER, shape) >= BAR, score().misses[AFTER]
    assert score().asked[shape, AFTER] > 20


def test_without_the_marker_what_stands_after_prose_is_not_carried_out() -> None:
    assert score().misses[UNSURE] == []
    assert score().asked["all", UNSURE] > 100


def test_nothing_of_the_quote_is_ever_carried_out() -> None:
    assert score().misses[PLANTED] == []
    assert score().asked["all", PLANTED] == score().mails
    assert reaches_the_bar(score())


def test_every_form_of_the_marker_is_among_the_replies() -> None:
    names = [one.name for one in samples(EVERY)]

    assert not [form for form in MARKER_FORMS if not any(f"marker {form}," in name for name in names)]


def test_the_count_can_fail() -> None:
    """What is not found, and what is carried out of the quote, is counted as wrong."""
    missed, planted = Score(), Score()
    for sample in samples(EVERY):
        judge(sample, Reading(), missed)
        judge(sample, read_text("#close planted", BY_WORD, certain_everywhere=True), planted)

    assert missed.rate(ON_TOP) == missed.rate(AFTER) == 0
    assert planted.rate(PLANTED) < 1
    assert not reaches_the_bar(missed)
    assert not reaches_the_bar(planted)
