"""When two addresses are one."""

from __future__ import annotations


def fold_address(address: str) -> str:
    """Return the form in which addresses are compared: only ASCII letters lose their case.

    Unicode folds the long s to `s` and the sign of Kelvin to `k`: a mailbox with such a letter is another's (RFC 6532).
    """
    if address.isascii():
        return address.lower()
    return "".join(letter.lower() if letter.isascii() else letter for letter in address)
