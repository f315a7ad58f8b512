"""`python -m eval`: how well category and priority are judged."""

from __future__ import annotations

from eval.run import main

main()
