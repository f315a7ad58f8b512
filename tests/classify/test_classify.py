"""What whole mails are taken for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailintake.model.decision import Classification

Judged = Callable[[str, str], Classification]


@pytest.mark.parametrize(
    ("subject", "text", "category", "priority"),
    [
        ("internet", "Good morning, nobody at East has internet since 7:50, not the office either.", "network", "high"),
        ("URGENT!!! HELP ASAP", "Could somebody show me how mail merge works? I need it this week!!!", "training", "low"),
        ("impresora", "Buenos días, la impresora del salón 12 no imprime nada desde ayer. Gracias.", "printer", "normal"),
        ("Copier jams", "The copier in the front office jams on every page. We can use the one in the library.", "printer", "normal"),
        ("board", "The projector in room 4 shows no picture.", "av", "normal"),
    ],
)  # fmt: skip
def test_a_mail_is_taken_for(judged: Judged, subject: str, text: str, category: str, priority: str) -> None:
    """Category and priority follow the words."""
    found = judged(subject, text)

    assert (found.category, found.priority) == (category, priority)
