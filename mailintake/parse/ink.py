"""Whether letters can be seen where they stand: their size, visibility, and colour against what lies behind them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mailintake.parse.colour import TRANSPARENT, UNKNOWN, Colour

_NEAR = 24
_FAINTEST = 0.1
_TINY = 2.0
_SIZE = 16.0
_SMALLEST_PART = 1e-6
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
# A background in the colour of the letters, whatever that is.
LETTERS = "currentcolor"
# Links are blue unless they say otherwise, whatever the colour around them.
LINK: Colour = (0, 0, 238)


class Ink(NamedTuple):
    """How the letters of an element look; None where it says nothing and the element around it holds.

    `size` is in pixels, `part` multiplies the size of the element around; `opacity` and `scale` multiply, too.
    `picture` says that a picture lies over the colour behind the letters.
    """

    size: float | None = None
    part: float = 1.0
    invisible: bool | None = None
    color: Colour | None = None
    background: Colour | None = None
    picture: bool | None = None
    opacity: float = 1.0
    scale: float = 1.0

    @property
    def too_small(self) -> bool:
        """Tell whether letters are too small, too faint or not there at all."""
        return bool(
            self.invisible
            or self.opacity < _FAINTEST
            or (_SIZE if self.size is None else self.size) * self.part * self.scale <= _TINY
        )

    @property
    def camouflaged(self) -> bool:
        """Tell whether the letters have the colour of what lies behind them; a colour that nobody chose has not."""
        return self._is_alike(self.color) and not self.picture

    @property
    def unseen(self) -> bool:
        """Tell whether letters like these cannot be read."""
        return self.too_small or self.camouflaged

    @property
    def doubtful(self) -> bool:
        """Tell whether letters like these may be unreadable: colours that we cannot work out, or nobody chose."""
        if UNKNOWN in {self.color, self.background}:
            return True
        return self._is_alike(_BLACK if self.color is None else self.color)

    def _is_alike(self, color: Colour | None) -> bool:
        if self.background == LETTERS:
            return True
        if color is None:
            return False
        return color == TRANSPARENT or _alike(color, self.background or _WHITE)


NOTHING_SAID = Ink()


@lru_cache(maxsize=1024)
def over(above: Ink, own: Ink) -> tuple[Ink, bool, bool]:
    """Return the ink of an element within another, whether letters like these cannot be read, and whether in doubt."""
    size, part = (above.size, above.part * own.part) if own.size is None else (own.size, own.part)
    ink = Ink(
        size,
        max(part, _SMALLEST_PART),
        above.invisible if own.invisible is None else own.invisible,
        above.color if own.color is None else own.color,
        above.background if own.background is None else own.background,
        above.picture if own.picture is None else own.picture,
        max(above.opacity * own.opacity, _SMALLEST_PART),
        max(above.scale * own.scale, _SMALLEST_PART),
    )
    return ink, ink.unseen, ink.doubtful


@lru_cache(maxsize=1024)
def may_vanish(ink: Ink, unsure: tuple[Ink, ...]) -> bool:
    """Tell whether letters may be unreadable where each of the unsure may hold, on what surely holds."""
    return any(over(ink, one)[1] for one in unsure) or any(
        over(one, Ink(background=other.background))[0].camouflaged
        for one in unsure
        for other in unsure
        if other.background is not None
    )


def _alike(one: Colour, other: Colour) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return False
    return max(abs(first - second) for first, second in zip(one, other, strict=True)) <= _NEAR
