"""Text without what hurts: surrogates, NUL, control characters, and in one-line fields whatever breaks a line."""

from __future__ import annotations

import unicodedata

import re2

LINE_LIMIT = 998
MARKS_LIMIT = 4

_SURROGATES = range(0xD800, 0xE000)
_CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
_NEWLINES = (0x0B, 0x0C, 0x85, 0x2028, 0x2029)
_INVISIBLE = (
    0x00AD,
    0x034F,
    0x061C,
    *range(0x115F, 0x1161),
    *range(0x17B4, 0x17B6),
    *range(0x180B, 0x180F),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)

_BODY: dict[int, str | None] = {
    **dict.fromkeys(_SURROGATES, "\ufffd"),
    **dict.fromkeys(_CONTROLS),
    **dict.fromkeys(_NEWLINES, "\n"),
}
_LINE: dict[int, str | None] = {
    **_BODY,
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys((*_NEWLINES, 0x09, 0x0A, 0x0D), " "),
}
_ONLY_CONTROLS: dict[int, str | None] = {
    **_BODY,
    **dict.fromkeys((*_NEWLINES, 0x09, 0x0A, 0x0D), " "),
}
_BREAKS = frozenset(map(chr, _NEWLINES))
_SPACED = dict.fromkeys(_NEWLINES, " ")
_BAD_IN_BODY = frozenset(map(chr, _BODY))
# One look with RE2 costs a tenth of asking for each character; surrogates cannot be asked for, see below.
_BAD_IN_TEXT = re2.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{2028}\x{2029}]")
_BAD_IN_LINE = frozenset(map(chr, _LINE))


def clean_text(text: str) -> str:
    """Return text of several lines with newline ends and no control characters but newline and tab."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\v" if "\n" in text else "\n")
    # Python calls fit to be printed what holds neither controls nor surrogates nor line breaks.
    if text.replace("\n", "").replace("\t", "").replace("\xa0", "").isprintable():
        return text
    if not (text.isascii() or _is_bad(text)):
        return text
    return _quotes_whole(text).translate(_BODY)


def _quotes_whole(text: str) -> str:
    """Return the text with what else may break a line turned to a space in quoted lines: the rest of one is quoted."""
    if ">" not in text or _BREAKS.isdisjoint(text):
        return text
    return "\n".join(
        line.translate(_SPACED) if line.lstrip(" \t").startswith(">") else line for line in text.split("\n")
    )


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Return one line: line breaks to spaces, runs of spaces to one, invisible and bidi characters gone."""
    if not text.isascii():
        text = _thin_out_marks(text[: 4 * limit])
    elif text.isprintable() and len(text) <= limit and "  " not in text:
        return text.strip(" ")
    return _one_line(text, _LINE)[:limit].rstrip(" ")


def clean_field(text: str) -> str:
    """Return a header field's value on one line; everything that can be seen stays."""
    if "  " not in text and text.isascii() and text.isprintable():
        return text.strip(" ")
    return _one_line(text, _ONLY_CONTROLS)


def has_controls(text: str) -> bool:
    """Tell whether text of one line holds control characters, surrogates or line breaks."""
    if text.isprintable():
        return False
    return not _BAD_IN_BODY.isdisjoint(text) or "\n" in text or "\r" in text


def is_invisible(text: str) -> bool:
    """Tell whether text holds characters that cannot be seen or that turn the direction of reading."""
    if text.isascii() and text.isprintable():
        return False
    return not _BAD_IN_LINE.isdisjoint(text.replace("\t", " "))


def _is_bad(text: str) -> bool:
    try:
        return _BAD_IN_TEXT.search(text) is not None
    except UnicodeEncodeError:
        return True


def _one_line(text: str, table: dict[int, str | None]) -> str:
    text = text.replace("\t", " ")
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = text.translate(table)
    if "  " in text:
        text = " ".join(filter(None, text.split(" ")))
    return text.strip(" ")


def _thin_out_marks(text: str) -> str:
    """Keep at most four combining marks in a row; thousands would hang every program that shows them."""
    if not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)
