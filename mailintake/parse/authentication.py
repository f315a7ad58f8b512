"""How sure we are who wrote a mail, by the profile of the mailbox's provider.

One function, `evidence`, computes the level for every way into the desk. A field counts only where the provider must
have written it; everything below it may come from the sender.
"""

from __future__ import annotations

from itertools import pairwise

from mailintake.model.decision import Evidence
from mailintake.model.message import Message
from mailintake.model.settings import Profile, Trust
from mailintake.parse.authentication_results import Result, Results, parse_results

__all__ = ["Result", "Results", "evidence", "parse_results"]

_LONGEST = 16 * 1024
_GOOGLE = "mx.google.com"
_INTERNAL = "x-ms-exchange-organization-authas"
_DIRECTION = "x-ms-exchange-organization-messagedirectionality"


def evidence(message: Message, trust: Trust, token_valid: bool) -> Evidence:  # noqa: FBT001 (a fact, not a switch)
    """Return the level of a mail: 2 authenticated, 1 our token, 0 claimed, -1 failed.

    `token_valid` says that the mail carries our reply token, valid for the person in From and this ticket.
    """
    found = _of_profile(message, trust)
    if found.level < 0:
        return found
    if message.author_defect is not None or len(message.authors) != 1:
        return Evidence(0, f"From is not beyond doubt: {message.author_defect or 'not exactly one mailbox'}")
    if found.level == 0 and token_valid:
        return Evidence(1, "our reply token, and From is the person it was made for")
    return found


def _of_profile(message: Message, trust: Trust) -> Evidence:
    domain = message.author.domain.rstrip(".") if message.author else ""
    match trust.profile:
        case Profile.GENERIC:
            return _generic(message, trust, domain)
        case Profile.GOOGLE:
            return _google(message, trust, domain)
        case Profile.MICROSOFT:
            return _microsoft(message, trust, domain)
        case Profile.NONE:
            return Evidence(0, "no Authentication-Results are trusted")


def _generic(message: Message, trust: Trust, domain: str) -> Evidence:
    listed = frozenset(one.lower() for one in trust.authserv_ids)
    for value in message.get_all("authentication-results"):
        found = parse_results(value)
        if not found.sound:
            return Evidence(0, "an Authentication-Results field cannot be read")
        if found.authserv_id is not None and found.authserv_id in listed:
            return _judge(found, domain)
    return Evidence(0, "no Authentication-Results of a listed server")


def _judge(found: Results, domain: str) -> Evidence:
    """Judge the field of a server that we trust."""
    dmarc = found.worst("dmarc")
    if dmarc == "fail":
        return Evidence(-1, f"dmarc=fail by {found.authserv_id}")
    if dmarc == "pass" and _is_for(found, domain, required=False):
        return Evidence(2, f"dmarc=pass by {found.authserv_id} for {domain}")
    if dmarc in {None, "none"} and _has_aligned_signature(found, domain):
        return Evidence(2, f"dkim=pass by {found.authserv_id}, aligned with {domain}")
    return Evidence(0, f"dmarc={dmarc or 'unknown'} and no aligned dkim=pass by {found.authserv_id}")


def _is_for(found: Results, domain: str, *, required: bool) -> bool:
    """Tell whether all DMARC results are about the domain that we see in From."""
    said = [one for one in found.results if one.method == "dmarc"]
    named = [
        one.get("header.from").rstrip(".") for one in said if any(key == "header.from" for key, _ in one.properties)
    ]
    return all(one == domain for one in named) and (bool(named) or not required)


def _has_aligned_signature(found: Results, domain: str) -> bool:
    """Tell whether a domain of the author's organization signed, and no signature of that domain is bad."""
    results: dict[str, set[str]] = {}
    for one in found.results:
        if one.method == "dkim":
            signer = one.get("header.d") or one.get("header.i").rpartition("@")[2]
            results.setdefault(signer.rstrip("."), set()).add(one.result)
    return any(said == {"pass"} and _is_aligned(signer, domain) for signer, said in results.items())


def _is_aligned(signer: str, domain: str) -> bool:
    """Compare domains as DMARC's relaxed mode does, one being the other or above it."""
    if "." not in signer or "." not in domain:
        return False
    return signer == domain or signer.endswith(f".{domain}") or domain.endswith(f".{signer}")


def _google(message: Message, trust: Trust, domain: str) -> Evidence:
    listed = {_GOOGLE, *(one.lower() for one in trust.authserv_ids)}
    received: list[str] = []
    for name, value in message.header:
        if name == "received":
            received.append(value)
        if name != "authentication-results":
            continue
        found = parse_results(value)
        if not found.sound:
            return Evidence(0, "an Authentication-Results field cannot be read")
        if found.authserv_id not in listed:
            continue
        dmarc = found.worst("dmarc")
        if dmarc == "fail":
            return Evidence(-1, f"dmarc=fail by {found.authserv_id}")
        if not _is_below_google(received):
            return Evidence(0, "the Authentication-Results does not stand right below Google's own Received")
        if dmarc == "pass" and _is_for(found, domain, required=True):
            return Evidence(2, f"dmarc=pass by {found.authserv_id} for {domain}")
        return Evidence(0, f"dmarc={dmarc or 'unknown'} by {found.authserv_id}")
    return Evidence(0, "no Authentication-Results of Google")


def _is_below_google(received: list[str]) -> bool:
    """Tell whether only Google's servers handled the mail above this place, and its entry server at most once."""
    hosts = [_by(value) for value in received]
    entries = sum(host == _GOOGLE for host in hosts)
    return entries <= 1 and all(host.endswith((".google.com", ".gmail.com")) or _is_inner(host) for host in hosts)


def _is_inner(host: str) -> bool:
    return host.startswith(("2002:", "10."))


def _by(received: str) -> str:
    """Return the host that wrote a Received field; it stands after the first `by` outside comments."""
    words = _without_comments(received[:_LONGEST]).lower().split()
    return next((host.rstrip(";") for word, host in pairwise(words) if word == "by"), "")


def _microsoft(message: Message, trust: Trust, domain: str) -> Evidence:
    fields = message.get_all("authentication-results")
    found = parse_results(fields[0]) if fields else Results(None)
    ours = found.sound and (
        found.authserv_id is None or found.authserv_id in {one.lower() for one in trust.authserv_ids}
    )
    if fields and not ours:
        return Evidence(0, "the topmost Authentication-Results is not Microsoft's")
    compauth = next((one for one in found.results if one.method == "compauth"), None)
    reason = compauth.get("reason") if compauth else ""
    dmarc = found.worst("dmarc")
    if dmarc == "fail" or found.worst("compauth") == "fail" or reason in {"000", "001", "010"} or reason[:1] == "6":
        return Evidence(-1, f"Microsoft says dmarc={dmarc or 'unknown'}, compauth reason {reason or 'unknown'}")
    if _only(message, _INTERNAL) == "internal" and _only(message, _DIRECTION) == "originating":
        return Evidence(2, "written in the own Microsoft tenant by an authenticated user")
    passed = found.worst("compauth") == "pass" and reason[:1] in {"1", "7"}
    if dmarc == "pass" and passed and _is_for(found, domain, required=True):
        return Evidence(2, f"dmarc=pass and compauth=pass by Microsoft for {domain}")
    return Evidence(0, f"Microsoft says dmarc={dmarc or 'unknown'}, compauth reason {reason or 'unknown'}")


def _only(message: Message, name: str) -> str:
    """Return a field's value in lower case, if all fields of that name agree."""
    values = {value.strip().lower() for value in message.get_all(name)}
    return values.pop() if len(values) == 1 else ""


def _without_comments(value: str) -> str:
    pieces: list[str] = []
    depth = 0
    for character in value:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            pieces.append(character)
    return "".join(pieces)
