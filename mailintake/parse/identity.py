"""Who a message is from, and whether its From field says so beyond doubt."""

from __future__ import annotations

from dataclasses import dataclass

from mailintake.model.message import Address
from mailintake.parse.address import parse_addresses
from mailintake.parse.header import RawField, RawHeader, text_of
from mailintake.parse.limits import ParseLimits

_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte != ord("\t"))


@dataclass(frozen=True, slots=True)
class Authors:
    """The mailboxes of all From fields, and why they carry no authority (None: they may)."""

    addresses: tuple[Address, ...] = ()
    defect: str | None = None


def read_authors(header: RawHeader, limits: ParseLimits, hint: str | None = None) -> Authors:
    """Read all From fields; anything that two programs could read differently is a defect."""
    fields = header.get_all("from")
    addresses: list[Address] = []
    defects = [*header.defects]
    for one in fields:
        parsed = parse_addresses(text_of(one.raw, hint), limits.addresses)
        addresses.extend(parsed.addresses)
        defects.extend((*([one.odd] if one.odd else []), *_raw_defects(one), *parsed.defects))
    defects.extend(_look_alikes(header))
    if len(fields) != 1:
        defects.insert(0, "no From field" if not fields else f"{len(fields)} From fields")
    if len(addresses) != 1 and fields:
        defects.append("no mailbox in From" if not addresses else f"{len(addresses)} mailboxes in From")
    return Authors(tuple(addresses[: limits.addresses]), defects[0] if defects else None)


def _raw_defects(one: RawField) -> list[str]:
    defects = []
    if one.raw != one.raw.translate(None, _CONTROLS):
        defects.append("control characters in From")
    if not one.raw.isascii():
        try:
            one.raw.decode("utf-8")
        except UnicodeDecodeError:
            defects.append("bytes in From that are no text")
    return defects


def _look_alikes(header: RawHeader) -> list[str]:
    """Find fields that some program could take for a further From."""
    hidden = b"\rfrom"
    return [
        "a From hidden behind a bare CR"
        for one in header.fields
        if b"\r" in one.raw and hidden in one.raw.lower().replace(b" ", b"").replace(b"\t", b"")
    ]
