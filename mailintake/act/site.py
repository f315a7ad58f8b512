"""`#site`: where it is."""

from __future__ import annotations

from difflib import get_close_matches

from mailintake.act.verb import Answer, Effect, Problem, Scene, Verb
from mailintake.model.ticket import Field, FieldSet
from mailintake.parse.person import resolve_site


def run(scene: Scene, arguments: str) -> Answer:
    """Set the site by its key, name or alias."""
    sites = scene.case.rules.sites
    site = resolve_site(arguments, sites)
    if site:
        return Effect(f"site {sites[site].name}", (FieldSet(Field.SITE, site),))
    names = {word.casefold(): one.key for one in sites.values() for word in (one.key, one.name, *one.aliases)}
    near = get_close_matches(arguments.strip().casefold(), list(names), 1, 0.5)
    return Problem(f"I know no site `{arguments.strip()}`", f"#site {names[near[0]]}" if near else None)


VERB = Verb("site", "#site X", "Set the school or office.", run)
