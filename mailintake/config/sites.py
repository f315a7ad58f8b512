"""`sites.yaml`: schools and offices, and the names people use for them."""

from __future__ import annotations

from collections.abc import Mapping

from mailintake.config import values
from mailintake.config.nodes import Node, kind
from mailintake.config.problems import Wrong, did_you_mean
from mailintake.config.section import Section
from mailintake.config.values import Read
from mailintake.model.person import Site
from mailintake.route.facts import fold


class SiteNames:
    """All names of all sites: keys, names and aliases, without regard to case and accents."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = sites
        self._keys: dict[str, str] = {}
        for site in sites.values():
            for name in (site.name, *site.aliases):
                self._keys.setdefault(fold(name), site.key)
        self._keys.update({fold(key): key for key in sites})

    def key(self, name: str) -> str | None:
        """Return the key of the site that goes by this name."""
        return self._keys.get(fold(name))

    def hint(self, name: str) -> str:
        """Return a hint for a name that no site has."""
        known = (*self.sites, *(site.name for site in self.sites.values()))
        return did_you_mean(name, known) or "the sites are those of sites.yaml"

    @property
    def reader(self) -> Read[str]:
        """Return a reader of site names that gives the key."""

        def read(node: Node) -> str:
            name = values.text(node)
            key = self.key(name)
            if key is None:
                raise Wrong(node.place, f"names an unknown site: {kind(node)}", self.hint(name))
            return key

        return read


def sites(whole: Section) -> dict[str, Site]:
    """Read the sites; two of them must not go by the same name."""
    found: dict[str, Site] = {}
    taken: dict[str, str] = {}
    for key, section in whole.members():
        with section:
            site = Site(
                key=key.text,
                name=section.get("name", values.text, key.text),
                aliases=section.get("aliases", values.many(values.text), ()),
                buildings=section.get("buildings", values.many(values.text), ()),
                departments=section.get("departments", values.many(values.text), ()),
            )
        found[key.text] = site
        for name in dict.fromkeys(fold(one) for one in (site.key, site.name, *site.aliases)):
            if name in taken:
                section.say(key.place, f"the sites `{taken[name]}` and `{key.text}` go by the same name: {name}")
            taken.setdefault(name, key.text)
    return found
