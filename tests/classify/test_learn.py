"""What the refit owes: one model from one table, true confidence, a borderline that follows the people."""

from __future__ import annotations

from mailintake.classify.learn import ENOUGH, FURTHEST, learn
from mailintake.classify.learned import Label, LearnedModel
from mailintake.model.settings import Rules
from mailintake.model.ticket import Priority

# A failure for several, with nothing said of who stands still: no rule decides it.
DOUBTFUL = "The phones act up again, they drop calls."
LABELS = tuple(
    Label(f"case {number}", f"The {thing} in room {number} {what}", category)
    for number in range(20)
    for thing, what, category in (
        ("kiln", "is cold", "other"),
        ("laminator", "is jammed", "equipment"),
        ("copier", "is out of toner", "printer"),
        ("panel", "shows no picture", "av"),
        ("grade book", "does not open", "sis"),
        ("panel", "is loose on the wall", "other"),
    )
)


def test_the_same_table_gives_the_same_bytes(rules: Rules) -> None:
    """A refit reproduces the model, in whatever order the tickets come."""
    model, check = learn(LABELS, rules)
    again, check_again = learn(tuple(reversed(LABELS)), rules)

    assert model.to_bytes() == again.to_bytes()
    assert check == check_again


def test_a_fifth_is_set_aside_to_know_how_far_to_trust_the_rest(rules: Rules) -> None:
    """With labels enough the model knows how often it is right."""
    model, check = learn(LABELS, rules)

    assert len(LABELS) >= ENOUGH
    assert check.labels > 0
    assert check.right > check.right_unlearned
    assert model.calibration != LearnedModel().calibration


def test_labels_of_categories_that_are_gone_teach_nothing(rules: Rules) -> None:
    """A category may be removed while tickets still name it."""
    assert learn([Label("", "The kiln is cold", "ceramics")], rules)[0] == LearnedModel()


def test_the_borderline_follows_those_who_set_priorities(rules: Rules) -> None:
    """Technicians who raise doubtful cases move it down, those who lower them up, and never far."""
    raised, _ = learn([Label("", DOUBTFUL, "phone", priority=Priority.HIGH)] * 8, rules)
    lowered, _ = learn([Label("", DOUBTFUL, "phone", priority=Priority.NORMAL)] * 8, rules)

    assert 0 < raised.border <= FURTHEST
    assert -FURTHEST <= lowered.border < 0
