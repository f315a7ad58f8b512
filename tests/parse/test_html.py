"""HTML mail reads as a person sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from mailintake.parse.html import html_to_text

SEEN = [
    ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
    ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
    ("<p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal>Two</p>", "One\nTwo"),
    ("<p class=MsoNormal>One</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
    ("<p>One</p><br><br><br><br><p>Two</p>", "One\n\nTwo"),
    ("a  b\n\n  c", "a b c"),
    ("a&nbsp;b &eacute; &#8217; &#x1F600; &amp;lt;", "a b \xe9 \u2019 \U0001f600 &lt;"),
    ("a<b>b</b>c <i>d</i>", "abc d"),
    ("<title>Hidden</title><style>p{}</style><script>x()</script>Seen", "Seen"),
    ("<div style='DISPLAY : none !important'>Hidden</div>Seen", "Seen"),
    ("<div style='visibility:hidden'>Hidden <b style='visibility:visible'>seen</b></div>", "seen"),
    ("<td style='font-size:0px'>gap<div style='font-size:13px'>seen</div></td>", "seen"),
    ("<span style='mso-hide:all'>Hidden</span><p hidden>Hidden</p><!-- Hidden -->Seen", "Seen"),
    ("<div style='max-height:0;overflow:hidden'>Hidden</div><template>Hidden</template>Seen", "Seen"),
    ("<!--[if mso]>Hidden<![endif]--><![if !mso]>Seen<![endif]>", "Seen"),
    ('See <a href="https://example.org/a">the page</a>.', "See the page <https://example.org/a>."),
    ('<a href="https://example.org/">example.org</a>', "example.org"),
    (
        '<a href="https://example.org/a">a</a> and <a href="https://example.org/a">b</a>',
        "a <https://example.org/a> and b",
    ),
    ('<a href="mailto:ana@example.org?subject=x">Ana</a>', "Ana <ana@example.org>"),
    ('<a href="mailto:ana@example.org">ana@example.org</a>', "ana@example.org"),
    ('<a href="javascript:alert(1)">x</a><a href="#top">y</a><a href="tel:+1">z</a>', "xyz"),
    ('<a href="https://example.org/\n#close">x</a>', "x <https://example.org/#close>"),
    (
        '<a href="https://nam01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=x">x</a>',
        "x <https://example.org/a>",
    ),
    ('<img src="cid:1" alt="Copier">', "[Copier]"),
    ('<img src="cid:1" alt="\U0001f600">', "\U0001f600"),
    ('<img src="cid:1" alt="a\n#close">', "[a #close]"),
    ('<img src="cid:1"><img src="cid:2" alt="">Seen', "Seen"),
    ("<ul><li>One<li>Two</ul><ol><li><p>Three</p></ol>", "- One\n- Two\n\n- Three"),
    ("<table><tr><th>Room<th>State<tr><td>12<td>dead</table>", "Room | State\n12 | dead"),
    ("<table><tr><td><p>Room</p></td><td><p>12</p></td></tr></table>", "Room | 12"),
    ("<table><tr><td>Logo</td><td><p>One</p><p>Two</p></td></tr></table>", "Logo\n\nOne\n\nTwo"),
    ("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>", "a | b"),
    ("<pre>a  b\n  c\n</pre>d", "a  b\n  c\n\nd"),
    ("<div style='white-space:pre-wrap'>a  b\nc</div>", "a  b\nc"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
    ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">indented</blockquote>', "indented"),
    ("One</body></html>Two<p>Three</html>", "One\nTwo\n\nThree"),
    ("One</BODY >half \ud800", "One\nhalf ?"),
    ("<body><head><title>Hidden</title></head>Seen", "Seen"),
    ("a < b > c <3", "a < b > c <3"),
    ("x\u200by\ufeffz", "xyz"),
    ("<p>One<div class=gmail_signature>Ana</div>", "One\n\n-- \nAna"),
    ("a\0b", "ab"),
    ("", ""),
    ("</p>", ""),
    ("plain words", "plain words"),
]


@pytest.mark.parametrize(("html", "text"), SEEN)
def test_html_reads_as_it_is_seen(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_answers_between_the_cited_blocks_of_gmail_carry_no_marks() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Monday Ana wrote:<br></div>'
        '<blockquote class="gmail_quote">Which room?</blockquote><div>Room 12</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>Monday</div></div>'
    )

    assert [line for line in html_to_text(html).split("\n") if line.strip("> ")] == [
        "> On Monday Ana wrote:",
        "> Which room?",
        "Room 12",
        "> Since when?",
        "Monday",
    ]


def test_a_mail_that_gmail_forwards_is_quoted_as_a_whole() -> None:
    html = (
        '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>'
        'From: Ana</div>#close<br><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div></div>'
    )

    assert all(line == "FYI" or line.startswith(">") for line in html_to_text(html).split("\n") if line)


def test_what_is_nested_too_deep_for_a_tree_is_read_all_the_same() -> None:
    html = f"<p>top</p>{'<div>' * 400}<b>deep</b><span style='display:none'>x</span>{'</div>' * 400}<p>under</p>"

    assert html_to_text(html) == "top\n\ndeep\n\nunder"


SAME = [
    "<p>One<p>Two<ul><li>a<li>b</ul>",
    "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
    "<a href='http://x.org'>y</a>",
]


@pytest.mark.parametrize("html", SAME)
def test_the_scan_without_a_tree_reads_the_same(html: str) -> None:
    deep = f"{'<i>' * 300}{'</i>' * 300}"

    assert html_to_text(html + deep) == html_to_text(html)


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</table>",
            "<a href='http://x'>",
            "</a>",
        ),
        *(
            "<blockquote>",
            "</blockquote>",
            "<ul>",
            "<li>",
            "<pre>",
            "</pre>",
            "<br>",
            "<b",
            "'",
            '"',
            "<!--",
            "-->",
            "&#",
        ),
        *(
            "<div class=gmail_quote>",
            "<blockquote class=gmail_quote>",
            "<div id=divRplyFwdMsg>",
            "<img alt=x>",
            "&nbsp;",
        ),
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40))
def test_any_html_becomes_clean_text(pieces: list[str]) -> None:
    text = html_to_text("".join(pieces))

    assert "\n\n\n" not in text
    assert text == text.strip("\n")
    assert "\0" not in text


SIZE = 256 * 1024
HOSTILE = [
    '<a href="',
    "<a href='x'>",
    "<blockquote>",
    "<blockquote>x",
    "<div>",
    "<div>x",
    "<p>",
    "<b>",
    "<table><tr><td>",
    "<tr>x",
    "<ul><li>x",
    "<",
    "<!--",
    "<!",
    "&",
    "&#",
    "&#9",
    "<a b c ",
    "<p style='a:b;",
    "<script>",
    "<pre>\n",
    "<div class=gmail_quote><blockquote class=gmail_quote>",
    "<img alt='",
    "</p>",
    "<h1>a",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_html_takes_linear_time(piece: str) -> None:
    html = (piece * SIZE)[:SIZE]
    started = time.process_time()
    html_to_text(html)

    assert time.process_time() - started < 5


@pytest.mark.parametrize("count", [900, 1100])
def test_preformatted_lines_are_written_alike_be_they_few_or_many(count: int) -> None:
    lines = [f"  line {number} " if number % 3 else "" for number in range(1, count)]
    text = html_to_text(f"<blockquote type=cite><pre>{chr(10).join(lines)}\nlast</pre></blockquote>after")

    assert text.split("\n") == [*(f"> {line}".rstrip() for line in lines), "> last", "", "after"]
