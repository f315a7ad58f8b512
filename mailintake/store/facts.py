"""A decision as JSON text for the journal: what hit, the facts it rests on, and the configuration's digest."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from json import dumps

from mailintake.model.decision import Decision

# Changes are in the tickets' histories, the trace has its own column, and mail text belongs in neither.
_ELSEWHERE = {"changes", "trace", "hold", "text", "facts", "results"}


def to_facts(decision: Decision, digest: str) -> str:
    """Return the stored form of the decision."""
    return dumps({**_fields(decision), "configuration": digest}, ensure_ascii=True)


def _fields(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        return {}
    names = (one.name for one in fields(value) if one.name not in _ELSEWHERE)
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case None | str() | int() | float():
            return value
        case tuple() | list() | frozenset():
            return [_plain(one) for one in value]
        case date() | timedelta():
            return str(value)
        case _:
            return _fields(value)
