"""Fit shift and slope of the built-in confidence: `python -m eval.calibrate`.

Mails that were looked at while the words were chosen are judged rightly by now and say nothing of mails to come. So
`first.jsonl` keeps how sure we were of mails of three sets, and whether we were right, when they were new.
"""

from __future__ import annotations

import json

from eval.calibration import error, text_plot
from eval.mails import HERE, held_back, judge, load_rules
from mailintake.classify import calibration

FIRST = HERE / "first.jsonl"


def main() -> None:
    """Print the fit, and how true the confidence is of the mails held back."""
    lines = [json.loads(line) for line in FIRST.read_text("utf-8").splitlines()]
    points = [(float(line["confidence"]), bool(line["right"])) for line in lines]
    found = calibration.fit(points)
    after = [(calibration.calibrated(confidence, found), right) for confidence, right in points]
    print(f"{len(points)} first judgements: shift and slope {found}, in use {calibration.BUILT_IN}")
    print(f"expected calibration error before {error(points):.3f}, after {error(after):.3f}")
    rules = load_rules()
    judged = [judge(mail, rules) for mail in held_back()]
    sure = [(one.found.confidence, one.category_right) for one in judged]
    print(f"mails held back, as in use: {error(sure):.3f}")
    for line in text_plot(sure):
        print(line)


if __name__ == "__main__":
    main()
