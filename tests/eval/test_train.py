"""Making the models of the package where there are none that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval import train
from mailintake.classify.learned import LearnedModel, ModelVersionError
from mailintake.classify.trained import CATEGORY, PRIORITY, Trained


@pytest.mark.parametrize("error", [FileNotFoundError(), ModelVersionError(0)], ids=["none", "of-another-version"])
def test_making_begins_with_models_that_know_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception
) -> None:
    """The rules cannot be compiled without, and nothing of old models goes into the new."""

    def unreadable() -> Trained:
        raise error

    monkeypatch.setattr(train, "DEFAULTS", tmp_path)
    monkeypatch.setattr(train, "trained", unreadable)
    train.begin()

    assert [LearnedModel.from_bytes((tmp_path / name).read_bytes()) for name in (CATEGORY, PRIORITY)] == [
        LearnedModel(),
        LearnedModel(),
    ]


def test_models_that_can_be_read_stay_until_there_are_new_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Making them takes a while."""
    monkeypatch.setattr(train, "DEFAULTS", tmp_path)
    train.begin()

    assert not list(tmp_path.iterdir())
