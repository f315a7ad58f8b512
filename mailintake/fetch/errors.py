"""What can go wrong with a mailbox; each text is for the admin.

MailboxError
├── UnreachableError     no connection, or it broke; try again
│   └── RefusedError     the server understands us and says no; try again
├── LoginRefusedError    the server does not take our credentials; try again, slowly
├── CredentialsError     there is nothing to log in with; try again, slowly
├── LoginDelayedError    the server cannot let us in now; try again
├── CertificateError     the server is not who it should be
├── CaFileError          `ca_file` holds no certificates
├── NoEncryptionError    a password would travel in clear; never done
└── FolderError          a folder is missing or does not take mail
    ├── NoInboxError     the folder that mail is taken from does not exist
    ├── NoFolderError    it does not exist and cannot be made
    └── RightsError      the account lacks a right in it
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from difflib import get_close_matches

MOST_NAMED = 20


class MailboxError(Exception):
    """The mailbox does not do what we asked; `credentials` says that the login was refused.

    `about` is the setting of the mailbox that the admin should look at first.
    """

    credentials = False
    about = "host"


class UnreachableError(MailboxError):
    """The server cannot be reached, or the connection broke."""

    def __init__(self, place: str, why: object) -> None:
        super().__init__(f"{place}: no connection: {_words(why)}")


class RefusedError(UnreachableError):
    """The server is there, and does not do what we asked."""

    about = "folder"

    def __init__(self, place: str, why: object) -> None:
        MailboxError.__init__(self, f"{place}: the server refuses: {_words(why)}")


class LoginRefusedError(MailboxError):
    """The server refused the user name or the secret."""

    credentials = True
    about = "username"

    def __init__(self, place: str, username: str, why: object) -> None:
        super().__init__(
            f"{place}: login of {username} refused: {_words(why)}\n"
            "hint: check `username`, `auth` and the secret; some providers want an app password or OAuth2"
        )


class CredentialsError(MailboxError):
    """There is no password or access token to log in with."""

    credentials = True
    about = "password"

    def __init__(self, place: str, why: Exception) -> None:
        super().__init__(f"{place}: {why}")


class LoginDelayedError(MailboxError):
    """The server cannot let anybody in just now; this says nothing of the credentials."""

    def __init__(self, place: str, why: object) -> None:
        super().__init__(f"{place}: login not possible now: {_words(why)}")


class CertificateError(MailboxError):
    """The certificate of the server does not hold."""

    about = "ca_file"

    def __init__(self, place: str, why: object) -> None:
        super().__init__(
            f"{place}: certificate not accepted: {_words(why)}\n"
            "hint: `host` must be the name in the certificate; a CA of your own goes into `ca_file`"
        )


class CaFileError(MailboxError):
    """The file of `ca_file` is none."""

    about = "ca_file"

    def __init__(self, place: str, path: object) -> None:
        super().__init__(
            f"{place}: ca_file holds no certificates: {path}\n"
            "hint: it must be a PEM file: `-----BEGIN CERTIFICATE-----` …; a key is none"
        )


class NoEncryptionError(MailboxError):
    """The password would travel in clear."""

    about = "security"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}; no password is sent\nhint: use `security: tls`, or ask who runs the server")


class FolderError(MailboxError):
    """A folder is missing, or does not take mail."""

    about = "folder"

    def __init__(self, place: str, folder: str, why: object) -> None:
        super().__init__(
            f"{place}: folder {folder}: {_words(why)}\n"
            "hint: the account must be able to create folders and to move mail; look for a full quota, too"
        )


class NoInboxError(FolderError):
    """The folder that mail is taken from does not exist; it is not made, it would only be empty."""

    def __init__(self, place: str, folder: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(folder.casefold(), [one.casefold() for one in names], n=1)
        meant = next((one for one in names if near and one.casefold() == near[0]), None)
        hint = f"did you mean `{meant}`? " if meant else ""
        listed = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
        MailboxError.__init__(
            self, f"{place}: folder {folder}: there is no such folder\nhint: {hint}there are {_words(listed)}"
        )


class NoFolderError(FolderError):
    """A folder for what is done does not exist, and the account cannot make it."""

    def __init__(self, place: str, setting: str, folder: str, why: object) -> None:
        MailboxError.__init__(
            self,
            f"{place}: folder {folder}: it does not exist and cannot be made: {_words(why)}\n"
            "hint: the account needs the right to create folders (`k`); or make it in a mail program, "
            f"or name one that exists in `{setting}`",
        )
        self.about = setting


class RightsError(FolderError):
    """The account lacks a right in a folder (RFC 4314)."""

    def __init__(self, place: str, setting: str, folder: str, lacking: str, needed: str) -> None:
        named = ", ".join(f"`{one}` ({RIGHTS[one]})" for one in lacking)
        MailboxError.__init__(
            self,
            f"{place}: folder {folder}: the account lacks the right {named}\n"
            f"hint: whoever runs the mail server must give it `{needed}` on {folder}; without it, mail that was taken "
            "in stays in the inbox",
        )
        self.about = setting


RIGHTS = {
    "r": "read mail",
    "t": "mark mail as deleted",
    "e": "expunge mail",
    "i": "put mail in",
}


def _words(why: object) -> str:
    """Return a server's answer or an exception as one short line."""
    said = why.strerror if isinstance(why, OSError) and not isinstance(why, ssl.SSLError) else None
    text = said or str(why) or type(why).__name__
    if text.startswith(("b'", 'b"')) and text[-1:] == text[1]:
        text = text[2:-1]
    return " ".join(text.split())[:300]
