"""Write the generated pages of the reference again (`make docs`)."""

from __future__ import annotations

from docs.make import REFERENCE, pages

for name, text in pages().items():
    (REFERENCE / name).write_text(text, encoding="utf-8")
