"""What one HTML element means for the text: hidden, quoted, signature, block, link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from mailintake.parse.wordlist import words

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
_ZERO = frozenset({"0", "0px", "0pt", "0em", "0%", "0.0px", "0.0pt", "0in"})


class Quote(Enum):
    """How far an element quotes."""

    NO = "no"
    INSIDE = "inside"
    UNTIL_CITED = "until cited"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Element:
    """One element as the writer needs it.

    `faint` is None where the element says nothing of its own: font size and visibility are inherited, and a
    descendant may undo them.
    """

    tag: str
    hidden: bool = False
    faint: bool | None = None
    quote: Quote = Quote.NO
    signature: bool = False
    tight: bool = False
    preformatted: bool = False
    href: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """An element's attributes, taken apart."""

    tag: str
    attributes: Mapping[str, str]
    style: Mapping[str, str]
    classes: frozenset[str]
    name: str


def judge(tag: str, attributes: Mapping[str, str], *, cited: bool = False) -> Element:
    """Return what the element means; `cited` says that a cited block stands directly in it."""
    if not attributes:
        quote = Quote.INSIDE if tag == "blockquote" else Quote.NO
        return Element(tag, hidden=tag in _SKIPPED, quote=quote, preformatted=tag == "pre")
    look = _Look(
        tag,
        attributes,
        style=_declarations(attributes.get("style", "")),
        classes=frozenset(attributes.get("class", "").lower().split()),
        name=attributes.get("id", "").lower(),
    )
    return Element(
        tag,
        hidden=tag in _SKIPPED or "hidden" in attributes or _is_hidden(look.style),
        faint=_is_faint(look.style),
        quote=_quote(look, cited=cited),
        signature=bool(look.classes & _SIGNATURE_CLASSES) or look.name in _SIGNATURE_IDS,
        tight=_is_tight(look),
        preformatted=tag == "pre" or look.style.get("white-space", "").startswith("pre"),
        href=attributes.get("href", "") if tag == "a" else "",
        alt=attributes.get("alt", "") if tag == "img" else "",
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
    )


def _is_faint(style: Mapping[str, str]) -> bool | None:
    size, visibility = style.get("font-size"), style.get("visibility")
    if size in _ZERO or visibility in {"hidden", "collapse"}:
        return True
    return None if size is None and visibility is None else False


def _is_tight(look: _Look) -> bool:
    """Tell whether no empty line is seen around a paragraph."""
    if look.tag != "p":
        return False
    margins = (look.style.get("margin", ""), look.style.get("margin-bottom", ""))
    return any(name.startswith(("msonormal", "msoplaintext", "p1", "p2")) for name in look.classes) or any(
        margin[:1] == "0" and not margin.startswith("0.") for margin in margins
    )


def _quote(look: _Look, *, cited: bool) -> Quote:
    if look.tag == "blockquote":
        return Quote.NO if _is_indentation(look) else Quote.INSIDE
    if look.name in _REST_IDS or _has_outlook_line(look):
        return Quote.REST
    if look.classes & _QUOTE_CLASSES or look.name in _QUOTE_IDS or look.name.startswith("yahoo_quoted"):
        return Quote.INSIDE
    # Answers between the cited blocks stand in Gmail's container, but not in one of its blocks.
    if "gmail_quote" in look.classes:
        return Quote.UNTIL_CITED if cited else Quote.INSIDE
    return Quote.NO


def _is_indentation(look: _Look) -> bool:
    """Tell Gmail's indented paragraph from a quote; both are blockquotes."""
    if "cite" in look.attributes or look.attributes.get("type") == "cite" or look.classes:
        return False
    return look.style.get("border", "").startswith("none") and "border-left" not in look.style


def _has_outlook_line(look: _Look) -> bool:
    if look.tag != "div" or "border-top" not in look.style:
        return False
    line = f"border-top:{look.style['border-top']}"
    return line.startswith(_REST_STYLES) and look.style.get("border", "none").startswith("none")
