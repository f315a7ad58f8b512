"""Measure how fast the learned part learns, on a CSV of tickets with the columns Document and Topic_group."""

from __future__ import annotations

import argparse
import csv
import gzip
import time
from pathlib import Path
from random import Random

from mailintake.classify.learned import Label, fit
from mailintake.classify.tokens import read

SIZES = (50, 200, 1_000, 5_000)
HELD_BACK = 10_000


def main() -> None:
    """Print accuracy, time and size for growing numbers of labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tickets", type=Path, help="a CSV file, plain or .gz")
    parser.add_argument("--held-back", type=int, default=HELD_BACK)
    options = parser.parse_args()
    labels = _load(options.tickets)
    Random(1).shuffle(labels)
    held_back = [(label.category, read(label.subject, label.text)) for label in labels[-options.held_back :]]
    for size in SIZES:
        began = time.perf_counter()
        model = fit(labels[:size])
        seconds = time.perf_counter() - began
        right = sum(_best(model.weigh(sentences)) == category for category, sentences in held_back)
        size_kib = len(model.to_bytes()) // 1024
        print(f"{size:6} labels: accuracy {right / len(held_back):.3f}, fit {seconds:.1f} s, {size_kib} KiB")


def _load(path: Path) -> list[Label]:
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8") as file:
        return [Label("", row["Document"], row["Topic_group"]) for row in csv.DictReader(file)]


def _best(margins: dict[str, float]) -> str:
    return max(margins, key=lambda key: margins[key])


if __name__ == "__main__":
    main()
