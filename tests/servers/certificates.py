"""A certificate authority for one server of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.servers.ports import HOST


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files lie."""

    ca_file: Path
    cert_file: Path
    key_file: Path


def make_certificates(folder: Path) -> Certificates:
    """Write a new authority and a certificate for localhost into the folder."""
    authority = trustme.CA()
    leaf = authority.issue_cert("localhost", HOST)
    files = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(files.ca_file)
    leaf.cert_chain_pems[0].write_to_path(files.cert_file)
    leaf.private_key_pem.write_to_path(files.key_file)
    return files
