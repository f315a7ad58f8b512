"""Phrases of words, found in one walk over a sentence.

A phrase is written as people speak, with a few signs: `a|b` one of these words, `word?` a word that may be missing,
`*` any word, `..` up to four and `...` up to nine words, `<number>` a number, `=words` only this form of the word,
`<people>` any word of that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailintake.classify.tokens import Sentence, number, pieces, stem
from mailintake.classify.words import NO_SLIPS

GAP = 4
WIDE_GAP = 9
SLIP_SHORTEST = 6
KNOWN_SHORTEST = 7
_ANY = "*"
_NUMBER = "<number>"
_GAP = ".."
_WIDE_GAP = "..."


Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: a label, how much it weighs, and the phrase itself."""

    label: str
    weight: float
    phrase: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: between which positions of which sentence."""

    entry: Entry
    sentence: Sentence
    start: int
    end: int

    @property
    def label(self) -> str:
        """Return what the phrase stands for."""
        return self.entry.label

    @property
    def quote(self) -> str:
        """Return the words as they were written."""
        return self.sentence.quote(self.start, self.end)

    def within(self, other: Match) -> bool:
        """Tell whether the other match covers this one and more."""
        if self.sentence is not other.sentence or not other.start <= self.start <= self.end <= other.end:
            return False
        return other.end - other.start > self.end - self.start


class Lexicon:
    """Many phrases, compiled once."""

    def __init__(self, entries: Iterable[Entry], lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self._root = _Node()
        self._lists = {name: _alternatives("|".join(words)) for name, words in (lists or {}).items()}
        forms: set[str] = set()
        for entry in entries:
            forms.update(_single_words(entry.phrase))
            for elements in _spellings(_elements(entry.phrase, self._lists)):
                _add(self._root, elements, entry)
        self._vocabulary = frozenset(_vocabulary(self._root))
        self._slips = _slip_index(forms)

    def find(self, sentence: Sentence) -> list[Match]:
        """Return every phrase found in the sentence, from left to right."""
        keys = [self._keys(form, word) for form, word in zip(sentence.forms, sentence.stems, strict=True)]
        found: list[Match] = []
        for start, here in enumerate(keys):
            if any(key in self._root.edges for key in here):
                found.extend(_search(self._root, sentence, keys, start))
        return _without_doubles(found)

    def _keys(self, form: str, word: str) -> Keys:
        """Return under which names a word may stand in phrases: its stem, its form, as a number."""
        exact = "=" + form
        found = [known for known in (self._known(form, word), exact) if known in self._vocabulary]
        return (*found, _NUMBER) if number(form) is not None else tuple(found)

    def _known(self, form: str, word: str) -> str:
        """Return the stem of a word, or that of the known word of which it is a slip of one letter."""
        if len(form) < SLIP_SHORTEST or word in self._vocabulary or form in NO_SLIPS or not form.isalpha():
            return word
        for candidate in (form, *_deletions(form)):
            near = self._slips.get(candidate)
            if near is not None and near[0] == form[0] and _one_slip(form, near):
                return stem(near)
        return word


class _Node:
    """A place in the tree of phrases."""

    __slots__ = ("any", "children", "edges", "ends", "gap", "wide_gap")

    def __init__(self) -> None:
        self.children: dict[frozenset[str], _Node] = {}
        self.edges: dict[str, list[_Node]] = {}
        self.any: _Node | None = None
        self.gap: _Node | None = None
        self.wide_gap: _Node | None = None
        self.ends: list[Entry] = []


def _without_doubles(found: list[Match]) -> list[Match]:
    """Of the same label at the same place keep one: gaps and alternatives find a phrase in several ways."""
    best: dict[tuple[str, int, int], Match] = {}
    for match in found:
        key = (match.label, match.start, match.end)
        if key not in best or match.entry.weight > best[key].entry.weight:
            best[key] = match
    return list(best.values())


def _search(root: _Node, sentence: Sentence, keys: Sequence[Keys], start: int) -> list[Match]:
    """Return the phrases that begin at one word; each place in the tree is visited once for each word.

    Written flat: three quarters of all time is spent here.
    """
    found: list[Match] = []
    waiting, seen = [(root, start)], set[tuple[_Node, int]]()
    last = len(keys)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        node, at = place
        if node.ends:
            found.extend([Match(entry, sentence, start, at) for entry in node.ends])
        if at == last:
            continue
        edges = node.edges
        for key in keys[at]:
            if key in edges:
                waiting.extend([(child, at + 1) for child in edges[key]])
        if node.any is not None:
            waiting.append((node.any, at + 1))
        if node.gap is not None:
            _leap(node.gap, GAP, keys, at, waiting)
        if node.wide_gap is not None:
            _leap(node.wide_gap, WIDE_GAP, keys, at, waiting)
    return found


def _leap(following: _Node, most: int, keys: Sequence[Keys], at: int, waiting: list[tuple[_Node, int]]) -> None:
    """Go on after a gap at every word that can follow it, straight to what comes after that word."""
    edges = following.edges
    for later in range(at, min(at + most + 1, len(keys))):
        for key in keys[later]:
            if key in edges:
                waiting.extend([(child, later + 1) for child in edges[key]])


def _elements(phrase: str, lists: Mapping[str, frozenset[str]]) -> list[tuple[str | frozenset[str], bool]]:
    elements: list[tuple[str | frozenset[str], bool]] = []
    for written in phrase.replace("no one", "nobody").split():
        optional = written.endswith("?") and len(written) > 1
        part = written.removesuffix("?") if optional else written
        if part in {_ANY, _GAP, _WIDE_GAP}:
            elements.append((part, optional))
        elif "|" in part or "<" in part or part.startswith("="):
            elements.append((_alternatives(part, lists), optional))
        else:
            elements.extend((frozenset({stem(form)}), optional) for form in pieces(part))
    return elements


def _alternatives(part: str, lists: Mapping[str, frozenset[str]] | None = None) -> frozenset[str]:
    found: set[str] = set()
    for word in part.split("|"):
        if word == _NUMBER:
            found.add(word)
        elif word.startswith("<"):
            found |= (lists or {}).get(word.strip("<>"), frozenset())
        elif word.startswith("="):
            found.add("=" + "".join(pieces(word[1:])))
        else:
            forms = pieces(word)
            found.add(stem(forms[0]) if forms else word)
    return frozenset(found)


def _spellings(elements: list[tuple[str | frozenset[str], bool]]) -> Iterator[list[str | frozenset[str]]]:
    if not elements:
        yield []
        return
    (first, optional), rest = elements[0], elements[1:]
    for tail in _spellings(rest):
        yield [first, *tail]
        if optional:
            yield tail


def _add(node: _Node, elements: list[str | frozenset[str]], entry: Entry) -> None:
    for element in elements:
        node = _step(node, element)
    if elements:
        node.ends.append(entry)


def _step(node: _Node, element: str | frozenset[str]) -> _Node:
    if element == _ANY:
        node.any = node.any or _Node()
        return node.any
    if element == _GAP:
        node.gap = node.gap or _Node()
        return node.gap
    if element == _WIDE_GAP:
        node.wide_gap = node.wide_gap or _Node()
        return node.wide_gap
    words = frozenset(element)
    child = node.children.get(words)
    if child is None:
        child = node.children[words] = _Node()
        for word in words:
            node.edges.setdefault(word, []).append(child)
    return child


def _vocabulary(root: _Node) -> Iterator[str]:
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        yield from node.edges
        following = [*node.children.values(), *(one for one in (node.any, node.gap, node.wide_gap) if one is not None)]
        waiting.extend(one for one in following if id(one) not in seen)
        seen.update(map(id, following))


def _single_words(phrase: str) -> Iterator[str]:
    """Return the words that stand for something all by themselves: only their slips are safe to guess."""
    if phrase.isalpha():
        yield from pieces(phrase)


def _slip_index(forms: Iterable[str]) -> dict[str, str]:
    index: dict[str, str] = {}
    for form in sorted(forms):
        if len(form) >= KNOWN_SHORTEST:
            for known in (form, form + "s"):
                for candidate in (known, *_deletions(known)):
                    index.setdefault(candidate, known)
    return index


def _deletions(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_slip(left: str, right: str) -> bool:
    """Tell whether one letter was added, left out, mistaken or exchanged with its neighbour."""
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    after_left, after_right = left[at:], right[at:]
    return (
        after_left[1:] == after_right
        or after_left == after_right[1:]
        or after_left[1:] == after_right[1:]
        or (after_left[:2] == after_right[1::-1] and after_left[2:] == after_right[2:])
    )
