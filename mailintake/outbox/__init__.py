"""The way of one mail out: waiting → sent | later | given up | failed | held."""

from mailintake.outbox.fate import Fate, fate, next_attempt
from mailintake.outbox.loop import Outbox
from mailintake.outbox.rate import Rate

__all__ = ["Fate", "Outbox", "Rate", "fate", "next_attempt"]
