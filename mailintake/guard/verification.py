"""Verification and password-reset mail of outside services: whoever reads it can take over an account."""

from __future__ import annotations

from mailintake.guard.automatic import written_by_program
from mailintake.guard.verification_words import BODIES, MACHINES, PERSONAL, SERVICES, SHARED, SUBJECTS
from mailintake.model.address import fold_address
from mailintake.model.case import Case
from mailintake.model.decision import Kind, Verdict
from mailintake.parse.proof import codes, links

LOOKED_AT = 4000
# Longer mail tells something; it does not only let somebody in.
SHORT = 2500


def check(case: Case) -> Verdict | None:
    """Hold what a service outside the district sends to prove that it owns our address.

    An address that only services have, with words of verification; one that people have as well (`support@`) where
    nothing is asked; any stranger's where the mail holds the code or the link itself and nobody speaks for himself.
    """
    if case.staff or case.thread.ticket or case.rules.person(case.address) or case.technician:
        return None
    words = _words_of_proof(case)
    proof = _proof(case)
    if _is_service(case):
        held = words is not None or (proof is not None and len(case.message.body) < SHORT and _speaks_of_entry(case))
    else:
        held = words is not None and (proof is not None or _is_shared(case)) and not _is_personal(case)
    if not held:
        return None
    return Verdict(Kind.HELD, f"a service sends a code or a link: “{words or proof}”", "verification")


def _words_of_proof(case: Case) -> str | None:
    subject = _folded(case.message.subject)
    body = _folded(case.message.body[:LOOKED_AT])
    found = next((words for words in SUBJECTS if _begins_a_word(words, subject)), None)
    return found or next((words for words in BODIES if words in body), None)


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def _begins_a_word(words: str, text: str) -> bool:
    return f" {words}" in f" {text}"


def _proof(case: Case) -> str | None:
    """Tell which kind of proof the mail holds."""
    text = f"{case.message.subject}\n{case.message.body[:LOOKED_AT]}"
    return "a code" if codes(text) else "a link" if links(text) else None


def _speaks_of_entry(case: Case) -> bool:
    text = f"{case.message.subject}\n{case.message.body[:LOOKED_AT]}".casefold()
    entries = ("code", "sign in", "sign-in", "log in", "login", "password", "account", "access", "verif", "confirm",
               "código", "codigo", "sesión", "contraseña", "cuenta", "acceso", "clave")  # fmt: skip
    return any(word in text for word in entries)


def _local(case: Case) -> str:
    local = fold_address(case.address).partition("@")[0].partition("+")[0]
    return local.replace("-", "").replace("_", "").replace(".", "")


def _is_service(case: Case) -> bool:
    local = _local(case)
    return any(one in local for one in MACHINES) or local.startswith(SERVICES) or bool(written_by_program(case.message))


def _is_shared(case: Case) -> bool:
    """Tell whether the address is one that services and people use, and nothing is asked."""
    return _local(case).startswith(SHARED) and "?" not in case.message.text


def _is_personal(case: Case) -> bool:
    """Tell whether a person asks something in his own name."""
    text = f" {_folded(case.message.subject)} {_folded(case.message.text[:LOOKED_AT])} "
    return any(words in text for words in PERSONAL)
