"""Style declarations (CSS) as far as they decide whether a reader sees the text."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import hypot

from mailintake.parse.colour import TRANSPARENT, UNKNOWN, Colour, color_of
from mailintake.parse.css import functions_of, words_of
from mailintake.parse.css_value import Length, angle, length, number, spread
from mailintake.parse.ink import LETTERS, NOTHING_SAID, Ink

# So far to the left or above lies what nobody sees; what is moved less may still be seen in part.
_FAR = 100.0
_NEAR = 24.0
# To the right and down a whole screen lies before the edge.
_FARTHER = 3000.0
_A_SCREEN = 1000.0
_SMALL = 4.0
_NEARLY_NOTHING = 0.1
_HALF = 0.5
# Columns of a table show nothing of what stands in them.
_NOT_SHOWN = frozenset({"none", "table-column", "table-column-group"})
_SHIFTS = ("left", "top", "right", "bottom", "margin-left", "margin-top", "padding-left", "padding-top")
_SIZES = ("height", "width", "max-height", "max-width")
_CUTTING = frozenset({"hidden", "clip", "auto", "scroll", "overlay"})
_CONTAINING = frozenset({"strict", "content", "paint"})
_WHOLE = frozenset({"none", "initial", "inherit", "unset", "revert", "revert-layer", "auto", "normal", ""})
_UNRIDDLED = _WHOLE - {"auto"}
_INHERITED = frozenset({"inherit", "unset", "revert", "revert-layer"})
# Whatever they say, only a browser can work out whether the text stays where it is, and what it shows.
_RIDDLES = ("animation", "animation-name", "mask", "mask-image", "mix-blend-mode", "content", "-webkit-text-security",
            "offset-path")  # fmt: skip
_RIDDLES_OF_FILTERS = frozenset({"too-long", "blur", "brightness", "contrast", "invert", "url"})
# Beside these a function (`var(--x)`) is a riddle, too.
_WITHOUT_FUNCTIONS = ("display", "visibility", "opacity", "font-size", "text-indent", "letter-spacing", "zoom",
                      "scale", "translate", "rotate", "overflow-x", "overflow-y", "content-visibility",
                      *_SHIFTS, *_SIZES)  # fmt: skip
_FONT_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
               "xx-large": 32.0, "xxx-large": 48.0, "initial": 16.0}  # fmt: skip
_FONT_PARTS = {"larger": 1.2, "smaller": 5 / 6}
_MOVING = {"translate": (0, 1), "translatex": (0,), "translatey": (0,), "translate3d": (0, 1)}
_SCALING = {"scale": (0, 1), "scalex": (0,), "scaley": (0,), "scale3d": (0, 1)}
_TURNING = frozenset({"rotatex", "rotatey"})
_HARMLESS = frozenset({"rotate", "rotatez", "translatez", "scalez"})
_MATRIX = 6


def is_hidden(style: Mapping[str, str]) -> bool:
    """Tell whether an element of that style is not seen, and nothing in it can be."""
    return bool(style) and (
        style.get("display") in _NOT_SHOWN
        or style.get("mso-hide") == "all"
        or style.get("content-visibility") == "hidden"
        or _opacity(style) < _NEARLY_NOTHING
        or _has_no_room(style)
        or _is_clipped(style) is True
        or _is_transformed_away(style) is True
        or any(_is_far_off(style, name) for name in _SHIFTS if name in style)
        or ("text-indent" in style and _is_far(_indent(style)))
    )


def is_doubtful(style: Mapping[str, str]) -> bool:
    """Tell whether we cannot be sure that an element of that style is seen."""
    if not style:
        return False
    return (
        any(style[name] not in _UNRIDDLED for name in _RIDDLES if name in style)
        or any("(" in style[name] and length(style[name]) is None for name in _WITHOUT_FUNCTIONS if name in style)
        or _is_clipped(style) is None
        or _is_transformed_away(style) is None
        or any(name in _RIDDLES_OF_FILTERS for name, _ in functions_of(style.get("filter", "")))
        or any(_is_moved(style, name) for name in _SHIFTS if name in style)
        or ("text-indent" in style and (_indent(style) <= -_NEAR))
        or _is_squeezed(style)
    )


def may_hide(style: Mapping[str, str]) -> bool:
    """Tell whether these declarations, together with any others, could leave something unseen, colours aside."""
    ink = ink_of_style(style) or NOTHING_SAID
    return (
        is_hidden(style)
        or is_doubtful(style)
        or ink.too_small
        or min(ink.part, ink.opacity, ink.scale) <= _HALF
        or _is_cut(style)
        or any(_is_small(style.get(name)) for name in (*_SIZES, "line-height"))
    )


def ink_of_style(style: Mapping[str, str]) -> Ink | None:
    """Return what a style says of how the letters look, None where it says nothing: a descendant may undo it."""
    if not style:
        return None
    size, part = _font_size(style)
    visibility = style.get("visibility")
    ink = Ink(
        size,
        part,
        None if visibility is None or visibility in _INHERITED else visibility in {"hidden", "collapse"},
        color_of(style.get("-webkit-text-fill-color", "")) or _color(style.get("color", "")),
        _behind(style),
        _picture(style),
        _opacity(style),
        _scale(style),
    )
    return None if ink == NOTHING_SAID else ink


def _color(value: str) -> Colour | None:
    return (0, 0, 0) if value == "initial" else color_of(value)


def _behind(style: Mapping[str, str]) -> Colour | None:
    value = style.get("background-color")
    if value is None:
        return UNKNOWN if "gradient(" in style.get("background-image", "") else None
    if value == LETTERS:
        return LETTERS
    if "gradient(" in style.get("background-image", ""):
        return UNKNOWN
    colour = color_of(value)
    # Through a transparent background one sees what lies behind it.
    return None if colour == TRANSPARENT else colour


def _picture(style: Mapping[str, str]) -> bool | None:
    if style.get("background-image", "none") not in _WHOLE:
        return True
    colour = style.get("background-color")
    return False if colour is not None and color_of(colour) not in {None, TRANSPARENT} else None


def _font_size(style: Mapping[str, str]) -> tuple[float | None, float]:
    if "font-size-adjust" in style and number(style["font-size-adjust"]) == 0:
        return 0.0, 1.0
    value = style.get("font-size")
    if value is None:
        return None, 1.0
    if value in _FONT_SIZES:
        return _FONT_SIZES[value], 1.0
    size = length(value)
    if size is None:
        return None, _FONT_PARTS.get(value, 1.0)
    if size.ems is not None:
        return None, size.ems
    if size.percent is not None and value.endswith("%"):
        return None, size.percent / 100
    return size.pixels, 1.0


def _opacity(style: Mapping[str, str]) -> float:
    value = number(style["opacity"]) if "opacity" in style else None
    opaque = 1.0 if value is None else max(0.0, min(1.0, value))
    for name, arguments in functions_of(style["filter"]) if "filter" in style else ():
        argument = arguments[0] if arguments else ""
        part = number(argument) if name == "opacity" else None
        # Microsoft's old filter counts in percent.
        if name.endswith("alpha") and argument.startswith("opacity="):
            part = number(f"{argument.partition('=')[2]}%")
        opaque *= 1.0 if part is None else max(0.0, min(1.0, part))
    return opaque


def _scale(style: Mapping[str, str]) -> float:
    zoom = number(style["zoom"]) if "zoom" in style else None
    scale = 1.0 if zoom is None else abs(zoom)
    for name, arguments in functions_of(style["transform"]) if "transform" in style else ():
        if name in _SCALING:
            parts = [number(arguments[at]) for at in _SCALING[name] if at < len(arguments)]
            scale *= min((abs(part) for part in parts if part is not None), default=1.0)
    if "scale" in style:
        parts = [number(word) for word in style["scale"].split()]
        scale *= min((abs(part) for part in parts if part is not None), default=1.0)
    return scale if scale < 1 else 1.0


def _is_cut(style: Mapping[str, str]) -> bool:
    return (
        style.get("overflow-x") in _CUTTING
        or style.get("overflow-y") in _CUTTING
        or not _CONTAINING.isdisjoint(style.get("contain", "").split())
    )


def _has_no_room(style: Mapping[str, str]) -> bool:
    if "overflow-y" not in style and "max-height" in style and _is_small(style["max-height"], 0.0):
        return True
    if not _is_cut(style):
        return False
    if any(_is_small(style.get(name)) for name in _SIZES):
        return True
    return "height" not in style and _is_small(style.get("line-height"), 1.0)


def _is_squeezed(style: Mapping[str, str]) -> bool:
    """Tell whether a box shows less than a line of what stands in it, or letters stand upon each other."""
    spacing = length(style["letter-spacing"]) if "letter-spacing" in style else None
    if spacing is not None and spacing.pixels <= -_SMALL:
        return True
    return _is_cut(style) and any(_is_small(style.get(name), 2 * _SMALL) for name in _SIZES)


def _is_small(value: str | None, most: float = _SMALL) -> bool:
    size = None if value is None else length(value)
    return size is not None and size.pixels <= (0.0 if str(value).endswith("%") else most)


def _is_clipped(style: Mapping[str, str]) -> bool | None:
    """Tell whether the element is cut off; None where that is a riddle."""
    clip, path = style.get("clip", ""), style.get("clip-path", "")
    found: list[bool | None] = []
    if clip not in _WHOLE:
        found.append(_cuts_off(clip))
    if path not in _WHOLE:
        found.append(_shapes_nothing(path))
    return True if True in found else None if None in found else False


def _cuts_off(clip: str) -> bool | None:
    """Read `rect(top, right, bottom, left)`."""
    edges = next((arguments for name, arguments in functions_of(clip) if name == "rect"), ())
    if len(edges) != 4:  # noqa: PLR2004 (edges)
        return None
    top, right, bottom, left = (length(one) for one in edges)
    spans = [(top, bottom), (left, right)]
    for begin, end in spans:
        if end is not None and end.pixels - (begin.pixels if begin else 0.0) <= _SMALL:
            return True
        if begin is not None and begin.pixels > _FAR:
            return None
    return None if any("(" in one for one in edges) else False


def _shapes_nothing(path: str) -> bool | None:
    """Read the simple shapes; of the others nobody knows how much they leave."""
    name, arguments = next(iter(functions_of(path)), ("", []))
    if name == "inset":
        insets = [length(one) for one in arguments[: arguments.index("round") if "round" in arguments else None]]
        known = [one for one in insets if one is not None]
        if not known or len(known) != len(insets):
            return None
        top, right, bottom, left = spread(known)
        return True if _closes(top, bottom) or _closes(left, right) else None if any(
            one.pixels > 0 for one in known) else False  # fmt: skip
    if name in {"circle", "ellipse"} and arguments:
        radii = [length(one) for one in arguments if one not in {"at", "center"}]
        return True if radii and radii[0] is not None and _is_small(arguments[0]) else None
    points = " ".join(arguments).split()
    return True if name == "polygon" and _is_one_point(points) else None


def _closes(one: Length, other: Length) -> bool:
    parts = (one.percent or 0.0) + (other.percent or 0.0)
    lengths = sum(side.pixels for side in (one, other) if side.percent is None)
    return parts >= 99 or lengths >= _A_SCREEN  # noqa: PLR2004 (percent)


def _is_one_point(points: list[str]) -> bool:
    found = [length(one) for one in points]
    if not found or None in found:
        return False
    across, down = found[::2], found[1::2]
    return any(all(one == other for one, other in pairwise(line)) for line in (across, down))


def _is_transformed_away(style: Mapping[str, str]) -> bool | None:
    """Tell whether a transformation moves, shrinks or turns the element out of sight; None where it is a riddle."""
    transform = style.get("transform", "")
    found: list[bool | None] = [_vanishes(*function) for function in functions_of(transform)]
    if transform not in _WHOLE and not found:
        found.append(None)
    if style.get("translate", "none") not in _WHOLE:
        found.append(_vanishes("translate", words_of(style["translate"])))
    if style.get("rotate", "none") not in _WHOLE:
        *axis, turn = style["rotate"].split()
        found.append(_vanishes("rotatex" if axis and axis != ["z"] else "rotate", [turn]))
    if _scale(style) < _NEARLY_NOTHING:
        found.append(True)
    return True if True in found else None if None in found else False


def _vanishes(name: str, arguments: list[str]) -> bool | None:
    if name in _MOVING:
        return _all_told([_is_shifted(arguments[at]) for at in _MOVING[name] if at < len(arguments)])
    if name in _SCALING:
        parts = [number(arguments[at]) for at in _SCALING[name] if at < len(arguments)]
        return None if None in parts or not parts else False
    if name in _TURNING:
        turn = angle(arguments[0]) if arguments else None
        return None if turn is None else abs(turn % 180 - 90) < 5  # noqa: PLR2004 (degrees)
    if name == "matrix":
        return _is_matrix_of_nothing([number(one) for one in arguments])
    return False if name in _HARMLESS else None


def _all_told(found: list[bool | None]) -> bool | None:
    return True if True in found else None if None in found or not found else False


def _is_shifted(text: str) -> bool | None:
    shift = length(text)
    if shift is None:
        return None
    if shift.percent is not None:
        return abs(shift.percent) >= _FAR
    return True if abs(shift.pixels) >= _A_SCREEN else False if shift.pixels > -_FAR else None


def _is_matrix_of_nothing(parts: list[float | None]) -> bool | None:
    known = [one for one in parts if one is not None]
    if len(known) != _MATRIX or len(parts) != _MATRIX:
        return None
    a, b, c, d, x, y = known
    small = min(hypot(a, b), hypot(c, d), abs(a * d - b * c)) < _NEARLY_NOTHING
    return small or max(abs(x), abs(y)) >= _A_SCREEN


def _indent(style: Mapping[str, str]) -> float:
    """Return where the first line begins: lists hang it out to the left, and move all lines to the right."""
    indent = length(style["text-indent"])
    if indent is None:
        return 0.0
    if indent.percent is not None:
        return _FARTHER if indent.percent >= _FAR else -_FAR if indent.percent <= -_FAR else 0.0
    room = (length(style[name]) for name in ("margin-left", "padding-left") if name in style)
    return indent.pixels + sum(max(0.0, one.pixels) for one in room if one is not None and one.percent is None)


def _is_far_off(style: Mapping[str, str], name: str) -> bool:
    """Tell whether something is moved out of sight (`-9999px`)."""
    shift = length(style[name])
    if shift is None:
        return False
    if shift.percent is not None:
        return abs(shift.percent) >= _FAR
    # What a hanging line makes up for is no shift.
    if name in {"margin-left", "padding-left"} and shift.pixels > 0 and "text-indent" in style:
        return _is_far(_indent(style))
    return _is_far(shift.pixels)


def _is_far(pixels: float) -> bool:
    return pixels <= -_FAR or pixels >= _FARTHER


def _is_moved(style: Mapping[str, str], name: str) -> bool:
    shift = length(style[name])
    return shift is not None and (shift.pixels <= -_NEAR or shift.pixels >= _A_SCREEN)
