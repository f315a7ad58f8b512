"""Replies as mail programs write them, as text and as HTML: one function a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape
from itertools import chain

from bench.reply_notice import DESK, Notice

WIDTH = 76
RULE = "_" * 32
SIGNS = frozenset("#!\uff03")
# How programs dress a command line in HTML: the sign, and what follows it.
DRESSES = (
    "{}{}",
    "<span>{}</span><span>{}</span>",
    '<font color="#1f497d" face="Calibri">{}{}</font>',
    '<span style="font-size:12pt"><span style="color:black">{}<span>{}</span></span></span>',
    "{}<!-- -->{}",
    '<span class="gmail-il">{}</span>{}<br>',
    "&nbsp;{}{}&nbsp;",
    "{}\u200b{}",
    "\r\n  {}{}\r\n",
    "<u></u>{}{}<u></u>",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed, and the notice he answers."""

    language: str
    typed: tuple[str, ...]
    notice: Notice
    dress: str = "{}{}"

    def either(self, english: str, spanish: str) -> str:
        """Return the words of the writer's language."""
        return spanish if self.language == "es" else english


@dataclass(frozen=True, slots=True)
class Reply:
    """Both parts as a program made them, and its parameters of the text part."""

    text: tuple[str, ...]
    html: str
    flowed: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A program, and which of both parts it sends."""

    name: str
    write: Callable[[Draft], Reply]
    parts: str


def gmail(draft: Draft) -> Reply:
    """Write as Gmail on the web does: text broken at 76, quote marks, `gmail_quote`."""
    said = draft.either(
        f"On Mon, Nov 23, 2026 at 8:05\u202fAM Help Desk <{DESK}> wrote:",
        f"El lun, 23 nov 2026 a las 8:05, Help Desk (<{DESK}>) escribi\u00f3:",
    )
    text = (*_wrapped(_linked(draft.typed, " <{}>")), "", *_wrapped((said,)), *_marked(draft))
    html = (
        f'<div dir="ltr">{_lines(draft, "<div>{}</div>", "<div><br></div>")}</div><br>{_above(draft)}'
        f'<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{escape(said)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{draft.notice.html}</blockquote></div>'
    )
    return Reply(_with_above(draft, text), html)


def gmail_mobile(draft: Draft) -> Reply:
    """Write as Gmail's app does: `dir="auto"`, lines that are not broken."""
    said = draft.either(f"On Mon, Nov 23, 2026, 8:05 AM Help Desk <{DESK}> wrote:",
                        f"El lun, 23 nov 2026, 8:05, Help Desk <{DESK}> escribi\u00f3:")  # fmt: skip
    html = (
        f'<div dir="auto">{_lines(draft, "<div dir=auto>{}</div>", "<div dir=auto><br></div>")}</div><br>'
        f'{_above(draft)}<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{escape(said)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{draft.notice.html}</blockquote></div>'
    )
    return Reply(_with_above(draft, (*draft.typed, "", said, *_marked(draft))), html)


def outlook_desktop(draft: Draft) -> Reply:
    """Write as Outlook for Windows does: MsoNormal, a header block with a line above, no quote marks."""
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0in;} -->'
        "</style></head><body lang=EN-US link=blue vlink=purple style='word-wrap:break-word'><div class=WordSection1>"
        f"{_lines(draft, MSO_LINE, MSO_EMPTY)}{MSO_EMPTY}{_above(draft)}"
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal>"
        f"{'<br>'.join(f'<b>{name}</b> {escape(value)}' for name, value in _header(draft))}<o:p></o:p></p></div></div>"
        f"{MSO_EMPTY}{draft.notice.html}</div></body></html>"
    )
    header = (f"{name} {value}" for name, value in _header(draft))
    text = (*_linked(draft.typed, "<{}>", "<mailto:{}>"), "", *header, "", *_bare(draft))
    return Reply(_with_above(draft, text), html)


def outlook_classic(draft: Draft) -> Reply:
    """Write as an old Outlook does in text: `Original Message`, one `br` after the other in HTML."""
    title = draft.either("-----Original Message-----", "-----Mensaje original-----")
    header = [f"{name} {value}" for name, value in _header(draft)]
    html = (
        f"<html><body><font face=Arial size=2>{_lines(draft, '{}<br>', '<br>')}</font><br>{_above(draft)}"
        f"{title}<br>{'<br>'.join(map(escape, header))}<br><br>{draft.notice.html}</body></html>"
    )
    return Reply(_with_above(draft, (*_wrapped(draft.typed), "", title, *header, "", *_bare(draft))), html)


def outlook_web(draft: Draft) -> Reply:
    """Write as Outlook on the web does: `elementToProof`, `appendonsend`, a rule above the header block."""
    line = '<div class="elementToProof" style="font-family: Aptos, sans-serif; font-size: 12pt;">{}</div>'
    header = _header(draft)
    html = (
        f"<html><body dir=ltr>{_lines(draft, line, line.format('<br>'))}{_above(draft)}"
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">'
        f"{'<br>'.join(f'<b>{name}</b> {escape(value)}' for name, value in header)}</font><div>&nbsp;</div></div>"
        f'<div class="BodyFragment">{draft.notice.html}</div></body></html>'
    )
    block = (f"{name} {value}" for name, value in header)
    text = (*_linked(draft.typed, "<{}>", "<mailto:{}>"), RULE, *block, "", *_bare(draft))
    return Reply(_with_above(draft, text), html)


def outlook_mobile(draft: Draft) -> Reply:
    """Write as Outlook on a telephone does: its own footer, then a rule and the header block."""
    footer = draft.either("Get Outlook for iOS", "Obtener Outlook para iOS")
    header = _header(draft)
    html = (
        f"<html><body>{_lines(draft, '<div dir=ltr>{}</div>', '<div dir=ltr><br></div>')}"
        f'<div id="ms-outlook-mobile-signature"><div><br></div>{footer.replace("Outlook", LINK)}</div>{_above(draft)}'
        '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">'
        f"{'<br>'.join(f'<b>{name}</b> {escape(value)}' for name, value in header)}</div><div>{draft.notice.html}"
        "</div></body></html>"
    )
    block = (f"{name} {value}" for name, value in header)
    text = (*draft.typed, "", f"{footer}<https://aka.ms/o0ukef>", RULE, *block, "", *_bare(draft))
    return Reply(_with_above(draft, text), html)


def apple_mail(draft: Draft) -> Reply:
    """Write as Apple Mail does: the line above the quote stands within it, `blockquote type="cite"`."""
    said = _apple(draft)
    html = (
        '<html><head></head><body style="overflow-wrap: break-word;">'
        f"{_lines(draft, '<div>{}</div>', '<div><br></div>')}{_above(draft)}"
        f'<div><br><blockquote type="cite"><div>{escape(said)}</div><br class="Apple-interchange-newline">'
        f"<div>{draft.notice.html}</div></blockquote></div><br></body></html>"
    )
    return Reply(_with_above(draft, (*draft.typed, "", f"> {said}", "> ", *_marked(draft)[1:])), html)


def iphone(draft: Draft) -> Reply:
    """Write as Mail on a telephone does: lines without a tag first, then `div`; a footer."""
    said, footer = _apple(draft), draft.either("Sent from my iPhone", "Enviado desde mi iPhone")
    first, *rest = draft.typed
    typed = (
        f"{_html(first, draft.dress)}{_lines(replace(draft, typed=tuple(rest)), '<div>{}</div>', '<div><br></div>')}"
    )
    html = (
        f'<html><body dir="auto">{typed}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{footer}</div>'
        f'{_above(draft)}<div dir="ltr"><br><blockquote type="cite">{escape(said)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{draft.notice.html}</div></blockquote></body></html>'
    )
    text = (*draft.typed, "", footer, "", f"> {said}", "> ", "> \ufeff", *_marked(draft)[1:])
    return Reply(_with_above(draft, text), html)


def yahoo(draft: Draft) -> Reply:
    """Write as Yahoo does: `yahoo_quoted`, a text part that is only indented."""
    said = draft.either(
        f"On Monday, November 23, 2026 at 08:05:12 AM PST, Help Desk <{DESK}> wrote:",
        f"El lunes, 23 de noviembre de 2026, 08:05:12 PST, Help Desk <{DESK}> escribi\u00f3:",
    )
    html = (
        '<html><body><div class="yahoo-style-wrap" style="font-size:13px;">'
        f"{_lines(draft, DIR_LTR, DIR_LTR.format('<br>'))}<div><br></div></div>{_above(draft)}"
        f'<div id="yahoo_quoted_4711" class="yahoo_quoted"><div>{escape(said)}</div><div><br></div>'
        f'<div dir="ltr">{draft.notice.html}</div></div></body></html>'
    )
    quoted = (f" {line}" for line in _bare(draft))
    return Reply(_with_above(draft, (*draft.typed, "", f"    {said}  ", "  ", *quoted)), html)


def thunderbird(draft: Draft) -> Reply:
    """Write as Thunderbird does: flowed text, `moz-cite-prefix`."""
    said = draft.either("On 11/23/26 8:05 AM, Help Desk wrote:", "El 23/11/26 a las 8:05, Help Desk escribi\u00f3:")
    html = (
        f"<html><body>{_paragraphs(draft)}{_above(draft)}"
        f'<div class="moz-cite-prefix">{said}<br></div><blockquote type="cite" cite="mid:{draft.notice.message_id}">'
        f"{draft.notice.html}</blockquote><br></body></html>"
    )
    return Reply(_with_above(draft, (*_flowed(draft.typed), "", said, *_marked(draft))), html, flowed=True)


def k9(draft: Draft) -> Reply:
    """Write as K-9 and Thunderbird on a telephone do: the footer as a signature, `>` without a space."""
    footer = draft.either(
        "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
    )
    said = draft.either(
        f"On November 23, 2026 8:05:12 AM PST, Help Desk <{DESK}> wrote:",
        f"El 23 de noviembre de 2026 8:05:12 PST, Help Desk <{DESK}> escribi\u00f3:",
    )
    html = (
        '<!DOCTYPE html><html><body><div dir="auto">'
        f"{_lines(draft, '{}<br>', '<br>')}<br>-- <br>{footer}</div>{_above(draft)}<br><br>"
        f'<div class="gmail_quote"><div dir="auto">{escape(said)}</div>'
        f'<blockquote class="gmail_quote" style="margin: 0pt 0pt 0pt 0.8ex;">{draft.notice.html}</blockquote></div>'
        "</body></html>"
    )
    quoted = (line.replace("> ", ">", 1) for line in _marked(draft)[1:])
    return Reply(_with_above(draft, (*draft.typed, "-- ", footer, "", said, *quoted)), html)


SHAPES = tuple(
    Shape(name, write, parts)
    for name, write, kinds in (
        ("Gmail", gmail, ("both", "html", "text")),
        ("Gmail on a telephone", gmail_mobile, ("both", "html")),
        ("Outlook for Windows", outlook_desktop, ("both", "html", "text")),
        ("Outlook, the old way", outlook_classic, ("both", "html", "text")),
        ("Outlook on the web", outlook_web, ("both", "html", "text")),
        ("Outlook on a telephone", outlook_mobile, ("both", "html", "text")),
        ("Apple Mail", apple_mail, ("both", "html", "text")),
        ("Mail on an iPhone", iphone, ("both", "html", "text")),
        ("Yahoo", yahoo, ("both", "html", "text")),
        ("Thunderbird", thunderbird, ("both", "html", "text")),
        ("K-9", k9, ("both", "html", "text")),
    )
    for parts in kinds
)
MSO_LINE = "<p class=MsoNormal><span style='font-size:11.0pt;color:#1F497D'>{}<o:p></o:p></span></p>"
MSO_EMPTY = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
LINK = '<a href="https://aka.ms/o0ukef">Outlook</a>'
DIR_LTR = '<div dir="ltr" data-setdir="false">{}</div>'


def _header(draft: Draft) -> tuple[tuple[str, str], ...]:
    names = ("De:", "Enviado:", "Para:", "Asunto:") if draft.language == "es" else ("From:", "Sent:", "To:", "Subject:")
    sent = draft.either("Monday, November 23, 2026 8:05 AM", "lunes, 23 de noviembre de 2026 8:05")
    values = (f"Help Desk <{DESK}>", sent, "Dana Cole <dcole@example.org>", draft.notice.subject)
    return tuple(zip(names, values, strict=True))


def _apple(draft: Draft) -> str:
    return draft.either(f"On Nov 23, 2026, at 8:05\u202fAM, Help Desk <{DESK}> wrote:",
                        f"El 23 nov 2026, a la(s) 8:05 a.m., Help Desk <{DESK}> escribi\u00f3:")  # fmt: skip


def _marked(draft: Draft) -> tuple[str, ...]:
    """Return an empty line and the notice with quote marks."""
    notice = draft.notice
    lines = notice.lines if notice.above else (*notice.marker_lines, "", *notice.lines)
    return ("", *(f"> {line}" for line in lines))


def _bare(draft: Draft) -> tuple[str, ...]:
    """Return the notice as programs write it that set no quote marks; its own are an indentation in HTML."""
    notice = draft.notice
    lines = notice.lines if notice.above else (*notice.marker_lines, "", *notice.lines)
    return tuple(line.removeprefix("> ") for line in lines)


def _with_above(draft: Draft, text: Iterable[str]) -> tuple[str, ...]:
    """Put the marker above the line or block that begins the quote, if this draft has it there."""
    lines = tuple(text)
    if not draft.notice.above:
        return lines
    count = len(lines) - next(at for at, line in enumerate(reversed(lines)) if _begins_quote(line))
    start = count - 1
    return (*lines[:start], *draft.notice.marker_lines, "", *lines[start:])


def _begins_quote(line: str) -> bool:
    bare = line.strip("> \u00a0")
    said = bare.startswith(("On ", "El ")) and bare.endswith(":")
    return said or bare == RULE or bare.startswith(("-----", "From: Help Desk", "De: Help Desk"))


def _above(draft: Draft) -> str:
    return f"{draft.notice.marker_html}<div><br></div>" if draft.notice.above else ""


def _html(line: str, dress: str) -> str:
    words = " ".join(_linked_in_html(word) for word in escape(line, quote=False).split(" "))
    text = words.replace("\u00a0", "&nbsp;").replace("\t", "&nbsp;&nbsp;&nbsp; ")
    sign, rest = text[:1], text[1:]
    return dress.format(sign, rest) if sign in SIGNS else text


def _linked_in_html(word: str) -> str:
    if word.startswith("https://"):
        return f'<a href="{word}">{word}</a>'
    bare = word.rstrip(".,")
    return f'<a href="mailto:{bare}">{bare}</a>{word[len(bare) :]}' if "@" in bare else word


def _lines(draft: Draft, filled: str, empty: str) -> str:
    return "".join(filled.format(_html(line, draft.dress)) if line.strip(" ") else empty for line in draft.typed)


def _paragraphs(draft: Draft) -> str:
    """Return paragraphs, their lines broken by `br`."""
    paragraphs = (one.split("\n") for one in "\n".join(draft.typed).split("\n\n") if one)
    return "".join(f"<p>{'<br>'.join(_html(line, draft.dress) for line in lines)}</p>" for lines in paragraphs)


def _linked(lines: Iterable[str], link: str, address: str = "") -> tuple[str, ...]:
    """Write behind links what they lead to, as programs do in the text part."""
    return tuple(" ".join(_with_target(word, link, address) for word in line.split(" ")) for line in lines)


def _with_target(word: str, link: str, address: str) -> str:
    if word.startswith("https://"):
        return word + link.format(word)
    bare = word.rstrip(".,")
    return bare + address.format(bare) + word[len(bare) :] if "@" in bare and address else word


def _wrapped(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(_broken(line, "") for line in lines))


def _flowed(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(_broken(_stuffed(line), " ") for line in lines))


def _stuffed(line: str) -> str:
    trimmed = line if line == "-- " else line.rstrip(" ")
    return f" {trimmed}" if trimmed.startswith((" ", ">", "From ")) else trimmed


def _broken(line: str, end: str) -> tuple[str, ...]:
    pieces: list[str] = []
    while len(line) > WIDTH and (at := line.rfind(" ", 1, WIDTH)) > 0:
        pieces.append(line[:at] + end)
        line = line[at + 1 :]
    return (*pieces, line)
