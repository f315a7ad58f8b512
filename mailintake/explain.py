"""A decision as plain JSON values: what a message is, what follows from it, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from mailintake.model.decision import Classification, Decision, Notice
from mailintake.model.message import Address, Message
from mailintake.model.person import Person

Json = dict[str, object]
NOTHING_KNOWN = ("name", "address", "extension", "site", "department", "room")


@dataclass(frozen=True, slots=True)
class Announced:
    """A notice as it would go out."""

    notice: Notice
    to: str
    subject: str


def explain(file: str, message: Message, decision: Decision, notices: Iterable[Announced]) -> Json:
    """Return all that a decision says; every key is there, null or empty where it does not apply."""
    verdict = decision.verdict
    return {
        "file": file,
        "message": _message(message),
        "verdict": {"kind": verdict.kind.value, "guard": verdict.guard, "reason": verdict.reason},
        "delivery_status": [
            {"recipient": one.recipient, "action": one.action, "status": one.status, "diagnostic": one.diagnostic}
            for one in decision.delivery_reports
        ],
        "authentication": {"level": decision.evidence.level, "reason": decision.evidence.reason},
        "thread": {"ticket": decision.thread.ticket, "by": decision.thread.by},
        "commands": [
            {
                "line": one.line,
                "verb": one.verb,
                "arguments": one.arguments,
                "outcome": one.outcome.value,
                "reason": one.reason,
            }
            for one in decision.commands
        ],
        "requester": _requester(decision.requester),
        "classification": _classification(decision.classification),
        "assignment": _assignment(decision),
        "targets": {
            "respond_by": utc(decision.targets.respond_by if decision.targets else None),
            "resolve_by": utc(decision.targets.resolve_by if decision.targets else None),
        },
        "notices": [{"template": one.notice.template, "to": one.to, "subject": one.subject} for one in notices],
        "trace": list(decision.trace),
    }


def utc(moment: datetime | None) -> str | None:
    """Return an aware time as `2026-11-23T16:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _message(message: Message) -> Json:
    return {
        "message_id": message.message_id,
        "date": utc(message.date),
        "from": _address(message.author),
        "reply_to": message.reply_to[0].addr_spec if message.reply_to else None,
        "to": [one.addr_spec for one in message.to],
        "cc": [one.addr_spec for one in message.cc],
        "subject": message.subject,
        "language": message.language,
        "body": message.body,
        "text": message.text,
        "quoted": message.quoted,
        "signature": message.signature,
        "attachments": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "size": one.size,
                "sha256": one.sha256,
                "inline": one.inline,
            }
            for one in message.attachments
        ],
    }


def _address(address: Address | None) -> Json:
    if address is None:
        return {"name": None, "address": None}
    return {"name": address.display_name or None, "address": address.addr_spec}


def _requester(person: Person | None) -> Json:
    if person is None:
        return dict.fromkeys(NOTHING_KNOWN)
    return {
        "name": person.name or None,
        "address": person.address,
        "extension": person.extension,
        "site": person.site,
        "department": person.department,
        "room": person.room,
    }


def _classification(judged: Classification | None) -> Json:
    if judged is None:
        keys = ("category", "confidence", "priority", "scope", "work_stopped", "workaround", "needs_triage")
        return {**dict.fromkeys(keys), "because": []}
    return {
        "category": judged.category,
        "confidence": round(judged.confidence, 3),
        "priority": judged.priority.value,
        "scope": judged.scope.value,
        "work_stopped": judged.work_stopped,
        "workaround": judged.workaround,
        "needs_triage": judged.needs_triage,
        "because": list(judged.because),
    }


def _assignment(decision: Decision) -> Json:
    assigned = decision.assignment
    if assigned is None:
        return {"assignee": None, "team": None, "rule": None, "because": []}
    return {
        "assignee": assigned.assignee,
        "team": assigned.team,
        "rule": assigned.rule,
        "because": list(assigned.because),
    }
