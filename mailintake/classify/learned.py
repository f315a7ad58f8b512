"""What corrections taught."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """Placeholder."""

    weights: bytes = b""
