"""Which lines of a technician's mail are commands, and which are words.

Command lines before any prose always count. Lines after prose count only where it is certain that the writer wrote
them now: our marker line is in the mail, or the mail answers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import re2

from mailintake.act.inside import PRIVATE, keeps_inside
from mailintake.act.line import EMPHASIS, INVISIBLE, SIGNS, plain_line, split_verb
from mailintake.act.verb import CommandLine, Verb
from mailintake.model.message import Message

# More command lines than that are no mail of a technician: the next one is an error, and nothing is done.
MOST_LINES = 50
# So many lines that begin with the sign of a command are looked at, commands or not. What stands below is not run;
# as one of them may say that the words are for technicians only, the next one keeps them inside.
MOST_TAGGED = 500
# Links that programs add are taken out of the beginning of a line alone.
LONGEST_TIDIED = 10_000
STOP = "stop"
CONTRADICTION = (
    "the text and the HTML part of your mail do not name the same commands, or some readers would not see them;"
    " please send them as plain text"
)
ENDS = frozenset({"stop", "quit", "--", "thanks", "thank you"})
LONGEST_WORD = 20
# So long can a line be that a mail program breaks it in the text part only.
BROKEN_OFF = 40
# Request Tracker's names of fields and statuses, for people who come from there.
FIELDS = {
    "owner": "assign",
    "queue": "category",
    "requestor": "for",
    "addrequestor": "for",
    "addcc": "cc",
    "delcc": "uncc",
    "addadmincc": "cc",
    "deladmincc": "uncc",
}
STATUSES = {"stalled": "pending", "rejected": "close", "new": "reopen"}
# What is not seen at the beginning of a line.
_UNSEEN = r"[\x00-\x09\x0b-\x20\x7f-\xa0\pZ\p{Cf}\x{034f}\x{2065}*_]*"
_TAGGED = re2.compile(rf"(?m)^{_UNSEEN}(?:[<>]*(?i:mailto):)?{_UNSEEN}[#!\x{{ff03}}][^\n]*")
_WORDED = re2.compile(r"(?m)^[^\n]*[^\s\pZ\pC\x{034f}#!\x{ff03}][^\n]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """The command lines of a mail in their order, and the prose without them.

    `kept` is a line that is not run but says, or nearly says, that the prose is for technicians only.
    """

    lines: tuple[CommandLine, ...] = ()
    prose: str = ""
    contradiction: bool = False
    kept: str = ""

    @property
    def certain(self) -> tuple[CommandLine, ...]:
        """Return the lines that will be run."""
        return tuple(line for line in self.lines if line.certain)


def read_commands(message: Message, verbs: Mapping[str, Verb], *, control: bool = False) -> Reading:
    """Read the writer's new words; where text and HTML differ in their commands, that is a contradiction."""
    if control:
        return read_control(message.text, verbs)
    certain_everywhere = message.marked or not message.reply
    reading = read_text(message.text, verbs, certain_everywhere=certain_everywhere)
    if message.html_text or message.html_new:
        other = read_text(message.html_new, verbs, certain_everywhere=certain_everywhere)
        if not _agree(reading.lines, other.lines, verbs):
            return Reading(reading.lines or other.lines, reading.prose, contradiction=True)
        return replace(reading, kept=reading.kept or other.kept)
    return reading


def read_text(text: str, verbs: Mapping[str, Verb], *, certain_everywhere: bool) -> Reading:
    """Read tagged lines (`#verb value`) of a text."""
    tagged = [(found.start(), found.end()) for found in islice(_TAGGED.finditer(text), MOST_TAGGED + 1)]
    lines: list[CommandLine] = []
    prose: list[str] = []
    leading = True
    # All before this place is read.
    at = 0
    for start, end in tagged[:MOST_TAGGED]:
        leading = leading and not text[at:start].translate(INVISIBLE).strip()
        line = text[start:end]
        command = tagged_line(line, verbs, leading=leading)
        if command is None:
            leading = False
            continue
        prose.append(text[at:start])
        at = end + 1
        if command.verb == STOP:
            break
        if len(lines) == MOST_LINES:
            lines.append(CommandLine(line.strip()[:80], "…", None, "", leading or certain_everywhere))
            at = len(text)
            break
        lines.append(replace(command, certain=leading or certain_everywhere))
    prose.append(text[at:])
    source = [text[start:end].strip() for start, end in tagged]
    return Reading(tuple(lines), "".join(prose).strip(), kept=_kept(source, lines, verbs))


def read_control(text: str, verbs: Mapping[str, Verb]) -> Reading:
    """Read a control mail: bare verbs with numbers, and `Field: value`; it ends at `stop` or a signature."""
    lines: list[CommandLine] = []
    for found in islice(_WORDED.finditer(text), MOST_TAGGED):
        line = str(found.group()).strip()
        words = _plain(line).lstrip("#!\uff03").strip()
        if words.casefold().rstrip(".,! ") in ENDS or (words and len(lines) > MOST_LINES):
            break
        if words:
            lines.append(_bare(line, words, verbs))
    return Reading(tuple(lines), "")


def tagged_line(line: str, verbs: Mapping[str, Verb], *, leading: bool) -> CommandLine | None:
    """Return the command of one line; an unknown word is one only in the leading block, else it is prose."""
    plain = _plain(line)
    rest = plain[1:].lstrip()
    spaced = rest != plain[1:]
    if not plain.startswith(SIGNS) or (spaced and not leading):
        return None
    for words in (2, 1):
        word, arguments = split_verb(rest, words)
        if word.casefold() == STOP:
            return CommandLine(line.strip(), word, STOP, arguments)
        verb = verbs.get(word.casefold())
        if verb:
            return CommandLine(line.strip(), word, verb.name, arguments)
    unknown = word[:1].isalpha() and len(word) <= LONGEST_WORD and not spaced and plain[0] != "!"
    return CommandLine(line.strip(), word, None, arguments) if leading and unknown else None


def _plain(line: str) -> str:
    """Return a line with plain spaces, as `plain_line`; of a very long one only the beginning is tidied."""
    if len(line) <= LONGEST_TIDIED:
        return plain_line(line)
    rest = line[LONGEST_TIDIED:].translate(INVISIBLE)
    broken = line[LONGEST_TIDIED - 1].isspace() or rest[:1].isspace()
    return f"{plain_line(line[:LONGEST_TIDIED])}{' ' if broken else ''}{' '.join(rest.split())}"


def _kept(source: Sequence[str], lines: Sequence[CommandLine], verbs: Mapping[str, Verb]) -> str:
    """Return the first line that keeps the prose inside although it will not be run: in doubt no word goes out."""
    certain = [one for one in lines if one.certain]
    if any(one.verb == PRIVATE for one in certain):
        return ""
    run = {one.line for one in certain}
    unread = source[MOST_TAGGED] if len(source) > MOST_TAGGED else ""
    looked_at = source[:MOST_TAGGED]
    return next((one for one in looked_at if one not in run and keeps_inside(one[:LONGEST_TIDIED], verbs)), unread)


def _bare(line: str, words: str, verbs: Mapping[str, Verb]) -> CommandLine:
    name, colon, value = words.partition(":")
    field = FIELDS.get(name.casefold().strip(), name.casefold().strip())
    if colon and field == "status":
        value = value.strip()
        return _bare(line, STATUSES.get(value.casefold(), value), verbs)
    if colon and field in verbs:
        return CommandLine(line, field, verbs[field].name, value.strip())
    for count in (2, 1):
        word, arguments = split_verb(words, count)
        verb = verbs.get(word.casefold())
        if verb:
            return CommandLine(line, word, verb.name, arguments)
    return CommandLine(line, word, None, arguments)


def _agree(ours: tuple[CommandLine, ...], theirs: tuple[CommandLine, ...], verbs: Mapping[str, Verb]) -> bool:
    return len(ours) == len(theirs) and all(_same(one, other, verbs) for one, other in zip(ours, theirs, strict=True))


def _same(one: CommandLine, other: CommandLine, verbs: Mapping[str, Verb]) -> bool:
    """Compare two lines over what programs do to the text part: links written out, long lines broken, `*bold*`."""
    if (one.verb or one.word.casefold()) != (other.verb or other.word.casefold()):
        return False
    first, second = sorted((_compared(one.arguments), _compared(other.arguments)), key=len)
    if first == second:
        return True
    verb = verbs.get(one.word.casefold())
    return verb is not None and verb.takes_text and len(first) >= BROKEN_OFF and second.startswith(first)


def _compared(arguments: str) -> str:
    words = (word.partition("<")[0] if "<" in word and "://" in word else word for word in arguments.split())
    return " ".join(word for word in words if word).translate(EMPHASIS).casefold()
