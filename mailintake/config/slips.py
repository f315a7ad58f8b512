"""Slips of the pen in YAML: the line where they likely are, which is often not the line where they are noticed."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError, StreamMark

QUOTES = "\"'"
CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A likely place (line and column count from 1), what is wrong there, and what to do."""

    line: int
    column: int
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Scene:
    """The file and the two marks of the parser: where it noticed, and where the thing began that it was reading."""

    lines: list[str]
    problem: str
    noticed: StreamMark
    begun: StreamMark | None

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def above(self) -> int | None:
        """Return the nearest line above the noticed one that says something."""
        for number in range(min(self.noticed.line, len(self.lines)) - 1, -1, -1):
            if self.lines[number].strip() and not self.lines[number].lstrip().startswith("#"):
                return number
        return None


def find_slip(error: MarkedYAMLError, text: str) -> Slip:
    """Return the likely place of what makes a text no YAML."""
    noticed = error.problem_mark or error.context_mark
    if noticed is None:
        return Slip(1, 1, f"the file is not YAML: {error.problem or error.context}", "")
    scene = _Scene(text.splitlines(), str(error.problem or error.context or ""), noticed, error.context_mark)
    for find in (_tab, _open_quote, _open_bracket, _colon_in_value, _line_above, _missing_colon, _indentation, _sign):
        slip = find(scene)
        if slip is not None:
            return _with_noticed(slip, scene)
    hint = "is a quote, a bracket or a `:` missing in or above this line?"
    return _with_noticed(_at(noticed, f"the file is not YAML here: {scene.problem}", hint), scene)


def _with_noticed(slip: Slip, scene: _Scene) -> Slip:
    """Say where the parser stumbled, where that is another line."""
    line = scene.noticed.line + 1
    if line == slip.line or slip.line > line:
        return slip
    where = f"in line {line}" if line <= len(scene.lines) else "at the end of the file"
    return Slip(slip.line, slip.column, f"{slip.text} (noticed {where})", slip.hint)


def _tab(scene: _Scene) -> Slip | None:
    line = scene.line(scene.noticed.line)
    if "'\\t'" in scene.problem or "\t" in line[: scene.noticed.column + 1]:
        return _at(scene.noticed, "a tab stands where YAML wants spaces", "indent with spaces")
    return None


def _open_quote(scene: _Scene) -> Slip | None:
    """Find the first quote that opens a value and that only a quote of another value closes."""
    number = scene.begun.line if scene.begun else scene.noticed.line
    last = min(scene.noticed.line, len(scene.lines) - 1)
    while number <= last:
        column = _unclosed(scene.lines[number])
        if column is not None:
            sign = scene.lines[number][column]
            end = _end_below(scene.lines, number + 1, sign)
            if end is None:
                text = f"the quote {sign} that opens here is not closed"
                return Slip(number + 1, column + 1, text, f"write {sign} at the end of the value, too")
            number = end
        number += 1
    return None


def _end_below(lines: list[str], begin: int, sign: str) -> int | None:
    """Return the line on which a value of several lines ends in order."""
    for number in range(begin, len(lines)):
        if sign in lines[number]:
            rest = lines[number].partition(sign)[2].strip()
            return number if not rest or rest[0] in "#,]}" else None
    return None


def _unclosed(line: str) -> int | None:
    """Return the column of a quote that opens a value and is not closed on this line."""
    column = 0
    while column < len(line):
        sign, before = line[column], line[:column].rstrip()
        if sign == "#" and (column == 0 or line[column - 1] in " \t"):
            return None
        if sign in QUOTES and (not before or before[-1] in ":-,[{"):
            end = _end_of_quote(line, column)
            if end is None:
                return column
            column = end
        column += 1
    return None


def _end_of_quote(line: str, begin: int) -> int | None:
    sign = line[begin]
    column = begin + 1
    while column < len(line):
        if line[column] == "\\" and sign == '"':
            column += 1
        elif line[column] == sign:
            if sign == '"' or line[column + 1 : column + 2] != sign:
                return column
            column += 1
        column += 1
    return None


def _open_bracket(scene: _Scene) -> Slip | None:
    begun = scene.begun
    if "<stream end>" in scene.problem and "node content" in scene.problem:
        return _last_open(scene.lines)
    if begun is None or not scene.problem.startswith("expected ',' or"):
        return None
    sign = scene.line(begun.line)[begun.column : begun.column + 1]
    if sign not in CLOSING or begun.line == scene.noticed.line:
        return None
    return _not_closed(begun.line, begun.column, sign)


def _last_open(lines: list[str]) -> Slip | None:
    for number in range(len(lines) - 1, -1, -1):
        for sign, closing in CLOSING.items():
            if lines[number].count(sign) > lines[number].count(closing):
                return _not_closed(number, lines[number].rindex(sign), sign)
    return None


def _not_closed(line: int, column: int, sign: str) -> Slip:
    text = f"the `{sign}` that opens here is not closed"
    return Slip(line + 1, column + 1, text, f"write `{CLOSING[sign]}` where it ends")


def _colon_in_value(scene: _Scene) -> Slip | None:
    line = scene.line(scene.noticed.line)
    if scene.problem.startswith("mapping values") and ": " in line[: scene.noticed.column]:
        hint = "put a value with `: ` in it in quotes"
        return _at(scene.noticed, "a `:` stands where a value goes on", hint)
    return None


def _line_above(scene: _Scene) -> Slip | None:
    """Find a key under something that is no key, or under a key that has a value already."""
    above = scene.above()
    if not scene.problem.startswith("mapping values") or above is None:
        return None
    line, indent = scene.lines[above], _indent(scene.lines[above])
    if ": " not in line and ":" in line and not line.rstrip().endswith(":"):
        return Slip(above + 1, line.index(":") + 1, "a space is missing after the `:`", "write `key: value`")
    if ":" not in line:
        return Slip(
            above + 1, indent + 1, "a `:` is missing in this line", "write `key: value`, or `key:` above a list"
        )
    here = _indent(scene.line(scene.noticed.line))
    text = f"this line is indented deeper than line {above + 1}, which has a value already"
    return Slip(scene.noticed.line + 1, here + 1, text, f"let it begin in column {indent + 1}, as that one does")


def _missing_colon(scene: _Scene) -> Slip | None:
    if scene.begun is None or not scene.problem.startswith("could not find expected ':'"):
        return None
    return _at(scene.begun, "a `:` is missing after this word", "write `key: value`, or `key:` above a list")


def _indentation(scene: _Scene) -> Slip | None:
    begun, noticed = scene.begun, scene.noticed
    if begun is None or not scene.problem.startswith("expected <block end>"):
        return None
    if "'<scalar>'" in scene.problem:
        hint = "one pair of quotes must hold the whole value"
        return _at(noticed, "words stand behind the end of a value", hint)
    if "']'" in scene.problem or "'}'" in scene.problem:
        sign = scene.line(noticed.line)[noticed.column : noticed.column + 1]
        return _at(noticed, f"the `{sign}` closes what nothing opens", "delete it, or write the bracket that opens")
    above = scene.above()
    column = _indent(scene.lines[above]) + 1 if above is not None else begun.column + 1
    if "'-'" in scene.problem or "'?'" in scene.problem:
        return _at(
            noticed, f"this line does not fit to line {begun.line + 1}: `- ` items and `key:` lines are mixed", ""
        )
    text = f"this line begins in column {noticed.column + 1}, the one above it in column {column}"
    return _at(noticed, text, "lines that belong together begin in the same column")


def _sign(scene: _Scene) -> Slip | None:
    """Find a sign with which no value may begin, or that means more than itself."""
    if "unknown escape character" in scene.problem:
        return _at(scene.noticed, "in double quotes `\\` begins an escape", "write the value in single quotes")
    if "cannot start any token" not in scene.problem:
        return None
    sign = scene.line(scene.noticed.line)[scene.noticed.column : scene.noticed.column + 1]
    return _at(scene.noticed, f"a value cannot begin with `{sign}`", "put it in quotes")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _at(mark: StreamMark, text: str, hint: str) -> Slip:
    return Slip(mark.line + 1, mark.column + 1, text, hint)
