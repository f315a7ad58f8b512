"""The school district of the demo: its people with mailboxes, and its configuration folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from mailintake.demo.mails import DESK

PASSWORD = "demo"  # noqa: S105 (of mailboxes on this machine that end with the demo)
TECHNICIANS = tuple(f"{name}@example.org" for name in ("priya.nair", "tomas.vega", "june.abbott", "walt.brandt"))
STAFF = tuple(
    f"{name}@example.org"
    for name in (
        "renee.okafor",
        "mick.delaney",
        "lucia.paredes",
        "gail.thornton",
        "owen.baptiste",
        "hana.sato",
        "devon.wills",
        "marcy.quill",
        "stan.kowal",
        "bea.lindqvist",
        "ivan.petrov",
        "director",
    )
)
USERS = dict.fromkeys((DESK, *TECHNICIANS, *STAFF), PASSWORD)
FILES = ("mailintake.yaml", "routing.yaml", "sites.yaml", "directory.csv")


def write_configuration(folder: Path, *, imap_port: int, submit_port: int) -> Path:
    """Write the configuration folder for a mail system on these ports; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    source = files("mailintake.demo").joinpath("config")
    for name in FILES:
        text = source.joinpath(name).read_text("utf-8")
        text = text.replace("port: 0                        # IMAP", f"port: {imap_port}")
        text = text.replace("port: 0                        # SMTP", f"port: {submit_port}")
        (folder / name).write_text(text, "utf-8")
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD, "utf-8")
    return folder
