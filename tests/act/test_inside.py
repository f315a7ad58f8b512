"""Which lines keep the words of a mail inside."""

from __future__ import annotations

import pytest

from mailintake.act import BY_WORD
from mailintake.act.inside import keeps_inside
from mailintake.act.read import read_text


@pytest.mark.parametrize(
    "line",
    [
        "#private",
        "  #Private: he lies",
        "!private",
        "# private",
        "##private",
        "\uff03private",
        "*#private*",
        "#note he lies",
        "#internal",
        "#internal note he lies",
        "#prvate",
        "#pirvate he lies",
        "#privat",
        "#privte.",
        "#interal note",
        "#p\u200brivate",
    ],
)
def test_a_line_that_is_or_resembles_private_keeps_the_words_inside(line: str) -> None:
    assert keeps_inside(line, BY_WORD)


@pytest.mark.parametrize("line", ["", "private", "#public", "#priority low", "#close", "#4 is dead", "note this", "#"])
def test_other_lines_do_not(line: str) -> None:
    assert not keeps_inside(line, BY_WORD)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hello,\n#private\nHe lies.", "#private"),
        ("He lies.\n#prvate", "#prvate"),
        ("#stop\n#note\nHe lies.", "#note"),
        ("#private\nHe lies.\n#note again", ""),
        ("He helps.\n#close", ""),
    ],
)
def test_what_is_not_run_still_keeps_inside(text: str, kept: str) -> None:
    assert read_text(text, BY_WORD, certain_everywhere=False).kept == kept
