"""What an admin types, and what he reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailintake.cli import run
from tests.cli.typed import DESK, MAIL, ROUTING, Command, Write
from tests.servers.ports import free_port

WITH_LOGINS = f"""{DESK.replace("mailboxes: {}", "")}
mailboxes:
  main: {{host: localhost, username: u, password: {{file: secret}}}}
smtp: {{host: localhost, username: u, password: {{file: secret}}}}
trust: {{authserv_ids: [mx.school.example]}}
"""

STORY = """
other mail allowed
--> From: Ana <ana@school.example>
    Subject: Copier jams

    The copier jams.

ticket 1: category=printer assignee=ASSIGNEE
"""


def test_explain_answers_with_every_key(command: Command, folder: Path) -> None:
    said = command("explain", "--json", "--at", "2026-11-23 08:05", str(folder / "a.eml"))

    (row,) = said.rows
    assert said.code == 0
    assert row["verdict"]["kind"] == "new"
    assert row["classification"]["category"] == "printer"
    assert row["assignment"]["assignee"] == "tess"
    assert row["requester"] == {
        "name": "Ana Ruiz",
        "address": "ana@school.example",
        "extension": None,
        "site": None,
        "department": None,
        "room": None,
    }
    assert [one["template"] for one in row["notices"]] == ["receipt", "assigned"]
    assert "TECH-1" in row["notices"][0]["subject"]
    assert row["targets"]["respond_by"].endswith("Z")


def test_explain_makes_no_database(command: Command, folder: Path) -> None:
    command("explain", "--json", str(folder / "a.eml"))

    assert not (folder / "var").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 500, b"no header at all"])
def test_explain_answers_for_any_bytes(command: Command, folder: Path, content: bytes) -> None:
    (folder / "odd.eml").write_bytes(content)
    said = command("explain", "--json", str(folder / "odd.eml"))

    assert said.code == 0
    assert len(said.rows) == 1


def test_an_empty_file_is_quarantined(command: Command, folder: Path) -> None:
    (folder / "empty.eml").write_bytes(b"")

    assert command("explain", "--json", str(folder / "empty.eml")).rows[0]["verdict"]["kind"] == "quarantined"


def test_an_unreadable_path_is_told_after_the_others(command: Command, folder: Path) -> None:
    said = command("explain", "--json", str(folder / "missing.eml"), str(folder / "a.eml"))

    assert said.code == 1
    assert "missing.eml" in said.err
    assert len(said.rows) == 1


def test_files_are_explained_independently(command: Command, folder: Path) -> None:
    said = command("explain", "--json", str(folder / "a.eml"), str(folder / "a.eml"))

    assert [row["verdict"]["kind"] for row in said.rows] == ["new", "new"]


def test_explain_needs_only_the_address_of_the_desk(command: Command, folder: Path) -> None:
    (folder / "config" / "routing.yaml").unlink()
    (folder / "config" / "mailintake.yaml").write_text("desk: {address: helpdesk@school.example}\n")

    assert command("explain", "--json", str(folder / "a.eml")).rows[0]["verdict"]["kind"] == "new"


def test_check_names_place_and_hint_and_exits_with_1(command: Command, folder: Path) -> None:
    (folder / "config" / "routing.yaml").write_text(ROUTING + "otherwize: x\n")
    said = command("check")

    assert said.code == 1
    assert f"{folder / 'config' / 'routing.yaml'}:5:1: " in said.out
    assert "hint: did you mean `otherwise`?" in said.out


def test_other_commands_exit_with_78_on_an_invalid_configuration(command: Command, folder: Path) -> None:
    (folder / "config" / "mailintake.yaml").write_text("desk: 7\n")
    said = command("tickets", "list")

    assert said.code == 78
    assert "mailintake.yaml:1:" in said.err
    assert "Traceback" not in said.err


def test_init_then_check_has_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "desk")]) == 0
    assert run(["-c", str(tmp_path / "desk"), "check"]) == 0
    assert "no problem found" in capsys.readouterr().out


def test_usage_errors_exit_with_2(command: Command) -> None:
    assert command("tickets", "show").code == 2
    assert command("nonsense").code == 2


@pytest.mark.parametrize(("option", "shown"), [("-c", "-c DIR"), ("--config", "--config DIR"), ("--debug", "--debug")])
def test_an_option_behind_the_command_is_told_where_it_goes(command: Command, option: str, shown: str) -> None:
    said = command("tickets", "list", option, "elsewhere")

    assert said.code == 2
    assert f"hint: `{option}` goes before the command: mailintake {shown} COMMAND" in said.err


def test_explain_says_that_a_mail_was_taken_in_already(command: Command, folder: Path) -> None:
    mail = str(folder / "a.eml")
    command("ingest", mail)
    # Saved again by a mail program: no bytes are the same, and it lies there for weeks.
    (folder / "saved.eml").write_bytes(b"X-Saved: yes\r\n" + MAIL.replace(b"\n", b"\r\n"))
    saved = command("explain", "--at", "2099-01-01", str(folder / "saved.eml"))

    assert "it was taken in already: ticket 1" in command("explain", mail).out
    assert "it was taken in already: ticket 1" in saved.out


def test_reconcile_says_in_words_that_the_server_is_down(command: Command, write: Write) -> None:
    login = f"{{host: 127.0.0.1, port: {free_port()}, security: none, username: u, password: {{file: secret}}}}"
    write("config/mailintake.yaml", DESK.replace("mailboxes: {}\n", f"mailboxes:\n  helpdesk: {login}\n"))
    write("config/secret", "open sesame")
    command("migrate")
    said = command("reconcile")

    assert said.code == 1
    assert "no connection: Connection refused" in said.err
    assert "Errno" not in said.err


@pytest.mark.parametrize(
    ("secret", "words", "hint"),
    [
        ("{file: empty}", "is empty", "install -m 600"),
        ("{file: .}", "cannot be read: Is a directory", "it must be a file"),
        ("{env: NOT_SET_ANYWHERE}", "is not set", "set the environment variable"),
        ("{credential: imap}", "needs systemd", "LoadCredential=imap:PATH"),
    ],
)
def test_a_secret_that_cannot_be_read_is_named_once_for_each_setting(
    command: Command, write: Write, secret: str, words: str, hint: str
) -> None:
    login = f"{{host: 127.0.0.1, port: {free_port()}, security: none, username: u, password: {secret}}}"
    settings = DESK.replace("mailboxes: {}\n", f"mailboxes:\n  helpdesk: {login}\nsmtp: {login}\n")
    place = write("config/mailintake.yaml", settings)
    write("config/empty", "")
    said = command("check", "--connect")

    named = [line for line in said.out.splitlines() if words in line]
    assert said.code == 1
    assert [line.count(place) for line in named] == [1, 1]
    assert len([line for line in said.out.splitlines() if line.startswith("hint:") and hint in line]) == 2
    assert "asking" not in said.err


def test_a_mail_from_a_file_becomes_a_ticket_that_can_be_listed_shown_found_and_traced(
    command: Command, folder: Path
) -> None:
    assert command("ingest", str(folder / "a.eml")).code == 0

    listed = command("tickets", "list", "--json").rows
    (shown,) = command("tickets", "show", "TECH-1", "--json").rows
    assert [row["number"] for row in listed] == [1]
    assert set(shown) - set(listed[0]) == {"entries", "attachments"}
    assert "The copier in the office jams on every page." in [one["text"] for one in shown["entries"]]
    assert command("tickets", "search", "copier", "--json").rows == listed
    for wanted in ("1", "TECH-1", "a@school.example", "<a@school.example>", str(folder / "a.eml")):
        assert command("trace", wanted, "--json").rows[0]["ticket"] == 1, wanted


def test_trace_says_why_a_ticket_is_what_it_is_and_who_got_it(command: Command, folder: Path) -> None:
    explained = command("explain", str(folder / "a.eml")).out.splitlines()
    command("ingest", str(folder / "a.eml"))
    (row,) = command("trace", "1", "--json").rows

    traced = command("trace", "1").out.splitlines()
    judged = explained[1 : next(at for at, line in enumerate(explained) if line.startswith("  mail: "))]
    assert judged[0] == "  printer, normal"
    assert judged[-2:] == ["  otherwise: assigned to tess", "    because no rule matched, so `otherwise`"]
    assert "\n".join(judged) in "\n".join(traced)
    assert (row["classification"]["category"], row["assignment"]["rule"]) == ("printer", "otherwise")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (("--status", "new"), 1),
        (("--status", "closed"), 0),
        (("--assignee", "tess"), 1),
        (("--category", "network"), 0),
        (("--priority", "normal"), 1),
        (("--since", "30d"), 1),
        (("--until", "2020-01-01"), 0),
    ],
)
def test_tickets_are_narrowed(command: Command, folder: Path, filters: tuple[str, ...], found: int) -> None:
    command("ingest", str(folder / "a.eml"))

    assert len(command("tickets", "list", "--json", *filters).rows) == found


def test_ingest_of_the_same_mail_twice_makes_one_ticket(command: Command, folder: Path) -> None:
    assert [command("ingest", str(folder / "a.eml")).code for _ in range(2)] == [0, 0]
    assert len(command("tickets", "list", "--json").rows) == 1


def test_ingest_of_a_missing_file_exits_with_75(command: Command, folder: Path) -> None:
    assert command("ingest", str(folder / "missing.eml")).code == 75


def test_ingest_reads_mbox(command: Command, folder: Path) -> None:
    (folder / "box").write_bytes(
        b"From ana Mon Nov 23 08:05:00 2026\n"
        + MAIL
        + b"\nFrom b Mon Nov 23 08:06:00 2026\n"
        + MAIL.replace(b"<a@", b"<b@").replace(b"jams", b"smokes")
    )

    assert command("ingest", "--mbox", str(folder / "box")).code == 0
    assert len(command("tickets", "list", "--json").rows) == 2


def test_a_phone_call_is_recorded_with_a_receipt(command: Command) -> None:
    said = command(
        "tickets", "open", "--for", "ana@school.example", "--subject", "No sound", "--text", "No sound in 9."
    )

    assert said.out.strip() == "TECH-1"
    assert [row["template"] for row in command("outbox", "list", "--json").rows] == ["receipt", "assigned"]


def test_mail_in_the_outbox_can_be_dropped_and_only_once(command: Command, folder: Path) -> None:
    command("ingest", str(folder / "a.eml"))

    assert command("outbox", "drop", "1").code == 0
    assert command("outbox", "drop", "1").code == 1
    assert [row["id"] for row in command("outbox", "list", "--json").rows] == [2]
    assert [row["state"] for row in command("outbox", "list", "--json", "--state", "sent").rows] == []


def test_an_oversized_mail_lies_in_quarantine_until_it_is_dropped(command: Command, folder: Path) -> None:
    (folder / "config" / "mailintake.yaml").write_text(DESK + "limits: {message: 1KiB, attachment: 1KiB}\n")
    (folder / "big.eml").write_bytes(MAIL + b"x" * 2000)
    assert command("ingest", str(folder / "big.eml")).code == 0

    (row,) = command("quarantine", "list", "--json").rows
    assert set(row) == {
        *("id", "reason", "received_at", "size", "message_id", "mailbox"),
        *("kind", "author", "subject"),
    }
    assert row["kind"] == "refused"
    assert "larger than" in row["reason"]
    assert command("quarantine", "drop", str(row["id"])).code == 0
    assert command("quarantine", "list", "--json").rows == []


def test_lists_without_a_database_say_so(command: Command) -> None:
    said = command("tickets", "list")

    assert said.code == 1
    assert "does not exist yet" in said.err
    assert "hint:" in said.err


def test_preview_shows_a_notice_and_its_source(command: Command) -> None:
    assert "Subject: Re: [TECH-" in command("preview", "receipt").out
    assert "solicitud" in command("preview", "receipt", "--language", "es").out
    assert "<" in command("preview", "receipt", "--html").out
    assert "{{" in command("preview", "--source", "receipt").out
    assert command("preview", "nonsense").code == 1


@pytest.mark.parametrize(("assignee", "code"), [("tess", 0), ("nobody", 1)])
def test_rehearse_tells_whether_a_story_holds(command: Command, folder: Path, assignee: str, code: int) -> None:
    (folder / "story.txt").write_text(STORY.replace("ASSIGNEE", assignee))
    said = command("rehearse", str(folder / "story.txt"))

    assert said.code == code
    assert ("story.txt:8: ticket 1: assignee is `tess`" in said.out) == bool(code)


def test_doctor_names_what_is_missing(command: Command) -> None:
    said = command("doctor")

    assert said.code == 1
    assert "mailboxes: none is configured" in said.out


@pytest.mark.parametrize(("secret", "code"), [("open sesame", 0), ("", 1), (None, 1)])
def test_doctor_offline_reads_the_secrets_and_claims_nothing_of_servers(
    command: Command, write: Write, secret: str | None, code: int
) -> None:
    write("config/mailintake.yaml", WITH_LOGINS)
    if secret is not None:
        write("config/secret", secret)
    command("migrate")

    said = command("doctor", "--offline")
    assert said.code == code
    assert ("mailboxes and SMTP were not asked" in said.out) == (not code)
    assert said.out.count("the secret `{file: ") == code


def test_migrate_makes_the_database(command: Command, folder: Path) -> None:
    assert command("migrate").code == 0
    assert (folder / "var" / "desk.db").stat().st_mode & 0o777 == 0o600


def test_every_command_has_help(command: Command) -> None:
    for words in (
        ["init"],
        ["check"],
        ["run"],
        ["ingest"],
        ["explain"],
        ["rehearse"],
        ["trace"],
        ["preview"],
        ["doctor"],
    ):
        assert "Usage" in command(*words, "--help").out
