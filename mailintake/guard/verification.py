"""Verification and password-reset mail of outside services: whoever reads it can take over an account."""

from __future__ import annotations

from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

SUBJECTS = (
    "verify your email",
    "verify your account",
    "confirm your email",
    "confirm your account",
    "confirm your registration",
    "activate your account",
    "verification code",
    "security code",
    "login code",
    "one-time code",
    "one time password",
    "one-time password",
    "reset your password",
    "password reset",
    "passcode",
    "verifique su cuenta",
    "verifica tu cuenta",
    "confirme su cuenta",
    "confirma tu cuenta",
    "confirma tu correo",
    "código de verificación",
    "codigo de verificacion",
    "restablecer su contraseña",
    "restablecer tu contraseña",
    "restablece tu contraseña",
)
SENDERS = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "no_reply",
    "accounts",
    "account",
    "security",
    "notify",
    "notifications",
    "verify",
    "support",
    "info",
)


def check(case: Case) -> Verdict | None:
    """Hold what a service outside the district sends to prove that it owns our address."""
    if case.staff or case.thread.ticket or case.person or case.technician:
        return None
    subject = case.message.subject.casefold()
    hit = next((words for words in SUBJECTS if words in subject), None)
    local = case.address.casefold().partition("@")[0].partition("+")[0]
    if hit and local.startswith(SENDERS):
        return Verdict(Kind.HELD, f"a service sends a code or a link: “{hit}”", "verification")
    return None
