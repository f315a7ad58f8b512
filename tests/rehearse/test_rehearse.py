"""A story that is not as it says names each difference with its line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mailintake.config import load
from mailintake.model.settings import Settings
from mailintake.rehearse import Sent, rehearse
from mailintake.rehearse.script import parse_script

CONFIG = Path(__file__).parent.parent / "conversations" / "lakeside" / "config"
MAYA = "--> From: Maya Lund <mlund@lakeside.example>\n    Subject: Printer\n\n    The printer jams.\n\n"
RECEIPT = "<-- To: mlund@lakeside.example\n    ...\n"
ASSIGNED = "<-- To: nbell@lakeside.example\n    ...\n"


def test_a_story_that_is_so_has_no_problems() -> None:
    assert _played(f"{MAYA}{RECEIPT}{ASSIGNED}ticket 1: status=new assignee=nora site=Pine\n") == []


def test_mail_that_is_not_named_is_a_problem_unless_the_story_allows_it() -> None:
    assert "story.txt:1: a mail went out that the story does not name" in _played(f"{MAYA}{RECEIPT}")[0]
    assert _played(f"other mail allowed\n{MAYA}{RECEIPT}") == []


WRONG = [
    ("<-- To: jpark@lakeside.example\n    ...\n", 6, "no mail went out to jpark@lakeside.example"),
    ("<-- To: mlund@lakeside.example\n    ...\n    ...unicorn...\n    ...\n", 6, "no line like `...unicorn...`"),
    ("<-- To: mlund@lakeside.example\n    ! number\n", 6, "it says “number”"),
    ("no mail to MLUND@lakeside.example\n", 6, "a mail went out"),
    ("ticket 1: status=open\n", 6, "status is `new`, not `open`"),
    ("ticket 2: status=open\n", 6, "there is no ticket 2"),
    ("ticket 1: colour=red\n", 6, "a ticket has no `colour`"),
    ("at teatime\n", 6, "`teatime` is no time"),
    ("at +999999999d\n", 6, "is no time"),
]


@pytest.mark.parametrize(("text", "line", "problem"), WRONG)
def test_each_difference_is_named_with_its_line(text: str, line: int, problem: str) -> None:
    story = f"{MAYA}{text}".replace("\n\n<--", "\n\n<--")

    problems = _played(f"{story}other mail allowed\n")

    assert len(problems) == 1
    assert problems[0].startswith(f"story.txt:{line}: ")
    assert problem in problems[0]


def test_no_mail_names_every_mail_that_went_out() -> None:
    problems = _played(f"other mail allowed\n{MAYA}no mail\n")

    assert ["story.txt:7: a mail went out:" in one for one in problems] == [True, True]


def test_exactly_one_such_mail_goes_out() -> None:
    anybody = "<-- Auto-Submitted: ...\n"

    assert "more than one such mail went out" in _played(f"other mail allowed\n{MAYA}{anybody}")[0]


def test_blocks_find_their_mails_in_any_order() -> None:
    assert _played(f"{MAYA}<-- Auto-Submitted: ...\n{RECEIPT}") == []
    assert _played(f"{MAYA}{ASSIGNED}<-- Auto-Submitted: ...\n") == []


def test_last_answers_the_last_mail_to_its_sender_with_its_token() -> None:
    reply = (
        "--> From: Maya Lund <mlund@lakeside.example>\n    In-Reply-To: last\n    X-Level: real\n\n    close\n\n"
        "    > quote\n\n"
    )

    assert _played(f"{MAYA}{RECEIPT}{ASSIGNED}{reply}{RECEIPT}{ASSIGNED}ticket 1: status=resolved\n") == []


def test_an_evidence_level_in_a_raw_mail_is_never_honoured(tmp_path: Path) -> None:
    raw = b"From: Nora <nbell@elsewhere.example>\r\nX-Level: 2\r\nSubject: Printer\r\n\r\nThe printer jams.\r\n"
    (tmp_path / "raw.eml").write_bytes(raw)

    story = "--> file: raw.eml\n\nother mail allowed\nno mail to nbell@elsewhere.example\nticket 1: verified=no\n"

    assert _played(story, tmp_path) == []


def test_a_raw_mail_of_our_domain_has_its_usual_level(tmp_path: Path) -> None:
    (tmp_path / "raw.eml").write_bytes(b"From: Maya <mlund@lakeside.example>\r\nSubject: Printer\r\n\r\nIt jams.\r\n")

    assert _played("--> file: raw.eml\n\nother mail allowed\nticket 1: verified=yes\n", tmp_path) == []


def test_a_storm_is_one_ticket_with_a_counter() -> None:
    mails = "".join(
        f"--> From: Camera {at} <camera@lakeside.example>\n    Subject: Camera {at} offline\n    Auto-Submitted: "
        f"auto-generated\n\n    Camera {at} of Pine is offline.\n\n"
        for at in range(103)
    )

    assert _played(f"at 2026-11-23 08:05\nother mail allowed\n{mails}ticket 1: repeats=3\n") == []


def test_every_mail_is_shown_to_who_wants_to_see_it() -> None:
    seen: list[Sent] = []

    rehearse(parse_script(Path("story.txt"), MAYA), _settings(), seen.append)

    assert [one.outgoing.template for one in seen] == ["receipt", "assigned"]


def _played(text: str, folder: Path = Path()) -> list[str]:
    problems = rehearse(parse_script(folder / "story.txt", text), _settings())
    return [one.removeprefix(f"{folder}/") for one in problems]


@cache
def _settings() -> Settings:
    return load(CONFIG, environ={})
