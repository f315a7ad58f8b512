"""A14: mail that lets somebody into an account waits for an admin; people who write about such mail are helped."""

from __future__ import annotations

import pytest

from mailintake.model.decision import Kind
from tests.decide.district import decided, mail

LINK = "https://click.mail.example/ls/click?upn=" + "u001Ab3Xy9" * 8
FORMS = [
    ("no-reply@accounts.google.example", "Google verification code", "G-482911 is your Google verification code."),
    ("no-reply@accounts.google.example", "Account recovery", "Use this code to finish: 482 911."),
    ("account-security-noreply@accountprotection.microsoft.example", "Microsoft account security code",
     "Please use the following security code for the Microsoft account it**@lakeside.example.\r\n\r\n4829115"),
    ("msonlineservicesteam@microsoftonline.example", "Contoso account email verification code",
     "Your code is: 482911\r\n\r\nSincerely, Contoso"),
    ("account-security-noreply@microsoft.example", "Your single-use code", "Your single-use code is: 482911"),
    ("appleid@id.apple.example", "Verify your Apple ID email address", "482911"),
    ("noreply@email.apple.example", "How to reset your Apple ID password", f"Reset now <{LINK}>"),
    ("no-reply@duosecurity.example", "Duo enrollment",
     "Enroll: https://api-1a2b3c.duosecurity.example/portal?code=48c2b1d9e0f7a65b&akey=DAAB12"),
    ("noreply@okta.example", "Okta one-time verification code", "Enter this code: 482911. It expires in 5 minutes."),
    ("noreply@okta.example", "Welcome to Okta!",
     "Activate Okta account https://lakeside.okta.example/welcome/Xa9kLmP2qRs7TuVwYz3B"),
    ("no-reply@powerschool.example", "PowerSchool account recovery",
     "https://sis.example/public/account_recover_password.html?token=dGhpcyBpcyBhIHRva2Vu1"),
    ("notifications@instructure.example", "Finish Registration: Canvas",
     "You need to confirm: https://lakeside.instructure.example/register/NaQ2mZ8kLw3RtYpX5vBc"),
    ("support@clever.example", "Reset your Clever password", f"Reset my password <{LINK}>"),
    ("noreply@clever.example", "Your Clever login link", f"Log in to Clever <{LINK}>"),
    ("hello@notes.example", "Your login code", "Your login code\r\n\r\nsun-8412-kite\r\n\r\nAB12-CD34"),
    ("team@draw.example", "Your magic link", f"Click the magic link: {LINK}"),
    ("no_reply@chat.example", "Chat", "Your one-time passcode is 8F3K2A."),
    ("do-not-reply@bank.example", "Notice", "Your OTP is 482911. Do not share it with anyone."),
    ("mailer@forms.example", "Hi", "Here is your sign-in code: X7K2-PQ9M"),
    ("noreply@video.example", "Almost there", f"Confirm my email <{LINK}>"),
    ("noreply@video.example", "Action needed", "https://video.example/confirm/AbC123dEf456GhI789"),
    ("no-reply@store.example", "Hello", "https://store.example/verify-email/9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
    ("service@pay.example", "482911 is your code", "Enter it on the page."),
    ("security@social.example", "Is this you?", "482911 is your confirmation code"),
    ("noreply@portal.example", "Restablecer contraseña", f"Haga clic: {LINK}"),
    ("noreply@portal.example", "Su código de acceso", "Su código de acceso es 482911."),
    ("no-responder@portal.example", "Aviso", "Tu código de seguridad es AB12CD."),
    ("notificaciones@portal.example", "Código de verificación", "482911"),
    ("cuentas@portal.example", "Bienvenido", "Para activar su cuenta: https://portal.example/activar/AbC123dEf456GhI7"),
    ("soporte@portal.example", "Enlace de acceso", "https://portal.example/acceder/AbC123dEf456GhI7"),
    ("noreply@portal.example", "Contraseña temporal", "Su contraseña temporal es Xk92Lm"),
    ("kim@startup.example", "Verify your email", "Your verification code is 482911. It expires in ten minutes."),
    ("registration@conference.example", "Complete your registration", f"Complete it: {LINK}"),
    ("unattended@idp.example", "Sign in to your account", f"Sign in {LINK}"),
    ("auth@idp.example", "Two-factor authentication", "Type 482911 to continue."),
    ("no-reply@idp.example", "New device", "Use 482911 to approve this sign-in."),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "subject", "text"), FORMS)
def test_a14_what_lets_somebody_in_waits(sender: str, subject: str, text: str) -> None:
    message = mail(text, sender=sender, subject=subject, content_type="text/plain; charset=utf-8")
    decision = decided(message, level=2)

    assert (decision.verdict.kind, decision.verdict.guard) == (Kind.HELD, "verification")
    assert decision.notices == ()
    assert decision.changes == ()


ASKING = [
    ("verification code", "I don't get the verification code on my phone."),
    ("Duo", "Duo asks for a passcode and I have a new phone."),
    ("password reset", "My son cannot log in, can you reset the password?"),
    ("Reset your password email", "I keep getting mail that says reset your password. Is it real?"),
    ("Access code for the copier", "Can you send me the access code for the copier in room 12?"),
    ("Canvas login code", "Can someone send the pairing code? The parents are waiting."),
    ("security code", "The alarm panel in building B wants a security code, please help."),
    ("MFA", "The MFA app does not show a code any more. I changed phones."),
    ("magic link", "I clicked the magic link and nothing happens."),
    ("Google", "I got this, what is it? Your verification code is 482911"),
    ("PowerSchool", "I cannot log in: it says use this code but there is no code."),
    ("one-time password", "The one-time password never comes, I waited an hour."),
    ("two-factor", "Could you turn off two-factor for my class account?"),
    ("Clever badge", "Can you print the Clever badges again? The login code does not scan."),
    ("código de verificación", "No me llega el código de verificación al teléfono."),
    ("contraseña", "No puedo restablecer mi contraseña, el enlace caduca."),
    ("código de acceso", "Necesito el código de acceso de la copiadora."),
    ("Cuenta de mi hija", "Mi hija no recibe el código de seguridad, ¿me ayuda?"),
    ("code", "What is the code for the projector cart?"),
    ("Verify your account says my screen", "What do I do?"),
    ("Okta", "Okta says my account is locked, can you unlock it?"),
    ("Error code 50.1", "The printer shows error code 50.1 since Monday."),
    ("Door code", "The door code of the lab was changed, nobody can get in."),
    ("Apple ID", "My iPad asks for the Apple ID code. I never made one."),
    ("Login", "The login of my Chromebook is slow."),
    ("Password", "The password policy page is wrong."),
    ("Activate your license", "How do I activate the license of the drawing program? I have the key."),
    ("Confirm your order", "I need to confirm your delivery on Friday, which room?"),
    ("Wifi code", "The guest wifi code stopped working in the gym."),
    ("Sign in", "Students cannot sign in, I tried three Chromebooks."),
    ("QR code", "The QR code for the survey opens the wrong page."),
    ("Passcode of the iPad", "I forgot the passcode of iPad 12."),
]


@pytest.mark.parametrize(("subject", "text"), ASKING)
@pytest.mark.parametrize(
    "sender", ["mlund@lakeside.example", "maya.lund@home.example", "ana@parents.example", "infante@parents.example"]
)
def test_a14_who_asks_about_codes_is_helped(sender: str, subject: str, text: str) -> None:
    message = mail(text, sender=sender, subject=subject, content_type="text/plain; charset=utf-8")

    assert decided(message, level=0).verdict.kind is Kind.NEW


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("support@vendor.example", "Your case 48291", "We replaced the lamp. Can you confirm that it works?"),
        ("info@vendor.example", "Quote for 30 docks", "Attached is the quote. The delivery takes two weeks."),
        ("no-reply@vendor.example", "Order 482911 has shipped", "Track it: https://vendor.example/track/1Z999AA10123456784"),
        ("alerts@vendor.example", "Toner low", "The copier in room 12 is low on toner. Serial 5CD1234567."),
        ("noreply@vendor.example", "Invoice 20261124", "The total is 1,250.00. Pay by December 20."),
    ],
)  # fmt: skip
def test_other_mail_of_services_is_taken(sender: str, subject: str, text: str) -> None:
    assert decided(mail(text, sender=sender, subject=subject)).verdict.kind is Kind.NEW
