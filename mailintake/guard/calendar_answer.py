"""Answers to invitations (RFC 5546: METHOD of iCalendar)."""

from __future__ import annotations

from mailintake.guard.calendar_words import ENDS, GOOGLE, LABELS, NOTED, POLITE, SENTENCES, STOCK, TIMES
from mailintake.guard.phrases import fold
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.model.message import Message
from mailintake.parse.calendar import CALENDAR, comment, event_words

ANSWERS = frozenset({"reply", "counter", "declinecounter", "refresh", "cancel"})
_OF_PROGRAMS = STOCK | TIMES
LOOKED_AT = 100_000
MOST_PEOPLE = 200
# On a line that is a program's, a word that we do not know is a name or a place; two say something.
FEWEST_IN_A_LINE = 2


def check(case: Case) -> Verdict | None:
    """File accepted and declined invitations; an invitation itself (REQUEST) is a person's mail, and so are words."""
    method = (case.message.calendar_method or "").casefold()
    if method in ANSWERS and not _speaks(case.message):
        return Verdict(Kind.AUTOMATIC, f"a calendar answer ({method})", "calendar_answer")
    return None


def _speaks(message: Message) -> bool:
    """Tell whether the person wrote something beside the answer, be it one word."""
    parts = (one for one in message.attachments if one.media_type == "text/calendar")
    calendars = [one.content[:LOOKED_AT].decode("utf-8", "replace").replace("\r\n", "\n") for one in parts]
    event = " ".join(map(event_words, calendars)).strip()
    known = _known_words(message, event)
    if event and not _is_programs(message.subject) and len(_left(fold(message.subject), known)) >= FEWEST_IN_A_LINE:
        return True
    lines = [line.strip() for line in message.text[:LOOKED_AT].split("\n")]
    written = (*_before_the_end(lines, message.body[:LOOKED_AT].casefold()), *map(comment, calendars))
    return any(_own_words(line, known) for line in written)


def _known_words(message: Message, event: str) -> frozenset[str]:
    """Return the words of the event and of the people in the mail: they stand in the program's text as well."""
    people = (*message.authors, *message.to, *message.cc)
    named = (f"{one.display_name} {one.addr_spec}" for one in people[:MOST_PEOPLE])
    subject = message.subject if not event and _is_programs(message.subject) else ""
    return frozenset(fold(" ".join((event, subject, *named))).split())


def _is_programs(subject: str) -> bool:
    """Tell whether a subject begins as programs begin it: `Declined: `, `Canceled event: `."""
    before, colon, _ = subject.partition(":")
    return bool(colon) and all(one in _OF_PROGRAMS or one in LABELS for one in fold(before).split())


def _before_the_end(lines: list[str], whole: str) -> list[str]:
    """Return the lines that may be the person's: those before the program's long text, or the note within it."""
    ends = [place for place, line in enumerate(lines) if line.casefold().startswith(ENDS)]
    lines = [line for line in (lines[: ends[0]] if ends else lines) if line and not line.startswith(">")]
    first = next((place for place, line in enumerate(lines) if SENTENCES.find(fold(line))), None)
    if first is None or not any(sign in whole for sign in GOOGLE):
        return lines
    noted = any(sign in lines[first].casefold() for sign in NOTED)
    return [*lines[:first], *(lines[first + 1 : first + 2] if noted else ())]


def _own_words(line: str, known: frozenset[str]) -> bool:
    """Tell whether a line holds words that are neither a program's nor the event's nor only polite."""
    if line.startswith((f"{CALENDAR} (", "http")):
        return False
    folded = fold(line)
    label, colon, value = line.partition(":")
    labelled = bool(colon) and fold(label).strip() in LABELS
    sentence = SENTENCES.find(folded)
    said = fold(value) if labelled else folded.replace(f" {sentence} ", " ", 1) if sentence else folded
    left = _left(said, known)
    if labelled or sentence:
        return len(left) >= FEWEST_IN_A_LINE and "@" not in line
    return any(one not in POLITE for one in left)


def _left(folded: str, known: frozenset[str]) -> list[str]:
    words = (one for one in folded.split() if one[0].isalpha())
    return [one for one in words if one not in _OF_PROGRAMS and one not in known]
