"""The phrases of a configuration, compiled once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mailintake.classify.category import Judge, compile_categories
from mailintake.classify.lexicon import Lexicon
from mailintake.classify.signals import Signals, compile_cues, hear, lists
from mailintake.classify.tokens import read
from mailintake.model.person import Site
from mailintake.model.settings import Category, Cue, Rules

_MOST = 8
_PREFIXES = frozenset({"re", "fw", "fwd", "rv", "aw", "wg"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """The words of the categories and of impact, ready to be found; what they were compiled from stays alive."""

    categories: Mapping[str, Category]
    cues: Sequence[Cue]
    sites: Mapping[str, Site]
    judge: Judge
    cue_lexicon: Lexicon

    def hear(self, subject: str, text: str) -> Signals:
        """Return the sentences of a mail with what they say of impact."""
        return hear(read(_bare(subject), text), self.cue_lexicon)


_compiled: OrderedDict[tuple[int, ...], Compiled] = OrderedDict()


def compile_rules(rules: Rules) -> Compiled:
    """Return the compiled phrases of a configuration; kept for the last few (identity, the values never change)."""
    key = (id(rules.categories), id(rules.priorities.cues), id(rules.sites))
    found = _compiled.get(key)
    if found is None:
        found = Compiled(
            rules.categories,
            rules.priorities.cues,
            rules.sites,
            compile_categories(rules.categories, lists(rules.priorities.cues)),
            compile_cues(rules.priorities.cues, rules.sites),
        )
        _compiled[key] = found
        while len(_compiled) > _MOST:
            _compiled.popitem(last=False)
    return found


def _bare(subject: str) -> str:
    """Return the subject without what mail programs put in front of it."""
    words = subject.split()
    while words and (words[0].lower().rstrip(":") in _PREFIXES or words[0].lower() in {"[external]", "[ext]"}):
        words = words[1:]
    return " ".join(words)
