"""Signed assertions hold what the providers ask for, and the signature is right."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mailintake.model.login import OAuth
from mailintake.oauth import SigningError, expiry_warnings
from tests.oauth.endpoint import DESK, NOW, Endpoint, endpoint, read, secret, source_of, with_secret

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def server() -> Iterator[Endpoint]:
    with endpoint() as found:
        yield found


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = KEY) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def certificate(days: int = 400) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailintake")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    made = made.serial_number(7).not_valid_before(NOW - timedelta(days=300)).not_valid_after(NOW + timedelta(days=days))
    return made.sign(KEY, hashes.SHA256())


def certificate_pem(days: int = 400) -> str:
    return certificate(days).public_bytes(Encoding.PEM).decode()


def parts(assertion: str) -> tuple[dict[str, str], dict[str, object], bytes, bytes]:
    head, claims, signature = (base64.urlsafe_b64decode(one + "==") for one in assertion.split("."))
    return json.loads(head), json.loads(claims), assertion.rpartition(".")[0].encode(), signature


def account(**changed: str) -> str:
    return json.dumps(
        {
            "type": "service_account",
            "client_email": "mail@project.iam.example",
            "private_key": pem(),
            "private_key_id": "k1",
        }
        | changed
    )


def test_a_service_account_acts_for_the_mailbox(server: Endpoint) -> None:
    oauth = OAuth(server.url, service_account=secret(account()), scope="https://mail.google.com/")
    source_of(oauth)()

    (asked,) = server.asked
    head, claims, signed, signature = parts(asked["assertion"])
    KEY.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    assert asked["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert head == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    assert claims == {
        "iss": "mail@project.iam.example",
        "sub": DESK,
        "scope": "https://mail.google.com/",
        "aud": server.url,
        "iat": int(NOW.timestamp()) - 60,
        "exp": int(NOW.timestamp()) + 600,
    }


@pytest.mark.parametrize("order", ["key first", "certificate first"])
def test_a_certificate_stands_for_a_client_secret(server: Endpoint, order: str) -> None:
    both = [pem(), certificate_pem()]
    text = "".join(both if order == "key first" else reversed(both))
    oauth = OAuth(server.url, client_id="app", certificate=secret(text), scope="mail")
    source_of(oauth)()

    (asked,) = server.asked
    head, claims, signed, signature = parts(asked["client_assertion"])
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    KEY.public_key().verify(signature, signed, pss, hashes.SHA256())
    digest = hashlib.sha256(certificate().public_bytes(Encoding.DER)).digest()
    assert len(base64.urlsafe_b64decode(head["x5t#S256"] + "=")) == len(digest)
    assert (head["alg"], head["typ"]) == ("PS256", "JWT")
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("app", "app", server.url)
    assert asked["client_assertion_type"].endswith("jwt-bearer")
    assert asked["grant_type"] == "client_credentials"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no certificate in it"),
        ("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----", "there is no certificate in it"),
        (certificate_pem(), "there is no private key in it"),
        (certificate_pem() + pem(ec.generate_private_key(ec.SECP256R1())), "not of the kind RSA"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(server: Endpoint, text: str, why: str) -> None:
    oauth = OAuth(server.url, client_id="app", certificate=secret(text))
    with pytest.raises(SigningError, match=why) as caught:
        source_of(oauth)()

    assert "hint: " in str(caught.value)
    assert server.asked == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"client_email": 1, "private_key": "x"}'])
def test_a_file_that_is_no_service_account_is_named(server: Endpoint, text: str) -> None:
    with pytest.raises(SigningError, match=r"mailintake\.yaml:9:9: the service account's file is not the JSON key"):
        source_of(OAuth(server.url, service_account=secret(text)))()


@pytest.mark.parametrize(
    ("days", "words"),
    [(400, None), (31, None), (29, "the certificate ends on 2026-12-22"), (-1, "the certificate is over since")],
)
def test_the_end_of_a_certificate_is_said_a_month_before(days: int, words: str | None) -> None:
    oauth = OAuth("https://x.example/", client_id="app", certificate=secret(pem() + certificate_pem(days)))
    found = expiry_warnings(oauth, read, NOW)

    assert [words in one for one in found if words] == ([True] if words else [])
    assert bool(found) is bool(words)


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        (None, None),
        (date(2027, 6, 1), None),
        (date(2026, 12, 1), "the credential ends on 2026-12-01"),
        (date(2026, 11, 22), "the credential is over since 2026-11-22"),
    ],
)
def test_the_end_of_a_client_secret_is_said_where_the_admin_wrote_it_down(
    expires: date | None, words: str | None
) -> None:
    found = expiry_warnings(replace(with_secret("https://x.example/"), expires=expires), read, NOW)

    assert [words in one for one in found if words] == ([True] if words else [])
    assert all("hint: make a new one" in one for one in found)
