"""Bounces (RFC 3464) and feedback reports (RFC 5965): what failed for whom, and which mail it was about.

What keeps to no standard is read in `bounce_text`.
"""

from __future__ import annotations

from mailintake.model.message import DeliveryReport, DeliveryStatus, Message
from mailintake.parse import bounce_text, charset
from mailintake.parse.address import parse_addresses
from mailintake.parse.clean import clean_line, clean_text
from mailintake.parse.entity import Entity
from mailintake.parse.header import RawHeader, read_header, text_of
from mailintake.parse.limits import ParseLimits
from mailintake.parse.message_id import parse_id

_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_FEEDBACK = "message/feedback-report"
_ORIGINAL_PARTS = frozenset({"message/rfc822", "message/global", "message/global-headers", "text/rfc822-headers"})
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_MOST_REPORTS = 100
_MOST_RECIPIENTS = 50
_DIAGNOSTIC = 500
_SCAN = 32 * 1024
_LIMITS = ParseLimits()


def read_delivery_status(message: Message, entity: Entity) -> DeliveryStatus | None:
    """Return what a bounce or feedback report says, None for any other mail."""
    leaves = entity.leaves()
    if bounce_text.is_complaint(message) or any(leaf.media_type == _FEEDBACK for leaf in leaves):
        return _feedback(message, leaves)
    status_parts = [leaf for leaf in leaves if leaf.media_type in _STATUS_PARTS]
    standard = bool(status_parts) and (entity.media_type == "multipart/report" or bounce_text.is_from_machine(message))
    if not standard and not bounce_text.may_be_bounce(message):
        return None
    text = _first_text(leaves)
    if not standard and not bounce_text.is_bounce(message, text):
        return None
    reports = [report for leaf in status_parts for report in _reports(leaf)]
    if not any(report.recipient for report in reports):
        action = reports[0].action if reports else None
        reports = bounce_text.read_reports(message, text, action) or reports
    return _with_original(message, leaves, text, tuple(reports[:_MOST_REPORTS]))


def _feedback(message: Message, leaves: list[Entity]) -> DeliveryStatus:
    recipients: list[str] = []
    for leaf in leaves:
        if leaf.media_type == _FEEDBACK:
            for block in _blocks(leaf):
                recipients.extend(_address(field.raw) or "" for field in block.get_all("original-rcpt-to"))
    reports = tuple(DeliveryReport(one, "complaint") for one in recipients if one)
    found = _with_original(message, leaves, "", reports)
    return DeliveryStatus(reports, found.original_message_id, found.original_recipients, feedback=True)


def _reports(leaf: Entity) -> list[DeliveryReport]:
    """Read the blocks about one recipient each; the first block is about the message."""
    found: list[DeliveryReport] = []
    for block in _blocks(leaf):
        final = _address(block.get("final-recipient"))
        original = _address(block.get("original-recipient"))
        if final is None and original is None and block.get("action") is None:
            continue
        diagnostic = _diagnostic(block)
        status = bounce_text.find_status(_text(block, "status")) or bounce_text.find_status(diagnostic or "")
        action = _text(block, "action").split(" ")[0].lower().strip(";,")
        found.append(DeliveryReport(original or final, action if action in _ACTIONS else "failed", status, diagnostic))
    return found


def _blocks(leaf: Entity) -> list[RawHeader]:
    content = leaf.content[:_SCAN].replace(b"\r\n", b"\n").strip(b"\n")
    return [read_header(block.lstrip(b"\n"), _LIMITS) for block in content.split(b"\n\n")[: 4 * _MOST_REPORTS]]


def _address(raw: bytes | None) -> str | None:
    """Return the address of `rfc822; <somebody@example.org>`."""
    if raw is None:
        return None
    before, semicolon, after = text_of(raw[:1000]).partition(";")
    found = parse_addresses((after if semicolon else before).strip(), 1).addresses
    return found[0].addr_spec if found else None


def _diagnostic(block: RawHeader) -> str | None:
    kind, semicolon, rest = _text(block, "diagnostic-code").partition(";")
    text = rest if semicolon and " " not in kind.strip() else f"{kind}{semicolon}{rest}"
    return clean_line(text, _DIAGNOSTIC) or None


def _text(block: RawHeader, name: str) -> str:
    return clean_line(text_of(block.get(name) or b""), 4 * _DIAGNOSTIC)


def _first_text(leaves: list[Entity]) -> str:
    """Return the words of the program; plain text that calls itself HTML (Exim does) keeps its lines."""
    for leaf in leaves:
        if leaf.media_type in {"text/plain", "text/html"} and leaf.body.strip():
            return clean_text(charset.decode(leaf.content[:_SCAN], leaf.content_type.get("charset")))
    return ""


def _with_original(
    message: Message, leaves: list[Entity], text: str, reports: tuple[DeliveryReport, ...]
) -> DeliveryStatus:
    header = next((_header_of(leaf) for leaf in leaves if leaf.media_type in _ORIGINAL_PARTS), None)
    if header is None or not header.fields:
        header = read_header(bounce_text.original_of(text).encode("utf-8", "replace"), _LIMITS)
    ident = parse_id(text_of(header.get("message-id") or b""))
    if ident is None:
        ident = bounce_text.find_message_id(text) or next(iter(message.in_reply_to), None)
    recipients: list[str] = []
    for name in ("to", "cc", "x-hmxmroriginalrecipient"):
        for field in header.get_all(name):
            recipients.extend(one.addr_spec for one in parse_addresses(text_of(field.raw), _MOST_RECIPIENTS).addresses)
    return DeliveryStatus(reports, ident, tuple(dict.fromkeys(recipients))[:_MOST_RECIPIENTS])


def _header_of(leaf: Entity) -> RawHeader:
    content = leaf.content[:_SCAN].lstrip(b"\r\n \t")
    return read_header(content, _LIMITS)
