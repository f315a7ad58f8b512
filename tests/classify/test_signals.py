"""What is heard about impact, and what takes it back."""

from __future__ import annotations

import pytest

from mailintake.classify.monitoring import State, state
from mailintake.classify.signals import Signals, compile_cues, hear
from mailintake.classify.tokens import read
from tests.classify.conftest import built_in_rules

LEXICON = compile_cues(built_in_rules().priorities.cues, {})


def _heard(text: str, subject: str = "") -> Signals:
    return hear(read(subject, text), LEXICON)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Nothing loads in the whole building.", "site"),
        ("All 32 students are locked out.", "group"),
        ("Half of my class cannot log in.", "group"),
        ("Both secretaries lost their mail.", "department"),
        ("We use the one in the library meanwhile.", "workaround"),
        ("There is no other lab.", "no_workaround"),
        ("My laptop will not turn on.", "no_power"),
        ("The kids just sit there waiting.", "stopped"),
        ("Nadie puede entrar.", "nobody"),
        ("Mientras usamos la de la biblioteca.", "workaround"),
    ],
)
def test_a_cue_is_heard(text: str, label: str) -> None:
    """The built-in words cover what people write."""
    assert _heard(text).has(label)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It is not broken, we just bought it.", "failure"),
        ("We cannot use another one.", "workaround"),
        ("Nobody is stuck at the moment.", "failure"),
        ("The wifi was down. That is working again now.", "failure"),
    ],
)
def test_a_cue_is_taken_back(text: str, label: str) -> None:
    """Negation and good news count."""
    assert not _heard(text).has(label)


def test_a_question_for_information_is_no_request() -> None:
    """`Do we need` asks, `we need` wants."""
    assert not _heard("Do we still need to dial 9?").requests
    assert _heard("We need a new phone.").requests


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("PROBLEM: core", "Host: core\nState: DOWN", State.DOWN),
        ("RECOVERY: core", "Host: core\nState: UP\nWas down 4 minutes", State.RECOVERED),
        ("WARNING: WAN", "Utilization above threshold. Automated alert.", State.WARNING),
        ("wifi", "My host is down, I need help.", None),
    ],
)
def test_a_monitoring_program_is_heard(subject: str, text: str, expected: State | None) -> None:
    """Its state decides; people are not taken for programs."""
    assert state(_heard(text, subject)) is expected
