"""Judgement must not get worse: mails that nobody looked at while the words were chosen, with the words as shipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from eval.calibration import error, text_plot, write_png
from eval.mails import DEFAULTS, HELD_BACK, OWN, TRAINING, Judged, judge, load_mails, load_rules
from eval.train import read_lessons, teach_category
from mailintake.classify.compiled import compile_rules
from mailintake.classify.learned import LearnedModel
from mailintake.classify.trained import CATEGORY, PRIORITY

Right = Callable[[Judged], bool]


@cache
def judged() -> tuple[Judged, ...]:
    rules = load_rules()
    return tuple(judge(mail, rules) for mail in load_mails(HELD_BACK))


@cache
def judged_own() -> tuple[Judged, ...]:
    rules = load_rules()
    return tuple(judge(mail, rules) for mail in load_mails(OWN))


def share(right: Right, among: tuple[Judged, ...]) -> float:
    return sum(map(right, among)) / len(among)


def high(found: tuple[Judged, ...]) -> tuple[Judged, ...]:
    return tuple(one for one in found if one.high)


def called_high(found: tuple[Judged, ...]) -> tuple[Judged, ...]:
    return tuple(one for one in found if one.called_high)


@pytest.mark.parametrize(
    ("least", "right"),
    [(0.86, lambda one: one.category_right), (0.87, lambda one: one.priority_right)],
    ids=["category", "priority"],
)
def test_mails_of_another_hand_are_judged_no_worse(least: float, right: Right) -> None:
    assert share(right, judged()) >= least


def test_high_is_found_no_worse_and_not_cried_for_nothing() -> None:
    assert share(lambda one: one.called_high, high(judged())) >= 0.9
    assert share(lambda one: one.high, called_high(judged())) >= 0.85
    assert not [one.mail["id"] for one in judged() if one.high and one.called_low]


@pytest.mark.parametrize(
    ("least", "right"),
    [(0.98, lambda one: one.category_right), (0.93, lambda one: one.priority_right)],
    ids=["category", "priority"],
)
def test_own_mails_stay_understood(least: float, right: Right) -> None:
    assert share(right, judged_own()) >= least
    assert not [one.mail["id"] for one in judged_own() if one.high and one.called_low]


def test_the_confidence_is_true_within_what_so_few_mails_can_show() -> None:
    assert error([(one.found.confidence, one.category_right) for one in judged()]) <= 0.05


def test_the_package_brings_what_the_labelled_mails_teach() -> None:
    """The same mails give the same weights, whoever makes them again."""
    tools = compile_rules(load_rules())
    made = teach_category(read_lessons([*load_mails(OWN), *load_mails(TRAINING)], tools))
    brought = LearnedModel.from_bytes((DEFAULTS / CATEGORY).read_bytes())

    assert brought == replace(made, calibration=brought.calibration)
    assert LearnedModel.from_bytes((DEFAULTS / PRIORITY).read_bytes()).labels == made.labels


def test_no_mail_is_both_taught_and_held_back() -> None:
    taught = {mail["body"] for mail in (*load_mails(OWN), *load_mails(TRAINING))}

    assert not [mail["id"] for mail in load_mails(HELD_BACK) if mail["body"] in taught]


def test_a_calibration_is_drawn_in_words_and_as_a_picture(tmp_path: Path) -> None:
    sure = [(0.95, True), (0.92, True), (0.35, False)]
    write_png(tmp_path / "plot.png", sure)

    assert [line.split()[0] for line in text_plot(sure)] == ["0.3-0.4", "0.9-1.0"]
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
