"""`alerts.yaml`: monitoring systems whose mails are alerts; accepted, and not acted on yet."""

from __future__ import annotations

from pathlib import Path

from mailintake.config import addresses, values
from mailintake.config.inactive import Inactive
from mailintake.config.nodes import Table
from mailintake.config.secret import secret
from mailintake.config.section import Section
from mailintake.config.sites import SiteNames
from mailintake.model.settings import AlertSource

OWN_FORMAT = "own"


def alerts(whole: Section, folder: Path, names: SiteNames, inactive: Inactive) -> dict[str, AlertSource]:
    """Read the monitoring systems, each under a name of its own."""
    found: dict[str, AlertSource] = {}
    for key, section in whole.members():
        with section:
            found[key.text] = AlertSource(
                key=key.text,
                senders=section.need("from", values.some(addresses.address_pattern), ()),
                format=_format(section, names),
            )
            section.get("secret", values.optional(secret(folder)), None)
        inactive.add(key.place, f"the alert source `{key.text}`", "its mails become tickets like any other")
    return found


def _format(section: Section, names: SiteNames) -> str:
    if not isinstance(section.node_of("format"), Table):
        return section.need("format", values.text, OWN_FORMAT)
    own = section.part("format")
    if own is None:
        return OWN_FORMAT
    with own:
        own.get("subject", values.pattern, "")
        own.get("body", values.pattern, "")
        sites = own.part("sites")
        if sites is not None:
            sites.all_as(names.reader)
    if "subject" not in own and "body" not in own:
        own.say(own.place, f"`{own.name}` needs `subject` or `body`", "a pattern with groups such as `(?P<host>\\S+)`")
    return OWN_FORMAT
