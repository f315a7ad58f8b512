"""One question to a token endpoint, and what its answer means (RFC 6749, section 5)."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from mailintake.oauth.errors import TokenDelayedError, TokenRefusedError

SECONDS = 15.0
LARGEST = 256 * 1024
# Where the endpoint does not say how long a token lasts, this short time is safe.
USUAL_SECONDS = 300
OK, TIMEOUT, TOO_MANY, SERVER = 200, 408, 429, 500
PATIENCE = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and how long it lasts; `refresh_token` is there where the endpoint gave a new one."""

    value: str = field(repr=False)
    issued_at: datetime
    expires_at: datetime
    refresh_token: str | None = field(default=None, repr=False)


def ask(
    url: str, form: Mapping[str, str], now: datetime, *, ca_file: Path | None = None, seconds: float = SECONDS
) -> Token:
    """Return a new token, or raise why there is none."""
    place = urlsplit(url).hostname or url
    status, content = _post(place, url, form, ca_file, seconds)
    answer = _json(content)
    value = answer.get("access_token")
    if status == OK and isinstance(value, str) and _is_token(value):
        lasts = timedelta(seconds=_seconds(answer.get("expires_in")))
        renewed = answer.get("refresh_token")
        return Token(value, now, now + lasts, renewed if isinstance(renewed, str) and renewed else None)
    raise _failure(place, status, answer)


def _post(place: str, url: str, form: Mapping[str, str], ca_file: Path | None, seconds: float) -> tuple[int, bytes]:
    # The configuration takes only https here, and http of this machine itself.
    request = Request(url, urlencode(form).encode(), {"Accept": "application/json"}, method="POST")  # noqa: S310
    try:
        opener = build_opener(HTTPSHandler(context=ssl.create_default_context(cafile=ca_file)), _StayHere)
        with opener.open(request, timeout=seconds) as response:
            return response.status, response.read(LARGEST)
    except HTTPError as error:
        with error:
            return error.code, _rest(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(reason, ssl.SSLCertVerificationError):
            raise TokenRefusedError(place, f"certificate not accepted: {reason.verify_message}") from error
        raise TokenDelayedError(place, reason) from error


class _StayHere(HTTPRedirectHandler):
    """Follows nobody: the form holds our secret."""

    def redirect_request(self, *_: object) -> None:
        """Return no other request."""


def _rest(error: HTTPError) -> bytes:
    try:
        return error.read(LARGEST)
    except (OSError, http.client.HTTPException):
        return b""


def _json(content: bytes) -> Mapping[str, object]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _is_token(value: str) -> bool:
    return bool(value) and value.isascii() and value.isprintable() and " " not in value


def _seconds(value: object) -> float:
    """Read `expires_in`; some endpoints write the number as text."""
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return USUAL_SECONDS


def _failure(place: str, status: int, answer: Mapping[str, object]) -> TokenRefusedError | TokenDelayedError:
    code = str(answer.get("error", ""))
    text = f"{status} {code} {answer.get('error_description', '')}".strip()
    if code in PATIENCE or status in {TIMEOUT, TOO_MANY} or status >= SERVER:
        return TokenDelayedError(place, text)
    if status == OK:
        # The page of a proxy or of somebody who mends something.
        return TokenDelayedError(place, "the answer holds no token")
    return TokenRefusedError(place, text)
