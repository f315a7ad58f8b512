"""The demo tells its story to the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.demo.story import tell
from tests.outgoing_check import check_outbox

pytestmark = [pytest.mark.server, pytest.mark.timeout(150)]


def test_the_story_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each act shows what it promises, and the mails lie where it says."""
    assert tell(folder=tmp_path) == 0
    told = capsys.readouterr().out

    for words in (
        "ticket 1: network, high",
        "renee.okafor@example.org, priya.nair@example.org, director@example.org",
        "#close I replaced the cable",
        "ok: #close",
        "open requests",
        "sent 0 mails",
        "new.substitute@example.org",
        str(tmp_path),
    ):
        assert words in told
    assert len(list((tmp_path / "mails").glob("*.eml"))) >= 15
    # Whose turn it was is told of the desk that had the other mails before, not of one that saw this one alone.
    assert "takes turns: it was tomas's" in " ".join(told.split())
    assert "is next" not in told
    assert check_outbox(tmp_path / "demo.db") > 30
    assert "Traceback" not in (tmp_path / "daemon.log").read_text()
