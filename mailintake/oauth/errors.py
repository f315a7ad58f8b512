"""Why there is no access token; each text is for the admin.

CredentialError
├── TokenRefusedError   the endpoint does not take our credentials; asking again does not help
├── TokenDelayedError   the endpoint is away or busy; try again
└── SigningError        a key cannot be used here
"""

from __future__ import annotations

from mailintake.model.credential import CredentialError

LONGEST = 300

# What the two large providers mean by their codes, and what helps. The first that occurs in the answer counts.
HINTS = {
    "AADSTS7000215": "give the Value of the client secret, not its Secret ID",
    "AADSTS7000222": "the client secret is over; make a new one in Entra under `Certificates & secrets`",
    "AADSTS700016": "`client_id` is no application of this tenant; compare it and `tenant` with the overview in Entra",
    "AADSTS700027": "upload the certificate (without its key) in Entra under `Certificates & secrets`",
    "AADSTS90002": "there is no such tenant; `tenant` is the Directory ID or a domain of yours",
    "AADSTS70011": "leave out `scope`; its default is right for Exchange Online",
    "AADSTS700082": "the refresh token lay unused for too long; sign in again to get a new one",
    "AADSTS700024": "the clock of this machine is wrong",
    "Invalid JWT Signature": "the key was deleted in the Google Cloud console; make a new one for the service account",
    "short-lived token": "the clock of this machine is wrong",
    "Invalid email or User ID": "`username` is no account of this Google Workspace",
    "account not found": "the service account was deleted in the Google Cloud console",
    "unauthorized_client": "allow the client ID for the scope https://mail.google.com/ under domain-wide delegation, "
    "or grant the application's permissions",
    "invalid_client": "check `client_id` and the secret",
    "invalid_grant": "check the credentials and the clock of this machine",
    "invalid_scope": "leave out `scope`, or ask who runs the server",
}
USUAL_HINT = "check the `oauth` settings; `mailintake doctor` tries them"


class TokenRefusedError(CredentialError):
    """The token endpoint does not take our credentials."""

    def __init__(self, place: str, why: object) -> None:
        text = words(why)
        hint = next((hint for code, hint in HINTS.items() if code.lower() in text.lower()), USUAL_HINT)
        super().__init__(f"{place}: no access token: {text}\nhint: {hint}")


class TokenDelayedError(CredentialError):
    """The token endpoint cannot be reached, or asks for patience; this says nothing of the credentials."""

    transient = True

    def __init__(self, place: str, why: object) -> None:
        super().__init__(f"{place}: no access token now: {words(why)}")


class SigningError(CredentialError):
    """A key or certificate cannot be used."""

    def __init__(self, place: str, why: object, hint: str) -> None:
        super().__init__(f"{place}: {words(why)}\nhint: {hint}")


def words(why: object) -> str:
    """Return an answer or an exception as one short line."""
    text = str(why) or type(why).__name__
    return " ".join("".join(one if one.isprintable() else " " for one in text[: 4 * LONGEST]).split())[:LONGEST]
