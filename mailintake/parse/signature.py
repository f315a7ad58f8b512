"""What stands under a writer's words: "-- " signatures, names with telephone lines, mobile footers, disclaimers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailintake.parse.quote import fold
from mailintake.parse.signature_words import (
    BANNER_EVIDENCE,
    BANNER_STARTS,
    CLOSINGS,
    CONTACT_WORDS,
    DISCLAIMER_EVIDENCE,
    DISCLAIMER_STARTS,
    DISCLAIMER_WORDS,
    FOOTERS,
    LIST_FOOTERS,
    NAME_PARTICLES,
    PLACES,
)

_LONGEST_FOOTER = 220
_FOOTER_WORDS = 14
# Legal notices stand in the last lines.
_NOTICE_LINES = 1000
_DELIMITERS = frozenset({"--", "\u2014", "\u2013\u2013", "\u2014\u2014", "-- \u200b"})
_DRAWN = frozenset("-_=*#~+\u00b7\u1427\u2022\u2014\u2013|. \t")
_MOST_SIGNATURE_LINES = 14
_LONGEST_SIGNATURE_LINE = 90
_LOOK_AHEAD = 80
_MOST_CARD_LINES = 8
_DELIMITING = frozenset("-_=*~\u2014\u2013")
_NAME_WORDS = 5
_SENTENCE_WORDS = 6
# Most lines are no footers, and their first letters say so.
_BEGINNING = 3
_BEGINNINGS = frozenset(footer[:_BEGINNING] for footer in FOOTERS)
_PHONE_DIGITS = 7
_ASCII_DIGITS = "0123456789"


def split_signature(lines: Sequence[str], *, first: bool) -> tuple[int, int]:
    """Return where the words begin and end in a run of the writer's own lines; banners and signature lie outside.

    `first` says that the run stands at the top of the mail, where gateways write their warnings.
    """
    begin = _banner_end(lines) if first else 0
    end = _trim(lines, begin, len(lines))
    end = _delimiter(lines, begin, end)
    end = _disclaimer(lines, begin, end)
    end = _trim(lines, begin, end)
    end = _contact_block(lines, begin, end)
    return begin, _trim(lines, begin, end)


def is_footer(line: str) -> bool:
    """Tell whether the line is what a mobile or web client adds by itself ("Sent from my iPhone")."""
    start = line[:_BEGINNING] if line[:1].isalpha() else line.lstrip("<([*_- ")[:_BEGINNING]
    if start.casefold() not in _BEGINNINGS or len(line) > _LONGEST_FOOTER:
        return False
    text = fold(line).strip("<>()[]*_- \u200b")
    words = text.partition("http")[0].split()
    if text.startswith(FOOTERS):
        return len(words) <= _FOOTER_WORDS
    return line.lstrip("<([*_ ").startswith("Sent from ") and len(words) <= _SENTENCE_WORDS


def device_footers(lines: Sequence[str]) -> Iterator[int]:
    """Return where footers beyond doubt stand."""
    for at, line in enumerate(lines):
        ordinary = line[:1].isalpha() and line[:_BEGINNING].casefold() not in _BEGINNINGS
        if line and not ordinary and _is_device_footer(line):
            yield at


def bare_words(text: str) -> str:
    """Return the text without greeting-free closing lines and the writer's name under them ("Thanks, Ana")."""
    lines = [line for line in text.split("\n") if line.strip()]
    for index in range(1, len(lines)):
        if _is_closing(lines[index]) and all(_is_name(line) for line in lines[index + 1 :]):
            return "\n".join(lines[:index])
    if len(lines) > 1 and _is_name(lines[-1]) and lines[-1][:1].isupper() and len(lines[-1].split()) > 1:
        return "\n".join(lines[:-1])
    return "\n".join(lines)


def is_drawn(line: str) -> bool:
    """Tell whether the line holds nothing but drawn characters."""
    if line[:1] not in _DRAWN:
        return False
    return bool(line.strip()) and _DRAWN.issuperset(line) and line.strip() not in {".", "...", "+", "*", "#"}


def _is_device_footer(line: str) -> bool:
    """Tell whether the line is a footer beyond doubt, wherever it stands."""
    return is_footer(line) and len(fold(line).split("<", maxsplit=1)[0].split()) <= _SENTENCE_WORDS


def _banner_end(lines: Sequence[str]) -> int:
    at = 0
    while at < len(lines):
        while at < len(lines) and not lines[at].strip():
            at += 1
        end = at
        while end < len(lines) and lines[end].strip() and end - at < _MOST_SIGNATURE_LINES:
            end += 1
        if at == end or not _is_banner(lines[at:end]):
            return at if at < len(lines) else 0
        at = end
    return 0


def _is_banner(paragraph: Sequence[str]) -> bool:
    if not fold(paragraph[0][:_LONGEST_FOOTER]).lstrip("*[_<>|!- ").startswith(BANNER_STARTS):
        return False
    text = fold(" ".join(paragraph)[:600])
    return any(words in text for words in BANNER_EVIDENCE)


def _trim(lines: Sequence[str], begin: int, end: int) -> int:
    """Leave out empty lines, drawn lines and footers at the end."""
    while end > begin:
        line = lines[end - 1]
        if line.strip() and not is_drawn(line) and not is_footer(line):
            return end
        end -= 1
    return end


def _delimiter(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where a "-- " line or a drawn line stands that has a signature under it."""
    fenced = False
    for at in range(begin, end):
        line = lines[at]
        if line.startswith("```"):
            fenced = not fenced
        if fenced or line.strip()[:1] not in _DELIMITING:
            continue
        if line == "-- " or (line.strip() in _DELIMITERS and _count(lines[at : at + _LOOK_AHEAD]) < _LOOK_AHEAD // 2):
            return at
        if at > begin and is_drawn(line) and _is_card(lines, at + 1, end):
            return at
    return end


def _is_card(lines: Sequence[str], at: int, end: int) -> bool:
    """Tell whether nothing but a visiting card or the footer of a mailing list follows."""
    filled = [line for line in lines[at : min(end, at + _LOOK_AHEAD)] if line.strip()]
    if not filled or end - at >= _LOOK_AHEAD or len(filled) > _MOST_CARD_LINES:
        return False
    if any(line.lstrip()[:1] in {"#", "!"} for line in filled):
        return False
    text = fold(" ".join(filled)[:1000])
    if any(phrase in text for phrase in LIST_FOOTERS):
        return True
    return all(_is_signature_line(line) for line in filled) and any(_is_evidence(line) for line in filled[:4])


def _count(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _disclaimer(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where the first legal notice under the words begins."""
    previous_blank = True
    start = max(begin, end - _NOTICE_LINES)
    seen = start > begin
    for at in range(start, end):
        line = lines[at]
        if not line.strip():
            previous_blank = True
            continue
        if seen and previous_blank and _is_disclaimer(lines, at, end):
            return at
        seen, previous_blank = True, is_drawn(line)
    return end


def _is_disclaimer(lines: Sequence[str], at: int, end: int) -> bool:
    start = fold(lines[at][:_LONGEST_FOOTER]).lstrip("*[_<>|!-= ")
    if start.startswith(DISCLAIMER_STARTS):
        return True
    start = start.removeprefix("notice: ").removeprefix("important: ").removeprefix("note: ").removeprefix("aviso: ")
    if not start.startswith(DISCLAIMER_WORDS):
        return False
    text = fold(" ".join(line[:1000] for line in lines[at : min(at + 8, end)]))
    return any(words in text for words in DISCLAIMER_EVIDENCE)


def _contact_block(lines: Sequence[str], begin: int, end: int) -> int:
    """Return where a closing word or a name begins that is followed by a post, a place or a telephone number."""
    low = max(begin, end - _MOST_SIGNATURE_LINES - 6)
    at = end
    best = end
    evidence = 0
    filled = 0
    while at > low:
        line = lines[at - 1]
        if line.strip():
            if not _is_signature_line(line) or filled > _MOST_SIGNATURE_LINES:
                break
            filled += 1
            if _is_closing(line):
                best = at - 1 if evidence else best
                break
            if evidence and _is_name(line) and (at - 1 == begin or not lines[at - 2].strip()):
                best = at - 1
            evidence += _is_evidence(line)
        at -= 1
    has_words = any(map(str.strip, lines[begin:best]))
    return best if has_words else end


def _is_signature_line(line: str) -> bool:
    text = line.strip()
    if len(text) > _LONGEST_SIGNATURE_LINE or text[:1] in {"#", "!"}:
        return False
    return not (text[-1] in ".?!" and len(text.split()) >= _SENTENCE_WORDS and not _is_evidence(line))


def _is_closing(line: str) -> bool:
    return len(line) < 60 and fold(line).rstrip(",.!;:~- ").replace(" ,", ",") in CLOSINGS  # noqa: PLR2004


def _is_name(line: str) -> bool:
    """Tell whether the line looks like a person's name."""
    words = line.strip().strip("*_-~\u2014/,").split()
    if not 0 < len(words) <= _NAME_WORDS or any(map(str.isdigit, line)):
        return False
    if line.rstrip()[-1:] in ":?!":
        return False
    return all(word[0].isupper() or word.casefold() in NAME_PARTICLES for word in words)


def _is_evidence(line: str) -> bool:
    """Tell whether the line names a post, a place or a way to reach somebody."""
    text = fold(line)
    digits = _digits(text)
    if "@" in text or "www." in text or "://" in text or digits >= _PHONE_DIGITS:
        return True
    words = [word.strip(",;:()|*") for word in text.replace("/", " ").replace("|", " ").split()]
    if digits:
        return not CONTACT_WORDS.isdisjoint(words) or _has_short_extension(words)
    return not PLACES.isdisjoint(words)


def _has_short_extension(words: Sequence[str]) -> bool:
    return any(word[:1] == "x" and word[1:].isdigit() for word in words)


def _digits(text: str) -> int:
    return sum(map(text.count, _ASCII_DIGITS)) if text.isascii() else sum(map(str.isdigit, text))
