"""A coverage-guided run over parser, reply cutter and command reader; it needs `pip install mailintake[fuzz]`.

Usage: python -m tests.soak.fuzz CORPUS_FOLDER -max_total_time=300

CORPUS_FOLDER holds raw mails to begin with; new ones that reach new code are added to it. All further words are
libFuzzer's own options.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mailintake.parse", "mailintake.act"]):
    from mailintake.act import BY_WORD
    from mailintake.act.read import read_text
    from mailintake.parse.html import html_to_text
    from mailintake.parse.reply import split_reply
    from tests.soak.reading import read


def one_input(data: bytes) -> None:
    """Take the bytes for a mail, for the text of a reply, and for HTML."""
    read(data)
    text = data.decode("utf-8", "replace")
    for reply in (False, True):
        parts = split_reply(text, reply=reply)
        read_text(parts.text, BY_WORD, certain_everywhere=reply)
    html_to_text(text)


def main() -> None:
    """Run until libFuzzer's time is over or it has found something."""
    atheris.Setup([*sys.argv, "-timeout=5", "-rss_limit_mb=1024"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
