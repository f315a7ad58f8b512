"""Style declarations (CSS) as far as they decide whether a reader sees the text."""

from __future__ import annotations

from collections.abc import Mapping

from mailintake.parse.ink import PICTURE, Ink, ink_of

_SHIFTS = ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top")
# Negative shifts begin with a minus and three digits; to the right and down a whole screen lies before the edge.
_FAR = 100
_FARTHER = 3000
_UNITS = ("px", "pt", "em", "rem", "ex", "ch", "vw", "vh", "in", "cm", "mm", "%")
_NEARLY_NOTHING = 0.1
_TINY = {"px": 2.0, "pt": 1.5, "in": 0.02, "cm": 0.05, "mm": 0.5, "": 2.0}
_TINY_PART = {"em": 0.1, "rem": 0.1, "ex": 0.2, "ch": 0.2, "%": 10.0, "vw": 0.1, "vh": 0.1}
_SHAPES_OF_NOTHING = (
    "inset(50%",
    "inset(100%",
    "inset(99",
    "circle(0",
    "ellipse(0",
    "polygon(00",
    "polygon(0px0px,0px0px",
)
_MOVED = ("translate(-", "translatex(-", "translatey(-", "translate3d(-")
_SHRUNK = ("scale(0)", "scale(0,", "scalex(0)", "scaley(0)", "scale3d(0")
_SPACED = frozenset({"background", "color", "background-color"})


def declarations(style: str) -> dict[str, str]:
    """Return the properties in lower case, values without spaces; `!important` and the later hold."""
    if not style:
        return {}
    found: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in plain_css(style).split(";"):
        name, colon, value = declaration.partition(":")
        if not colon:
            continue
        name = name.strip()
        words = value.split()
        value = (" " if name in _SPACED else "").join(words)
        if "!" in value:
            value, _, mark = value.rpartition("!")
            value = value.rstrip()
            if mark.strip() == "important":
                important[name] = value
                continue
        found[name] = value
    return {**found, **important} if important else found


def plain_css(text: str) -> str:
    """Return CSS in lower case without comments, its escapes (a backslash and a number) undone."""
    text = text.lower()
    if "/*" in text:
        text = _without_comments(text)
    return _unescaped(text) if "\\" in text else text


def is_hidden(style: Mapping[str, str]) -> bool:
    """Tell whether an element of that style is not seen, and nothing in it can be."""
    return bool(style) and (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("content-visibility") == "hidden"
        or _is_transparent(style)
        or _has_no_room(style)
        or _is_clipped(style)
        or _is_moved_away(style)
    )


def ink_of_style(style: Mapping[str, str]) -> Ink | None:
    """Return what a style says of how the letters look, None where it says nothing: a descendant may undo it."""
    if not style:
        return None
    size, visibility = style.get("font-size"), style.get("visibility")
    color = style.get("-webkit-text-fill-color") or style.get("color")
    behind = style.get("background-color") or style.get("background")
    if any(_is_picture(style.get(name, "")) for name in ("background", "background-image")):
        behind = PICTURE
    if size is None and visibility is None and color is None and behind is None:
        return None
    return ink_of(
        tiny=None if size is None else _is_tiny(size),
        invisible=None if visibility is None or visibility == "inherit" else visibility in {"hidden", "collapse"},
        color=color,
        background=behind,
    )


def _is_picture(value: str) -> bool:
    return "url(" in value or "gradient(" in value or "image-set(" in value


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        pieces.append(text[at:start])
        end = text.find("*/", start + 2)
        if end < 0:
            return "".join(pieces)
        at = end + 2
    return "".join((*pieces, text[at:]))


def _unescaped(text: str) -> str:
    first, *others = text.split("\\")
    pieces = [first]
    for other in others:
        size = 0
        while size < min(6, len(other)) and other[size] in "0123456789abcdef":
            size += 1
        if not size:
            pieces.append(other)
            continue
        number = int(other[:size], 16)
        character = chr(number) if 0 < number < 0xD800 else "\ufffd"  # noqa: PLR2004 (above it, half characters begin)
        pieces.append(character.lower() + (other[size + 1 :] if other[size : size + 1].isspace() else other[size:]))
    return "".join(pieces)


def _is_transparent(style: Mapping[str, str]) -> bool:
    opacity = style.get("opacity")
    if opacity is not None:
        number, unit = _length(opacity)
        if number is not None and number < _NEARLY_NOTHING * (100 if unit == "%" else 1):
            return True
    return style.get("filter", "").startswith(("opacity(0)", "opacity(0%", "alpha(opacity=0)"))


def _has_no_room(style: Mapping[str, str]) -> bool:
    if _is_nothing(style.get("max-height")) and style.get("overflow", "hidden") == "hidden":
        return True
    cut = {style.get(name) for name in ("overflow", "overflow-x", "overflow-y")} & {"hidden", "clip"}
    return bool(cut) and any(_is_nothing(style.get(name), most=1.0) for name in ("height", "width", "max-width"))


def _is_clipped(style: Mapping[str, str]) -> bool:
    return style.get("clip", "").startswith(("rect(0", "rect(1px,1px", "rect(1px1px")) or style.get(
        "clip-path", ""
    ).startswith(_SHAPES_OF_NOTHING)


def _is_moved_away(style: Mapping[str, str]) -> bool:
    transform = style.get("transform", "")
    if transform.startswith(_SHRUNK):
        return True
    if transform.startswith(_MOVED):
        number, unit = _length(transform.partition("(-")[2].partition(")")[0].partition(",")[0])
        if number is not None and number >= (_FAR if unit == "%" else 10 * _FAR):
            return True
    return any(_is_far_off(style[name]) for name in _SHIFTS if name in style)


def _is_far_off(length: str) -> bool:
    """Tell whether something is moved out of sight (`-9999px`)."""
    number, unit = _length(length)
    if number is None or unit in {"%", "vw", "vh"}:
        return number is not None and abs(number) >= _FAR
    return number <= -_FAR or number >= _FARTHER


def _is_nothing(length: str | None, most: float = 0.0) -> bool:
    if length is None:
        return False
    number, unit = _length(length)
    return number is not None and number <= (most if unit == "px" else 0.0)


def _is_tiny(size: str) -> bool | None:
    """Tell whether letters are too small to see; None for a size relative to the one around: it cannot undo that."""
    number, unit = _length(size)
    if number is None:
        return None if size in {"inherit", "larger", "smaller", "unset"} else False
    if unit in _TINY_PART:
        tiny = number <= _TINY_PART[unit]
        return True if tiny else None if unit in {"em", "%", "ex", "ch"} else False
    return number <= _TINY[unit]


def _length(text: str) -> tuple[float | None, str]:
    """Return number and unit of `-9999px`; no number where it is none."""
    if text.startswith("calc("):
        text = text[5:].rstrip(")")
    unit = next((one for one in _UNITS if text.endswith(one)), "")
    digits = text[: len(text) - len(unit)] if unit else text
    unit = "rem" if unit == "em" and digits.endswith("r") else unit
    digits = digits.rstrip("r") if unit == "rem" else digits
    bare = digits.lstrip("+-").replace(".", "", 1)
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 20:  # noqa: PLR2004 (no length has more digits)
        return None, unit
    try:
        return float(digits), unit
    except ValueError:
        return None, unit
