"""Conversation files: plain text that says which mail comes in and what must go out."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

INDENT = 4
MAIL_IN = "-->"
MAIL_OUT = "<--"
BEGINNINGS = ("at ", "no mail", "ticket ", "other mail allowed")
MARKS = "a mail that comes in begins with `-->`, one that goes out with `<--`"
LINES = "a line is `at TIME`, `no mail`, `no mail to ADDRESS`, `ticket N: name=value` or `other mail allowed`"
LEVELS = ("-1", "0", "1", "2", "real")


@dataclass(frozen=True, slots=True)
class At:
    """The clock is set: a local time, or a span such as `+2h`."""

    line: int
    time: str


@dataclass(frozen=True, slots=True)
class MailIn:
    """A mail comes in: header fields in their order, text, or a file with the raw mail."""

    line: int
    header: tuple[tuple[str, str], ...]
    text: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        """Return the first field of that name; `name` in lower case."""
        return next((value for key, value in self.header if key.casefold() == name), None)


@dataclass(frozen=True, slots=True)
class MailOut:
    """Exactly one such mail goes out; None as text compares no text. `never` are words that appear nowhere."""

    line: int
    header: tuple[tuple[str, str], ...]
    text: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketIs:
    """A ticket has these values now."""

    line: int
    number: int
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoMail:
    """Nothing went out since the last mail or clock, to this address or at all."""

    line: int
    address: str | None = None


Step: TypeAlias = At | MailIn | MailOut | TicketIs | NoMail


@dataclass(frozen=True, slots=True)
class Script:
    """A story: its steps, and whether mail may go out that it does not name."""

    path: Path
    steps: tuple[Step, ...] = ()
    other_mail_allowed: bool = False


@dataclass(slots=True)
class _Block:
    """Lines that belong together, the first without its mark."""

    line: int
    mark: str
    lines: list[str] = field(default_factory=list)


class ScriptError(ValueError):
    """A conversation file has a line that means nothing."""

    def __init__(self, path: Path, line: int, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}:{line}: {reason}" + (f"\nhint: {hint}" if hint else ""))


def read_script(path: Path) -> Script:
    """Read a story; raise ScriptError where a line means nothing, OSError where the file cannot be read."""
    try:
        return parse_script(path, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ScriptError(path, 1, f"not UTF-8 text: {error.reason} at byte {error.start}") from error


def parse_script(path: Path, text: str) -> Script:
    """Read the text of a story."""
    script = Script(path)
    for block in _blocks(path, text):
        if block.mark == "" and block.lines == ["other mail allowed"]:
            script = replace(script, other_mail_allowed=True)
        else:
            script = replace(script, steps=(*script.steps, _step(path, block)))
    return script


def _blocks(path: Path, text: str) -> list[_Block]:
    blocks: list[_Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            continue
        if line[:1].strip():
            mark = next((one for one in (MAIL_IN, MAIL_OUT) if line.startswith(one)), "")
            blocks.append(_Block(number, mark, [line.removeprefix(mark).strip()]))
        elif blocks and blocks[-1].mark:
            blocks[-1].lines.append(line[INDENT:] if line[:INDENT].isspace() else line.lstrip())
        elif line.strip():
            raise _stray(path, number, blocks[-1] if blocks else None)
    return blocks


def _stray(path: Path, number: int, above: _Block | None) -> ScriptError:
    """Return the error of an indented line outside a mail: most often the mark of the mail above has a slip."""
    if above is not None and not above.lines[0].startswith(BEGINNINGS):
        return ScriptError(path, above.line, f"`{above.lines[0]}` does not begin a mail", MARKS)
    return ScriptError(path, number, "an indented line belongs to a mail", MARKS)


def _step(path: Path, block: _Block) -> Step:
    if block.mark == MAIL_IN:
        return _mail_in(path, block)
    if block.mark == MAIL_OUT:
        return _mail_out(path, block)
    words = block.lines[0].split()
    match words:
        case ["at", *rest] if rest:
            return At(block.line, " ".join(rest))
        case ["no", "mail"]:
            return NoMail(block.line)
        case ["no", "mail", "to", address]:
            return NoMail(block.line, address)
        case ["ticket", number, *_] if number.rstrip(":").isdigit():
            return TicketIs(block.line, int(number.rstrip(":")), _values(path, block))
        case _:
            hint = LINES if words[0].isalpha() else MARKS
            raise ScriptError(path, block.line, f"I do not understand `{block.lines[0]}`", hint)


def _mail_in(path: Path, block: _Block) -> MailIn:
    header, text = _header(path, block, block.lines)
    mail = MailIn(block.line, header, _trimmed(text))
    level = mail.get("x-level")
    if level is not None and level not in LEVELS:
        raise ScriptError(path, block.line, f"`X-Level: {level}` is none of {', '.join(LEVELS)}")
    return mail


def _values(path: Path, block: _Block) -> tuple[tuple[str, str], ...]:
    pairs = []
    try:
        words = shlex.split(block.lines[0].partition(":")[2])
    except ValueError as error:
        raise ScriptError(path, block.line, f"a quotation mark is not closed ({error})") from error
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise ScriptError(path, block.line, f"`{word}` is not of the form name=value")
        pairs.append((name, value))
    return tuple(pairs)


def _mail_out(path: Path, block: _Block) -> MailOut:
    at = next((at for at, line in enumerate(block.lines) if line.startswith(("...", "! "))), None)
    empty = next((at for at, line in enumerate(block.lines) if not line.strip()), None)
    start = min((one for one in (at, empty) if one is not None), default=len(block.lines))
    header, _ = _header(path, block, block.lines[:start])
    rest = _trimmed(block.lines[start:])
    text = tuple(line for line in rest if not line.startswith("! "))
    never = tuple(line.removeprefix("! ").strip() for line in rest if line.startswith("! "))
    return MailOut(block.line, header, text or None, never)


def _header(path: Path, block: _Block, lines: list[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    fields: list[tuple[str, str]] = []
    for at, line in enumerate(lines):
        if not line.strip():
            return tuple(fields), lines[at + 1 :]
        name, colon, value = line.partition(":")
        if line[:1].isspace() and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
        elif colon and name and not any(one.isspace() for one in name):
            fields.append((name, value.strip()))
        else:
            hint = MARKS if not at and not line[:1].isalpha() else "write `Name: value`; an empty line ends the header"
            raise ScriptError(path, block.line + at, f"`{line}` is no header field", hint)
    return tuple(fields), []


def _trimmed(lines: list[str]) -> tuple[str, ...]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and not kept[0].strip():
        kept.pop(0)
    return tuple(kept)
