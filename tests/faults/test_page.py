"""The page of faults names tests that exist, and each case that it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "faults.md"
ROWS = re.findall(r"^\| (.+?) \| `(.+?)::(.+?)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
INTAKE = ("X01", "X02", "X04", "X07", "X09", "X10", "X11", "X13", "X14", "X15", "X17")
OUTBOX = ("O01", "O02", "O03", "O04", "O06", "O07", "O08", "O10", "O11")
CASES = (*INTAKE, *OUTBOX, "S01", "S04", "S05", "S06", "T03", "T04")


@pytest.mark.parametrize(("case", "file", "name"), ROWS)
def test_a_case_is_held_by_a_test(case: str, file: str, name: str) -> None:
    assert f"def {name}(" in (FOLDER / file).read_text(encoding="utf-8"), case


def test_each_case_has_its_row() -> None:
    named = {word.rstrip(",") for case, _, _ in ROWS for word in case.split()}

    assert [one for one in CASES if one not in named] == []
