"""The style sheets of an HTML mail (CSS): which declarations about being seen hold for an element.

Rules that surely hold are weighed against each other as in a browser. Of the others (conditions that depend on the
reader's screen, selectors that we cannot read, rules within rules, what is beyond our limits) it is only said what they
may do: text that they may hide is text, but commands nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mailintake.parse.css import lowered, plain_css
from mailintake.parse.css_value import length
from mailintake.parse.declaration import split_declarations
from mailintake.parse.ink import Ink
from mailintake.parse.selector import Compound, Selector, Shape, read_selectors, stands_within
from mailintake.parse.style import ink_of_style, is_hidden, may_hide

_LONGEST = 256 * 1024
_MOST_RULES = 20_000
# So many rules that name the same thing, beside the one that names nothing else.
_MOST_ALIKE = 32
_DEEPEST = 8
# So many selectors with something to say, the same again counted anew.
_MOST_SELECTORS = 40_000
_MOST_STEPS = 20_000
_MOST_INKS = 8
# One of them is within each name of a property that says anything about being seen.
_SIGNS = ("display", "visib", "size", "opacity", "color", "background", "left", "top", "right", "bottom", "indent",
          "height", "width", "overflow", "hide", "clip", "transform", "filter", "font", "margin", "padding", "inset",
          "zoom", "scale", "translate", "rotate", "spacing", "animation", "mask", "blend", "content", "contain",
          "security", "offset", "block", "inline")  # fmt: skip
# Rules within these hold on some screens, in some programs, or beneath all others.
_CONDITIONS = ("@media", "@supports", "@layer", "@container", "@scope", "@document", "@-moz-document")
# Around style sheets stood the marks of a comment in HTML.
_MARKS = "<!-> \t\r\n\f"
_SCREENS = frozenset({"all", "screen"})
# A screen on which one works has so much room, and none so much.
_ANY_SCREEN, _NO_SCREEN = 1000, 20_000
_LEAST = ("min-width:", "min-device-width:", "min-height:", "min-device-height:")
_MOST = ("max-width:", "max-device-width:", "max-height:", "max-device-height:")

Ranks = dict[str, tuple[int, int, str]]
Items = tuple[tuple[str, str], ...]


class Styles(NamedTuple):
    """What the sheets say of one element: the declarations, and those that nothing but their like can undo.

    `depends` tells that it depends on what the element stands in, `doubtful` that rules of which we are not sure may
    hide it, `inks` how they may colour its letters.
    """

    normal: Items = ()
    important: Items = ()
    depends: bool = False
    doubtful: bool = False
    inks: tuple[Ink, ...] = ()


UNSAID = Styles()


class _Effect(NamedTuple):
    """What a rule of which we are not sure does where it holds: hides, may hide together with others, colours."""

    hides: bool
    may_hide: bool
    ink: Ink | None


@dataclass(slots=True)
class _Rule:
    selector: Selector
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    important: dict[str, tuple[int, str]] = field(default_factory=dict)
    known_effect: _Effect | None = None

    @property
    def effect(self) -> _Effect:
        """Work it out once: all has been read by the time it is asked for."""
        if self.known_effect is None:
            style = {name: value for name, (_, value) in (*self.values.items(), *self.important.items())}
            ink = ink_of_style(style)
            hides = is_hidden(style) or (ink is not None and ink.too_small)
            coloured = ink if ink is not None and (ink.color or ink.background) else None
            self.known_effect = _Effect(hides, may_hide(style), coloured)
        return self.known_effect


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands in braces: a rule with its selectors, or a condition; `holds` is None where that is in doubt."""

    prelude: str
    holds: bool | None

    @classmethod
    def opened(cls, text: str, around: bool | None) -> _Block:  # noqa: FBT001 (what holds of the block around)
        """Return the block that begins after the text."""
        prelude = text.lstrip(_MARKS).rstrip()
        marks = text[: len(text) - len(text.lstrip(_MARKS))]
        if not prelude or around is False:
            return cls("", holds=False)
        if not prelude.startswith("@"):
            spoilt = marks.replace("<!--", "").replace("-->", "").strip()
            return cls(prelude, None if spoilt else around)
        condition = lowered(prelude)
        holds = _holds(condition) if condition.startswith(_CONDITIONS) else False
        return cls("", around if holds else holds)


class Sheet:
    """All style sheets of one mail together."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Read the texts, each with the media that it is for."""
        self._rules: dict[Selector, _Rule] = {}
        self._by_name: dict[str, list[_Rule]] = {}
        self._selectors: dict[tuple[str, ...], list[Selector]] = {}
        # What rules say together.
        self._known: dict[object, Styles] = {}
        # How many elements around others may still be looked at.
        self._steps = _MOST_STEPS
        self._order = 0
        # Whether some of it was too much to be read.
        self._cut = False
        for text, media in texts:
            holds = _holds(f"@media {lowered(media)}") if media else True
            if holds is not False:
                self._cut = self._cut or len(text) > _LONGEST
                self._read(plain_css(text[:_LONGEST]), holds=holds)

    @property
    def tells(self) -> bool:
        """Tell whether it says anything about being seen."""
        return bool(self._by_name) or self._cut

    def styles_of(self, element: Shape, above: Callable[[], Sequence[Shape]]) -> Styles:
        """Return what is said of an element; `above` tells the elements around it, the innermost first."""
        candidates = self._candidates(element)
        if not candidates and not self._cut:
            return UNSAID
        sure: list[_Rule] = []
        unsure: list[_Rule] = []
        depends, doubtful = False, self._cut
        around: Sequence[Shape] | None = None
        for rule in candidates:
            selector = rule.selector
            if not selector.subject.fits(element):
                continue
            exactly = selector.sure and selector.subject.fits_exactly(element)
            if selector.above:
                depends = True
                if around is None:
                    around, whole = self._walk(above)
                    doubtful = doubtful or not whole
                if not stands_within(selector.above, around):
                    continue
                exactly = exactly and _stands_exactly(selector, around)
            # Where a browser tells upper from lower case, what a rule shows is not shown; what it hides is in doubt.
            holds = exactly or (selector.sure and rule.effect.hides)
            (sure if holds else unsure).append(rule)
        key = (tuple(map(id, sure)), tuple(map(id, unsure)), depends, doubtful)
        if key not in self._known:
            self._known[key] = _together(sure, unsure, depends=depends, doubtful=doubtful)
        return self._known[key]

    def _candidates(self, element: Shape) -> Sequence[_Rule]:
        by_name = self._by_name
        found = [*by_name.get("*", ()), *by_name.get(element.tag, ())]
        if element.ident:
            found += by_name.get(f"#{element.ident}", ())
        for name in element.classes:
            found += by_name.get(f".{name}", ())
        return found

    def _walk(self, above: Callable[[], Sequence[Shape]]) -> tuple[Sequence[Shape], bool]:
        """Return the elements around, and whether they may still be looked at."""
        if self._steps <= 0:
            return (), False
        around = above()
        self._steps -= len(around)
        return around, True

    def _read(self, text: str, *, holds: bool | None) -> None:
        """Read block by block; each character is looked at a fixed number of times."""
        open_blocks: list[_Block] = []
        # What closes nothing belongs to the selectors that follow, and spoils them.
        stray = False
        *closed, rest = text.split("}")
        for chunk in (*closed, rest):
            *openers, body = chunk.split("{")
            for opener in openers:
                before, _, prelude = opener.rpartition(";")
                if before and open_blocks:
                    self._add(open_blocks, before)
                block = _Block.opened(prelude, None if stray else holds if not open_blocks else open_blocks[-1].holds)
                open_blocks.append(block)
                stray = False
            if open_blocks:
                self._add(open_blocks, body)
                open_blocks.pop()
            else:
                stray = True

    def _add(self, blocks: Sequence[_Block], body: str) -> None:
        """Take the declarations of the innermost block."""
        if len(blocks) > _DEEPEST:
            self._cut = True
            return
        rules = tuple(one.prelude for one in blocks if one.prelude)
        body = lowered(body)
        if blocks[-1].holds is False or not rules or not any(sign in body for sign in _SIGNS):
            return
        normal, important = split_declarations(body, all_of_them=False)
        if not (normal or important):
            return
        sure = blocks[-1].holds is True and len(rules) == 1
        if rules not in self._selectors:
            self._selectors[rules] = [one for prelude in _within(rules) for one in read_selectors(prelude)]
        for selector in self._selectors[rules]:
            if self._order >= _MOST_SELECTORS:
                self._cut = True
                return
            self._put(selector if sure else selector._replace(sure=False), normal, important)

    def _put(self, selector: Selector, normal: dict[str, str], important: dict[str, str]) -> None:
        """Add to the rule of a selector; the same selector again adds to it."""
        self._order += 1
        rule = self._rules.get(selector)
        if rule is None:
            if len(self._rules) >= _MOST_RULES:
                self._cut = True
                return
            alike = self._by_name.setdefault(_name_of(selector.subject), [])
            if len(alike) >= _MOST_ALIKE:
                self._cut = True
                return
            rule = self._rules[selector] = _Rule(selector)
            alike.append(rule)
        rule.values.update({name: (self._order, value) for name, value in normal.items()})
        rule.important.update({name: (self._order, value) for name, value in important.items()})


def _within(rules: Sequence[str]) -> Iterable[str]:
    """Return the selectors of a rule within rules, far too wide: what `&` stands for, and what stands beside it."""
    for prelude in reversed(rules):
        yield (
            prelude if len(rules) == 1 else ",".join(one for one in prelude.replace("&", "").split(",") if one.strip())
        )
        if "&" not in prelude:
            return


def _holds(prelude: str) -> bool | None:
    """Tell whether a condition is met on any screen; None where that depends on the reader."""
    name, _, condition = prelude.partition(" ")
    if not name.startswith("@media"):
        return None
    condition = f"{name.removeprefix('@media')} {condition}".strip()
    if not condition:
        return True
    found = [_holds_on_screen(query.replace("(", " (").split()) for query in condition.split(",")]
    return True if True in found else None if None in found else False


def _holds_on_screen(words: list[str]) -> bool | None:
    if words[:1] == ["only"]:
        words = words[1:]
    inverse = words[:1] == ["not"]
    words = words[1:] if inverse else words
    if words and words[0].isalpha():
        if words[0] not in _SCREENS:
            return inverse and len(words) == 1
        words = words[1:]
    features = "".join(word for word in words if word != "and")
    if not features:
        return not inverse
    found = [_fits_screen(one) for one in features.strip("()").split(")(")]
    if inverse or None in found:
        return None
    return all(found)


def _fits_screen(feature: str) -> bool | None:
    """Tell whether every screen, or none, has this feature."""
    size = length(feature.partition(":")[2])
    if size is None or size.percent is not None:
        return None
    if feature.startswith(_LEAST):
        return True if size.pixels <= _ANY_SCREEN else False if size.pixels >= _NO_SCREEN else None
    if feature.startswith(_MOST):
        return True if size.pixels >= _NO_SCREEN else None
    return None


def _name_of(subject: Compound) -> str:
    """Return what elements must have for a rule to be about them."""
    if subject.ident:
        return f"#{subject.ident}"
    return f".{min(subject.classes)}" if subject.classes else subject.tag or "*"


def _together(sure: Sequence[_Rule], unsure: Sequence[_Rule], *, depends: bool, doubtful: bool) -> Styles:
    """Return what rules say together: those that hold, and those of which nobody knows."""
    normal: Ranks = {}
    important: Ranks = {}
    for rule in sure:
        _outdo(normal, rule.values, rule.selector.weight)
        _outdo(important, rule.important, rule.selector.weight)
    inks = tuple(dict.fromkeys(rule.effect.ink for rule in unsure if rule.effect.ink is not None))
    doubtful = doubtful or len(inks) > _MOST_INKS or any(rule.effect.may_hide for rule in unsure)
    if not (normal or important or depends or doubtful or inks):
        return UNSAID
    return Styles(_won(normal), _won(important), depends, doubtful, inks[:_MOST_INKS])


def _stands_exactly(selector: Selector, around: Sequence[Shape]) -> bool:
    """Tell whether the names around are those of the selector in upper and lower case, too."""
    return all(any(compound.fits_exactly(one) for one in around) for _, compound in selector.above)


def _outdo(ranks: Ranks, values: dict[str, tuple[int, str]], weight: int) -> None:
    for name, (order, value) in values.items():
        ranked = (weight, order, value)
        if name not in ranks or ranks[name] < ranked:
            ranks[name] = ranked


def _won(ranks: Ranks) -> Items:
    return tuple((name, value) for name, (_, _, value) in ranks.items())
