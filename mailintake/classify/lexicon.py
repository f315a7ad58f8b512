"""Many phrases, found in one walk from each word of a sentence.

The walk is that of an automaton whose states are made when they are first needed and kept: what people write begins
alike, so that most steps are one look into a dictionary. What is kept is forgotten and begun anew when it is too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailintake.classify.phrases import NUMBER, Entry, Node, alternatives
from mailintake.classify.tokens import Sentence, number, pieces, stem
from mailintake.classify.words import NO_SLIPS

SLIP_SHORTEST = 6
KNOWN_SHORTEST = 7
MOST_STEPS = 16_384
MOST_WORDS = 4_096

Names = tuple[str, ...]
# Places in the tree of phrases, each with how many words may still be skipped before the next one must follow.
Places = frozenset[tuple[Node, int]]


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


@dataclass(slots=True, eq=False)
class _State:
    """Where a walk stands after some words: what ends here, and the states that further words led to."""

    places: Places
    ends: tuple[Entry, ...]
    leads_on: bool
    following: dict[Names, _State] = field(default_factory=dict)


class Lexicon:
    """Many phrases, compiled once."""

    def __init__(self, entries: Iterable[Entry], lists: Mapping[str, Sequence[str]] | None = None) -> None:
        root = Node()
        known = {name: alternatives("|".join(words), {}) for name, words in (lists or {}).items()}
        forms: set[str] = set()
        for entry in entries:
            forms.update(_single_words(entry.phrase))
            root.add(entry, known)
        self._vocabulary = root.close()
        self._slips = _slip_index(forms)
        self._names: dict[str, Names] = {}
        self.states: dict[Places, _State] = {}
        self._start = _state(frozenset({(root, 0)}))
        self._steps = 0

    def find(self, sentence: Sentence) -> list[Match]:
        """Return every phrase found in the sentence, from left to right; of one label at one place the weightiest."""
        names = self._names_of(sentence)
        found: list[Match] = []
        for start in range(len(names)):
            state, end = self._start, start
            for name in names[start:]:
                following = state.following.get(name)
                state = following if following is not None else self._follow(state, name)
                end += 1
                if state.ends:
                    found.extend([Match(entry, sentence, start, end) for entry in state.ends])
                if not state.leads_on:
                    break
        return found

    def _names_of(self, sentence: Sentence) -> list[Names]:
        """Return under which names each word may stand in phrases: its stem, its form, as a number."""
        known = self._names
        if len(known) > MOST_WORDS:
            known.clear()
        found: list[Names] = []
        for form, word in zip(sentence.forms, sentence.stems, strict=True):
            names = known.get(form)
            if names is None:
                names = known[form] = self._name(form, word)
            found.append(names)
        return found

    def _name(self, form: str, word: str) -> Names:
        exact = "=" + form
        found = [known for known in (self._known(form, word), exact) if known in self._vocabulary]
        return (*found, NUMBER) if number(form) is not None else tuple(found)

    def _known(self, form: str, word: str) -> str:
        """Return the stem of a word, or that of the known word of which it is a slip of one letter."""
        if len(form) < SLIP_SHORTEST or word in self._vocabulary or form in NO_SLIPS or not form.isalpha():
            return word
        for candidate in (form, *_deletions(form)):
            near = self._slips.get(candidate)
            if near is not None and near[0] == form[0] and _one_slip(form, near):
                return stem(near)
        return word

    def _follow(self, state: _State, names: Names) -> _State:
        """Return the state to which a word leads, the same one for the same places."""
        if self._steps >= MOST_STEPS:
            self._steps = 0
            self.states.clear()
            self._start.following.clear()
        self._steps += 1
        arrived = [child for node, _ in state.places for name in names for child in node.edges.get(name, ())]
        if names and not arrived:
            # Most words say nothing here, and all of those lead to the same.
            following = state.following.get(()) or self._follow(state, ())
        else:
            following = self._at(_after(state.places, arrived))
        state.following[names] = following
        return following

    def _at(self, places: Places) -> _State:
        following = self.states.get(places)
        if following is None:
            following = self.states[places] = _state(places)
        return following


def _after(places: Places, arrived: list[Node]) -> Places:
    """Return the places after one more word; of two ways to one that which may skip more."""
    found: dict[Node, int] = {}
    for child in (*arrived, *(node.any for node, _ in places if node.any is not None)):
        found.setdefault(child, 0)
        found.update((gap, most) for most, gap in child.gaps.items())
    for node, left in places:
        if left:
            found[node] = max(found.get(node, 0), left - 1)
    return frozenset(found.items())


def _state(places: Places) -> _State:
    best: dict[str, Entry] = {}
    ends = [entry for node, _ in places for entry in node.ends]
    for entry in sorted(ends, key=lambda one: (-one.weight, one.phrase)):
        best.setdefault(entry.label, entry)
    leads_on = any(left or node.edges or node.any is not None for node, left in places)
    return _State(places, tuple(best.values()), leads_on)


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
