"""alerts.yaml is checked already, although alerts are tickets like any other for now."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.config import load
from tests.config.folder import problems, write

NAME = "alerts.yaml"


def test_sources_arrive(tmp_path: Path) -> None:
    text = "nagios: {from: ['nagios@lakeside.example', '@watch.example'], format: nagios}\n"
    source = load(write(tmp_path, alerts_yaml=text), environ={}).rules.alerts["nagios"]

    assert source.senders == ("nagios@lakeside.example", "*@watch.example")
    assert source.format == "nagios"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("    subject: '(?P<state>DOWN|UP) (?P<host>\\S+)'", "    subject: '(?=x)'", "is not a regular expression"),
        ("    subject: '(?P<state>DOWN|UP) (?P<host>\\S+)'\n", "", "needs `subject` or `body`"),
        ("      HS-: hill", "      HS-: vale", "names an unknown site: `vale`"),
        ("[watch@lakeside.example]", "[]", "must name at least one"),
        ("{file: watch.secret}", "swordfish", "must say where the secret lies"),
        ("  format:", "  fromat:", "unknown key `fromat`"),
    ],
)
def test_what_is_no_source_is_refused(tmp_path: Path, old: str, new: str, text: str) -> None:
    found = problems(tmp_path, NAME, old, new)

    assert any(text in one.text for one in found), found
    assert "swordfish" not in "".join(str(one) for one in found)
