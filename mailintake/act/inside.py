"""Whether a line asks that the words of its mail stay among technicians, however badly it is typed or placed."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from mailintake.act.line import EMPHASIS, SIGNS, plain_line, split_verb
from mailintake.act.verb import Verb

PRIVATE = "private"
LIKENESS = 0.6
LONGEST = 20


def keeps_inside(line: str, verbs: Mapping[str, Verb]) -> bool:
    """Tell whether a line is `#private`, one of its other names, or so like them that it was probably meant."""
    plain = plain_line(line.translate(EMPHASIS))
    if not plain.startswith(SIGNS):
        return False
    rest = plain.lstrip("".join(SIGNS)).lstrip()
    for words in (2, 1):
        verb = verbs.get(split_verb(rest, words)[0].casefold())
        if verb:
            return verb.name == PRIVATE
    word = split_verb(rest, 1)[0]
    return len(word) <= LONGEST and nearest(word, verbs) == PRIVATE


def nearest(word: str, verbs: Mapping[str, Verb]) -> str | None:
    """Return the verb that was probably meant."""
    near = get_close_matches(word.casefold(), list(verbs), 1, LIKENESS)
    return verbs[near[0]].name if near else None
