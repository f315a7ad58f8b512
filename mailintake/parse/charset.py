"""Bytes to text whatever the label says: declared, then UTF-8, then a guess, then Windows-1252."""

from __future__ import annotations

import codecs
from functools import lru_cache

_ALIASES = {
    "": "ascii",
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "646": "ascii",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "x-windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-ansi": "cp1252",
    "ansi": "cp1252",
    "dos-874": "cp874",
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "unicode": "utf-16",
}
# Codecs of Python that are no charsets of mail, or too slow, or that can write what the bytes do not show.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_WESTERN = frozenset({"ascii", "cp1252"})
_NOT_ASCII_SAFE = ("utf-7", "utf_7", "utf-16", "utf_16", "utf-32", "utf_32", "cp037", "cp500", "cp1140", "hz")
_SEVEN_BIT = bytes(range(0x80))
_LETTERS = bytes(byte for byte in _SEVEN_BIT if chr(byte).isalpha())
_SAMPLE = 4096
_FEW = 0.1


def decode(content: bytes, declared: str | None, hint: str | None = None) -> str:
    """Return the text of some bytes; never fails, and never believes a label that cannot be true."""
    codec = codec_of(declared)
    if content.isascii() and b"\x1b" not in content and (codec in _WESTERN or codec in {None, "utf-8"}):
        return content.decode("ascii")
    marked = _by_mark(content)
    if marked is not None:
        return marked
    if codec is not None and codec not in _WESTERN:
        return _declared(content, codec)
    text = _strict(content, "utf-8") if b"\x1b" not in content else None
    if text is not None:
        return text
    if codec == "cp1252":
        return _western(content)
    hinted = codec_of(hint) if hint else None
    text = _strict(content, hinted) if hinted and hinted not in _WESTERN else None
    return text if text is not None else _guess(content)


def codec_of(declared: str | None) -> str | None:
    """Return Python's name of a charset, or None where nobody knows it or nobody should use it."""
    return _codec((declared or "")[:60])


@lru_cache(512)
def _codec(declared: str) -> str | None:
    name = declared.strip().strip("\"'").lower()[:40].partition("*")[0]
    name = _ALIASES.get(name, name)
    if not name.isascii() or not name.isprintable():
        return None
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding or found.name.replace("-", "_") in _REFUSED:  # noqa: SLF001 (the only way to ask)
        return None
    return _ALIASES.get(found.name, found.name)


def is_ascii_safe(declared: str | None) -> bool:
    """Tell whether plain ASCII bytes mean themselves in this charset (UTF-7 and UTF-16 can hide words)."""
    codec = codec_of(declared)
    return codec is None or not codec.startswith(_NOT_ASCII_SAFE)


def _by_mark(content: bytes) -> str | None:
    if content.startswith(codecs.BOM_UTF8):
        return content[3:].decode("utf-8", "replace")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    return None


def _declared(content: bytes, codec: str) -> str:
    if codec == "utf-16":
        codec = _endian(content)
    text = _strict(content, codec)
    if text is not None:
        return text
    text = _strict(content, "utf-8")
    if text is not None:
        return text
    text = content.decode(codec, "replace")
    wrong = text.count("\ufffd")
    right = 0 if text.isascii() else sum(one > "\x7f" for one in text[:_SAMPLE]) - wrong
    # A few broken characters among many good ones: cut off or damaged on the way, but the label is true.
    return text if right > 0 and wrong <= 1 + _FEW * right else _guess(content)


def _endian(content: bytes) -> str:
    """Guess the byte order of UTF-16 without a mark from where the zeros of Latin letters stand."""
    sample = content[:_SAMPLE]
    return "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _western(content: bytes) -> str:
    text = _strict(content, "cp1252")
    # Five bytes mean nothing in Windows-1252; Latin-1 has (invisible) characters for them.
    return text if text is not None else content.decode("cp1252", "replace")


def _guess(content: bytes) -> str:
    """Name the likeliest charset of unlabelled 8-bit text by the letters that it would have."""
    sample = content[:_SAMPLE]
    if b"\x1b" in sample:
        for codec, mark in (("iso2022_jp_ext", b"\x1b$B"), ("iso2022_jp_ext", b"\x1b$@"), ("iso2022_kr", b"\x1b$)C")):
            text = _strict(content, codec) if mark in sample else None
            if text is not None:
                return text
    if sample[1::2].count(0) > len(sample) // 5 or sample[::2].count(0) > len(sample) // 5:
        return content.decode(_endian(content), "replace")
    high = len(sample.translate(None, _SEVEN_BIT))
    letters = len(sample) - len(sample.translate(None, _LETTERS))
    best = "cp1252"
    if high > letters:
        best = max(_SCORES, key=lambda codec: _score(sample, codec))
    text = _strict(content, best)
    return text if text is not None else content.decode(best, "replace")


_SCORES = ("cp1252", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256")
_LIKELY = (
    ("cp932", "\u3040", "\u30ff"),
    ("euc_jp", "\u3040", "\u30ff"),
    ("cp949", "\uac00", "\ud7a3"),
    ("cp1251", "\u0430", "\u044f"),
    ("koi8_r", "\u0430", "\u044f"),
    ("cp1253", "\u03ac", "\u03ce"),
    ("cp1255", "\u05d0", "\u05ea"),
    ("cp1256", "\u0621", "\u064a"),
    ("gb18030", "\u4e00", "\u9fa5"),
    ("big5", "\u4e00", "\u9fa5"),
)


def _score(sample: bytes, codec: str) -> float:
    """Return how much of the sample's 8-bit text becomes letters that are common in the language of that charset."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeError:
        return -1.0
    foreign = [character for character in text if character > "\x7f"]
    if not foreign:
        return 0.0
    if codec == "cp1252":
        return 0.3 * sum("\u00c0" <= one <= "\u00ff" for one in foreign) / len(foreign)
    low, high = next((low, high) for name, low, high in _LIKELY if name == codec)
    share = sum(low <= one <= high for one in foreign) / len(foreign)
    if codec in {"gb18030", "big5"}:
        # Nearly any pair of high bytes is some Chinese character; common ones lie in the first level of the tables.
        encoded = [one.encode(codec, "replace")[0] for one in foreign if low <= one <= high]
        first = (0xB0, 0xD7) if codec == "gb18030" else (0xA4, 0xC6)
        share = 0.9 * sum(first[0] <= byte <= first[1] for byte in encoded) / len(foreign)
    return share
