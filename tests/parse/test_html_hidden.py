"""Text that a reader of the HTML cannot see is no text of the mail, however it was hidden."""

from __future__ import annotations

import pytest

from mailintake.parse.html import html_to_text
from mailintake.parse.selector import Shape
from mailintake.parse.style_sheet import Sheet
from tests.cpu import takes_less

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
    "margin:-9999px",
    "margin:0 0 0 -999em",
    "margin-inline-start:-9999px",
    "inset:-9999px",
    "position:absolute;top:-99em",
    "text-indent:100% each-line;overflow:hidden",
    "padding-top:9999px;height:20px;overflow:hidden",
    "font:0/0 a",
    "font:0/0",
    "font:0px Arial",
    "font:italic bold 1px/1.5 Arial, sans-serif",
    "font-size-adjust:0",
    "zoom:.01",
    "max-height:1px;overflow:hidden",
    "max-block-size:0;overflow:hidden",
    "height:0;overflow:clip",
    "height:2px;overflow:auto",
    "line-height:0;overflow:hidden",
    "contain:strict;height:0",
    "display:table-column",
    "visibility:collapse",
    "clip:rect(9px,9px,9px,9px)",
    "clip:rect(9px 9px 9px 9px)",
    "clip-path:inset(0 0 100% 0)",
    "clip-path:inset(0 50% 0 50%)",
    "clip-path:circle(0)",
    "clip-path:polygon(0 0, 0 0, 0 0)",
    "-webkit-clip-path:inset(50%)",
    "opacity:1e-5",
    "opacity:.5%",
    "filter:opacity(5%)",
    "filter:alpha(opacity=0)",
    "transform:scale(.001)",
    "transform:rotate(3deg) scale(1, 0)",
    "transform:translate(0,-9999px)",
    "transform:translateX(9999px)",
    "transform:translate3d(0, 100%, 0)",
    "transform:rotateY(90deg)",
    "transform:matrix(0,0,0,0,0,0)",
    "translate:-9999px",
    "rotate:x 90deg",
    "scale:0 1",
    "color:hwb(0 100% 0%)",
    "color:lab(100 0 0)",
    "color:lch(100% 0 0)",
    "color:oklab(1 0 0)",
    "color:oklch(100% 0 0 / 1)",
    "color:color(srgb 1 1 1)",
    "color:#663399;background:rebeccapurple",
    "background-color:currentcolor",
    # A browser takes no notice of what it cannot read, nor of what stands in brackets and strings.
    "display:none;display:seen",
    "display:none;display:block!ie",
    "color:#fff;color:no-such-colour",
    "font-size:0;font-size:-9px",
    "font-size:0;font-size:14",
    "display:none;a:(;display:block",
    "display:none;a:{;display:block}",
    "display:none;background:url(;display:block)",
    "display:none;content:';display:block'",
]
SHEETS = [
    "<style>.x{%s}</style>",
    "<style type=text/css><!-- p.x { %s } --></style>",
    "<style>#i{%s}</style>",
    "<style>a, .y , .x{%s}</style>",
    "<style>div .x{%s}</style>",
    "<style>body > div > p.x{%s}</style>",
    "<style>.out p{%s}</style>",
    "<style>/* } */ @media screen{.q{color:red} .x{%s}}</style>",
    "<style>@media only screen and (min-width: 1px){.x{%s}}</style>",
    "<style>@font-face{font-family:a}@media print{p{display:block}}.x{%s}</style>",
    '<style>b{content:"}"}.x{%s}</style>',
    '<style>b{content:"{"}.x{%s}</style>',
    "<style media=screen>p{color:red}</style><style>.x.z{%s}</style>",
    "<style>p[class]{%s}</style>",
    "<style>p[class~=z]{%s}</style>",
    "<style>[class^='x '], [class$=no]{%s}</style>",
    "<style>[id='i' i]{%s}</style>",
    "<style>:is(.q, .x){%s}</style>",
    "<style>p:where(.x){%s}</style>",
    "<style>:root body :is(div, ul) > .x{%s}</style>",
    "<style>.\\78{%s}</style>",
    "<style>b{background:url(/*)}.x{%s}/*)}</style>",
    "<style>@media not print{.x{%s}}</style>",
    "<style>.x{%s}}.x{display:block;visibility:visible;color:#000}</style>",
    "<style>.x.x{%s}.x{display:block;visibility:visible;color:#000}</style>",
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
    words = '<p>Seen</p><div class="out"><p class="x z" id=i>#close</p></div><p>too</p>'

    assert html_to_text(f"<head>{sheet % style}</head><body>{words}{tail}") == "Seen\n\ntoo"


def test_a_style_sheet_at_the_end_hides_what_stands_before() -> None:
    assert html_to_text("<p>Seen</p><p class=x>#close</p><style>.x{display:none}</style>") == "Seen"


# Another rule would show it, but does not hold, or not for this element.
UNDOING = [
    "#zz .x", "body > .x", ".x:hover", ".x:visited", ".x::before", ".X", ".x:not(p)", ".x, :foo", ".x, p<!--", ".x,",
    ". x", ".x {", "}.x", "@media print{.x", "@media (max-width:400px){.x", "@media (min-width:9999px){.x",
    "@media foo{.x", "@supports (display:foo){.x", "@layer a{.x.x.x", "@keyframes a{.x", ".q{.x", ".q{a:(}.x",
    ".q{a:[}.x", ".q{a:f(g(x)}.x", ".q{a:([)]}.x", ".q{a:([)}.x", ".x[)=a]", "[title=a].x", ".OUT .x", ".q{a:url(}.x",
    ".q{a:'}.x", "p<!-- .x", ".x\\:y", "p.x[alt]", ".x + .x", ".x|x", "*|*.y.x",
]  # fmt: skip


@pytest.mark.parametrize("selector", UNDOING)
@pytest.mark.parametrize("deep", [False, True], ids=["tree", "scan"])
def test_a_rule_that_does_not_hold_shows_nothing(selector: str, deep: bool) -> None:  # noqa: FBT001 (a column of the table)
    tail = "<i>" * 300 if deep else ""
    sheet = f"<style>.x{{display:none}}{selector}{{display:block}}</style>"

    assert (
        html_to_text(f"{sheet}<body><p>Seen</p><div class=out><p class=x title=A>#close</p></div><p>too</p>{tail}")
        == "Seen\n\ntoo"
    )


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
    '<div style="opacity:.3"><div style="opacity:.3">#close</div></div>',
    '<div style="font-size:30%"><div style="font-size:.3em">#close</div></div>',
    '<div style="transform:scale(.3)"><div style="transform:scale(.3)">#close</div></div>',
    '<font color="fffffffffffz">#close</font>',
    '<mark style="color:#ff0">#close</mark>',
    f"{'<small>' * 20}#close",
    '<div style="color:#fff"><p style="color:no-such-colour">#close</p></div>',
]


@pytest.mark.parametrize("html", INHERITED)
def test_what_is_inherited_hides(html: str) -> None:
    assert html_to_text(f"<p>Seen</p>{html}") == "Seen"


def test_a_page_in_the_colour_of_its_letters_says_nothing() -> None:
    assert not html_to_text('<body bgcolor="#336699" text="#336699"><p>#close</p>')


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
    '<p style="text-indent:-108pt;margin-left:108pt">words</p>',
    '<p style="text-indent:-9999px;padding-left:9999px">words</p>',
    '<p style="height:20px;overflow:hidden;clip-path:inset(0);transform:rotate(1deg)">words</p>',
    '<p style="font:normal 12px/1.5 Arial;margin:-1px 0;padding:2em">words</p>',
    '<p style="background:#036 url(a.png) no-repeat;color:hsl(0 0% 100%)">words</p>',
    "<style>.x{display:none}:is(.y, .x){display:block}</style><p class=x>words</p>",
    "<style>.x{display:none}p[class='x']{display:block}</style><p class=x>words</p>",
    "<style>.x{display:none}@media(min-width:480px){.x{display:block}}</style><p class=x>words</p>",
    "<style>.x > b{display:none}</style><p class=x><i><b>words</b></i></p>",
    "<style>b{content:'{';}.y{display:none}</style><p>words</p>",
    "<style>@import url(a.css); .y{display:none}</style><p>words</p>",
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
    text = "#i{color:red}.a{color:blue;width:1px}p{color:green}*{color:black}.a{width:2px!important}"
    sheet = Sheet([(text, "")])
    named = sheet.styles_of(Shape.of("p", {"id": "i", "class": "a b"}), tuple)
    plain = sheet.styles_of(Shape.of("p", {}), tuple)

    assert (dict(named.normal), dict(named.important)) == ({"color": "red", "width": "1px"}, {"width": "2px"})
    assert (dict(plain.normal), dict(plain.important)) == ({"color": "green"}, {})


SIZE = 256 * 1024
HOSTILE = [
    "<style>", "<style>.a{color:red}</style><p class=a>x", "</style>", "<style><!--", "<!--<style>",
    '<p style="background:url(">x', '<p style="color:rgb(1,2,3);background:rgb(1,2,3)">x', "<p style='/*'>",
    "<font color=white>x", "<td bgcolor=#fff>x",
]  # fmt: skip
SHEET = [
    ".a{color:red}", "{", "}", "@media screen{", "/*", "/**/", "\\", "\\41 ", ",", ".a", "a b c d{color:red}", "#",
    "a{color:red;", "a{b:c}", '"', ".a.b.c.d,", "!important;", "a{color:!", "@", "<!--", "(", "([", "()",
    "[x]{color:red}",
    ":is(", ":is(.a,.b){color:red}", "url(", "a(;", "\\\n'", ".a{&{", ".a{color:red;&{}", "@media(a:b){.a{color:red}}",
    ".a:x{color:red}", ".a>", "a{transform:scale(1)scale(1)", "scale(1) ", "rgb(1,",
]  # fmt: skip
BODIES = ["<p class=a>x", "<div class='a b c d'>", "<p id=a><b>x</b>"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_styles_take_linear_time(piece: str) -> None:
    assert takes_less(1, lambda: html_to_text((piece * SIZE)[:SIZE]))


@pytest.mark.parametrize("piece", SHEET)
@pytest.mark.parametrize("body", BODIES)
def test_hostile_style_sheets_take_linear_time(piece: str, body: str) -> None:
    half = SIZE // 2

    assert takes_less(1, lambda: html_to_text(f"<style>{(piece * half)[:half]}</style>{(body * half)[:half]}"))


@pytest.mark.parametrize(
    "rule",
    [
        "p.a{n}{{color:red}}",
        ".a{n} p{{color:red}}",
        "#i{n} .a .b p{{color:red}}",
        ".x{n},.a .b .c{{color:red}}",
        "p[x='{n}']{{color:red}}",
        ".a:nth-child({n}){{color:#{n:06x};display:none}}",
        ".a > .b > .c{n} > p{{color:red}}",
    ],
)
def test_many_rules_for_many_elements_take_bounded_time(rule: str) -> None:
    rules = "".join(rule.format(n=number) for number in range(10_000))
    words = "".join(f"<p class='a{number} a b c' id=i{number}>x" for number in range(5000))

    assert takes_less(1, lambda: html_to_text(f"<style>{rules[: SIZE // 2]}</style>{words[: SIZE // 2]}"))


@pytest.mark.parametrize(
    "value", ["transform:scale(1) ", "background:rgb(1,2,3) ", "clip-path:polygon(0 0,", "font:a "]
)
def test_long_values_for_many_elements_take_bounded_time(value: str) -> None:
    name, _, words = value.partition(":")
    body = "".join(f"<p class=a id=i{number}>x" for number in range(5000))

    assert takes_less(1, lambda: html_to_text(f"<style>.a{{{name}:{words * (SIZE // 2 // len(words))}}}</style>{body}"))
