"""Selectors of CSS: which elements a rule is about, and whether we can be sure of that.

Read are types, classes, ids, attributes, `:is()`, `:where()`, and what stands within or right within what. The rest
(siblings, counting, `:not()`, `:has()`) is left out: such a selector may be about fewer elements than we think, and is
unsure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import NamedTuple

from mailintake.parse.css import UNREAD, lowered, released, split_outside
from mailintake.parse.wordlist import words

_MOST_NAMES = 6
_MOST_ALTERNATIVES = 16
_IDENT, _CLASS, _TYPE = 1_000_000, 1000, 1
_ORDINARY = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.#,> \t\r\n\f")
# A browser takes no selector that has one of these outside brackets.
_FOREIGN = frozenset("<!@%;/$^=?`{}")
_RELATIONS = frozenset(">+~")
# Nobody points at a mail, clicks in it or has been where its links lead, as long as it is only read.
_NEVER = frozenset({"hover", "active", "focus", "focus-visible", "focus-within", "visited", "target", "fullscreen"})
_ALTERNATIVES = frozenset({"is", "where", "matches", "any", "-webkit-any"})
# What a browser knows; with any other word the whole rule is nothing to it.
_KNOWN = words(
    """
    not has first-child last-child only-child nth-child nth-last-child first-of-type last-of-type only-of-type
    nth-of-type nth-last-of-type empty lang dir checked indeterminate default disabled enabled read-only read-write
    required optional valid invalid placeholder-shown first-line first-letter scope defined
    """
)
_APART = frozenset({"before", "after", "selection", "marker", "placeholder", "backdrop", "file-selector-button", "cue"})
_OPERATORS = frozenset("~|^$*")


class Shape(NamedTuple):
    """What selectors look at in an element; names in lower case, and as they were written."""

    tag: str = ""
    ident: str = ""
    classes: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    attributes: Mapping[str, str] = {}

    @classmethod
    def of(cls, tag: str, attributes: Mapping[str, str]) -> Shape:
        """Return the shape of an element; its tag is in lower case."""
        ident, classes = attributes.get("id"), attributes.get("class")
        if not ident and not classes:
            return cls(tag, attributes=attributes)
        ident = (ident or "").strip()
        names = frozenset((classes or "").split())
        lower = names if not classes or classes.islower() else frozenset(lowered(classes).split())
        return cls(tag, lowered(ident), lower, names | {ident} if ident else names, attributes)


class Test(NamedTuple):
    """What a selector asks of one attribute."""

    name: str
    operator: str = ""
    value: str = ""

    def fits(self, attributes: Mapping[str, str]) -> bool:
        """Tell whether the attribute is as asked, upper and lower case alike."""
        found = attributes.get(self.name)
        return found is not None and _compares(self.operator, lowered(found), lowered(self.value))

    def fits_exactly(self, attributes: Mapping[str, str]) -> bool:
        """Tell whether the attribute is as asked, in upper and lower case, too."""
        found = attributes.get(self.name)
        return found is not None and _compares(self.operator, found, self.value)


def _compares(operator: str, found: str, value: str) -> bool:
    match operator:
        case "":
            return True
        case "=":
            return found == value
        case "~=":
            return value in found.split()
        case "|=":
            return found == value or found.startswith(f"{value}-")
        case "^=":
            return bool(value) and found.startswith(value)
        case "$=":
            return bool(value) and found.endswith(value)
        case _:
            return bool(value) and value in found


class Compound(NamedTuple):
    """What one part of a selector asks of one element."""

    tag: str = ""
    ident: str = ""
    classes: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    tests: tuple[Test, ...] = ()

    def fits_exactly(self, element: Shape) -> bool:
        """Tell whether what fits does so in upper and lower case, too."""
        return self.written <= element.written and (
            not self.tests or all(test.fits_exactly(element.attributes) for test in self.tests)
        )

    def fits(self, element: Shape) -> bool:
        """Tell whether an element has what is asked for, upper and lower case alike."""
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.ident or self.ident == element.ident)
            and self.classes <= element.classes
            and (not self.tests or all(test.fits(element.attributes) for test in self.tests))
        )


# All that is seen stands in these, the outermost first.
_ROOTS = (Compound("html"), Compound("body"), Compound())


class Selector(NamedTuple):
    """What the element must be, and what it must stand in: the innermost first, each with how far off it may be."""

    subject: Compound
    above: tuple[tuple[str, Compound], ...] = ()
    weight: int = 0
    sure: bool = True


@dataclass(slots=True)
class _Part:
    """A compound in the making: in how many ways it may be meant, how much it weighs, whether all of it is read."""

    compounds: list[Compound]
    weight: int = 0
    sure: bool = True
    # Whether it is about something else than an element, or about a state that never is.
    void: bool = False
    # Whether a browser would not know it either.
    unknown: bool = False


def read_selectors(prelude: str) -> list[Selector]:
    """Return what a rule is about; where a browser may not know one of its selectors, all of them are unsure."""
    found: list[Selector] = []
    unknown = False
    for text in prelude.split(",") if _ORDINARY.issuperset(prelude) else split_outside(prelude, ","):
        selectors, unread = _selector(text)
        found.extend(selectors)
        unknown = unknown or unread
    return [one._replace(sure=False) for one in found] if unknown else found


def stands_within(wanted: Sequence[tuple[str, Compound]], around: Sequence[Shape]) -> bool:
    """Tell whether the elements around (innermost first) are the wanted ones in their order."""
    places = [-1]
    for number, (relation, compound) in enumerate(wanted, 1):
        if relation == ">":
            places = [at + 1 for at in places if at + 1 < len(around) and compound.fits(around[at + 1])]
        else:
            found = (at for at in range(places[0] + 1, len(around)) if compound.fits(around[at]))
            # The innermost is enough, unless something must stand right around it.
            right_within = number < len(wanted) and wanted[number][0] == ">"
            places = list(found if right_within else islice(found, 1))
        if not places:
            return False
    return True


def _selector(text: str) -> tuple[list[Selector], bool]:
    """Read one selector; the second tells that a browser may not know it."""
    parts: list[tuple[str, _Part]] = []
    relation, sure, unknown = " ", True, False
    for unit in text.replace(">", " > ").split() if _ORDINARY.issuperset(text) else _units(text):
        if unit in _RELATIONS:
            unknown = unknown or relation != " " or not parts
            relation = unit
            continue
        if relation in {"+", "~"} and parts:
            # What stands before a sibling stands before this one, too.
            relation, _ = parts.pop()
            sure = False
        parts.append((relation, _compound(unit)))
        relation = " "
    unknown = unknown or not parts or relation != " " or any(part.unknown for _, part in parts)
    if not parts or any(part.void for _, part in parts):
        return [], unknown
    parts[-1][1].sure &= sure
    return _joined(parts), unknown


def _joined(parts: list[tuple[str, _Part]]) -> list[Selector]:
    sure = all(part.sure for _, part in parts)
    weight = sum(part.weight for _, part in parts)
    relations = [relation for relation, _ in parts]
    if len(parts) > _MOST_NAMES:
        parts, sure = parts[-1:], False
        relations = relations[-1:]
    found: list[Selector] = []
    for compounds in product(*(part.compounds for _, part in parts)):
        if len(found) >= _MOST_ALTERNATIVES:
            # The rest in one: it is about all of that type.
            return [Selector(Compound(), (), weight, sure=False)]
        *above, subject = compounds
        outward = list(zip(reversed(relations[1:]), reversed(above), strict=True))
        for root in _ROOTS:
            if outward and outward[-1] == (" ", root):
                outward.pop()
        found.append(Selector(subject, tuple(outward), weight, sure))
    return found


def _units(text: str) -> Iterable[str]:
    """Part a selector into its compounds and what stands between them; brackets stay whole."""
    unit: list[str] = []
    depth = 0
    for one in text:
        depth += (one in "([") - (one in ")]")
        if depth <= 0 and (one.isspace() or one in _RELATIONS):
            if unit:
                yield "".join(unit)
                unit = []
            if not one.isspace():
                yield one
        else:
            unit.append(one)
    if unit:
        yield "".join(unit)


def _compound(text: str) -> _Part:
    size = _size_of_names(text)
    part, rest = _named(text[:size]), text[size:]
    while rest:
        if rest[0] == "[":
            inside, _, rest = rest[1:].partition("]")
            _ask(part, inside)
        elif rest[0] == ":":
            rest = _pseudo(part, rest[1:])
        else:
            size = _size_of_names(rest)
            _combine(part, [_named(rest[:size])])
            rest = rest[size:]
    return part


def _size_of_names(text: str) -> int:
    return min((at for at in (text.find("["), text.find(":")) if at >= 0), default=len(text))


def _named(text: str) -> _Part:
    """Read `td.note#first`."""
    tag, *pieces = text.replace(".", " .").replace("#", " #").split(" ")
    sure, unknown = True, any(one[1:2].isdigit() or len(one) == 1 for one in pieces) or tag[:1].isdigit()
    if "|" in tag or UNREAD in text or not _FOREIGN.isdisjoint(text):
        unknown = unknown or not _FOREIGN.isdisjoint(text)
        tag, sure = "", False
        pieces = [one for one in pieces if UNREAD not in one and _FOREIGN.isdisjoint(one)]
    tag = lowered(tag) if tag != "*" else ""
    idents = [released(piece[1:]) for piece in pieces if piece.startswith("#")]
    classes = [released(piece[1:]) for piece in pieces if piece.startswith(".")]
    weight = _IDENT * len(idents) + _CLASS * len(classes) + _TYPE * bool(tag)
    ident = lowered(idents[0]) if idents else ""
    compound = Compound(tag, ident, frozenset(map(lowered, classes)), frozenset((*idents[:1], *classes)))
    return _Part([compound], weight, sure, unknown=unknown)


def _ask(part: _Part, inside: str) -> None:
    """Add what `[name=value]` asks for."""
    name, equals, value = inside.partition("=")
    operator = equals
    if equals and name[-1:] in _OPERATORS:
        name, operator = name[:-1], f"{name[-1]}="
    name, value = lowered(name.strip()), value.strip()
    quoted = value.startswith('"')
    value, _, flags = value[1:].partition('"') if quoted else value.partition(" ")
    part.weight += _CLASS
    odd = not name.replace("-", "").replace("_", "").isalnum() or UNREAD in value
    if odd or flags.strip().lower() not in {"", "i", "s"}:
        part.sure, part.unknown = False, True
        return
    test = Test(released(name), operator, released(value))
    part.compounds = [one._replace(tests=(*one.tests, test)) for one in part.compounds]


def _pseudo(part: _Part, rest: str) -> str:
    """Add what `:name(arguments)` asks for; return what stands behind it."""
    element = rest.startswith(":")
    rest = rest.lstrip(":")
    size = next((at for at, one in enumerate(rest) if not (one.isalnum() or one in "-_")), len(rest))
    name, rest = lowered(rest[:size]), rest[size:]
    arguments = ""
    if rest.startswith("("):
        end = _end_of_bracket(rest)
        arguments, rest = rest[1:end], rest[end + 1 :]
    if name in _APART or name in _NEVER or (element and name.startswith("-webkit-")):
        part.void = True
    elif name in {"link", "any-link"}:
        part.weight += _CLASS
        part.compounds = [one._replace(tests=(*one.tests, Test("href"))) for one in part.compounds]
    elif name == "root":
        part.weight += _CLASS
        part.compounds = [one._replace(tag="html") for one in part.compounds]
    elif name in _ALTERNATIVES and arguments.strip():
        _alternatives(part, arguments, light=name == "where")
    else:
        part.weight += _CLASS
        part.sure = False
        part.unknown = part.unknown or name not in _KNOWN
    return rest


def _end_of_bracket(text: str) -> int:
    depth = 0
    for at, one in enumerate(text):
        depth += (one == "(") - (one == ")")
        if not depth:
            return at
    return len(text)


def _alternatives(part: _Part, arguments: str, *, light: bool) -> None:
    """Spread `:is(a, .b)`: each of them is one way; those that are more than one compound make it unsure."""
    ways: list[_Part] = []
    for text in split_outside(arguments, ","):
        units = list(_units(text))
        # Brackets within brackets within brackets are nobody's honest wish.
        if len(units) != 1 or text.count("(") > 1:
            part.sure = False
            ways.append(_Part([Compound()], sure=False))
        else:
            ways.append(_compound(units[0]))
    kept = [way for way in ways if not way.void and not way.unknown]
    if not kept:
        part.void = True
        return
    weight = part.weight
    _combine(part, kept)
    part.weight = weight if light else weight + max(way.weight for way in kept)


def _combine(part: _Part, ways: list[_Part]) -> None:
    part.sure = part.sure and all(way.sure for way in ways)
    part.unknown = part.unknown or any(way.unknown for way in ways)
    others = [one for way in ways for one in way.compounds]
    part.weight += max(way.weight for way in ways)
    merged = [_both(one, other) for one in part.compounds for other in others]
    possible = [one for one in merged if one is not None]
    part.compounds = possible[:_MOST_ALTERNATIVES]
    if len(possible) > _MOST_ALTERNATIVES:
        part.compounds, part.sure = [Compound()], False
    part.void = part.void or not possible


def _both(one: Compound, other: Compound) -> Compound | None:
    """Return what asks for all that two compounds ask for."""
    if (one.tag and other.tag and one.tag != other.tag) or (one.ident and other.ident and one.ident != other.ident):
        return None
    return Compound(
        one.tag or other.tag,
        one.ident or other.ident,
        one.classes | other.classes,
        one.written | other.written,
        (*one.tests, *other.tests),
    )
