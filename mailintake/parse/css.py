"""CSS read as a browser splits it: comments gone, escapes undone, and nothing ends within a string or brackets.

Characters that mean something to CSS are held, as long as they stand within a string, brackets or an escape: each is
written as another one, far beyond all letters, and `released` turns it back. Every look is linear.
"""

from __future__ import annotations

from collections.abc import Iterable

_MEANING = "\t\n\f\r !\"#$%&'()*+,./:;<=>?@[\\]^`{|}~"
_HELD_FROM = 0x10FF00
_HELD = {ord(one): _HELD_FROM + ord(one) for one in _MEANING}
_RELEASED = {held: meant for meant, held in _HELD.items()}
_ENDING = {ord(one): _HELD[ord(one)] for one in "{};"}
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_MARKS = ("/*", '"', "'", "\\", "url(")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_HEX = "0123456789abcdefABCDEF"
_LONGEST_ESCAPE = 6
# Longer ones hold pictures.
_LONGEST_STRING = 200
# What cannot be read; a name that holds it is nobody's.
UNREAD = "\ufffd"


def lowered(text: str) -> str:
    """Return the text with the letters of ASCII in lower case, as long as before."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


def plain_css(text: str, *, inline: bool = False) -> str:
    """Return CSS in which each `{`, `}` and `;` means what it says; `inline` is the style of one element."""
    if not text.isascii():
        text = "".join(UNREAD if ord(one) >= _HELD_FROM else one for one in text)
    lower = lowered(text)
    if any(mark in lower for mark in _MARKS):
        text = _without_strings(text, lower)
    if inline and "{" in text:
        return _closed(text, inline=True)
    return _closed(text) if ("(" in text or "[" in text) and _ends_within(text) else text


def released(text: str) -> str:
    """Return held characters as they were written."""
    return text if text.isascii() else text.translate(_RELEASED)


def split_outside(text: str, separator: str) -> list[str]:
    """Split, but not within brackets."""
    pieces = text.split(separator)
    if "(" not in text and "[" not in text:
        return pieces
    whole: list[list[str]] = []
    depth = 0
    for piece in pieces:
        if depth > 0:
            whole[-1].append(piece)
        else:
            whole.append([piece])
            depth = 0
        depth += piece.count("(") + piece.count("[") - piece.count(")") - piece.count("]")
    return [separator.join(piece) for piece in whole]


def words_of(value: str) -> list[str]:
    """Return the words of a value; a function with its arguments is one."""
    return value.split() if "(" not in value else [one for one in split_outside(" ".join(value.split()), " ") if one]


def functions_of(value: str) -> list[tuple[str, list[str]]]:
    """Return the functions of a value with their arguments: `scale(0) rotate(1deg)`; the rest is left out."""
    found: list[tuple[str, list[str]]] = []
    for word in value.replace(")", ") ").split(")"):
        name, opened, arguments = word.partition("(")
        if opened:
            found.append((name.split()[-1] if name.split() else "", arguments.replace(",", " ").split()))
    return found


def _without_strings(text: str, lower: str) -> str:
    """Leave out comments, and hold what stands in strings, addresses and escapes."""
    pieces: list[str] = []
    at = 0
    following = {mark: lower.find(mark) for mark in _MARKS}
    while (start := min((place for place in following.values() if place >= 0), default=-1)) >= 0:
        pieces.append(text[at:start])
        piece, at = _taken(text, lower, start)
        pieces.append(piece)
        for mark, place in following.items():
            if 0 <= place < at:
                following[mark] = lower.find(mark, at)
    pieces.append(text[at:])
    return "".join(pieces)


def _taken(text: str, lower: str, start: int) -> tuple[str, int]:
    """Return what stands for the comment, string, escape or address that starts here, and where it ends."""
    if text[start] == "/":
        end = text.find("*/", start + 2)
        return "", len(text) if end < 0 else end + 2
    if text[start] == "\\":
        return _escape(text, start)
    if lower.startswith("url(", start):
        return _address(text, start)
    return _string(text, start)


def _escape(text: str, start: int) -> tuple[str, int]:
    end = start + 1
    while end < len(text) and end - start <= _LONGEST_ESCAPE and text[end] in _HEX:
        end += 1
    if end == start + 1:
        meant = text[end : end + 1]
        return ("", len(text)) if not meant else (UNREAD if meant == "\n" else _held(meant), end + 1)
    number = int(text[start + 1 : end], 16)
    meant = chr(number) if 0 < number < 0xD800 else UNREAD  # noqa: PLR2004 (above it, half characters begin)
    end += 2 if text.startswith("\r\n", end) else text[end : end + 1].isspace()
    return _held(meant), end


def _address(text: str, start: int) -> tuple[str, int]:
    begin = start + len("url(")
    first = text[begin : begin + 40].lstrip()[:1]
    if first in {"", '"', "'"}:
        return "url(", begin
    end = text.find(")", begin)
    while end > 0 and text[end - 1] == "\\":
        end = text.find(")", end + 1)
    return ("url(", len(text)) if end < 0 else ("url()", end + 1)


def _string(text: str, start: int) -> tuple[str, int]:
    """Hold a string; one that a line break ends is unreadable."""
    quote, at, pieces = text[start], start + 1, [""]
    close = text.find(quote, at)
    while True:
        end = len(text) if close < 0 else close
        escape = text.find("\\", at, end)
        broken = text.find("\n", at, end if escape < 0 else escape)
        if broken >= 0:
            return UNREAD, broken
        if escape < 0:
            pieces.append(_held(text[at:end]))
            content = "".join(pieces)
            return f'"{content if len(content) <= _LONGEST_STRING else UNREAD}"', end + 1
        pieces.append(_held(text[at:escape]))
        if text.startswith("\n", escape + 1):
            piece, at = "", escape + 2
        else:
            piece, at = _escape(text, escape)
        pieces.append(piece)
        if 0 <= close < at:
            close = text.find(quote, at)


def _held(text: str) -> str:
    return text.translate(_HELD)


def _ends_within(text: str) -> bool:
    """Tell whether brackets hold a character that would end something."""
    awaited: list[str] = []
    at = 0
    following = {bracket: text.find(bracket) for bracket in "()[]"}
    while (place := min((one for one in following.values() if one >= 0), default=-1)) >= 0:
        if awaited and _has_end(text[at:place]):
            return True
        bracket, at = text[place], place + 1
        if bracket in _CLOSING:
            awaited.append(_CLOSING[bracket])
        elif awaited and bracket == awaited[-1]:
            awaited.pop()
        following[bracket] = text.find(bracket, at)
    return bool(awaited) and _has_end(text[at:])


def _has_end(text: str) -> bool:
    return "{" in text or "}" in text or ";" in text


def _closed(text: str, *, inline: bool = False) -> str:
    """Hold what stands within brackets and would end a declaration or a rule."""
    return "".join(_held_within(text, inline=inline))


def _held_within(text: str, *, inline: bool) -> Iterable[str]:
    awaited: list[str] = []
    for one in text:
        if awaited and one == awaited[-1]:
            awaited.pop()
            yield one.translate(_ENDING) if awaited or one == "}" else one
            continue
        if one in "([" or (one == "{" and (awaited or inline)):
            awaited.append(_CLOSING[one])
        yield one.translate(_ENDING) if awaited else one
