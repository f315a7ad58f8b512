"""Confidence that is true: of the mails we call 90 % sure, nine of ten are right (Platt 1999)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, log

Calibration = tuple[float, float]

# A model that has seen too few labels to know: those of the package hold.
UNKNOWN: Calibration = (0.0, 0.0)
SUREST = 0.995
START: Calibration = (0.0, 1.0)
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
_STIFF = 1.0
_FLATTEST = 0.05
_FURTHEST = 30.0
_SHORTEST = 1e-3


def calibrated(confidence: float, calibration: Calibration) -> float:
    """Return the confidence that was right so often; the order of confidences stays."""
    return min(SUREST, _likely(logit(confidence), calibration))


def fit(judged: Sequence[tuple[float, bool]]) -> Calibration:
    """Return shift and slope under which these confidences are likeliest to be right as often as they were."""
    found, points = START, [(logit(confidence), right) for confidence, right in judged]
    stride = 1.0
    while stride > _SHORTEST:
        better = min(
            ((found[0] + a * stride, max(_FLATTEST, found[1] + b * stride)) for a, b in _DIRECTIONS),
            key=lambda one: _loss(points, one),
        )
        if _loss(points, better) < _loss(points, found):
            found = better
        else:
            stride /= 2
    return round(found[0], 3), round(found[1], 3)


def _loss(points: Sequence[tuple[float, bool]], calibration: Calibration) -> float:
    """Return how unlikely the points are; a little stiffness keeps few of them from running away with it."""
    stiff = _STIFF * sum((a - b) ** 2 for a, b in zip(calibration, START, strict=True))
    return stiff - sum(log(max(1e-9, p if right else 1 - p)) for p, right in _likelihoods(points, calibration))


def _likelihoods(points: Sequence[tuple[float, bool]], calibration: Calibration) -> Iterator[tuple[float, bool]]:
    return ((_likely(x, calibration), right) for x, right in points)


def _likely(x: float, calibration: Calibration) -> float:
    shift, slope = calibration
    return 1 / (1 + exp(-max(-_FURTHEST, min(_FURTHEST, shift + slope * x))))


def logit(confidence: float) -> float:
    """Return the logarithm of the odds, within reason."""
    bounded = min(max(confidence, 1e-6), 1 - 1e-6)
    return log(bounded / (1 - bounded))
