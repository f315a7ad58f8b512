"""YAML as admins write it, and as nobody should."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.config import Problem, load
from mailintake.config.nodes import Scalar
from mailintake.config.source import parse
from tests.config.folder import FILES, loaded, write


def first_problem(content: str | bytes) -> str:
    """Return the only problem of a file."""
    problems: list[Problem] = []
    parse("x.yaml", content.encode() if isinstance(content, str) else content, problems)
    assert len(problems) == 1, problems
    return str(problems[0])


@pytest.mark.parametrize("text", ["no", "012", "1:30", "1e3", "0x1F", "2026-12-01", "on", "1_000"])
def test_a_plain_word_keeps_its_letters(text: str) -> None:
    table = parse("x.yaml", f"room: {text}\n".encode(), [])

    assert table is not None
    value = table.pairs[0][1]
    assert isinstance(value, Scalar)
    assert value.text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a:\n\t- b\n", "x.yaml:2:1: a tab stands where YAML wants spaces\nhint: indent with spaces"),
        ("a: 1\n\tb: 2\n", "a tab stands where YAML wants spaces"),
        ("a: b: c\n", "x.yaml:1:5: a `:` stands where a value goes on"),
        ("a: 1 2: 3\n", "x.yaml:1:7: a `:` stands where a value goes on"),
        ("a: *b\n", "x.yaml:1:4: `*b` names nothing that stands above it"),
        ("a: !ENV b\n", "x.yaml:1:4: the tag `!ENV` is not known here"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document begins here"),
        ("- a\n", "x.yaml:1:1: the file must hold `key: value` lines, not a list"),
        ("hello\n", "the file must hold `key: value` lines, not `hello`"),
        ("? [a]\n: b\n", "x.yaml:1:3: a key must be a word, not a list"),
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: `a` stands twice, first in line 1"),
        ("a: \x07\n", "x.yaml:1:4: a control character (U+0007) stands here"),
        (b"a: 1\nb: caf\xe9\n", "x.yaml:2:7: the file is not UTF-8 here\nhint: save it as UTF-8"),
        ("a: 1".encode("utf-16"), "the file is UTF-16"),
        (b"a: " + b"x" * (9 * 1024 * 1024), "larger than 8 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(content: str | bytes, text: str) -> None:
    assert text in first_problem(content)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('a: "b\nc: d\ne: "f"\ng: h\n', '1:4: the quote " that opens here is not closed (noticed in line 3)'),
        ("a: 'b\nc: d\n", "1:4: the quote ' that opens here is not closed (noticed at the end of the file)"),
        ("a: 'it''s\nc: d\n", "1:4: the quote ' that opens here is not closed"),
        ('a: "b\n  c"\ne: "f\ng: "h"\n', '3:4: the quote " that opens here is not closed (noticed in line 4)'),
        ('r:\n- {s: ["a, b]}\n- {s: ["c"]}\n', '2:8: the quote " that opens here is not closed'),
        ("a: [b, c\nd: e\n", "1:4: the `[` that opens here is not closed (noticed in line 2)"),
        ("a: {b: c\nd: {e: f}\n", "1:4: the `{` that opens here is not closed (noticed in line 2)"),
        ("a: b\nc: [\n", "2:4: the `[` that opens here is not closed"),
        ("a: [b, c]]\n", "1:10: the `]` closes what nothing opens"),
        ("a:\n  b: c\n    d: e\n", "3:5: this line is indented deeper than line 2, which has a value already"),
        ("a:\n    b: c\n  d: e\n", "3:3: this line begins in column 3, the one above it in column 5"),
        ("a:\n  - b\n  c: d\n", "3:3: this line does not fit to line 2"),
        ("a:\n  b c\n  d: e\n", "2:3: a `:` is missing in this line (noticed in line 3)"),
        ("a:\n  b\nc: d\ne\nf: g\n", "4:1: a `:` is missing after this word (noticed in line 5)"),
        ("a:\n  b:c\n  d: e\n", "2:4: a space is missing after the `:` (noticed in line 3)"),
        ('a: "b" c\n', "1:8: words stand behind the end of a value"),
        ("a: @b\n", "1:4: a value cannot begin with `@`\nhint: put it in quotes"),
        ('a: "\\q"\n', "1:6: in double quotes `\\` begins an escape"),
    ],
)
def test_a_slip_is_told_where_it_was_made(content: str, text: str) -> None:
    assert f"x.yaml:{text}" in first_problem(content)


@pytest.mark.parametrize("content", ["a: " + "[" * 20_000, "a: " + "{b: " * 20_000, "- " * 5000 + "x"])
def test_deep_nesting_is_refused_at_once(content: str) -> None:
    begun = time.perf_counter()

    assert "nested more than 30 levels" in first_problem(content)
    assert time.perf_counter() - begun < 5


def test_an_alias_bomb_is_refused_before_it_is_unfolded() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]

    assert "holds more than 200000 values" in first_problem("\n".join(rows))


def test_an_alias_repeats_what_it_names(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        "routing.yaml",
        "    members: [ada, bob]\n    strategy: round-robin\n",
        "    members: &all [ada, bob]\n    strategy: round-robin\n",
    )

    assert settings.rules.routing.teams["everyone"].members == ("ada", "bob")


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_byte_order_marks_and_crlf_change_nothing(tmp_path: Path, change: object) -> None:
    assert callable(change)
    plain = load(write(tmp_path / "a" / "config"), environ={})
    changed = {name.replace(".", "_"): change(text) for name, text in FILES.items()}
    other = load(write(tmp_path / "b" / "config", **changed), environ={})

    assert other.rules.routing.technicians == plain.rules.routing.technicians
    assert other.rules.desk == plain.rules.desk
    assert other.rules.directory == plain.rules.directory
    assert other.smtp is not None
    assert plain.smtp is not None
    assert other.smtp.rate == plain.smtp.rate


def test_an_empty_file_is_one_without_keys(tmp_path: Path) -> None:
    settings = load(write(tmp_path, calendar_yaml="# nothing yet\n", sites_yaml=None, directory_csv=None,
                          routing_yaml="technicians: {ada: {email: ada@x.example}}\notherwise: ada\n", alerts_yaml="",
                          mailintake_yaml="desk: {address: a@x.example}\n"), environ={})  # fmt: skip

    assert settings.rules.sites == {}


@given(st.text(alphabet="ab:-[]{}\"'#\\ @*&!|>,\n\t", max_size=60))
def test_whatever_the_slip_it_has_a_place_in_the_file(text: str) -> None:
    problems: list[Problem] = []
    parse("x.yaml", text.encode(), problems)

    assert all(1 <= one.place.line <= text.count("\n") + 2 for one in problems)
