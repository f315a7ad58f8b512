"""A private Dovecot: IMAP in the clear, with STARTTLS and with TLS; LMTP; passwords for Postfix."""

from __future__ import annotations

import shutil
import signal
import smtplib
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.certificates import make_certificates
from tests.servers.ports import HOST, free_port, wait_for_port
from tests.servers.process import Process, find_program, give, leave_out, make_folder, ordinary_account

SINCE_2_4 = (2, 4)
_CONFIGURATION = """\
protocols = imap lmtp
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
default_internal_user = {account.name}
default_internal_group = {account.group}
default_login_user = {account.name}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
mailbox_idle_check_interval = 1 secs
auth_mechanisms = plain login
auth_failure_delay = 0
postmaster_address = postmaster@localhost
hostname = localhost
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
  # Otherwise each refused log-in makes the next one wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
service auth {{
  inet_listener auth-client {{
    port = {auth_port}
  }}
}}
"""
_UNTIL_2_3 = """\
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = username_format=%Lu {folder}/users/%Lu
}}
userdb {{
  driver = passwd-file
  args = username_format=%Lu {folder}/users/%Lu
}}
"""
_SINCE_2_4 = """\
auth_allow_cleartext = yes
ssl = yes
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
mail_driver = maildir
mail_path = ~/Maildir
passwd_file_path = {folder}/users/%{{user|lower}}
passdb passwd-file {{
}}
userdb passwd-file {{
}}
"""


_ACCESS_LISTS_UNTIL_2_3 = """\
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""
_ACCESS_LISTS_SINCE_2_4 = """\
mail_plugins {
  acl = yes
}
protocol imap {
  mail_plugins {
    imap_acl = yes
  }
}
acl_driver = vfile
"""


class DovecotServer:
    """One instance with its own ports, users and mail; `extra` is appended to its configuration."""

    host = HOST

    def __init__(self, extra: str = "") -> None:
        """Prepare a folder with certificates and configuration."""
        self._program = find_program("dovecot")
        self._account = ordinary_account()
        self.folder = make_folder("dovecot", self._account)
        self.log = self.folder / "log"
        self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port = (free_port() for _ in range(4))
        self.ca_file = self._make_certificates()
        self._users = self.folder / "users"
        self._users.mkdir()
        self._configuration = self.folder / "dovecot.conf"
        self._configuration.write_text(self._configure() + extra)
        self._process: Process | None = None

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and remove everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start, on the same ports and mail as before."""
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        self._process = Process([self._program, "-F", "-c", str(self._configuration)], self.log, self._account)
        for port in (self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port):
            wait_for_port(port)
        self._process.check()

    def stop(self) -> None:
        """Stop in order."""
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        """Stop as in a power cut."""
        if self._process:
            self._process.kill()

    def freeze(self) -> None:
        """Say nothing more, with all connections open."""
        if self._process:
            self._process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on after `freeze`."""
        if self._process:
            self._process.send(signal.SIGCONT)

    def add_user(self, name: str, password: str) -> None:
        """Let somebody log in and get mail; the name is an address."""
        home = self.folder / "mail" / name
        home.mkdir(parents=True)
        give(home, self._account)
        # A file for each: Dovecot looks at most once a second whether a file that it knows has changed.
        line = f"{name}:{{PLAIN}}{password}:{self._account.uid}:{self._account.gid}::{home}::\n"
        (self._users / name.lower()).write_text(line)

    def deliver(self, raw: bytes, to: str, sender: str = "") -> None:
        """Put a mail into somebody's INBOX by LMTP; the empty sender is the null reverse-path."""
        with smtplib.LMTP(self.host, self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [to], raw)

    def maildir(self, name: str) -> Path:
        """Return the folder in which somebody's mail lies."""
        return self.folder / "mail" / name / "Maildir"

    def _make_certificates(self) -> Path:
        files = make_certificates(self.folder)
        give(files.key_file, self._account)
        return files.ca_file

    def _configure(self) -> str:
        version = _version(self._program)
        match version.split(".")[:2]:
            case ["2", "3"]:
                text = _CONFIGURATION + _UNTIL_2_3
            case ["2", "4"]:
                head = f"dovecot_config_version = {version}\ndovecot_storage_version = {version}\n"
                text = head + _CONFIGURATION + _SINCE_2_4
            case _:
                leave_out(f"Dovecot {version} is not known to these tests")
        return text.format(
            host=HOST,
            folder=self.folder,
            account=self._account,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            lmtp_port=self.lmtp_port,
            auth_port=self.auth_port,
        )


def access_lists() -> str:
    """Return what to append so that whoever has rights in his own folders may take them from himself (RFC 4314)."""
    return _ACCESS_LISTS_SINCE_2_4 if dovecot_version() >= SINCE_2_4 else _ACCESS_LISTS_UNTIL_2_3


def dovecot_version() -> tuple[int, ...]:
    """Return the first two numbers of the installed Dovecot's version."""
    return tuple(int(one) for one in _version(find_program("dovecot")).split(".")[:2])


def _version(program: str) -> str:
    answer = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return answer.stdout.split()[0]
