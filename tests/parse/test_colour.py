"""Colours in all the forms of CSS Color 4 and of old HTML."""

from __future__ import annotations

import pytest

from mailintake.parse.colour import TRANSPARENT, UNKNOWN, color_of, old_color

# The same colour in the forms in which its reference gives it.
COLOURS = [
    "#c65d07",
    "#c65d07ff",
    "rgb(198, 93, 7)",
    "rgb(198 93 7 / 50%)",
    "rgb(77.6% 36.5% 2.7%)",
    "hsl(27.0 93.2% 40.2%)",
    "hwb(27 2.7% 22.4%)",
    "lab(52.2345% 40.1645 59.9971)",
    "lch(52.2345% 72.2 56.2)",
    "oklab(59.686% 0.1009 0.1192)",
    "oklch(59.69% 0.1561 49.75)",
    "color(srgb .776 .365 .027)",
]
OLD = [
    ("#fff", "#fff"),
    ("FFFFFF", "#ffffff"),
    ("white", "white"),
    ("fffffe0", "#ffff00"),
    ("chucknorris", "#c00000"),
    ("sick", "#00c000"),
    ("", ""),
]


@pytest.mark.parametrize("text", COLOURS)
def test_one_colour_in_many_forms(text: str) -> None:
    found = color_of(text)

    assert isinstance(found, tuple)
    assert all(abs(one - other) <= 2 for one, other in zip(found, (198, 93, 7), strict=True))


@pytest.mark.parametrize("text", ["var(--x)", "color-mix(in srgb, red, red)", "color(rec2020 1 1 1)", "rgb(a b c)"])
def test_what_only_a_browser_knows(text: str) -> None:
    assert color_of(text) == UNKNOWN


@pytest.mark.parametrize(
    "text", ["transparent", "#0000", "rgb(0 0 0 / 0)", "oklch(1 0 0 / 1%)", "hsla(0, 0%, 0%, 0.05)"]
)
def test_what_can_be_seen_through(text: str) -> None:
    assert color_of(text) == TRANSPARENT


@pytest.mark.parametrize("text", ["", "no-such-colour", "inherit", "#12", "#ggg"])
def test_what_is_no_colour(text: str) -> None:
    assert color_of(text) is None


@pytest.mark.parametrize(("text", "written"), OLD)
def test_in_old_html_any_word_is_a_colour(text: str, written: str) -> None:
    assert old_color(text) == written
