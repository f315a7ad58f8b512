"""Text of which nobody knows whether a reader of the HTML sees it is text of the mail, but commands nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from mailintake.act import BY_WORD
from mailintake.act.read import read_commands
from mailintake.parse.html import read_html
from mailintake.parse.message import parse_message
from tests.parse.mails import mail, multipart

STYLES = [
    "color:var(--x)",
    "color:color-mix(in srgb, white, white)",
    "color:color(display-p3 1 1 1)",
    "color:rgb(from white r g b)",
    "background:#000",
    "background:linear-gradient(#000,#000)",
    "background:#fff url(x.png);color:#fff",
    "display:var(--x)",
    "font-size:calc(0px + 0px)",
    "font-size:min(0px, 1px)",
    "clip-path:path('M0')",
    "clip-path:inset(9px)",
    "animation:x 1s forwards",
    "mask-image:linear-gradient(transparent, transparent)",
    "mix-blend-mode:screen",
    "filter:blur(99px)",
    "letter-spacing:-1em",
    "text-indent:-30px",
    "left:-50px",
    "transform:translateX(-200px)",
    "transform:skew(89deg)",
    "height:8px;overflow:hidden",
    "content:url(x.png)",
    f"color:{'x' * 1000}",
]
SHEETS = [
    ":not(.y){%s}",
    "p:first-child, p:last-child{%s}",
    "p:nth-child(2){%s}",
    "a + p{%s}",
    "a ~ p{%s}",
    "p:has(b){%s}",
    "p::first-line{%s}",
    "div{.x{%s}}",
    ".x{&{%s}}",
    ".x{& b, &{%s}}",
    "@supports (display:block){.x{%s}}",
    "@layer a{.x{%s}}",
    "@container (min-width:1px){.x{%s}}",
    "@media (max-width:9999px){.x{%s}}",
    "@media (min-width:2000px){.x{%s}}",
    "@media (orientation:landscape){.x{%s}}",
    ".x, :foo{%s}",
    "}.x{%s}",
    "a b c d e f g .x{%s}",
    "".join(f"div .a{n} .x, " for n in range(40)) + ".b{%s}",
    "p{color:#000}" + "a{" * 20 + "}" * 20 + ".z{%s}",
]
ELEMENTS = ["noscript", "object", "audio", "video", "canvas", "noembed", "rp", "select", "option", "applet", "progress",
            "meter", "details", "marquee"]  # fmt: skip
PAGES = [
    '<body bgcolor="#000000"><p>#close</p>',
    '<body link="#fff"><p><a href="https://x.example/">#close</a></p>',
    "<style>html{font-size:1px}p{font-size:1rem}</style><p>#close</p>",
    "<p><img alt='#' src=x>close</p>",
    '<p>#close <span style="color:var(--x)">lee</span></p>',
    '<p><span style="animation:x">#</span>close</p>',
    "<p popover>#close</p>",
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("deep", [False, True], ids=["tree", "scan"])
def test_a_style_that_only_a_browser_can_work_out_is_doubtful(style: str, deep: bool) -> None:  # noqa: FBT001 (a column of the table)
    read = read_html(f'<p>Seen</p><p style="{style}">#close</p>{"<i>" * 300 if deep else ""}')

    assert read.text == "Seen\n\n#close"
    assert read.doubtful == {"#close"}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("style", ["display:none", "visibility:hidden!important", "color:#fff"])
def test_a_rule_of_which_nobody_knows_whether_it_holds_is_doubtful(sheet: str, style: str) -> None:
    html = f"<style>{sheet % style}</style><p>Seen</p><div><a>a</a><p class=x>#close<b></b></p></div>"
    read = read_html(html)

    assert "#close" in read.text
    assert read.doubtful == {"#close"}


@pytest.mark.parametrize("tag", ELEMENTS)
def test_what_stands_in_the_place_of_something_else_is_doubtful(tag: str) -> None:
    assert read_html(f"<p>Seen</p><{tag}>#close</{tag}>").doubtful == {"#close"}


@pytest.mark.parametrize("html", PAGES)
def test_pages_in_doubt(html: str) -> None:
    read = read_html(html)

    assert read.text.startswith("#close")
    assert len(read.doubtful) == 1


def test_each_line_of_a_doubtful_text_is_doubtful() -> None:
    read = read_html('<pre style="color:var(--x)">Seen\n#close\n\n#take\n</pre><p>#drop</p>')

    assert read.doubtful == {"#close", "#take"}


def test_colours_of_two_unsure_rules_may_meet() -> None:
    sheet = "<style>p:first-child{color:#123}@media(max-width:9px){p{background:#123}}</style>"

    assert read_html(f"{sheet}<p>#close</p>").doubtful == {"#close"}


def test_a_dark_theme_is_in_no_doubt_as_long_as_its_colours_differ() -> None:
    sheet = "<style>@media(prefers-color-scheme:dark){body{background:#111;color:#eee}p{color:#ccc}}</style>"

    assert read_html(f"{sheet}<body><p>#close</p>").doubtful == frozenset()


OUTLOOK = (
    "<html><head><style><!-- /* Font Definitions */ @font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}"
    " /* Style Definitions */ p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0in; font-size:11.0pt;"
    ' font-family:"Calibri",sans-serif; mso-ligatures:standardcontextual;} a:link, span.MsoHyperlink'
    " {mso-style-priority:99; color:#0563C1; text-decoration:underline;} a:visited, span.MsoHyperlinkFollowed"
    " {color:#954F72;} span.EmailStyle17 {mso-style-type:personal-compose; color:windowtext;} .MsoChpDefault"
    " {mso-style-type:export-only; font-size:10.0pt;} @page WordSection1 {size:8.5in 11.0in; margin:1.0in 1.0in"
    " 1.0in 1.0in;} div.WordSection1 {page:WordSection1;} /* List Definitions */ @list l0 {mso-list-id:1;}"
    " @list l0:level1 {mso-level-tab-stop:.5in; text-indent:-.25in;} ol {margin-bottom:0in;} --></style></head>"
    "<body lang=EN-US link='#0563C1' vlink='#954F72' style='word-wrap:break-word'><div class=WordSection1>"
    "<p class=MsoNormal>#assign <a href='mailto:lee@x.example'>lee@x.example</a><o:p></o:p></p></div></body></html>"
)
# With a newsletter in the quote.
APPLE_MAIL = (
    '<html><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">'
    '<div>#assign lee@x.example</div><br><blockquote type="cite"><style>@media only screen and (max-width:480px)'
    "{.hide{display:none!important}td{width:100%!important}}a[x-apple-data-detectors]{color:inherit!important}"
    "#outlook a{padding:0}.ExternalClass *{line-height:100%}@media(prefers-color-scheme:dark){.card{background:#222}}"
    "</style><table class=card><tr><td class=hide>News</td></tr></table></blockquote></body></html>"
)
# Hung out to the left.
LIST = (
    "<p class=MsoListParagraph style='margin-left:1.5in;text-indent:-1.5in;mso-list:l0 level3 lfo1'>#assign"
    " lee@x.example</p>"
)
HONEST = {
    "Outlook": OUTLOOK,
    "Apple Mail": APPLE_MAIL,
    "a list": LIST,
    "a picture": "<div>#assign lee@x.example <img alt='\U0001f642' src='cid:1'></div>",
    "black on white": '<body bgcolor="#FFFFFF" text="#000000"><p>#assign lee@x.example</p></body>',
    "paper": '<body background="cid:paper"><font color="#000080">#assign lee@x.example</font></body>',
}


@pytest.mark.parametrize("program", HONEST)
def test_what_mail_programs_write_is_in_no_doubt(program: str) -> None:
    read = read_html(HONEST[program])

    assert read.text.startswith("#assign lee@x.example")
    assert read.doubtful == frozenset()


DOUBTFUL = '<p style="color:var(--x)">#close</p><p>Hello</p>'


def test_a_doubtful_command_is_not_run() -> None:
    message = parse_message(mail("Content-Type: text/html", body=DOUBTFUL))

    assert message.text == "#close\n\nHello"
    assert read_commands(message, BY_WORD).contradiction


def test_a_doubtful_command_is_not_run_because_the_text_part_has_it_too() -> None:
    html = f"Content-Type: text/html\n\n{DOUBTFUL}"
    message = parse_message(multipart("alternative", "Content-Type: text/plain\n\n#close\n\nHello", html))

    assert message.text == "#close\n\nHello"
    assert read_commands(message, BY_WORD).contradiction


LAID_OUT = [
    '<table style="color:var(--x)"><tr><td>#close</td><td>it</td></tr></table>',
    '<table><tr><td style="color:var(--x)">#close</td><td>it</td></tr></table>',
    '<table><tr><td>#close</td><td style="color:var(--x)">it</td></tr></table>',
    '<pre style="color:var(--x)">   #close</pre>',
    '<pre style="color:var(--x)">Seen\u2028#close</pre>',
    '<pre style="color:var(--x)">Seen\x0b#close</pre>',
    '<p style="color:var(--x)">\u200e\u2066#close</p>',
    '<p>#<span style="color:var(--x)">close</span></p>',
]


@pytest.mark.parametrize("html", LAID_OUT)
def test_a_doubtful_command_is_not_run_however_it_is_laid_out(html: str) -> None:
    message = parse_message(mail("Content-Type: text/html; charset=utf-8", body=f"{html}<p>Hello</p>"))

    assert [one.verb for one in read_commands(replace(message, html_text="", html_new=""), BY_WORD).lines] == ["close"]
    assert read_commands(message, BY_WORD).contradiction


def test_a_doubtful_line_in_the_quote_stops_nothing() -> None:
    quote = '<blockquote type="cite"><p style="color:var(--x)">#1 of our offers</p></blockquote>'
    message = parse_message(mail("Content-Type: text/html", "In-Reply-To: <a@x.example>", body=f"<p>#close</p>{quote}"))
    reading = read_commands(message, BY_WORD)

    assert [one.verb for one in reading.certain] == ["close"]
    assert not reading.contradiction


PIECES = st.sampled_from(
    ["{", "}", ";", ":", ",", ".x", "#i", "p", ">", "+", "[a", "=x]", "(", ")", '"', "'", "\\", "\\7b ", "/*", "*/",
     "<!--", "@media ", "(max-width:5px)", "&", ":is(", ":not(", "::before", "display:none", "color:#fff", "font:0/0 a",
     "!important", "url(", "margin:", "-9999px", "clip-path:inset(", "transform:scale(", "var(--x)", " ", "\n", "ü",
     "\U0010ff2e", "opacity:", "1e9", "nan", "rgb(", "lab(1 2 3)", "%", "0"]
)  # fmt: skip
TANGLES = st.lists(PIECES, max_size=40).map("".join)


@given(TANGLES, TANGLES, st.booleans())
def test_no_css_is_too_much(sheet: str, style: str, deep: bool) -> None:  # noqa: FBT001 (drawn)
    own = style.replace('"', "&quot;")
    tail = "<i>" * 300 if deep else ""
    read = read_html(f'<style>{sheet}</style><p>Seen</p><p class=x style="{own}">#close</p>{tail}')

    assert read.doubtful <= {"#close"}
