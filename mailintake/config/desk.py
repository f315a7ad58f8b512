"""`desk`, `trust`, `limits`, `caps` of mailintake.yaml."""

from __future__ import annotations

from datetime import timedelta

from mailintake.config import addresses, values
from mailintake.config.nodes import Node, kind
from mailintake.config.problems import Wrong
from mailintake.config.section import Section
from mailintake.model.settings import Caps, Desk, Limits, Lists, Profile, Strangers, Trust

LONGEST_TAG = 16


def desk(whole: Section) -> Desk:
    """Read the desk itself; its domains are by default the domain of its address."""
    section = whole.part("desk")
    if section is None:
        if "desk" not in whole:
            whole.say(whole.place, "`desk` is missing", "at least `desk: {address: helpdesk@example.org}`")
        return Desk("helpdesk@invalid")
    with section:
        address = section.need("address", addresses.address, "helpdesk@invalid")
        domains = section.get("domains", values.many(addresses.domain), ())
        usual = Desk(address)
        found = Desk(
            address=address,
            name=section.get("name", values.text, usual.name),
            phone=section.get("phone", values.optional(values.text), None),
            tag=section.get("tag", _tag, usual.tag),
            timezone=section.get("timezone", values.timezone, usual.timezone),
            languages=section.get("languages", values.many(values.language), ()) or usual.languages,
            domains=domains or (usual.domain,),
            strangers=section.get("strangers", values.choice(Strangers), usual.strangers),
            aliases=section.get("aliases", values.many(addresses.address_or_list), ()),
            lists=section.get("lists", values.choice(Lists), usual.lists),
            admin=section.get("admin", values.optional(addresses.address), None),
            reopen_within=section.get("reopen_within", values.duration, timedelta(days=7)),
            triage=section.get("triage", values.optional(values.text), None),
            blocked=section.get("blocked", values.many(addresses.address_pattern), ()),
        )
    if found.admin and found.is_ours(found.admin):
        hint = "a mailbox that a person reads, such as `it-admin@example.org`: the desk's mail to itself helps nobody"
        section.say(section.where("admin"), f"`desk.admin` is an address of the desk itself: {found.admin}", hint)
    return found


def trust(whole: Section) -> Trust:
    """Read whose word we take for who wrote a mail."""
    section = whole.part("trust")
    if section is None:
        return Trust()
    with section:
        profile = section.get("profile", values.choice(Profile), Profile.NONE)
        ids = section.get("authserv_ids", values.many(values.text), None)
        token_is_enough = section.get("token_is_enough", values.yes_no, default=True)
    if profile is Profile.GENERIC and (ids == () or "authserv_ids" not in section):
        hint = "the first word of the Authentication-Results field in mail that you got, such as `mx.example.org`"
        section.say(section.where("profile"), "`trust.profile: generic` needs `trust.authserv_ids`", hint)
    return Trust(profile, ids or (), token_is_enough)


def limits(whole: Section) -> Limits:
    """Read the sizes that we take."""
    section = whole.part("limits")
    usual = Limits()
    if section is None:
        return usual
    with section:
        return Limits(
            message=section.get("message", _size, usual.message),
            attachment=section.get("attachment", _size, usual.attachment),
        )


def caps(whole: Section) -> Caps:
    """Read the hard limits of automatic answers."""
    section = whole.part("caps")
    usual = Caps()
    if section is None:
        return usual
    with section:
        return Caps(
            per_address=section.get("per_address", values.rate, usual.per_address),
            per_ticket=section.get("per_ticket", values.rate, usual.per_ticket),
        )


def _tag(node: Node) -> str:
    value = values.text(node).strip("[]")
    if not (value.isascii() and value.isalnum() and value[0].isalpha() and len(value) <= LONGEST_TAG):
        raise Wrong(node.place, f"must be a short word of letters such as `TECH`, not {kind(node)}")
    return value.upper()


def _size(node: Node) -> int:
    value = values.size(node)
    if value <= 0:
        raise Wrong(node.place, f"must be more than nothing, not {kind(node)}")
    return value
