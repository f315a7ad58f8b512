"""The field in which a server says what it found out about a mail (RFC 8601), read in one pass.

What the sender wrote into it, quoted or commented, must not read as a result; a field that is broken has none.
"""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 16 * 1024
_WORST_FIRST = ("fail", "permerror", "temperror", "hardfail", "softfail", "policy", "neutral", "none")


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result, such as `dkim=pass header.d=example.org`; all names in lower case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return a property's value in lower case; empty where it is missing or said twice in different ways."""
        values = {value.lower() for key, value in self.properties if key == name}
        return values.pop() if len(values) == 1 else ""


@dataclass(frozen=True, slots=True)
class Results:
    """One Authentication-Results field; Microsoft's has no id. `sound` is False where its form is broken."""

    authserv_id: str | None
    results: tuple[Result, ...] = ()
    sound: bool = True

    def worst(self, method: str) -> str | None:
        """Return the worst result of a method that stands there once or more."""
        found = [one.result for one in self.results if one.method == method]
        bad = [result for result in _WORST_FIRST if result in found]
        unknown = [result for result in found if result not in {"pass", *_WORST_FIRST}]
        return next(iter((*bad, *unknown, *found)), None)


def parse_results(value: str) -> Results:
    """Read the value of an Authentication-Results field in one pass; a broken one carries no results."""
    segments = _segments(value[:_LONGEST])
    if segments is None or len(value) > _LONGEST:
        return Results(None, (), sound=False)
    first = segments[0] if segments else []
    named = bool(first) and "=" not in first[0] and "=" not in first[1:2]
    authserv_id = first[0].lower() if named else None
    results = [found for segment in segments[named:] if (found := _result(segment)) is not None]
    return Results(authserv_id, tuple(results))


def _segments(value: str) -> list[list[str]] | None:
    """Cut at semicolons into words, comments left out and quotes opened; None if either does not end."""
    segments: list[list[str]] = [[]]
    word: list[str] = []
    position = 0
    while position < len(value):
        character = value[position]
        if character == "(":
            end = _end_of_comment(value, position)
            if end < 0:
                return None
            _end_word(word, segments)
            position = end
            continue
        if character == '"':
            inner, position = _quoted(value, position)
            # An equals sign in quotes is data: before a name it would read as a result that nobody gave.
            if position < 0 or ("=" in inner and "=" not in word):
                return None
            word.append(inner)
            continue
        if character == ";":
            _end_word(word, segments)
            segments.append([])
        elif character == "=":
            word.append("=")
        elif character.isspace():
            _end_word(word, segments)
        else:
            word.append(character)
        position += 1
    _end_word(word, segments)
    return segments


def _end_word(word: list[str], segments: list[list[str]]) -> None:
    """Add a finished word; `dkim = pass` becomes one word."""
    if not word:
        return
    text = "".join(word)
    word.clear()
    last = segments[-1]
    if last and (text.startswith("=") or last[-1].find("=") == len(last[-1]) - 1):
        last[-1] += text
    else:
        last.append(text)


def _quoted(value: str, start: int) -> tuple[str, int]:
    """Return what stands in quotes and where they end; -1 if they do not."""
    kept: list[str] = []
    position = start + 1
    while position < len(value):
        character = value[position]
        if character == '"':
            return "".join(kept), position + 1
        if character == "\\":
            position += 1
            character = value[position : position + 1]
        kept.append(character)
        position += 1
    return "", -1


def _end_of_comment(value: str, start: int) -> int:
    depth = 0
    position = start
    while position < len(value):
        character = value[position]
        if character == "\\":
            position += 1
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return -1


def _result(segment: list[str]) -> Result | None:
    pairs = [(key.lower(), value) for word in segment for key, equals, value in [word.partition("=")] if equals]
    if not pairs or "=" not in segment[0]:
        return None
    method, result = pairs[0]
    return Result(method.partition("/")[0], result.lower(), tuple(pairs[1:]))
