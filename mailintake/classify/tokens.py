"""Words and sentences: accents and case folded, contractions opened, endings cut lightly enough to explain."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# What stands beyond decides nothing any more: it is logs, lists and forgotten quotations.
MOST_WORDS = 4_000
LONGEST_WORD = 40

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "sr",
        "sra",
        "srta",
        "prof",
        "rm",
        "st",
        "ext",
        "no",
        "vs",
        "dept",
        "approx",
        "a.m",
        "p.m",
        "e.g",
        "i.e",
    ]
)
_ENDS = ".!?…:;"
_CLOSERS = "\"')]}»”’*_"
_NUMBERS = {
    word: number
    for number, words in {
        0: "zero cero",
        1: "one uno una",
        2: "two dos couple pair par",
        3: "three tres",
        4: "four cuatro",
        5: "five cinco",
        6: "six seis",
        7: "seven siete",
        8: "eight ocho",
        9: "nine nueve",
        10: "ten diez",
        11: "eleven once",
        12: "twelve doce dozen docena",
        13: "thirteen trece",
        14: "fourteen catorce",
        15: "fifteen quince",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty veinte",
        24: "veinticuatro",
        25: "veinticinco",
        28: "veintiocho",
        30: "thirty treinta",
        40: "forty cuarenta",
        50: "fifty cincuenta",
        60: "sixty sesenta",
        100: "hundred cien hundreds cientos",
        1000: "thousand mil",
    }.items()
    for word in words.split()
}
_NEGATED = {
    "cant": "can", "cannot": "can", "wont": "will", "dont": "do", "doesnt": "does", "didnt": "did", "isnt": "is",
    "arent": "are", "wasnt": "was", "werent": "were", "couldnt": "could", "wouldnt": "would", "shouldnt": "should",
    "hasnt": "has", "havent": "have", "hadnt": "had", "aint": "is", "dosent": "does", "doesent": "does",
    "cnt": "can", "dosnt": "does", "couldent": "could", "wouldent": "would",
}  # fmt: skip
_OPENED = {"noone": ("nobody",), "im": ("i", "am"), "ive": ("i", "have"), "w": ("with",)}
_ENGLISH_ENDINGS = {"s": "is", "re": "are", "ve": "have", "m": "am", "ll": "will", "d": "would"}
_IRREGULAR = {
    "used": "use", "uses": "use", "using": "use", "children": "child", "went": "go", "goes": "go", "going": "go",
    "broke": "break", "broken": "break", "lost": "lose", "stole": "steal", "stolen": "steal", "froze": "freeze",
    "frozen": "freeze", "shown": "show", "knew": "know", "sent": "send", "got": "get", "gets": "get",
    "getting": "get", "dying": "die", "died": "die", "dies": "die", "tried": "try", "tries": "try", "bought": "buy",
    "does": "do", "did": "do", "has": "have", "had": "have", "kept": "keep", "rang": "ring",
}  # fmt: skip
_WHOLE = frozenset(
    [
        "this",
        "his",
        "is",
        "was",
        "us",
        "as",
        "its",
        "yes",
        "class",
        "less",
        "glass",
        "gas",
        "bus",
        "plus",
        "news",
        "series",
        "always",
        "across",
        "access",
        "boss",
        "address",
        "process",
        "campus",
        "status",
        "virus",
        "lens",
        "canvas",
        "email",
        "during",
        "nothing",
        "anything",
        "everything",
        "something",
        "morning",
        "evening",
        "spring",
        "thing",
        "string",
        "bring",
        "king",
        "wing",
        "being",
        "red",
        "bed",
        "need",
        "feed",
        "speed",
        "indeed",
        "seed",
        "used",
        "ios",
        "os",
        "dos",
        "tres",
        "mes",
        "pues",
        "mas",
        "menos",
        "entonces",
        "antes",
        "despues",
        "lunes",
        "martes",
        "jueves",
        "nos",
        "les",
        "las",
        "los",
        "ingles",
        "atras",
    ]
)
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
    rest = (_sentence(words, place) for place, words in enumerate(_sentences(text), start=1))
    return (first, *(sentence for sentence in rest if sentence.stems))


def number(form: str) -> int | None:
    """Return the number that a folded word names, in digits or in letters."""
    if form.isdecimal():
        return int(form) if len(form) < LONGEST_WORD else None
    return _NUMBERS.get(form)


def fold(text: str) -> str:
    """Return the text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=16_384)
def stem(form: str) -> str:
    """Cut plural and verb endings: `printers` printer, `jammed` jam, `charging` and `charge` charg."""
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    if len(form) <= _STEM_SHORTEST or form in _WHOLE or not form.isalpha():
        return form
    return _without_e(_without_ending(form))


@lru_cache(maxsize=16_384)
def pieces(word: str) -> tuple[str, ...]:
    """Return the folded words within one written word: `Can't` can not, `Wi-Fi` wi fi, an address or link one."""
    if len(word) > LONGEST_WORD or "://" in word or word.startswith("www."):
        return ("url",)
    if "@" in word.strip("@"):
        return ("address",)
    found: list[str] = []
    for part in "".join(c if c.isalnum() or c == "'" else " " for c in fold(word.replace("’", "'"))).split():
        found.extend(_open(part))
    return tuple(found)


def _sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    lines = text.split("\n")
    left = MOST_WORDS
    for line, following in pairwise([*lines, ""]):
        for word in line.split(None, left)[:left]:
            left -= 1
            words.append(word)
            if _ends_sentence(word) and not (len(words) == 1 and word[:-1].isdecimal()):
                yield words
                words = []
        if words and _ends_paragraph(line, following):
            yield words
            words = []
        if not left:
            break
    if words:
        yield words


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _ENDS:
        return False
    return not (bare[-1] == "." and bare[:-1].lower() in _ABBREVIATIONS)


def _ends_paragraph(line: str, following: str) -> bool:
    """Tell a break that means something from one that only wraps a long line."""
    wrapped = len(line) > 55 and following[:1].islower()  # noqa: PLR2004  no mail program wraps earlier
    return not wrapped


def _sentence(written: list[str], place: int) -> Sentence:
    words: list[str] = []
    forms: list[str] = []
    for word in written:
        for form in pieces(word):
            if form == "one" and forms and forms[-1] == "no":
                forms[-1] = "nobody"
                words[-1] = f"{words[-1]} {word}"
                continue
            words.append(word)
            forms.append(form)
    question = bool(written) and "?" in written[-1]
    return Sentence(tuple(words), tuple(forms), tuple(map(stem, forms)), place, question)


def _as_written(words: tuple[str, ...]) -> Iterator[str]:
    before: str | None = None
    for word in words:
        if word is not before:
            yield word.strip(_CLOSERS + ",.;:!?([{«“‘")
        before = word


def _open(part: str) -> tuple[str, ...]:
    joined = part.replace("'", "")
    if joined in _NEGATED:
        return (_NEGATED[joined], "not")
    if joined in _OPENED:
        return _OPENED[joined]
    head, mark, tail = part.strip("'").partition("'")
    if mark and tail in _ENGLISH_ENDINGS:
        return _with_ending(head, tail)
    return (joined,) if joined else ()


def _with_ending(head: str, tail: str) -> tuple[str, ...]:
    if tail == "s" and head not in {"it", "that", "there", "what", "who", "here", "he", "she", "where", "how"}:
        return (head,)
    return (head, _ENGLISH_ENDINGS[tail])


def _without_ending(form: str) -> str:
    if form.endswith("ies") and len(form) > 4:  # noqa: PLR2004  "ties" and "lies" stay
        return form[:-3] + "y"
    if form.endswith(("sses", "shes", "ches", "xes")):
        return form[:-2]
    if form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    for ending in ("ing", "ed"):
        head = form.removesuffix(ending)
        if head != form and len(head) >= _STEM_SHORTEST and any(vowel in head for vowel in "aeiouy"):
            return head[:-1] if head[-1] == head[-2] and head[-1] not in "lsz" else head
    return form


def _without_e(form: str) -> str:
    return form[:-1] if len(form) > 4 and form.endswith("e") else form  # noqa: PLR2004  "are", "have" and "line" stay
