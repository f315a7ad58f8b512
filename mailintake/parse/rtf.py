"""The text of Outlook's compressed RTF (MS-OXRTFCP, MS-OXRTFEX): words and lines, no more."""

from __future__ import annotations

from mailintake.parse import charset

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_HEADER = 16
_RING = 4096
_LONGEST = 2 * 1024 * 1024
_PREFIX = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_BREAKS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t", "row": "\n"}
_SIGNS = {"lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
          "bullet": "\u2022", "endash": "\u2013", "emdash": "\u2014"}  # fmt: skip
_SILENT = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "generator", "header", "footer"})


def decompress(content: bytes) -> bytes:
    """Return the RTF; empty where it is not compressed in the known way."""
    kind = content[8:12]
    if kind == _PLAIN:
        return content[_HEADER:][:_LONGEST]
    if kind != _COMPRESSED:
        return b""
    ring = bytearray(_PREFIX.ljust(_RING, b"\0"))
    write = len(_PREFIX)
    out = bytearray()
    position = _HEADER
    while position < len(content) and len(out) < _LONGEST:
        control = content[position]
        position += 1
        for bit in range(8):
            if position >= len(content):
                break
            if not control >> bit & 1:
                pieces = content[position : position + 1]
                position += 1
            else:
                token = int.from_bytes(content[position : position + 2], "big")
                position += 2
                offset = token >> 4
                if offset == write:
                    return bytes(out)
                pieces, write = _copy(ring, offset, (token & 0xF) + 2, write)
                out += pieces
                continue
            ring[write] = pieces[0]
            write = (write + 1) % _RING
            out += pieces
    return bytes(out)


def _copy(ring: bytearray, offset: int, length: int, write: int) -> tuple[bytes, int]:
    """Repeat what was written before; it may run into what it writes."""
    pieces = bytearray()
    for step in range(length):
        byte = ring[(offset + step) % _RING]
        pieces.append(byte)
        ring[write] = byte
        write = (write + 1) % _RING
    return bytes(pieces), write


def rtf_to_text(content: bytes) -> str:
    """Return the words of RTF; fonts, pictures and the tags of encapsulated HTML are left out."""
    reader = _Reader(content)
    reader.read()
    return reader.text()


class _Reader:
    """One pass over the bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.position = 0
        self.pieces: list[str] = []
        self.raw = bytearray()
        self.silent_from: list[bool] = [False]
        self.hidden = False
        self.skip = 0
        self.code_page = "cp1252"

    def text(self) -> str:
        """Return what was found."""
        self._flush()
        return "".join(self.pieces).strip("\n")

    def read(self) -> None:
        """Read everything."""
        while self.position < len(self.content):
            byte = self.content[self.position : self.position + 1]
            self.position += 1
            if byte == b"{":
                self.silent_from.append(self.silent_from[-1])
            elif byte == b"}":
                if len(self.silent_from) > 1:
                    self.silent_from.pop()
            elif byte == b"\\":
                self._control()
            elif byte not in b"\r\n\0":
                self._byte(byte)

    def _byte(self, byte: bytes) -> None:
        if self.skip:
            self.skip -= 1
        elif not self.silent_from[-1] and not self.hidden:
            self.raw += byte

    def _flush(self) -> None:
        if self.raw:
            self.pieces.append(charset.decode(bytes(self.raw), self.code_page))
            self.raw.clear()

    def _write(self, text: str) -> None:
        if not self.silent_from[-1] and not self.hidden:
            self._flush()
            self.pieces.append(text)

    def _control(self) -> None:
        sign = self.content[self.position : self.position + 1]
        if not sign.isalpha():
            self.position += 1
            self._symbol(sign)
            return
        start = self.position
        while self.content[self.position : self.position + 1].isalpha() and self.position - start < 40:  # noqa: PLR2004
            self.position += 1
        word = self.content[start : self.position].decode("ascii", "replace")
        start = self.position
        while self.content[self.position : self.position + 1] in b"-0123456789" and self.position - start < 11:  # noqa: PLR2004
            if self.position >= len(self.content):
                break
            self.position += 1
        digits = self.content[start : self.position]
        if self.content[self.position : self.position + 1] == b" ":
            self.position += 1
        self._word(word, digits.decode("ascii"))

    def _symbol(self, sign: bytes) -> None:
        if sign == b"'":
            digits = self.content[self.position : self.position + 2]
            self.position += 2
            try:
                self._byte(bytes([int(digits, 16)]))
            except ValueError:
                return
        elif sign == b"*":
            self.silent_from[-1] = True
        elif sign == b"~":
            self._byte(b" ")
        elif sign in {b"\\", b"{", b"}"}:
            self._byte(sign)

    def _word(self, word: str, digits: str) -> None:
        if word in _SILENT:
            self.silent_from[-1] = True
        elif word == "htmlrtf":
            self.hidden = digits != "0"
        elif word in _BREAKS:
            self._write(_BREAKS[word])
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif word == "ansicpg" and charset.codec_of(f"cp{digits}"):
            self.code_page = f"cp{digits}"
        elif word == "u" and digits.lstrip("-").isdigit():
            self._write(chr(int(digits) % 0x10000))
            self.skip = 1
