"""A bomb costs one child and one mail: the next one is parsed as if nothing had been."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from mailintake.containment import ParserChild, TooHeavyError
from mailintake.containment.child import ChildLimits
from mailintake.parse.message import parse_message

LANGUAGES = ("en", "es")
MIB = 1024 * 1024
PLAIN = b"From: Ana Ruiz <ana@school.example>\nSubject: Printer\n\nIt jams.\n"
HTML = b"Subject: x\nContent-Type: text/html\n\n"


@pytest.fixture
def child() -> Iterator[ParserChild]:
    started = ParserChild()
    yield started
    started.close()


def test_the_child_reads_what_we_read(child: ParserChild) -> None:
    content = PLAIN.replace(b"\n\n", b"\nDate: Mon, 23 Nov 2026 08:05:00 -0600\n\n", 1)

    assert child.parse(content, LANGUAGES) == parse_message(content)


def test_one_child_serves_many_mails(child: ParserChild) -> None:
    pids = {(child.parse(PLAIN, LANGUAGES).subject, child.pid) for _ in range(5)}

    assert len(pids) == 1


def test_a_large_attachment_comes_back_whole(child: ParserChild) -> None:
    content = b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"QUJD" * MIB

    assert child.parse(content, LANGUAGES).attachments[0].content == b"ABC" * MIB


def test_a_mail_that_needs_too_much_memory_is_too_heavy(child: ParserChild) -> None:
    with pytest.raises(TooHeavyError, match=r"MemoryError|ended with"):
        child.parse(b"Subject: x\n\n" + bytes(300 * MIB), LANGUAGES)

    assert child.parse(PLAIN, LANGUAGES).subject == "Printer"


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (ChildLimits(cpu_seconds=0, wall_seconds=30), "too much CPU time"),
        (ChildLimits(wall_seconds=0.05), "longer than 0.05 s"),
    ],
)
def test_a_mail_that_needs_too_much_time_is_too_heavy(limits: ChildLimits, why: str) -> None:
    child = ParserChild(limits)
    try:
        with pytest.raises(TooHeavyError, match=why):
            child.parse(HTML + b"<p>x" * (2 * MIB), LANGUAGES)

        assert child.pid is None
    finally:
        child.close()


def test_time_is_granted_to_each_mail_anew() -> None:
    child = ParserChild(ChildLimits(cpu_seconds=1))
    try:
        # Together they take more CPU time than one of them may.
        pids = {child.parse(HTML + b"<p>x" * 40_000, LANGUAGES).body[:1] + str(child.pid) for _ in range(8)}

        assert len(pids) == 1
    finally:
        child.close()


@pytest.mark.parametrize("name", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_to_the_idle_child_costs_no_mail(child: ParserChild, name: signal.Signals) -> None:
    child.parse(PLAIN, LANGUAGES)
    os.kill(child.pid or 0, name)

    assert child.parse(PLAIN, LANGUAGES).subject == "Printer"


def test_threads_take_turns(child: ParserChild) -> None:
    subjects: list[str] = []

    def ask(number: int) -> None:
        for _ in range(5):
            found = child.parse(b"Subject: %d\n\nx" % number, LANGUAGES).subject
            subjects.append("right" if found == str(number) else found)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert subjects == ["right"] * 20
