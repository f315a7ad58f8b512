"""The network is cut, in a namespace of its own: packets vanish, are refused, or there is no way at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.daemon.desk import ADDRESS, PASSWORD, mail
from tests.faults.impatient import ImpatientDesk
from tests.servers.dovecot import DovecotServer
from tests.servers.process import leave_out
from tests.servers.sink import SmtpSink

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]

CLONE_NEWNET = 0x40000000
COMES_BACK = 90


@dataclass(frozen=True)
class Cut:
    """How the network goes, and how it comes back."""

    name: str
    gone: str
    back: str


CUTS = (
    Cut("packets vanish", "nft add chain inet cut it { type filter hook input priority 0 ; policy drop ; }", ""),
    Cut("packets are refused", "nft add rule inet cut it meta l4proto tcp reject with tcp reset", ""),
    Cut("there is no way", "ip link set lo down", "ip link set lo up"),
)


def program(name: str) -> str:
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        leave_out(f"`{name}` is missing; hint: apt install nftables iproute2")
    return path


def run(line: str) -> None:
    name, *words = line.split()
    done = subprocess.run([program(name), *words], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"`{line}` is not possible here: {done.stderr.decode().strip().partition(chr(10))[0]}")


def alone(work: Callable[[], None]) -> None:
    """Do something in a thread with a network of its own; all that it starts is in there, too."""

    def enter() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET):
            pytest.skip(f"a network namespace needs CAP_SYS_ADMIN: {os.strerror(ctypes.get_errno())}")
        run("ip link set lo up")
        work()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(enter).result()


def cut(how: Cut) -> None:
    if how.gone.startswith("nft"):
        run("nft add table inet cut")
        if "rule" in how.gone:
            run("nft add chain inet cut it { type filter hook input priority 0 ; }")
    run(how.gone)


def mend(how: Cut) -> None:
    run(how.back or "nft delete table inet cut")


@pytest.mark.parametrize("how", CUTS, ids=lambda how: str(how.name))
def test_after_a_cut_of_the_network_each_mail_is_one_ticket_with_one_receipt(how: Cut, tmp_path: Path) -> None:
    """Both servers are away at once, in the middle of a session; mail that comes meanwhile is taken afterwards."""
    alone(lambda: _cut_and_mended(how, tmp_path))


def _cut_and_mended(how: Cut, folder: Path) -> None:
    with DovecotServer() as dovecot, SmtpSink() as sink:
        dovecot.add_user(ADDRESS, PASSWORD)
        desk = ImpatientDesk(folder, dovecot.imap_port, sink.port)
        desk.start()
        try:
            desk.until_said("connected mailbox=helpdesk")
            dovecot.deliver(mail(1), ADDRESS, "ana1@school.example")
            desk.until(lambda: len(sink.mails) == 2, "the first mail is not answered", 60)
            cut(how)
            (dovecot.maildir(ADDRESS) / "new" / "1.cut").write_bytes(mail(2))
            desk.until_said("trouble part=mailbox", 60)
            mend(how)
            desk.until(lambda: len(sink.mails) == 4, "the second mail is not answered", COMES_BACK)
        finally:
            desk.stop(signal.SIGKILL)

        assert sorted(one.recipients[0] for one in sink.mails if one.recipients[0].startswith("ana")) == [
            "ana1@school.example",
            "ana2@school.example",
        ]
        assert len(desk.rows("tickets", "list")) == 2
        assert "Traceback" not in desk.said()
