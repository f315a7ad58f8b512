"""Resolve requirements.txt and requirements-dev.txt again (`make pins`)."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINS = {
    "requirements.txt": ["oauth", "postgresql"],
    "requirements-dev.txt": ["demo", "docs", "oauth", "postgresql", "test"],
}
_COMPILE = (
    *("uv", "--no-config", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade"),
    # One file serves every Python and system that the project supports.
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    # The pins name versions and contents, never the place that they came from.
    *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--custom-compile-command", "make pins"),
)


def main() -> None:
    """Write both files; the second one keeps to the versions of the first."""
    constraints: list[str] = []
    for name, extras in PINS.items():
        chosen = [f"--extra={extra}" for extra in extras]
        subprocess.run(
            [ROOT / ".venv/bin" / _COMPILE[0], *_COMPILE[1:], *chosen, *constraints, "-o", name], check=True, cwd=ROOT
        )
        constraints = ["--constraint", name]


if __name__ == "__main__":
    main()
