"""The person behind a mail: extension, room, site, department and asset, from the words and the signature."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import re2

from mailintake.model.person import Mentions, Site
from mailintake.parse.place import find_department, find_room, find_site, resolve_site

__all__ = ["find_mentions", "resolve_site"]

_LONGEST = 20_000
_EXTENSION = re2.compile(
    r"(?i)(?:^|[^\pL\pN])"
    r"(?:(?:ext|extn|extension|extensi[oó]n|exten|anexo|interno)(?:[.:#]|\s+(?:number|no|n[uú]mero|núm|is|es|at|#))*"
    r"[\s.:#]*|x[.:]?)"
    r"(\d{3,6})(?:$|[^\pN\pL-]|-\D|-$)"
)
_LOOSE_EXTENSION = re2.compile(r"(?i)(?:^|[^\pL\pN])x[.:]?\s(\d{3,6})(?:$|[^\pN\pL])")


def find_mentions(text: str, signature: str, sites: Mapping[str, Site], asset_pattern: str | None = None) -> Mentions:
    """Return what a mail says of its writer's place; the words count before the signature."""
    text, signature = text[:_LONGEST], signature[:_LONGEST]
    site = find_site(text, sites) or find_site(signature, sites, signature=True)
    chosen = [sites[site]] if site else list(sites.values())
    return Mentions(
        extension=_extension(text) or _extension(signature) or _first(_LOOSE_EXTENSION, signature),
        site=site,
        department=find_department(text, chosen) or find_department(signature, chosen, signature=True),
        room=find_room(text, chosen) or find_room(signature, chosen),
        asset=_asset(text, asset_pattern) or _asset(signature, asset_pattern),
    )


def _extension(text: str) -> str | None:
    return _first(_EXTENSION, text)


def _first(pattern: re2.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return str(found.group(1)) if found else None


def _asset(text: str, pattern: str | None) -> str | None:
    if not pattern or not text:
        return None
    found = _compiled(pattern).search(text)
    return str(found.group(0)).strip() or None if found else None


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> re2.Pattern[str]:
    """Compile the admin's pattern; people write asset tags in any case."""
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(pattern, options)
