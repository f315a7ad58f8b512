"""Notices become finished mail (RFC 5322): template, words, header fields, one recipient.

What exists is listed in `notices.py`, what a template may use in `view.py`.
"""

from mailintake.compose.context import Context
from mailintake.compose.header import UnusableAddressError
from mailintake.compose.message import compose, render
from mailintake.compose.notices import NOTICES, NoticeKind
from mailintake.compose.sample import sample
from mailintake.compose.templates import Rendered, TemplateFailedError, UnknownTemplateError, source

__all__ = [
    "NOTICES",
    "Context",
    "NoticeKind",
    "Rendered",
    "TemplateFailedError",
    "UnknownTemplateError",
    "UnusableAddressError",
    "compose",
    "render",
    "sample",
    "source",
]
