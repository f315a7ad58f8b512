"""CPU and memory of judging category and priority, against parsing the same mails.

Usage: python -m bench.classify
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Sequence
from typing import TypeVar

from eval.mails import HELD_BACK, OWN, load_mails, load_rules
from mailintake.classify import classify
from mailintake.classify.learn import learn
from mailintake.classify.learned import Label, LearnedModel
from mailintake.classify.tokens import pieces, stem
from mailintake.model.message import Message
from mailintake.parse.message import parse_message

ROUNDS = 5
RATIO = 3.0
MEBIBYTE = 2**20
MOST_MEMORY = 40
SIZES = (2**14, 2**17, 2**20)
DATE = "Mon, 23 Nov 2026 08:05:00 -0800"
KEY = "abcdefgh" * 40
SIGNATURE = ("", "Ana Ruiz", "Office Manager", "Cedar High School", "(209) 555-0142 ext. 7220", "aruiz@example.org")
S = TypeVar("S")
T = TypeVar("T")


def main() -> None:
    """Print the ratio to parsing, the time of growing mails, and the memory."""
    mails = [*load_mails(OWN), *load_mails(HELD_BACK)]
    tracemalloc.start()
    rules = load_rules()
    before = tracemalloc.get_traced_memory()[0]
    labels = [Label(mail["subject"], mail["body"], mail["category"]) for mail in mails]
    model, _ = learn(labels, rules)
    classify(Message("", 0, subject="warm up"), None, rules, model=model)
    memory = (tracemalloc.get_traced_memory()[0] - before) / MEBIBYTE
    tracemalloc.stop()
    raw = [_raw(mail["subject"], mail["body"]) for mail in mails]
    parsing, parsed = _best(parse_message, raw)
    judging, _ = _best(lambda message: classify(message, None, rules, model=model), parsed)
    print(f"{len(mails)} mails of a sentence or ten, best of {ROUNDS} rounds, CPU")
    print(f"parse     {1000 * parsing / len(mails):.2f} ms a mail")
    print(f"classify  {1000 * judging / len(mails):.2f} ms a mail, ratio {judging / parsing:.2f} (at most {RATIO})")
    first = _at_first_sight(parsed, model)
    print(f"          {1000 * first / len(mails):.2f} ms a mail at first sight, ratio {first / parsing:.2f}")
    text = "\n".join(mail["body"] for mail in mails)
    for size in SIZES:
        content = _raw("A long mail", (text * (size // len(text) + 1))[:size])
        parsing, (message,) = _best(parse_message, [content])
        judging, _ = _best(lambda one: classify(one, None, rules, model=model), [message])
        print(f"{size // 1024:5} KiB  parse {1000 * parsing:.1f} ms, classify {1000 * judging:.1f} ms")
    print(f"memory of words and model: {memory:.1f} MiB (at most {MOST_MEMORY})")


def _at_first_sight(messages: Sequence[Message], model: LearnedModel) -> float:
    """Return the time of judging mails once, by words that were compiled a moment ago: nothing is remembered."""
    rules = load_rules()
    classify(Message("", 0, subject="warm up"), None, rules, model=model)
    pieces.cache_clear()
    stem.cache_clear()
    began = time.process_time()
    for message in messages:
        classify(message, None, rules, model=model)
    return time.process_time() - began


def _raw(subject: str, body: str) -> bytes:
    """Return a mail as it comes through the wire: text and HTML, a usual header, a usual signature."""
    paragraphs = "".join(
        f'<p class="MsoNormal"><span style="font-size:11.0pt;font-family:Calibri">{line}</span></p>'
        for line in (*body.split("\n"), *SIGNATURE)
    )
    body = "\r\n".join((*body.split("\n"), *SIGNATURE))
    lines = (
        *(f"Received: from hop{hop}.example.org by hop{hop + 1}.example.org; {DATE}" for hop in range(6)),
        f"ARC-Seal: i=1; a=rsa-sha256; d=example.org; b={KEY}",
        f"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; h=from:to:subject:date; b={KEY}",
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org; dmarc=pass",
        "Return-Path: <aruiz@example.org>",
        *(f"X-Gateway-{name}: {KEY[:60]}" for name in ("Report", "Diagnostics", "Routing", "Tenant", "Message-Info")),
        "From: Ana Ruiz <aruiz@example.org>",
        "To: helpdesk@example.org",
        "Message-ID: <1@example.org>",
        f"Date: {DATE}",
        "Thread-Topic: help",
        "Accept-Language: en-US",
        f"Subject: {' '.join(subject.split())}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="part"',
        "",
        "--part",
        "Content-Type: text/plain; charset=utf-8",
        "",
        body,
        "--part",
        "Content-Type: text/html; charset=utf-8",
        "",
        f"<html><body>{paragraphs}</body></html>",
        "--part--",
    )
    return "\r\n".join(lines).encode()


def _best(work: Callable[[S], T], things: Sequence[S]) -> tuple[float, list[T]]:
    seconds = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        made = [work(one) for one in things]
        seconds = min(seconds, time.process_time() - began)
    return seconds, made


if __name__ == "__main__":
    main()
