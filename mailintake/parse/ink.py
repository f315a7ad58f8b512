"""Whether letters can be seen where they stand: their size, visibility, and colour against what lies behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_NEAR = 24
_FAINTEST = 0.1
_NAMED = {
    "white": 0xFFFFFF, "snow": 0xFFFAFA, "ivory": 0xFFFFF0, "ghostwhite": 0xF8F8FF, "whitesmoke": 0xF5F5F5,
    "floralwhite": 0xFFFAF0, "mintcream": 0xF5FFFA, "azure": 0xF0FFFF, "aliceblue": 0xF0F8FF, "honeydew": 0xF0FFF0,
    "seashell": 0xFFF5EE, "lavenderblush": 0xFFF0F5, "oldlace": 0xFDF5E6, "linen": 0xFAF0E6, "window": 0xFFFFFF,
    "canvas": 0xFFFFFF, "background": 0xFFFFFF, "black": 0x000000, "windowtext": 0x000000, "canvastext": 0x000000,
    "initial": 0x000000, "gray": 0x808080, "grey": 0x808080, "silver": 0xC0C0C0, "red": 0xFF0000, "green": 0x008000,
    "blue": 0x0000FF, "navy": 0x000080, "yellow": 0xFFFF00, "lime": 0x00FF00, "aqua": 0x00FFFF, "cyan": 0x00FFFF,
    "fuchsia": 0xFF00FF, "magenta": 0xFF00FF, "maroon": 0x800000, "purple": 0x800080, "teal": 0x008080,
    "olive": 0x808000, "lightgray": 0xD3D3D3, "lightgrey": 0xD3D3D3, "gainsboro": 0xDCDCDC, "darkgray": 0xA9A9A9,
    "orange": 0xFFA500, "lightyellow": 0xFFFFE0, "beige": 0xF5F5DC, "cornsilk": 0xFFF8DC,
}  # fmt: skip
_NOT_SAID = frozenset({"", "inherit", "currentcolor", "unset", "none", "revert", "auto"})
_HEX = frozenset("0123456789abcdef")
_TRANSPARENT = "transparent"
# A picture or a gradient: of what colour it is nobody knows.
PICTURE = "?"

# Red, green and blue; a name that we do not know; `transparent`; or PICTURE.
Colour = tuple[int, int, int] | str


class Ink(NamedTuple):
    """How the letters of an element look; None where it says nothing and the element around it holds."""

    tiny: bool | None = None
    invisible: bool | None = None
    color: Colour | None = None
    background: Colour | None = None

    @property
    def unseen(self) -> bool:
        """Tell whether letters like these cannot be read."""
        return bool(self.tiny or self.invisible) or self.camouflaged

    @property
    def camouflaged(self) -> bool:
        """Tell whether the letters have the colour of what lies behind them; a colour that nobody chose has not."""
        if self.color is None:
            return False
        return self.color == _TRANSPARENT or _alike(self.color, self.background or (255, 255, 255))


# Links are blue unless they say otherwise, whatever the colour around them.
LINK: Colour = (0, 0, 238)


def ink_of(*, tiny: bool | None, invisible: bool | None, color: str | None, background: str | None) -> Ink | None:
    """Return the ink of the words of a style, None where they say nothing."""
    ink = Ink(tiny, invisible, color_of(color or ""), _behind(background or ""))
    return None if ink == (None, None, None, None) else ink


@lru_cache(maxsize=1024)
def over(above: Ink, own: Ink) -> tuple[Ink, bool]:
    """Return the ink of an element within another, and whether letters like these cannot be read."""
    ink = Ink(
        above.tiny if own.tiny is None else own.tiny,
        above.invisible if own.invisible is None else own.invisible,
        above.color if own.color is None else own.color,
        above.background if own.background is None else own.background,
    )
    return ink, ink.unseen


def color_of(text: str) -> Colour | None:
    """Read one colour in any form; None where none is said."""
    if text in _NOT_SAID:
        return None
    if text in _NAMED:
        return _split(_NAMED[text])
    if text.startswith("#"):
        return _hex(text[1:]) or text
    name, opened, rest = text.partition("(")
    if opened and name in {"rgb", "rgba"}:
        return _rgb(rest) or text
    if opened and name in {"hsl", "hsla"}:
        return _hsl(rest) or text
    return _hex(text) or text


def _behind(text: str) -> Colour | None:
    """Read a background in its short form, too: a picture or a gradient is of unknown colour."""
    if text in _NOT_SAID or text == PICTURE:
        return text if text == PICTURE else None
    if text.startswith(("rgb", "hsl")):
        text = text.partition(")")[0] + ")"
    elif "(" in text:
        return PICTURE
    elif " " in text:
        text = next((one for one in text.split(" ") if one in _NAMED or one.startswith("#")), "none")
    colour = color_of(text)
    # Through a transparent background one sees what lies behind it.
    return None if colour == _TRANSPARENT else colour


def _alike(one: Colour, other: Colour) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other != PICTURE
    return max(abs(first - second) for first, second in zip(one, other, strict=True)) <= _NEAR


def _split(number: int) -> tuple[int, int, int]:
    return number >> 16, number >> 8 & 255, number & 255


def _hex(digits: str) -> Colour | None:
    if len(digits) not in {3, 4, 6, 8} or not set(digits) <= _HEX:
        return None
    if len(digits) < 6:  # noqa: PLR2004 (one digit a colour)
        digits = "".join(2 * one for one in digits)
    if int(digits[6:] or "ff", 16) < 255 * _FAINTEST:
        return _TRANSPARENT
    return _split(int(digits[:6], 16))


def _numbers(text: str, full: float) -> list[float] | None:
    """Read `255, 255, 255, 0.5` or `100% 100% 100% / 50%`; at most four."""
    words = text.partition(")")[0].replace(",", " ").replace("/", " ").split()
    if len(words) not in {3, 4}:
        return None
    try:
        found = [float(word[:-1]) * (1.0 if place > 2 else full) / 100 if word.endswith("%") else float(word)  # noqa: PLR2004
                 for place, word in enumerate(words)]  # fmt: skip
    except ValueError:
        return None
    return found if all(abs(one) < 1e6 for one in found) else None  # noqa: PLR2004 (infinity and nan, too)


def _rgb(text: str) -> Colour | None:
    found = _numbers(text, 255)
    if found is None:
        return None
    if found[3:] and found[3] < _FAINTEST:
        return _TRANSPARENT
    red, green, blue = (max(0, min(255, round(one))) for one in found[:3])
    return red, green, blue


def _hsl(text: str) -> Colour | None:
    """Read the light of `hsl(0, 0%, 100%)`: only white and black are told from the rest."""
    found = _numbers(text.replace("deg", ""), 100)
    if found is None:
        return None
    if found[3:] and found[3] < _FAINTEST:
        return _TRANSPARENT
    light = round(255 * max(0.0, min(100.0, found[2])) / 100)
    plain = found[1] == 0 or not _NEAR < light < 255 - _NEAR
    return (light, light, light) if plain else None
