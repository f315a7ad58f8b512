"""All benchmarks that need nothing but this checkout: `make bench`."""

from __future__ import annotations

import subprocess
import sys

MODULES = ("bench.store", "bench.latency", "bench.classify", "bench.commands")

for name in MODULES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", name], check=True)  # noqa: S603 (our own modules)
