"""A source of access tokens for one login: kept in memory, renewed in time, safe between threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from mailintake.model.credential import CredentialError
from mailintake.model.login import OAuth, Secret
from mailintake.oauth.grant import Read, form
from mailintake.oauth.request import SECONDS, Token, ask

# A new token is asked for this long before the end of the old one, but not before half of its life is over.
EARLY = timedelta(minutes=10)
# Once refused, we do not ask again for so long, whoever wants a token: many refusals lock an account.
REST_SECONDS = 60.0


def _forget(secret: Secret, value: str) -> None:
    del secret, value


class TokenSource:
    """Returns a fresh access token when called.

    `keep` is told a refresh token that replaces the one in the configuration. Where a renewal ahead of time fails,
    the token that is still good serves.
    """

    def __init__(  # noqa: PLR0913 (what it stands between)
        self,
        oauth: OAuth,
        username: str,
        read: Read,
        now: Callable[[], datetime],
        *,
        keep: Callable[[Secret, str], object] = _forget,
        monotonic: Callable[[], float] = time.monotonic,
        seconds: float = SECONDS,
    ) -> None:
        self._oauth = oauth
        self._username = username
        self._read = read
        self._now = now
        self._keep = keep
        self._monotonic = monotonic
        self._seconds = seconds
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._renewed: str | None = None
        self._refusal: CredentialError | None = None
        self._rests_until = 0.0

    def __call__(self) -> str:
        """Return a token that is fresh now; raises CredentialError."""
        with self._lock:
            now = self._now()
            if self._token is None or now >= _due(self._token):
                self._token = self._renew(now)
            return self._token.value

    def refused(self) -> None:
        """Hear that a server did not take the token: it is not handed out again."""
        with self._lock:
            self._token = None

    def _renew(self, now: datetime) -> Token:
        try:
            return self._ask(now)
        except CredentialError:
            if self._token is not None and now < self._token.expires_at:
                return self._token
            raise

    def _ask(self, now: datetime) -> Token:
        if self._refusal is not None and self._monotonic() < self._rests_until:
            raise self._refusal
        self._refusal = None
        try:
            token = self._exchange(now)
        except CredentialError as error:
            if not error.transient:
                # The admin may have put another one in its place.
                self._renewed = None
                self._refusal, self._rests_until = error, self._monotonic() + REST_SECONDS
            raise
        if token.refresh_token and self._oauth.refresh_token is not None:
            self._renewed = token.refresh_token
            self._keep(self._oauth.refresh_token, token.refresh_token)
        return token

    def _exchange(self, now: datetime) -> Token:
        fields = form(self._oauth, self._username, self._read, now)
        if self._renewed is not None:
            fields["refresh_token"] = self._renewed
        return ask(self._oauth.token_url, fields, now, ca_file=self._oauth.ca_file, seconds=self._seconds)


def _due(token: Token) -> datetime:
    half = (token.expires_at - token.issued_at) / 2
    return token.expires_at - min(EARLY, half)
