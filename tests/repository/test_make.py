"""`make` alone tells what there is, and starts nothing."""

from __future__ import annotations

import re
import subprocess

from tests.repository.pins import ROOT


def test_make_alone_tells_every_word() -> None:
    told = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert phony is not None
    words = set(phony[1].split()) - {"help", "set-up"}
    assert {line.split()[1] for line in told.splitlines()} == words
