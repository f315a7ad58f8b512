"""Whether a text could hold a tagged line at all; only then are a mail's text and its HTML compared with each other."""

from __future__ import annotations

import re2

SIGNS = ("#", "!", "\uff03")
# What may stand before the sign on its line without being seen.
_UNSEEN = r"[\s\pZ\pC\x{034f}]*"
_SIGN = r"(?:[#!\x{ff03}]|&#0*(?:33|35|65283)\b|&#[xX]0*(?:21|23|[fF][fF]03)\b|&num\b|&excl\b)"
_IN_TEXT = re2.compile(rf"(?:^|\n){_UNSEEN}[#!\x{{ff03}}]")
# A line begins behind a tag, at a line break, or behind invisible characters that are written as references.
_IN_HTML = re2.compile(rf"(?:^|[>\n;]|&nbsp|&shy|&#\d+|&#[xX][\da-fA-F]+){_UNSEEN}{_SIGN}")


def may_command(text: str) -> bool:
    """Tell whether a line of plain text begins with the sign of a command."""
    return any(sign in text for sign in SIGNS) and _finds(_IN_TEXT, text)


def may_command_in_html(html: str) -> bool:
    """Tell whether a line of that HTML could begin with the sign of a command, however it is written."""
    return _finds(_IN_HTML, html)


def _finds(pattern: re2.Pattern[str], text: str) -> bool:
    try:
        return pattern.search(text) is not None
    except UnicodeEncodeError:
        # Half a character (UTF-7 can write one) is no text for RE2: nothing can be ruled out.
        return True
