"""How true the confidence is: of mails that we call 90 % sure, nine of ten should be right."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

BINS = 10
WIDE = 40
Judged = Sequence[tuple[float, bool]]

_SIDE, _MARGIN = 400, 20
_WHITE, _GREY, _BLUE, _RED = (255, 255, 255), (190, 190, 190), (70, 110, 180), (200, 60, 50)


def error(judged: Judged) -> float:
    """Return the expected calibration error: how far confidence and truth lie apart on average, by ten bins."""
    return sum(abs(sure - right) * count for _, count, sure, right in bins(judged)) / max(1, len(judged))


def bins(judged: Judged) -> Iterator[tuple[int, int, float, float]]:
    """Return for each bin that is not empty its number, how many, mean confidence and share of right ones."""
    for number in range(BINS):
        inside = [one for one in judged if min(int(one[0] * BINS), BINS - 1) == number]
        if inside:
            sure = sum(confidence for confidence, _ in inside) / len(inside)
            yield number, len(inside), sure, sum(right for _, right in inside) / len(inside)


def text_plot(judged: Judged) -> Iterator[str]:
    """Return a line for each bin: `#` up to the share that was right, `|` at the confidence."""
    for number, count, sure, right in bins(judged):
        bar = list(f"{'#' * round(WIDE * right):{WIDE + 1}}")
        bar[round(WIDE * sure)] = "|"
        text = "".join(bar)
        print_range = f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}"
        yield f"  {print_range} {count:5} mails  confidence {sure:.2f}  right {right:.2f}  {text}"


def write_png(path: Path, judged: Judged) -> None:
    """Draw the same as a picture: bars for the share that was right, a red tick for the confidence, the diagonal."""
    rows = [[_WHITE] * _SIDE for _ in range(_SIDE)]
    span = _SIDE - 2 * _MARGIN
    for number, _, sure, right in bins(judged):
        left, edge = _MARGIN + number * span // BINS, _MARGIN + (number + 1) * span // BINS
        _fill(rows, left + 2, edge - 2, 0.0, right, _BLUE)
        _fill(rows, left + 2, edge - 2, sure - 0.005, sure + 0.005, _RED)
    for step in range(span):
        rows[_SIDE - _MARGIN - step][_MARGIN + step] = _GREY
        rows[_SIDE - _MARGIN][_MARGIN + step] = rows[_SIDE - _MARGIN - step][_MARGIN] = (0, 0, 0)
    packed = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(packed)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks))


def _fill(  # noqa: PLR0913, PLR0917 (a rectangle and its colour)
    rows: list[list[tuple[int, int, int]]], left: int, edge: int, low: float, high: float, colour: tuple[int, int, int]
) -> None:
    span = _SIDE - 2 * _MARGIN
    for row in range(_SIDE - _MARGIN - round(high * span), _SIDE - _MARGIN - round(low * span)):
        rows[max(0, row)][left:edge] = [colour] * (edge - left)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
