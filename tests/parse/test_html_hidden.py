"""Text that a reader of the HTML cannot see is no text of the mail, however it was hidden."""

from __future__ import annotations

import time

import pytest

from mailintake.parse.html import html_to_text
from mailintake.parse.style_sheet import Shape, Sheet

HIDING = [
    "display:none",
    "display: none !important; display: block",
    "display:/**/none",
    r"d\69 splay:none",
    "visibility:hidden",
    "font-size:0",
    "font-size:0.0em",
    "font-size:1px",
    "opacity:0",
    "opacity:0.01",
    "filter:opacity(0)",
    "position:absolute;left:-9999px",
    "position:absolute;top:-3000em",
    "position:absolute;left:9999px",
    "position:absolute;right:-5000px",
    "text-indent:-999em",
    "max-height:0;overflow:hidden",
    "height:0;overflow:hidden",
    "width:1px;height:1px;overflow:hidden",
    "mso-hide:all",
    "clip:rect(0,0,0,0)",
    "clip-path:inset(50%)",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "content-visibility:hidden",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:#0000",
    "-webkit-text-fill-color:transparent",
    "color:#fff",
    "color:white",
    "color:WHITE",
    "color:#FEFEFE",
    "color:rgb(255, 255, 255)",
    "color:rgb(100% 100% 100%)",
    "color:hsl(0, 0%, 100%)",
    "color:#f4f4f4",
    "color:snow",
    "color:#036;background:#036",
    "color:rebeccapurple;background-color:rebeccapurple",
    "background:url(x.png) #111;background:#111;color:black",
]
SHEETS = [
    "<style>.x{%s}</style>",
    "<style type=text/css><!-- p.x { %s } --></style>",
    "<style>#i{%s}</style>",
    "<style>a, .y , .X{%s}</style>",
    "<style>div .x{%s}</style>",
    "<style>body > div > p.x{%s}</style>",
    "<style>.out p{%s}</style>",
    "<style>/* } */ @media screen{.q{color:red} .x{%s}}</style>",
    "<style>@media only screen and (min-width: 1px){.x{%s}}</style>",
    "<style>@font-face{font-family:a}@media print{p{display:block}}.x{%s}</style>",
    '<style>b{content:"}"}.x{%s}</style>',
    '<style>b{content:"{"}.x{%s}</style>',
    "<style media=screen>p{color:red}</style><style>.x.z{%s}</style>",
]


@pytest.mark.parametrize("style", HIDING)
@pytest.mark.parametrize("deep", [False, True], ids=["tree", "scan"])
def test_a_style_hides(style: str, deep: bool) -> None:  # noqa: FBT001 (a column of the table)
    tail = "<i>" * 300 if deep else ""

    assert html_to_text(f'<p>Seen</p><p style="{style}">#close</p><p>too</p>{tail}') == "Seen\n\ntoo"


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("style", ["display:none", "visibility:hidden!important", "color:#fff"])
@pytest.mark.parametrize("deep", [False, True], ids=["tree", "scan"])
def test_a_style_sheet_hides(sheet: str, style: str, deep: bool) -> None:  # noqa: FBT001 (a column of the table)
    tail = "<i>" * 300 if deep else ""
    words = '<p>Seen</p><div class="out"><p class="x z" id=I>#close</p></div><p>too</p>'

    assert html_to_text(f"<head>{sheet % style}</head><body>{words}{tail}") == "Seen\n\ntoo"


def test_a_style_sheet_at_the_end_hides_what_stands_before() -> None:
    assert html_to_text("<p>Seen</p><p class=x>#close</p><style>.x{display:none}</style>") == "Seen"


INHERITED = [
    '<div style="color:#fff"><p>#close</p></div>',
    '<div style="color:white"><p style="font-weight:bold"><b>#close</b></p></div>',
    '<table bgcolor="#003366"><tr><td><font color="#003366">#close</font></td></tr></table>',
    '<table bgcolor=003366><tr><td style="color:#036">#close</td></tr></table>',
    '<div style="background:navy"><div style="color:rgb(0,0,128)">#close</div></div>',
    '<div style="background:#000 none repeat"><p style="background:white;color:#fff">#close</p></div>',
    '<div style="visibility:hidden"><p style="font-size:14px">#close</p></div>',
    '<div style="font-size:0"><p style="visibility:visible">#close</p></div>',
    '<div style="font-size:0"><p style="font-size:100%">#close</p></div>',
    '<div style="color:#fff"><a>#close</a></div>',
    '<a href="https://x.example/" style="color:#fff">#close</a>',
    "<dialog>#close</dialog>",
]


@pytest.mark.parametrize("html", INHERITED)
def test_what_is_inherited_hides(html: str) -> None:
    assert html_to_text(f"<p>Seen</p>{html}") == "Seen"


SHOWN = [
    '<p style="color:#1f497d">words</p>',
    '<p style="color:#ccc">words</p>',
    '<p style="color:inherit;background:inherit">words</p>',
    '<p style="color:yellow">words</p>',
    '<td bgcolor="#003366" style="color:#ffffff">words</td>',
    '<table bgcolor=navy><tr><td><b style="color:white">words</b></td></tr></table>',
    '<div style="background:#036"><p style="color:white">words</p></div>',
    '<div style="background:url(a.png)"><p style="color:white">words</p></div>',
    '<table background="a.png"><tr><td style="color:white">words</td></tr></table>',
    '<div style="background-image:linear-gradient(#000,#111);background-color:#fff;color:#fff">words</div>',
    '<div style="background-color:transparent;color:#000">words</div>',
    '<body bgcolor="#000000" text="#ffffff">words',
    '<body bgcolor="#000000">words',
    '<div style="color:#fff"><p style="color:black">words</p></div>',
    '<div style="color:transparent"><p style="color:#333">words</p></div>',
    '<p style="color:no-such-colour">words</p>',
    '<p style="color:rgb(1,2)">words</p>',
    '<p style="opacity:.9;font-size:10px;height:0;max-height:10px">words</p>',
    '<p style="left:-2px;text-indent:-18.0pt;margin-left:40px;top:100px">words</p>',
    '<p style="font-size:small">words</p>',
    '<p style="font-size:0.9em">words</p>',
    "<style>.x{display:none}</style><p class=y>words</p>",
    "<style>.x{display:none}</style><p class=x style='display:block!important'>words</p>",
    "<style>.x{display:none}</style><p class=x style='display:block'>words</p>",
    "<style>.x{display:none}.x{display:block}</style><p class=x>words</p>",
    "<style>p.x{display:block}.x{display:none}</style><p class=x>words</p>",
    "<style>@media print{.x{display:none}}</style><p class=x>words</p>",
    "<style>@media only screen and (max-width:480px){.x{display:none!important}}</style><p class=x>words</p>",
    "<style media=print>.x{display:none}</style><p class=x>words</p>",
    "<style>.out .x{display:none}</style><p class=x>words</p>",
    "<style>u + .body .x{display:none}[owa] .x{display:none}.x:hover{display:none}</style><p class=x>words</p>",
    "<style>.dark{background:#222}.dark td{color:#fff}</style><table class=dark><tr><td>words</table>",
    "<style>.x{display:none</style><p>words</p>",
    "<style>}}}{{{;;;:::</style><p>words</p>",
    "<!-- <style>.x{display:none}</style> --><p class=x>words</p>",
]


@pytest.mark.parametrize("html", SHOWN)
def test_what_is_seen_is_text(html: str) -> None:
    assert html_to_text(html) == "words"


def test_a_mail_all_in_white_is_read() -> None:
    """Dark themes write white letters and no background; such a mail is not empty."""
    assert html_to_text('<div style="color:white">The printer in room 12 jams.</div>') == "The printer in room 12 jams."


def test_a_mail_all_in_white_commands_nothing() -> None:
    assert html_to_text('<div style="color:white">#close</div>') == ""


def test_of_two_selectors_the_more_exact_one_holds() -> None:
    sheet = Sheet(["#i{color:red}.a{color:blue;width:1px}p{color:green}*{color:black}.a{width:2px!important}"])

    assert sheet.style_of(Shape.of("p", "i", "a b"), ()) == ("color:red;width:1px", "width:2px", False)
    assert sheet.style_of(Shape.of("p", "", ""), ()) == ("color:green", "", False)


SIZE = 256 * 1024
HOSTILE = [
    "<style>", "<style>.a{color:red}</style><p class=a>x", "</style>", "<style><!--", "<!--<style>",
    '<p style="background:url(">x', '<p style="color:rgb(1,2,3);background:rgb(1,2,3)">x', "<p style='/*'>",
    "<font color=white>x", "<td bgcolor=#fff>x",
]  # fmt: skip
SHEET = [
    ".a{color:red}", "{", "}", "@media screen{", "/*", "/**/", "\\", "\\41 ", ",", ".a", "a b c d{color:red}", "#",
    "a{color:red;", "a{b:c}", '"', ".a.b.c.d,", "!important;", "a{color:!", "@", "<!--",
]  # fmt: skip
BODIES = ["<p class=a>x", "<div class='a b c d'>", "<p id=a><b>x</b>"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_styles_take_linear_time(piece: str) -> None:
    assert seconds((piece * SIZE)[:SIZE]) < 1


@pytest.mark.parametrize("piece", SHEET)
@pytest.mark.parametrize("body", BODIES)
def test_hostile_style_sheets_take_linear_time(piece: str, body: str) -> None:
    half = SIZE // 2

    assert seconds(f"<style>{(piece * half)[:half]}</style>{(body * half)[:half]}") < 1


@pytest.mark.parametrize(
    "rule", ["p.a{n}{{color:red}}", ".a{n} p{{color:red}}", "#i{n} .a .b p{{color:red}}", ".x{n},.a .b .c{{color:red}}"]
)
def test_many_rules_for_many_elements_take_bounded_time(rule: str) -> None:
    rules = "".join(rule.format(n=number) for number in range(10_000))
    words = "".join(f"<p class='a{number} a b c' id=i{number}>x" for number in range(5000))

    assert seconds(f"<style>{rules[: SIZE // 2]}</style>{words[: SIZE // 2]}") < 1


def seconds(html: str) -> float:
    """Return the CPU seconds of reading that HTML."""
    started = time.process_time()
    html_to_text(html)
    return time.process_time() - started
