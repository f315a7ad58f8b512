"""What words that no rule knows may decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailintake.classify.features import Scale, see
from mailintake.classify.learned import LearnedModel, Lesson, fit_lessons
from mailintake.classify.priority import judge
from mailintake.classify.signals import compile_cues, hear
from mailintake.classify.tokens import read
from mailintake.classify.trained import Trained
from mailintake.model.ticket import Priority, Scope
from tests.classify.conftest import built_in_rules

LEXICON = compile_cues(built_in_rules().priorities.cues, {})
# No cue is heard in it.
TEXT = "The bells ring at random."
THRESHOLD = 0.38


def _taught(slope: float) -> LearnedModel:
    """Return a model for which the text is like those that were High; the slope says how sure that makes it."""
    texts = {"high": TEXT, "normal": "Bulbs for the lamp.", "low": "Flowers on the wall."}
    lessons = [Lesson(frozenset(see(read("", text))), key) for key, text in texts.items()]
    return replace(fit_lessons(lessons, Scale.of([one.seen for one in lessons]), 3, 1.0), calibration=(0.0, slope))


@pytest.mark.parametrize(
    ("slope", "category", "expected"),
    [
        (5.0, "phone", Priority.HIGH),
        (0.3, "phone", Priority.NORMAL),
        (5.0, "other", Priority.NORMAL),
    ],
    ids=["sure", "likely", "not-ours"],
)
def test_without_a_word_for_failure_it_takes_more_to_be_high(
    monkeypatch: pytest.MonkeyPatch, slope: float, category: str, expected: Priority
) -> None:
    """What is much like mails that were High is, in whatever words; what is somewhat like them waits as Normal."""
    made = Trained(LearnedModel(), _taught(slope))
    monkeypatch.setattr("mailintake.classify.priority.trained", lambda: made)
    found = judge(hear(read("", TEXT), LEXICON), category, THRESHOLD)

    assert found.priority is expected
    assert found.scope is (Scope.GROUP if expected is Priority.HIGH else Scope.PERSON)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Can you make a group address boosters@ for the six of us?", "email"),
        ("New accountant needs a second monitor and a docking station.", "equipment"),
        ("Please install GeoGebra for all students on the computers in lab 112.", "software"),
    ],
)
def test_a_request_hits_nobody_and_nothing_failed(text: str, category: str) -> None:
    because = judge(hear(read("", text), LEXICON), category, THRESHOLD).because

    assert because
    assert not [one for one in because if one.startswith(("hits ", "failure", "no workaround"))]


def test_that_no_way_around_is_named_is_said_only_where_it_counts() -> None:
    text = "My attendance won't submit for 3rd hour. I handed the list to the office."

    found = judge(hear(read("", text), LEXICON), "sis", THRESHOLD)

    assert found.priority is Priority.NORMAL
    assert "no workaround named" not in found.because
