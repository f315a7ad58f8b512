"""`explain` says of heavy mail what the intake would do with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailintake.cli.explaining import Explainer
from mailintake.config import load
from tests.acceptance.house import CONFIG, NOW, mail

MIB = 1024 * 1024


@pytest.fixture
def explainer(tmp_path: Path) -> Iterator[Explainer]:
    settings = replace(load(CONFIG, environ={}), database=f"sqlite:///{tmp_path / 'none.db'}", files=tmp_path / "files")
    with Explainer(settings, NOW, lambda: settings.rules) as opened:
        yield opened


def explained(explainer: Explainer, content: bytes) -> dict[str, Any]:
    return explainer.explain("a.eml", content)


def test_r01_a_mail_that_is_too_heavy_would_be_quarantined(explainer: Explainer) -> None:
    """R01: a mail beyond the child's memory is `quarantined`, with its reason, its size and digest."""
    found = explained(explainer, mail(body=bytes(300 * MIB)))

    assert found["verdict"]["kind"] == "quarantined"
    assert "could not be parsed within the limits" in found["verdict"]["reason"]
    assert found["message"]["subject"] == ""


def test_odd_mail_is_explained_like_any_other(explainer: Explainer) -> None:
    found = explained(explainer, mail("Content-Type: text/html", body="<p>The printer jams." * 70_000))

    assert found["verdict"]["kind"] == "new"
    assert found["message"]["subject"] == "Printer"
