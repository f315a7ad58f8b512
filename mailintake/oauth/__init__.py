"""Access tokens for IMAP and SMTP (RFC 6749): asked for, kept while they are fresh, and asked for again in time."""

from mailintake.oauth.errors import SigningError, TokenDelayedError, TokenRefusedError
from mailintake.oauth.expiry import expiry_warnings
from mailintake.oauth.source import TokenSource

__all__ = ["SigningError", "TokenDelayedError", "TokenRefusedError", "TokenSource", "expiry_warnings"]
