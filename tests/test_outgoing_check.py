"""No mail of any test escapes the check: each place that takes mail goes through it, and it tells what is wrong."""

from __future__ import annotations

import ast
import smtplib
from asyncio import to_thread
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailintake.model.outgoing import Outgoing
from mailintake.store import Store
from tests.deliver.scripted import HOST, serving
from tests.outgoing_check import INTERNAL, catch, check_outbox, faults, finished
from tests.servers.embedded import EmbeddedMail
from tests.servers.sink import SmtpSink

TESTS = Path(__file__).parent
ANA = "aruiz@example.org"
DESK = "helpdesk@example.org"
# It tests the mail system itself, by hand and without a desk.
OF_THE_SYSTEM_ITSELF = {"demo/test_embedded.py"}
# What answers a server's DATA, whichever library it is made with.
TAKES_MAIL = frozenset({"handle_DATA", "process_message", "handle_message"})
FIT = finished(ANA)
UNFIT = {
    "a second subject": FIT.replace(b"Subject: Hi\r\n", b"Subject: Hi\r\nSubject: Hello\r\n"),
    "no subject": FIT.replace(b"Subject: Hi\r\n", b""),
    "two authors": FIT.replace(b"From: Help Desk <", b"From: <a@example.org>, <"),
    "two recipients": FIT.replace(b"To: <", b"To: <b@example.org>, <"),
    "somebody else's address": finished("b@example.org"),
    "no date": FIT.replace(b"Date: Mon", b"X-Date: Mon"),
    "no Message-ID": FIT.replace(b"Message-ID", b"X-Id"),
    "no loop header": FIT.replace(b"X-Mailintake-Loop", b"X-Loop"),
    "Auto-Submitted twice": FIT.replace(b"Auto-Submitted", b"Auto-Submitted: auto-replied\r\nAuto-Submitted"),
    "a person's word for it": FIT.replace(b"auto-generated", b"no"),
    "a field that a newline made": FIT.replace(b"Subject: Hi", b"Subject: Hi\r\nBcc: b@example.org"),
    "a control character": finished(ANA, "Hello\x07"),
    "a bare line feed": finished(ANA, "Hello\nAna"),
    "no marker": FIT.replace(b"##- above", b"above"),
    "words of technicians": finished(ANA, f"The {INTERNAL} costs 900."),
}


@pytest.fixture(name="store")
def open_store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path}/desk.db", tmp_path / "files")
    yield store
    store.close()


def queue(store: Store, content: bytes, template: str = "receipt", to: str = ANA) -> None:
    with store.work() as work:
        work.queue(Outgoing(template, to, "Hi", "<1@example.org>", content), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize("content", UNFIT.values(), ids=UNFIT)
def test_what_is_wrong_with_a_mail_is_told(content: bytes) -> None:
    catch(content, (ANA,))

    assert len(faults()) == 1
    assert faults() == ()


def test_a_mail_goes_to_one_recipient() -> None:
    catch(FIT, (ANA,))
    assert faults() == ()

    for recipients in ((), (ANA, "b@example.org"), ("b@example.org",)):
        catch(FIT, recipients)
        assert len(faults()) == 1


def test_technicians_read_what_is_for_them() -> None:
    catch(finished("tess@school.example", f"The {INTERNAL} costs 900."), ("tess@school.example",))

    assert faults() == ()


@pytest.mark.parametrize("content", [FIT, UNFIT["no subject"]])
@pytest.mark.server
def test_the_sink_checks(content: bytes) -> None:
    with SmtpSink() as sink:
        _send(sink.port, content)

    assert len(faults()) == (content != FIT)


@pytest.mark.parametrize("content", [FIT, UNFIT["no subject"]])
@pytest.mark.server
async def test_the_scripted_server_checks(content: bytes) -> None:
    async with serving() as script:
        await to_thread(_send, script.port, content)

    assert len(faults()) == (content != FIT)


@pytest.mark.parametrize("content", [FIT, UNFIT["no subject"]])
@pytest.mark.server
def test_the_embedded_mail_system_checks(content: bytes) -> None:
    with EmbeddedMail() as post:
        _send(post.submit_port, content)

    assert len(faults()) == (content != FIT)


@pytest.mark.parametrize(
    ("template", "content", "wrong"),
    [
        ("receipt", FIT, False),
        ("receipt", UNFIT["no subject"], True),
        ("receipt", UNFIT["words of technicians"], True),
        ("requester_wrote", UNFIT["words of technicians"], False),
        ("answer", FIT, True),
        ("answer", FIT.replace(b"Auto-Submitted: auto-generated\r\n", b""), False),
        ("receipt", FIT.replace(b"Auto-Submitted: auto-generated\r\n", b""), True),
    ],
)
def test_the_outbox_is_checked_when_it_is_written_and_in_the_file(
    store: Store,
    tmp_path: Path,
    template: str,
    content: bytes,
    wrong: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    queue(store, content, template)
    assert len(faults()) == wrong

    assert check_outbox(tmp_path / "desk.db") == 1
    assert len(faults()) == wrong


def test_every_server_that_takes_mail_has_it_checked() -> None:
    unchecked = {name: found for name, text in _sources() if (found := unchecked_servers(text))}

    assert unchecked == {}


def test_nobody_uses_the_embedded_mail_system_without_its_check() -> None:
    past = {name for name, text in _sources() if "demo.embedded import" in text or "demo.sink import Sink" in text}

    assert past == OF_THE_SYSTEM_ITSELF


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class S:\n    async def handle_DATA(self, a, b, envelope):\n        self.mails.append(envelope)\n", ["S"]),
        ("class S:\n    def process_message(self, *all):\n        return None\n", ["S"]),
        ("class S:\n    async def handle_DATA(self, a, b, c):\n        catch(c.content, c.rcpt_tos)\n", []),
        ("class S:\n    async def handle_RCPT(self, a, b, c):\n        return '250'\n", []),
    ],
)
def test_a_server_without_the_check_is_found(source: str, found: list[str]) -> None:
    assert unchecked_servers(source) == found


def unchecked_servers(source: str) -> list[str]:
    """Return the classes that take mail from a client and do not hand it to `catch`."""
    classes = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.ClassDef)]
    return [one.name for one in classes if any(_takes_unchecked(method) for method in one.body)]


def _takes_unchecked(method: ast.stmt) -> bool:
    if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or method.name not in TAKES_MAIL:
        return False
    calls = [one.func for one in ast.walk(method) if isinstance(one, ast.Call)]
    return not any(isinstance(one, ast.Name) and one.id == catch.__name__ for one in calls)


def _sources() -> Iterator[tuple[str, str]]:
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if name not in {"test_outgoing_check.py", "servers/embedded.py"}:
            yield name, path.read_text(encoding="utf-8")


def _send(port: int, content: bytes) -> None:
    with smtplib.SMTP(HOST, port) as client:
        client.sendmail(DESK, [ANA], content)
