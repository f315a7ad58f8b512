"""Verification and password-reset mail of outside services: whoever reads it can take over an account."""

from __future__ import annotations

from mailintake.guard.automatic import written_by_program
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict

SUBJECTS = (
    "verify your email",
    "verify your account",
    "confirm your email",
    "confirm your account",
    "confirm your registration",
    "activate your account",
    "confirm your address",
    "complete your registration",
    "verify your identity",
    "verify your new account",
    "sign-in link",
    "login link",
    "magic link",
    "verification code",
    "confirmation code",
    "sign-in code",
    "access code",
    "your code",
    "security code",
    "login code",
    "one-time code",
    "one time password",
    "one-time password",
    "reset your password",
    "password reset",
    "change your password",
    "forgot your password",
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
BODIES = (
    "your verification code is",
    "your confirmation code is",
    "your security code is",
    "your one-time code is",
    "enter this code",
    "use this code to",
    "use the code below",
    "to reset your password, click",
    "click the link below to reset your password",
    "click the button below to reset your password",
    "to verify your email address, click",
    "click the link below to verify",
    "click the button below to verify",
    "please confirm your email address by",
    "su código de verificación es",
    "tu código de verificación es",
)
# People do not write from these; services do.
SENDERS = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "no_reply",
    "account",
    "security",
    "notif",
    "verif",
    "support",
    "info",
    "feedback",
    "hello",
    "team",
    "mailer",
    "service",
    "welcome",
    "auth",
    "login",
)
LOOKED_AT = 4000


def check(case: Case) -> Verdict | None:
    """Hold what a service outside the district sends to prove that it owns our address."""
    if case.staff or case.thread.ticket or case.rules.person(case.address) or case.technician:
        return None
    subject = case.message.subject.casefold()
    body = " ".join(case.message.body[:LOOKED_AT].casefold().split())
    hits = (*(words for words in SUBJECTS if words in subject), *(words for words in BODIES if words in body))
    hit = next(iter(hits), None)
    local = case.address.casefold().partition("@")[0].partition("+")[0]
    if hit and (local.startswith(SENDERS) or written_by_program(case.message)):
        return Verdict(Kind.HELD, f"a service sends a code or a link: “{hit}”", "verification")
    return None
