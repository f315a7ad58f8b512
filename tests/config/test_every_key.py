"""Whatever is done to any key of any file, the place is named, and nothing else happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.config import Problem, check
from mailintake.config.source import parse
from tests.config.folder import FILES, write

LINES = [
    pytest.param(name, index, id=f"{name}:{index + 1}:{line.strip().partition(':')[0]}")
    for name, text in FILES.items()
    if name.endswith(".yaml")
    for index, line in enumerate(text.splitlines())
]
REQUIRED = [
    ("mailintake.yaml", "  address: help@lakeside.example\n", "`desk.address` is missing"),
    ("mailintake.yaml", "    host: imap.lakeside.example\n", "`mailboxes.main.host` is missing"),
    ("mailintake.yaml", "    password: {env: IMAP_PASSWORD}\n", "`mailboxes.main.password` is missing"),
    ("mailintake.yaml", "  host: smtp.lakeside.example\n", "`smtp.host` is missing"),
    ("mailintake.yaml", "  listen: 127.0.0.1:9108\n", "`metrics.listen` is missing"),
    ("routing.yaml", "    email: bob@lakeside.example\n", "`technicians.bob.email` is missing"),
    ("routing.yaml", "        to: 2027-01-02\n", "`technicians.bob.away[1].to` is missing"),
    ("routing.yaml", "    members: [ada]\n", "`teams.nearby.members` is missing"),
    ("routing.yaml", "    assign: nearby\n", "`rules[1].assign` is missing"),
    ("routing.yaml", "otherwise:\n  assign: everyone\n", "`otherwise` is missing"),
    ("calendar.yaml", "    to: 2027-01-08\n", "`holidays[2]` needs either `date` or both `from` and `to`"),
    ("calendar.yaml", '    hours: "08:00-12:00"\n', "`half_days[1].hours` is missing"),
    ("alerts.yaml", "  from: [watch@lakeside.example]\n", "`watch.from` is missing"),
]


def changed(folder: Path, name: str, lines: list[str]) -> Path:
    """Write the folder with other lines in one file."""
    return write(folder, **{name.replace(".", "_"): "\n".join(lines) + "\n"})


def split(line: str) -> tuple[str, str]:
    """Return what stands before a key (white space, `- `), and the key."""
    start = line.replace("- ", "  ", 1)
    indent = start[: len(start) - len(start.lstrip())]
    return indent, start.strip().partition(":")[0]


@pytest.mark.parametrize(("name", "index"), LINES)
def test_a_key_that_stands_twice_is_refused_at_its_line(tmp_path: Path, name: str, index: int) -> None:
    lines = FILES[name].splitlines()
    indent, key = split(lines[index])
    # A second one of the same key behind the first, with all that belongs to it left to the first.
    end = next((at for at in range(index + 1, len(lines)) if len(split(lines[at])[0]) <= len(indent)), len(lines))
    lines.insert(end, f"{indent}{key}: again")

    found = check(changed(tmp_path, name, lines))
    assert [(one.place.line, one.text) for one in found] == [
        (end + 1, f"`{key}` stands twice, first in line {index + 1}")
    ]


@pytest.mark.parametrize(("name", "index"), LINES)
def test_a_value_of_the_wrong_kind_is_refused_at_its_line(tmp_path: Path, name: str, index: int) -> None:
    lines = FILES[name].splitlines()
    indent, _ = split(lines[index])
    end = next((at for at in range(index + 1, len(lines)) if len(split(lines[at])[0]) <= len(indent)), len(lines))
    begin = lines[index].partition(":")[0]
    lines[index:end] = [f"{begin}: [[no, [such]]]"]

    found = check(changed(tmp_path, name, lines))
    assert any(one.place.line == index + 1 and one.place.file.endswith(name) for one in found), found


@pytest.mark.parametrize(("name", "index"), LINES)
def test_an_unknown_key_is_refused_at_its_line(tmp_path: Path, name: str, index: int) -> None:
    lines = FILES[name].splitlines()
    indent, _ = split(lines[index])
    lines.insert(index + 1 if lines[index].strip().startswith("-") else index, f"{indent}xyzzy: 1")

    found = check(changed(tmp_path, name, lines))
    at = lines.index(f"{indent}xyzzy: 1") + 1
    if free_names(name, indent, lines, at):
        return
    assert any(one.place.line == at and "xyzzy" in one.text for one in found), found


def free_names(name: str, indent: str, lines: list[str], at: int) -> bool:
    """Tell whether any word may stand there: phrases of a category."""
    above = next((line for line in reversed(lines[: at - 1]) if len(split(line)[0]) < len(indent)), "")
    return name == "categories.yaml" and above.strip() == "phrases:"


@pytest.mark.parametrize(("name", "piece", "text"), REQUIRED)
def test_a_key_that_must_be_there_is_missed(tmp_path: Path, name: str, piece: str, text: str) -> None:
    assert FILES[name].count(piece) == 1
    found = check(write(tmp_path, **{name.replace(".", "_"): FILES[name].replace(piece, "")}))

    assert text in [one.text for one in found]


@given(content=st.one_of(st.binary(max_size=200), st.text("abc: \n-[]{}&*!|>'\"#\t0~", max_size=80).map(str.encode)))
def test_any_bytes_are_a_table_or_a_problem(content: bytes) -> None:
    problems: list[Problem] = []
    table = parse("x.yaml", content, problems)

    assert table is None or table.place.file == "x.yaml"
    assert all(one.place.line >= 1 and one.place.column >= 1 for one in problems)
