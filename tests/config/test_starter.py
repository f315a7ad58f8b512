"""`init` writes a configuration that is valid as it stands."""

from __future__ import annotations

from pathlib import Path

from mailintake.config import check, init, load

WRITTEN = [
    "mailintake.yaml", "routing.yaml", "sites.yaml", "directory.csv", "calendar.yaml", "categories.yaml",
    "priorities.yaml", "alerts.yaml",
]  # fmt: skip


def test_what_init_writes_passes_check(tmp_path: Path) -> None:
    written = init(tmp_path / "new" / "config")

    assert [one.name for one in written] == WRITTEN
    assert check(tmp_path / "new" / "config") == ()
    assert load(tmp_path / "new" / "config", environ={}).inactive == ()


def test_the_templates_folder_is_there_and_empty(tmp_path: Path) -> None:
    init(tmp_path)

    assert list((tmp_path / "templates").iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "routing.yaml").write_text("mine\n")
    written = init(tmp_path)

    assert tmp_path / "routing.yaml" not in written
    assert (tmp_path / "routing.yaml").read_text() == "mine\n"
    assert init(tmp_path) == ()


def test_what_is_commented_out_is_valid_too(tmp_path: Path) -> None:
    init(tmp_path)
    for name in ("categories.yaml", "priorities.yaml", "alerts.yaml"):
        lines = (tmp_path / name).read_text().splitlines()
        begin = next(index for index, line in enumerate(lines) if line == "#") + 1
        examples = [
            line.removeprefix("# ")
            for line in lines[begin:]
            if not line.startswith("#   p") and "   seeds   " not in line
        ]
        (tmp_path / name).write_text("\n".join(one for one in examples if one != "#") + "\n")

    assert check(tmp_path) == ()
    assert "theater" in load(tmp_path, environ={}).rules.categories
