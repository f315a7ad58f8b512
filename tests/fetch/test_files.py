"""Files, mbox, Maildir and pipes become messages."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from mailintake.fetch.files import read_files, read_stream
from mailintake.fetch.maildir import NotAMaildirError, read_maildir
from mailintake.fetch.mbox import NotAnMboxError, read_mbox

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
LIMIT = 10_000
MAIL = b"From: a@example.org\nSubject: x\n\nhello\n"


def test_a_file_is_one_message_with_the_digest_as_its_key(tmp_path: Path) -> None:
    """The bytes are untouched; the time is now, whatever the mail says."""
    path = tmp_path / "a.eml"
    path.write_bytes(MAIL)
    (one,) = read_files([path], NOW, LIMIT)

    assert (one.content, one.size, one.received_at) == (MAIL, len(MAIL), NOW)
    assert one.key == f"ingest:{sha256(MAIL).hexdigest()}"
    assert not one.oversized


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """The caller says so and goes on with the others."""
    with pytest.raises(OSError, match=r"gone\.eml"):
        list(read_files([tmp_path / "gone.eml"], NOW, LIMIT))


@given(st.binary(max_size=300_000))
def test_every_message_within_the_limit_is_kept_byte_for_byte(raw: bytes) -> None:
    """Whatever a server pipes in."""
    content = b"X" + raw
    one = read_stream(BytesIO(content), NOW, 400_000)

    assert one.content == content


@pytest.mark.parametrize("blank", [b"\n\n", b"\r\n\r\n"])
def test_above_the_limit_only_the_header_is_kept(blank: bytes) -> None:
    """Memory stays flat; the size is what it really was."""
    header = b"From: a@example.org\nSubject: huge"
    raw = header + blank + b"x" * 900_000
    one = read_stream(BytesIO(raw), NOW, LIMIT)

    assert one.oversized
    assert one.size == len(raw)
    assert one.content.strip() == header


def test_an_oversized_header_is_cut() -> None:
    """A header of megabytes is no reason to keep megabytes."""
    one = read_stream(BytesIO(b"Subject: " + b"x" * 3_000_000), NOW, LIMIT)

    assert one.oversized
    assert len(one.content) == 256 * 1024


def test_the_separator_that_a_pipe_puts_in_front_is_left_out() -> None:
    """Some mail servers write `From sender date` above the header."""
    one = read_stream(BytesIO(b"From a@example.org Mon Nov 23 08:05:00 2026\n" + MAIL), NOW, LIMIT)

    assert one.content == MAIL


def test_an_mbox_file_gives_its_messages_in_order(tmp_path: Path) -> None:
    """Quoting is taken back; a sentence that begins with From is no separator; the last line may be unfinished."""
    path = tmp_path / "mbox"
    path.write_bytes(
        b"From a@example.org Mon Nov 23 08:05:00 2026\n"
        b"Subject: one\n\n>From the office:\n>>From two\n> From three\n\nFrom here on the printer is dead.\n\n"
        b"From b@example.org Mon Nov 23 08:06:00 2026 +0100\n"
        b"Subject: two\n\nlast"
    )
    one, two = read_mbox(path, NOW, LIMIT)

    assert one.content == (
        b"Subject: one\n\nFrom the office:\n>From two\n> From three\n\nFrom here on the printer is dead.\n"
    )
    assert two.content == b"Subject: two\n\nlast"


def test_an_mbox_with_line_ends_of_the_wire_is_read_too(tmp_path: Path) -> None:
    """CRLF everywhere."""
    path = tmp_path / "mbox"
    path.write_bytes(2 * b"From a@b Mon Nov 23 08:05:00 2026\r\nSubject: one\r\n\r\nhi\r\n\r\n")

    assert next(read_mbox(path, NOW, LIMIT)).content == b"Subject: one\r\n\r\nhi\r\n"


def test_an_empty_mbox_holds_nothing_and_another_file_is_no_mbox(tmp_path: Path) -> None:
    """The hint says what to do."""
    empty, other = tmp_path / "empty", tmp_path / "other"
    empty.write_bytes(b"")
    other.write_bytes(MAIL)

    assert list(read_mbox(empty, NOW, LIMIT)) == []
    with pytest.raises(NotAnMboxError, match="--mbox"):
        list(read_mbox(other, NOW, LIMIT))


@given(bodies=st.lists(st.text(alphabet="From >:2\n", max_size=60), min_size=1, max_size=5))
def test_what_a_good_writer_put_into_an_mbox_comes_out(
    bodies: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A writer that quotes every From line (mboxrd) loses nothing."""
    mails = [f"Subject: x\n\n{body}\n" for body in bodies]
    path = tmp_path_factory.mktemp("mbox") / "box"
    path.write_text("".join("From a@b Mon Nov 23 08:05:00 2026\n" + _quoted(mail) + "\n" for mail in mails))

    assert [one.content.decode() for one in read_mbox(path, NOW, LIMIT)] == mails


def test_a_maildir_gives_the_oldest_first_and_stays_as_it_is(tmp_path: Path) -> None:
    """Flags are read, hidden files and folders are not."""
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "300.a.host").write_bytes(b"new")
    (tmp_path / "cur" / "20.b.S:2,RS").write_bytes(b"read")
    (tmp_path / "cur" / "100.S.host:2,").write_bytes(b"unread")
    (tmp_path / "cur" / ".hidden").write_bytes(b"hidden")
    (tmp_path / "tmp" / "1.c.host").write_bytes(b"unfinished")
    before = sorted(tmp_path.rglob("*"))
    found = [(one.content, one.seen) for one in read_maildir(tmp_path, NOW, LIMIT)]

    assert found == [(b"read", True), (b"unread", False), (b"new", False)]
    assert sorted(tmp_path.rglob("*")) == before


def test_another_folder_is_no_maildir(tmp_path: Path) -> None:
    """The hint says what to name."""
    with pytest.raises(NotAMaildirError, match="hint"):
        list(read_maildir(tmp_path, NOW, LIMIT))


def _quoted(mail: str) -> str:
    return "".join(
        f">{line}" if line.lstrip(">").startswith("From ") else line for line in mail.splitlines(keepends=True)
    )
