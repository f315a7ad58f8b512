"""Words and sentences: accents and case folded, contractions opened, endings cut lightly enough to explain."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from mailintake.classify.words import (
    ABBREVIATIONS,
    AFTER_APOSTROPHE,
    IRREGULAR,
    NEGATED,
    NUMBERS,
    OPENED,
    WHOLE,
    WITH_IS,
)

# A long mail says what it wants at its beginning or at its end: between is a story, a log, a list, a quotation.
FIRST_WORDS, LAST_WORDS = 300, 100
MOST_WORDS = FIRST_WORDS + LAST_WORDS
LONGEST_WORD = 40

_ENDS = ".!?…:;"
_CLOSERS = "\"')]}»*_\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_STEM_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written (`words`), folded (`forms`) and without endings (`stems`), all of one length.

    `place` is 0 for the subject and counts up from 1 in the text; `question` says that it ends with a question mark.
    """

    words: tuple[str, ...]
    forms: tuple[str, ...]
    stems: tuple[str, ...]
    place: int
    question: bool = False

    def quote(self, start: int, end: int) -> str:
        """Return the words between two positions as they were written."""
        return " ".join(_as_written(self.words[start:end]))


def read(subject: str, text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a mail: the subject is sentence 0 even when it is empty."""
    first = _sentence(subject.split()[:MOST_WORDS], 0)
    rest = (_sentence(words, place) for place, words in enumerate(_sentences(_without_middle(text)), start=1))
    return (first, *(sentence for sentence in rest if sentence.stems))


def number(form: str) -> int | None:
    """Return the number that a folded word names, in digits or in letters."""
    if form.isdecimal():
        return int(form) if len(form) < LONGEST_WORD else None
    return NUMBERS.get(form)


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=4_096)
def stem(form: str) -> str:
    """Cut plural and verb endings: `printers` printer, `jammed` jam, `charging` and `charge` charg."""
    if form in IRREGULAR:
        return IRREGULAR[form]
    if len(form) <= _STEM_SHORTEST or form in WHOLE or not form.isalpha():
        return form
    return _without_e(_without_ending(form))


@lru_cache(maxsize=4_096)
def pieces(word: str) -> tuple[str, ...]:
    """Return the folded words within one written word: `Can't` can not, `Wi-Fi` wi fi, an address or link one."""
    if len(word) > LONGEST_WORD or "://" in word or word.startswith("www."):
        return ("url",)
    if "@" in word.strip("@"):
        return ("address",)
    found: list[str] = []
    for part in "".join(
        c if c.isalnum() or c == "'" else " " for c in fold(word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    ).split():
        found.extend(_open(part))
    return tuple(found)


def _without_middle(text: str) -> str:
    """Return the first and the last words of a long text, as they stand in their lines."""
    parts = text.split(None, FIRST_WORDS)
    if len(parts) <= FIRST_WORDS:
        return text
    rest = parts[-1]
    between = rest.rsplit(None, LAST_WORDS)
    if len(between) <= LAST_WORDS:
        return text
    return f"{text[: len(text) - len(rest)]}\n\n{rest[len(between[0]) :]}"


def _sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    lines = text.split("\n")
    for line, following in pairwise([*lines, ""]):
        for word in line.split():
            words.append(word)
            if _ends_sentence(word) and not (len(words) == 1 and word[:-1].isdecimal()):
                yield words
                words = []
        if words and _ends_paragraph(line, following):
            yield words
            words = []
    if words:
        yield words


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _ENDS:
        return False
    return not (bare[-1] == "." and bare[:-1].lower() in ABBREVIATIONS)


def _ends_paragraph(line: str, following: str) -> bool:
    """Tell a break that means something from one that only wraps a long line."""
    wrapped = len(line) > 55 and following[:1].islower()  # noqa: PLR2004  no mail program wraps earlier
    return not wrapped


def _sentence(written: list[str], place: int) -> Sentence:
    words: list[str] = []
    forms: list[str] = []
    for word in written:
        found = pieces(word)
        forms += found
        words += [word] * len(found)
    if "one" in forms:
        _join_no_one(words, forms)
    question = bool(forms) and "?" in written[-1]
    return Sentence(tuple(words), tuple(forms), tuple(map(stem, forms)), place, question)


def _join_no_one(words: list[str], forms: list[str]) -> None:
    """Make one word of `no one`."""
    for at in range(len(forms) - 2, -1, -1):
        if forms[at : at + 2] == ["no", "one"]:
            forms[at : at + 2] = ["nobody"]
            words[at : at + 2] = [f"{words[at]} {words[at + 1]}"]


def _as_written(words: tuple[str, ...]) -> Iterator[str]:
    before: str | None = None
    for word in words:
        if word is not before:
            yield word.strip(_CLOSERS + ",.;:!?([{«\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}")
        before = word


def _open(part: str) -> tuple[str, ...]:
    joined = part.replace("'", "")
    if joined in NEGATED:
        return (NEGATED[joined], "not")
    if joined in OPENED:
        return OPENED[joined]
    head, mark, tail = part.strip("'").partition("'")
    if mark and tail in AFTER_APOSTROPHE:
        return _with_ending(head, tail)
    return (joined,) if joined else ()


def _with_ending(head: str, tail: str) -> tuple[str, ...]:
    if tail == "s" and head not in WITH_IS:
        return (head,)
    return (head, AFTER_APOSTROPHE[tail])


def _without_ending(form: str) -> str:
    """Cut the plural, then `-ing` or `-ed`."""
    form = _singular(form)
    for ending in ("ing", "ed"):
        head = form.removesuffix(ending)
        if form not in WHOLE and head != form and len(head) >= _STEM_SHORTEST and any(one in head for one in "aeiouy"):
            return head[:-1] if head[-1] == head[-2] and head[-1] not in "lsz" else head
    return form


def _singular(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:  # noqa: PLR2004  "ties" and "lies" stay
        return form[:-3] + "y"
    if form.endswith(("sses", "shes", "ches", "xes")):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    return form


def _without_e(form: str) -> str:
    return form[:-1] if len(form) > 4 and form.endswith("e") else form  # noqa: PLR2004  "are", "have" and "line" stay
