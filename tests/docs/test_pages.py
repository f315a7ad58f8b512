"""The pages can be built, every link leads somewhere, and what is not built yet is not built yet."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.make.command_line import helps
from mailintake.act import BY_WORD
from mailintake.compose import NOTICES
from tests.docs.district import DOCS
from tests.repository.pins import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
AT_THE_TOP = sorted(ROOT.glob("*.md"))
OPEN = (DOCS / "known-issues.md").read_text(encoding="utf-8").partition("## Not built yet")[2].partition("\n## ")[0]
PROMISED = [cells[1] for line in OPEN.splitlines() if (cells := line.split("|"))[1:] and not line.startswith("| ---")]


@pytest.mark.timeout(300)
def test_all_pages_become_html_without_a_warning(tmp_path: Path) -> None:
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        DOCS,
        tmp_path,
    ]
    built = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert (built.returncode, built.stderr) == (0, "")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not re.search(r'(src|<link[^>]+href)="https?://', html), "a page loads something from elsewhere"


@pytest.mark.parametrize("page", AT_THE_TOP, ids=lambda page: page.name)
def test_every_link_of_the_pages_at_the_top_leads_somewhere(page: Path) -> None:
    targets = [one for one in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in one]

    assert [one for one in targets if not (ROOT / one.partition("#")[0]).exists()] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 125


@pytest.mark.parametrize("word", sorted(set(re.findall(r"`#(\w+)`", " ".join(PROMISED)))))
def test_a_command_that_is_not_built_yet_is_not_built_yet(word: str) -> None:
    assert word not in BY_WORD


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(mailintake \w+)`", " ".join(PROMISED)))))
def test_a_subcommand_that_is_not_built_yet_is_not_built_yet(name: str) -> None:
    assert name not in dict(helps())


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([a-z]\w+)`", " ".join(PROMISED)))))
def test_a_notice_that_is_not_built_yet_is_not_built_yet(name: str) -> None:
    assert name not in NOTICES
