"""What a routing rule may look at, and how its words are compared."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import re2

from mailintake.model.decision import Classification
from mailintake.model.message import Message
from mailintake.model.person import Person
from mailintake.model.settings import Rules

LOOKED_AT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Facts:
    """One request as the rules see it; `tags` are those that `also` rules have added so far."""

    message: Message
    requester: Person
    classification: Classification
    now: datetime
    rules: Rules
    tags: tuple[str, ...] = ()

    @property
    def site(self) -> str | None:
        """Return the key of the requester's site."""
        return self.requester.site

    def site_name(self, key: str | None) -> str:
        """Return what people call a site."""
        site = self.rules.sites.get(key or "")
        return site.name if site else key or "no site"


@lru_cache(maxsize=16)
def fold(text: str) -> str:
    """Return text without case, accents and repeated white space; only the beginning of a very long one."""
    parts = unicodedata.normalize("NFKD", text[:LOOKED_AT])
    plain = "".join(one for one in parts if not unicodedata.combining(one))
    return " ".join(plain.casefold().split())


def matches_glob(pattern: str, text: str) -> bool:
    """Tell whether the whole text fits a pattern in which `*` stands for any characters; linear."""
    first, *others = pattern.casefold().split("*")
    text = text.casefold()
    if not others:
        return text == first
    if not text.startswith(first):
        return False
    *middle, last = others
    position = len(first)
    for piece in middle:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(text) - len(last) >= position and text.endswith(last)


def search(pattern: str, text: str) -> bool:
    """Tell whether a regular expression is found in the text, whatever the case."""
    return _compiled(pattern).search(text[:LOOKED_AT]) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re2._Regexp[str]:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = 1 << 23
    compiled: re2._Regexp[str] = re2.compile(pattern, options)
    return compiled
