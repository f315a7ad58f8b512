"""What a login needs besides a name, and how it is said that it cannot be had."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


class CredentialError(Exception):
    """A password or an access token cannot be had; `transient` says that it may come by itself."""

    transient = False


@runtime_checkable
class Renewable(Protocol):
    """A source of access tokens."""

    def __call__(self) -> str:
        """Return a token that is fresh now."""

    def refused(self) -> None:
        """Hear that a server did not take the token: the next one must be a new one."""
