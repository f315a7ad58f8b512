"""Signed assertions of who we are (RFC 7515, RFC 7523); signing needs the extra `oauth`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailintake.oauth.errors import SigningError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

# Our clock may be ahead of theirs; an hour is the most that Google takes.
EARLY = timedelta(minutes=1)
LASTS = timedelta(minutes=10)
PEM_HINT = "the file holds the private key and the certificate, both in PEM and without a passphrase"
EXTRA_HINT = "install it with `pip install 'mailintake[oauth]'`"


def client_assertion(pem: str, client_id: str, audience: str, now: datetime, place: str) -> str:
    """Return the assertion of an application that has a certificate."""
    certificate = read_certificate(pem, place)
    digest = hashlib.sha256(_der(certificate)).digest()
    head = {"alg": "PS256", "typ": "JWT", "x5t#S256": _base64url(digest)}
    claims = {
        "aud": audience,
        "iss": client_id,
        "sub": client_id,
        "jti": secrets.token_hex(16),
        "nbf": _seconds(now - EARLY),
        "iat": _seconds(now - EARLY),
        "exp": _seconds(now + LASTS),
    }
    return _signed(head, claims, _private_key(pem, place), pss=True)


def service_account_assertion(
    account: Mapping[str, str], username: str, scope: str, audience: str, now: datetime
) -> str:
    """Return the assertion of a Google service account that acts for the owner of the mailbox."""
    head = {"alg": "RS256", "typ": "JWT"}
    if account.get("private_key_id"):
        head["kid"] = account["private_key_id"]
    claims = {
        "iss": account["client_email"],
        "sub": username,
        "scope": scope,
        "aud": audience,
        "iat": _seconds(now - EARLY),
        "exp": _seconds(now + LASTS),
    }
    return _signed(head, claims, _private_key(account["private_key"], account["client_email"]), pss=False)


def read_certificate(pem: str, place: str) -> Certificate:
    """Return the first certificate of a PEM text."""
    try:
        from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise SigningError(place, "a certificate needs the package cryptography", EXTRA_HINT) from error
    begin = pem.find("-----BEGIN CERTIFICATE-----")
    try:
        return load_pem_x509_certificate(pem[max(0, begin) :].encode())
    except ValueError as error:
        raise SigningError(place, "there is no certificate in it", PEM_HINT) from error


def _der(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return certificate.public_bytes(Encoding.DER)


def _private_key(pem: str, place: str) -> RSAPrivateKey:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415
    except ImportError as error:
        raise SigningError(place, "signing needs the package cryptography", EXTRA_HINT) from error
    try:
        key = load_pem_private_key(_key_of(pem).encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningError(place, "there is no private key in it that can be used", PEM_HINT) from error
    if not isinstance(key, RSAPrivateKey):
        raise SigningError(place, "the private key is not of the kind RSA", "make a key with `openssl genrsa`")
    return key


def _key_of(pem: str) -> str:
    """Return the private key's block of a PEM text that may hold a certificate, too."""
    for kind in ("PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"):
        begin, end = pem.find(f"-----BEGIN {kind}-----"), pem.find(f"-----END {kind}-----")
        if 0 <= begin < end:
            return pem[begin : end + len(f"-----END {kind}-----")] + "\n"
    return ""


def _signed(head: Mapping[str, str], claims: Mapping[str, object], key: RSAPrivateKey, *, pss: bool) -> str:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    signed = f"{_base64url(_json(head))}.{_base64url(_json(claims))}"
    digest = hashes.SHA256()
    pad = padding.PSS(padding.MGF1(digest), digest.digest_size) if pss else padding.PKCS1v15()
    return f"{signed}.{_base64url(key.sign(signed.encode(), pad, digest))}"


def _json(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
