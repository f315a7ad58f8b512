"""CPU of the parser, new words included, against the standard library's bare parse and walk of the same mails.

Usage: python -m bench.parse FOLDER (every file below it is taken for a raw mail)
"""

from __future__ import annotations

import argparse
import email
import time
from collections.abc import Callable, Sequence
from email import policy
from pathlib import Path

from mailintake.parse.message import parse_message

ROUNDS = 15
SUFFIXES = frozenset({".eml", ".txt", ".mbox", ".msg", ""})


def main() -> None:
    """Print the CPU seconds of both and their ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    mails = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in SUFFIXES]
    # Both take turns, so that a busy machine slows both alike.
    rounds = [(_measure(_walk, mails), _measure(parse_message, mails)) for _ in range(ROUNDS)]
    bare, ours = (min(column) for column in zip(*rounds, strict=True))
    size = sum(map(len, mails)) / 2**20
    print(f"{len(mails)} mails, {size:.1f} MiB, best of {ROUNDS} rounds, CPU seconds")
    print(f"bare compat32 parse and walk  {bare:.3f}  {1000 * bare / len(mails):.2f} ms a mail")
    print(f"parse_message with new words  {ours:.3f}  {1000 * ours / len(mails):.2f} ms a mail")
    print(f"ratio {ours / bare:.2f}")


def _walk(content: bytes) -> object:
    message = email.message_from_bytes(content, policy=policy.compat32)
    return [part.get_payload(decode=True) for part in message.walk()]


def _measure(work: Callable[[bytes], object], mails: Sequence[bytes]) -> float:
    start = time.process_time()
    for content in mails:
        work(content)
    return time.process_time() - start


if __name__ == "__main__":
    main()
