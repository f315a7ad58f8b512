"""Folder names on servers that think differently of them."""

from __future__ import annotations

import pytest

from mailintake.fetch.folders import Folders

FLAT = Folders("", "/", frozenset({"INBOX", "Processed", "Help/Done"}))
COURIER = Folders("INBOX.", ".", frozenset({"INBOX", "INBOX.Processed", "INBOX.Help.Done"}))
UNSAID = Folders("", ".", frozenset({"INBOX", "INBOX.Processed"}))


@pytest.mark.parametrize(
    ("folders", "name", "found"),
    [
        (FLAT, "Processed", "Processed"),
        (FLAT, "processed", None),
        (FLAT, "Help/Done", "Help/Done"),
        (FLAT, "inbox", "INBOX"),
        (COURIER, "Processed", "INBOX.Processed"),
        (COURIER, "INBOX.Processed", "INBOX.Processed"),
        (COURIER, "Help/Done", "INBOX.Help.Done"),
        (COURIER, "Quarantine", None),
        (UNSAID, "Processed", "INBOX.Processed"),
    ],
)
def test_a_folder_is_found_by_the_name_people_use(folders: Folders, name: str, found: str | None) -> None:
    """With and without the server's prefix and separator."""
    assert folders.find(name) == found


def test_the_likeliest_name_for_a_new_folder_comes_first() -> None:
    """Where the namespace asks for a prefix, it is tried first; without one, beside INBOX."""
    assert COURIER.candidates("Quarantine")[0] == "INBOX.Quarantine"
    assert FLAT.candidates("Quarantine")[0] == "Quarantine"
