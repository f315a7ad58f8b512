"""Numbers of many words, some of each, added up at once.

The numbers of one word lie side by side in one whole number, so that to add two words is one addition. They are shifted
to be positive and have room enough for the words of the longest mail.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from struct import Struct

SHIFT = 2**15
_BYTES = 4


class Sums:
    """A table of words, with `size` numbers between -SHIFT and SHIFT of each, those of one word side by side."""

    __slots__ = ("_packed", "_unpack", "size")

    def __init__(self, words: Iterable[str], numbers: Iterable[int], size: int) -> None:
        self.size = size
        self._unpack = Struct(f"<{size}I").unpack
        lanes = array("I", [number + SHIFT for number in numbers])
        if sys.byteorder == "big":
            lanes.byteswap()
        content, step = lanes.tobytes(), size * _BYTES
        self._packed = {
            word: int.from_bytes(content[place * step : (place + 1) * step], "little")
            for place, word in enumerate(words)
        }

    def __contains__(self, word: str) -> bool:
        """Tell whether the table has numbers of a word."""
        return word in self._packed

    def add(self, words: Iterable[str]) -> Sequence[int] | None:
        """Return the sums of the numbers of the words, None where none of them is known."""
        known = list(filter(None, map(self._packed.get, words)))
        if not known:
            return None
        shift = len(known) * SHIFT
        return [one - shift for one in self._unpack(sum(known).to_bytes(self.size * _BYTES, "little"))]
