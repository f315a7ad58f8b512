"""Which lines of a technician's mail are commands, and which are words.

Command lines before any prose always count. Lines after prose count only where it is certain that the writer wrote
them now: our marker line is in the mail, or the mail answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailintake.act.verb import CommandLine, Verb
from mailintake.model.message import Message

# The last one is the full-width number sign of some phone keyboards.
SIGNS = ("#", "!", "\uff03")
STOP = "stop"
LONGEST_WORD = 20
# Request Tracker's names of fields, for people who come from there.
FIELDS = {"owner": "assign", "queue": "category", "requestor": "for", "custom role": "assign"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The command lines of a mail in their order, and the prose without them."""

    lines: tuple[CommandLine, ...] = ()
    prose: str = ""
    contradiction: bool = False

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
    if message.html_new:
        other = read_text(message.html_new, verbs, certain_everywhere=certain_everywhere)
        if _folded(reading.lines) != _folded(other.lines):
            return Reading(reading.lines or other.lines, reading.prose, contradiction=True)
    return reading


def read_text(text: str, verbs: Mapping[str, Verb], *, certain_everywhere: bool) -> Reading:
    """Read tagged lines (`#verb value`) of a text."""
    lines: list[CommandLine] = []
    prose: list[str] = []
    source = text.splitlines()
    for at, line in enumerate(source):
        leading = not any(kept.strip() for kept in prose)
        command = tagged_line(line, verbs, leading=leading)
        if command is None:
            prose.append(line)
        elif command.verb == STOP:
            prose.extend(source[at + 1 :])
            break
        else:
            certain = leading or certain_everywhere
            lines.append(CommandLine(command.line, command.word, command.verb, command.arguments, certain))
    return Reading(tuple(lines), "\n".join(prose).strip())


def read_control(text: str, verbs: Mapping[str, Verb]) -> Reading:
    """Read a control mail: bare verbs with numbers, and `Field: value`; it ends at `stop` or a signature."""
    lines: list[CommandLine] = []
    for line in text.splitlines():
        words = " ".join(_plain(line).lstrip("#!\uff03").split())
        if words.casefold() in {"stop", "#stop", "--", "quit", "thanks", "thank you"}:
            break
        if words:
            lines.append(_bare(line.strip(), words, verbs))
    return Reading(tuple(lines), "")


def tagged_line(line: str, verbs: Mapping[str, Verb], *, leading: bool) -> CommandLine | None:
    """Return the command of one line; an unknown word is one only in the leading block, else it is prose."""
    plain = _plain(line)
    if not plain.startswith(SIGNS):
        return None
    spaced = plain[1:].lstrip() != plain[1:]
    rest = plain[1:].lstrip()
    for verb_words in (2, 1):
        word, arguments = _split(rest, verb_words)
        if word.casefold() == STOP:
            return CommandLine(line.strip(), word, STOP, arguments)
        verb = verbs.get(word.casefold())
        if verb:
            return CommandLine(line.strip(), word, verb.name, arguments)
    unknown = word.isalpha() and len(word) <= LONGEST_WORD and not spaced and plain[0] != "!"
    return CommandLine(line.strip(), word, None, arguments) if leading and unknown else None


def _bare(line: str, words: str, verbs: Mapping[str, Verb]) -> CommandLine:
    name, colon, value = words.partition(":")
    field = FIELDS.get(name.casefold().strip(), name.casefold().strip())
    if colon and field == "status":
        return _bare(line, value.strip(), verbs)
    if colon and field in verbs:
        return CommandLine(line, field, verbs[field].name, value.strip())
    for count in (2, 1):
        word, arguments = _split(words, count)
        verb = verbs.get(word.casefold())
        if verb:
            return CommandLine(line, word, verb.name, arguments)
    return CommandLine(line, word, None, arguments)


def _split(rest: str, words: int) -> tuple[str, str]:
    parts = rest.split(maxsplit=words)
    word = " ".join(parts[:words])
    if len(parts) < words:
        return "", rest
    head, colon, tail = word.partition(":")
    after = rest[len(rest) - len(parts[words]) :] if len(parts) > words else ""
    if colon and words == 1:
        return head, f"{tail} {after}".strip()
    return word.removesuffix(":"), after.strip()


def _plain(line: str) -> str:
    text = line.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200b", "").replace("\ufeff", "").strip()
    return " ".join(_unlinked(word) for word in text.split(" "))


def _unlinked(word: str) -> str:
    """`lee@x.org<mailto:lee@x.org>` and the like become `lee@x.org`."""
    text, opened, link = word.partition("<")
    if opened and text and link.casefold().startswith(("mailto:", "http://", "https://", "tel:")):
        return text
    return word.removeprefix("mailto:")


def _folded(lines: Iterable[CommandLine]) -> list[tuple[str, str]]:
    return [(line.verb or line.word.casefold(), " ".join(line.arguments.split()).casefold()) for line in lines]
