"""What one HTML element means for the text: hidden, quoted, signature, block, link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from mailintake.parse.wordlist import words

_PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 ul ol dl pre table blockquote")
_BLOCKS = _PARAGRAPHS | words(
    """
    address article aside body caption center dd details dialog dir div dt fieldset figcaption figure footer form
    header hgroup hr html legend li main menu nav option section summary tbody td tfoot th thead tr
    """
)
# These do something of their own.
_ACTING = words("a br img")
_LONGEST_REMEMBERED = 300
_SKIPPED = words("head style script template title iframe noframes svg meta link")
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
_SHIFTS = ("left", "top", "text-indent", "margin-left", "margin-top")
# A minus and three digits.
_FAR = 4
_ZERO = frozenset({"0", "0px", "0pt", "0em", "0%", "0.0px", "0.0pt", "0in"})


class Quote(Enum):
    """How far an element quotes."""

    NO = "no"
    INSIDE = "inside"
    UNTIL_CITED = "until cited"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Element:
    """One element as the writer needs it, without what differs from one to the next (links, alternative texts).

    `faint` is None where the element says nothing of its own: font size and visibility are inherited, and a
    descendant may undo them. `block` begins a line, `paragraph` leaves an empty one around it; `plain` changes
    nothing at all.
    """

    tag: str
    hidden: bool = False
    faint: bool | None = None
    quote: Quote = Quote.NO
    signature: bool = False
    preformatted: bool = False
    block: bool = False
    paragraph: bool = False
    plain: bool = False


class _Look(NamedTuple):
    """The attributes that decide about an element."""

    tag: str
    style: str = ""
    classes: str = ""
    name: str = ""
    cite: bool = False
    hidden: bool = False
    cited: bool = False


def judge(tag: str, attributes: Mapping[str, str], *, cited: bool = False) -> Element:
    """Return what the element means; `cited` says that a cited block stands directly in it."""
    if not attributes:
        return _remembered(_Look(tag))
    look = _Look(
        tag,
        attributes.get("style", ""),
        attributes.get("class", ""),
        attributes.get("id", ""),
        cite="cite" in attributes or attributes.get("type") == "cite",
        hidden="hidden" in attributes,
        cited=cited,
    )
    if len(tag) + len(look.style) + len(look.classes) + len(look.name) > _LONGEST_REMEMBERED:
        return _judged(look)
    return _remembered(look)


@lru_cache(maxsize=2048)
def _remembered(look: _Look) -> Element:
    """Judge once: the elements of mail look much alike."""
    return _judged(look)


def _judged(look: _Look) -> Element:
    tag = look.tag
    style = _declarations(look.style)
    classes = frozenset(look.classes.lower().split())
    hidden = tag in _SKIPPED or look.hidden or _is_hidden(style)
    faint = _is_faint(style)
    quote = _quote(look, style, classes)
    signature = bool(classes & _SIGNATURE_CLASSES) or look.name.lower() in _SIGNATURE_IDS
    preformatted = tag == "pre" or style.get("white-space", "").startswith("pre")
    block = tag in _BLOCKS or quote is not Quote.NO or signature
    return Element(
        tag,
        hidden=hidden,
        faint=faint,
        quote=quote,
        signature=signature,
        preformatted=preformatted,
        block=block,
        paragraph=tag in _PARAGRAPHS and not _is_tight(tag, style, classes),
        plain=not (hidden or block or preformatted or faint is not None or tag in _ACTING),
    )


def _declarations(style: str) -> dict[str, str]:
    if not style:
        return {}
    found = {}
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = "".join(value.split()).removesuffix("!important")
    return found


def _is_hidden(style: Mapping[str, str]) -> bool:
    if not style:
        return False
    return (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("opacity") in _ZERO
        or (style.get("max-height") in _ZERO and style.get("overflow", "hidden") == "hidden")
        or style.get("color") == "transparent"
        or style.get("transform", "").startswith(("scale(0)", "scale(0,"))
        or style.get("clip", "").startswith(("rect(0", "rect(1px,1px"))
        or any(_is_far_off(style.get(name, "")) for name in _SHIFTS)
    )


def _is_far_off(length: str) -> bool:
    """Tell whether something is moved out of sight (`-9999px`)."""
    number = length.removesuffix("px").removesuffix("em").removesuffix("pt")
    return length.startswith("-") and len(number) >= _FAR and number[1:].isdecimal()


def _is_faint(style: Mapping[str, str]) -> bool | None:
    size, visibility = style.get("font-size"), style.get("visibility")
    if size in _ZERO or visibility in {"hidden", "collapse"}:
        return True
    return None if size is None and visibility is None else False


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
