"""Reply tokens and secret control addresses are masked in what goes out; whom one belongs to may read his own.

Whoever has such an address can write in its owner's name. Mail programs quote them (`<it+7.1.…@…> wrote:`), people
copy them, and links write the plus sign otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

import re2

from mailintake.compose.masked import HIDDEN
from mailintake.model.settings import TokenKey
from mailintake.token import find_token, valid

_TOKEN = r"((?:t|b\.\d{1,10}|\d{1,10})\.\d{1,10}\.[a-z2-7]{16})"  # noqa: S105 (the form of one)
_WRITTEN = re2.compile(rf"(?i)(\+|%2b|=2b|&#43;|&#x2b;|&plus;|^|[^a-z0-9]){_TOKEN}($|[^a-z0-9])")


def mask_tokens(text: str, owners: Iterable[str], key: TokenKey) -> str:
    """Mask every token that was not made for one of these addresses."""
    pieces: list[str] = []
    position = 0
    known = tuple(owners)
    for match in _WRITTEN.finditer(text):
        if not _belongs(match.group(2), known, key):
            pieces += (text[position : match.start(2)], HIDDEN)
            position = match.end(2)
    return "".join((*pieces, text[position:])) if pieces else text


def _belongs(written: str, owners: tuple[str, ...], key: TokenKey) -> bool:
    token = find_token(f"x+{written}@x")
    return token is not None and any(valid(token, owner, key) for owner in owners)
