"""Real mails made worse: cut, doubled, shuffled, joined, and sown with what parsers stumble over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

_STUMBLING = (
    b"\0", b"\r", b"\n", b"\n\n", b"\r\n\r\n", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xae", b"=?utf-8?b?",
    b"=?utf-8?q?=00?=", b"?=", b'"', b"<", b">", b"(", b")", b"\\", b";", b",", b"--", b"\n--", b"> ", b"\n#close\n",
    b"\nOn Mon wrote:\n", b"Content-Type: multipart/mixed; boundary=\n", b"Content-Type: message/rfc822\n",
    b"charset=utf-7", b"charset=utf-16", b"charset=idna", b"charset=hz", b"base64", b"quoted-printable",
    b"x-uuencode", b"From: a@b.example\n", b"From: <\n", b"<table><tr><td>", b"</html>", b"<!--", b"&#35;",
    b"begin 644 a\n", b"filename*1*=", b"Date: Mon, 99 Foo 2026\n",
)  # fmt: skip
_MOST_STEPS = 8
_MOST_BYTES = 512 * 1024


def mutations(files: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Return so many mutations; the same seed makes the same ones."""
    for number in range(count):
        chance = Random(seed * 1_000_003 + number)
        content = bytearray(chance.choice(files)[:_MOST_BYTES])
        for _ in range(chance.randint(1, _MOST_STEPS)):
            _worsen(content, files, chance)
        yield bytes(content)


def _worsen(content: bytearray, files: Sequence[bytes], chance: Random) -> None:
    start = chance.randrange(len(content) + 1)
    # The beginning is where the meaning is.
    start = start if chance.random() < 0.5 else min(start, chance.randrange(2000))
    end = min(len(content), start + chance.choice((1, 2, 8, 64, 1000)))
    match chance.randrange(7):
        case 0 if content:
            content[start % len(content)] ^= 1 << chance.randrange(8)
        case 1:
            del content[start:end]
        case 2:
            content[start:start] = content[start:end] * chance.choice((1, 2, 50))
        case 3:
            content[start:start] = chance.choice(_STUMBLING) * chance.choice((1, 1, 1, 100))
        case 4:
            content[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
        case 5:
            other = chance.choice(files)
            at = chance.randrange(len(other) + 1)
            content[start:end] = other[at : at + 2000]
        case _:
            del content[start:]
    del content[_MOST_BYTES:]
