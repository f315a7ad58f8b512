"""Phrases as people write them, and the tree that all of them make together.

A phrase is written as people speak, with a few signs: `a|b` one of these words, `word?` a word that may be missing,
`*` any word, `..` up to four and `...` up to nine words, `<number>` a number, `=words` only this form of the word,
`<people>` any word of that list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailintake.classify.tokens import pieces, stem

NUMBER = "<number>"
_ANY = "*"
# How many words may stand in a gap.
_GAPS = {"..": 4, "...": 9}

Element = str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: a label, how much it weighs, and the phrase itself."""

    label: str
    weight: float
    phrase: str
    loose: bool = False


class Node:
    """A place in the tree of phrases: which words lead on, after which gaps, and what ends here."""

    __slots__ = ("any", "children", "edges", "ends", "gaps")

    def __init__(self) -> None:
        self.children: dict[frozenset[str], Node] = {}
        self.edges: dict[str, list[Node]] = {}
        self.any: Node | None = None
        self.gaps: dict[int, Node] = {}
        self.ends: list[Entry] = []

    def add(self, entry: Entry, lists: Mapping[str, frozenset[str]]) -> None:
        """Add all that a phrase may mean."""
        for elements in _spellings(_elements(entry.phrase, lists)):
            node = self
            for element in elements:
                node = node._step(element)
            # What ends in a gap ends before it, and says nothing of its own.
            if elements and elements[-1] not in _GAPS:
                node.ends.append(entry)

    def close(self) -> frozenset[str]:
        """Return all words that lead on anywhere; nothing is added any more, and what only that needs is let go."""
        words: set[str] = set()
        waiting = [self]
        while waiting:
            node = waiting.pop()
            words.update(node.edges)
            waiting.extend([*node.children.values(), *node.gaps.values()])
            if node.any is not None:
                waiting.append(node.any)
            node.children = _NOWHERE
            node.edges = node.edges or _NOWHERE_BY_WORD
            node.gaps = node.gaps or _NO_GAPS
        return frozenset(words)

    def _step(self, element: Element) -> Node:
        if element == _ANY:
            self.any = self.any or Node()
            return self.any
        if isinstance(element, str):
            return self.gaps.setdefault(_GAPS[element], Node())
        child = self.children.get(element)
        if child is None:
            child = self.children[element] = Node()
            for word in element:
                self.edges.setdefault(word, []).append(child)
        return child


# What the many leaves of a tree share.
_NOWHERE: dict[frozenset[str], Node] = {}
_NOWHERE_BY_WORD: dict[str, list[Node]] = {}
_NO_GAPS: dict[int, Node] = {}


def alternatives(part: str, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the words of which one may stand here."""
    found: set[str] = set()
    for word in part.split("|"):
        if word == NUMBER:
            found.add(word)
        elif word.startswith("<"):
            found |= lists.get(word.strip("<>"), frozenset())
        elif word.startswith("="):
            found.add("=" + "".join(pieces(word[1:])))
        else:
            forms = pieces(word)
            found.add(stem(forms[0]) if forms else word)
    return frozenset(found)


def _elements(phrase: str, lists: Mapping[str, frozenset[str]]) -> list[tuple[Element, bool]]:
    elements: list[tuple[Element, bool]] = []
    for written in phrase.replace("no one", "nobody").split():
        optional = written.endswith("?") and len(written) > 1
        part = written.removesuffix("?") if optional else written
        if part == _ANY or part in _GAPS:
            elements.append((part, optional))
        elif "|" in part or "<" in part or part.startswith("="):
            elements.append((alternatives(part, lists), optional))
        else:
            elements.extend((frozenset({stem(form)}), optional) for form in pieces(part))
    return elements


def _spellings(elements: list[tuple[Element, bool]]) -> Iterator[list[Element]]:
    if not elements:
        yield []
        return
    (first, optional), rest = elements[0], elements[1:]
    for tail in _spellings(rest):
        yield [first, *tail]
        if optional:
            yield tail
