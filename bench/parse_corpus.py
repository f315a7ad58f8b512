"""Compares the parser with a folder of mails whose right reading is known.

Usage: python -m bench.parse_corpus FOLDER [--misses WHAT]

FOLDER holds `index.jsonl`, one JSON object a line: `source`, `path` (below FOLDER), `role` (`msg` for a whole message,
`body` for the text of a reply), `kind`, and `expected` with any of `subject`, `from_email`, `from_name`, `body_text`,
`body_text_ws`, `attachments` (with `name`), `reply_text`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailintake.model.message import Message
from mailintake.parse.message import parse_message

REPLY_HEADER = b"Subject: Re: a reply\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
# An expectation with the replacement character is a wrong reading itself.
_BROKEN = "\ufffd"


@dataclass(slots=True)
class Score:
    """How many of how many were right, and which were not."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: dict[str, list[tuple[str, object, object]]] = field(default_factory=lambda: defaultdict(list))

    def count(self, what: str, path: str, expected: object, found: object, *, right: bool) -> None:
        """Count one answer."""
        self.asked[what] += 1
        self.right[what] += right
        if not right:
            self.misses[what].append((path, expected, found))


def main() -> None:
    """Print one line for each thing that was compared."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--misses", metavar="WHAT", help="show what was wrong, e.g. `body`")
    given = arguments.parse_args()
    score = Score()
    for row in _rows(given.folder):
        content = (given.folder / row["path"]).read_bytes()
        whole = row["role"] == "msg"
        _compare(row, parse_message(content if whole else REPLY_HEADER + content), score)
    for what, asked in score.asked.items():
        print(f"{what:28} {score.right[what]:4} of {asked:4}  {score.right[what] / asked:7.1%}")
    for path, expected, found in score.misses.get(given.misses or "", []):
        print(f"\n== {path}\n  expected {expected!r:.600}\n  found    {found!r:.600}")


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _compare(row: dict[str, Any], message: Message, score: Score) -> None:
    path, expected = row["path"], row["expected"]
    author = message.author
    found = {
        "subject": message.subject,
        "from_email": author.addr_spec if author else "",
        "from_name": author.display_name if author else "",
    }
    for key, text in found.items():
        if isinstance(expected.get(key), str) and _BROKEN not in expected[key]:
            wanted = expected[key]
            right = _same(wanted, text) or (key == "from_email" and wanted.casefold() == text.casefold())
            score.count(key, path, wanted, text, right=right)
    _compare_body(path, expected, message, score)
    for one in expected.get("attachments") or ():
        names = [attachment.name for attachment in message.attachments]
        if one.get("name") and _BROKEN not in one["name"]:
            score.count("named attachment", path, one["name"], names, right=one["name"] in names)
    if isinstance(expected.get("reply_text"), str):
        wanted = expected["reply_text"]
        score.count(f"new words {row['source']}", path, wanted, message.text, right=_same(wanted, message.text))
    if row["source"] == "nodebounce" and row["kind"] == "bounce":
        status = message.delivery_status
        told = status is not None
        score.count("bounce told", path, message.subject, message.defects, right=told)
        named = bool(status and any(one.recipient for one in status.reports))
        score.count("bounce with recipient", path, message.body, status, right=named)
        coded = bool(status and any(one.status for one in status.reports))
        score.count("bounce with status code", path, message.body, status, right=coded)
    if row["source"] == "nodebounce" and "feedback-report" in row["tags"]:
        status = message.delivery_status
        score.count("feedback told", path, message.subject, status, right=bool(status and status.feedback))
    if not {"bounce", "feedback-report", "other"} & set(row["tags"]) and row["role"] == "msg":
        score.count("no bounce where there is none", path, None, message.delivery_status,
                    right=message.delivery_status is None)  # fmt: skip


def _compare_body(path: str, expected: dict[str, Any], message: Message, score: Score) -> None:
    wanted = expected.get("body_text", expected.get("body_text_ws"))
    raw_html = isinstance(wanted, str) and any(tag in wanted.lower() for tag in ("<html", "<!doctype", "<body", "<div"))
    if not wanted or raw_html or expected.get("encoding_problem") or _BROKEN in wanted:
        return
    score.count("body", path, wanted, message.body, right=_same(wanted, message.body))


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


if __name__ == "__main__":
    main()
