"""Fixtures of the faults: who starts the lives, and scenes for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.life import Starter
from tests.faults.scene import Scene, scene_of
from tests.servers.dovecot import DovecotServer
from tests.servers.sink import SmtpSink


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    with Starter() as one:
        yield one


@pytest.fixture
def new_scene(
    tmp_path: Path, dovecot: DovecotServer, smtp_sink: SmtpSink, starter: Starter
) -> Iterator[Callable[[str | None], Scene]]:
    """Yield what makes a scene, on SQLite or on the PostgreSQL at that URL."""
    with ExitStack() as scenes:
        yield lambda url: scenes.enter_context(scene_of(tmp_path, dovecot, smtp_sink, starter, url))
