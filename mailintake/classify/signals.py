"""What a mail says about impact: the cues of `priorities.yaml`, found sentence by sentence, negation handled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from mailintake.classify.features import count, see
from mailintake.classify.lexicon import Lexicon, Match
from mailintake.classify.phrases import Entry
from mailintake.classify.tokens import Sentence, number
from mailintake.classify.words import AMOUNTS, ASKING, NEGATORS, POINTERS, TURNS
from mailintake.model.person import Site
from mailintake.model.settings import Cue

# Cues whose words are lists for use within phrases.
LISTS = ("people", "rooms", "unit", "gear", "machine", "part", "service", "supplies", "sensitive")
BROKEN = frozenset(
    {"failure", "no_power", "shut_out", "stopped", "idle", "breach", "danger", "shared", "outage", "nobody", "theft"}
)
WIDE = ("district", "site", "department", "group")

# Words before a cue that take it back, and how far they reach.
_NEGATION_REACH = 4
_NEGATABLE = frozenset({"workaround", "coping", "fine", "over", "cosmetic", "slow", "degraded"})
# What no soothing word takes back.
_LASTING = frozenset({"breach", "danger", "theft"})
# A longer phrase of the left kind takes back phrases of the right kinds that it covers or touches.
_OVERRULES = {
    "fine": (BROKEN | {"group"}) - _LASTING,
    "over": BROKEN - _LASTING,
    "benign": BROKEN - _LASTING,
    "puzzled": BROKEN - _LASTING,
    "no_workaround": frozenset({"workaround", "coping"}),
    "part_no_power": frozenset({"no_power"}),
    "plan": frozenset({"how", "question"}),
    # `everyone else`, `nobody ever`: words for groups that name none.
    "unnamed": frozenset({"group", "nobody"}),
    # `I write from my phone` says how he writes, not how he works.
    "writing": frozenset({"workaround", "coping"}),
}
# Within `not one of them` nobody means one of them.
_COVERS = {"group": frozenset({"few", "crowd"})}


@dataclass(frozen=True)
class Signals:
    """The cues of a mail, by sentence."""

    sentences: tuple[Sentence, ...]
    matches: tuple[Match, ...]

    @cached_property
    def seen(self) -> frozenset[str]:
        """Return what the models of the package see of the mail."""
        return frozenset(see(self.sentences))

    @cached_property
    def counted(self) -> Counter[str]:
        """Return what was learned from corrections sees of it."""
        return count(self.sentences)

    @cached_property
    def by_label(self) -> dict[str, list[Match]]:
        """Return the matches of each cue."""
        found: dict[str, list[Match]] = {}
        for match in self.matches:
            found.setdefault(match.label, []).append(match)
        return found

    @cached_property
    def by_place(self) -> dict[int, set[str]]:
        """Return the cues heard in each sentence."""
        found: dict[int, set[str]] = {}
        for match in self.matches:
            found.setdefault(match.sentence.place, set()).add(match.label)
        return found

    @cached_property
    def asking(self) -> frozenset[int]:
        """Return the sentences that ask for information: questions that name no failure."""
        return frozenset(
            sentence.place
            for sentence in self.sentences
            if sentence.question
            and sentence.place
            and sentence.forms[0] in ASKING
            and not self.at(sentence.place) & BROKEN
        )

    @property
    def asks(self) -> bool:
        """Tell whether a sentence asks for information."""
        return bool(self.asking)

    @cached_property
    def requests(self) -> bool:
        """Tell whether something is wanted, in more than a question for information."""
        return any(match.sentence.place not in self.asking for match in self.by_label.get("request", ()))

    @cached_property
    def breached(self) -> bool:
        """Tell whether a password, private data or a machine got into wrong hands."""
        if self.has("disclosed") and self.has("private_data"):
            return True
        return self.has("breach") and not self.has("harmless")

    def has(self, *labels: str) -> bool:
        """Tell whether any of these cues was heard."""
        return not self.by_label.keys().isdisjoint(labels)

    def first(self, *labels: str) -> Match | None:
        """Return the first and longest match of the first of these cues that was heard."""
        for label in labels:
            if label in self.by_label:
                return max(self.by_label[label], key=lambda match: (match.end - match.start, -match.sentence.place))
        return None

    def at(self, place: int) -> set[str]:
        """Return the cues of one sentence."""
        return self.by_place.get(place, set())

    def only(self, places: Iterable[int]) -> Signals:
        """Return the same for some of the sentences."""
        wanted = set(places)
        sentences = tuple(sentence for sentence in self.sentences if sentence.place in wanted)
        return Signals(sentences, tuple(match for match in self.matches if match.sentence.place in wanted))


def lists(cues: Sequence[Cue]) -> dict[str, tuple[str, ...]]:
    """Return the cues that are lists of words for use within phrases."""
    return {cue.signal: cue.phrases for cue in cues if cue.signal in LISTS}


def compile_cues(cues: Sequence[Cue], sites: Mapping[str, Site]) -> Lexicon:
    """Compile the cues of `priorities.yaml` and the names of the sites."""
    entries = [Entry(cue.signal, 1.0, phrase) for cue in cues if cue.signal not in LISTS for phrase in cue.phrases]
    names = {name for site in sites.values() for name in (site.name, *site.aliases) if name.strip("*?. ")}
    return Lexicon([*entries, *(Entry("site_name", 1.0, name) for name in sorted(names))], lists(cues))


def hear(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> Signals:
    """Return what the sentences say about impact."""
    heard = [_hear(sentence, lexicon) for sentence in sentences]
    for before, after in pairwise(heard):
        if _is_over(after):
            before[:] = [match for match in before if match.label not in BROKEN]
    return Signals(sentences, tuple(match for matches in heard for match in matches))


def clause(sentence: Sentence, at: int) -> tuple[int, int]:
    """Return the borders of the clause around a position: `but` and its like divide a sentence."""
    forms = sentence.forms
    if TURNS.isdisjoint(forms):
        return 0, len(forms)
    turns = [0, *(place for place, form in enumerate(forms) if form in TURNS), len(forms)]
    start = max(turn for turn in turns if turn <= at)
    return start, min((turn for turn in turns if turn > at), default=len(forms))


def amounts(match: Match) -> int | None:
    """Return the number named in a match whose phrase asks for one."""
    if "<number>" not in match.entry.phrase:
        return None
    found = (number(form) for form in match.sentence.forms[match.start : match.end])
    return next((one for one in found if one is not None), None)


def _hear(sentence: Sentence, lexicon: Lexicon) -> list[Match]:
    heard = [*lexicon.find(sentence), *_how(sentence)]
    found = [match for match in heard if not (_taken_back(match) or _only_sounds_asking(match))]
    if not found:
        return found
    if _supposes(sentence):
        found = [match for match in found if match.label not in BROKEN - _LASTING]
    overruling = [match for match in found if match.label in _OVERRULES]
    left = [match for match in found if not any(_overruled(match, by) for by in overruling)] if overruling else found
    covering = [match for match in left if match.label in _COVERS]
    if not covering:
        return left
    return [
        match for match in left if not any(match.label in _COVERS[by.label] and match.within(by) for by in covering)
    ]


def _only_sounds_asking(match: Match) -> bool:
    """Tell whether a question word stands in the middle of what is no question: `whenever`, `cuando es para ...`."""
    if match.label != "question" or match.sentence.question or match.start <= 1:
        return False
    return match.sentence.forms[match.start] in ASKING


def _supposes(sentence: Sentence) -> bool:
    """Tell whether a question only supposes a failure: `What do families pay if a screen breaks?`."""
    return sentence.question and sentence.forms[0] in ASKING and not {"if", "when", "si"}.isdisjoint(sentence.forms[1:])


def _how(sentence: Sentence) -> list[Match]:
    """Hear `How ...?` whatever follows, except questions of amount."""
    if sentence.question and sentence.forms[0] in {"how", "como"} and not AMOUNTS & set(sentence.forms[1:2]):
        return [Match(Entry("how", 1.0, "how"), sentence, 0, min(3, len(sentence.forms)))]
    return []


def _is_over(matches: list[Match]) -> bool:
    """Tell whether a sentence says of the one before that it is fixed: `That is working again`."""
    return any(match.label == "over" and match.sentence.forms[0] in POINTERS for match in matches)


def _taken_back(match: Match) -> bool:
    if match.label not in _NEGATABLE:
        return False
    forms = match.sentence.forms
    if forms[match.start] in NEGATORS:
        return False
    first = max(match.start - _NEGATION_REACH, clause(match.sentence, match.start)[0])
    for place in range(match.start - 1, first - 1, -1):
        if match.sentence.words[place].endswith((",", ";")):
            return False
        if forms[place] in NEGATORS:
            return True
    return False


def _overruled(match: Match, by: Match) -> bool:
    touches = match.start < by.end and by.start < match.end
    return touches and match.label in _OVERRULES[by.label]
