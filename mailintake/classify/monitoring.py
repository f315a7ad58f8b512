"""Mail that a monitoring program wrote: what it says of a device decides, not how people would put it."""

from __future__ import annotations

from enum import StrEnum

from mailintake.classify.signals import Signals

_FEWEST = 2


class State(StrEnum):
    """What a monitoring mail says of its device."""

    DOWN = "down"
    WARNING = "warning"
    RECOVERED = "recovered"


def state(signals: Signals) -> State | None:
    """Return what a monitoring program says, or None when a person wrote the mail."""
    if not signals.has("monitoring") or not signals.has("state_down", "state_up", "state_warning"):
        return None
    if not _looks_written_by_machine(signals):
        return None
    heading = signals.only([0])
    for part in (heading, signals):
        for label, found in (
            ("state_recovered", State.RECOVERED), ("state_warning", State.WARNING), ("state_down", State.DOWN),
            ("state_up", State.RECOVERED),
        ):  # fmt: skip
            if part.has(label):
                return found
    return None


def serves_many(signals: Signals) -> bool:
    """Tell whether the device carries a building: not one access point, printer or camera."""
    return not signals.has("small_device")


def _looks_written_by_machine(signals: Signals) -> bool:
    fields = sum(sentence.words[0].endswith(":") for sentence in signals.sentences if sentence.words)
    personal = any(form in {"i", "we", "my", "our", "me"} for sentence in signals.sentences for form in sentence.forms)
    return not personal and (fields >= _FEWEST or len(signals.by_label["monitoring"]) >= 1)
