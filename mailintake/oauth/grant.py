"""What we show to a token endpoint: a secret, a signed assertion (RFC 7523), or a refresh token (RFC 6749)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from mailintake.model.login import OAuth, Secret
from mailintake.oauth.assertion import client_assertion, service_account_assertion
from mailintake.oauth.errors import SigningError

Read: TypeAlias = Callable[[Secret], str]

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
CLIENT_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def form(oauth: OAuth, username: str, read: Read, now: datetime) -> dict[str, str]:
    """Return the fields to post; secrets are read at this moment, so that a new one counts at once."""
    if oauth.service_account is not None:
        account = _account(read(oauth.service_account), oauth.service_account.place)
        signed = service_account_assertion(account, username, oauth.scope or "", oauth.token_url, now)
        return {"grant_type": JWT_BEARER, "assertion": signed}
    fields = {"client_id": oauth.client_id or ""}
    if oauth.scope:
        fields["scope"] = oauth.scope
    if oauth.refresh_token is not None:
        fields |= {"grant_type": "refresh_token", "refresh_token": read(oauth.refresh_token)}
    else:
        fields["grant_type"] = "client_credentials"
    return fields | _client(oauth, read, now)


def _client(oauth: OAuth, read: Read, now: datetime) -> dict[str, str]:
    if oauth.client_secret is not None:
        return {"client_secret": read(oauth.client_secret)}
    if oauth.certificate is not None:
        pem = read(oauth.certificate)
        signed = client_assertion(pem, oauth.client_id or "", oauth.token_url, now, oauth.certificate.place)
        return {"client_assertion_type": CLIENT_JWT, "client_assertion": signed}
    return {}


def _account(text: str, place: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict) and all(isinstance(found.get(key), str) for key in ("client_email", "private_key")):
        return {key: value for key, value in found.items() if isinstance(value, str)}
    why = "the service account's file is not the JSON key of one"
    raise SigningError(place, why, "make a key of type JSON for it in the Google Cloud console")
