"""The lines that mail programs write above what they quote, in many languages; every look is at a few short lines."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from mailintake.parse.quote_words import (
    BEGIN_FORWARDED,
    FORWARDED,
    LABELS,
    LAST_VERBS,
    MIDDLE_VERBS,
    MONTHS,
    ORIGINAL,
    STARTS,
    UNSPACED_VERBS,
)

_LONGEST_LINE = 300
_LONGEST_HEADER = 420
_MOST_LINES = 8
_MOST_FILLED = 5
_DATE_WORDS = 6

_LONGEST_LABEL = 20
_MOST_BLOCK_LINES = 24
_MOST_CONTINUED = 4
_DATE_GROUPS = 3
_WHOLE_DATE_GROUPS = 5
_ONLY_FIRST = frozenset({"on", "el", "le", "am", "em", "il", "op"})

_BEGINNING = 5
_BEGINNINGS = frozenset(phrase[:_BEGINNING] for phrase in BEGIN_FORWARDED)
_RULE = frozenset("-_*=\u2013\u2014 ")
_ODD_STARTS = _RULE | {">", "\xa0"}
_ENDS = ("--", "wrote")
_ALL_BUT_DIGITS = {code: " " for code in range(128) if not chr(code).isdigit()}


class Opening(Enum):
    """What a separator line opens."""

    ORIGINAL = "original"
    FORWARDED = "forwarded"


def is_ordinary(line: str) -> bool:
    """Tell cheaply of most lines that they neither are quoted nor begin a quote; the line is not blank."""
    text = line.lstrip()
    first = text[0]
    if first in _ODD_STARTS or first.isdigit() or ":" in text or "@" in text or ">" in text:
        return False
    start = text[:_LONGEST_LABEL].casefold()
    if start[:_BEGINNING] in _BEGINNINGS or start.split(maxsplit=1)[0] in STARTS:
        return False
    if "GMT" in text or text.rstrip("*_ \t\xa0").endswith(_ENDS):
        return False
    return text.isascii() or "\uff1a" not in text


def is_plain_quote(line: str) -> bool:
    """Tell cheaply of most quoted lines that nothing else begins in them; the line is not blank."""
    if line[0] != ">" or ">>>" in line or line.startswith(">From "):
        return False
    start = line.lstrip("*> \t")[:_BEGINNING]
    return start[:1] not in _RULE and start.casefold() not in _BEGINNINGS


def is_quoted(line: str) -> bool:
    """Tell whether the line carries a quote mark."""
    return line.lstrip()[:1] == ">"


def is_groupwise(line: str) -> bool:
    """Tell whether it is GroupWise's header, `>>> Name <address> 11/23/2026 8:05 AM >>>`; its quote has no marks."""
    if ">>>" not in line:
        return False
    text = line.strip()[:_LONGEST_LINE]
    return text.startswith(">>>") and text.endswith(">>>") and _groups(text) >= _DATE_GROUPS


def unquote(line: str) -> str:
    """Return the line without its quote marks and the one space behind them."""
    line = line.lstrip()
    if line[:1] != ">":
        return line
    rest = line.lstrip("> ")
    # Only the marks go, not the indentation behind them.
    marks = line[: len(line) - len(rest)]
    spaces = len(marks) - len(marks.rstrip(" "))
    return " " * max(spaces - 1, 0) + rest


@lru_cache(maxsize=64)
def fold(line: str) -> str:
    """Return the line in the form in which phrases are compared; the same few lines are asked for again and again."""
    return " ".join(line.replace("\u2019", "'").split()).casefold()


def is_rule(line: str) -> bool:
    """Tell whether the line is a drawn line, with or without words in it."""
    text = line.strip()
    if text.startswith("--") and text.endswith("--") and len(text) < _LONGEST_LABEL * 4:
        return True
    return len(line) - line.count(" ") > 2 and _RULE.issuperset(line.strip())  # noqa: PLR2004


def opening(line: str) -> Opening | None:
    """Return what a line like `-----Original Message-----` or `Begin forwarded message:` opens."""
    start = line.lstrip("*> \t")[:_BEGINNING]
    if start[:1] not in _RULE and start.casefold() not in _BEGINNINGS:
        return None
    if len(line) > _LONGEST_LINE or not start:
        return None
    text = fold(line).strip("*> ")
    if text.startswith(BEGIN_FORWARDED) and len(text) < 60:  # noqa: PLR2004
        return Opening.FORWARDED
    if not text.startswith(("--", "==", "__", "\u2014", "\u2013")):
        return None
    words = text.strip("-=_\u2014\u2013* ")
    if words.startswith(FORWARDED):
        return Opening.FORWARDED
    return Opening.ORIGINAL if words.startswith(ORIGINAL) else None


def header_length(lines: Sequence[str], at: int) -> int:
    """Return how many lines at `at` are one "On … wrote:" header; 0 where none begins there."""
    first = lines[at][:_LONGEST_LINE]
    if not _may_begin(first):
        return 0
    several = _may_run_on(_first_words(first), first)
    if several and _goes_on(first):
        return 1
    if len(lines[at]) > _LONGEST_LINE:
        return 0
    if not several and not _may_end(first):
        return 0
    joined: list[str] = []
    length = 0
    for offset, line in enumerate(lines[at : at + _MOST_LINES]):
        text = line.strip()
        if offset and text[:1] == ">" and not _closes_address(text):
            return 0
        # Words that begin like a header ("On Monday at 3 …") must not swallow all that follows up to the real one.
        if offset and _begins_anew(text):
            return 0
        if not text:
            continue
        joined.append(text)
        length += len(text)
        if length > _LONGEST_HEADER or len(joined) > _MOST_FILLED:
            return 0
        if _may_end(text) and _is_header(" ".join(joined), several=several):
            return offset + 1
        if not several:
            return 0
    return 0


def block_length(lines: Sequence[str], at: int) -> int:
    """Return how many lines at `at` are a "From: Sent: To: Subject:" block; 0 where none begins there."""
    kind = label(lines[at])[0]
    if kind is None or kind == "other":
        return 0
    found: dict[str, str] = {}
    end = at
    continued = blanks = 0
    for offset in range(at, min(at + _MOST_BLOCK_LINES, len(lines))):
        line = lines[offset]
        if not line.strip():
            blanks += 1
            if blanks > 1 or _is_block(found):
                break
            continue
        kind, value = label(line)
        if kind is None:
            continued += 1
            if blanks or continued > _MOST_CONTINUED or len(line) > _LONGEST_LINE:
                break
        elif kind in found and kind != "other":
            break
        else:
            continued = blanks = 0
            found[kind] = value
        end = offset + 1
    return end - at if _is_block(found) else 0


def label(line: str) -> tuple[str | None, str]:
    """Return which field of a header block the line holds (`from sent to subject other`), and its value."""
    name, colon, value = line[: _LONGEST_LINE * 4].partition(":")
    if not colon:
        name, colon, value = line[:_LONGEST_LINE].partition("\uff1a")
    if not colon or len(name) > _LONGEST_LABEL + 8:
        return None, ""
    key = fold(name).strip("*_> \u200e|")
    kind = LABELS.get(key) or ("other" if _is_field_name(key) else None)
    return kind, value.strip(" *_|\t\xa0\u200e")


def _is_field_name(key: str) -> bool:
    """Tell whether it is one of the fields that programs write when they show a whole header."""
    return " " not in key and key.isascii() and ("-" in key[1:-1] or key == "received")


def _is_block(found: dict[str, str]) -> bool:
    if "from" not in found:
        return False
    others = sum(kind in found for kind in ("sent", "to", "subject"))
    if "subject" in found and others > 1:
        return True
    if "@" in found["from"] and others > 1:
        return True
    return others > 1 and _groups(found.get("sent", "")) >= _DATE_GROUPS


def _may_begin(line: str) -> bool:
    """Tell cheaply of most lines that no header begins there."""
    text = line.lstrip("-*_> \t\xa0")
    word = text[:_LONGEST_LABEL].split(maxsplit=1)
    return bool(word) and (word[0].casefold() in STARTS or text[0].isdigit() or "@" in line or _may_end(line))


def _may_run_on(words: Sequence[str], first: str) -> bool:
    """Tell whether a header that begins so may go on in the next lines: a date stands near its beginning."""
    if not words or not words[0]:
        return False
    if words[0] in STARTS:
        return any(_is_dated(word) for word in words[1:_DATE_WORDS])
    if words[0][0].isdigit():
        return _groups(" ".join(words[:_DATE_WORDS])) >= _DATE_GROUPS
    return "@" in first and any(word in MIDDLE_VERBS or word in LAST_VERBS for word in fold(first).split(" "))


def _first_words(line: str) -> list[str]:
    return fold(line).lstrip("-*_> ").split(" ", _DATE_WORDS + 1)


def _begins_anew(line: str) -> bool:
    """Tell whether a header of its own begins with the line; `at 8:05` may be the second line of one."""
    words = _first_words(line[:_LONGEST_LINE])
    if words[0] in _ONLY_FIRST and _may_run_on(words, line):
        return True
    before, opened, rest = line.partition("<")
    dated = before + rest.partition(">")[2] if opened else line
    return _may_end(line) and _groups(dated) >= _WHOLE_DATE_GROUPS


def _closes_address(text: str) -> bool:
    """Tell whether the mark belongs to an address that was broken before its end (`> wrote:`), not to a quote."""
    rest = text.lstrip("> ").casefold().rstrip(":\uff1a ")
    return len(text) - len(text.lstrip("> ")) <= 2 and (not rest or rest in LAST_VERBS or rest == "a écrit")  # noqa: PLR2004


def _goes_on(line: str) -> bool:
    """Tell whether a header ends within the line and quoted words follow in it, as Yahoo's app writes."""
    tokens = fold(line).replace(">", "> ").split()
    ends = (index for index, token in enumerate(tokens) if token[-1] == ":" and token[:-1] in LAST_VERBS)
    end = next(ends, 0)
    return bool(end) and "@" in " ".join(tokens[:end])


def _is_dated(word: str) -> bool:
    return any(character.isdigit() for character in word) or word.strip(".,") in MONTHS


def _may_end(line: str) -> bool:
    text = line.rstrip("*_ \t\xa0")
    return text[-1:] in {":", "\uff1a", ">"} or text.endswith(_ENDS) or " GMT" in text


def _is_header(text: str, *, several: bool) -> bool:
    text = fold(text).replace(">", "> ").rstrip("*_ ")
    bare = text.strip("-*_> ")
    if _is_dated_name(text, bare):
        return True
    ends = text.endswith((":", "\uff1a", "--"))
    # Zoho leaves the colon out.
    if not ends and not (several and "@" in bare):
        return False
    bare = bare.rstrip(":\uff1a ")
    tokens = [token.strip(",;>") for token in bare.split()]
    if not tokens:
        return False
    last = tokens[-1] in LAST_VERBS or bare.endswith(UNSPACED_VERBS) or (ends and " wrote on " in bare)
    middle = ends and (several or "@" in bare) and not MIDDLE_VERBS.isdisjoint(tokens[1:])
    return (last or middle) and (_groups(bare) > 1 or "@" in bare)


def _is_dated_name(text: str, bare: str) -> bool:
    """Tell whether it is a header without a verb: `2016-03-03 17:21 GMT+01:00 Name`, `11:00 AM, May 1, Name <…>:`."""
    if text[:4].isdigit() and text[4:5] in {"-", "/"} and (" gmt" in text[:28] or (text[-1:] == ">" and "@" in bare)):
        return True
    closed = text.endswith(">:") or (text.endswith(":") and text[:-1].rstrip().endswith(">"))
    return closed and "@" in bare and _groups(bare.partition("<")[0]) >= _DATE_GROUPS


def _groups(text: str) -> int:
    """Count the groups of digits."""
    if text.isascii():
        return len(text.translate(_ALL_BUT_DIGITS).split())
    count = 0
    inside = False
    for character in text:
        digit = character.isdigit()
        count += digit and not inside
        inside = digit
    return count
