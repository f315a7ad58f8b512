"""Kinds of columns that take whatever strangers write."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Text, TypeDecorator

KEY_LENGTH = 400


def clean(text: str) -> str:
    """Return the text without what PostgreSQL (NUL) or UTF-8 (surrogates) cannot hold."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\0", "\ufffd")


def key(text: str) -> str:
    """Return the text, or where it is too long for an index, its beginning and its digest."""
    text = clean(text)
    if len(text) <= KEY_LENGTH:
        return text
    return f"{text[: KEY_LENGTH - 70]}…{sha256(text.encode()).hexdigest()}"


class Words(TypeDecorator[str]):
    """Text of any length and content."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 (SQLAlchemy's)
        """Clean what goes in."""
        return None if value is None else clean(value)


class Key(TypeDecorator[str]):
    """Text that is looked up: a long one is cut the same way whenever it is stored or asked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 (SQLAlchemy's)
        """Clean and shorten what goes in."""
        return None if value is None else key(value)
