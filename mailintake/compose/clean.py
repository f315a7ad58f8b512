"""Text that is safe to print: no control characters, no reversed writing, no endless lines."""

from __future__ import annotations

ELLIPSIS = "…"
TAB, NEWLINE = 0x09, 0x0A
NEWLINES = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
# Embedding, override and isolate characters make text read otherwise than it is; the mark shows that one stood there.
REVERSING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
CONTROLS = (*(code for code in range(0x20) if code not in {TAB, NEWLINE}), *range(0x7F, 0xA0))
TABLE: dict[int, str | None] = {**dict.fromkeys(CONTROLS), **dict.fromkeys(REVERSING, "\ufffd")}


def clean(text: str) -> str:
    """Return the text with plain newlines and without control, reversing and surrogate characters."""
    if text.isprintable():
        return text
    for newline in NEWLINES:
        text = text.replace(newline, "\n")
    return text.encode("utf-8", "replace").decode("utf-8").translate(TABLE)


def one_line(text: str, limit: int = 200) -> str:
    """Return the text on one line, cut to so many characters."""
    words = " ".join(clean(text[: limit * 20]).split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + ELLIPSIS


def shorten(text: str, limit: int, lines: int = 100_000) -> str:
    """Return at most so many characters and lines; an ellipsis on a line of its own says that more was there."""
    whole = clean(text).strip("\n")
    kept = "\n".join(whole[:limit].split("\n")[:lines])
    return whole if len(kept) == len(whole) else f"{kept.rstrip()}\n[{ELLIPSIS}]"
