"""The style sheets of an HTML mail (CSS): which declarations about being seen hold for an element.

Read are types, classes, ids, their combinations and what stands within what; other selectors (attributes,
pseudo-classes, siblings) hold for nothing. Conditions (`@media`) count where every larger screen meets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mailintake.parse.style import declarations, plain_css

_LONGEST = 256 * 1024
_MOST_RULES = 20_000
# So many rules that name the same thing, beside the one that names nothing else.
_MOST_ALIKE = 32
_MOST_NAMES = 6
_MOST_STEPS = 20_000
_TOLD = frozenset(
    {
        "display", "visibility", "font-size", "opacity", "color", "background", "background-color",
        "background-image", "left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top",
        "max-height", "height", "width", "max-width", "overflow", "overflow-x", "overflow-y", "mso-hide", "clip",
        "clip-path", "transform", "filter", "content-visibility", "-webkit-text-fill-color",
    }
)  # fmt: skip
# One of them is within each of the names above.
_SIGNS = ("display", "visib", "size", "opacity", "color", "background", "left", "top", "right", "bottom", "indent",
          "height", "width", "overflow", "hide", "clip", "transform", "filter")  # fmt: skip
_UNREAD = frozenset("[:+~(&\\@")


class Shape(NamedTuple):
    """What selectors look at in an element, and what one compound selector asks for; all in lower case."""

    tag: str = ""
    ident: str = ""
    classes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tag: str, ident: str, classes: str) -> Shape:
        """Return the shape of an element."""
        return cls(tag.lower(), ident.strip().lower(), frozenset(classes.lower().split()))

    def fits(self, element: Shape) -> bool:
        """Tell whether an element has what this selector asks for."""
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.ident or self.ident == element.ident)
            and self.classes <= element.classes
        )


# All that is seen stands in these.
_ROOTS = frozenset({Shape("html"), Shape("body"), Shape()})


@dataclass(slots=True)
class _Rule:
    shape: Shape
    above: tuple[Shape, ...]
    weight: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    important: dict[str, tuple[int, str]] = field(default_factory=dict)


class Sheet:
    """All style sheets of one mail together."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rules: dict[tuple[Shape, tuple[Shape, ...]], _Rule] = {}
        self._by_name: dict[str, list[_Rule]] = {}
        # How many elements around others may still be looked at.
        self._steps = _MOST_STEPS
        self._order = 0
        for text in texts:
            self._read(plain_css(text[:_LONGEST]))

    @property
    def tells(self) -> bool:
        """Tell whether it says anything about being seen."""
        return bool(self._by_name)

    def style_of(self, element: Shape, above: Iterable[Shape]) -> tuple[str, str, bool]:
        """Return the declarations for an element, the important ones apart, and whether they depend on `above`.

        `above` are the elements around it, the innermost first.
        """
        ranks: dict[str, tuple[int, int, str]] = {}
        important: dict[str, tuple[int, int, str]] = {}
        depends = False
        around: Sequence[Shape] | None = None
        for rule in self._candidates(element):
            if not rule.shape.fits(element):
                continue
            if rule.above:
                depends = True
                around = self._walk(above) if around is None else around
                if not _stands_within(rule.above, around):
                    continue
            _outdo(ranks, rule.values, rule.weight)
            _outdo(important, rule.important, rule.weight)
        return _written(ranks), _written(important), depends

    def _candidates(self, element: Shape) -> Iterable[_Rule]:
        names = ("*", element.tag, f"#{element.ident}", *(f".{name}" for name in element.classes))
        for name in names:
            yield from self._by_name.get(name, ())

    def _walk(self, above: Iterable[Shape]) -> Sequence[Shape]:
        found: list[Shape] = []
        for one in above:
            if self._steps <= 0:
                break
            self._steps -= 1
            found.append(one)
        return found

    def _read(self, text: str) -> None:
        """Read rule by rule; each character is looked at a fixed number of times."""
        at = 0
        open_blocks: list[bool] = []
        text = text.replace("<!--", " ").replace("-->", " ")
        while len(self._rules) < _MOST_RULES and (brace := text.find("{", at)) >= 0:
            before = text[at:brace].split("}")
            del open_blocks[max(0, len(open_blocks) - len(before) + 1) :]
            prelude = before[-1].rpartition(";")[2].strip()
            if prelude.startswith(("@media", "@supports", "@layer", "@container")):
                open_blocks.append((not open_blocks or open_blocks[-1]) and _holds(prelude))
                at = brace + 1
                continue
            end = text.find("}", brace)
            body = text[brace + 1 : end if end >= 0 else len(text)]
            at = end + 1 if end >= 0 else len(text)
            if not prelude.startswith("@") and all(open_blocks) and any(sign in body for sign in _SIGNS):
                self._add(prelude, body)

    def _add(self, prelude: str, body: str) -> None:
        said = {name: value for name, value in declarations(body).items() if name in _TOLD}
        if not said:
            return
        insistent = _insistent(body)
        for selector in prelude.split(","):
            compounds = _compounds(selector)
            rule = self._rule(compounds) if compounds else None
            if rule is None:
                continue
            self._order += 1
            for name, value in said.items():
                (rule.important if name in insistent else rule.values)[name] = (self._order, value)

    def _rule(self, compounds: tuple[Shape, ...]) -> _Rule | None:
        """Return the rule of a selector; the same selector again adds to it."""
        shape, above = compounds[-1], tuple(one for one in compounds[:-1] if one not in _ROOTS)
        known = self._rules.get((shape, above))
        if known or len(self._rules) >= _MOST_RULES:
            return known
        name = f"#{shape.ident}" if shape.ident else f".{min(shape.classes)}" if shape.classes else shape.tag or "*"
        alike = self._by_name.setdefault(name, [])
        if len(alike) >= _MOST_ALIKE:
            return None
        weight = sum(10_000 * bool(one.ident) + 100 * len(one.classes) + bool(one.tag) for one in compounds)
        rule = self._rules[shape, above] = _Rule(shape, above, weight)
        alike.append(rule)
        return rule


def on_screen(media: str | None) -> bool:
    """Tell whether the `media` of a style sheet holds on a screen."""
    return _holds(f"@media {media.lower()}") if media else True


def _holds(prelude: str) -> bool:
    """Tell whether a condition is met on a screen: by its medium alone, or by a least size."""
    name, _, condition = prelude.partition(" ")
    if name != "@media":
        return True
    return any(_holds_on_screen(query.split()) for query in condition.split(","))


def _holds_on_screen(words: list[str]) -> bool:
    features = "".join(word for word in words if word not in {"only", "all", "screen", "and"})
    return not features or all(one.startswith("min-") for one in features.strip("()").split(")("))


def _insistent(body: str) -> frozenset[str]:
    """Return the properties that are `!important`."""
    if "!" not in body:
        return frozenset()
    return frozenset(one.partition(":")[0].strip() for one in body.split(";") if "!" in one)


def _compounds(selector: str) -> tuple[Shape, ...]:
    """Read `div.note p`, the outermost first; nothing where we cannot read it."""
    selector = selector.strip().removesuffix(":link").removesuffix(":visited").replace(">", " ")
    if _UNREAD & set(selector):
        return ()
    words = selector.split()
    return tuple(_compound(word) for word in words) if len(words) <= _MOST_NAMES else ()


def _compound(word: str) -> Shape:
    tag, *pieces = word.replace(".", " .").replace("#", " #").split(" ")
    ident = next((piece[1:] for piece in pieces if piece.startswith("#")), "")
    classes = frozenset(piece[1:] for piece in pieces if piece.startswith("."))
    return Shape("" if tag == "*" else tag, ident, classes)


def _stands_within(wanted: Sequence[Shape], around: Sequence[Shape]) -> bool:
    """Tell whether the elements around (innermost first) are the wanted ones in their order, others between them."""
    left = list(wanted)
    for element in around:
        if not left:
            break
        if left[-1].fits(element):
            left.pop()
    return not left


def _outdo(ranks: dict[str, tuple[int, int, str]], values: dict[str, tuple[int, str]], weight: int) -> None:
    for name, (order, value) in values.items():
        ranked = (weight, order, value)
        if name not in ranks or ranks[name] < ranked:
            ranks[name] = ranked


def _written(ranks: dict[str, tuple[int, int, str]]) -> str:
    return ";".join(f"{name}:{value}" for name, (_, _, value) in ranks.items())
