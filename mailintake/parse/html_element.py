"""What one HTML element means for the text: hidden, quoted, signature, block, link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from mailintake.parse.colour import color_of, old_color
from mailintake.parse.declaration import own_declarations, split_declarations
from mailintake.parse.ink import LINK, Ink
from mailintake.parse.style import ink_of_style, is_doubtful, is_hidden
from mailintake.parse.style_sheet import UNSAID, Styles
from mailintake.parse.wordlist import words

_PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 ul ol dl pre table blockquote")
_BLOCKS = _PARAGRAPHS | words(
    """
    address article aside body caption center dd details dialog dir div dt fieldset figcaption figure footer form
    header hgroup hr html legend li main menu nav option section summary tbody td tfoot th thead tr
    """
)
# The attribute that names the colour of letters.
_COLOURED = {"font": "color", "body": "text"}
# How letters look in elements of which nobody says it.
_LOOKS = {
    "mark": "background-color:#ff0;color:#000",
    **dict.fromkeys(("small", "sub", "sup", "h5"), "font-size:smaller"),
    "h6": "font-size:.67em",
}
# So small are the letters of no honest page as a whole; others are measured by them.
_SIZE, _SMALLEST_PAGE = 16.0, 8.0
# These do something of their own.
_ACTING = words("a br img hr li tr td th")
_LONGEST_REMEMBERED = 300
_SKIPPED = words("head style script template title iframe noframes svg meta link datalist")
# What stands in these is seen where a program cannot do what they are for.
_INSTEAD = words(
    "noscript object audio video canvas noembed rp applet embed select optgroup option progress meter frameset marquee"
)
_QUOTE_CLASSES = frozenset(
    {
        "gmail_attr",
        "gmail_extra_quote",
        "moz-cite-prefix",
        "moz-forward-container",
        "moz-email-headers-table",
        "yahoo_quoted",
        "ms-outlook-mobile-reference-message",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "k9mail-quote",
        "front-blockquote",
        "freshdesk_quote",
        "mcntreplyheader",
        "airmail_ext_on",
        "mailru-blockquote",
        "mail_quote",
    }
)
_QUOTE_IDS = frozenset(
    {
        "olk_src_body_section",
        "mail-editor-reference-message-container",
        "moz-cite-prefix",
        "mailru-blockquote",
        "isforwardcontent",
        "isreplycontent",
    }
)
# From these on, everything down to the end is somebody else's.
_REST_IDS = frozenset({"divrplyfwdmsg", "appendonsend", "zwchr", "stopspelling", "replysplit", "ms-outlook-quote"})
_REST_STYLES = ("border-top:solid#e1e1e1", "border-top:solid#b5c4df", "border-top:1ptsolid#e1e1e1")
_SIGNATURE_CLASSES = frozenset({"gmail_signature", "ms-outlook-mobile-signature", "moz-signature"})
_SIGNATURE_IDS = frozenset({"signature", "ms-outlook-mobile-signature"})


class Quote(Enum):
    """How far an element quotes."""

    NO = "no"
    INSIDE = "inside"
    UNTIL_CITED = "until cited"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Element:
    """One element as the writer needs it, without what differs from one to the next (links, alternative texts).

    `ink` is None where the element says nothing of its own: size, visibility and colour of letters are inherited, and
    a descendant may undo them. `block` begins a line, `paragraph` leaves an empty one around it; `plain` changes
    nothing at all, `acts` does something of its own. `doubtful` says that nobody knows whether what stands in it is
    seen, `unsure` how its letters look where rules hold of which nobody knows whether they do.
    """

    tag: str
    hidden: bool = False
    ink: Ink | None = None
    quote: Quote = Quote.NO
    signature: bool = False
    preformatted: bool = False
    block: bool = False
    paragraph: bool = False
    plain: bool = False
    acts: bool = False
    doubtful: bool = False
    unsure: tuple[Ink, ...] = ()


class _Look(NamedTuple):
    """The attributes that decide about an element."""

    tag: str
    style: str = ""
    classes: str = ""
    name: str = ""
    cite: bool = False
    hidden: bool = False
    cited: bool = False
    link: bool = False
    doubtful: bool = False
    old: str = ""
    sheets: Styles | None = None


def judge(tag: str, attributes: Mapping[str, str], sheets: Styles = UNSAID, *, cited: bool = False) -> Element:
    """Return what the element means; `sheets` is what style sheets say of it.

    `cited` says that a cited block stands directly in it.
    """
    if not attributes and sheets is UNSAID:
        return _remembered(_Look(tag, hidden=tag == "dialog", doubtful=tag == "details", old=_LOOKS.get(tag, "")))
    old = "bgcolor" in attributes or "background" in attributes or tag in _COLOURED or tag in _LOOKS
    look = _Look(
        tag,
        attributes.get("style", ""),
        attributes.get("class", ""),
        attributes.get("id", ""),
        cite="cite" in attributes or attributes.get("type") == "cite",
        hidden="hidden" in attributes or (tag == "dialog" and "open" not in attributes),
        cited=cited,
        link=tag == "a" and "href" in attributes,
        doubtful="popover" in attributes
        or (tag == "details" and "open" not in attributes)
        or (tag == "body" and _has_unseen_links(attributes)),
        old=_old_style(tag, attributes) if old else "",
        # Most mails have no style sheets; what is not there need not be compared.
        sheets=None if sheets is UNSAID else sheets,
    )
    if len(tag) + len(look.style) + len(look.classes) + len(look.name) + len(look.old) > _LONGEST_REMEMBERED:
        return _judged(look)
    return _remembered(look)


def _old_style(tag: str, attributes: Mapping[str, str]) -> str:
    """Write the attributes of old HTML as declarations."""
    pairs = (
        ("background-color", old_color(attributes.get("bgcolor", ""))),
        ("background-image", "url()" if attributes.get("background") else ""),
        ("color", old_color(attributes.get(_COLOURED.get(tag, ""), ""))),
    )
    return ";".join((_LOOKS.get(tag, ""), *(f"{name}:{value}" for name, value in pairs if value)))


def _has_unseen_links(attributes: Mapping[str, str]) -> bool:
    """Tell whether the links of a page have the colour of what lies behind them."""
    link, behind = (color_of(old_color(attributes.get(name, ""))) for name in ("link", "bgcolor"))
    return link is not None and Ink(color=link, background=behind).camouflaged


@lru_cache(maxsize=2048)
def _remembered(look: _Look) -> Element:
    """Judge once: the elements of mail look much alike."""
    return _judged(look)


def _judged(look: _Look) -> Element:
    tag = look.tag
    style = _declarations(look)
    classes = frozenset(look.classes.lower().split())
    hidden = tag in _SKIPPED or look.hidden or is_hidden(style)
    ink = ink_of_style(style)
    if look.link and (ink is None or ink.color is None):
        ink = Ink(color=LINK) if ink is None else ink._replace(color=LINK)
    quote = _quote(look, style, classes)
    signature = bool(classes & _SIGNATURE_CLASSES) or look.name.lower() in _SIGNATURE_IDS
    preformatted = tag == "pre" or style.get("white-space", "").startswith("pre")
    block = tag in _BLOCKS or quote is not Quote.NO or signature
    tiny_page = tag == "html" and ink is not None and (ink.size or _SIZE) * ink.part < _SMALLEST_PAGE
    sheets = look.sheets or UNSAID
    doubtful = look.doubtful or sheets.doubtful or tag in _INSTEAD or tiny_page or is_doubtful(style)
    unsure = sheets.inks
    return Element(
        tag,
        hidden=hidden,
        ink=ink,
        quote=quote,
        signature=signature,
        preformatted=preformatted,
        block=block,
        paragraph=tag in _PARAGRAPHS and not _is_tight(tag, style, classes),
        plain=not (hidden or doubtful or unsure or block or preformatted or ink is not None or tag in _ACTING),
        acts=tag in _ACTING or signature,
        doubtful=doubtful,
        unsure=unsure,
    )


def _declarations(look: _Look) -> dict[str, str]:
    """Return all that is said of an element, the stronger last: old attributes, sheets, its own, `!important`."""
    own, important = own_declarations(look.style)
    if not look.old and look.sheets is None:
        return {**own, **important} if important else own
    old, _ = split_declarations(look.old)
    sheets = look.sheets or UNSAID
    return {**old, **dict(sheets.normal), **own, **dict(sheets.important), **important}


def _is_tight(tag: str, style: Mapping[str, str], classes: frozenset[str]) -> bool:
    """Tell whether no empty line is seen around a paragraph."""
    if tag != "p":
        return False
    margins = (style.get("margin", ""), style.get("margin-bottom", ""))
    return any(name.startswith(("msonormal", "msoplaintext", "p1", "p2")) for name in classes) or any(
        margin[:1] == "0" and not margin.startswith("0.") for margin in margins
    )


def _quote(look: _Look, style: Mapping[str, str], classes: frozenset[str]) -> Quote:
    name = look.name.lower()
    if look.tag == "blockquote":
        # Gmail's indented paragraph is a blockquote without any sign of a quote.
        indented = style.get("border", "").startswith("none") and "border-left" not in style
        return Quote.NO if indented and not (look.cite or classes) else Quote.INSIDE
    if name in _REST_IDS or (look.tag == "div" and _has_outlook_line(style)):
        return Quote.REST
    if classes & _QUOTE_CLASSES or name in _QUOTE_IDS or name.startswith("yahoo_quoted"):
        return Quote.INSIDE
    # Answers between the cited blocks stand in Gmail's container, but not in one of its blocks.
    if "gmail_quote" in classes:
        return Quote.UNTIL_CITED if look.cited else Quote.INSIDE
    return Quote.NO


def _has_outlook_line(style: Mapping[str, str]) -> bool:
    if "border-top" not in style:
        return False
    line = f"border-top:{style['border-top']}"
    return line.startswith(_REST_STYLES) and style.get("border", "none").startswith("none")
