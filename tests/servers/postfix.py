"""A private Postfix: submission with STARTTLS; mail for its domain to LMTP, all other mail to a relay."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.certificates import make_certificates
from tests.servers.ports import HOST, free_port, wait_for_port
from tests.servers.process import Process, find_program, leave_out, make_folder

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/log/postfix.log
maillog_file_prefixes = {folder}
inet_interfaces = {host}
inet_protocols = ipv4
myhostname = mx.{domain}
mydestination =
mynetworks =
alias_maps =
alias_database =
disable_dns_lookups = yes
smtp_host_lookup = native
smtp_tls_security_level = may
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{host}:{auth_port}
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = {domain}
virtual_transport = lmtp:inet:[{host}]:{lmtp_port}
relayhost = [{host}]:{relay_port}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
"""
_MASTER = """\
{submission_port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")
# What `postfix check` would make, in a twentieth of its time.
_FOLDERS = {f"spool/{name}": 0o700 for name in _QUEUES} | {
    "spool/public": 0o710,
    "spool/maildrop": 0o1730,
    "data": 0o700,
}
_DROP = ("spool/public", "spool/maildrop")


class PostfixServer:
    """One instance; who may submit is asked from Dovecot's `auth_port`."""

    host = HOST

    def __init__(self, domain: str, *, lmtp_port: int, auth_port: int, relay_port: int, extra: str = "") -> None:
        """Prepare a folder with certificates and configuration; `extra` is appended to main.cf."""
        self._program = find_program("postfix")
        self._master = find_program("master", "/usr/lib/postfix/sbin", "/usr/libexec/postfix")
        if os.geteuid() != 0:
            leave_out("Postfix must be started by root")
        self.folder = make_folder("postfix")
        self.submission_port = free_port()
        self.ca_file = make_certificates(self.folder).ca_file
        text = _MAIN.format(
            folder=self.folder,
            host=HOST,
            domain=domain,
            lmtp_port=lmtp_port,
            auth_port=auth_port,
            relay_port=relay_port,
        )
        _write(self.folder / "main.cf", text + extra)
        _write(self.folder / "master.cf", _MASTER.format(submission_port=f"{HOST}:{self.submission_port}"))
        self.log = self.folder / "log" / "postfix.log"
        (self.folder / "log").mkdir()
        _make_queue(self.folder)
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
        """Start, with the queue of before."""
        # The command `postfix start` would leave the daemons behind without a parent.
        self._process = Process([self._master, "-c", str(self.folder), "-d"], self.folder / "log" / "start")
        wait_for_port(self.submission_port)
        self._process.check()

    def stop(self) -> None:
        """Stop in order."""
        if self._process:
            self._process.stop()

    def flush(self) -> None:
        """Try all mail in the queue again now."""
        subprocess.run([self._program, "-c", str(self.folder), "flush"], check=True)


def _write(file: Path, text: str) -> None:
    file.write_text(text)
    # Postfix waits for seconds with a file that looks as if somebody were still editing it.
    os.utime(file, (0, 0))


def _make_queue(folder: Path) -> None:
    person, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop").gr_gid
    for path, mode in _FOLDERS.items():
        place = folder / path
        place.mkdir(parents=True, exist_ok=True)
        os.chown(place, person.pw_uid, drop if path in _DROP else person.pw_gid)
        place.chmod(mode)
    (folder / "spool" / "pid").mkdir()
