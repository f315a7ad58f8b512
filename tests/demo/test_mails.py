"""The sample mails are mails, and the configuration of the demo loads."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path

import pytest

from mailintake.config.load import check, load
from mailintake.demo.district import PASSWORD, USERS, write_configuration
from mailintake.demo.mails import ALIAS, DESK, SAMPLES, Sample, answer, write
from mailintake.parse.message import parse_message
from tests.servers.embedded import EmbeddedMail

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
GIVEN = b"From: Desk <helpdesk@example.org>\nTo: Ana <a@example.org>\nReply-To: helpdesk+1.tok@example.org\n"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_sample_is_a_whole_mail(sample: Sample) -> None:
    """It has an author, a date, words, and the line ends of the wire."""
    content = sample.content(NOW)
    message = parse_message(content)

    assert message.author is not None
    assert message.date == NOW
    assert message.body.strip()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_every_file_is_sent_and_names_are_unique() -> None:
    """No sample is forgotten."""
    names = [sample.name for sample in SAMPLES]
    there = {Path(str(file)).stem for file in files("mailintake.demo").joinpath("mails").iterdir()}

    assert len(names) == len(set(names)) >= 15
    assert there == set(names)


def test_the_photo_is_a_photo() -> None:
    """JPEG from its first to its last byte."""
    (sample,) = [one for one in SAMPLES if one.name == "photo-of-error"]
    (photo,) = parse_message(sample.content(NOW)).attachments

    assert (photo.media_type, photo.name) == ("image/jpeg", "20261123_121503.jpg")
    assert photo.content.startswith(b"\xff\xd8\xff\xe0")
    assert photo.content.endswith(b"\xff\xd9")


def test_authors_of_our_domain_are_in_the_directory_or_machines() -> None:
    """The tickets show who and where they are."""
    directory = files("mailintake.demo").joinpath("config", "directory.csv").read_text("utf-8")
    authors = {
        author.addr_spec
        for sample in SAMPLES
        if (author := parse_message(sample.content(NOW)).author) and author.domain == "example.org"
    }

    assert {author for author in authors if author not in directory} == {"copier-rms-office@example.org"}


def test_the_configuration_loads_with_the_ports_of_the_mail_system(tmp_path: Path) -> None:
    """Nothing in it is wrong, and the secret can be read by us alone."""
    folder = write_configuration(tmp_path / "config", imap_port=1143, submit_port=1587)
    settings = load(folder, secrets=True, environ={})

    assert check(folder) == ()
    assert settings.mailboxes["helpdesk"].port == 1143
    assert settings.smtp is not None
    assert settings.smtp.route.port == 1587
    assert (folder / "password").read_text() == PASSWORD
    assert (folder / "password").stat().st_mode & 0o77 == 0
    assert {one.email for one in settings.rules.routing.technicians.values()} <= USERS.keys()


def test_an_answer_goes_where_the_desk_wants_it_and_quotes_the_mail() -> None:
    """As a mail program does it."""
    given = GIVEN + b"Subject: [TECH-1] x\nMessage-ID: <m@example.org>\nReferences: <l@example.org>\n\nline one\n"
    original = message_from_bytes(given, policy=policy.default)
    message = parse_message(answer(original, "status", NOW))

    assert message.author
    assert message.author.addr_spec == "a@example.org"
    assert [one.addr_spec for one in message.to] == ["helpdesk+1.tok@example.org"]
    assert message.subject == "Re: [TECH-1] x"
    assert [one.strip("<>") for one in message.references] == ["l@example.org", "m@example.org"]
    assert "> line one" in message.body
    assert message.text.strip() == "status"


def test_a_new_mail_is_addressed_to_the_desk() -> None:
    """With a subject and words of one's own."""
    message = parse_message(write("a@example.org", "Hello", "words", NOW))

    assert [one.addr_spec for one in message.to] == [DESK]
    assert message.text.strip() == "words"


@pytest.mark.server
def test_all_samples_pass_through_the_mail_system() -> None:
    """Over SMTP as over the short way; the one that comes twice lies there twice."""
    with EmbeddedMail(USERS, aliases={ALIAS: DESK}) as mail:
        with smtplib.SMTP("127.0.0.1", mail.smtp_port) as smtp:
            for sample in SAMPLES:
                for recipient in sample.recipients:
                    smtp.sendmail(sample.mail_from, [recipient], sample.content(NOW))

        assert len(mail.mails()) == len(SAMPLES) + 1
