"""Words of mail that proves who somebody is, in English and Spanish; all in lower case."""

from __future__ import annotations

THINGS = (
    "email",
    "e-mail",
    "account",
    "address",
    "identity",
    "registration",
    "sign",
    "log",
    "device",
    "phone",
    "number",
    "apple",
    "google",
    "microsoft",
    "new account",
    "new email",
    "profile",
    "password",
    "subscription",
    "membership",
)
COSAS = ("cuenta", "correo", "email", "dirección", "identidad", "registro", "teléfono", "dispositivo", "contraseña")

# In a subject.
SUBJECTS = (
    *(f"{verb} your {what}" for verb in ("verify", "confirm", "activate", "validate") for what in THINGS),
    "complete your registration", "finish registration", "complete your sign",
    "finish signing", "finish creating", "sign-in link", "sign in link", "login link", "log-in link", "log in link",
    "magic link", "verification code", "verification link", "confirmation code", "confirmation link", "sign-in code",
    "sign in code", "access code", "your code", "security code", "login code", "log-in code", "log in code",
    "one-time pass", "one-time code", "one-time pin", "one-time link", "one time pass", "single-use code",
    "single use code", "temporary code", "authentication code",
    "activation code", "recovery code", "activation link", "reset your", "password reset", "reset password",
    "password recovery", "recover your", "account recovery", "change your password", "forgot your password",
    "forgotten password", "set your password", "set up your password", "create your password", "create a password",
    "new password request", "password change request", "passcode", "otp", "two-factor", "two-step", "2-step",
    "email verification", "verify email", "verify it's you", "verify that it's you", "is your code",
    "enroll your device", "duo enrollment", "device enrollment", "unlock your account", "account activation",
    "activate account",
    "sign in to your", "log in to your", "signing in to",
    *(f"{verb} {what}" for what in COSAS for verb in
      ("verifique su", "verifica tu", "verificar tu", "verificar su", "verificación de", "confirme su", "confirma tu",
       "confirmar tu", "confirmar su", "confirmación de", "active su", "activa tu", "recuperación de")),
    *(f"{code} de {what}" for code in ("código", "codigo") for what in
      ("verificaci", "seguridad", "acceso", "confirmaci", "un solo uso", "inicio de sesi", "activaci",
    "autenticaci")),
    "tu código", "su código",
    "restablecer", "restablece", "restablezca", "restablecimiento", "recuperar tu", "recuperar su", "recupera tu",
    "cambiar tu contraseña", "cambie su contraseña", "crea tu contraseña", "enlace de acceso",
    "enlace de inicio de sesión", "enlace mágico", "clave de acceso", "clave temporal", "contraseña temporal",
    "contraseña de un solo uso", "clave de un solo uso",
)  # fmt: skip
# In the words, where nobody who asks for help writes so.
BODIES = (
    "your verification code is", "your confirmation code is", "your security code is", "your one-time pass",
    "your one-time code",
    "enter this code", "enter the code below", "enter the following code", "use this code", "use the code below",
    "use the following code", "use this one-time", "code below to", "code will expire", "code expires in",
    "this code is valid", "this link will expire", "this link expires", "link is valid for", "link will be valid",
    "do not share this code", "don't share this code", "never share this code", "do not share it with anyone",
    "to reset your password", "reset your password by", "click the link below to reset",
    "click the button below to reset", "request to reset", "requested a password reset", "asked to reset",
    "to verify your email", "to verify your account", "to verify your identity", "verify your email",
    "verify your identity", "click the link below to verify",
    "click the button below to verify", "confirm your email", "please confirm your email",
    "please confirm your account", "confirm that this is your",
    "to activate your account", "activate your account", "to sign in, ", "click to sign in", "click here to sign in",
    "sign in without a password", "click the magic link",
    "your login link", "your sign-in link", "your magic link", "your passcode", "to finish signing in",
    "to complete your sign", "to complete your registration", "to set your password", "set up your password",
    "to create your password", "if you did not request", "if you didn't request", "if you did not make this request",
    "if you didn't make this request", "if this wasn't you", "if you did not attempt", "if you didn't try to",
    "su código de", "tu código de", "tu código es", "su código es", "este código vence", "este código caduca",
    "este código para", "el siguiente código",
    "código vence", "código caduca", "código expira", "código es válido", "enlace vence", "enlace caduca",
    "enlace expira", "enlace es válido", "no comparta este", "no compartas este", "para restablecer",
    "restablecer su contraseña", "restablecer tu contraseña", "restablece tu contraseña", "para verificar su",
    "para verificar tu", "verifica tu", "verifique su", "para confirmar su correo", "para confirmar tu correo",
    "para confirmar su cuenta", "para confirmar tu cuenta", "confirma tu correo", "confirme su correo",
    "para activar su cuenta", "para activar tu cuenta", "para iniciar sesión", "si no solicitó", "si no solicitaste",
    "si usted no solicitó", "si no has solicitado", "si no fuiste tú", "si no fue usted",
)  # fmt: skip
# People do not write from these; services do. Hyphens, dots and underscores are left out.
MACHINES = ("noreply", "donotreply", "noresponder", "nepasrepondre", "noresponse", "unattended", "automated")
SERVICES = (
    "account", "security", "notif", "verif", "auth", "login", "signin", "mailer", "password", "appleid", "msonline",
    "identity", "otp", "mfa", "duo", "okta", "sso", "register", "registration", "activation", "confirm", "alerts",
    "cuentas", "seguridad", "notificaciones", "verificacion",
)  # fmt: skip
# People write from these as well.
SHARED = (
    "support",
    "info",
    "feedback",
    "hello",
    "team",
    "service",
    "welcome",
    "community",
    "member",
    "soporte",
    "equipo",
    "hola",
)
# How a person speaks of himself when he asks for help.
PERSONAL = (
    " i ", " i'm ", " i've ", " i can't ", " im ", "we can't", "we cannot", " my phone",
    " my class", " my student", " my chromebook", " my laptop", " my computer", " my son", " my daughter",
    " my child", " help me", "can you", "could you", "can someone", "could someone", "please help", "no puedo",
    "no me llega", "no recibo", "mi teléfono", "mi celular", "mi hijo", "mi hija", "mi clase", "mis alumnos",
    "mi computadora", "necesito", "me pide", "me ayuda", "ayúdeme", "pueden ayudar", "puede alguien",
)  # fmt: skip
