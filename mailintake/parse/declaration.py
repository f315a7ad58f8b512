"""Declarations of CSS, the short forms written out; what a browser takes for an error is left out, as it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from mailintake.parse import wordlist
from mailintake.parse.colour import is_color
from mailintake.parse.css import lowered, plain_css, words_of
from mailintake.parse.css_value import angle, length, number, spread

_OF_ALL = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
_DISPLAYS = wordlist.words(
    """
    none inline block inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell
    table-row-group table-header-group table-footer-group table-column table-column-group table-caption list-item
    contents flow-root run-in ruby flow -webkit-box -webkit-inline-box
    """
)
_SIZES_BY_NAME = wordlist.words("xx-small x-small small medium large x-large xx-large xxx-large larger smaller")
_LENGTHS_BY_NAME = wordlist.words(
    """
    auto none normal thin medium thick max-content min-content fit-content stretch -webkit-fill-available
    -moz-available
    """
)
_OVERFLOWS = frozenset({"visible", "hidden", "clip", "auto", "scroll", "overlay"})
_PICTURES = ("url(", "gradient(", "image-set(", "image(", "element(", "paint(", "cross-fade(")
# Names for writing in any direction; ours runs from left to right, and down.
_TWINS = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height", "max-inline-size": "max-width",
    "inset-inline-start": "left", "inset-inline-end": "right", "inset-block-start": "top", "inset-block-end": "bottom",
    "margin-inline-start": "margin-left", "margin-block-start": "margin-top", "padding-inline-start": "padding-left",
    "padding-block-start": "padding-top",
}  # fmt: skip
# No honest value is longer; whatever it says, only a browser can work it out.
_LONGEST = 300
_TOO_LONG = "too-long()"
_NO_NUMBERS = frozenset({"none", "auto", "normal"})
_FAR, _FARTHER, _SMALL, _ROOM = -100, 3000, 4, 24

Pairs = Sequence[tuple[str, str]]


def own_declarations(style: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the declarations of an element's own style; those that are `!important` apart."""
    return split_declarations(lowered(plain_css(style, inline=True))) if style else ({}, {})


def split_declarations(text: str, *, all_of_them: bool = True) -> tuple[dict[str, str], dict[str, str]]:
    """Return the properties of plain CSS in lower case; those that are `!important` apart. The later hold.

    Not `all_of_them` are those alone that say anything about being seen.
    """
    found: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if not colon:
            continue
        into = found
        if "!" in value:
            value, _, mark = value.rpartition("!")
            if mark.strip() != "important":
                continue
            into = important
        name = name.strip()
        if name[:1] == "-" and name not in TOLD:
            name = name.removeprefix("-webkit-")
        name = _TWINS.get(name, name)
        words = [_TOO_LONG] if len(value) > _LONGEST else value.split()
        if name in _EXPANDED:
            into.update(_EXPANDED[name](" ".join(words)))
        elif name not in TOLD:
            if all_of_them:
                # Of these nobody asks more than what they begin with.
                into[name] = "".join(words)
            continue
        elif words and (name not in _CHECKED or _CHECKED[name](" ".join(words))):
            into[name] = " ".join(words)
        if all_of_them and name in _KEPT_SHORT:
            into[name] = "".join(words)
    return found, important


def _font(value: str) -> Pairs:
    """Find the size in `italic bold 12px/1.5 Arial`."""
    if value in _OF_ALL:
        return [("font-size", value)]
    words = words_of(value.replace(" /", "/").replace("/ ", "/"))
    for at, word in enumerate(words):
        size = word if "(" in word else word.partition("/")[0]
        found = length(size)
        if size in _SIZES_BY_NAME or "(" in size or (found is not None and (not found.bare or found.pixels == 0)):
            # Without the name of a font it says nothing, unless somebody takes it for a size all the same.
            named = at + 1 < len(words) or (found is not None and found.pixels <= _SMALL)
            return [("font-size", size)] if named and _is_font_size(size) else []
    return []


def _indent(value: str) -> Pairs:
    words = [one for one in words_of(value) if one not in {"hanging", "each-line"}]
    return [("text-indent", words[0])] if len(words) == 1 and _is_length(words[0]) else []


def _sides(value: str, names: Sequence[str]) -> Pairs:
    """Spread `1px 2px` over the sides; names are those of top, right, bottom and left, or of both ends of one line."""
    words = words_of(value)
    if not 0 < len(words) <= len(names) or not all(_is_length(one) for one in words):
        return []
    return [(name, word) for name, word in zip(names, spread(words), strict=False) if name]


def _room(value: str, names: Sequence[str]) -> Pairs:
    """Spread the room within a box, where it is enough to move something."""
    return [(name, one) for name, one in _sides(value, names) if _is_room(one)]


def _background(value: str) -> Pairs:
    words = words_of(value)
    pictures = [one for one in words if any(sign in one for sign in _PICTURES)]
    colour = next((one for one in words if one not in pictures and one not in _OF_ALL and is_color(one)), None)
    picture = bool(pictures)
    return [("background-color", colour or "transparent"), ("background-image", value if picture else "none")]


def _overflow(value: str) -> Pairs:
    across, *down = value.split() or [""]
    return [
        (name, one)
        for name, one in (("overflow-x", across), ("overflow-y", (down or [across])[0]))
        if _is_overflow(one)
    ]


def _is_one_of(names: frozenset[str], value: str) -> bool:
    return value in names or value in _OF_ALL or "(" in value


def _is_display(value: str) -> bool:
    return value in _OF_ALL or "(" in value or _DISPLAYS.issuperset(value.split())


def _is_length(value: str, *, least: float = float("-inf")) -> bool:
    """Tell whether it is a length; a bare number is one only for old pages, and counts where it would hide."""
    if _is_one_of(_LENGTHS_BY_NAME, value):
        return True
    found = length(value)
    if found is None or found.pixels < least:
        return False
    return not found.bare or abs(found.pixels) <= _SMALL or not _FAR < found.pixels < _FARTHER


def _is_room(value: str) -> bool:
    found = length(value)
    return "(" in value if found is None else found.pixels >= _ROOM


def _is_font_size(value: str) -> bool:
    return value in _SIZES_BY_NAME or (value not in _LENGTHS_BY_NAME and _is_length(value, least=0))


def _is_number(value: str) -> bool:
    return number(value) is not None or _is_one_of(_NO_NUMBERS, value)


def _is_measure(value: str) -> bool:
    """Tell whether it moves, turns or stretches something, like `10px 20%` or `x 90deg`."""
    words = value.split()
    return _is_one_of(_NO_NUMBERS, value) or all(
        length(one) is not None or angle(one) is not None or one in {"x", "y", "z"} for one in words
    )


_is_size = partial(_is_length, least=0)
_is_function = partial(_is_one_of, _NO_NUMBERS)
_is_overflow = partial(_is_one_of, _OVERFLOWS)
_EXPANDED: dict[str, Callable[[str], Pairs]] = {
    "font": _font,
    "margin": partial(_sides, names=("margin-top", "", "", "margin-left")),
    "margin-block": partial(_sides, names=("margin-top", "")),
    "margin-inline": partial(_sides, names=("margin-left", "")),
    "padding": partial(_room, names=("padding-top", "", "", "padding-left")),
    "padding-block": partial(_room, names=("padding-top", "")),
    "padding-inline": partial(_room, names=("padding-left", "")),
    "inset": partial(_sides, names=("top", "right", "bottom", "left")),
    "inset-block": partial(_sides, names=("top", "bottom")),
    "inset-inline": partial(_sides, names=("left", "right")),
    "text-indent": _indent,
    "background": _background,
    "overflow": _overflow,
}
_CHECKED: dict[str, Callable[[str], bool]] = {
    "display": _is_display,
    "visibility": partial(_is_one_of, frozenset({"visible", "hidden", "collapse"})),
    "content-visibility": partial(_is_one_of, frozenset({"visible", "hidden", "auto"})),
    "font-size": _is_font_size,
    **dict.fromkeys(("color", "background-color", "-webkit-text-fill-color"), is_color),
    **dict.fromkeys(("overflow-x", "overflow-y"), _is_overflow),
    **dict.fromkeys(("opacity", "zoom", "font-size-adjust"), _is_number),
    **dict.fromkeys(("height", "width", "max-height", "max-width"), _is_size),
    **dict.fromkeys(("padding-top", "padding-left"), _is_room),
    **dict.fromkeys(("left", "top", "right", "bottom", "margin-left", "margin-top", "letter-spacing"), _is_length),
    **dict.fromkeys(("transform", "filter", "clip", "clip-path", "background-image"), _is_function),
    **dict.fromkeys(("translate", "rotate", "scale", "line-height"), _is_measure),
}
# All that says anything about being seen, the short forms aside.
TOLD = frozenset(_CHECKED) | wordlist.words(
    """
    text-indent mso-hide contain animation animation-name mask mask-image mix-blend-mode content
    -webkit-text-security offset-path
    """
)
# What begins with it says how to set a paragraph, too.
_KEPT_SHORT = frozenset({"margin"})
