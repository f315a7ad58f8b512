"""Every story is played on the desk of its folder: what goes out is as it says, and fit to be sent."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mailintake.config import load
from mailintake.model.settings import Settings
from mailintake.rehearse import Sent, rehearse_file
from tests.outgoing_check import INTERNAL, check_outgoing

FOLDER = Path(__file__).parent
STORIES = sorted(FOLDER.glob("*/*.txt"))


@pytest.mark.parametrize("story", STORIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_story_goes_as_it_is_told(story: Path) -> None:
    settings = _settings(story.parent / "config")
    sent: list[Sent] = []

    problems = rehearse_file(story, settings, sent.append)

    assert problems == ()
    for one in sent:
        _check(one, settings)


def test_there_is_a_story_for_every_verdict_and_verb() -> None:
    told = "\n".join(story.read_text(encoding="utf-8") for story in STORIES)

    assert len(STORIES) > 100
    assert not [word for word in ("X-Level: -1", "X-Level: 0", "X-Level: 1", "X-Level: real") if word not in told]


def _check(sent: Sent, settings: Settings) -> None:
    """Look at what goes to anybody but technicians; all else is checked when it is written into the outbox."""
    out = sent.outgoing
    if settings.rules.routing.technician(out.to) is None:
        check_outgoing(out.content, out.to, never=(INTERNAL,))


@cache
def _settings(folder: Path) -> Settings:
    return load(folder, environ={})
