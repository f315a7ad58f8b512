"""Colours of CSS in all forms: names, hexadecimal, and the functions that a screen of sRGB can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from colorsys import hls_to_rgb
from math import cos, radians, sin

from mailintake.parse.colour_names import NAMED
from mailintake.parse.css_value import angle, number

TRANSPARENT = "transparent"
# Of a colour that only a browser can work out, and of pictures, nobody knows what it is.
UNKNOWN = "?"
_FAINTEST = 0.1
_HEX = frozenset("0123456789abcdef")
_SHORT = 6
_PARTS = 3
_CHROMA = 0.4
_DELTA = 6 / 29
_LIKE = frozenset({"inherit", "unset", "revert", "revert-layer", "currentcolor"})

Rgb = tuple[int, int, int]
Colour = Rgb | str


def color_of(text: str) -> Colour | None:
    """Read one colour; None where it is none, or that of the element around."""
    if text in NAMED:
        return _split(NAMED[text])
    if text.startswith("#"):
        return _hex(text[1:])
    name, opened, rest = text.partition("(")
    if opened:
        return _function(name, rest.rstrip(")"))
    return TRANSPARENT if text == TRANSPARENT else _hex(text)


def is_color(text: str) -> bool:
    """Tell whether a browser takes it for a colour."""
    return text in _LIKE or text == "initial" or color_of(text) is not None


def old_color(text: str) -> str:
    """Read the colour of an attribute of old HTML, where any word is one (HTML, legacy colour values)."""
    text = text.strip().lower()
    if not text or text in NAMED or text == TRANSPARENT:
        return text
    if text.startswith("#") and len(text) == 4 and set(text[1:]) <= _HEX:  # noqa: PLR2004 (one digit a colour)
        return text
    digits = "".join(one if one in _HEX else "0" for one in text[:128].removeprefix("#")) or "0"
    size = -(-len(digits) // 3)
    parts = [digits[at * size : (at + 1) * size].ljust(size, "0")[-8:] for at in range(_PARTS)]
    while len(parts[0]) > 2 and all(part[0] == "0" for part in parts):  # noqa: PLR2004 (two digits a colour)
        parts = [part[1:] for part in parts]
    return f"#{''.join(part[:2].rjust(2, '0') for part in parts)}"


def _split(number: int) -> Rgb:
    return number >> 16, number >> 8 & 255, number & 255


def _hex(digits: str) -> Colour | None:
    if len(digits) not in {3, 4, 6, 8} or not set(digits) <= _HEX:
        return None
    if len(digits) < _SHORT:
        digits = "".join(2 * one for one in digits)
    if int(digits[6:] or "ff", 16) < 255 * _FAINTEST:
        return TRANSPARENT
    return _split(int(digits[:6], 16))


def _function(name: str, arguments: str) -> Colour | None:
    """Work out a function; the last of its words may be how opaque it is."""
    words = arguments.replace(",", " ").replace("/", " / ").split()
    space = words.pop(0) if name == "color" and words else name
    slash = words.index("/") if "/" in words else -1
    if slash >= 0:
        words.pop(slash)
    reader = _READERS.get(space)
    if reader is None or len(words) not in {_PARTS, _PARTS + 1}:
        return UNKNOWN
    opaque = _part(words[3], 1) if len(words) > _PARTS else 1.0
    found = reader(words[:_PARTS])
    if found is None or opaque is None:
        return UNKNOWN
    if opaque < _FAINTEST:
        return TRANSPARENT
    red, green, blue = (round(255 * max(0.0, min(1.0, one))) for one in found)
    return red, green, blue


def _part(word: str, full: float) -> float | None:
    """Read one component: a number, or a part of the full."""
    if word == "none":
        return 0.0
    value = number(word)
    if value is None:
        return None
    return value * full if word.endswith("%") else value


def _parts(words: Sequence[str], *fulls: float) -> list[float] | None:
    found = [_part(word, full) for word, full in zip(words, fulls, strict=True)]
    return None if any(one is None for one in found) else [one for one in found if one is not None]


def _rgb(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words, 255, 255, 255)
    return found and [one / 255 for one in found]


def _srgb(words: Sequence[str]) -> Sequence[float] | None:
    return _parts(words, 1, 1, 1)


def _linear(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words, 1, 1, 1)
    return found and [_curved(one) for one in found]


def _hsl(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words[1:], 100, 100)
    hue = angle(words[0])
    if found is None or hue is None:
        return None
    saturation, light = (max(0.0, min(1.0, one / 100)) for one in found)
    return hls_to_rgb(hue / 360 % 1, light, saturation)


def _hwb(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words[1:], 100, 100)
    hue = angle(words[0])
    if found is None or hue is None:
        return None
    white, black = (max(0.0, one / 100) for one in found)
    if white + black >= 1:
        return [white / (white + black)] * 3
    return [one * (1 - white - black) + white for one in hls_to_rgb(hue / 360 % 1, 0.5, 1.0)]


def _lab(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words, 100, 125, 125)
    return found and _from_lab(*found)


def _lch(words: Sequence[str]) -> Sequence[float] | None:
    found, hue = _parts(words[:2], 100, 150), angle(words[2])
    if found is None or hue is None:
        return None
    return _from_lab(found[0], found[1] * cos(radians(hue)), found[1] * sin(radians(hue)))


def _oklab(words: Sequence[str]) -> Sequence[float] | None:
    found = _parts(words, 1, _CHROMA, _CHROMA)
    return found and _from_oklab(*found)


def _oklch(words: Sequence[str]) -> Sequence[float] | None:
    found, hue = _parts(words[:2], 1, _CHROMA), angle(words[2])
    if found is None or hue is None:
        return None
    return _from_oklab(found[0], found[1] * cos(radians(hue)), found[1] * sin(radians(hue)))


def _from_lab(light: float, a: float, b: float) -> Sequence[float]:
    """Convert by way of XYZ under D50 (CSS Color 4, section 10)."""
    y = (max(0.0, min(100.0, light)) + 16) / 116
    x, y, z = (
        white * (one**3 if one > _DELTA else 3 * _DELTA**2 * (one - 4 / 29))
        for white, one in ((0.96422, y + _bounded(a) / 500), (1.0, y), (0.82521, y - _bounded(b) / 200))
    )
    return [
        _curved(3.1341359 * x - 1.6173864 * y - 0.4906619 * z),
        _curved(-0.9787955 * x + 1.9162543 * y + 0.0334427 * z),
        _curved(0.0719554 * x - 0.2289768 * y + 1.4053860 * z),
    ]


def _from_oklab(light: float, a: float, b: float) -> Sequence[float]:
    light, a, b = max(0.0, min(1.0, light)), _bounded(a), _bounded(b)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        _curved(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _curved(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _curved(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    ]


def _bounded(value: float) -> float:
    return max(-1000.0, min(1000.0, value))


def _curved(linear: float) -> float:
    """Return a linear part of light as sRGB writes it."""
    linear = max(0.0, min(1.0, linear))
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055  # noqa: PLR2004 (sRGB)


_READERS: dict[str, Callable[[Sequence[str]], Sequence[float] | None]] = {
    "rgb": _rgb, "rgba": _rgb, "hsl": _hsl, "hsla": _hsl, "hwb": _hwb, "lab": _lab, "lch": _lch, "oklab": _oklab,
    "oklch": _oklch, "srgb": _srgb, "srgb-linear": _linear,
}  # fmt: skip
