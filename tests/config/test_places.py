"""Where relative paths begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.config import load
from tests.config.folder import replaced, write


def test_data_lies_beside_a_folder_named_config(tmp_path: Path) -> None:
    settings = load(write(tmp_path / "config"), environ={})

    assert settings.database == f"sqlite:///{tmp_path}/data/desk.db"
    assert settings.files == tmp_path / "data/files"


def test_data_lies_in_a_folder_of_another_name(tmp_path: Path) -> None:
    settings = load(write(tmp_path / "desk"), environ={})

    assert settings.database == f"sqlite:///{tmp_path}/desk/data/desk.db"


def test_the_state_directory_of_systemd_comes_first(tmp_path: Path) -> None:
    settings = load(write(tmp_path / "config"), environ={"STATE_DIRECTORY": "/var/lib/mailintake:/var/lib/other"})

    assert settings.database == "sqlite:////var/lib/mailintake/data/desk.db"
    assert settings.files == Path("/var/lib/mailintake/data/files")


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "config")
    monkeypatch.chdir(tmp_path)
    settings = load(Path("config"), environ={})

    assert settings.database == f"sqlite:///{tmp_path}/data/desk.db"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:////srv/desk.db", "sqlite:////srv/desk.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://desk@db.example/desk", "postgresql://desk@db.example/desk"),
        ("postgresql+psycopg://desk@db.example/desk", "postgresql+psycopg://desk@db.example/desk"),
        ("postgres://desk@db.example/desk", "postgresql://desk@db.example/desk"),
    ],
)
def test_an_address_that_is_whole_stays(tmp_path: Path, written: str, read: str) -> None:
    text = replaced("mailintake.yaml", "sqlite:///data/desk.db", f'"{written}"')

    assert load(write(tmp_path, mailintake_yaml=text), environ={}).database == read


def test_templates_of_the_district_are_used_where_the_folder_exists(tmp_path: Path) -> None:
    without = load(write(tmp_path), environ={}).templates
    (tmp_path / "templates").mkdir()

    assert without is None
    assert load(tmp_path, environ={}).templates == tmp_path / "templates"
