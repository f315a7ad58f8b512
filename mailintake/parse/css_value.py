"""Lengths and numbers of CSS, in pixels of an ordinary screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_NUMBER = frozenset("0123456789+-.e")
_LONGEST = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyz%"
_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16.0, "rlh": 19.0,
    "rex": 8.0, "rch": 8.0, "ric": 16.0, "rcap": 11.0,
}  # fmt: skip
_EMS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "cap": 0.7, "lh": 1.2}
_SCREEN = {"w": 12.0, "h": 8.0, "i": 12.0, "b": 8.0, "min": 8.0, "max": 12.0}
_OF_SCREEN = {
    f"{kind}{side}": pixels
    for kind in ("v", "sv", "lv", "dv", "cq")
    for side, pixels in _SCREEN.items()
}  # fmt: skip
_EM = 16.0


class Length(NamedTuple):
    """A length: `pixels` as it stands, `ems` and `percent` where it is relative, `bare` where it has no unit."""

    pixels: float
    ems: float | None = None
    percent: float | None = None
    bare: bool = False


def number(text: str) -> float | None:
    """Read a number; `50%` is a half."""
    part = text.endswith("%")
    digits = text[:-1] if part else text
    if not digits or len(digits) > _LONGEST or not _NUMBER.issuperset(digits):
        return None
    try:
        value = float(digits)
    except ValueError:
        return None
    return max(-1e9, min(1e9, value)) / (100 if part else 1)


def length(text: str) -> Length | None:
    """Read `-9999px`; None for what is none, and for what only a browser can work out."""
    if text.startswith("calc(") and text.endswith(")"):
        text = text[5:-1].strip()
    digits = text.rstrip(_LETTERS)
    unit = text[len(digits) :]
    value = number(digits)
    if value is None:
        return None
    if unit in _PIXELS:
        return Length(value * _PIXELS[unit])
    if unit in _EMS:
        return Length(value * _EMS[unit] * _EM, ems=value * _EMS[unit])
    if unit in _OF_SCREEN:
        return Length(value * _OF_SCREEN[unit], percent=value)
    if unit == "%":
        return Length(value * _EM / 100, percent=value)
    return Length(value, bare=True) if not unit else None


def angle(text: str) -> float | None:
    """Read an angle in degrees; a bare number is one."""
    for unit, degrees in (("deg", 1.0), ("grad", 0.9), ("turn", 360.0), ("rad", 57.29578)):
        if text.endswith(unit):
            value = number(text[: -len(unit)])
            return None if value is None else value * degrees
    return number(text)


def spread(values: Sequence[T]) -> tuple[T, T, T, T]:
    """Spread one to four values over top, right, bottom and left."""
    top = values[0]
    right = values[1] if len(values) > 1 else top
    bottom = values[2] if len(values) > 2 else top  # noqa: PLR2004 (sides)
    left = values[3] if len(values) > 3 else right  # noqa: PLR2004
    return top, right, bottom, left
