"""Counts which commands of technicians are found in replies, and whether one of the quoted part is ever carried out.

Usage: python -m bench.commands [--every N] [--misses]

Every reply is written as a mail program would write it (`bench/reply_shapes.py`), quoting a mail of the desk that holds
commands of its own, and is read as the daemon reads it. What is varied: program, text or HTML, language, where the
commands stand, how the marker line looks, the prose, what stands below it, and the commands.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from itertools import cycle, islice, product

from bench.reply_notice import MARKER_FORMS, notice
from bench.reply_shapes import DRESSES, SHAPES, Draft, Reply, Shape
from bench.reply_words import COMMANDS, FOOTERS, LANGUAGES, PROSE, Command
from mailintake.act import BY_WORD
from mailintake.act.read import Reading, read_commands
from mailintake.act.verb import CommandLine
from mailintake.parse.message import parse_message

# Where the commands stand; `apart` has one above the prose and one below, `nowhere` none but those in the quote.
PLACES = ("on top", "after prose", "between prose", "apart", "nowhere")
ON_TOP, AFTER, UNSURE, PLANTED = "on top", "after prose, with marker", "after prose, no marker", "in the quote"
BAR = 0.97
# Two for each mail, so that each meets each other one's kind of value.
COMMANDS_EACH = 2
# Where a program broke a long line of the text part, so much of the value is enough to know it again.
ENOUGH = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """One reply: how it came about, its bytes, and the commands in it that count and that do not."""

    name: str
    shape: Shape
    content: bytes
    top: tuple[Command, ...]
    after: tuple[Command, ...]
    marked: bool


@dataclass(slots=True)
class Score:
    """How many of how many, for each program and each kind of place."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    mails: int = 0

    def count(self, kind: str, sample: Sample, *, right: bool, what: str) -> None:
        """Count one command."""
        shape = f"{sample.shape.name}, {sample.shape.parts}"
        for key in ((shape, kind), ("all", kind)):
            self.asked[key] += 1
            self.right[key] += right
        if not right:
            self.misses[kind].append(f"{sample.name}: {what}")

    def rate(self, kind: str, shape: str = "all") -> float:
        """Return the share that was right."""
        return self.right[shape, kind] / self.asked[shape, kind] if self.asked[shape, kind] else 1.0


def main() -> None:
    """Print a line for each program, and one for all."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, default=1, help="take only every Nth reply")
    arguments.add_argument("--misses", action="store_true", help="show what was not read right")
    given = arguments.parse_args()
    score = measure(given.every)
    print(f"{score.mails} replies\n{'':32} {ON_TOP:>16} {AFTER:>26} {UNSURE:>24} {PLANTED:>20}")
    for shape in (*(f"{one.name}, {one.parts}" for one in SHAPES), "all"):
        columns = ((ON_TOP, 16), (AFTER, 26), (UNSURE, 24), (PLANTED, 20))
        print(f"{shape:32} " + " ".join(f"{_shown(score, shape, kind):>{width}}" for kind, width in columns))
    print("\non top, with marker: found. no marker, in the quote: replies in which nothing of it would be carried out.")
    for kind, misses in score.misses.items() if given.misses else ():
        print(f"\n== {kind}: {len(misses)}", *misses[:200], sep="\n")

    sys.exit(0 if reaches_the_bar(score) else 1)


def reaches_the_bar(score: Score) -> bool:
    """Tell whether all on top is found, nearly all after prose with the marker, and nothing else is carried out."""
    return score.rate(AFTER) >= BAR and all(score.rate(kind) == 1 for kind in (ON_TOP, UNSURE, PLANTED))


def measure(every: int = 1) -> Score:
    """Read the replies and count."""
    score = Score()
    for sample in samples(every):
        score.mails += 1
        judge(sample, read_commands(parse_message(sample.content), BY_WORD), score)
    return score


def samples(every: int = 1) -> Iterator[Sample]:
    """Write every Nth of all combinations; commands and what stands below the prose go round."""
    commands = cycle(COMMANDS)
    kinds = list(product(SHAPES, LANGUAGES, MARKER_FORMS, PLACES, PROSE["en"]))
    for at, (shape, language, form, place, prose) in islice(enumerate(kinds), 0, None, every):
        below = tuple(FOOTERS[language])[at // every % len(FOOTERS[language])]
        chosen = tuple(islice(commands, COMMANDS_EACH))
        name = f"{shape.name}, {shape.parts}, {language}, marker {form}, {place}, {prose}, {below}"
        typed = _typed(place, PROSE[language][prose], chosen)
        dress = DRESSES[at // every % len(DRESSES)]
        draft = Draft(language, (*typed, *FOOTERS[language][below]), notice(language, form), dress)
        top, after = _expected(place, chosen)
        yield Sample(name, shape, _mail(draft, shape), top, after, marked=form != "none")


def judge(sample: Sample, reading: Reading, score: Score) -> None:
    """Count what is found, what is not, and what is carried out that must not be."""
    certain = list(reading.certain)
    for command in sample.top:
        score.count(ON_TOP, sample, right=_taken(command, certain), what=command.line)
    for command in sample.after:
        found = _taken(command, certain)
        kind, right = (AFTER, found) if sample.marked else (UNSURE, not found)
        score.count(kind, sample, right=right, what=command.line)
    left = [line.line for line in certain]
    score.count(PLANTED, sample, right=not left, what=str(left))


def _taken(command: Command, certain: list[CommandLine]) -> bool:
    """Take the line of that command out of those that would be run, and tell whether it was there."""
    for line in certain:
        if line.verb == command.verb and _same(" ".join(line.arguments.split()), command.arguments):
            certain.remove(line)
            return True
    return False


def _same(found: str, wanted: str) -> bool:
    return found == wanted or (len(found) >= ENOUGH and wanted.startswith(found))


def _shown(score: Score, shape: str, kind: str) -> str:
    return f"{score.right[shape, kind]}/{score.asked[shape, kind]} {score.rate(kind, shape):6.1%}"


def _typed(place: str, prose: tuple[str, ...], commands: tuple[Command, ...]) -> tuple[str, ...]:
    lines = tuple(one.line for one in commands)
    match place:
        case "on top":
            return (*lines, "", *prose)
        case "after prose":
            return (*prose, "", *lines)
        case "between prose":
            return (*prose, "", *lines, "", *prose)
        case "apart":
            return (lines[0], "", *prose, *lines[1:])
        case _:
            return prose


def _expected(place: str, commands: tuple[Command, ...]) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    match place:
        case "on top":
            return commands, ()
        case "apart":
            return commands[:1], commands[1:]
        case "nowhere":
            return (), ()
        case _:
            return (), commands


def _mail(draft: Draft, shape: Shape) -> bytes:
    reply: Reply = shape.write(draft)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Dana Cole <dcole@example.org>", draft.notice.reply_to
    mail["Subject"] = draft.notice.subject
    mail["In-Reply-To"] = mail["References"] = draft.notice.message_id
    mail["Message-ID"], mail["Date"] = "<reply@example.org>", "Mon, 23 Nov 2026 08:12:00 -0800"
    text = "\n".join(reply.text) + "\n"
    if shape.parts != "html":
        mail.set_content(text, params={"format": "flowed"} if reply.flowed else None)
    if shape.parts == "html":
        mail.set_content(reply.html, subtype="html")
    if shape.parts == "both":
        mail.add_alternative(reply.html, subtype="html")
    return mail.as_bytes()


if __name__ == "__main__":
    main()
